"""Holds and rules: who may keep an incident whole, and what goes when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.commands import GiveRole, ReportRoomOpened
from bot.domain.decide import decide
from bot.domain.effects import RefreshCard, TellRoom
from bot.domain.events import Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from bot.domain.retention import Artefact, HoldLifted, HoldPlaced, LiftHold, PlaceHold
from bot.domain.retention_rules import Keep, RetentionRules
from bot.domain.retention_run import Stays, fate
from tests.bot.domain.past_incidents import NOW, record
from tests.bot.views.telling import ANA, BEN, CLEO, Telling, policy

DAY = timedelta(days=1)


def led(rules: RetentionRules | None = None) -> Incident:
    """An incident that Ana commands."""
    told = policy().model_copy(update={"retention": rules or RetentionRules()})
    it = Telling().declare(rules=told).by(ANA, GiveRole("ic", ANA)).it
    assert it is not None
    return it


def after(it: Incident, event: HoldPlaced | HoldLifted) -> tuple[Incident, Recorded]:
    """The incident after one more event, and the event as it was recorded."""
    recorded = Recorded(version=it.version + 1, at=NOW, by=ANA, event=event)
    return apply(it.number, it, recorded), recorded


def test_hold() -> None:
    """The commander places a hold with a reason and lifts it; the same again changes nothing, another reason counts."""
    it = led()
    assert decide(it, PlaceHold(" Court "), NOW, ANA) == (HoldPlaced(reason="Court"),)
    held, _ = after(it, HoldPlaced(reason="Court"))
    assert (held.kept.hold, held.kept.held_by, held.kept.held_at) == ("Court", ANA, NOW)
    assert decide(held, PlaceHold("Court"), NOW, ANA) == ()
    assert decide(held, PlaceHold("Regulator"), NOW, ANA) == (HoldPlaced(reason="Regulator"),)
    assert decide(held, LiftHold("Over"), NOW, ANA) == (HoldLifted(reason="Over"),)
    free, _ = after(held, HoldLifted(reason="Over"))
    assert free.kept.hold == "" and free.kept.held_by is None


@pytest.mark.parametrize("command", [PlaceHold("x"), LiftHold("x")])
def test_who_may_not(command: PlaceHold | LiftHold) -> None:
    """Neither somebody without a role nor Tocsin itself places or lifts a hold."""
    held, _ = after(led(), HoldPlaced(reason="Court"))
    for by in (BEN, None):
        refused = decide(held, command, NOW, by)
        assert isinstance(refused, Refused) and refused.reason is Reason.HOLD_ROLE and refused.values["role"]


def test_who_else_may() -> None:
    """Roles and people that the policy names may; where the team has none of the roles, the commander may."""
    rules = RetentionRules(hold_roles=("legal",), hold_people=(CLEO,))
    assert decide(led(rules), PlaceHold("x"), NOW, CLEO) == (HoldPlaced(reason="x"),)
    assert decide(led(rules), PlaceHold("x"), NOW, ANA) == (HoldPlaced(reason="x"),)
    it = led(RetentionRules(hold_roles=("ml_owner",)))
    refused = decide(it, PlaceHold("x"), NOW, ANA)
    assert isinstance(refused, Refused) and refused.values["role"] == it.policy.roles["ml_owner"].title


@pytest.mark.parametrize(
    ("command", "reason"), [(PlaceHold(" "), Reason.BLANK), (LiftHold("x"), Reason.NOT_HELD)]
)
def test_refused(command: PlaceHold | LiftHold, reason: Reason) -> None:
    """A hold needs a reason, and only one that is there can be lifted."""
    refused = decide(led(), command, NOW, ANA)
    assert isinstance(refused, Refused) and refused.reason is reason


def test_told() -> None:
    """A hold is told in the room and stands on the card, and so is its end."""
    it = Telling().declare().by(None, ReportRoomOpened("C0ROOM", "inc-7")).it
    assert it is not None
    for event in (HoldPlaced(reason="Court"), HoldLifted(reason="Over")):
        it, recorded = after(it, event)
        assert react(it, recorded) == (TellRoom(event=recorded.version), RefreshCard())


RULES = RetentionRules(messages=10, people=30, record=100, drills=Keep(words=5))
"""The incident of the table was closed so many days ago; at 5 hours after its declaration."""


@pytest.mark.parametrize(
    ("days", "gone", "goes", "stays", "left"),
    [
        (9, (), (), Stays.YOUNG, 1),
        (10, (), (("messages", 10),), None, 20),
        (29, ("messages",), (), Stays.YOUNG, 1),
        (30, ("messages",), (("people", 30),), None, 70),
        (31, (), (("messages", 10), ("people", 30)), None, 69),
        (100, (), (("record", 100),), None, None),
        (50, ("messages", "people"), (), Stays.YOUNG, 50),
    ],
)
def test_fates(
    days: int, gone: tuple[str, ...], goes: tuple[tuple[str, int], ...], stays: Stays | None, left: int | None
) -> None:
    """What goes on which day after closing, and when the next does; the whole record takes everything with it."""
    it = record({"title": "x", "type": "data"}).model_copy(update={"erased": tuple(map(Artefact, gone))})
    closed = it.summary.closed_at
    assert closed is not None
    now = closed + days * DAY
    found = fate(it, RULES, now)
    assert (found.goes, found.stays) == (goes, stays)
    assert found.next_at == (None if left is None else now + left * DAY)
    assert fate(it, RULES, now - timedelta(seconds=1)).goes == () or days in (31, 100)


def test_kinds_of_incidents() -> None:
    """Open ones and held ones stay; drills have rules of their own; without rules everything is kept for good."""
    long_after = NOW + 4000 * DAY
    told = {"title": "x", "type": "data"}
    assert fate(record(told, is_open=True), RULES, long_after).stays is Stays.OPEN
    held = record(told).model_copy(update={"held": True})
    assert fate(held, RULES, long_after).stays is Stays.HELD
    drill = record({**told, "drill": True})
    assert fate(drill, RULES, long_after).goes == ((Artefact.WORDS, 5),)
    assert fate(drill, RetentionRules(record=1), long_after).stays is Stays.NO_RULE
    assert fate(record(told), RetentionRules(), long_after).stays is Stays.NO_RULE
    done = drill.model_copy(update={"erased": (Artefact.WORDS,)})
    assert fate(done, RULES, long_after).stays is Stays.DONE
    assert not RetentionRules().rules and RULES.rules
