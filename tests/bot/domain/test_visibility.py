"""Who may know of an incident, and whether it is announced."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import commands as ask
from bot.domain.commands import Command
from bot.domain.policy import Announcements
from bot.domain.summary import summarise
from bot.domain.visibility import may_see, to_be_announced
from tests.bot.views.histories import histories
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, PEOPLE, History, Telling, policy

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


@pytest.mark.parametrize(
    ("announce", "restricted", "drill", "announced"),
    [
        pytest.param(Announcements(), False, False, False, id="no channel"),
        pytest.param(
            Announcements(restricted=True, drills=True), False, False, False, id="words, no channel"
        ),
        pytest.param(Announcements(channel="C0ALL"), False, False, True, id="plain"),
        pytest.param(Announcements(channel="C0ALL"), True, False, False, id="restricted"),
        pytest.param(Announcements(channel="C0ALL"), False, True, False, id="drill"),
        pytest.param(Announcements(channel="C0ALL", restricted=True), True, False, True, id="policy says so"),
        pytest.param(Announcements(channel="C0ALL", drills=True), False, True, True, id="drills, too"),
        pytest.param(Announcements(channel="C0ALL", drills=True), True, True, False, id="a secret drill"),
        pytest.param(
            Announcements(channel="C0ALL", restricted=True), True, True, False, id="a drill in secret"
        ),
        pytest.param(
            Announcements(channel="C0ALL", restricted=True, drills=True), True, True, True, id="everything"
        ),
    ],
)
def test_what_is_announced(announce: Announcements, restricted: bool, drill: bool, announced: bool) -> None:
    """Restricted incidents and drills are announced only where policy says so, and nothing without a channel."""
    rules = policy().model_copy(update={"announce": announce})
    it = Telling().declare(restricted=restricted, drill=drill, rules=rules).done().it
    assert to_be_announced(it) is announced


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_lists_show_what_may_be_seen(history: History) -> None:
    """Whatever has happened, an incident's line is shown to exactly those who may see the incident."""
    line = summarise(history.it)
    for person in (*PEOPLE, "U0STRANGER", "", None):
        assert line.visible_to(person) is may_see(history.it, person)
    assert line.restricted or line.members == ()
