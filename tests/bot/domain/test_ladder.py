"""What is missing is told directly, one rung after the other: who, when, and who is not (domain §8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain.cadence_log import (
    ChangeCadence,
    ExtendUpdate,
    LadderClimbed,
    ReportRungStaffed,
    RungStaffed,
    SnoozeReminders,
    UpdateMissed,
)
from bot.domain.cadence_rules import Cadence, Rung
from bot.domain.effects import StaffRung, TellPerson, TellRoom
from bot.domain.escalation import LevelReached
from bot.domain.escalation_rules import EscalationRules, LevelRule
from bot.domain.policy import Policy
from bot.domain.react import react
from bot.domain.reminders import next_due
from bot.domain.severity import Severity, Status
from bot.views.measures import measure
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, DIMA, History, Telling, policy

IC, COMMS = ask.GiveRole("ic", BEN), ask.GiveRole("comms", CLEO)
UPDATE = ask.PostUpdate("i", "a", "", Status.AMBER, None)
OPENED = ask.ReportRoomOpened("C0ROOM", "inc-7")
ARCHIVED, BACK = ask.ReportRoomArchived(), ask.ReportRoomUnarchived()
PATH = (LevelRule(title="Head of ML", people=(DIMA,), within_minutes=10),)
DUE = BEGINNING + timedelta(minutes=60)


def with_rungs(*rungs: Rung, path: bool = False, **cadence: object) -> Policy:
    """A policy whose SEV2 climbs these rungs; without any, the ones that every policy has."""
    plain = policy()
    owed = Cadence.model_validate({"minutes": 60, **cadence} | ({"ladder": rungs} if rungs else {}))
    rule = plain.rule(Severity.SEV2).model_copy(update={"cadence": owed})
    escalation = EscalationRules(paths={Severity.SEV2: PATH} if path else {})
    severities = plain.severities | {Severity.SEV2: rule}
    return plain.model_copy(update={"severities": severities, "escalation": escalation})


def told(rules: Policy | None = None, *, drill: bool = False, restricted: bool = False) -> Telling:
    """Ben commands and Cleo has Communications; the update is due at sixty minutes."""
    telling = Telling().declare(rules=rules, drill=drill, restricted=restricted).by(None, OPENED)
    return telling.by(BEN, IC).by(CLEO, COMMS)


def passing(telling: Telling, until: float) -> Telling:
    """A beat every minute until so many minutes after the beginning."""
    while telling.now < BEGINNING + timedelta(minutes=until):
        telling.after(minutes=1).by(None, ask.LetTimePass())
    return telling


def climbed(telling: Telling) -> list[tuple[int, int, tuple[str, ...]]]:
    """Which rung, at which minute after the beginning, and who was told."""
    return [
        (each.event.rung, round((each.at - BEGINNING).total_seconds() / 60), each.event.people)
        for each in telling.events
        if isinstance(each.event, LadderClimbed)
    ]


def last(telling: Telling) -> LadderClimbed:
    """The rung that was told last."""
    return next(each.event for each in reversed(telling.events) if isinstance(each.event, LadderClimbed))


def said(telling: Telling) -> list[object]:
    """The effects of the last commit."""
    it, at = telling.done().it, telling.events[-1].at
    return [effect for each in telling.events if each.at == at for effect in react(it, each)]


def test_commander_then_communications_then_above() -> None:
    """After five minutes the commander is told, after fifteen Communications, after thirty the level above; once."""
    telling = passing(told(with_rungs(path=True)), 150)
    assert climbed(telling) == [(0, 65, (BEN,)), (1, 75, (CLEO,)), (2, 90, ())]
    assert last(telling).above == "alerted"
    reached = [each for each in telling.events if isinstance(each.event, LevelReached)]
    assert round((reached[-1].at - BEGINNING).total_seconds() / 60) >= 90


def test_who_is_told_directly() -> None:
    """Whoever holds the role hears of it directly, and the room of it, too."""
    telling = passing(told(), 65)
    version = telling.events[-1].version
    assert {TellPerson(person=BEN, event=version), TellRoom(event=version)} <= set(said(telling))


def test_a_vacant_role_is_passed_over_at_once() -> None:
    """Nobody commands: Communications is told at once instead, and it is said that nobody commands."""
    telling = Telling().declare().by(None, OPENED).by(CLEO, COMMS)
    passing(telling, 66)
    assert climbed(telling) == [(0, 65, ()), (1, 65, (CLEO,))]
    assert last(telling).vacant == ("ic",)
    rooms = [effect for effect in said(telling) if isinstance(effect, TellRoom)]
    assert len(rooms) <= 2


def test_nobody_at_all() -> None:
    """Without roles and without a path above, the ladder ends at once and says so, in one message."""
    telling = passing(Telling().declare().by(None, OPENED), 65)
    assert [rung for rung, _, _ in climbed(telling)] == [0, 1, 2]
    assert (last(telling).vacant, last(telling).above) == (("ic", "comms"), "nobody")
    events = [each for each in telling.events if isinstance(each.event, LadderClimbed)]
    rooms = [
        effect for each in events for effect in react(telling.done().it, each) if isinstance(effect, TellRoom)
    ]
    assert rooms == [TellRoom(event=events[-1].version)]


def test_an_update_ends_the_climb() -> None:
    """Once the update is there nobody else is told; the next one that is missing begins from the first rung."""
    telling = passing(told(), 70).by(BEN, UPDATE)
    passing(telling, 140)
    assert climbed(telling) == [(0, 65, (BEN,)), (0, 135, (BEN,))]


def test_missed_after_its_grace() -> None:
    """Ten minutes of grace: it is missed once at ten minutes, and a late one is not missed twice."""
    telling = passing(told(with_rungs(grace_minutes=10)), 90).by(BEN, UPDATE)
    missed = [each for each in telling.events if isinstance(each.event, UpdateMissed)]
    assert [round((each.at - BEGINNING).total_seconds() / 60) for each in missed] == [70]
    it = telling.done().it
    assert (it.updates_owed, it.updates_on_time) == (1, 0)


def test_after_a_while_away() -> None:
    """After six hours of downtime the first rung is told, and the next ones as far apart as ever."""
    telling = told().after(hours=6).by(None, ask.LetTimePass())
    assert climbed(telling) == [(0, 360, (BEN,))]
    assert climbed(passing(telling, 400))[1:] == [(1, 370, (CLEO,)), (2, 385, ())]


def test_silence_holds_the_ladder_back() -> None:
    """While reminders are silent nobody is told; afterwards the ladder begins. That it is missed is recorded anyhow."""
    telling = passing(told(), 59).by(BEN, SnoozeReminders(30))
    passing(telling, 95)
    assert climbed(telling) == [(0, 94, (BEN,))]
    assert [each.at for each in telling.events if isinstance(each.event, UpdateMissed)] == [
        BEGINNING + timedelta(minutes=65)
    ]


@pytest.mark.parametrize(
    "change", [ExtendUpdate(60, "r"), ChangeCadence(120, "r"), ask.ChangeSeverity(Severity.SEV1, "r"), UPDATE]
)
def test_another_due_time_begins_anew(change: ask.Command) -> None:
    """Whatever moves the due time begins the ladder from its first rung."""
    telling = passing(told(), 80).by(BEN, change)
    assert telling.done().it.rungs_told == 0


@pytest.mark.parametrize("end", [ask.Close("v"), ARCHIVED])
def test_nothing_after_the_end(end: ask.Command) -> None:
    """Neither a closed incident nor an archived room climbs, or misses anything."""
    telling = passing(told(), 61).by(BEN, end)
    known = len(telling.events)
    passing(telling, 200)
    assert not [
        each for each in telling.events[known:] if isinstance(each.event, LadderClimbed | UpdateMissed)
    ]


def test_going_on_when_the_room_is_back() -> None:
    """What was missing while the room was archived is told when it is back, from the rung that is next."""
    telling = passing(told(), 66).by(None, ARCHIVED)
    passing(telling, 300).by(None, BACK)
    assert climbed(passing(telling, 301))[1:] == [(1, 301, (CLEO,))]


EVERYBODY = Rung(after_minutes=5, roles=("ops",), people=(ANA, DIMA), groups=("S0HEADS",), next_level=True)


def test_a_drill_stays_among_its_people() -> None:
    """Of a drill nobody is told whom the policy names: no person, no group, no level above."""
    telling = passing(told(with_rungs(EVERYBODY, path=True), drill=True), 70)
    rung = last(telling)
    assert (rung.people, rung.groups, rung.above, rung.left_out) == ((), (), "", 4)
    assert all(isinstance(effect, TellRoom) or "refresh" in repr(effect) for effect in said(telling))


def test_what_is_confidential_stays_in_the_room() -> None:
    """Of a restricted incident only those of the named hear who may know of it."""
    named = Rung(after_minutes=5, people=(ANA, DIMA))
    rung = last(passing(told(with_rungs(named), restricted=True), 66))
    assert (rung.people, rung.left_out) == ((ANA,), 1)


def test_groups_are_found_out_first() -> None:
    """A rung's groups are asked for; who was found is told directly, and the room hears who that was."""
    telling = passing(told(with_rungs(Rung(after_minutes=5, groups=("S0HEADS",)))), 65)
    assert StaffRung(event=telling.events[-1].version) in said(telling)
    telling.by(None, ReportRungStaffed(0, DUE, (DIMA,)))
    version = telling.events[-1].version
    assert said(telling)[-2:] == [TellRoom(event=version), TellPerson(person=DIMA, event=version)]


def test_an_empty_group_leads_on() -> None:
    """Nobody in the group: the next rung at once, and that nobody was found is said."""
    rungs = (Rung(after_minutes=5, groups=("S0HEADS",)), Rung(after_minutes=30, roles=("ic",)))
    telling = passing(told(with_rungs(*rungs)), 65)
    telling.by(None, ReportRungStaffed(0, DUE, (), ("Nobody is in the user group S0HEADS.",)))
    assert [type(each.event) for each in telling.events[-2:]] == [RungStaffed, LadderClimbed]
    assert last(telling).people == (BEN,)


def test_found_too_late() -> None:
    """Who was found after the update was given is not told."""
    telling = passing(told(with_rungs(Rung(after_minutes=5, groups=("S0HEADS",)))), 65).by(BEN, UPDATE)
    known = len(telling.events)
    telling.by(None, ReportRungStaffed(0, DUE, (DIMA,)))
    assert len(telling.events) == known


def test_quiet_hours() -> None:
    """A mild one due on Friday at four: the commander at five, and Communications on Monday, never in between."""
    plain = policy()
    rule = plain.rule(Severity.SEV3)
    owed = Cadence.model_validate({"business_day_at": "16:00", "overdue_every_minutes": 60})
    rules = plain.model_copy(
        update={"severities": plain.severities | {Severity.SEV3: rule.model_copy(update={"cadence": owed})}}
    )
    telling = Telling(now=datetime(2026, 3, 26, 14, 0, tzinfo=UTC)).declare(
        severity=Severity.SEV3, rules=rules
    )
    telling.by(None, OPENED).by(BEN, IC).by(CLEO, COMMS)
    spoken: list[tuple[str, str]] = []
    while telling.now < datetime(2026, 3, 30, 12, 0, tzinfo=UTC):
        due = next_due(telling.done().it, telling.now)
        assert due is not None
        telling.now = max(telling.now, due)
        known = len(telling.events)
        telling.by(None, ask.LetTimePass())
        spoken += [
            (getattr(each.event, "reminder", each.event.kind), f"{each.at:%a %H:%M}")
            for each in telling.events[known:]
        ]
    assert spoken[:6] == [
        ("update_soon", "Fri 14:55"),
        ("update_due", "Fri 15:00"),
        ("update_missed", "Fri 15:05"),
        ("ladder_climbed", "Fri 16:00"),
        ("ladder_climbed", "Mon 07:00"),
        ("update_overdue", "Mon 08:00"),
    ]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_adherence_is_counted_as_it_is_measured(history: History) -> None:
    """The counters of the state are those of the measures, an update apart that is overdue and within its grace."""
    found, it = measure(history.it, history.events, history.now), history.it
    uncounted = it.update_due is not None and it.update_due < history.now and it.missed_due != it.update_due
    assert it.updates_on_time == found.updates_on_time
    assert it.updates_owed + uncounted == found.updates_owed


def test_quiet_hours_after_a_while_away() -> None:
    """What nobody was there to say in business hours is not said in the evening, but on the next morning of work."""
    telling = Telling(now=datetime(2026, 3, 25, 10, 0, tzinfo=UTC)).declare(severity=Severity.SEV3)
    telling.by(None, OPENED).by(BEN, IC)
    known = len(telling.events)
    telling.now = datetime(2026, 3, 26, 19, 0, tzinfo=UTC)
    telling.by(None, ask.LetTimePass())
    assert [each.event.kind for each in telling.events[known:]] == ["update_missed"]
    telling.now = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
    telling.by(None, ask.LetTimePass())
    assert climbed(telling)[-1][2] == (BEN,)
