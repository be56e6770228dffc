"""What is wrong with a policy's approvals and webhooks is told with file, line and field, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.automation_faults import unsigned
from bot.adapters.configuration import ConfigurationErrors, read_configuration
from bot.domain.containment import Containment
from bot.domain.policy import Automation, Webhook
from bot.files import shipped

MODELS = "models: [{name: ranker}, {name: fraud-scorer}]\n"


def policy_with(folder: Path, sections: str) -> Path:
    """A folder with two models and the shipped policy, its last sections replaced by these."""
    text = (shipped("playbooks") / "policy.yml").read_text("utf-8")
    (folder / "policy.yml").write_text(text[: text.index("\n# Who says yes")] + "\n" + sections, "utf-8")
    (folder / "models.yml").write_text(MODELS, "utf-8")
    return folder


def faults(folder: Path, sections: str) -> list[tuple[str, str, str]]:
    """Field, what is wrong and the remedy of everything that is wrong."""
    with pytest.raises(ConfigurationErrors) as raised:
        read_configuration(policy_with(folder, sections))
    return [(each.where.split(", ", 2)[2], each.what, each.remedy) for each in raised.value.problems]


def webhooks(*lines: str) -> str:
    """The section with one webhook, enabled, and these lines in it."""
    listed = "".join(f"\n      {line}" for line in lines)
    return f"automation:\n  enabled: true\n  webhooks:\n    - name: roll-back{listed}\n"


def test_off_as_shipped() -> None:
    """The policy that ships turns nothing on, and its example is only a comment."""
    automation = read_configuration(shipped("playbooks")).policy.automation
    assert automation == Automation(enabled=False, webhooks=())


def test_the_shipped_example_works(tmp_path: Path) -> None:
    """The commented example of the shipped policy is good once its comment signs are taken away."""
    path = shipped("playbooks") / "policy.yml"
    head, mark, tail = path.read_text("utf-8").partition("  webhooks: []\n")
    example = "".join(
        line.replace("  # ", "  ", 1) + "\n" for line in tail.splitlines() if "  # " in line[:6]
    )
    rest = "".join(line + "\n" for line in tail.splitlines() if "  # " not in line[:6])
    (tmp_path / "policy.yml").write_text(
        head.replace("enabled: false", "enabled: true") + "  webhooks:\n" + example + rest
    )
    (tmp_path / "models.yml").write_text(MODELS)
    assert mark
    hook = read_configuration(tmp_path).policy.automation.webhook("roll-back-model")
    assert hook is not None
    assert (hook.containment, hook.models, hook.timeout_seconds) == (
        Containment.ROLL_BACK_MODEL,
        ("ranker",),
        20.0,
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://ml.example.com/hook?token=x",
        "http://localhost:8000/x",
        "http://127.0.0.1/",
        "http://[::1]:9000/",
        "http://10.1.2.3/x",
        "http://192.168.0.9/x",
        "http://rollback/x",
        "http://rollback.ml.svc.cluster.local/x",
        "http://ml.corp.internal./x",
    ],
)
def test_addresses_that_are_safe(tmp_path: Path, url: str) -> None:
    """Encrypted anywhere, and in the clear where the host can only be the team's own."""
    sections = webhooks("containment: shed_load", f"url: '{url}'")
    hook = read_configuration(policy_with(tmp_path, sections)).policy.automation.webhook("roll-back")
    assert hook is not None and hook.url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://ml.example.com/hook",
        "http://8.8.8.8/",
        "http://localhost.example.com/",
        "http://10.0.0.1.nip.io/",
        "http://[::ffff:8.8.8.8]/",
        "http://localhost@evil.example/",
        "http://internal.example/",
        "http://[broken/",
        "http:///x",
    ],
)
def test_addresses_that_are_not(tmp_path: Path, url: str) -> None:
    """In the clear to wherever it may be is a mistake, and the address itself is not repeated."""
    [(field, what, remedy)] = faults(tmp_path, webhooks("containment: shed_load", f"url: '{url}'"))
    assert (field, what) == (
        "automation.webhooks[1].url",
        "The url is not encrypted, and its host may be anywhere",
    )
    assert remedy.startswith("Give https://")


@pytest.mark.parametrize(
    "url", ["https:///hook", "https://h:99999/", "https://h:x/", "https://[::/", "https://:80/"]
)
def test_addresses_that_are_none(tmp_path: Path, url: str) -> None:
    """What begins well and names no host, or no port, is told before an incident finds it."""
    [(_, what, _)] = faults(tmp_path, webhooks("containment: shed_load", f"url: '{url}'"))
    assert what == "The url has no host that could be asked"


def test_everything_at_once(tmp_path: Path) -> None:
    """Every mistake is told with the nearest right word, in the order of the lines."""
    sections = """
approvals:
  roles: [ic, ml_onwer]
  risky_people: 0
automation:
  enabled: true
  webhooks:
    - name: Roll Back
      containment: rollback_model
      models: [ranker, fraud_scorer, something-else]
    - name: twice
      containment: shed_load
      url: ftp://ml.example.com
      timeout_seconds: 90
      retries: 3
    - name: third
      containment: shed_load
      url: https:///hook
"""
    found = faults(tmp_path, sections)
    assert [(field, what) for field, what, _ in found] == [
        ("approvals.roles[2]", "There is no role 'ml_onwer'"),
        ("approvals.risky_people", "'0' is too small"),
        ("automation.webhooks[1].name", "'Roll Back' is no name of a webhook"),
        ("automation.webhooks[1]", "'url' is missing"),
        ("automation.webhooks[1].containment", "'rollback_model' is not known here"),
        ("automation.webhooks[1].models[2]", "There is no model 'fraud_scorer' in the catalogue"),
        ("automation.webhooks[1].models[3]", "There is no model 'something-else' in the catalogue"),
        ("automation.webhooks[2].url", "'ftp://ml.example.com' is no link"),
        ("automation.webhooks[2].timeout_seconds", "'90' is too large"),
        ("automation.webhooks[2].retries", "The key 'retries' is not known here"),
        ("automation.webhooks[3].url", "The url has no host that could be asked"),
    ]
    remedies = [remedy for _, _, remedy in found]
    assert remedies[0] == "Did you mean ml_owner?"
    assert "roll_back_model" in remedies[4]
    assert remedies[5:7] == ["Did you mean fraud-scorer?", "Add it to models.yml, or leave it out"]


@pytest.mark.parametrize(
    "broken", ["automation: yes", "automation: {webhooks: x}", "automation: {webhooks: [x]}"]
)
def test_the_wrong_shape(tmp_path: Path, broken: str) -> None:
    """A section of another shape is a mistake with a place, not a crash."""
    assert faults(tmp_path, broken + "\n")


def test_a_second_of_a_name(tmp_path: Path) -> None:
    """Webhooks are told apart by name."""
    hook = "    - {name: a, containment: shed_load, url: 'https://ml.example.com'}\n"
    with pytest.raises(ConfigurationErrors, match="'a' stands there twice"):
        read_configuration(policy_with(tmp_path, f"automation:\n  webhooks:\n{hook}{hook}"))


def test_a_secret_is_needed(tmp_path: Path) -> None:
    """Automation that is turned on without a secret is a problem of its own, with the command that makes one."""
    sections = webhooks("containment: shed_load", "url: https://ml.example.com")
    on = read_configuration(policy_with(tmp_path, sections)).policy
    [problem] = unsigned(on, "")
    assert (problem.where, "openssl rand" in problem.remedy) == ("TOCSIN_WEBHOOK_SECRET", True)
    assert unsigned(on, "x" * 32) == ()
    off = on.model_copy(update={"automation": Automation(webhooks=on.automation.webhooks)})
    assert unsigned(off, "") == ()


def test_no_secret_in_what_is_shown() -> None:
    """A webhook that is printed or written down shows no address."""
    hook = Webhook(name="a", containment=Containment.SHED_LOAD, url="https://u:p4ss@ml.example.com/t0ken")
    for shown in (repr(hook), str(hook), hook.model_dump_json(), str(hook.model_dump())):
        assert "t0ken" not in shown and "p4ss" not in shown
