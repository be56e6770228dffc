"""A digest as a document of about a page, to be read beside its message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, TemplateError

from bot.domain.digest_rules import DigestKind
from bot.views.brief_models import OpenLine, Told
from bot.views.digest import Gathered, Story, daily
from bot.views.digest_weekly import trend, weekly
from bot.views.facts import Fact
from bot.views.leaves import Markup
from bot.views.moments import Calendar
from bot.views.paper import AnyChart, Paper, blocks, figures, title
from bot.views.postmortem import DocumentErrors, Documents, environment
from bot.views.postmortem_view import Line
from bot.views.render import Words
from bot.views.text import span

ENTRIES = 5
"""Timeline entries of one incident, the latest."""

QUIET = frozenset(
    {
        *(
            "card_posted",
            "panel_posted",
            "room_opened",
            "room_archived",
            "room_unarchived",
            "archive_requested",
        ),
        *("people_invited", "person_joined", "person_left", "announced", "reminded", "delivery_retried"),
    }
)
"""Kinds of entries that tell of the room and of what was said about time, and nothing new of the incident."""

_BLANK_LINES = re.compile(r"\n\n\n+")


@dataclass(frozen=True, slots=True)
class Written:
    """The document as Markdown, and the same as a tree with its charts."""

    markdown: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class Page:
    """An open incident: its line, how late its update is, its latest entries, and how many there are before them."""

    line: OpenLine
    overdue: str
    entries: tuple[Line, ...]
    earlier: int


class DigestDocuments:
    """The documents of digests; their templates are loaded once."""

    def __init__(self, templates: Path, documents: Documents, words: Words) -> None:
        """`documents` has the words of timelines, `words` what measures and states are called.

        Raises:
            DocumentErrors: a template is missing or broken.
        """
        self._documents = documents
        self._words = words
        env = environment(FileSystemLoader(templates))
        env.trim_blocks = env.lstrip_blocks = True
        try:
            self._templates = {
                each: env.get_template(f"documents/digest_{each}.md.j2") for each in DigestKind
            }
        except TemplateError as error:
            raise DocumentErrors(f"{type(error).__name__}: {error}") from error

    def write(self, it: Gathered) -> Written:
        """The digest for its place; it names people only where the policy wants names in what is exported."""
        more: dict[str, object] = {
            "named": it.policy.names_in_exports,
            "surfaces": self._words.table("surface"),
            "measures": self._words.table("measure"),
            "states": self._words.table("review"),
        }
        charts: dict[str, AnyChart] = {}
        if it.digest is DigestKind.DAILY:
            view = daily(it, _untold, whole=True)
            more |= {"view": view, "pages": [self._page(it, line) for line in view.open]}
        else:
            more |= {"view": weekly(it, whole=True)}
            charts["trend"] = trend(it)
        rendered = self._templates[it.digest].render(more)
        markdown = _BLANK_LINES.sub("\n\n", rendered).rstrip("\n") + "\n"
        body = blocks(markdown)
        paper = Paper(
            title=title(body),
            reference="Tocsin",
            subject="Digest of incidents",
            marks=(),
            as_of=it.now,
            as_of_words=Calendar(it.policy.timezone).moment(it.now),
            blocks=body,
            charts=figures(body, charts),
        )
        return Written(markdown, paper)

    def _page(self, it: Gathered, line: OpenLine) -> Page:
        story: Story = it.stories[line.number]
        told = self._documents.entries(story.it, story.history, it.names)
        fresh = {
            each.version for each in story.history if each.at >= it.since and each.event.kind not in QUIET
        }
        entries = tuple(each for each in told if each.number in fresh)
        overdue = span(line.late) if line.late else ""
        return Page(line, overdue, entries[-ENTRIES:], max(0, len(entries) - ENTRIES))


def _untold(fact: Fact, urls: Mapping[int, str]) -> Told:
    """A document has the timeline's own words."""
    return Told(Markup(""), urls.get(fact.entry, ""), fact.entry)
