"""Playbooks: what to look at first, what to do, and how to tell that it worked, as strict data (domain §10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from bot.domain.catalogue import ModelEntry
from bot.domain.containment import Containment
from bot.domain.severity import IncidentType, Surface
from bot.domain.strict import RoleKey, Strict

COMMAND_LINES = 5

_PLACEHOLDER = re.compile(r"(?<![$%])\{(\w+)\}")
_FITS_A_COMMAND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]*")
_FENCE = "```"

PLACEHOLDERS: Mapping[str, str] = {
    "model": "name",
    "current_version": "current_version",
    "last_known_good_version": "last_known_good_version",
    "endpoint": "serving_endpoint",
    "feature_pipeline": "feature_pipeline",
}
"""What a command may leave open, and the field of the model's entry that it is filled with."""


def _fillable(command: str) -> str:
    unknown = sorted(set(_PLACEHOLDER.findall(command)) - PLACEHOLDERS.keys())
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"{{{unknown[0]}}} is no placeholder; there are {known}")
    if _FENCE in command:
        raise ValueError("a command may not have three backticks in a row")
    if len(command.strip().splitlines()) > COMMAND_LINES:
        raise ValueError(f"a command has at most {COMMAND_LINES} lines; put the rest into a script")
    return command


Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=300)]
Command = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_fillable)]
Minutes = Annotated[int, Field(ge=1, le=14 * 24 * 60)]


class Check(Strict):
    """One diagnostic check: where to look, and what it means."""

    look: Annotated[str, Field(min_length=1, max_length=200)]
    tell: Annotated[str, Field(min_length=1, max_length=240)]
    command: Command | None = None


class Row(Strict):
    """One row of the decision table; `containment` is one of the playbook's options, or None where none is needed."""

    when: Sentence
    then: Sentence
    containment: Containment | None = None


class Option(Strict):
    """A change that contains the incident; a risky one needs two people (domain §15)."""

    key: Containment
    what: Sentence
    command: Command | None = None
    effect: Sentence
    verify: Sentence
    lift: Sentence
    review_after_minutes: Minutes
    risky: bool = False


class Comms(Strict):
    """What to say; whatever stands in square brackets is for a person to fill in."""

    internal: Annotated[str, Field(min_length=1, max_length=600)]
    customers: Annotated[str, Field(min_length=1, max_length=600)]


class Playbook(Strict):
    """What to do about one kind of trouble; every row of `decisions` names one of `containment`, or nothing."""

    key: Key
    extends: Key | None = None
    version: Annotated[str, Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    surface: Surface
    types: Annotated[tuple[IncidentType, ...], Field(min_length=1)]
    signals: Annotated[tuple[Word, ...], Field(min_length=1, max_length=60)]
    causes: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=12)]
    owner: RoleKey
    checks: Annotated[tuple[Check, ...], Field(min_length=3, max_length=3)]
    containment: Annotated[tuple[Option, ...], Field(min_length=1, max_length=10)]
    decisions: Annotated[tuple[Row, ...], Field(min_length=1, max_length=12)]
    rollback: Sentence
    steps: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=20)]
    verification: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=10)]
    success: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=10)]
    comms: Comms
    duration_minutes: Minutes
    compliance: Sentence

    @field_validator("containment")
    @classmethod
    def _once_each(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        keys = [option.key for option in options]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice.value!r} stands there twice")
        return options

    @field_validator("decisions")
    @classmethod
    def _among_the_options(cls, rows: tuple[Row, ...], told: ValidationInfo) -> tuple[Row, ...]:
        known = {option.key for option in told.data.get("containment", ())}
        for number, row in enumerate(rows, 1):
            if row.containment is not None and "containment" in told.data and row.containment not in known:
                raise ValueError(
                    f"row {number} names {row.containment.value!r}, which is not under containment"
                )
        return rows

    def option(self, key: Containment) -> Option | None:
        """The containment option of that key."""
        return next((option for option in self.containment if option.key is key), None)


@dataclass(frozen=True, slots=True)
class Filled:
    """A command with what is known filled in; `missing` are the placeholders that it still has, in their order."""

    text: str
    missing: tuple[str, ...]


def fill(command: str, entry: ModelEntry | None) -> Filled:
    """The command for this model.

    A value is filled in only when it reads as one word of a command (letters, digits and `._:/@+-`), so that no name
    becomes a command of its own; of a value with a comma, what stands before it counts, as the rest is a remark.
    """
    values = {name: _value(entry, field) for name, field in PLACEHOLDERS.items()}
    missing = dict.fromkeys(name for name in _PLACEHOLDER.findall(command) if not values[name])
    text = _PLACEHOLDER.sub(lambda found: values[found[1]] or found[0], command.strip())
    return Filled(text, tuple(missing))


def _value(entry: ModelEntry | None, field: str) -> str:
    value = str(getattr(entry, field)).partition(",")[0].strip() if entry else ""
    return value if _FITS_A_COMMAND.fullmatch(value) else ""
