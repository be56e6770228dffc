"""Two who ask for the next level in the same moment, or one who presses twice, alert one level (domain §7)."""

from __future__ import annotations

import pytest

from bot.domain import commands as ask
from bot.domain.commands import Command
from bot.domain.escalation import AcknowledgeEscalation, Escalate, ReportStaffed, escalation_of
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Severity
from tests.bot.views.drawn_escalations import CONCERN, alerting
from tests.bot.views.telling import ANA, BEN, CLEO, Telling

CLIMB = Escalate("", "More hands")


def waited_for() -> Telling:
    """A SEV2 whose first level is waited for."""
    return Telling().declare(rules=alerting()).by(None, ReportStaffed(1, 0, (BEN,)))


def seen(telling: Telling) -> int:
    """The version that somebody looks at now."""
    assert telling.it is not None
    return telling.it.version


def levels(telling: Telling) -> list[list[int]]:
    """The levels that were reached, by escalation."""
    assert telling.it is not None
    return [[level.level for level in each.levels] for each in telling.it.escalations]


MEANWHILE: dict[str, tuple[Command, list[list[int]]]] = {
    "the same person": (CLIMB, [[0, 1]]),
    "time": (ask.LetTimePass(), [[0, 1]]),
    "a worse severity": (ask.ChangeSeverity(Severity.SEV1, "All of them"), [[0], [0]]),
}


@pytest.mark.parametrize("case", MEANWHILE)
def test_a_level_that_was_reached_meanwhile_is_enough(case: str) -> None:
    """Whatever alerted another level since somebody looked, their press alerts nobody and is told so."""
    happens, reached = MEANWHILE[case]
    told = waited_for()
    looked = seen(told)
    told.after(minutes=10).by(ANA if case != "time" else None, happens)
    refused = Refused(Reason.ESCALATED_MEANWHILE, "concern")
    assert told.tried(ANA, Escalate("", "More hands", looked)) == refused
    assert levels(told) == reached
    told.by(ANA, Escalate("", "More hands", seen(told)))
    assert levels(told)[-1] == [*reached[-1], reached[-1][-1] + 1]


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(ask.ChangeSeverity(Severity.SEV3, "Only a signal"), id="something else"),
        pytest.param(Escalate(CONCERN, "Mails in the logs"), id="another path"),
        pytest.param(ReportStaffed(1, 0, (CLEO,)), id="a report that comes twice"),
    ],
)
def test_what_alerted_nobody_else_is_no_hindrance(happens: Command) -> None:
    """Other news, and levels of other paths, leave the press as it was meant."""
    told = waited_for()
    looked = seen(told)
    told.by(ANA, happens).by(ANA, Escalate("", "More hands", looked))
    assert levels(told)[0] == [0, 1]


def test_after_an_answer_the_one_above_is_alerted_once() -> None:
    """Whoever has it and asks twice for help alerts the level above once."""
    told = waited_for().by(BEN, AcknowledgeEscalation(1))
    looked = seen(told)
    told.by(BEN, Escalate("", "A lead, please", looked))
    assert isinstance(told.tried(BEN, Escalate("", "A lead, please", looked)), Refused)
    assert levels(told) == [[0], [1]]
    it = told.done().it
    known = escalation_of(it.escalations, 2)
    assert known is not None and known.waiting


def test_in_words_every_time_counts() -> None:
    """Who types it twice means it twice."""
    told = waited_for().by(ANA, CLIMB).by(ANA, CLIMB)
    assert levels(told) == [[0, 1, 2]]
