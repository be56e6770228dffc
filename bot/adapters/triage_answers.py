"""A file of triage answers: one answer a question, measured figures under `signals`; read strictly, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters.plain_words import shortened
from bot.adapters.yaml_text import Place, Text, read_text
from bot.domain.signals import RANGES, Signals
from bot.domain.triage_questions import BY_KEY
from bot.problem import Problem, nearest

SIGNALS = "signals"

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_KEYS = (*BY_KEY, SIGNALS)

_Fault = tuple[Place, str, str]


class AnswersErrors(Exception):
    """The answers cannot be used; `problems` has everything that is wrong with the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TriageAnswers:
    """What a file says: answers by question, and what was measured beside them."""

    answers: Mapping[str, str]
    measured: Signals


def read_answers(path: Path) -> TriageAnswers:
    """Read the file; a key without a value counts as not answered.

    Raises:
        AnswersErrors: the file, a key or a value is not as it should be.
    """
    try:
        text = read_text(path.read_bytes())
    except OSError as error:
        remedy = "Name a file such as the one that `tocsin triage --questions` prints"
        problem = Problem(f"It cannot be read ({error.strerror})", str(path), remedy)
        raise AnswersErrors((problem,)) from error
    problems = [Problem(flaw.what, f"{path}, line {flaw.line}", flaw.remedy) for flaw in text.flaws]
    faults = [] if text.data is None else sorted(_faults(text.data), key=lambda fault: text.line(fault[0]))
    problems += [Problem(what, _where(path, text, place), remedy) for place, what, remedy in faults]
    if problems:
        raise AnswersErrors(tuple(problems))
    measured = {
        key: float(figure) for key, figure in (text.data.get(SIGNALS) or {}).items() if figure is not None
    }
    return TriageAnswers(
        answers={key: text.data[key] for key in BY_KEY if text.data.get(key) is not None},
        measured=Signals(
            slice_share_percent=measured.get("slice_share_percent"),
            kpi_change_percent=measured.get("kpi_change_percent"),
            slo_burn=measured.get("slo_burn"),
            psi=measured.get("psi"),
        ),
    )


def _where(path: Path, text: Text, place: Place) -> str:
    field = ".".join(shortened(str(step)) for step in place)
    return f"{path}, line {text.line(place)}" + (f", {field}" if field else "")


def _faults(data: Any) -> Iterator[_Fault]:
    if not isinstance(data, dict):
        yield (), "There are no answers", "Write 'question: answer' lines; see `tocsin triage --questions`"
        return
    for key, value in data.items():
        if key == SIGNALS:
            yield from _signal_faults(value)
        elif key not in BY_KEY:
            yield (key,), f"The question {shortened(key)!r} is not known here", _meant(key, _KEYS)
        else:
            choices = [choice.key for choice in BY_KEY[key].choices]
            if value is not None and value not in choices:
                typed = value if isinstance(value, str) else ""
                shown = repr(shortened(typed)) if typed else "This"
                yield (key,), f"{shown} is no answer to it", _meant(typed, choices)


def _signal_faults(data: Any) -> Iterator[_Fault]:
    if data is None:
        return
    if not isinstance(data, dict):
        yield (SIGNALS,), "There are no signals", f"Write lines below it: {', '.join(RANGES)}"
        return
    for key, value in data.items():
        place = (SIGNALS, key)
        if key not in RANGES:
            yield place, f"The signal {shortened(key)!r} is not known here", _meant(key, tuple(RANGES))
        elif value is None:
            continue
        elif not isinstance(value, str) or not _NUMBER.fullmatch(value):
            shown = repr(shortened(value)) if isinstance(value, str) else "This"
            yield place, f"{shown} is no number", "Write digits only, such as 12.5 or -3"
        else:
            least, most = RANGES[key]
            if not least <= float(value) <= most:
                yield place, f"{value!r} is out of range", f"Give {least:g} to {most:.0f}"


def _meant(typed: str, known: tuple[str, ...] | list[str]) -> str:
    meant = nearest(typed, known)
    return f"Did you mean {meant}?" if meant else f"Known are {', '.join(known)}"
