"""What is told because of each event: given an incident, when this happens, then these effects."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain import events as happened
from bot.domain.announcement_rules import Announcements
from bot.domain.effects import Effect
from bot.domain.events import Event, Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.react import react
from bot.domain.severity import Phase, Severity, Status
from bot.domain.visibility import announced_in
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, DIMA, History, Telling, message, policy


def rules(announce: Announcements | None = None) -> Policy:
    """A policy that announces, and whose worst severity brings Dima and a group in."""
    plain = policy()
    worst = plain.rule(Severity.SEV1).model_copy(
        update={"responders": (ANA, DIMA), "responder_groups": ("S0ONCALL",)}
    )
    return plain.model_copy(
        update={
            "severities": plain.severities | {Severity.SEV1: worst},
            "announce": announce or Announcements(channel="C0ALL"),
        }
    )


def recorded(it: Incident | None, event: Event, by: str | None) -> Recorded:
    """The event as the next of the incident's history."""
    return Recorded(version=it.version + 1 if it else 1, at=BEGINNING, by=by, event=event)


def effects_of(*history: Event, it: Incident | None = None, by: str | None = BEN) -> tuple[Effect, ...]:
    """The effects of the last of these events, that happen to a fresh SEV2 unless said otherwise."""
    told = it or Telling().declare(rules=rules()).done().it
    effects: tuple[Effect, ...] = ()
    for event in history:
        news = recorded(told, event, by)
        told = apply(7, told, news)
        effects = react(told, news)
    return effects


def taken(role: str, person: str = BEN) -> happened.RoleTaken:
    """A role taken."""
    return happened.RoleTaken(role=role, person=person, before=None)


def declined(role: str) -> happened.RoleDeclined:
    """A role given back."""
    return happened.RoleDeclined(role=role, person=BEN, reason="")


def reminded(topic: str) -> happened.Reminded:
    """What time said."""
    return happened.Reminded.model_validate({"reminder": topic, "at": BEGINNING})


def severity(was: Severity, now: Severity) -> happened.SeverityChanged:
    """Another severity."""
    return happened.SeverityChanged(was=was, now=now, reason="r", next_due=BEGINNING)


def given_up(effect: str) -> happened.DeliveryGivenUp:
    """Slack refused it for good."""
    return happened.DeliveryGivenUp(effect=effect, body=f'{{"kind":"{effect}"}}', reason="no")


SOURCE = message("PSI is 0.35", channel="C0ELSE", ts="3.000000")
ROOM = happened.RoomOpened(channel="C0ROOM", name="inc-7")
ARCHIVED = happened.RoomArchived()
NOTED = happened.NoteAdded(text="PSI", source=SOURCE, via="reaction")
TYPED = happened.NoteAdded(text="typed", source=None, via="command")
CLOSED = happened.Closed(verified="v", phase=Phase.LEARN)
REOPENED = happened.Reopened(reason="r", next_due=BEGINNING)
UPDATED = happened.UpdatePosted(
    impact="i", actions="a", eta="", status=Status.RED, next_due=BEGINNING, was_due=None
)
DECIDED = happened.DecisionRecorded(
    number=1, what="w", options="", rationale="", evidence="", role="", revisit_at=None, corrects=None
)
CORRECTED = happened.TimeCorrected(which="started", was=BEGINNING, now=BEGINNING, reason="r")
SHARED = happened.PostmortemShared(number=1, file="F1", permalink="https://x/F1")
TRIED_AGAIN = happened.DeliveryRetried(effects=('{"kind":"pin_card"}', '{"kind":"open_room"}'))

EVERYWHERE = "refresh_card set_topic refresh_announcement"
ELSEWHERE = "refresh_announcement"

# what happened before · this happens · before there is a room · in the open room · in the archived one
TOLD: dict[str, tuple[tuple[Event, ...], Event, str, str, str]] = {
    "everyone came": ((), happened.PeopleInvited(people=(CLEO,), refused={}), "", "", ""),
    "somebody could not come": (
        (),
        happened.PeopleInvited(people=(), refused={CLEO: "no"}),
        "",
        "tell_room",
        "",
    ),
    "card posted": ((), happened.CardPosted(ts="1.0"), "", "pin_card", ""),
    "panel posted": ((), happened.PanelPosted(panel="triage", ts="1.0"), "", "", ""),
    "announced": ((), happened.Announced(channel="C0ALL", ts="1.0"), "", "", ""),
    "joined": ((), happened.PersonJoined(person=CLEO), "", "", ""),
    "left": ((), happened.PersonLeft(person=CLEO), "", "", ""),
    "command taken": (
        (),
        taken("ic"),
        "tell_person",
        f"tell_room tell_person invite {EVERYWHERE}",
        f"tell_person {ELSEWHERE}",
    ),
    "another role taken": (
        (),
        taken("ops"),
        "tell_person",
        "tell_room tell_person invite refresh_card",
        "tell_person",
    ),
    "command given back": ((taken("ic"),), declined("ic"), "", f"tell_room {EVERYWHERE}", ELSEWHERE),
    "another role given back": ((taken("ops"),), declined("ops"), "", "tell_room refresh_card", ""),
    "update": ((), UPDATED, "", "tell_room refresh_card refresh_announcement", ELSEWHERE),
    "nobody leads": ((), reminded("no_commander"), "", "tell_room", ""),
    "update soon": ((), reminded("update_soon"), "", "tell_room", ""),
    "update due": ((), reminded("update_due"), "", "tell_room refresh_card", ""),
    "update overdue": ((), reminded("update_overdue"), "", "tell_room refresh_card", ""),
    "to be revisited": ((DECIDED,), reminded("revisit"), "", "tell_room", ""),
    "worse": (
        (),
        severity(Severity.SEV2, Severity.SEV1),
        "",
        f"tell_room {EVERYWHERE} invite",
        ELSEWHERE,
    ),
    "milder": ((), severity(Severity.SEV2, Severity.SEV3), "", f"tell_room {EVERYWHERE}", ELSEWHERE),
    "phase": (
        (),
        happened.PhaseChanged(was=Phase.DETECT, now=Phase.CONTAIN, reason="r"),
        "",
        f"tell_room {EVERYWHERE}",
        ELSEWHERE,
    ),
    "time corrected": ((), CORRECTED, "", "tell_room refresh_card", ""),
    "decided": ((), DECIDED, "", "tell_room refresh_card", ""),
    "message marked": (
        (),
        happened.NoteRequested(channel="C0ROOM", ts="3.000000"),
        "",
        "read_message",
        "",
    ),
    "note typed": ((), TYPED, "", "tell_room", ""),
    "message noted": ((), NOTED, "", "mark_noted", ""),
    "note edited": ((NOTED,), happened.NoteEdited(source=SOURCE.key, text="x"), "", "", ""),
    "note taken off": (
        (NOTED,),
        happened.NoteWithdrawn(source=SOURCE.key, why="unpinned"),
        "",
        "mark_noted",
        "",
    ),
    "note deleted": ((NOTED,), happened.NoteWithdrawn(source=SOURCE.key, why="deleted"), "", "", ""),
    "closed": ((), CLOSED, "", f"tell_room {EVERYWHERE}", ELSEWHERE),
    "reopened": ((CLOSED,), REOPENED, "", f"tell_room {EVERYWHERE}", "unarchive_room"),
    "post-mortem wanted": ((), happened.PostmortemRequested(number=1), "", "share_postmortem", ""),
    "post-mortem shared": ((), SHARED, "", "refresh_card", ""),
    "archive wanted": ((CLOSED,), happened.ArchiveRequested(), "", "archive_room", ""),
    "archived while open": ((), ARCHIVED, "tell_person", "tell_person", "tell_person"),
    "archived after closing": ((CLOSED,), ARCHIVED, "", "", ""),
    "brought back": (
        (),
        happened.RoomUnarchived(),
        "",
        f"tell_room {EVERYWHERE}",
        f"tell_room {EVERYWHERE}",
    ),
    "pin given up": ((), given_up("pin_card"), "", "refresh_card", ""),
    "telling a person given up": ((), given_up("tell_person"), "", "refresh_card", ""),
    "room given up": ((), given_up("open_room"), "tell_person", "tell_person", "tell_person"),
    "card given up": ((), given_up("post_card"), "tell_person", "tell_person", "tell_person"),
    "card's edit given up": ((), given_up("refresh_card"), "tell_person", "tell_person", "tell_person"),
    "unarchiving given up": ((), given_up("unarchive_room"), "tell_person", "tell_person", "tell_person"),
    "tried again": ((), TRIED_AGAIN, "open_room", "pin_card open_room refresh_card", "open_room"),
}

PLACES: list[tuple[str, tuple[Event, ...], int]] = [
    ("before there is a room", (), 2),
    ("in the open room", (ROOM,), 3),
    ("in the archived room", (ROOM, ARCHIVED), 4),
]


@pytest.mark.parametrize(("place", "room", "column"), PLACES, ids=[place for place, _, _ in PLACES])
@pytest.mark.parametrize("case", TOLD.values(), ids=TOLD)
def test_what_is_told(
    case: tuple[tuple[Event, ...], Event, str, str, str], place: str, room: tuple[Event, ...], column: int
) -> None:
    """Each event is told where it can be: nothing in a room that is not open yet, nothing in one that is archived."""
    before, event = case[:2]
    effects = effects_of(*room, *before, event)
    assert " ".join(effect.kind for effect in effects) == case[column]


def test_every_event_is_here() -> None:
    """No event lacks a line above, or a test of its own; subjects have their own tests."""
    known = {kind for kind in get_args(Event) if kind.__module__ == happened.__name__}
    assert {type(case[1]) for case in TOLD.values()} | {happened.Declared, happened.RoomOpened} == known


def test_declared() -> None:
    """A declaration opens the room; all else follows from there."""
    told = Telling().declare(rules=rules()).done()
    assert react(told.it, told.events[0]) == (do.OpenRoom(),)


@pytest.mark.parametrize(
    ("level", "before", "people", "groups"),
    [
        pytest.param(Severity.SEV2, (), (ANA, DIMA), (), id="who declared, and the model's owner"),
        pytest.param(
            Severity.SEV2, (taken("ic"), taken("ops", ANA)), (ANA, BEN, DIMA), (), id="and holds a role"
        ),
        pytest.param(Severity.SEV1, (taken("ic"),), (ANA, BEN, DIMA), ("S0ONCALL",), id="and responders"),
    ],
)
def test_room_opened(
    level: Severity, before: tuple[Event, ...], people: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    """The open room gets its card, its topic and its people, each once, and is announced."""
    it = Telling().declare(rules=rules(), severity=level).done().it
    assert effects_of(*before, ROOM, it=it) == (
        do.PostCard(),
        do.OfferSimilar(occasion="declared"),
        do.Invite(people=people, groups=groups),
        do.SetTopic(),
        do.Announce(),
    )


def test_receipt() -> None:
    """Whoever still has the modal open is shown the room in it."""
    declared = Telling().declare(rules=rules()).events[0].event.model_copy(update={"receipt": "V1"})
    it = apply(7, None, Recorded(version=1, at=BEGINNING, by=ANA, event=declared))
    assert effects_of(ROOM, it=it)[-1] == do.ShowReceipt()


def test_a_role_is_told_to_its_holder() -> None:
    """Whoever was given a role is told directly and brought into the room, whoever gave it."""
    effects = effects_of(ROOM, taken("comms", CLEO), by=BEN)
    assert do.TellPerson(person=CLEO, event=3) in effects
    assert do.Invite(people=(CLEO,)) in effects
    assert do.TellRoom(event=3) in effects


@pytest.mark.parametrize(
    ("before", "was", "now", "invite"),
    [
        pytest.param(
            (),
            Severity.SEV2,
            Severity.SEV1,
            do.Invite(people=(DIMA,), groups=("S0ONCALL",)),
            id="who is inside is not asked again",
        ),
        pytest.param(
            (happened.PeopleInvited(people=(DIMA,), refused={}),),
            Severity.SEV3,
            Severity.SEV1,
            do.Invite(people=(), groups=("S0ONCALL",)),
            id="a group's members may have changed",
        ),
        pytest.param((), Severity.SEV3, Severity.SEV2, None, id="a severity that brings nobody"),
        pytest.param((), Severity.SEV1, Severity.SEV2, None, id="milder"),
    ],
)
def test_worse_brings_its_own(
    before: tuple[Event, ...], was: Severity, now: Severity, invite: do.Invite | None
) -> None:
    """A worse severity brings its own responders in; a milder one brings nobody and sends nobody away."""
    invited = [
        effect for effect in effects_of(ROOM, *before, severity(was, now)) if isinstance(effect, do.Invite)
    ]
    assert invited == ([invite] if invite else [])


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("drill", [False, True])
@pytest.mark.parametrize(
    "announce",
    [
        Announcements(),
        Announcements(channel="C0ALL"),
        Announcements(channel="C0ALL", restricted=True),
        Announcements(channel="C0ALL", drill_channel="C0DRILL"),
        Announcements(channel="C0ALL", restricted=True, drill_channel="C0DRILL"),
    ],
    ids=["nowhere", "plain ones", "restricted ones", "drills", "all"],
)
def test_announcements(announce: Announcements, drill: bool, restricted: bool) -> None:
    """What is not to be announced is neither announced nor shown in an announcement."""
    it = Telling().declare(rules=rules(announce), drill=drill, restricted=restricted).done().it
    where = announce.drill_channel if drill else announce.channel
    told = where is not None and (announce.restricted or not restricted)
    assert (do.Announce() in effects_of(ROOM, it=it)) is told
    for event in (CLOSED, UPDATED, taken("ic"), severity(Severity.SEV2, Severity.SEV1)):
        assert (do.RefreshAnnouncement() in effects_of(ROOM, event, it=it)) is told


def test_where_notes_are_marked() -> None:
    """A message is marked where it stands, read on behalf of whoever marked it, and unmarked again."""
    asked = effects_of(ROOM, happened.NoteRequested(channel="C0ELSE", ts="3.000000"), by=CLEO)
    assert asked == (do.ReadMessage(channel="C0ELSE", ts="3.000000", asked_by=CLEO),)
    assert effects_of(ROOM, NOTED) == (do.MarkNoted(channel="C0ELSE", ts="3.000000", noted=True),)
    taken_off = happened.NoteWithdrawn(source=SOURCE.key, why="unpinned")
    assert effects_of(ROOM, NOTED, taken_off) == (do.MarkNoted(channel="C0ELSE", ts="3.000000", noted=False),)


@pytest.mark.parametrize(
    ("before", "by", "person"),
    [
        pytest.param((), ANA, ANA, id="whoever declared"),
        pytest.param((taken("ic"),), ANA, BEN, id="whoever leads"),
        pytest.param((), None, None, id="nobody"),
    ],
)
def test_who_is_told_that_it_failed(before: tuple[Event, ...], by: str | None, person: str | None) -> None:
    """That there is no room is told to whoever leads, else to whoever declared, else to nobody."""
    it = Telling().declare(rules=rules(), by=by).done().it
    effects = effects_of(*before, given_up("open_room"), it=it)
    event = it.version + len(before) + 1
    assert effects == ((do.TellPerson(person=person, event=event),) if person else ())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_where_nothing_may_be_said(history: History) -> None:
    """Whatever has happened: no room, nothing in it; archived, nothing; not to be announced, not announced."""
    it: Incident | None = None
    outside = {"open_room", "tell_person", "unarchive_room", "announce", "refresh_announcement"}
    alerts = {"staff_level", "page", "staff_rung"}
    for news in history.events:
        it = apply(history.number, it, news)
        kinds = {effect.kind for effect in react(it, news)}
        if it.room is None:
            assert kinds <= {"open_room", "tell_person", "send_item"} | alerts
        elif it.room.archived:
            assert kinds <= outside | alerts
        if announced_in(it) is None:
            assert not kinds & {"announce", "refresh_announcement"}


def test_the_order_of_a_reopening() -> None:
    """A room that was archived is brought back first; when it is, everyone in it hears why."""
    told = Telling().declare(rules=rules()).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    told.by(BEN, ask.Close("v")).by(None, ask.ReportRoomArchived()).by(BEN, ask.Reopen("r"))
    it, news = told.done().it, told.events[-1]
    assert react(it, news) == (do.UnarchiveRoom(),)
    told.by(None, ask.ReportRoomUnarchived())
    back = react(told.done().it, told.events[-1])
    assert back == (
        do.TellRoom(event=7),
        do.RefreshCard(),
        do.SetTopic(),
        do.RefreshAnnouncement(),
        do.RefreshPanel(panel=do.REVIEW),
    )
