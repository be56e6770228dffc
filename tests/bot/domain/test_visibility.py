"""Who may know of an incident, and whether it is announced."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.announcement_rules import Announcements
from bot.domain.commands import Command
from bot.domain.effects import Effect
from bot.domain.fold import apply
from bot.domain.hypotheses import RaiseHypothesis
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.severity import Surface
from bot.domain.summary import summarise
from bot.domain.visibility import announced_in, may_see
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, PEOPLE, RANKER, History, Telling, policy

IC = ask.GiveRole("ic", BEN)
GONE = ask.DeclineRole("ic", "")
INVITED = ask.ReportInvited((CLEO,), {DIMA: "user_is_ultra_restricted"})


def left(person: str) -> Command:
    """They left the room."""
    return ask.ReportPresence(person, present=False)


@pytest.mark.parametrize(
    ("happening", "see"),
    [
        pytest.param((), {ANA}, id="who declared it"),
        pytest.param((IC,), {ANA, BEN}, id="who holds a role"),
        pytest.param((IC, GONE), {ANA}, id="who gave the role back and never came"),
        pytest.param((INVITED,), {ANA, CLEO}, id="who was invited, not who was refused"),
        pytest.param((INVITED, left(CLEO)), {ANA}, id="not who left"),
        pytest.param((left(ANA),), set(), id="not even who declared it, having left"),
        pytest.param((IC, left(BEN)), {ANA, BEN}, id="who left and still commands"),
    ],
)
def test_who_sees_a_restricted_one(happening: tuple[Command, ...], see: set[str]) -> None:
    """A restricted incident exists only for those in its room and those who hold its roles."""
    told = Telling().declare(restricted=True)
    for command in happening:
        told.by(BEN, command)
    it = told.done().it
    assert {person for person in PEOPLE if may_see(it, person)} == see
    assert not may_see(it, None)
    assert not may_see(it, "")


@pytest.mark.parametrize("person", [ANA, DIMA, "U0STRANGER", "", None], ids=repr)
def test_everyone_sees_the_others(person: str | None) -> None:
    """An incident that is not restricted is an open book, even to a stranger and to nobody in particular."""
    assert may_see(Telling().declare().done().it, person)


ALL = Announcements(channel="C0ALL")
BOTH = Announcements(channel="C0ALL", drill_channel="C0DRILL")
SECRETS = Announcements(channel="C0ALL", restricted=True, drill_channel="C0DRILL")


@pytest.mark.parametrize(
    ("announce", "restricted", "drill", "where"),
    [
        pytest.param(Announcements(), False, False, None, id="no channel"),
        pytest.param(Announcements(restricted=True), True, False, None, id="words, no channel"),
        pytest.param(ALL, False, False, "C0ALL", id="plain"),
        pytest.param(ALL, True, False, None, id="restricted"),
        pytest.param(ALL, False, True, None, id="drill"),
        pytest.param(BOTH, False, False, "C0ALL", id="plain, drills apart"),
        pytest.param(BOTH, False, True, "C0DRILL", id="a drill in a channel of its own"),
        pytest.param(BOTH, True, True, None, id="a secret drill"),
        pytest.param(SECRETS, True, False, "C0ALL", id="policy says so"),
        pytest.param(SECRETS, True, True, "C0DRILL", id="a secret drill that may be told of"),
    ],
)
def test_where_it_is_announced(
    announce: Announcements, restricted: bool, drill: bool, where: str | None
) -> None:
    """Restricted incidents where policy says so, drills never among real ones, and nothing without a channel."""
    rules = policy().model_copy(update={"announce": announce})
    it = Telling().declare(restricted=restricted, drill=drill, rules=rules).done().it
    assert announced_in(it) == where


def test_drills_have_no_channel_of_real_incidents() -> None:
    """A policy that announces drills where it announces incidents is refused."""
    with pytest.raises(ValueError, match="channel of their own"):
        Announcements(channel="C0ALL", drill_channel="C0ALL")


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        pytest.param(RaiseHypothesis(Surface.DATA, "Old prices", CLEO), 3, id="hypothesis"),
        pytest.param(ask.ReportCardPosted("1.0"), 4, id="proposed as owner"),
    ],
)
@pytest.mark.parametrize("first", ["invited", "joined"])
def test_told_once_inside(asked: Command, version: int, first: str) -> None:
    """Who is asked for something in a restricted incident is told once Slack has let them in, once, and not before."""
    owner = RANKER.model_copy(update={"owner": CLEO})
    told = Telling().declare(restricted=True, entry=owner).by(None, ask.ReportRoomOpened("G0ROOM", "inc-7"))
    told.by(ANA, asked)
    assert told_directly(told) == []
    told.by(None, ask.ReportInvited((), {CLEO: "user_is_restricted"}))
    assert told_directly(told) == []
    comes = (ask.ReportInvited((CLEO,), {}), ask.ReportPresence(CLEO, present=True))
    for command in comes if first == "invited" else reversed(comes):
        told.by(None, command)
    assert told_directly(told) == [do.TellPerson(person=CLEO, event=version)]


def told_directly(told: Telling) -> list[Effect]:
    """What the events so far let single people be told."""
    it: Incident | None = None
    found: list[Effect] = []
    for recorded in told.events:
        it = apply(told.number, it, recorded)
        found += [effect for effect in react(it, recorded) if isinstance(effect, do.TellPerson)]
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_nobody_outside_is_told(history: History) -> None:
    """Whatever has happened: directly told of a restricted incident are those inside, and channels hear nothing."""
    it: Incident | None = None
    for recorded in history.events:
        it = apply(history.number, it, recorded)
        for effect in react(it, recorded):
            if isinstance(effect, do.TellPerson):
                assert may_see(it, effect.person), (recorded, effect)
            if it.restricted:
                assert not isinstance(effect, do.Announce | do.RefreshAnnouncement)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_lists_show_what_may_be_seen(history: History) -> None:
    """Whatever has happened, an incident's line is shown to exactly those who may see the incident."""
    line = summarise(history.it)
    for person in (*PEOPLE, "U0STRANGER", "", None):
        assert line.visible_to(person) is may_see(history.it, person)
    assert line.restricted or line.members == ()
