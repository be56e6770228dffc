"""Who is in the room of a restricted incident, and so may know of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain import commands as ask
from bot.domain.commands import Command
from bot.domain.visibility import may_see
from tests.bot.views.telling import Telling

ELI = "U5ELI"


def joined(minute: int) -> Command:
    """Eli came in that minute."""
    return ask.ReportPresence(ELI, present=True, at=datetime(2026, 3, 1, 12, minute, tzinfo=UTC))


def left(minute: int) -> Command:
    """Eli went in that minute."""
    return ask.ReportPresence(ELI, present=False, at=datetime(2026, 3, 1, 12, minute, tzinfo=UTC))


INVITED = ask.ReportInvited((ELI,), {})


@pytest.mark.parametrize(
    ("reports", "sees"),
    [
        ((), False),
        ((INVITED,), True),
        ((joined(1),), True),
        ((joined(1), INVITED), True),
        ((joined(1), left(2)), False),
        ((INVITED, left(2)), False),
        ((INVITED, left(2), joined(1)), False),
        ((left(2), joined(1), INVITED), False),
        ((joined(1), left(2), INVITED), False),
        ((joined(1), left(2), INVITED, joined(3)), True),
        ((joined(3), left(2)), True),
        ((INVITED, joined(5), left(3)), True),
    ],
)
def test_who_sees_it(reports: tuple[Command, ...], sees: bool) -> None:
    """Whoever left stays out until they join again, in whatever order the news of it comes."""
    telling = Telling().declare(restricted=True)
    for report in reports:
        telling.by(None, report)
    assert may_see(telling.done().it, ELI) is sees


def test_an_open_incident_keeps_no_list() -> None:
    """Who comes and goes in an open incident's room is not recorded; everyone sees it anyway."""
    telling = Telling().declare().by(None, joined(1)).by(None, left(2))
    assert len(telling.events) == 1
    assert may_see(telling.done().it, ELI)
