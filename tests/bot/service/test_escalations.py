"""Whom a level means right now, what a pager is told, and when it counts as dead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.commands import GiveRole
from bot.domain.effects import Page, StaffLevel
from bot.domain.escalation import AcknowledgeEscalation, ReportPaged, ReportStaffed
from bot.domain.escalation_rules import LevelRule, Pager
from bot.domain.policy import Policy
from bot.domain.severity import Severity
from bot.service.escalations import TRIES, page, staff_level
from bot.service.on_call import people_of
from bot.service.ports import Claimed, NoAnswer, NotYet, Signal, Staffing, WebhookAnswer
from bot.service.slack_port import SlackRefused
from bot.service.way import Way
from tests.bot.domain.test_escalation import begun, rules, staffed
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling

CLAIMED = Claimed(7, "pager:1:0:duty", "e1", "", attempts=1, uncertain=False, note="", version=9)
ALARM = Page(number=1, level=0, pager="duty", purpose="alarm")


@dataclass
class Workspace:
    """Slack's answers about people and groups, and the rotas'."""

    gone: set[str] = field(default_factory=set)
    groups: dict[str, list[str]] = field(default_factory=dict)
    rotas: dict[str, Staffing] = field(default_factory=dict)
    refuses: str = ""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """`users.info` and `usergroups.users.list`."""
        if self.refuses:
            raise SlackRefused(self.refuses)
        if method == "usergroups.users.list":
            if arguments["usergroup"] not in self.groups:
                raise SlackRefused("no_such_subteam")
            return {"users": self.groups[arguments["usergroup"]]}
        if arguments["user"] == "UNOBODY":
            raise SlackRefused("user_not_found")
        return {"user": {"deleted": arguments["user"] in self.gone, "is_bot": arguments["user"] == "UBOT"}}

    async def now(self, rota: str) -> Staffing:
        """Who is on call."""
        return self.rotas[rota]


@dataclass
class Scripted:
    """A pager that answers as it was told to."""

    says: WebhookAnswer | NoAnswer
    asked: list[tuple[Pager, Signal]] = field(default_factory=list)

    async def ask(self, pager: Pager, signal: Signal, *, seconds: float) -> WebhookAnswer:
        """The answer."""
        self.asked.append((pager, signal))
        if isinstance(self.says, NoAnswer):
            raise self.says
        return self.says


def way(says: WebhookAnswer | NoAnswer | None = None, there: Workspace | None = None) -> tuple[Way, Scripted]:
    """As much of the way as an escalation uses."""
    pager = Scripted(says or WebhookAnswer(202, ""))
    place = there or Workspace()
    parts = SimpleNamespace(
        policy=rules(), pagers=pager, slack=place, on_call=place, identity=SimpleNamespace(user_id="UTOCSIN")
    )
    return cast(Way, parts), pager


async def test_everybody_who_is_meant_once() -> None:
    """People, members of groups and rotas, each once; whoever cannot be reached is named and left out."""
    there = Workspace(
        gone={CLEO},
        groups={"S0ML": [BEN, CLEO], "S0EMPTY": []},
        rotas={"primary": Staffing((DIMA, BEN), ("<!channel> is on call.",))},
    )
    found = await people_of(
        way(there=there)[0], (ANA, "UNOBODY", "UBOT"), ("S0ML", "S0EMPTY", "S0GONE"), ("primary",)
    )
    assert found.people == (ANA, BEN, DIMA)
    assert found.problems == (
        "Nobody is in the user group S0EMPTY.",
        "The user group S0GONE cannot be read (no_such_subteam).",
        "(!channel) is on call.",
        "<@UNOBODY> is not in this workspace.",
        "<@UBOT> is an app, not a person.",
        f"The account of <@{CLEO}> is deactivated.",
    )


async def test_a_slack_that_is_busy_is_asked_again() -> None:
    """That Slack cannot say now says nothing about anybody."""
    with pytest.raises(SlackRefused, match="ratelimited"):
        await people_of(way(there=Workspace(refuses="ratelimited"))[0], (ANA,))


def with_level(rule: LevelRule) -> Policy:
    """The policy with that one level."""
    escalation = rules().escalation.model_copy(update={"paths": {Severity.SEV2: (rule,)}})
    return rules().model_copy(update={"escalation": escalation})


async def test_roles_are_whoever_holds_them() -> None:
    """A level may name a role; nobody in it is said."""
    rule = LevelRule(title="x", roles=("ic", "comms"), people=("UTOCSIN",), within_minutes=5)
    telling = begun(rules=with_level(rule))

    telling.by(ANA, GiveRole("comms", CLEO))
    report = await staff_level(way()[0], StaffLevel(number=1, level=0), telling.done().it)
    assert report == ReportStaffed(1, 0, (CLEO,), ("Nobody is Incident Commander.",))


async def test_a_level_that_nobody_needs_is_not_looked_up() -> None:
    """Acknowledged meanwhile, nobody else is alerted."""
    telling = staffed(begun(), 0, BEN).by(BEN, AcknowledgeEscalation(1))
    assert await staff_level(way()[0], StaffLevel(number=1, level=0), telling.done().it) is None


async def test_the_same_alarm_has_the_same_signal() -> None:
    """Whatever changes meanwhile, an alarm that is asked again is the same, so that nobody is alarmed twice."""
    telling = begun()
    there, pager = way()
    assert await page(there, CLAIMED, ALARM, telling.done().it) == ReportPaged(1, 0, "duty", "alarm")
    staffed(telling.after(minutes=2), 0, BEN)
    await page(there, CLAIMED, ALARM, telling.done().it)
    assert pager.asked[0] == pager.asked[1]
    assert pager.asked[0][1].summary == "Incident 7, SEV2: Ranker returns stale prices"


async def test_a_restricted_incident_is_a_number() -> None:
    """Its page has a number and a severity and nothing that anybody typed or configured."""
    there, pager = way()
    await page(there, CLAIMED, ALARM, begun(restricted=True).done().it)
    told = pager.asked[0][1]
    assert told.summary == "Incident 7, SEV2"
    assert told.facts == {"incident": 7, "severity": "SEV2"}


@pytest.mark.parametrize(
    ("says", "again"),
    [
        (NoAnswer("it cannot be reached", happened=False), True),
        (WebhookAnswer(503, "busy"), True),
        (WebhookAnswer(429, "", 600.0), True),
        (WebhookAnswer(500, ""), True),
        (WebhookAnswer(400, "Invalid routing key k3y <!channel>"), False),
        (WebhookAnswer(302, ""), False),
    ],
)
async def test_when_a_pager_is_dead(says: WebhookAnswer | NoAnswer, *, again: bool) -> None:
    """What may pass is tried five times within about a minute; what is final is told at once, without the key."""
    it = begun().done().it
    if again:
        with pytest.raises(NotYet) as raised:
            await page(way(says)[0], CLAIMED, ALARM, it)
        assert raised.value.wait <= 30
    last = replace(CLAIMED, attempts=TRIES)
    report = await page(way(says)[0], last if again else CLAIMED, ALARM, it)
    assert report is not None and report.problem.startswith("It ")
    assert "k3y" not in report.problem


async def test_nothing_is_asked_that_is_not_needed() -> None:
    """An alarm after somebody has it, one asked already, quiet for a pager that never rang: nothing happens."""
    telling: Telling = staffed(begun(), 0, BEN)
    quiet = Page(number=1, level=0, pager="duty", purpose="acknowledge")
    telling.by(None, ReportPaged(1, 0, "duty", "alarm", "It cannot be reached."))
    there, pager = way()
    assert await page(there, CLAIMED, ALARM, telling.done().it) is None
    assert await page(there, CLAIMED, quiet, telling.done().it) is None
    had = staffed(begun(), 0, BEN).by(BEN, AcknowledgeEscalation(1)).done().it
    assert await page(there, CLAIMED, ALARM, had) is None
    assert pager.asked == []


async def test_a_pager_that_the_policy_lost() -> None:
    """Taken out of the policy meanwhile, it is told as a problem."""
    gone = Page(number=1, level=0, pager="old", purpose="alarm")
    report = await page(way()[0], CLAIMED, gone, begun().done().it)
    assert report is not None and "does not know this pager" in report.problem
