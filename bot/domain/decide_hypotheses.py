"""What happens when something is asked of an incident's hypotheses (domain §11)."""

from __future__ import annotations

from bot.domain.hypotheses import (
    AddEvidence,
    CorrectHypothesis,
    EvidenceAdded,
    Hypothesis,
    HypothesisCommand,
    HypothesisCorrected,
    HypothesisJudged,
    HypothesisRaised,
    HypothesisState,
    JudgeHypothesis,
    RaiseHypothesis,
    confirmed,
    hypothesis_of,
)
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank


def decide_hypothesis(it: Incident, command: HypothesisCommand) -> Verdict:
    """What the command makes happen; a cause may be found after closing, too."""
    if isinstance(command, RaiseHypothesis):
        return _raise(it, command)
    if not isinstance(command, AddEvidence | JudgeHypothesis | CorrectHypothesis):
        raise TypeError(f"no rule for {type(command).__name__}")
    known = hypothesis_of(it.hypotheses, command.number)
    if known is None:
        values = {"number": str(command.number), "count": str(len(it.hypotheses))}
        return Refused(Reason.UNKNOWN_HYPOTHESIS, "number", values)
    match command:
        case AddEvidence():
            return _evidence(known, command)
        case JudgeHypothesis():
            return _judge(it, known, command)
        case CorrectHypothesis():
            return _correct(known, command)


def _raise(it: Incident, command: RaiseHypothesis) -> Verdict:
    """The same statement again is the same hypothesis: the button was pressed twice."""
    statement = command.statement.strip()
    if blank(statement):
        return Refused(Reason.BLANK, "statement")
    if any(each.statement == statement and each.surface is command.surface for each in it.hypotheses):
        return ()
    raised = HypothesisRaised(
        number=len(it.hypotheses) + 1, surface=command.surface, statement=statement, owner=command.owner
    )
    return (raised,)


def _evidence(known: Hypothesis, command: AddEvidence) -> Verdict:
    words = command.words.strip()
    if blank(words):
        return Refused(Reason.BLANK, "words")
    if any(each.side == command.side and each.words == words for each in known.evidence):
        return ()
    return (EvidenceAdded(number=known.number, side=command.side, words=words),)


def _judge(it: Incident, known: Hypothesis, command: JudgeHypothesis) -> Verdict:
    """The same state for another reason is another judgement; of several confirmed ones the last counts."""
    reason = command.reason.strip()
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    overtaken = known.state is HypothesisState.CONFIRMED and confirmed(it.hypotheses) is not known
    if (command.state, reason) == (known.state, known.reason) and not overtaken:
        return ()
    return (HypothesisJudged(number=known.number, was=known.state, now=command.state, reason=reason),)


def _correct(known: Hypothesis, command: CorrectHypothesis) -> Verdict:
    statement = command.statement.strip()
    if blank(statement):
        return Refused(Reason.BLANK, "statement")
    if (statement, command.surface, command.owner) == (known.statement, known.surface, known.owner):
        return ()
    corrected = HypothesisCorrected(
        number=known.number,
        surface=command.surface,
        statement=statement,
        owner=command.owner,
        was_surface=known.surface,
        was_statement=known.statement,
        was_owner=known.owner,
    )
    return (corrected,)
