"""A history without some of what it says: words, messages or people taken out, everything else as it was (domain §15).

Versions, times, kinds and numbers stay, so that what is left folds as before. `FIELDS` says of every text in every
event what it is; a text that is not declared is taken for words that somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from bot.domain.catalogue import ModelEntry
from bot.domain.events import Declared, NoteAdded, Recorded, from_json, to_json
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.domain.redaction_fields import FIELDS
from bot.domain.retention import NOBODY, Artefact, stand_in
from bot.domain.strict import PERSON_PATTERN

DELETED = "[deleted]"
"""What stands where words were."""


class Holds(StrEnum):
    """What a text is.

    typed: what a person typed into Tocsin, or what was made of it. message: words of a Slack message. author: who wrote
    one. people: somebody's Slack id. link: an address that may tell a title. facts: keys, ids and our own words.
    """

    TYPED = "typed"
    MESSAGE = "message"
    AUTHOR = "author"
    PEOPLE = "people"
    LINK = "link"
    FACTS = "facts"


_INSTEAD: Mapping[Artefact, Mapping[Holds, str]] = {
    Artefact.MESSAGES: {Holds.MESSAGE: DELETED, Holds.AUTHOR: NOBODY},
    Artefact.WORDS: {Holds.TYPED: DELETED, Holds.LINK: ""},
}
_CONFIGURATION = (Policy, ModelEntry, Playbook)
"""What the team configured; nobody typed it into the incident."""

_PERSON = re.compile(r"[UWB][A-Z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Redacted:
    """The history after it, and how many of its entries held any of what is gone."""

    history: tuple[Recorded, ...]
    entries: int


def redacted(history: Sequence[Recorded], artefacts: Collection[Artefact]) -> Redacted:
    """The history without these artefacts; deleting the whole record is none of its business."""
    instead: dict[Holds, str] = {}
    for artefact in artefacts:
        instead |= _INSTEAD.get(artefact, {})
    left = [
        each.model_copy(update={"event": _model(each.event, instead)}) if instead else each
        for each in history
    ]
    if Artefact.PEOPLE in artefacts:
        left = _without_people(left)
    changed = sum(one != other for one, other in zip(history, left, strict=True))
    return Redacted(tuple(left), changed)


def holds(kind: type[BaseModel], name: str) -> Holds | None:
    """What is declared of this field of an event, or of a part of one; None when nothing is."""
    declared = FIELDS.get(kind, {})
    return next((Holds(what) for what, names in declared.items() if name in names.split()), None)


def _model(it: Any, instead: Mapping[Holds, str]) -> Any:
    kind = type(it)
    fields = {
        name: field
        for name, field in kind.model_fields.items()
        if get_origin(field.annotation) is not Literal
    }
    changed = {name: _value(getattr(it, name), _holds(it, name), instead) for name in fields}
    return it.model_copy(update=changed)


def _holds(it: BaseModel, name: str) -> Holds:
    """As declared; words that were taken from a message are its words wherever they stand."""
    what = holds(type(it), name) or Holds.TYPED
    source = it.source if isinstance(it, Declared | NoteAdded) else None
    taken = source is not None and what is Holds.TYPED
    return Holds.MESSAGE if taken and (isinstance(it, NoteAdded) or name == "seen") else what


def _value(value: Any, what: Holds, instead: Mapping[Holds, str]) -> Any:
    match value:
        case Enum() | None:
            return value
        case str():
            return instead.get(what, value) if value else value
        case tuple() | list():
            return type(value)(_value(each, what, instead) for each in value)
        case dict():
            return {key: _value(each, what, instead) for key, each in value.items()}
        case BaseModel() if not isinstance(value, _CONFIGURATION):
            return _model(value, instead)
        case _:
            return value


def _without_people(history: Sequence[Recorded]) -> list[Recorded]:
    """Everybody's id replaced wherever it stands; who did two things is still seen to be one person."""
    known = dict.fromkeys(person for each in history for person in _people(each) if _PERSON.fullmatch(person))
    if not known:
        return list(history)
    names = {person: stand_in(nth) for nth, person in enumerate(known, 1)}
    longest_first = sorted(names, key=len, reverse=True)
    anywhere = re.compile(rf"(?<![A-Z0-9])(?:{'|'.join(longest_first)})(?![A-Z0-9])")
    return [from_json(anywhere.sub(lambda found: names[found[0]], to_json(each))) for each in history]


def _people(recorded: Recorded) -> Iterator[str]:
    if recorded.by:
        yield recorded.by
    yield from _named(recorded.event, Holds.FACTS)


def _named(value: Any, what: Holds) -> Iterator[str]:
    """Ids of people in a part of an event, the keys of its tables among them."""
    match value:
        case Enum():
            return
        case str():
            if what in (Holds.PEOPLE, Holds.AUTHOR):
                yield value
        case tuple() | list():
            for each in value:
                yield from _named(each, what)
        case dict():
            for key, each in value.items():
                yield from _named(key, what)
                yield from _named(each, what)
        case BaseModel():
            for name, field in type(value).model_fields.items():
                declared = Holds.PEOPLE if _is_person(field) else holds(type(value), name)
                yield from _named(getattr(value, name), declared or Holds.TYPED)


def _is_person(part: Any) -> bool:
    """Whether this is the type of a field of configuration that holds ids of people (`strict.SlackPerson`)."""
    inner = (*get_args(part), getattr(part, "annotation", None), *getattr(part, "metadata", ()))
    return getattr(part, "pattern", None) == PERSON_PATTERN or any(map(_is_person, filter(None, inner)))
