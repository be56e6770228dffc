"""Taking words, messages and people out of a history: what goes, what stays, and that it can still be lived."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from itertools import combinations, count
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from bot.adapters.library import read_library
from bot.domain.catalogue import ModelEntry
from bot.domain.events import Declared, Event, MessageSource, NoteAdded, Recorded, from_json, to_json
from bot.domain.fold import fold
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.domain.record import record
from bot.domain.redaction import DELETED, Holds, holds, redacted
from bot.domain.redaction_fields import FIELDS
from bot.domain.retention import Artefact, is_gone
from bot.domain.signals import Signals
from bot.files import shipped
from tests.bot.views.documents import DOCUMENTS
from tests.bot.views.histories import histories
from tests.bot.views.stories import drift, hostile
from tests.bot.views.telling import PEOPLE, History, policy

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = get_args(Event)
REDACTIONS = (Artefact.MESSAGES, Artefact.WORDS, Artefact.PEOPLE)
GOES = {
    Artefact.MESSAGES: {Holds.MESSAGE, Holds.AUTHOR},
    Artefact.WORDS: {Holds.TYPED, Holds.LINK},
    Artefact.PEOPLE: {Holds.PEOPLE, Holds.AUTHOR},
}
PLAYBOOK = read_library(Path("nowhere"), shipped("playbooks") / "library", None).playbooks[0]
CONFIGURATION = (Policy, ModelEntry, Playbook)
often = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parts(kind: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str, Any]]:
    """Every field of an event and of its parts; what is configured apart."""
    for name, field in kind.model_fields.items():
        yield kind, name, field.annotation
        for inner in leaves(field.annotation):
            if (
                isinstance(inner, type)
                and issubclass(inner, BaseModel)
                and not issubclass(inner, CONFIGURATION)
            ):
                yield from parts(inner)


def leaves(annotation: Any) -> Iterator[Any]:
    """The types that a field is made of; a closed set of words is none."""
    if get_origin(annotation) is Literal:
        return
    if inner := get_args(annotation):
        for each in inner[:1] if get_origin(annotation) is Annotated else inner:
            yield from leaves(each)
    else:
        yield annotation


class Sample:
    """Makes events in which every text is one of a kind, and remembers what each is."""

    def __init__(self) -> None:
        self.texts: dict[str, Holds] = {}
        self._numbers = count(1)

    def make(self, annotation: Any, what: Holds | None = None) -> Any:
        """Something of that type."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.make(inner[0], what)
        if origin is Literal:
            return inner[0]
        if origin in (Union, UnionType):
            return self.make(next(each for each in inner if each is not NoneType), what)
        if origin is tuple:
            return (self.make(inner[0], what),)
        if origin is dict:
            return {self.make(inner[0], what): self.make(inner[1], what)}
        if annotation is str:
            text = f"UTEXT{next(self._numbers)}X"
            self.texts[text] = what or Holds.TYPED
            return text
        return self._plain(annotation)

    def _plain(self, kind: type[Any]) -> Any:
        known = {int: 1, bool: True, float: 1.0, datetime: NOW, date: NOW.date(), Signals: Signals()}
        if kind in known:
            return known[kind]
        if issubclass(kind, Enum):
            return next(iter(kind))
        if kind is Policy:
            return policy()
        if kind is ModelEntry:
            return ModelEntry(name="ranker")
        if kind is Playbook:
            return PLAYBOOK
        made = {
            name: self.make(field.annotation, holds(kind, name)) for name, field in kind.model_fields.items()
        }
        return kind(**made)


def test_every_text_is_declared() -> None:
    """Whoever adds a text to an event says what it is, and nothing is declared that is not there."""
    texts = {
        (kind, name)
        for event in KINDS
        for kind, name, annotation in parts(event)
        if str in leaves(annotation)
    }
    declared = {
        (kind, name) for kind, what in FIELDS.items() for names in what.values() for name in names.split()
    }
    assert {f"{kind.__name__}.{name}" for kind, name in texts ^ declared} == set()


@pytest.mark.parametrize("artefact", REDACTIONS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_goes(kind: type[BaseModel], artefact: Artefact) -> None:
    """Of every event what the artefact means goes, and everything else stays."""
    sample = Sample()
    event = sample.make(kind)
    if isinstance(event, Declared | NoteAdded):
        event = event.model_copy(update={"source": None})
    before = Recorded(version=1, at=NOW, by="UBOSS", event=event)
    text = to_json(redacted([before], [artefact]).history[0])
    standing = {each for each in sample.texts if each in to_json(before)}
    gone = {each for each in standing if sample.texts[each] in GOES[artefact]}
    assert {each for each in standing if each not in text} == gone
    assert ("UBOSS" in text) == (artefact is not Artefact.PEOPLE)
    assert to_json(from_json(text)) == text


def test_words_of_a_message() -> None:
    """Words taken from a message go with messages, wherever they stand; what was typed beside them stays."""
    sample = Sample()
    source = sample.make(MessageSource)
    note = sample.make(NoteAdded).model_copy(update={"source": source, "text": "Said in passing"})
    declared = sample.make(Declared).model_copy(
        update={"source": source, "seen": "Said there", "title": "Typed"}
    )
    history = [
        Recorded(version=n, at=NOW, by="UBOSS", event=each) for n, each in enumerate((declared, note), 1)
    ]
    left = redacted(history, [Artefact.MESSAGES])
    told = "".join(map(to_json, left.history))
    assert "Said" not in told and source.text not in told and source.author not in told
    assert "Typed" in told and source.ts in told and left.entries == 2


def test_somebody_is_still_one_person() -> None:
    """Who did two things is seen to be one person, whom nobody can name; ids inside other texts go, too."""
    history = drift().events
    left = redacted(history, [Artefact.PEOPLE])
    told = "".join(map(to_json, left.history))
    assert not any(person in told for person in PEOPLE)
    before, after = [each.by for each in history], [each.by for each in left.history]
    assert len(set(before)) == len(set(after)) and all(is_gone(each) for each in after if each)
    assert [one is None for one in before] == [two is None for two in after]


@pytest.mark.parametrize("story", [drift, hostile])
def test_a_whole_incident_without_words(story: Any) -> None:
    """After messages and words went, no word that anybody typed is left, and the measures are what they were."""
    history: History = story()
    left = redacted(history.events, [Artefact.MESSAGES, Artefact.WORDS])
    told = "".join(map(to_json, left.history))
    assert set(words_of(left.history)) == {"deleted"}
    assert not any(json.dumps(text, ensure_ascii=False)[1:-1] in told for text in sentences(history.events))
    it, was = fold(history.number, left.history), history.it
    assert it is not None and it.title == DELETED
    for name in ("severity", "phase", "closed_at", "contained_at", "updates_owed", "roles", "surface"):
        assert getattr(it, name) == getattr(was, name)


def words_of(history: Sequence[Recorded]) -> Iterator[str]:
    """Every word of five letters or more that stands in a text that people typed, or in a message."""
    for text in typed(history):
        yield from re.findall(r"\w{5,}", text)


def sentences(history: Sequence[Recorded]) -> Iterator[str]:
    """What people typed, as far as it is long enough to stand nowhere else by chance."""
    return (text for text in typed(history) if len(text) > 25)


def typed(history: Sequence[Recorded]) -> Iterator[str]:
    """Every text that people typed, and of messages."""
    for each in history:
        yield from _typed(each.event)


def _typed(value: Any, what: Holds | None = None) -> Iterator[str]:
    if isinstance(value, (Enum, *CONFIGURATION)):
        return
    if isinstance(value, str) and what in (Holds.TYPED, Holds.MESSAGE):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _typed(each, what)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _typed(each, what)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _typed(getattr(value, name), holds(type(value), name))


@often
@given(histories())
def test_what_is_left_can_be_lived(history: History) -> None:
    """Whatever was taken out of whatever happened, it folds, is stored, is listed and becomes a document."""
    for some in (*combinations(REDACTIONS, 1), REDACTIONS):
        left = redacted(history.events, some)
        stored = [from_json(to_json(each)) for each in left.history]
        assert stored == list(left.history)
        assert [each.version for each in stored] == [each.version for each in history.events]
        it = fold(history.number, stored)
        assert it is not None and it.version == history.it.version and record(it).number == history.number
        DOCUMENTS.postmortem_markdown(it, stored, history.now)
