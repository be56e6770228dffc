"""The team's configuration: what the files mean, and that every mistake is told with its place and remedy."""

import re
from pathlib import Path

import pytest

from bot.adapters.configuration import ConfigurationErrors, read_configuration
from bot.domain import announcement_rules, business_calendar, cadence_rules, catalogue, policy
from bot.domain.severity import Severity
from bot.files import shipped
from bot.problem import Problem

DEMO = Path(__file__).parents[3] / "sandbox" / "demo"


@pytest.fixture
def policy_text() -> str:
    """The shipped policy, to be broken."""
    return (shipped("playbooks") / "policy.yml").read_text("utf-8")


def faults(folder: Path) -> list[Problem]:
    """Everything that is wrong in that folder."""
    with pytest.raises(ConfigurationErrors) as raised:
        read_configuration(folder)
    assert str(raised.value).count("\n") == len(raised.value.problems) - 1
    return list(raised.value.problems)


def model_faults(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    """Where and what is wrong with this models.yml, the file's own name left out."""
    path = folder / "models.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(problem.where.removeprefix(f"{path}, "), problem.what) for problem in faults(folder)]


def test_shipped_policy() -> None:
    """The shipped policy has the severities of domain §2, the roles of §3, and announces nothing by itself."""
    configuration = read_configuration(shipped("playbooks"))
    rules = configuration.policy
    cadence = {severity: rules.rule(severity).cadence for severity in Severity}
    assert [cadence[severity].minutes for severity in Severity] == [30, 60, None]
    assert f"{cadence[Severity.SEV3].business_day_at}" == "16:00:00"
    assert [rules.rule(severity).postmortem_owed for severity in Severity] == [True, True, False]
    assert list(rules.roles)[:4] == ["ic", "ops", "ml_owner", "comms"]
    assert set(rules.roles) == {
        "ic",
        "ops",
        "ml_owner",
        "comms",
        "data_engineer",
        "data_quality",
        "scribe",
        "liaison",
    }
    assert rules.announce.channel is None
    assert configuration.catalogue.models == ()


def test_demo_is_the_shipped_policy_with_people() -> None:
    """The demo workspace runs under what ships, but for whom it calls, where it announces and whom it tells."""
    shipped_policy, demo = read_configuration(shipped("playbooks")).policy, read_configuration(DEMO)
    assert demo.policy.announce.channel == "CINCIDENTS"
    assert demo.policy.rule(Severity.SEV1).responders == ("UANA", "UBEN")
    assert demo.policy.rule(Severity.SEV2).responder_groups == ("SMLONCALL",)
    called = {
        severity: rule.model_copy(update={"responders": (), "responder_groups": ()})
        for severity, rule in demo.policy.severities.items()
    }
    silent = demo.policy.announce.model_copy(update={"channel": None})
    assert demo.policy.audiences.executives.people == ("UDEE",)
    changed = {"severities": called, "announce": silent, "audiences": shipped_policy.audiences}
    assert demo.policy.model_copy(update=changed) == shipped_policy
    assert [model.name for model in demo.catalogue.models] == ["ranker", "fraud-score", "support-assistant"]


def test_the_commented_example_holds(tmp_path: Path) -> None:
    """The example in the shipped models.yml is right once its comment signs are gone."""
    lines = (shipped("playbooks") / "models.yml").read_text("utf-8").splitlines()
    example = [line[2:] for line in lines[lines.index("# models:") :] if line.startswith("# ")]
    (tmp_path / "models.yml").write_text("\n".join(example))
    (model,) = read_configuration(tmp_path).catalogue.models
    assert (model.name, model.current_version, model.confidential) == ("ranker", "2026.11.2", False)
    empty = {key for key, value in model if value in ((), "", None)}
    assert empty == set(), "the example shows every key"


def test_what_a_folder_lacks_is_shipped(tmp_path: Path, policy_text: str) -> None:
    """An empty folder means what Tocsin ships; a file that is there stands for the whole file."""
    assert read_configuration(tmp_path) == read_configuration(shipped("playbooks"))
    (tmp_path / "policy.yml").write_text(policy_text.replace("timezone: UTC", "timezone: Europe/Vienna"))
    own = read_configuration(tmp_path)
    assert own.policy.timezone == "Europe/Vienna"
    assert own.digest != read_configuration(shipped("playbooks")).digest


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is a mistake, not an empty one."""
    (problem,) = faults(tmp_path / "nowhere")
    assert problem.what == "There is no such folder"


def test_values_mean_what_their_field_means(tmp_path: Path) -> None:
    """A version stays text, a bare time is a time, null is none, an empty value is not given."""
    (tmp_path / "models.yml").write_text(
        "models:\n"
        "  - name: no\n"
        "    current_version: 1.10\n"
        "    last_known_good_version: 0x1f\n"
        "    team:\n"
        "    owner: null\n"
        "    description: 'null'\n"
        "    confidential: yes\n"
        "    last_deploy: 2026-11-18 14:05:00+01:00\n"
        "    training_cutoff: 2026-10-31T23:59:59Z\n"
    )
    (model,) = read_configuration(tmp_path).catalogue.models
    assert (model.name, model.current_version, model.last_known_good_version) == ("no", "1.10", "0x1f")
    assert (model.team, model.owner, model.description, model.confidential) == ("", None, "null", True)
    assert model.last_deploy is not None
    assert model.last_deploy.isoformat() == "2026-11-18T14:05:00+01:00"
    assert f"{model.training_cutoff}" == "2026-10-31 23:59:59+00:00"


def test_bare_time_of_day(tmp_path: Path, policy_text: str) -> None:
    """16:00 without quotes is four in the afternoon, not a number to the base of sixty."""
    (tmp_path / "policy.yml").write_text(policy_text.replace('"16:00"', "16:00"))
    assert f"{read_configuration(tmp_path).policy.rule(Severity.SEV3).cadence.business_day_at}" == "16:00:00"


def test_null_switches_off(tmp_path: Path, policy_text: str) -> None:
    """`archive_after_days: null` keeps rooms for ever."""
    (tmp_path / "policy.yml").write_text(
        policy_text.replace("archive_after_days: 14", "archive_after_days: null")
    )
    assert read_configuration(tmp_path).policy.archive_after_days is None


def test_all_mistakes_of_all_files_at_once(tmp_path: Path, policy_text: str) -> None:
    """Every mistake in every file is told, in the order of the lines, with line, field and remedy."""
    broken = (
        policy_text.replace("timezone: UTC", "timezone: Mars/Base")
        .replace("  SEV3:", "  sev3:")
        .replace("minutes: 30", "minutes: 3", 1)
        .replace("responders: []", "responders: [ben]", 1)
        .replace("archive_after_days", "archive_after_day")
    )
    (tmp_path / "policy.yml").write_text(broken)
    (tmp_path / "models.yml").write_text("models:\n  - name: ranker\n    dashbords: []\n")
    lines = broken.splitlines()

    def at(beginning: str, field: str) -> str:
        line = next(n for n, text in enumerate(lines, 1) if text.strip().startswith(beginning))
        return f"{tmp_path / 'policy.yml'}, line {line}, {field}"

    problems = faults(tmp_path)
    assert [(problem.where, problem.what) for problem in problems] == [
        (at("timezone", "timezone"), "'Mars/Base' is not a time zone name such as Europe/Vienna"),
        (at("severities", "severities.SEV3"), "'SEV3' is missing"),
        (at("minutes: 3", "severities.SEV1.cadence.minutes"), "'3' is too small"),
        (
            at("responders: [ben]", "severities.SEV1.responders[1]"),
            "'ben' is no Slack user id such as U024BE7LH",
        ),
        (at("sev3", "severities.sev3"), "'sev3' is not known here"),
        (at("archive_after_day", "archive_after_day"), "The key 'archive_after_day' is not known here"),
        (f"{tmp_path / 'models.yml'}, line 3, models[1].dashbords", "The key 'dashbords' is not known here"),
    ]
    assert [problem.remedy for problem in problems][-2:] == [
        "Did you mean archive_after_days?",
        "Did you mean dashboards?",
    ]
    assert all(problem.remedy for problem in problems)


def test_duplicate_keys(tmp_path: Path) -> None:
    """A key that stands twice is a mistake, wherever it stands, and other mistakes are told with it."""
    assert model_faults(tmp_path, "models:\n  - name: a\n    team: x\n    team: y\n    nme: b\n") == [
        ("line 4", "The key 'team' stands here twice"),
        ("line 5, models[1].nme", "The key 'nme' is not known here"),
    ]


def test_a_second_model_of_a_name(tmp_path: Path) -> None:
    """Models are told apart by name, letter case apart."""
    assert model_faults(tmp_path, "models:\n- name: Ranker\n- name: ranker\n  team: [x]\n") == [
        ("line 3, models[2].name", "There is a second model 'ranker'"),
        ("line 4, models[2].team", "This is no text"),
    ]


def test_every_mistake_of_a_model_at_once(tmp_path: Path) -> None:
    """Whatever is wrong with a model's lists is told with what is wrong elsewhere, each with its remedy."""
    (tmp_path / "models.yml").write_text(
        "models:\n"
        "- name: ranker\n"
        "  fallbacks:\n"
        "  - {name: rules, kind: rule}\n"
        "  - {name: Rules, kind: rules}\n"
        "  upstream: [{name: prices, feature: [p]}, {name: prices}]\n"
        "  slos:\n"
        "  - name: answers\n"
        "    family: uptime\n"
        "    objective: 100\n"
        "    window_days: 91\n"
        "    bad_ratio: rate(x[5m])\n"
        "  - name: ANSWERS\n"
        "    family: latency\n"
        "    objective: 99.9 %\n"
        "    bad_ratio: rate(x[{window}]\n"
        "  - {name: ' ', family: safety, objective: 50, window_days: 0}\n"
    )
    problems = faults(tmp_path)
    place = "models[1]."
    found = [(problem.where.rpartition(place)[2], problem.what) for problem in problems]
    assert found == [
        ("fallbacks[1].kind", "'rule' is not known here"),
        ("fallbacks[2].name", "There is a second fallback 'Rules'"),
        ("upstream[1].feature", "The key 'feature' is not known here"),
        ("upstream[2].name", "There is a second source 'prices'"),
        ("slos[1].family", "'uptime' is not known here"),
        ("slos[1].objective", "'100' is too large"),
        ("slos[1].window_days", "'91' is too large"),
        ("slos[1].bad_ratio", "'rate(x[5m])' has no {window}"),
        ("slos[2].name", "There is a second SLO 'ANSWERS'"),
        ("slos[2].objective", "'99.9 %' is no number"),
        ("slos[2].bad_ratio", "The bracket ( is left open"),
        ("slos[3].name", "' ' is too short"),
        ("slos[3].objective", "'50' is too small"),
        ("slos[3].window_days", "'0' is too small"),
    ]
    remedies = {problem.remedy for problem in problems}
    assert {"Give less than 100", "Give more than 50", "Did you mean features?"} <= remedies


@pytest.mark.parametrize("time", ["2026-11-18", "2026-11-18T14:05", "2026-11-18 14:05:09.5"])
def test_a_time_needs_its_zone(tmp_path: Path, time: str) -> None:
    """A point in time without zone is nobody's guess."""
    assert model_faults(tmp_path, f"models:\n- name: a\n  last_deploy: {time}\n") == [
        ("line 3, models[1].last_deploy", "It does not say in which time zone")
    ]


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        ("models: !!python/object/apply:os.system [ls]", "line 1", "There is a tag (!)"),
        ("a: &a [x]\nb: *a", "line 2", "There is an alias (*)"),
        ("[" * 100_000, "line 1", "It is nested deeper than 20 levels"),
        ("models:\n" + " " * 600_000, "line 1", "The file is larger than 512 KiB and is not read"),
        ("models: []\nteam: \xff".encode("latin-1"), "line 2", "The file is not UTF-8 text"),
        ("models: []\n\x00", "line 2", "There is an invisible control character"),
        ("? [a]\n: b", "line 1", "A key is a list or a mapping"),
        ("- name: a", "line 1", "This has no keys"),
        ("models: ranker", "line 1, models", "'ranker' is no list"),
        ("models: [ranker]", "line 1, models[1]", "'ranker' has no keys"),
        ("models:\n-", "line 2, models[1]", "'' has no keys"),
        ("models: [{name: a, dashboards: [x y]}]", "line 1, models[1].dashboards[1]", "'x y' is no link"),
        (
            "models: [{name: a, confidential: maybe}]",
            "line 1, models[1].confidential",
            "'maybe' is neither yes nor no",
        ),
        (
            "models: [{name: a, training_cutoff: soon}]",
            "line 1, models[1].training_cutoff",
            "'soon' is no point in time",
        ),
        (
            "models: [{name: a, last_deploy: soon}]",
            "line 1, models[1].last_deploy",
            "'soon' is no point in time",
        ),
        (
            "models: [{name: a, last_deploy: 2026}]",
            "line 1, models[1].last_deploy",
            "'2026' is no point in time",
        ),
        (
            "models: [{name: a, label_lag: soon}]",
            "line 1, models[1].label_lag",
            "'soon' is no length of time",
        ),
        ("models: [{name: a, tier: 4}]", "line 1, models[1].tier", "'4' is too large"),
        ("models: [{name: a, tier: high}]", "line 1, models[1].tier", "'high' is no whole number"),
        (
            "models: [{name: a, data_class: secret}]",
            "line 1, models[1].data_class",
            "'secret' is not known here",
        ),
        (
            "models: [{name: a, oncall_group: search-oncall}]",
            "line 1, models[1].oncall_group",
            "'search-oncall' is no Slack user group id such as S0614TZR7",
        ),
        ("models: [{name: a, tema: x}]", "line 1, models[1].tema", "The key 'tema' is not known here"),
        ("models: [{team: a}]", "line 1, models[1].name", "'name' is missing"),
        ("models: [{name: null}]", "line 1, models[1].name", "null is no text"),
    ],
)
def test_a_mistake_and_its_words(tmp_path: Path, content: str | bytes, where: str, what: str) -> None:
    """Each kind of mistake has its place and plain words, and none of them unfolds, runs or crashes anything."""
    assert model_faults(tmp_path, content) == [(where, what)]


@pytest.mark.parametrize("content", ["a: b: c", "models:\n\t- x", "--- a\n--- b", "'", "{"])
def test_broken_yaml(tmp_path: Path, content: str) -> None:
    """What is not YAML is one mistake with a line and advice, not a pile of missing keys."""
    ((where, what),) = model_faults(tmp_path, content)
    assert where.startswith("line ")
    assert what.startswith("This is not YAML: ")


def test_hostile_text_is_told_as_text(tmp_path: Path) -> None:
    """What people typed is shown shortened and with its control characters spelt out."""
    text = "\u202e<!channel>" + "x" * 10_000
    (tmp_path / "models.yml").write_text(f'models:\n- name: "{text}"\n  "\\e[2J{text[:900]}": x\n')
    value, key = faults(tmp_path)
    assert value.what.startswith("'\\u202e<!channel>xx")
    assert key.what.startswith("The key '\\x1b[2J\\u202e<!channel>xx")
    assert all(str(problem).isprintable() and len(str(problem)) < 600 for problem in (value, key))


def test_a_misnamed_file(tmp_path: Path) -> None:
    """A file that was surely meant to be read and is not, for its name, is a mistake."""
    (tmp_path / "policy.yaml").write_text("timezone: UTC")
    (tmp_path / "drift.yml").write_text("signal: PSI")
    (tmp_path / "README.md").write_text("ours")
    (problem,) = faults(tmp_path)
    assert (problem.where, problem.remedy) == (str(tmp_path / "policy.yaml"), "Did you mean policy.yml?")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in a file's place is told, not taken for a missing file."""
    (tmp_path / "models.yml").mkdir()
    (problem,) = faults(tmp_path)
    assert problem.where == str(tmp_path / "models.yml")


def test_the_readme_knows_every_key() -> None:
    """playbooks/README.md has a line for each key of both files."""
    readme = (shipped("playbooks") / "README.md").read_text("utf-8")
    models = (
        policy.Policy,
        business_calendar.BusinessHours,
        business_calendar.Holidays,
        policy.SeverityRule,
        cadence_rules.Cadence,
        cadence_rules.Rung,
        policy.RoleRule,
        announcement_rules.Announcements,
        policy.Nudges,
        policy.Approvals,
        policy.Automation,
        policy.Webhook,
        catalogue.ModelEntry,
        catalogue.Fallback,
        catalogue.Upstream,
        catalogue.Slo,
    )
    keys = {key for model in models for key in model.model_fields}
    assert [key for key in sorted(keys) if not re.search(rf"[`.]{key}[`.]", readme)] == []
