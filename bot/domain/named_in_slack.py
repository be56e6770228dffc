"""The channels, people and groups of Slack that a configuration names, and where it names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args

from pydantic import BaseModel

from bot.domain.strict import CHANNEL_PATTERN, GROUP_PATTERN, PERSON_PATTERN

Kind = Literal["channel", "person", "group"]

_KINDS: dict[str, Kind] = {CHANNEL_PATTERN: "channel", PERSON_PATTERN: "person", GROUP_PATTERN: "group"}


@dataclass(frozen=True, slots=True)
class Named:
    """An id, what it is the id of, and the place of the configuration: `severities.SEV1.responders`."""

    kind: Kind
    id: str
    where: str


def named(model: BaseModel) -> Iterator[Named]:
    """Everything that it names, in its order, each as often as it is named.

    What is an id follows from the types of the fields, so that a rule that is added is looked at, too.
    """
    return _within(model, None, "")


def _within(value: Any, kind: Kind | None, where: str) -> Iterator[Named]:
    match value:
        case BaseModel():
            for name, field in type(value).model_fields.items():
                yield from _within(getattr(value, name), _kind(field), f"{where}.{name}")
        case dict():
            for key, each in value.items():
                yield from _within(each, kind, f"{where}.{key}")
        case tuple():
            for nth, each in enumerate(value, 1):
                yield from _within(each, kind, f"{where}[{nth}]" if isinstance(each, BaseModel) else where)
        case Enum():
            return
        case str() if kind is not None:
            yield Named(kind, value, where.lstrip("."))


def _kind(part: Any) -> Kind | None:
    """What ids the field, or a part of its type, holds; None when it holds none."""
    known = _KINDS.get(getattr(part, "pattern", None) or "")
    inner = (*get_args(part), getattr(part, "annotation", None), *getattr(part, "metadata", ()))
    found = (_kind(each) for each in inner if each is not None)
    return known or next((each for each in found if each is not None), None)
