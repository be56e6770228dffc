"""Triage in plain words, for the command line: the path, the conclusion, what is next; and a file to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from bot.domain.policy import Thresholds
from bot.domain.signals import DEFAULTS, Signals, Suggestion, from_answers, suggest
from bot.domain.triage import Conclusion, Reason, conclude, next_question, skipped
from bot.domain.triage_questions import QUESTIONS, Answers, Question, given

_WIDTH = 100

_INTRODUCTION = (
    "Triage, cheapest and most trustworthy signals first. Write one answer behind each colon; leave out what you have "
    "not looked at. Any answer may be changed later."
)

_SIGNALS = """\
# Measured beside the answers, for the severity; leave out what is not known.
signals:
  # share of users in the slice that is hit, 0 to 100
  slice_share_percent:
  # against the same period before, below zero is worse
  kpi_change_percent:
  # multiple of the error budget that is being spent
  slo_burn:
  # the largest population stability index; over 0.2 is drift
  psi:
"""


def triage_page(answers: Answers, measured: Signals, thresholds: Thresholds = DEFAULTS) -> str:
    """The questions so far with their answers, the conclusion, a suggested severity and the next question.

    thresholds: where what was measured begins to count.
    """
    said = given(answers)
    blocks = (
        _path(said),
        _conclusion(conclude(said)),
        _severity(suggest(from_answers(said, measured), thresholds)),
        _next(next_question(said)),
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def answers_template() -> str:
    """A file of answers with nothing answered: every question with its reason, its evidence and its answers."""
    blocks = ["\n".join(_comment(_INTRODUCTION))]
    step = None
    for question in QUESTIONS:
        lines = [] if question.step is step else [f"# ---- {question.step.value} ----", ""]
        step = question.step
        lines += [f"# {question.asks}", *_comment(f"Why: {question.why}")]
        lines += _comment(f"Evidence: {question.evidence}")
        lines += [f"#   {choice.key}: {choice.label}" for choice in question.choices]
        blocks.append("\n".join([*lines, f"{question.key}:"]))
    return "\n\n".join((*blocks, _SIGNALS))


def _comment(text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ")


def _path(said: Answers) -> Iterator[str]:
    yield f"Answered: {len(said)} of {len(QUESTIONS)} questions"
    step = None
    for question in QUESTIONS:
        if question.key not in said:
            continue
        if question.step is not step:
            yield f"  {question.step.value}"
        step = question.step
        yield f"    {question.asks}"
        yield f"      {question.label(said[question.key])}  [{question.key}]"
        before = {key: answer for key, answer in said.items() if key != question.key}
        moot = skipped(question.key, before)
        if moot:
            yield f"      Would not have been asked: {moot}"


def _conclusion(it: Conclusion) -> Iterator[str]:
    yield "Conclusion"
    named = (
        ("Surface", it.surface.value.value, it.surface.reasons),
        ("Drift", it.drift.value.value, it.drift.reasons),
        ("False page", it.false_page.value.value.replace("_", " "), it.false_page.reasons),
        ("Confidence", it.confidence.value.value, it.confidence.reasons),
        ("Playbook", it.playbook.value.value, it.playbook.reasons),
    )
    for title, value, reasons in named:
        yield f"  {title}: {value}"
        yield from _because(reasons)
    if it.contradictions:
        yield "  Answers that do not go together"
        yield from _because(it.contradictions)


def _because(reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in reasons:
        keys = f"  [{', '.join(reason.keys)}]" if reason.keys else ""
        yield f"    - {reason.says}{keys}"


def _severity(it: Suggestion) -> Iterator[str]:
    yield f"Suggested severity: {it.severity.value} (a person decides)"
    for reason in it.reasons:
        yield f"    - {reason.severity.value}: {reason.says}"


def _next(question: Question | None) -> Iterator[str]:
    if question is None:
        yield "Next: nothing is left to ask."
        return
    yield f"Next: {question.asks}  [{question.key}]"
    yield f"    Why: {question.why}"
    yield f"    Evidence: {question.evidence}"
    for choice in question.choices:
        yield f"    {choice.key}: {choice.label}"
