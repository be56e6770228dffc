"""What an incident is after each event: given events, then this state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

import pytest

from bot.domain import commands as ask
from bot.domain import events as happened
from bot.domain.events import Event, MessageSource, Recorded
from bot.domain.fold import apply, fold
from bot.domain.incident import Incident, Place, Room
from bot.domain.severity import Phase, Severity, Status
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, DIMA, RANKER, Telling, message

SOURCE = message("PSI is 0.35", ts="3.000000")
OTHER = message("p99 is flat", ts="4.000000")
UPDATE = ask.PostUpdate("i", "a", "", Status.AMBER, None)


def at(minutes: float) -> datetime:
    """That many minutes after the beginning."""
    return BEGINNING + timedelta(minutes=minutes)


def after(*happening: Event, first: Event | None = None, by: str | None = BEN) -> Incident:
    """The incident after these events, one a minute, the first being a declaration by Ana."""
    declared = first or Telling().declare().events[0].event
    history = [Recorded(version=1, at=BEGINNING, by=ANA, event=declared)]
    history += [
        Recorded(version=number + 1, at=at(number), by=by, event=event)
        for number, event in enumerate(happening, 1)
    ]
    it = fold(7, history)
    assert it is not None
    return it


def to(phase: Phase, was: Phase = Phase.DETECT) -> happened.PhaseChanged:
    """The response moved."""
    return happened.PhaseChanged(was=was, now=phase, reason="r")


def taken(role: str, person: str, before: str | None = None) -> happened.RoleTaken:
    """A role taken."""
    return happened.RoleTaken(role=role, person=person, before=before)


def declined(role: str, person: str) -> happened.RoleDeclined:
    """A role given back."""
    return happened.RoleDeclined(role=role, person=person, reason="")


def updated(next_due: datetime | None) -> happened.UpdatePosted:
    """An update."""
    return happened.UpdatePosted(
        impact="i", actions="a", eta="", status=Status.RED, next_due=next_due, was_due=at(60)
    )


def reminded(topic: str, moment: datetime, decision: int | None = None) -> happened.Reminded:
    """What time said."""
    return happened.Reminded.model_validate({"reminder": topic, "at": moment, "decision": decision})


def decision(number: int, corrects: int | None = None) -> happened.DecisionRecorded:
    """A decision to be looked at again in an hour."""
    return happened.DecisionRecorded(
        number=number,
        what="w",
        options="",
        rationale="",
        evidence="",
        role="ic",
        revisit_at=at(60),
        corrects=corrects,
    )


def noted(source: MessageSource | None = SOURCE, text: str = "PSI is 0.35") -> happened.NoteAdded:
    """A note."""
    return happened.NoteAdded(text=text, source=source, via="reaction" if source else "command")


def given_up(effect: str, reason: str = "restricted_action") -> happened.DeliveryGivenUp:
    """Slack refused it for good."""
    return happened.DeliveryGivenUp(effect=effect, body=f'{{"kind":"{effect}"}}', reason=reason)


def severity(now: Severity) -> happened.SeverityChanged:
    """Another severity."""
    return happened.SeverityChanged(was=Severity.SEV2, now=now, reason="r", next_due=at(30))


ROOM = happened.RoomOpened(channel="C0ROOM", name="inc-7")
CARD = happened.CardPosted(ts="1.000100")
CLOSED = happened.Closed(verified="AUC is back", phase=Phase.LEARN)
REOPENED = happened.Reopened(reason="again", next_due=at(90))
REPORT = happened.PostmortemShared(number=1, file="F1", permalink="https://x/F1")
EDITED = happened.NoteEdited(source=SOURCE.key, text="PSI is 0.25")
WITHDRAWN = happened.NoteWithdrawn(source=SOURCE.key, why="unpinned")
JOINED, LEFT = happened.PersonJoined(person=CLEO), happened.PersonLeft(person=CLEO)
INVITED = happened.PeopleInvited(people=(CLEO, DIMA), refused={"S0": "not_found"})

Look = Callable[[Incident], object]

STATES: dict[str, tuple[tuple[Event, ...], Look, object]] = {
    "declared: detect, nobody leads": (
        (),
        lambda it: (it.phase, it.commander, it.no_commander_since, it.acknowledged_at, it.open),
        (Phase.DETECT, None, BEGINNING, None, True),
    ),
    "declared: an update is owed": (
        (),
        lambda it: (it.update_due, it.update_due_set_at, it.update_stage),
        (at(60), BEGINNING, "none"),
    ),
    "declared: the model as it was": ((), lambda it: (it.model, it.entry), ("ranker", RANKER)),
    "declared: who declared is inside": ((), lambda it: (it.declared_by, it.members), (ANA, {ANA})),
    "declared: no room": ((), lambda it: (it.room, it.card, it.announcement), (None, None, None)),
    "room opened": ((ROOM,), lambda it: it.room, Room("C0ROOM", "inc-7")),
    "room archived": (
        (ROOM, happened.RoomArchived()),
        lambda it: it.room,
        Room("C0ROOM", "inc-7", archived=True),
    ),
    "room brought back": (
        (ROOM, happened.RoomArchived(), happened.RoomUnarchived()),
        lambda it: it.room,
        Room("C0ROOM", "inc-7"),
    ),
    "archived, but there is no room": ((happened.RoomArchived(),), lambda it: it.room, None),
    "card posted": ((ROOM, CARD), lambda it: it.card, Place("C0ROOM", "1.000100")),
    "card posted anew": (
        (ROOM, CARD, happened.CardPosted(ts="1.000200")),
        lambda it: it.card,
        Place("C0ROOM", "1.000200"),
    ),
    "panel posted": (
        (ROOM, happened.PanelPosted(panel="triage", ts="1.000400")),
        lambda it: it.panels,
        {"triage": Place("C0ROOM", "1.000400")},
    ),
    "announced": (
        (happened.Announced(channel="C0ALL", ts="1.000300"),),
        lambda it: it.announcement,
        Place("C0ALL", "1.000300"),
    ),
    "invited": ((INVITED,), lambda it: it.members, {ANA, CLEO, DIMA}),
    "joined": ((JOINED,), lambda it: it.members, {ANA, CLEO}),
    "left": ((JOINED, LEFT), lambda it: (it.members, it.left), ({ANA}, {CLEO})),
    "left before the invitation is told": ((LEFT, INVITED), lambda it: it.members, {ANA, DIMA}),
    "joined again": ((JOINED, LEFT, JOINED), lambda it: (it.members, it.left), ({ANA, CLEO}, set())),
    "a role": ((taken("ops", BEN),), lambda it: (it.roles, it.phase), ({"ops": BEN}, Phase.DETECT)),
    "command: the response begins": (
        (taken("ic", BEN),),
        lambda it: (it.commander, it.phase, it.acknowledged_at, it.no_commander_since),
        (BEN, Phase.TRIAGE, at(1), None),
    ),
    "command in a later phase": (
        (to(Phase.CONTAIN), taken("ic", BEN)),
        lambda it: (it.phase, it.acknowledged_at),
        (Phase.CONTAIN, at(2)),
    ),
    "command handed over: acknowledged once": (
        (taken("ic", BEN), taken("ic", CLEO, BEN)),
        lambda it: (it.commander, it.acknowledged_at),
        (CLEO, at(1)),
    ),
    "command given back": (
        (taken("ic", BEN), taken("ops", BEN), declined("ic", BEN)),
        lambda it: (it.roles, it.no_commander_since, it.commander_nudged_at, it.acknowledged_at),
        ({"ops": BEN}, at(3), None, at(1)),
    ),
    "another role given back": (
        (taken("ic", BEN), taken("ops", BEN), declined("ops", BEN)),
        lambda it: (it.roles, it.no_commander_since),
        ({"ic": BEN}, None),
    ),
    "nobody leads, said": (
        (reminded("no_commander", at(5)),),
        lambda it: (it.commander_nudged_at, it.no_commander_since),
        (at(1), BEGINNING),
    ),
    "nobody led, said, and now Ben does": (
        (reminded("no_commander", at(5)), taken("ic", BEN)),
        lambda it: (it.commander_nudged_at, it.no_commander_since),
        (None, None),
    ),
    "update: the next is owed": (
        (updated(at(61)),),
        lambda it: (len(it.updates), it.updates[0].by, it.updates[0].at, it.update_due, it.update_due_set_at),
        (1, BEN, at(1), at(61), at(1)),
    ),
    "update soon": (
        (reminded("update_soon", at(55)),),
        lambda it: (it.update_stage, it.overdue_reminded_at),
        ("soon", None),
    ),
    "update due": (
        (reminded("update_due", at(60)),),
        lambda it: (it.update_stage, it.overdue_reminded_at),
        ("due", at(1)),
    ),
    "update overdue": (
        (reminded("update_due", at(60)), reminded("update_overdue", at(75))),
        lambda it: (it.update_stage, it.overdue_reminded_at),
        ("overdue", at(2)),
    ),
    "overdue and given": (
        (reminded("update_overdue", at(75)), updated(at(62))),
        lambda it: (it.update_stage, it.overdue_reminded_at, it.update_due),
        ("none", None, at(62)),
    ),
    "severity changed": (
        (reminded("update_due", at(60)), severity(Severity.SEV1)),
        lambda it: (it.severity, it.update_due, it.update_stage),
        (Severity.SEV1, at(30), "none"),
    ),
    "contained": (
        (to(Phase.CONTAIN), to(Phase.RECOVER)),
        lambda it: (it.phase, it.contained_at, it.recovered_at, it.verified_at),
        (Phase.RECOVER, at(2), None, None),
    ),
    "recovered": (
        (to(Phase.RECOVER), to(Phase.VERIFY)),
        lambda it: (it.contained_at, it.recovered_at, it.verified_at),
        (at(1), at(2), None),
    ),
    "phases skipped": (
        (to(Phase.LEARN),),
        lambda it: (it.contained_at, it.recovered_at, it.verified_at, it.open),
        (at(1), at(1), at(1), True),
    ),
    "gone back: the first moment stays": (
        (to(Phase.VERIFY), to(Phase.CONTAIN), to(Phase.RECOVER), to(Phase.VERIFY)),
        lambda it: (it.phase, it.contained_at, it.recovered_at, it.verified_at),
        (Phase.VERIFY, at(1), at(1), None),
    ),
    "gone back to the beginning": (
        (to(Phase.RECOVER), to(Phase.DETECT)),
        lambda it: (it.phase, it.contained_at),
        (Phase.DETECT, at(1)),
    ),
    "started corrected": (
        (happened.TimeCorrected(which="started", was=BEGINNING, now=at(-90), reason="r"),),
        lambda it: (it.started_at, it.detected_at, it.declared_at),
        (at(-90), BEGINNING, BEGINNING),
    ),
    "detected corrected": (
        (happened.TimeCorrected(which="detected", was=BEGINNING, now=at(-30), reason="r"),),
        lambda it: (it.started_at, it.detected_at, it.declared_at),
        (BEGINNING, at(-30), BEGINNING),
    ),
    "decided": (
        (decision(1),),
        lambda it: [(each.by, each.at, each.corrected_by, each.revisit_reminded) for each in it.decisions],
        [(BEN, at(1), None, False)],
    ),
    "decision revisited": (
        (decision(1), decision(2), reminded("revisit", at(60), 2)),
        lambda it: [each.revisit_reminded for each in it.decisions],
        [False, True],
    ),
    "decisions corrected in a chain": (
        (decision(1), decision(2, corrects=1), decision(3, corrects=2)),
        lambda it: [each.corrected_by for each in it.decisions],
        [2, 3, None],
    ),
    "a message is marked: no note before its words": (
        (happened.NoteRequested(channel="C0ROOM", ts="3.000000"),),
        lambda it: it.notes,
        (),
    ),
    "noted": (
        (noted(), noted(None, "typed")),
        lambda it: [(each.text, each.by, each.at, each.source) for each in it.notes],
        [("PSI is 0.35", BEN, at(1), SOURCE), ("typed", BEN, at(2), None)],
    ),
    "note edited: its source keeps the first words": (
        (noted(), noted(OTHER, "p99"), EDITED),
        lambda it: [(each.text, each.edited, each.source and each.source.text) for each in it.notes],
        [("PSI is 0.25", True, "PSI is 0.35"), ("p99", False, "p99 is flat")],
    ),
    "note withdrawn": (
        (noted(), noted(OTHER), WITHDRAWN),
        lambda it: [(each.withdrawn, each.text) for each in it.notes],
        [(True, "PSI is 0.35"), (False, "PSI is 0.35")],
    ),
    "note withdrawn and added again: one note, the last": (
        (noted(), noted(OTHER), EDITED, WITHDRAWN, noted(text="PSI is 0.25")),
        lambda it: [(each.source, each.withdrawn, each.edited, each.at) for each in it.notes],
        [(OTHER, False, False, at(2)), (SOURCE, False, False, at(5))],
    ),
    "closed": (
        (to(Phase.RECOVER), CLOSED),
        lambda it: (it.open, it.closed_at, it.phase, it.verified, it.verified_at, it.update_due),
        (False, at(2), Phase.LEARN, "AUC is back", at(2), None),
    ),
    "closed after it was verified": (
        (to(Phase.LEARN), CLOSED),
        lambda it: (it.verified_at, it.closed_at),
        (at(1), at(2)),
    ),
    "reopened: not verified after all": (
        (to(Phase.RECOVER), CLOSED, REOPENED),
        lambda it: (it.open, it.closed_at, it.phase, it.verified, it.verified_at, it.contained_at),
        (True, None, Phase.TRIAGE, "", None, at(1)),
    ),
    "reopened: an update is owed": (
        (reminded("update_due", at(60)), CLOSED, REOPENED),
        lambda it: (it.update_due, it.update_stage, it.reopened_because),
        (at(90), "none", "again"),
    ),
    "reopened: nobody leads since then": (
        (reminded("no_commander", at(5)), CLOSED, REOPENED),
        lambda it: (it.no_commander_since, it.commander_nudged_at),
        (at(3), None),
    ),
    "reopened: Ben still leads": (
        (taken("ic", BEN), CLOSED, REOPENED),
        lambda it: (it.commander, it.no_commander_since, it.acknowledged_at),
        (BEN, None, at(1)),
    ),
    "reopened: the room stays": (
        (ROOM, CLOSED, happened.ArchiveRequested(), REOPENED),
        lambda it: it.archive_requested,
        False,
    ),
    "closed again": (
        (CLOSED, REOPENED, CLOSED),
        lambda it: (it.closed_at, it.verified_at),
        (at(3), at(3)),
    ),
    "archive requested": ((CLOSED, happened.ArchiveRequested()), lambda it: it.archive_requested, True),
    "post-mortem requested": (
        (happened.PostmortemRequested(number=1), happened.PostmortemRequested(number=2)),
        lambda it: (it.postmortems_requested, it.postmortem),
        (2, None),
    ),
    "post-mortem owed while open": (
        (),
        lambda it: (it.postmortem_owed, it.postmortem_missing),
        (True, False),
    ),
    "post-mortem missing": ((CLOSED,), lambda it: it.postmortem_missing, True),
    "post-mortem shared": (
        (CLOSED, REPORT),
        lambda it: (it.postmortem, it.postmortem_at, it.postmortem_missing),
        (REPORT, at(2), False),
    ),
    "post-mortem from before it was closed": ((REPORT, CLOSED), lambda it: it.postmortem_missing, True),
    "post-mortem from before it was closed again": (
        (CLOSED, REPORT, REOPENED, CLOSED),
        lambda it: it.postmortem_missing,
        True,
    ),
    "post-mortem of a mild one": (
        (severity(Severity.SEV3), CLOSED),
        lambda it: (it.postmortem_owed, it.postmortem_missing),
        (False, False),
    ),
    "given up": (
        (given_up("pin_card"), given_up("set_topic")),
        lambda it: [(each.effect, each.reason, each.at) for each in it.given_up],
        [("pin_card", "restricted_action", at(1)), ("set_topic", "restricted_action", at(2))],
    ),
    "given up twice: shown once": (
        (given_up("pin_card"), given_up("pin_card", "no_permission")),
        lambda it: [(each.reason, each.at) for each in it.given_up],
        [("no_permission", at(2))],
    ),
    "tried again": (
        (
            given_up("pin_card"),
            given_up("set_topic"),
            happened.DeliveryRetried(effects=('{"kind":"pin_card"}',)),
        ),
        lambda it: [each.effect for each in it.given_up],
        ["set_topic"],
    ),
    "archiving refused, and done by hand": (
        (ROOM, given_up("archive_room"), given_up("pin_card"), happened.RoomArchived()),
        lambda it: [each.effect for each in it.given_up],
        ["pin_card"],
    ),
    "unarchiving refused, and done by hand": (
        (ROOM, happened.RoomArchived(), given_up("unarchive_room"), happened.RoomUnarchived()),
        lambda it: it.given_up,
        (),
    ),
}


@pytest.mark.parametrize(("happening", "look", "then"), STATES.values(), ids=STATES)
def test_state(happening: tuple[Event, ...], look: Look, then: object) -> None:
    """After these events the incident is so."""
    it = after(*happening)
    assert look(it) == then
    assert it.version == len(happening) + 1


def test_every_event_is_here() -> None:
    """Each event stands in a history above, so that none lacks its place in the fold; subjects have their own tests."""
    seen = {type(event) for happening, _, _ in STATES.values() for event in happening}
    known = {kind for kind in get_args(Event) if kind.__module__ == happened.__name__}
    assert seen | {happened.Declared} == known


def test_detected_by_a_message() -> None:
    """An incident that was declared from a message was detected when that was written, though never after it."""
    earlier = message("PSI?", at=at(-12))
    later = message("from a clock ahead", at=at(1))
    assert Telling().declare(source=earlier).done().it.detected_at == at(-12)
    assert Telling().declare(source=later).done().it.detected_at == BEGINNING


def test_nobody_declared_it() -> None:
    """What another system declares has nobody inside."""
    assert Telling().declare(by=None).done().it.members == frozenset()


def test_a_drill_owes_no_postmortem() -> None:
    """A drill may have a post-mortem, but none is missing."""
    it = Telling().declare(drill=True).by(BEN, ask.Close("over")).done().it
    assert (it.postmortem_owed, it.postmortem_missing) == (False, False)


def test_roles_of() -> None:
    """A person's roles in the order in which they were taken; of nobody there are none."""
    it = after(taken("ops", BEN), taken("ic", BEN), taken("comms", CLEO))
    assert (it.roles_of(BEN), it.roles_of(CLEO), it.roles_of(None)) == (("ops", "ic"), ("comms",), ())


def test_the_policy_of_its_day() -> None:
    """The cadence is that of its own copy of the policy, at its present severity."""
    assert after().cadence.minutes == 60
    assert after(severity(Severity.SEV1)).cadence.minutes == 30


def test_nothing_has_happened() -> None:
    """Without events there is no incident, and one that is known stays as it is."""
    it = after()
    assert fold(7, []) is None
    assert fold(7, [], it) is it


def test_going_on_from_a_known_state() -> None:
    """Folding the rest of a history onto what is known is the same as folding it all."""
    told = Telling().declare().by(BEN, ask.GiveRole("ic", BEN)).by(BEN, UPDATE).by(BEN, ask.Close("x"))
    for cut in range(len(told.events) + 1):
        known = fold(7, told.events[:cut])
        assert fold(7, told.events[cut:], known) == told.it


@pytest.mark.parametrize(
    ("version", "event", "before", "says"),
    [
        pytest.param(1, ROOM, None, "begins with room_opened, not with declared", id="no declaration"),
        pytest.param(2, Telling().declare().events[0].event, None, "version 2 follows 0", id="a late start"),
        pytest.param(3, ROOM, after(), "version 3 follows 1", id="a gap"),
        pytest.param(1, ROOM, after(), "version 1 follows 1", id="the same again"),
        pytest.param(2, Telling().declare().events[0].event, after(), "declared twice", id="another"),
    ],
)
def test_no_history(version: int, event: Event, before: Incident | None, says: str) -> None:
    """Events that are no history of one incident are an error that says why."""
    with pytest.raises(ValueError, match=says):
        apply(7, before, Recorded(version=version, at=at(1), by=BEN, event=event))
