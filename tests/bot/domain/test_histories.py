"""Whatever people, time and Slack do in whatever order, the domain and the documents go along."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings

from bot.domain import effects, events
from bot.domain.fold import apply, fold
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.reminders import due_by, next_due, schedule
from bot.domain.summary import Summary, summarise
from bot.views.export import Export, export_json
from tests.bot.views.documents import DOCUMENTS, foreign, links, outside_code
from tests.bot.views.histories import histories
from tests.bot.views.telling import PEOPLE, History

often = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(histories())
def test_every_history_can_be_lived(history: History) -> None:
    """After each event there is a state, effects that survive the outbox, a schedule, a line for lists."""
    it: Incident | None = None
    for recorded in history.events:
        it = apply(history.number, it, recorded)
        assert it.version == recorded.version
        for effect in react(it, recorded):
            assert effects.from_json(effects.to_json(effect)) == effect
        due = next_due(it, recorded.at)
        assert (due is None) == (schedule(it) == ())
        assert bool(due_by(it, recorded.at)) == (due is not None and due <= recorded.at)
        line = summarise(it)
        assert Summary.model_validate_json(line.model_dump_json()) == line
    assert it == history.it == fold(history.number, history.events)


@often
@given(histories())
def test_every_history_survives_storage(history: History) -> None:
    """Events come back from JSON as they were, and fold to the same incident."""
    stored = [events.to_json(recorded) for recorded in history.events]
    restored = [events.from_json(text) for text in stored]
    assert restored == list(history.events)
    assert fold(history.number, restored) == history.it


@often
@given(histories())
def test_every_history_can_be_exported(history: History) -> None:
    """The JSON holds every event again; the Markdown holds each once, and nothing typed is more than text."""
    export = Export.model_validate_json(export_json(history.it, history.events, history.now))
    assert export.events == history.events
    assert fold(history.number, export.events) == history.it
    markdown = DOCUMENTS.postmortem_markdown(history.it, history.events, history.now)
    told = [int(number) for number in re.findall(r"(?m)^- \*\*[^*]+\*\*[^·\n]* · event (\d+) · ", markdown)]
    assert sorted(told) == [recorded.version for recorded in history.events]
    assert not foreign(markdown, [action.command for action in history.it.actions])
    prose = outside_code(markdown)
    assert "<" not in re.sub(r"<https://[^\s<>]+>", "", prose)
    assert all("evil" not in url for url in links(markdown))
    assert not any(person in markdown for person in PEOPLE)
