"""What happens when something is asked of an incident's triage (domain §2, §5)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.severity import Severity, Surface
from bot.domain.signals import Signals, Suggestion, from_answers, suggest
from bot.domain.triage import Conclusion, conclude
from bot.domain.triage_log import (
    AnswerTriage,
    BeginTriage,
    GivenAnswer,
    ReportSignals,
    SignalsReported,
    TriageAnswered,
    TriageBegun,
    TriageCommand,
    TriageConcluded,
    TriageLog,
)
from bot.domain.triage_questions import BY_KEY, Question
from bot.domain.triage_rule import FalsePage


def decide_triage(it: Incident, command: TriageCommand, by: str | None) -> Verdict:
    """What the command, asked by `by`, makes happen."""
    if not it.open:
        return Refused(Reason.CLOSED)
    match command:
        case BeginTriage():
            return () if it.triage.begun_at else (TriageBegun(),)
        case AnswerTriage():
            return _answer(it, command, by)
        case ReportSignals():
            return _report(it, command)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def suggestion(it: Incident) -> Suggestion | None:
    """The severity that everything known suggests (domain §2); None while nothing is known."""
    return _suggestion(it, it.triage)


def suggested(it: Incident) -> Severity | None:
    """The same without its reasons."""
    found = suggestion(it)
    return found.severity if found else None


def _suggestion(it: Incident, log: TriageLog) -> Suggestion | None:
    signals = from_answers(log.said, log.signals)
    return suggest(signals, it.policy.thresholds) if signals != Signals() else None


def _answer(it: Incident, command: AnswerTriage, by: str | None) -> Verdict:
    question = BY_KEY.get(command.question)
    if question is None:
        return Refused(Reason.UNKNOWN_QUESTION, "question")
    answer, evidence = command.answer, command.evidence.strip()
    if answer and answer not in {choice.key for choice in question.choices}:
        return Refused(Reason.UNKNOWN_ANSWER, "answer")
    known = it.triage.answers.get(command.question)
    was = known.answer if known else ""
    if answer == was and (known is None or blank(evidence) or evidence == known.evidence):
        return ()
    if answer != was and command.instead_of is not None and command.instead_of != was:
        refused = _overtaken(it, question, by)
        if refused is not None:
            return refused
    given = TriageAnswered(
        question=command.question, answer=answer, evidence=evidence if answer else "", was=was
    )
    answers = {key: each for key, each in it.triage.answers.items() if key != command.question}
    if answer:
        answers[command.question] = GivenAnswer(answer, evidence, it.declared_at, by)
    begun: tuple[Event, ...] = () if it.triage.begun_at else (TriageBegun(),)
    return (*begun, given, *_concluded(it, replace(it.triage, answers=answers)))


def _overtaken(it: Incident, question: Question, by: str | None) -> Refused | None:
    """Somebody else answered meanwhile, so what stands is not what was looked at; nobody is overruled by accident."""
    stands = it.triage.answers.get(question.key)
    if stands is None or stands.by == by:
        return None
    values = {"holder": stands.by or "", "known": f"{question.asks} {question.label(stands.answer)}"}
    return Refused(Reason.ANSWERED_MEANWHILE, "answer", values)


def _report(it: Incident, command: ReportSignals) -> Verdict:
    if command.signals == it.triage.signals:
        return ()
    after = replace(it.triage, signals=command.signals)
    begun: tuple[Event, ...] = () if it.triage.begun_at else (TriageBegun(),)
    return (*begun, SignalsReported(signals=command.signals), *_concluded(it, after))


def _concluded(it: Incident, log: TriageLog) -> tuple[Event, ...]:
    """What it all means now, where that is something else than before; at first nothing is concluded."""
    before = log.concluded or _event(it, conclude({}), None)
    now = _event(it, conclude(log.said), _suggestion(it, log))
    if _same(before, now):
        return ()
    return (now.model_copy(update={"was_surface": log.told, "was_false_page": before.false_page}),)


def _event(it: Incident, found: Conclusion, severity: Suggestion | None) -> TriageConcluded:
    verdicts = (found.surface, found.drift, found.false_page, found.confidence, found.playbook)
    reasons = dict.fromkeys(
        f"{reason.says} [{', '.join(reason.keys)}]"
        for verdict in verdicts
        for reason in verdict.reasons
        if reason.keys
    )
    return TriageConcluded(
        surface=found.surface.value,
        drift=found.drift.value,
        false_page=found.false_page.value,
        confidence=found.confidence.value,
        playbook=found.playbook.value,
        severity=severity.severity if severity else None,
        chosen=it.severity,
        reasons=(
            *reasons,
            *(f"{each.severity}: {each.says}" for each in (severity.reasons if severity else ())),
        ),
    )


def _same(one: TriageConcluded, other: TriageConcluded) -> bool:
    """Whether they conclude the same, whatever their reasons, the severity chosen meanwhile and what was before."""
    also = {
        "reasons": (),
        "chosen": Severity.SEV3,
        "was_surface": Surface.UNKNOWN,
        "was_false_page": FalsePage.NONE,
    }
    return one.model_copy(update=also) == other.model_copy(update=also)
