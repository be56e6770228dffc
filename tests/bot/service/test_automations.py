"""What a webhook is told, and what follows from each of its answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from annotated_types import Le

from bot.domain import commands as ask
from bot.domain.action_log import RUN_MAY_TAKE
from bot.domain.actions import ApproveAction, AskAutomation, ReportAutomation
from bot.domain.effects import RunAutomation
from bot.domain.policy import Policy, Webhook
from bot.domain.severity import Severity
from bot.service.answers import Judged, judge
from bot.service.automations import (
    AGAIN,
    AGAIN_MOST,
    ANSWER_KEPT,
    NO_ANSWER,
    PATIENCE,
    TOO_LATE,
    TURNED_OFF,
    body,
    final,
    run_automation,
)
from bot.service.ports import Claimed, NoAnswer, NotYet, WebhookAnswer
from bot.service.way import Way
from tests.bot.domain.test_automation import answer, approved, led, proposal, rules
from tests.bot.views.telling import ANA, BEN, CLEO, HOSTILE, Telling

RUN = RunAutomation(action=1, run=2)
CLAIMED = Claimed(7, "automation", "e1", "", attempts=1, uncertain=False, note="", version=9)


@dataclass
class Scripted:
    """A webhook that answers as it was told to; `asked` keeps addresses, bodies and keys."""

    says: WebhookAnswer | NoAnswer
    asked: list[tuple[str, dict[str, object], str, float]] = field(default_factory=list)

    async def ask(self, url: str, body: dict[str, object], *, key: str, seconds: float) -> WebhookAnswer:
        """The next answer."""
        self.asked.append((url, body, key, seconds))
        if isinstance(self.says, NoAnswer):
            raise self.says
        return self.says


@dataclass
class Stopped:
    """A clock that stands."""

    at: datetime

    def now(self) -> datetime:
        """Always the same."""
        return self.at


def way(says: WebhookAnswer | NoAnswer, now: datetime, policy: Policy | None = None) -> tuple[Way, Scripted]:
    """As much of the way as an automation uses."""
    webhook = Scripted(says)
    parts = SimpleNamespace(policy=policy or rules(), clock=Stopped(now), automations=webhook)
    return cast(Way, parts), webhook


def applying(telling: Telling | None = None) -> Telling:
    """The webhook is to apply it; now is when it was asked for."""
    return approved(telling).by(ANA, AskAutomation(1, "apply"))


async def came_of(
    says: WebhookAnswer | NoAnswer, *, after: timedelta = timedelta(), uncertain: bool = False
) -> ReportAutomation:
    """What is recorded of the run, so long after it was asked for."""
    told = applying().done()
    there, _ = way(says, told.now + after)
    report = await run_automation(there, replace(CLAIMED, uncertain=uncertain), RUN, told.it)
    assert report is not None
    return report


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_done(status: int) -> None:
    """Any 2xx is done."""
    assert await came_of(WebhookAnswer(status, "words")) == ReportAutomation(1, 2, True, status, "words")


@pytest.mark.parametrize("uncertain", [True, False])
@pytest.mark.parametrize("status", [300, 302, 307, 400, 401, 403, 404, 410, 418, 422])
async def test_a_final_no(status: int, uncertain: bool) -> None:
    """Redirections and refusals are final; if an earlier attempt was cut off it may have been done all the same."""
    assert status not in AGAIN
    report = await came_of(WebhookAnswer(status, "no"), uncertain=uncertain)
    assert report == ReportAutomation(1, 2, False, status, "no", unknown=uncertain)


@pytest.mark.parametrize("status", [500, 501, 505, 599])
async def test_it_broke(status: int) -> None:
    """A webhook that breaks is not asked again, and nobody can tell how far it came."""
    assert await came_of(WebhookAnswer(status, "oops")) == ReportAutomation(
        1, 2, False, status, "oops", unknown=True
    )


@pytest.mark.parametrize("status", sorted(AGAIN))
async def test_not_yet(status: int) -> None:
    """What may pass is asked again, and whether nothing was done is kept with it."""
    with pytest.raises(NotYet) as raised:
        await came_of(WebhookAnswer(status, "busy"))
    assert (raised.value.wait, raised.value.certain) == (2.0, AGAIN[status])
    assert str(raised.value) == f"It answers {status}. busy"
    assert judge("run_automation", raised.value, 1) == Judged("again", 2.0, certain=AGAIN[status])


def test_the_table() -> None:
    """Exactly these answers are asked again after, and only these say that surely nothing was done."""
    assert set(AGAIN) == {408, 409, 423, 425, 429, 502, 503, 504}
    assert {status for status, certain in AGAIN.items() if certain} == {408, 423, 425, 429}


@pytest.mark.parametrize(
    ("attempts", "retry_after", "wait"),
    [
        (1, None, 2.0),
        (2, None, 4.0),
        (1, 30.0, 30.0),
        (4, 3.0, 16.0),
        (1, 86400.0, AGAIN_MOST),
        (9999, None, AGAIN_MOST),
    ],
)
def test_the_distance(attempts: int, retry_after: float | None, wait: float) -> None:
    """Attempts grow apart up to a minute, and what the webhook says about it counts up to that."""
    with pytest.raises(NotYet) as raised:
        final(RUN, WebhookAnswer(503, "", retry_after), attempts)
    assert raised.value.wait == wait


@pytest.mark.parametrize("happened", [False, None])
async def test_silence(happened: bool | None) -> None:
    """No answer is asked again; that the request never left is certain, all else is not."""
    with pytest.raises(NotYet) as raised:
        await came_of(NoAnswer("it cannot be reached", happened=happened))
    assert raised.value.certain is (happened is False)
    assert str(raised.value) == "No answer: it cannot be reached."


ALMOST = PATIENCE - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("says", "uncertain", "unknown"),
    [
        (WebhookAnswer(503, "away"), False, True),
        (WebhookAnswer(429, "busy"), False, False),
        (WebhookAnswer(429, "busy"), True, True),
        (NoAnswer("x", happened=None), False, True),
        (NoAnswer("x", happened=False), False, False),
        (NoAnswer("x", happened=False), True, True),
    ],
)
async def test_out_of_time(says: WebhookAnswer | NoAnswer, uncertain: bool, unknown: bool) -> None:
    """After five minutes it ends: as failed where surely nothing was done, else as something that nobody knows."""
    report = await came_of(says, after=ALMOST, uncertain=uncertain)
    assert (report.ok, report.status, report.unknown) == (False, 0, unknown)
    assert report.answer


@pytest.mark.parametrize("uncertain", [True, False])
async def test_too_late(uncertain: bool) -> None:
    """A run that waited longer than that is not begun any more, whoever was down meanwhile."""
    told = applying().done()
    there, webhook = way(WebhookAnswer(200, ""), told.now + PATIENCE)
    report = await run_automation(there, replace(CLAIMED, uncertain=uncertain), RUN, told.it)
    assert webhook.asked == []
    assert report is not None
    assert (report.ok, report.unknown) == (False, uncertain)
    assert report.answer == (NO_ANSWER if uncertain else TOO_LATE)


@pytest.mark.parametrize("uncertain", [True, False])
@pytest.mark.parametrize("changed", ["turned off", "taken out", "another change", "another model"])
async def test_the_present_policy_counts(changed: str, uncertain: bool) -> None:
    """What the policy does not allow any more is not asked, although it did at the declaration."""
    told = applying().done()
    hook = rules().automation.webhooks[0]
    now = {
        "turned off": rules(enabled=False),
        "taken out": rules(hook.model_copy(update={"name": "another"})),
        "another change": rules(hook.model_copy(update={"containment": "shed_load"})),
        "another model": rules(hook.model_copy(update={"models": ("fraud",)})),
    }[changed]
    there, webhook = way(WebhookAnswer(200, ""), told.now, now)
    report = await run_automation(there, replace(CLAIMED, uncertain=uncertain), RUN, told.it)
    assert webhook.asked == []
    assert report is not None
    assert (report.ok, report.unknown, report.answer) == (False, uncertain, TURNED_OFF)


async def test_the_present_address_counts() -> None:
    """An incident that is under way asks where the policy says now, for as long as it says now."""
    told = applying().done()
    hook = rules().automation.webhooks[0]
    moved = hook.model_copy(update={"url": "https://new.example.com/", "timeout_seconds": 33.0})
    there, webhook = way(WebhookAnswer(200, ""), told.now, rules(moved))
    await run_automation(there, CLAIMED, RUN, told.it)
    [(url, _, _, seconds)] = webhook.asked
    assert (url, seconds) == ("https://new.example.com/", 33.0)


async def test_answered_already() -> None:
    """An effect that is left over from a run that has ended asks nothing, and records nothing."""
    told = applying().by(None, answer(run=2)).done()
    there, webhook = way(WebhookAnswer(200, ""), told.now)
    for effect in (RUN, RunAutomation(action=1, run=9), RunAutomation(action=9, run=1)):
        assert await run_automation(there, CLAIMED, effect, told.it) is None
    assert webhook.asked == []


async def test_one_run_one_key_and_one_body() -> None:
    """Whatever happens meanwhile, every attempt says the same under the same key; every run has another key."""
    telling = applying()
    keys, bodies = set(), set()
    for meanwhile in (
        ask.GiveRole("ops", CLEO),
        ask.ChangeSeverity(Severity.SEV1, "worse"),
        ask.AddNote("a note", None, "command"),
    ):
        told = telling.after(seconds=1).by(BEN, meanwhile).done()
        there, webhook = way(WebhookAnswer(200, ""), told.now)
        await run_automation(there, CLAIMED, RUN, told.it)
        [(_, asked, key, _)] = webhook.asked
        keys.add(key)
        bodies.add(json.dumps(asked))
    assert len(keys) == len(bodies) == 1
    action = telling.done().it.action(1)
    assert action is not None
    assert len({str(body(telling.done().it, action, run)["key"]) for run in action.runs}) == 2


async def test_another_installation_has_other_keys() -> None:
    """The same numbers in another store are other runs: a receiver must not take them for done."""
    keys = set()
    for minutes in (0, 1):
        told = applying(led().after(minutes=minutes)).done()
        action = told.it.action(1)
        assert action is not None
        keys.add(str(body(told.it, action, action.runs[1])["key"]))
    assert len(keys) == 2


def test_nothing_typed_is_sent() -> None:
    """Whatever people type into the incident and the action, a webhook is told none of it."""
    telling = led()
    hostile = replace(proposal(), what=HOSTILE, effect=HOSTILE, verify=HOSTILE, lift=HOSTILE, command=HOSTILE)
    telling.by(BEN, ask.AddNote(HOSTILE, None, "command")).by(BEN, hostile).by(None, answer())
    told = telling.by(ANA, ApproveAction(1)).done()
    action = told.it.action(1)
    assert action is not None
    assert "evil" not in json.dumps(body(told.it, action, action.runs[0]))


def test_what_is_sent() -> None:
    """The body has the run, the change, the model with its versions, and who asked and approved."""
    told = applying().done()
    action = told.it.action(1)
    assert action is not None
    sent = body(told.it, action, action.runs[1])
    assert sent == {
        "key": f"tocsin-7-1-2-{int(told.now.timestamp() * 1000)}",
        "purpose": "apply",
        "dry_run": False,
        "drill": False,
        "incident": 7,
        "action": 1,
        "run": 2,
        "containment": "roll_back_model",
        "model": "ranker",
        "current_version": "2025.03.04-1",
        "last_known_good_version": "2025.02.25-3",
        "asked_by": ANA,
        "asked_at": told.now.isoformat(timespec="milliseconds"),
        "approved_by": [ANA],
    }


@pytest.mark.parametrize("run", [1, 2])
def test_a_drill_is_always_dry(run: int) -> None:
    """In a drill even what was approved changes nothing."""
    told = applying(led(drill=True)).done()
    action = told.it.action(1)
    assert action is not None
    sent = body(told.it, action, action.runs[run - 1])
    assert (sent["drill"], sent["dry_run"]) == (True, True)


@pytest.mark.parametrize("says", [NoAnswer("x", happened=None), WebhookAnswer(500, "x")])
async def test_a_dry_run_leaves_no_doubt(says: NoAnswer | WebhookAnswer) -> None:
    """A dry run that breaks or never answers has failed: it changed nothing in any case."""
    told = led().by(BEN, proposal()).done()
    there, _ = way(says, told.now + ALMOST)
    report = await run_automation(
        there, replace(CLAIMED, uncertain=True), RunAutomation(action=1, run=1), told.it
    )
    assert report is not None
    assert (report.ok, report.unknown) == (False, False)


def test_the_answer_is_text() -> None:
    """Control characters and overrides are taken out, and five hundred characters are kept."""
    kept = final(RUN, WebhookAnswer(200, f"  a\x00\u202eb{HOSTILE}{'x' * 9000}"), 1).answer
    assert kept.startswith("ab<!channel>")
    assert len(kept) == ANSWER_KEPT
    assert not {"\x00", "\x07", "\u202e", "\r"} & set(kept)


def test_nobody_is_overtaken() -> None:
    """A run has ended, its longest answer included, before people may say by hand that it failed."""
    metadata = Webhook.model_fields["timeout_seconds"].metadata
    longest = next(float(str(each.le)) for each in metadata if isinstance(each, Le))
    assert PATIENCE + timedelta(seconds=longest) < RUN_MAY_TAKE
