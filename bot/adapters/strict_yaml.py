"""What a person wrote in YAML, held against a strict model, with everything that is wrong told with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.plain_words import in_plain_words, shortened
from bot.adapters.yaml_text import Place, Text
from bot.domain.strict import Strict
from bot.problem import Problem

Fault = tuple[Place, str, str]
"""Where, what is wrong, what to do."""

_M = TypeVar("_M", bound=Strict)


def validated(data: Any, model: type[_M]) -> tuple[_M | None, list[Fault]]:
    """The data as a model, or None and all that is wrong with it."""
    try:
        return model.model_validate(data), []
    except ValidationError as errors:
        return None, [_fault(error, model) for error in errors.errors() if not _by_others_faults(error)]


def problems_of(path: Path, text: Text, faults: Iterable[Fault]) -> Iterator[Problem]:
    """The faults in the order of their lines, each with file, line and field."""
    for place, what, remedy in sorted(faults, key=lambda fault: text.line(fault[0])):
        yield Problem(what, _where(path, text, place), remedy)


def _by_others_faults(error: ErrorDetails) -> bool:
    """Whether a list is only too short because pydantic left its faulty items out, which are told themselves."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _fault(error: ErrorDetails, model: type[Strict]) -> Fault:
    place = tuple(step for step in error["loc"] if step != "[key]")
    return (place, *in_plain_words(error, model))


def _where(path: Path, text: Text, place: Place) -> str:
    field = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{shortened(step)}" for step in place)
    return f"{path}, line {text.line(place)}" + (f", {field.lstrip('.')}" if field else "")
