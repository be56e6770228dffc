"""The post-mortem as a Markdown document, filled from the record (domain §13)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined, meta

from bot.domain.events import Declared, Recorded, SeverityChanged
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.views import evidence, review
from bot.views.markdown import Markdown, inline, link, quote, said
from bot.views.measures import Measures, Span, measure
from bot.views.moments import duration
from bot.views.people import People
from bot.views.text import clip
from bot.views.timeline import Entry, Telling, kinds, telling, timeline

DOCUMENT = "documents/postmortem.md.j2"
WORDS = "documents/events.md.j2"

_BLANK_LINES = re.compile(r"\n\n\n+")
_ESCALATIONS = frozenset({"reminded", "update_snoozed", "delivery_given_up"})
_CHANGES = frozenset({"severity_changed", "phase_changed", "closed", "reopened"})


class DocumentErrors(Exception):
    """The document templates cannot be used; the message names every problem."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the timeline with its words; `number` is its place in the record, 0 if it has none."""

    when: str
    utc: str
    who: str
    kind: str
    number: int
    words: Markdown


@dataclass(frozen=True, slots=True)
class Postmortem:
    """Everything that the document may show; empty text and 0 stand for what is not there."""

    reference: str
    title: str
    restricted: bool
    drill: bool
    complete: bool
    owed: bool
    named: bool
    as_of: str
    version: int
    timezone: str
    severity: str
    worst: str
    type: str
    model: str
    phase: str
    declared: str
    seen: str
    verified: str
    unknown: str
    impact_length: str
    impact_end: str
    impact_so_far: str
    milestones: tuple[review.Milestone, ...]
    updates: tuple[evidence.Update, ...]
    entries: tuple[Line, ...]
    escalations: tuple[Line, ...]
    changes: tuple[Line, ...]
    source: evidence.Message | None
    detection: tuple[review.Gap, ...]
    corrections: tuple[review.Correction, ...]
    cadence: tuple[review.Owed, ...]
    updates_on_time: int
    updates_owed: int
    roles: tuple[review.RoleSpell, ...]
    decisions: tuple[evidence.Decision, ...]
    messages: tuple[evidence.Message, ...]
    links: tuple[tuple[str, str], ...]
    in_catalogue: bool
    entry_version: str
    entry_last_good_version: str
    entry_last_deploy: str
    entry_pipeline: str
    entry_last_good_run: str
    entry_training_cutoff: str
    entry_label_lag: str
    spans: dict[str, str]
    counts: Measures


class Documents:
    """The documents that can be written; their templates are loaded and checked once."""

    def __init__(self, templates: Path) -> None:
        """Load `documents/*.md.j2` below this directory.

        Raises:
            DocumentErrors: a template is missing or broken, names something that the view does not have, or has
                no words for some kind of event.
        """
        self._templates = FileSystemLoader(templates)
        self._env = Environment(
            loader=self._templates,
            undefined=StrictUndefined,
            finalize=_printed,
            keep_trailing_newline=True,
        )
        self._env.filters = {
            **self._env.filters,
            "clip": clip,
            "inline": inline,
            "link": link,
            "quote": quote,
            "said": said,
        }
        try:
            problems = [*self._unknown_names(), *self._missing_words()]
        except TemplateError as error:
            raise DocumentErrors(f"{type(error).__name__}: {error}") from error
        if problems:
            raise DocumentErrors("\n".join(problems))
        self._document = self._env.get_template(DOCUMENT)

    def postmortem_markdown(
        self,
        it: Incident,
        history: Sequence[Recorded],
        now: datetime,
        names: Mapping[str, str] | None = None,
    ) -> str:
        """The post-mortem of the incident as of `now` (UTC).

        People are called by their roles, unless the incident's policy wants names and `names` (Slack user id
        to name) has theirs. Everything that was typed is there in full and shows as text.
        """
        people = People(it.policy, history, names)
        tell = telling(it, history, people)
        lines = tuple(self._line(entry) for entry in timeline(tell, history))
        view = _view(tell, history, now, lines)
        return self._document.render({field.name: getattr(view, field.name) for field in fields(view)})

    def _line(self, entry: Entry) -> Line:
        told: str = getattr(self._words(), entry.kind)(entry.fields)
        words = Markdown(_BLANK_LINES.sub("\n\n", told.strip()))
        return Line(entry.when, entry.utc, entry.who, entry.kind, entry.number or 0, words)

    def _words(self) -> object:
        return self._env.get_template(WORDS).module

    def _unknown_names(self) -> list[str]:
        source, _, _ = self._templates.get_source(self._env, DOCUMENT)
        named = meta.find_undeclared_variables(self._env.parse(source))
        known = {field.name for field in fields(Postmortem)}
        return [f"{DOCUMENT}: there is no {name!r} to show" for name in sorted(named - known)]

    def _missing_words(self) -> list[str]:
        words = self._words()
        return [f"{WORDS}: no words for {kind!r}" for kind in sorted(kinds()) if not hasattr(words, kind)]


def _printed(value: object) -> str:
    """What a template prints: Markdown as it is, text escaped onto one line, and numbers.

    Raises:
        UndefinedError, TypeError: the value is not there, or is nothing that has words of its own.
    """
    match value:
        case Markdown():
            return value
        case str():
            return inline(value)
        case int() if not isinstance(value, bool):
            return str(value)
        case Undefined():
            return str(value)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be printed in a document")


def _view(tell: Telling, history: Sequence[Recorded], now: datetime, lines: Sequence[Line]) -> Postmortem:
    it, people, moment = tell.it, tell.people, tell.moment
    known = it.entry
    counts = measure(it, history, now)
    recovered = f"it was recovered ({moment(it.recovered_at)})" if it.recovered_at else ""
    closed = f"the incident was closed ({moment(it.closed_at)})" if it.closed_at else ""
    return Postmortem(
        reference=f"INC-{it.number}",
        title=people.spoken(it.title, 1),
        restricted=it.restricted,
        drill=it.drill,
        complete=not it.open,
        owed=it.postmortem_owed,
        named=people.named,
        as_of=moment(now),
        version=it.version,
        timezone=it.policy.timezone,
        severity=it.severity.value,
        worst=_worst(history).value,
        type=it.type.value,
        model=people.spoken(it.model, 1),
        phase=it.phase.value,
        declared=moment(it.declared_at),
        seen=people.spoken(it.seen, 1),
        verified=people.spoken(it.verified, it.version),
        unknown=review.NOT_RECORDED,
        impact_length=review.took(it, counts.impact) if counts.impact.state == "reached" else "",
        impact_end=recovered or closed,
        impact_so_far=duration(now - it.started_at),
        milestones=review.milestones(tell, history),
        updates=evidence.updates(tell, history),
        entries=tuple(lines),
        escalations=tuple(line for line in lines if line.kind in _ESCALATIONS),
        changes=tuple(line for line in lines if line.kind in _CHANGES),
        source=evidence.first_message(tell),
        detection=review.detection(tell, counts.detect, counts.declare),
        corrections=review.corrections(tell, history),
        cadence=review.cadence(tell, counts.cadence),
        updates_on_time=counts.updates_on_time,
        updates_owed=counts.updates_owed,
        roles=review.role_spells(tell, history),
        decisions=evidence.decisions(tell, history),
        messages=evidence.messages(tell),
        links=evidence.links(it, history),
        in_catalogue=known is not None,
        entry_version=known.current_version if known else "",
        entry_last_good_version=known.last_known_good_version if known else "",
        entry_last_deploy=moment(known.last_deploy) if known else "",
        entry_pipeline=known.feature_pipeline if known else "",
        entry_last_good_run=moment(known.feature_pipeline_last_good_run) if known else "",
        entry_training_cutoff=moment(known.training_cutoff) if known else "",
        entry_label_lag=known.label_lag if known else "",
        spans=_spans(it, counts),
        counts=counts,
    )


def _worst(history: Sequence[Recorded]) -> Severity:
    said = (
        recorded.event.severity if isinstance(recorded.event, Declared) else recorded.event.now
        for recorded in history
        if isinstance(recorded.event, Declared | SeverityChanged)
    )
    return min(said, key=lambda severity: severity.rank)


def _spans(it: Incident, measures: Measures) -> dict[str, str]:
    named = {name: getattr(measures, name) for name in type(measures).model_fields}
    return {name: review.took(it, span) for name, span in named.items() if isinstance(span, Span)}
