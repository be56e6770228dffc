"""The post-mortem as a Markdown document, filled from the record (domain §13)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    Undefined,
    meta,
    pass_context,
)
from jinja2 import Template as Document
from jinja2.nodes import Template
from jinja2.runtime import Context

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.review import Section
from bot.domain.triage_rule import FalsePage
from bot.views.edited_document import section_mark
from bot.views.markdown import Markdown, code, inline, link, paragraphs, quote, said
from bot.views.paper import AnyChart, Paper, blocks, figures, title
from bot.views.people import People
from bot.views.postmortem_view import Line, Postmortem, view
from bot.views.text import clip, goes_on
from bot.views.timeline import Entry, kinds, telling, timeline
from bot.views.timeline_chart import timeline_chart

DOCUMENT = "documents/postmortem.md.j2"
FALSE_PAGE = "documents/false_page.md.j2"
CANVAS = "documents/canvas.md.j2"
WORDS = "documents/events.md.j2"

PAPER_MOST = 2_000_000
"""Characters of Markdown that are made a tree of: some 500 pages; a tree takes a hundred times as much memory."""

_BLANK_LINES = re.compile(r"\n\n\n+")


class DocumentErrors(Exception):
    """The document templates cannot be used; the message names every problem."""


class TooLong(Exception):
    """A document has so many characters that no page and no PDF is made of it."""


class Documents:
    """The documents that can be written; their templates are loaded and checked once."""

    def __init__(self, templates: Path) -> None:
        """Load `documents/*.md.j2` below this directory.

        Raises:
            DocumentErrors: a template is missing or broken, names something that the view does not have, or has
                no words for some kind of event.
        """
        self._templates = FileSystemLoader(templates)
        self._env = environment(self._templates)
        try:
            problems = [*self._unknown_names(), *self._missing_words()]
        except TemplateError as error:
            raise DocumentErrors(f"{type(error).__name__}: {error}") from error
        if problems:
            raise DocumentErrors("\n".join(problems))
        self._document = self._env.get_template(DOCUMENT)
        self._false_page = self._env.get_template(FALSE_PAGE)
        self._canvas = self._env.get_template(CANVAS)

    def postmortem_markdown(
        self,
        it: Incident,
        history: Sequence[Recorded],
        now: datetime,
        names: Mapping[str, str] | None = None,
    ) -> str:
        """The post-mortem of the incident as of `now` (UTC).

        People are called by their roles, unless the incident's policy wants names and `names` (Slack user id
        to name) has theirs. Everything that was typed is there in full and shows as text. What was closed as a
        false page has a document of its own, as no post-mortem is owed of it.
        """
        shown = self._view(it, history, now, names)
        short = shown.false_page and not shown.written.state
        document = self._false_page if short else self._document
        return _rendered(document, shown)

    def canvas_markdown(
        self,
        it: Incident,
        history: Sequence[Recorded],
        now: datetime,
        names: Mapping[str, str] | None = None,
    ) -> str:
        """What a canvas shows of the post-mortem: what people wrote, the main facts, and what is to change."""
        return _rendered(self._canvas, self._view(it, history, now, names))

    def _view(
        self, it: Incident, history: Sequence[Recorded], now: datetime, names: Mapping[str, str] | None
    ) -> Postmortem:
        tell = telling(it, history, People(it.policy, history, names))
        lines = tuple(self._line(entry) for entry in timeline(tell, history))
        return view(tell, history, now, lines)

    def postmortem_paper(
        self,
        it: Incident,
        history: Sequence[Recorded],
        now: datetime,
        names: Mapping[str, str] | None = None,
    ) -> Paper:
        """The same document as a tree with its charts, for the formats that have pictures.

        Raises:
            TooLong: its Markdown has more than `PAPER_MOST` characters.
        """
        written = self.postmortem_markdown(it, history, now, names)
        if len(written) > PAPER_MOST:
            raise TooLong(len(written))
        body = blocks(written)
        tell = telling(it, history, People(it.policy, history, names))
        charts: dict[str, AnyChart] = {"timeline": timeline_chart(tell, history, now)}
        marks = (("restricted", it.restricted), ("drill", it.drill), ("not over yet", it.open))
        return Paper(
            title=title(body),
            reference=f"INC-{it.number}",
            subject="Post-mortem" if it.false_page is FalsePage.NONE else "False page",
            marks=tuple(mark for mark, so in marks if so),
            as_of=now,
            as_of_words=f"{tell.moment(now)}, event {it.version}",
            blocks=body,
            charts=figures(body, charts),
        )

    def entries(
        self, it: Incident, history: Sequence[Recorded], names: Mapping[str, str] | None = None
    ) -> tuple[Line, ...]:
        """The timeline's entries in its own words, people by their roles; by `names` if the policy wants them."""
        tell = telling(it, history, People(it.policy, history, names))
        return tuple(self._line(entry) for entry in timeline(tell, history))

    def _line(self, entry: Entry) -> Line:
        told: str = getattr(self._words(), entry.kind)(entry.fields)
        words = Markdown(_BLANK_LINES.sub("\n\n", told.strip()))
        return Line(entry.when, entry.utc, entry.who, entry.kind, entry.number or 0, words)

    def _words(self) -> object:
        return self._env.get_template(WORDS).module

    def _unknown_names(self) -> list[str]:
        known = {field.name for field in fields(Postmortem)}
        return [
            f"{part}: there is no {name!r} to show"
            for part in sorted(self._parts(DOCUMENT) | self._parts(FALSE_PAGE) | self._parts(CANVAS))
            for name in sorted(meta.find_undeclared_variables(self._parsed(part)) - known)
        ]

    def _parts(self, name: str) -> frozenset[str]:
        """The template of that name and all that it includes."""
        included = (part for part in meta.find_referenced_templates(self._parsed(name)) if part)
        return frozenset({name}).union(*map(self._parts, included))

    def _parsed(self, name: str) -> Template:
        source, _, _ = self._templates.get_source(self._env, name)
        return self._env.parse(source)

    def _missing_words(self) -> list[str]:
        words = self._words()
        return [f"{WORDS}: no words for {kind!r}" for kind in sorted(kinds()) if not hasattr(words, kind)]


def _rendered(document: Document, shown: Postmortem) -> str:
    written = document.render({field.name: getattr(shown, field.name) for field in fields(shown)})
    return _BLANK_LINES.sub("\n\n", written).rstrip("\n") + "\n"


@pass_context
def _section(context: Context, text: str, section: str, asks: str) -> Markdown:
    return section_mark(Section(section), text, asks, completed=context["written"].complete)


def environment(loader: BaseLoader) -> Environment:
    """What documents are written by: typed text is escaped, and a name that is not there is an error."""
    env = Environment(
        loader=loader,
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
    )
    env.filters = {
        **env.filters,
        "clip": clip,
        "code": code,
        "goes_on": goes_on,
        "inline": inline,
        "link": link,
        "quote": quote,
        "said": said,
        "section": _section,
        "paragraphs": paragraphs,
        "written": Markdown,
    }
    return env


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
