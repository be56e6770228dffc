"""The library of playbooks: what ships is whole, and a team's own files over it, with every mistake in its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.configuration import ConfigurationErrors, read_configuration
from bot.adapters.library import Library, read_library
from bot.domain import playbook as domain
from bot.domain.containment import Containment
from bot.domain.playbook import Playbook
from bot.files import shipped

SHIPPED = shipped("playbooks") / "library"
KEYS = [
    "drift-alert",
    "fairness-regression",
    "feature-store-outage",
    "p99-latency-spike",
    "pii-leakage",
    "prompt-injection",
    "quality-drop",
    "training-etl-failure",
    "unsafe-output",
    "vendor-outage",
]


def own(folder: Path, **files: str) -> Library:
    """The library with these files of a team's own; underscores in names stand for hyphens."""
    library = folder / "library"
    library.mkdir(exist_ok=True)
    for name, text in files.items():
        (library / f"{name.replace('_', '-')}.yml").write_text(text)
    return read_library(library, SHIPPED, read_configuration(shipped("playbooks")).policy)


def by_key(library: Library) -> dict[str, Playbook]:
    """Its playbooks by key; there must be nothing wrong with it."""
    assert library.problems == ()
    return {each.key: each for each in library.playbooks}


def told(library: Library) -> list[tuple[str, str]]:
    """Where something is wrong and what; the folder left out, and a remedy always there."""
    assert all(problem.remedy for problem in library.problems)
    return [(problem.where.rpartition("/")[2], problem.what) for problem in library.problems]


SHIPPED_BY_KEY = by_key(read_library(Path("nowhere"), SHIPPED, None))


def test_what_ships() -> None:
    """The ten playbooks of domain §10 are there, each under the name of its file."""
    assert list(SHIPPED_BY_KEY) == KEYS == sorted(path.stem for path in SHIPPED.glob("*.yml"))


@pytest.mark.parametrize("it", SHIPPED_BY_KEY.values(), ids=lambda each: each.key)
def test_every_shipped_one_is_complete(it: Playbook) -> None:
    """Each has enough to begin with and to end with, no field twice the same, and every change leads somewhere."""
    assert len(it.signals) >= 10 and len(it.causes) >= 3 and len(it.steps) >= 4
    assert len(it.decisions) >= 4 and len(it.containment) >= 3 and len(it.verification) >= 3
    assert {row.containment for row in it.decisions} - {None} == {option.key for option in it.containment}
    assert all(option.command for option in it.containment)
    assert it.owner in read_configuration(shipped("playbooks")).policy.roles
    assert "[" in it.comms.internal and "Next check-in [time]" in it.comms.internal
    text = it.model_dump_json()
    assert len(set(it.signals)) == len(it.signals) and "  " not in text
    assert not re.search(r"human error|should have|careless|failed to", text)


def test_the_menu_is_used() -> None:
    """Every change of the menu stands in some playbook, but for failing open, which cached features do."""
    used = {option.key for it in SHIPPED_BY_KEY.values() for option in it.containment}
    assert set(Containment) - used == {Containment.FAIL_OPEN}


def test_override(tmp_path: Path) -> None:
    """A whole file of a shipped key stands in its place; the others stay."""
    text = (SHIPPED / "drift-alert.yml").read_text().replace("title: Drift alert", "title: Our drift")
    library = by_key(own(tmp_path, drift_alert=text))
    assert library["drift-alert"].title == "Our drift"
    assert library.keys() == SHIPPED_BY_KEY.keys()


def test_extend(tmp_path: Path) -> None:
    """Only what is different stands in the file: lists are replaced, mappings merged, the rest is as shipped."""
    text = "extends: drift-alert\nsignals: [psi]\ncomms:\n  internal: Ours\nowner: data_quality\n"
    it, base = by_key(own(tmp_path, drift_alert=text))["drift-alert"], SHIPPED_BY_KEY["drift-alert"]
    assert (it.signals, it.comms.internal, it.owner) == (("psi",), "Ours", "data_quality")
    assert it.comms.customers == base.comms.customers
    changed = {"signals", "comms", "owner", "extends"}
    assert it.model_dump(exclude=changed) == base.model_dump(exclude=changed)


def test_add(tmp_path: Path) -> None:
    """A new key is a new playbook, whole, or beginning with another, which may be the team's own."""
    new = (SHIPPED / "quality-drop.yml").read_text().replace("key: quality-drop\n", "")
    library = by_key(
        own(
            tmp_path,
            ranker_drop=new,
            ranker_eu="extends: ranker-drop\ntitle: Ranker in the EU\n",
            drift_alert="extends: drift-alert\ntitle: Our drift\n",
            city_drift="extends: drift-alert\nversion: 2\n",
        )
    )
    assert len(library) == 13
    assert library["ranker-drop"].title == "Quality drop"
    assert library["ranker-eu"].title == "Ranker in the EU"
    assert (library["city-drift"].title, library["city-drift"].version) == ("Our drift", "2")


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    """All mistakes of all files are told with file, line, field and remedy, and one mistake once."""
    library = own(
        tmp_path,
        drift_alert="extends: drift-alert\nchecks:\n- look: a\n  tell: b\n  command: go {modle}\n"
        "- look: c\n- look: d\n  tel: e\n",
        quality_drop="extends: quality-drop\nduration_minutes: soon\ncolour: red\nowner: boss\n",
        ranker_eu="extends: drift-alert\ntitle: Mine\n",
        p99="extends: p99-latency-spik\n",
        vendor_outage="extends: vendor-outage\ncontainment:\n- key: shed_lod\n",
        BadName="extends: drift-alert\nkey: other\nchecks: []\n",
    )
    assert told(library) == [
        ("BadName.yml, line 2, key", "The file is called BadName.yml, and the key is another"),
        ("BadName.yml, line 3, checks", "This is too short"),
        (
            "drift-alert.yml, line 5, checks[1].command",
            f"{{modle}} is no placeholder; there are {', '.join(f'{{{name}}}' for name in domain.PLACEHOLDERS)}",
        ),
        ("drift-alert.yml, line 6, checks[2].tell", "'tell' is missing"),
        ("drift-alert.yml, line 7, checks[3].tell", "'tell' is missing"),
        ("drift-alert.yml, line 8, checks[3].tel", "The key 'tel' is not known here"),
        ("p99.yml, line 1, extends", "There is no playbook 'p99-latency-spik' to extend"),
        ("quality-drop.yml, line 2, duration_minutes", "'soon' is no whole number"),
        ("quality-drop.yml, line 3, colour", "The key 'colour' is not known here"),
        ("quality-drop.yml, line 4, owner", "The policy has no role 'boss'"),
        ("vendor-outage.yml, line 3, containment[1].key", "'shed_lod' is not known here"),
        *[
            (f"vendor-outage.yml, line 3, containment[1].{key}", f"'{key}' is missing")
            for key in ("what", "effect", "verify", "lift", "review_after_minutes")
        ],
    ]
    remedies = " ".join(problem.remedy for problem in library.problems)
    assert "Did you mean p99-latency-spike?" in remedies and "Did you mean tell?" in remedies


def test_inherited_rows_need_their_options(tmp_path: Path) -> None:
    """Who replaces the changes and keeps a decision table that names others is told."""
    option = "- {key: fail_open, what: a, effect: b, verify: c, lift: d, review_after_minutes: 5}"
    library = own(tmp_path, drift_alert=f"extends: drift-alert\ncontainment:\n{option}\n")
    assert told(library) == [
        (
            "drift-alert.yml, line 1, decisions",
            "Row 2 names 'quarantine', which is not under containment",
        )
    ]


def test_circles(tmp_path: Path) -> None:
    """Playbooks that extend each other are told so, and nothing runs for ever."""
    library = own(tmp_path, a="extends: b\n", b="extends: a\n", c="extends: c\n")
    assert told(library) == [
        ("a.yml, line 1, extends", "Those that it extends go in a circle: a, b"),
        ("b.yml, line 1, extends", "Those that it extends go in a circle: b, a"),
        ("c.yml, line 1, extends", "There is no playbook 'c' to extend"),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- a\n", "This has no keys"),
        ("a: *b\n", "There is an alias (*)"),
        ("title: a\ntitle: b\n", "The key 'title' stands here twice"),
        ("a: [\n", "This is not YAML"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, what: str) -> None:
    """What is no mapping or no plain YAML is one mistake a place, not a pile of missing keys."""
    ((_, said),) = told(own(tmp_path, drift_alert=text))
    assert said.startswith(what)


def test_names_that_are_not_read(tmp_path: Path) -> None:
    """A `.yaml` in the library, or a file in its place, was surely meant to be read."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "drift-alert.yaml").write_text("extends: drift-alert")
    ((where, _),) = told(own(tmp_path))
    assert where == "drift-alert.yaml"
    (tmp_path / "file").write_text("")
    assert [what for _, what in told(read_library(tmp_path / "file", SHIPPED, None))] == ["This is no folder"]


def test_the_configuration_has_them(tmp_path: Path) -> None:
    """They come with the configuration, its digest covers them, and their mistakes are told with all others."""
    plain = read_configuration(tmp_path)
    assert [each.key for each in plain.playbooks] == KEYS
    own(tmp_path, mine="extends: drift-alert\n")
    more = read_configuration(tmp_path)
    assert (len(more.playbooks), more.digest != plain.digest) == (11, True)
    (tmp_path / "library" / "mine.yml").rename(tmp_path / "library" / "yours.yml")
    assert read_configuration(tmp_path).digest not in (more.digest, plain.digest)
    own(tmp_path, mine="titel: x\nextends: drift-alert\n")
    (tmp_path / "models.yml").write_text("models: [{}]")
    with pytest.raises(ConfigurationErrors) as raised:
        read_configuration(tmp_path)
    assert [problem.what for problem in raised.value.problems] == [
        "'name' is missing",
        "The key 'titel' is not known here",
    ]


def test_the_readme_knows_every_key() -> None:
    """playbooks/README.md names each key of a playbook, each change of the menu and each placeholder."""
    readme = (shipped("playbooks") / "README.md").read_text("utf-8")
    models = (domain.Playbook, domain.Check, domain.Row, domain.Option, domain.Comms)
    keys = {key for model in models for key in model.model_fields}
    keys |= {str(key) for key in Containment}
    assert [key for key in sorted(keys) if not re.search(rf"[`.]{key}[`.]", readme)] == []
    assert [name for name in domain.PLACEHOLDERS if f"{{{name}}}" not in readme] == []
