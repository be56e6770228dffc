"""Given what has happened, when something is asked, then this happens: every command, in every state that matters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from inspect import getsource
from typing import NamedTuple, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain import decide as rules
from bot.domain import events as happened
from bot.domain.business_calendar import BusinessHours
from bot.domain.cadence import next_update_due
from bot.domain.cadence_log import ChangeCadence, ExtendUpdate, LadderClimbed, UpdateMissed
from bot.domain.commands import Command
from bot.domain.decide import SAME_WORDS_WITHIN, decide, decide_declare
from bot.domain.events import Event
from bot.domain.ownership import OwnerProposed
from bot.domain.refusal import Reason, Refused, Verdict
from bot.domain.review import ReviewBegun
from bot.domain.severity import IncidentType, Phase, Severity, Status
from tests.bot.views.histories import commands, histories
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, DIMA, HOSTILE, RANKER, Telling, message, policy

NOW = BEGINNING + timedelta(minutes=20)
SOON = timedelta(minutes=1)
BLANKS = ["", "   ", "\n\t", "\u202e\u200b\x00\x07", "\u2028", "\u3164\u2800\u0301"]
SOURCE = message("PSI is 0.35", ts="3.000000")
KEY = SOURCE.key

Given = Callable[[], Telling]


class Case(NamedTuple):
    """Given a history, when `by` asks for `command`, then this happens; and what, when it is asked again at once."""

    name: str
    before: Given
    by: str | None
    command: Command
    then: tuple[Event, ...]
    again: str


class Refusal(NamedTuple):
    """Given a history, when `by` asks for `command`, then this is refused."""

    name: str
    before: Given
    by: str | None
    command: Command
    refused: Refused


def case(
    name: str, before: Given, by: str | None, command: Command, *then: Event, again: str = "nothing"
) -> Case:
    """A case on one line."""
    return Case(name, before, by, command, then, again)


def refused(
    name: str, before: Given, by: str | None, command: Command, reason: Reason, where: str = "", **values: str
) -> Refusal:
    """A refusal on one line."""
    return Refusal(name, before, by, command, Refused(reason, where, values))


def name(case: Case | Refusal) -> str:
    """What a case is called."""
    return case.name


def minutes(count: float) -> datetime:
    """That many minutes after NOW."""
    return NOW + timedelta(minutes=count)


def declared() -> Telling:
    """A SEV2, declared by Ana twenty minutes ago; its update is due in forty."""
    return Telling().declare().after(minutes=20)


def led() -> Telling:
    """Ben commands, since five minutes after it was declared."""
    return Telling().declare().after(minutes=5).by(BEN, ask.GiveRole("ic", BEN)).after(minutes=15)


def with_room() -> Telling:
    """Ben commands, and the room is open."""
    return led().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))


def with_card() -> Telling:
    """The room is open and the card stands in it."""
    return with_room().by(None, ask.ReportCardPosted("1.000100"))


def with_panel() -> Telling:
    """The room is open and the triage panel stands in it."""
    return with_room().by(None, PANEL)


def archived() -> Telling:
    """The room was archived."""
    return with_room().by(None, ask.ReportRoomArchived())


def closed() -> Telling:
    """It was closed just now, in its room."""
    return with_room().by(BEN, ask.Close("AUC is back at 0.91"))


def restricted() -> Telling:
    """Only those in the room may know of it."""
    return Telling().declare(restricted=True).after(minutes=20)


def with_note() -> Telling:
    """A message stands on the timeline."""
    return led().by(BEN, ask.AddNote(SOURCE.text, SOURCE, "reaction"))


def withdrawn() -> Telling:
    """A message was taken off the timeline again."""
    return with_note().by(BEN, ask.WithdrawNote(KEY, "unpinned"))


def being_read() -> Telling:
    """A message was marked, and its words have not come yet."""
    return led().by(BEN, ask.RequestNote(SOURCE.channel, SOURCE.ts))


def taken_back() -> Telling:
    """It was deleted before its words came."""
    return being_read().by(BEN, ask.WithdrawNote(KEY, "deleted"))


def decided() -> Telling:
    """Ben made one decision five minutes ago, to be looked at again in ten."""
    return (
        led()
        .after(minutes=-5)
        .by(BEN, ask.RecordDecision("Roll back", revisit_at=minutes(10)))
        .after(minutes=5)
    )


def given_up() -> Telling:
    """Slack refused to pin the card."""
    return with_card().by(None, ask.ReportGivenUp("pin_card", '{"kind":"pin_card"}', "restricted_action"))


def practised() -> Telling:
    """A drill is over, for which no post-mortem is owed."""
    drill = Telling().declare(drill=True).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    return drill.by(BEN, ask.Close("v"))


def reviewed() -> Telling:
    """Two post-mortems were asked for and shared."""
    told = closed().by(BEN, ask.RequestPostmortem()).by(None, SHARED)
    return told.by(BEN, ask.RequestPostmortem()).by(None, replace(SHARED, number=2))


def refused_report() -> Telling:
    """A post-mortem was asked for, and Slack refused the file."""
    body = '{"kind":"share_postmortem","number":1}'
    wanted = with_room().by(BEN, ask.RequestPostmortem())
    return wanted.by(None, ask.ReportGivenUp("share_postmortem", body, "storage_limit_reached"))


def overdue() -> Telling:
    """Nobody commands, no update was given, and nobody was there to say so for two hours."""
    return Telling().declare().after(minutes=120)


DUE = minutes(40)
UPDATE = ask.PostUpdate(" Search is wrong ", " Rolling back ", " ", Status.RED, None)
DECISION = ask.RecordDecision(" Roll back ", " wait ", " fast ", " PSI ", minutes(30), None)
GIVEN_UP = ask.ReportGivenUp("set_topic", '{"kind":"set_topic"}', "method_not_supported")
SHARED = ask.ReportPostmortemShared(1, "F1", "https://x/F1")


def updated(next_due: datetime, was_due: datetime = DUE) -> happened.UpdatePosted:
    """UPDATE as it is recorded."""
    return happened.UpdatePosted(
        impact="Search is wrong",
        actions="Rolling back",
        eta="",
        status=Status.RED,
        next_due=next_due,
        was_due=was_due,
    )


def recorded_decision(
    number: int = 1, role: str = "ic", corrects: int | None = None
) -> happened.DecisionRecorded:
    """DECISION as it is recorded."""
    return happened.DecisionRecorded(
        number=number,
        what="Roll back",
        options="wait",
        rationale="fast",
        evidence="PSI",
        role=role,
        revisit_at=minutes(30),
        corrects=corrects,
    )


def note(text: str = "Paged by PSI") -> happened.NoteAdded:
    """A note that was typed."""
    return happened.NoteAdded(text=text, source=None, via="command")


def noted() -> happened.NoteAdded:
    """The message SOURCE on the timeline."""
    return happened.NoteAdded(text=SOURCE.text, source=SOURCE, via="reaction")


def noted_by_reaction() -> ask.AddNote:
    """The words of the message SOURCE, which somebody marked."""
    return ask.AddNote(SOURCE.text, SOURCE, "reaction")


def severity_changed(now: Severity, next_due: datetime) -> happened.SeverityChanged:
    """From SEV2, because of latency."""
    return happened.SeverityChanged(was=Severity.SEV2, now=now, reason="latency", next_due=next_due)


def taken(person: str, before: str | None, handover: str = "") -> happened.RoleTaken:
    """The command taken."""
    return happened.RoleTaken(role="ic", person=person, before=before, handover=handover)


def reminded(topic: str, at: datetime, decision: int | None = None) -> happened.Reminded:
    """What time said."""
    return happened.Reminded.model_validate({"reminder": topic, "at": at, "decision": decision})


def climbed(rung: int, *vacant: str, above: str = "") -> LadderClimbed:
    """A rung of the ladder that reached nobody, for the update that is due at DUE."""
    return LadderClimbed.model_validate(
        {"rung": rung, "due": DUE, "people": (), "vacant": vacant, "above": above}
    )


PANEL = ask.ReportPanelPosted("triage", "1.000400")
CARD_2 = ask.ReportCardPosted("1.000200", instead_of="1.000100")
PDF = happened.PostmortemShared(number=1, file="F1", permalink="https://x/F1")

# given · by · when · then · and when the same is asked again at once
HAPPENS: list[Case] = [
    case("take command, vacant", declared, BEN, ask.GiveRole("ic", BEN), taken(BEN, None)),
    case("take command, if vacant", declared, BEN, ask.GiveRole("ic", BEN, if_vacant=True), taken(BEN, None)),
    case(
        "hand command over", led, BEN, ask.GiveRole("ic", CLEO, " watch p99 "), taken(CLEO, BEN, "watch p99")
    ),
    case("take command from another", led, CLEO, ask.GiveRole("ic", CLEO), taken(CLEO, BEN)),
    case(
        "one person, two roles",
        led,
        BEN,
        ask.GiveRole("ops", BEN),
        happened.RoleTaken(role="ops", person=BEN, before=None),
    ),
    case(
        "a role after closing",
        closed,
        BEN,
        ask.GiveRole("comms", CLEO),
        happened.RoleTaken(role="comms", person=CLEO, before=None),
    ),
    case(
        "give command back",
        led,
        BEN,
        ask.DeclineRole("ic", " asleep "),
        happened.RoleDeclined(role="ic", person=BEN, reason="asleep"),
    ),
    case(
        "give it back without a word",
        led,
        BEN,
        ask.DeclineRole("ic", ""),
        happened.RoleDeclined(role="ic", person=BEN, reason=""),
    ),
    case(
        "give command back after closing",
        closed,
        BEN,
        ask.DeclineRole("ic", ""),
        happened.RoleDeclined(role="ic", person=BEN, reason=""),
    ),
    case("update", led, BEN, UPDATE, updated(minutes(60)), again="again"),
    case("update, without a commander", declared, ANA, UPDATE, updated(minutes(60)), again="again"),
    case(
        "update, late",
        overdue,
        ANA,
        UPDATE,
        updated(BEGINNING + timedelta(minutes=180), BEGINNING + timedelta(minutes=60)),
        again="again",
    ),
    case(
        "update, own next check-in",
        led,
        BEN,
        replace(UPDATE, next_check_in=minutes(7)),
        updated(minutes(7)),
        again="again",
    ),
    case(
        "update, next check-in in a week",
        led,
        BEN,
        replace(UPDATE, next_check_in=NOW + timedelta(days=7)),
        updated(NOW + timedelta(days=7)),
        again="again",
    ),
    case(
        "worse",
        led,
        BEN,
        ask.ChangeSeverity(Severity.SEV1, " latency "),
        severity_changed(Severity.SEV1, minutes(30)),
    ),
    case(
        "milder",
        led,
        BEN,
        ask.ChangeSeverity(Severity.SEV3, "latency"),
        severity_changed(Severity.SEV3, datetime(2025, 3, 5, 9, tzinfo=UTC)),
    ),
    case(
        "move on",
        led,
        BEN,
        ask.ChangePhase(Phase.CONTAIN, " traffic moved "),
        happened.PhaseChanged(was=Phase.TRIAGE, now=Phase.CONTAIN, reason="traffic moved"),
    ),
    case(
        "go back",
        led,
        BEN,
        ask.ChangePhase(Phase.DETECT, "wrong model"),
        happened.PhaseChanged(was=Phase.TRIAGE, now=Phase.DETECT, reason="wrong model"),
    ),
    case(
        "it started earlier",
        led,
        BEN,
        ask.CorrectTime("started", minutes(-90), " logs "),
        happened.TimeCorrected(which="started", was=BEGINNING, now=minutes(-90), reason="logs"),
    ),
    case(
        "it was detected earlier, said after closing",
        closed,
        BEN,
        ask.CorrectTime("detected", minutes(-60), "pager"),
        happened.TimeCorrected(which="detected", was=BEGINNING, now=minutes(-60), reason="pager"),
    ),
    case(
        "a clock two minutes ahead",
        led,
        BEN,
        ask.CorrectTime("started", minutes(2), "now"),
        happened.TimeCorrected(which="started", was=BEGINNING, now=NOW, reason="now"),
    ),
    case("decide", led, BEN, DECISION, recorded_decision()),
    case("decide without a role", led, CLEO, DECISION, recorded_decision(role="")),
    case("decide after closing", closed, BEN, DECISION, recorded_decision()),
    case("correct a decision", decided, BEN, replace(DECISION, corrects=1), recorded_decision(2, corrects=1)),
    case(
        "mark a message",
        led,
        BEN,
        ask.RequestNote("C0ROOM", "3.000000"),
        happened.NoteRequested(channel="C0ROOM", ts="3.000000"),
        again="again",
    ),
    case(
        "mark a withdrawn message",
        withdrawn,
        BEN,
        ask.RequestNote("C0ROOM", "3.000000"),
        happened.NoteRequested(channel="C0ROOM", ts="3.000000"),
        again="again",
    ),
    case("type a note", led, BEN, ask.AddNote(" Paged by PSI ", None, "command"), note()),
    case("type a hostile note", led, BEN, ask.AddNote(HOSTILE, None, "command"), note(HOSTILE.strip())),
    case("type a note after closing", closed, BEN, ask.AddNote("Paged by PSI", None, "command"), note()),
    case("note a message", led, BEN, ask.AddNote(SOURCE.text, SOURCE, "reaction"), noted()),
    case(
        "note a message without words",
        led,
        BEN,
        ask.AddNote("", SOURCE, "shortcut"),
        happened.NoteAdded(text="", source=SOURCE, via="shortcut"),
    ),
    case("note a withdrawn message", withdrawn, BEN, ask.AddNote(SOURCE.text, SOURCE, "reaction"), noted()),
    case(
        "edit a noted message",
        with_note,
        BEN,
        ask.EditNote(KEY, "PSI is 0.25"),
        happened.NoteEdited(source=KEY, text="PSI is 0.25"),
    ),
    case(
        "delete a noted message",
        with_note,
        BEN,
        ask.WithdrawNote(KEY, "deleted"),
        happened.NoteWithdrawn(source=KEY, why="deleted"),
    ),
    case(
        "delete a message whose words are being read",
        being_read,
        BEN,
        ask.WithdrawNote(KEY, "deleted"),
        happened.NoteWithdrawn(source=KEY, why="deleted"),
    ),
    case(
        "the words of a message that was marked",
        being_read,
        BEN,
        ask.AddNote(SOURCE.text, SOURCE, "reaction"),
        noted(),
    ),
    case(
        "close",
        led,
        BEN,
        ask.Close(" AUC is back "),
        happened.Closed(verified="AUC is back", phase=Phase.LEARN),
        ReviewBegun(owner=BEN, due=date(2025, 3, 11)),
    ),
    case(
        "close without a commander",
        declared,
        ANA,
        ask.Close("AUC is back"),
        happened.Closed(verified="AUC is back", phase=Phase.LEARN),
        ReviewBegun(owner="", due=date(2025, 3, 11)),
    ),
    case(
        "reopen",
        closed,
        BEN,
        ask.Reopen(" drift again "),
        happened.Reopened(reason="drift again", next_due=minutes(60)),
        again="not_closed",
    ),
    case(
        "post-mortem",
        with_room,
        BEN,
        ask.RequestPostmortem(),
        happened.PostmortemRequested(number=1),
    ),
    case(
        "another post-mortem",
        reviewed,
        BEN,
        ask.RequestPostmortem(),
        happened.PostmortemRequested(number=3),
    ),
    case(
        "another post-mortem, the first was refused",
        refused_report,
        BEN,
        ask.RequestPostmortem(),
        happened.PostmortemRequested(number=2),
        again="again",
    ),
    case(
        "try again",
        given_up,
        BEN,
        ask.RetryDeliveries(),
        happened.DeliveryRetried(effects=('{"kind":"pin_card"}',)),
    ),
    case(
        "time passes, nobody leads", declared, None, ask.LetTimePass(), reminded("no_commander", minutes(-15))
    ),
    case(
        "time passes, much is due",
        overdue,
        None,
        ask.LetTimePass(),
        reminded("no_commander", BEGINNING + timedelta(minutes=5)),
        UpdateMissed(due=DUE),
        climbed(0, "ic"),
        climbed(1, "ic", "comms"),
        climbed(2, "ic", "comms", above="nobody"),
    ),
    case(
        "time passes, a decision is to be revisited",
        lambda: decided().after(minutes=10),
        None,
        ask.LetTimePass(),
        reminded("revisit", minutes(10), 1),
    ),
    case(
        "time passes, the room may go",
        lambda: practised().after(days=14),
        None,
        ask.LetTimePass(),
        happened.ArchiveRequested(),
    ),
    case(
        "room opened",
        declared,
        None,
        ask.ReportRoomOpened("C0ROOM", "inc-7"),
        happened.RoomOpened(channel="C0ROOM", name="inc-7"),
    ),
    case(
        "invited",
        with_room,
        None,
        ask.ReportInvited((ANA, CLEO), {}),
        happened.PeopleInvited(people=(CLEO,), refused={}),
    ),
    case(
        "invited, some refused",
        with_room,
        None,
        ask.ReportInvited((ANA,), {CLEO: "user_is_restricted"}),
        happened.PeopleInvited(people=(), refused={CLEO: "user_is_restricted"}),
        again="again",
    ),
    case(
        "card posted",
        with_room,
        None,
        ask.ReportCardPosted("1.000100"),
        happened.CardPosted(ts="1.000100"),
        OwnerProposed(person=DIMA, model="ranker"),
    ),
    case("card posted anew", with_card, None, CARD_2, happened.CardPosted(ts="1.000200")),
    case("panel posted", with_room, None, PANEL, happened.PanelPosted(panel="triage", ts="1.000400")),
    case(
        "announced",
        with_room,
        None,
        ask.ReportAnnounced("C0ALL", "1.000300"),
        happened.Announced(channel="C0ALL", ts="1.000300"),
    ),
    case("post-mortem shared", closed, None, SHARED, PDF),
    case("room archived", with_room, None, ask.ReportRoomArchived(), happened.RoomArchived()),
    case("room brought back", archived, None, ask.ReportRoomUnarchived(), happened.RoomUnarchived()),
    case(
        "joined a restricted room",
        restricted,
        CLEO,
        ask.ReportPresence(CLEO, present=True),
        happened.PersonJoined(person=CLEO),
    ),
    case(
        "left a restricted room",
        restricted,
        ANA,
        ask.ReportPresence(ANA, present=False),
        happened.PersonLeft(person=ANA),
    ),
    case(
        "given up",
        with_card,
        None,
        GIVEN_UP,
        happened.DeliveryGivenUp(
            effect="set_topic", body='{"kind":"set_topic"}', reason="method_not_supported"
        ),
        again="again",
    ),
]


@pytest.mark.parametrize("case", HAPPENS, ids=name)
def test_what_happens(case: Case) -> None:
    """Each command makes exactly this happen."""
    telling = case.before()
    assert decide(telling.done().it, case.command, telling.now, case.by) == case.then


@pytest.mark.parametrize("case", HAPPENS, ids=name)
def test_what_happens_when_asked_twice(case: Case) -> None:
    """The same command a second time changes nothing, or is refused, or happens again where that is meant."""
    telling = case.before().by(case.by, case.command)
    verdict = decide(telling.done().it, case.command, telling.now, case.by)
    match case.again:
        case "nothing":
            assert verdict == ()
        case "again":
            assert isinstance(verdict, tuple)
            assert [event.kind for event in verdict] == [event.kind for event in case.then]
        case reason:
            assert isinstance(verdict, Refused)
            assert verdict.reason == reason


# given · by · when: nothing happens, and nobody has done anything wrong
NOTHING: list[Case] = [
    case("take what one holds", led, BEN, ask.GiveRole("ic", BEN, "again", if_vacant=True)),
    case("give back what nobody holds", declared, BEN, ask.DeclineRole("ic", "")),
    case("the severity it has", led, BEN, ask.ChangeSeverity(Severity.SEV2, "")),
    case("the phase it is in", led, BEN, ask.ChangePhase(Phase.TRIAGE, "")),
    case("the time it has", led, BEN, ask.CorrectTime("detected", BEGINNING, "sure")),
    case("mark a noted message", with_note, CLEO, ask.RequestNote("C0ROOM", "3.000000")),
    case("note a noted message", with_note, CLEO, ask.AddNote("other words", SOURCE, "shortcut")),
    case("edit a message that is not noted", led, BEN, ask.EditNote(KEY, "x")),
    case("edit to the same words", with_note, BEN, ask.EditNote(KEY, SOURCE.text)),
    case("edit a withdrawn message", withdrawn, BEN, ask.EditNote(KEY, "x")),
    case("delete a message that is not noted", led, BEN, ask.WithdrawNote(KEY, "deleted")),
    case("delete a withdrawn message", withdrawn, BEN, ask.WithdrawNote(KEY, "deleted")),
    case("words that come after their message was deleted", taken_back, BEN, noted_by_reaction()),
    case("close what is closed", closed, CLEO, ask.Close("")),
    case(
        "a post-mortem that is on its way",
        lambda: with_room().by(BEN, ask.RequestPostmortem()),
        CLEO,
        ask.RequestPostmortem(),
    ),
    case("try again without a failure", with_card, BEN, ask.RetryDeliveries()),
    case("time passes, nothing is due", led, None, ask.LetTimePass()),
    case("time passes after closing", lambda: closed().after(hours=1), None, ask.LetTimePass()),
    case("time passes in an archived room", lambda: archived().after(days=1), None, ask.LetTimePass()),
    case("a second room", with_room, None, ask.ReportRoomOpened("C0OTHER", "inc-7-2")),
    case("invited nobody", with_room, None, ask.ReportInvited((), {})),
    case("invited who is inside", with_room, None, ask.ReportInvited((ANA,), {})),
    case("a second card", with_card, None, ask.ReportCardPosted("1.000200")),
    case(
        "a card instead of an unknown one",
        with_card,
        None,
        ask.ReportCardPosted("1.000200", instead_of="1.000000"),
    ),
    case("a card instead of none", with_room, None, CARD_2),
    case("a second panel", with_panel, None, ask.ReportPanelPosted("triage", "1.000500")),
    case("an older post-mortem", reviewed, None, SHARED),
    case("archived without a room", declared, None, ask.ReportRoomArchived()),
    case("archived already", archived, None, ask.ReportRoomArchived()),
    case("brought back without a room", declared, None, ask.ReportRoomUnarchived()),
    case("brought back from nowhere", with_room, None, ask.ReportRoomUnarchived()),
    case("joined an open incident", with_room, CLEO, ask.ReportPresence(CLEO, present=True)),
    case("left an open incident", with_room, ANA, ask.ReportPresence(ANA, present=False)),
    case("joined where one is", restricted, ANA, ask.ReportPresence(ANA, present=True)),
]


@pytest.mark.parametrize("case", NOTHING, ids=name)
def test_what_changes_nothing(case: Case) -> None:
    """What is so already is no error and no event."""
    telling = case.before()
    assert decide(telling.done().it, case.command, telling.now, case.by) == ()


KNOWN = "ic, ops, ml_owner, comms"

# given · by · when · refused because · where · with these values
REFUSED: list[Refusal] = [
    refused(
        "an update after one that its writer did not see",
        lambda: led().by(CLEO, UPDATE),
        BEN,
        replace(UPDATE, seen=0),
        Reason.UPDATED_MEANWHILE,
    ),
    refused(
        "an unknown role given",
        led,
        BEN,
        ask.GiveRole(HOSTILE, BEN),
        Reason.UNKNOWN_ROLE,
        "role",
        role=HOSTILE,
        known=KNOWN,
    ),
    refused(
        "an unknown role declined",
        led,
        BEN,
        ask.DeclineRole("boss", ""),
        Reason.UNKNOWN_ROLE,
        "role",
        role="boss",
        known=KNOWN,
    ),
    refused(
        "command taken meanwhile",
        led,
        CLEO,
        ask.GiveRole("ic", CLEO, if_vacant=True),
        Reason.ROLE_HELD,
        "role",
        role="Incident Commander",
        holder=BEN,
    ),
    refused(
        "another's role declined",
        led,
        CLEO,
        ask.DeclineRole("ic", ""),
        Reason.NOT_HOLDER,
        "role",
        role="Incident Commander",
        holder=BEN,
    ),
    refused(
        "a role declined by nobody",
        led,
        None,
        ask.DeclineRole("ic", ""),
        Reason.NOT_HOLDER,
        "role",
        role="Incident Commander",
        holder=BEN,
    ),
    refused("an update after closing", closed, BEN, UPDATE, Reason.CLOSED),
    refused(
        "next check-in now", led, BEN, replace(UPDATE, next_check_in=NOW), Reason.IN_PAST, "next_check_in"
    ),
    refused(
        "next check-in past",
        led,
        BEN,
        replace(UPDATE, next_check_in=minutes(-600)),
        Reason.IN_PAST,
        "next_check_in",
    ),
    refused(
        "next check-in after more than a week",
        led,
        BEN,
        replace(UPDATE, next_check_in=NOW + timedelta(days=7, seconds=1)),
        Reason.TOO_FAR,
        "next_check_in",
        days="7",
    ),
    refused("a severity after closing", closed, BEN, ask.ChangeSeverity(Severity.SEV1, "x"), Reason.CLOSED),
    refused("a phase after closing", closed, BEN, ask.ChangePhase(Phase.CONTAIN, "x"), Reason.CLOSED),
    refused(
        "it starts tomorrow", led, BEN, ask.CorrectTime("started", minutes(1440), "x"), Reason.IN_FUTURE, "at"
    ),
    refused(
        "a clock too far ahead",
        led,
        BEN,
        ask.CorrectTime("detected", minutes(2.1), "x"),
        Reason.IN_FUTURE,
        "at",
    ),
    refused(
        "a correction of nothing",
        led,
        BEN,
        replace(DECISION, corrects=1),
        Reason.UNKNOWN_DECISION,
        "corrects",
        number="1",
        count="0",
    ),
    *(
        refused(
            f"a correction of decision {number}",
            decided,
            BEN,
            replace(DECISION, corrects=number),
            Reason.UNKNOWN_DECISION,
            "corrects",
            number=str(number),
            count="1",
        )
        for number in (-1, 0, 2)
    ),
    refused(
        "a decision to be revisited before",
        led,
        BEN,
        replace(DECISION, revisit_at=NOW),
        Reason.IN_PAST,
        "revisit_at",
    ),
    refused("reopened while open", led, BEN, ask.Reopen("x"), Reason.NOT_CLOSED),
    refused("a post-mortem before the room", led, BEN, ask.RequestPostmortem(), Reason.NO_ROOM),
    refused("a post-mortem into the archive", archived, BEN, ask.RequestPostmortem(), Reason.ROOM_ARCHIVED),
]


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_what_is_refused(case: Refusal) -> None:
    """A refusal names its reason, the input that has to change, and what its words need."""
    telling = case.before()
    assert decide(telling.done().it, case.command, telling.now, case.by) == case.refused


BLANK: dict[str, tuple[Given, Callable[[str], Command]]] = {
    "impact": (led, lambda text: replace(UPDATE, impact=text)),
    "actions": (led, lambda text: replace(UPDATE, actions=text)),
    "reason": (led, lambda text: ExtendUpdate(50, text)),
    "reason of a rhythm": (led, lambda text: ChangeCadence(90, text)),
    "reason of a severity": (led, lambda text: ask.ChangeSeverity(Severity.SEV1, text)),
    "reason of a phase": (led, lambda text: ask.ChangePhase(Phase.CONTAIN, text)),
    "reason of a time": (led, lambda text: ask.CorrectTime("started", minutes(-60), text)),
    "reason of reopening": (closed, ask.Reopen),
    "what": (led, ask.RecordDecision),
    "text": (led, lambda text: ask.AddNote(text, None, "command")),
    "verified": (led, ask.Close),
}


@pytest.mark.parametrize("text", BLANKS, ids=repr)
@pytest.mark.parametrize("field", BLANK)
def test_what_may_not_be_blank(field: str, text: str) -> None:
    """Where words are owed, spaces and characters that nobody sees are none."""
    before, command = BLANK[field]
    telling = before()
    assert telling.tried(BEN, command(text)) == Refused(Reason.BLANK, field.partition(" ")[0])


DECLARE = ask.Declare(
    title=" Ranker is stale ",
    seen=" CTR fell ",
    severity=Severity.SEV1,
    type=IncidentType.MODEL,
    model=" ranker ",
    entry=RANKER,
    started_at=minutes(-90),
    restricted=False,
    drill=False,
    source=None,
    receipt="V1",
    policy=policy(),
)


def test_declare() -> None:
    """A declaration is recorded as it was given, trimmed, with the due time of its severity's cadence."""
    assert decide_declare(DECLARE, NOW) == (
        happened.Declared(
            title="Ranker is stale",
            seen="CTR fell",
            severity=Severity.SEV1,
            type=IncidentType.MODEL,
            model="ranker",
            entry=RANKER,
            started_at=minutes(-90),
            restricted=False,
            drill=False,
            source=None,
            receipt="V1",
            first_due=minutes(30),
            policy=policy(),
        ),
    )


CONFIDENTIAL = RANKER.model_copy(update={"confidential": True})


@pytest.mark.parametrize(
    ("command", "then"),
    [
        pytest.param(replace(DECLARE, started_at=None), {"started_at": NOW}, id="started now"),
        pytest.param(replace(DECLARE, started_at=minutes(2)), {"started_at": NOW}, id="a clock ahead"),
        pytest.param(replace(DECLARE, restricted=True), {"restricted": True}, id="restricted"),
        pytest.param(replace(DECLARE, entry=CONFIDENTIAL), {"restricted": True}, id="confidential model"),
        pytest.param(replace(DECLARE, entry=None, model=""), {"entry": None, "model": ""}, id="no model"),
        pytest.param(replace(DECLARE, drill=True), {"drill": True}, id="drill"),
        pytest.param(replace(DECLARE, title=HOSTILE), {"title": HOSTILE.strip()}, id="hostile"),
        pytest.param(replace(DECLARE, title="🔥"), {"title": "🔥"}, id="emoji only"),
        pytest.param(replace(DECLARE, source=SOURCE), {"source": SOURCE}, id="from a message"),
        pytest.param(
            replace(DECLARE, severity=Severity.SEV3),
            {"first_due": datetime(2025, 3, 5, 9, tzinfo=UTC)},
            id="business day",
        ),
    ],
)
def test_declare_otherwise(command: ask.Declare, then: dict[str, object]) -> None:
    """What is declared otherwise is recorded otherwise."""
    verdict = decide_declare(command, NOW)
    assert isinstance(verdict, tuple)
    said = verdict[0].model_dump()
    assert {name: said[name] for name in then} == {
        name: value.model_dump() if value is SOURCE else value for name, value in then.items()
    }


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        *((replace(DECLARE, title=text), Refused(Reason.BLANK, "title")) for text in BLANKS),
        (replace(DECLARE, started_at=minutes(3)), Refused(Reason.IN_FUTURE, "started_at")),
    ],
    ids=[*map(repr, BLANKS), "tomorrow"],
)
def test_declare_refused(command: ask.Declare, refused: Refused) -> None:
    """A declaration needs a title that can be seen and a beginning that has come."""
    assert decide_declare(command, NOW) == refused


@pytest.mark.parametrize(
    ("repeated", "counts"),
    [
        pytest.param(lambda told: told.by(BEN, DECISION), 1, id="at once"),
        pytest.param(lambda told: told.after(seconds=119).by(BEN, DECISION), 1, id="within two minutes"),
        pytest.param(lambda told: told.after(seconds=120).by(BEN, DECISION), 2, id="after two minutes"),
        pytest.param(lambda told: told.by(CLEO, DECISION), 2, id="by another"),
        pytest.param(lambda told: told.by(BEN, replace(DECISION, evidence="")), 2, id="other evidence"),
        pytest.param(lambda told: told.by(BEN, replace(DECISION, corrects=1)), 2, id="as a correction"),
        pytest.param(
            lambda told: told.by(BEN, ask.GiveRole("ic", CLEO)).by(BEN, DECISION), 1, id="in another role"
        ),
    ],
)
def test_one_decision(repeated: Callable[[Telling], Telling], counts: int) -> None:
    """The same words by the same person within two minutes are one decision."""
    assert len(repeated(led().by(BEN, DECISION)).done().it.decisions) == counts


def test_one_note() -> None:
    """The same words by the same person within two minutes are one note, even with a few others in between."""
    told = led()
    same = ask.AddNote("p99 is flat", None, "command")
    told.by(BEN, same)
    for number in range(4):
        told.by(CLEO, ask.AddNote(f"note {number}", None, "command"))
    told.by(BEN, same).by(CLEO, same)
    assert [note.by for note in told.done().it.notes].count(BEN) == 1
    told.after(seconds=SAME_WORDS_WITHIN.total_seconds()).by(BEN, same)
    assert [note.by for note in told.done().it.notes].count(BEN) == 2


def test_one_business_day_a_week() -> None:
    """A cadence that is longer than a check-in may be put off is nobody's mistake: the update is accepted."""
    rules = policy().model_copy(update={"business": BusinessHours(days=(0,))})
    monday = Telling(now=datetime(2025, 3, 10, 7, 30, tzinfo=UTC))
    monday.declare(severity=Severity.SEV3, rules=rules).by(BEN, UPDATE)
    assert monday.done().it.update_due == datetime(2025, 3, 17, 9, tzinfo=UTC)


def test_every_command_is_here() -> None:
    """Each command stands in a table of what happens, each reason in one of refusals; subjects have their own."""
    asked = {type(case.command) for case in HAPPENS}
    assert asked | {ask.Declare} == {kind for kind in get_args(Command) if kind.__module__ == ask.__name__}
    reasons = {case.refused.reason for case in REFUSED}
    given_here = {Reason[name] for name in re.findall(r"Reason\.([A-Z_]+)", getsource(rules))}
    assert given_here <= reasons | {Reason.BLANK}


IDEMPOTENT = (
    ask.GiveRole,
    ask.DeclineRole,
    ask.ChangeSeverity,
    ask.ChangePhase,
    ask.CorrectTime,
    ask.RecordDecision,
    ask.AddNote,
    ask.EditNote,
    ask.WithdrawNote,
    ask.Close,
    ask.Reopen,
    ask.RetryDeliveries,
    ask.LetTimePass,
    ask.ReportRoomOpened,
    ask.ReportCardPosted,
    ask.ReportAnnounced,
    ask.ReportPostmortemShared,
    ask.ReportRoomArchived,
    ask.ReportRoomUnarchived,
    ask.ReportPresence,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_repeating_changes_nothing(data: st.DataObject) -> None:
    """Whatever has happened, a command that describes how it shall be changes nothing when it is repeated at once."""
    history = data.draw(histories(max_steps=10))
    command = data.draw(commands(history.now))
    by = data.draw(st.sampled_from([ANA, BEN, None]))
    told = Telling(history.number, history.now)
    told.events, told.it = list(history.events), history.it
    if told.tried(by, command) is not None:
        return
    version = told.it.version
    verdict: Verdict = decide(told.it, command, told.now, by)
    assert isinstance(verdict, Refused) or verdict == () or not isinstance(command, IDEMPOTENT)
    assert decide(told.it, command, told.now, by) == verdict
    assert told.it.version == version


@pytest.mark.parametrize("severity", Severity)
def test_an_update_is_never_due_at_once(severity: Severity) -> None:
    """Declaring, updating, changing severity and reopening all leave time until the next update."""
    told = Telling().declare(severity=severity)
    for command in (UPDATE, ask.Close("x"), ask.Reopen("x")):
        told.after(minutes=200).by(BEN, command)
        due = told.done().it.update_due
        assert (
            due is None
            if isinstance(command, ask.Close)
            else due == next_update_due(policy(), severity, told.now)
        )
    assert told.done().it.update_due is not None
