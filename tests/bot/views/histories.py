"""Histories drawn at random: anything that people, time and Slack may do, in any order.

@given(histories())
def test_something(history: History) -> None: ...
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot.domain import commands as ask
from bot.domain.cadence_log import ChangeCadence, ExtendUpdate, SnoozeReminders
from bot.domain.commands import Command
from bot.domain.events import MessageSource
from bot.domain.policy import FIRST_STEPS
from bot.domain.severity import IncidentType, Phase, Severity, Status
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import AwaitLabels, NameMetric, RecordVerification, StopAwaiting
from tests.bot.views.drawn_escalations import alerting, escalations
from tests.bot.views.drawn_responses import responses
from tests.bot.views.followed_up import items
from tests.bot.views.responses import rules
from tests.bot.views.telling import BEGINNING, HOSTILE, PEOPLE, RANKER, History, Telling, message, policy

TEXT = st.one_of(
    st.sampled_from(["Conversion fell", HOSTILE, "<@U0BEN> and <@U0NOBODY>", "🔥🔥", "x" * 10_000, " ", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
"""What people type, surrogates apart, which never come out of JSON that is valid."""

SOME_TEXT = TEXT.map(lambda text: f"Something {text}")
_person = st.sampled_from(PEOPLE)
_role = st.sampled_from(["ic", "ops", "ml_owner", "comms", "nobody_knows"])
_minutes = st.integers(min_value=-10_000, max_value=10_000)


def _times(now: datetime) -> SearchStrategy[datetime]:
    return _minutes.map(lambda minutes: now + timedelta(minutes=minutes))


def _messages(now: datetime) -> SearchStrategy[MessageSource]:
    """One of a few messages, so that they meet again; written before now."""
    return st.builds(
        lambda text, author, place: message(
            text, author=author, at=now - timedelta(minutes=place), ts=f"{place}.0"
        ),
        SOME_TEXT,
        _person,
        st.integers(min_value=0, max_value=5),
    )


_note_key = st.integers(min_value=0, max_value=5).map(lambda place: f"C0ROOM:{place}.0")


def commands(now: datetime) -> SearchStrategy[Command]:
    """Anything that can be asked of an incident at that moment, refused or not."""
    return _COMMANDS.map(lambda command: moved(command, now - BEGINNING))


def moved(command: Command, by: timedelta) -> Command:
    """The same, asked so much later: every time in it is as far away as before."""
    changes: dict[str, Any] = {}
    for each in fields(command):
        match getattr(command, each.name):
            case date() as at:
                changes[each.name] = at + by
            case MessageSource() as source:
                changes[each.name] = source.model_copy(update={"written_at": source.written_at + by})
    return replace(command, **changes) if changes else command


def _commands(now: datetime) -> SearchStrategy[Command]:
    maybe_later = st.none() | _times(now)
    return st.one_of(
        st.just(ask.LetTimePass()),
        st.builds(ask.GiveRole, role=_role, person=_person, handover=TEXT),
        st.builds(ask.DeclineRole, role=_role, reason=TEXT),
        st.builds(
            ask.PostUpdate,
            impact=SOME_TEXT,
            actions=SOME_TEXT,
            eta=TEXT,
            status=st.sampled_from(Status),
            next_check_in=maybe_later,
        ),
        st.builds(SnoozeReminders, minutes=st.integers(0, 130)),
        st.builds(ExtendUpdate, minutes=st.integers(0, 1500), reason=SOME_TEXT),
        st.builds(ChangeCadence, minutes=st.none() | st.integers(0, 1500), reason=SOME_TEXT),
        st.builds(ask.ChangeSeverity, severity=st.sampled_from(Severity), reason=SOME_TEXT),
        st.builds(ask.ChangePhase, phase=st.sampled_from(Phase), reason=SOME_TEXT, override=TEXT),
        _proof(now),
        st.builds(
            ask.CorrectTime, which=st.sampled_from(["started", "detected"]), at=_times(now), reason=SOME_TEXT
        ),
        st.builds(
            ask.RecordDecision,
            what=SOME_TEXT,
            options=TEXT,
            rationale=TEXT,
            evidence=TEXT,
            revisit_at=maybe_later,
            corrects=st.none() | st.integers(0, 4),
        ),
        st.builds(ask.AddNote, text=SOME_TEXT, source=st.none(), via=st.just("command")),
        _messages(now).map(lambda source: ask.AddNote(source.text, source, "reaction")),
        st.integers(0, 5).map(lambda place: ask.RequestNote("C0ROOM", f"{place}.0")),
        st.builds(ask.EditNote, source=_note_key, text=SOME_TEXT),
        st.builds(ask.WithdrawNote, source=_note_key, why=st.sampled_from(["deleted", "unpinned"])),
        st.builds(
            ask.Close,
            verified=SOME_TEXT,
            override=TEXT,
            false_page=st.sampled_from([FalsePage.NONE, *FalsePage]),
            holds=st.none() | st.booleans(),
        ),
        st.builds(ask.Reopen, reason=SOME_TEXT),
        _reports(),
        items(now, TEXT),
        escalations(TEXT),
        *(responses(now, text) for text in (TEXT, SOME_TEXT, SOME_TEXT)),
    )


def _proof(now: datetime) -> SearchStrategy[Command]:
    """What is asked of the verification."""
    return st.one_of(
        st.builds(NameMetric, metric=SOME_TEXT, target=SOME_TEXT),
        st.builds(RecordVerification, observed=SOME_TEXT, holds=st.booleans()),
        st.builds(AwaitLabels, until=st.none() | _times(now), reason=SOME_TEXT),
        st.builds(StopAwaiting, reason=TEXT),
    )


def _reports() -> SearchStrategy[Command]:
    """What the courier and Slack tell."""
    refused = st.dictionaries(st.sampled_from([*PEOPLE, "S0GROUP"]), st.just("cant_invite"), max_size=2)
    people = st.lists(_person, max_size=3, unique=True).map(tuple)
    return st.one_of(
        st.just(ask.RequestPostmortem()),
        st.just(ask.RetryDeliveries()),
        st.just(ask.ReportRoomOpened(channel="C0ROOM", name="inc-7-stale")),
        st.builds(ask.ReportInvited, people=people, refused=refused),
        st.builds(
            ask.ReportCardPosted,
            ts=st.sampled_from(["1.000100", "1.000300"]),
            instead_of=st.sampled_from([None, "1.000100"]),
        ),
        st.just(ask.ReportPanelPosted(panel="triage", ts="1.000400")),
        st.just(ask.ReportAnnounced(channel="C0ALL", ts="1.000200")),
        st.builds(
            ask.ReportPostmortemShared,
            number=st.integers(1, 3),
            file=st.just("F0FILE"),
            permalink=st.just("https://team.slack.example/files/F0FILE/inc-7.md"),
        ),
        st.just(ask.ReportRoomArchived()),
        st.just(ask.ReportRoomUnarchived()),
        st.builds(ask.ReportPresence, person=_person, present=st.booleans()),
        st.sampled_from(["open_room", "pin_card"]).map(
            lambda kind: ask.ReportGivenUp(
                effect=kind, body=f'{{"kind":"{kind}"}}', reason="restricted_action"
            )
        ),
    )


_COMMANDS = _commands(BEGINNING)
"""Put together once: for each step anew, that would take most of the time that a history takes."""

_POLICIES = (
    rules(),
    alerting(),
    policy(),
    policy(timezone="UTC", names_in_exports=True, first_steps=FIRST_STEPS),
    policy(timezone="America/Sao_Paulo"),
)


@st.composite
def histories(draw: DrawFn, max_steps: int = 25) -> History:
    """Anything asked by anyone, in any order, with seconds to days in between; only what `decide` lets happen."""
    telling = Telling(number=draw(st.integers(1, 9999)))
    telling.declare(
        draw(SOME_TEXT),
        seen=draw(TEXT),
        by=draw(st.none() | _person),
        severity=draw(st.sampled_from(Severity)),
        kind=draw(st.sampled_from(IncidentType)),
        entry=draw(st.sampled_from([None, RANKER])),
        started_at=draw(st.none() | _times(telling.now).map(lambda at: min(at, BEGINNING))),
        restricted=draw(st.booleans()),
        drill=draw(st.booleans()),
        source=draw(st.none() | _messages(telling.now)),
        rules=draw(st.sampled_from(_POLICIES)),
    )
    for _ in range(draw(st.integers(0, max_steps))):
        telling.after(seconds=draw(st.sampled_from([0, 1, 59, 300, 1800, 3600, 3601, 90_000, 1_300_000])))
        telling.tried(draw(st.none() | _person), draw(commands(telling.now)))
    return telling.done()
