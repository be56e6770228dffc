"""A post-mortem that somebody edited and brought back: the sections it changes, the facts it would (domain §13).

The document carries marks, lines that Markdown does not show: of what it was made, and where each section begins and
ends. What stands between the marks belongs to people; everything else is made of the record and never read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.review import DocumentProblem, Review, Section
from bot.views.document_diff import changed_lines
from bot.views.markdown import Markdown
from bot.views.names_apart import same_but_names
from bot.views.section_markdown import LEFT_UNWRITTEN, TO_BE_WRITTEN, shown, typed

_MADE = re.compile(r"^\[//\]: # \(made of incident (\d{1,9}), event (\d{1,9}), (\S{1,40})\)\s*$")
_BEGIN = re.compile(r"^\[//\]: # \(begin ([a-z_]{1,20})\)\s*$")
_END = re.compile(r"^\[//\]: # \(end ([a-z_]{1,20})\)\s*$")


@dataclass(frozen=True, slots=True)
class Made:
    """Of what a document was made: the incident, the event that was its last, and when (UTC)."""

    incident: int
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Edited:
    """A document taken apart: what stands in each section, as Markdown, and all other lines."""

    made: Made
    sections: dict[Section, str]
    facts: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a document says otherwise; see `bot.domain.review.DocumentRead`."""

    base: int = 0
    sections: dict[Section, str] | None = None
    before: dict[Section, str] | None = None
    conflicts: tuple[Section, ...] = ()
    facts: tuple[str, ...] = ()
    problem: DocumentProblem = DocumentProblem.NONE


def made_mark(number: int, version: int, now: datetime) -> Markdown:
    """The line that says of what the document was made."""
    return Markdown(f"[//]: # (made of incident {number}, event {version}, {now.isoformat()})")


def section_mark(section: Section, text: str, asks: str, *, completed: bool = False) -> Markdown:
    """A section between its marks: what people wrote, or what is asked of them until the review is completed."""
    nothing = LEFT_UNWRITTEN if completed else f"{TO_BE_WRITTEN} {asks}"
    inside = shown(text) if text.strip() else nothing
    return Markdown(f"[//]: # (begin {section})\n\n{inside}\n\n[//]: # (end {section})")


def take_apart(document: str) -> Edited | DocumentProblem:
    """The document's sections and the rest, or why they cannot be told apart."""
    made: Made | None = None
    sections: dict[Section, str] = {}
    facts: list[str] = []
    inside: list[str] | None = None
    name = ""
    for line in document.splitlines():
        if found := _MADE.match(line):
            made = made or _made(found)
        elif found := _BEGIN.match(line):
            if inside is not None or found[1] not in set(Section) or Section(found[1]) in sections:
                return DocumentProblem.BROKEN_MARKS
            name, inside = found[1], []
        elif found := _END.match(line):
            if inside is None or found[1] != name:
                return DocumentProblem.BROKEN_MARKS
            sections[Section(name)] = "\n".join(inside)
            inside = None
        elif inside is not None:
            inside.append(line)
        else:
            facts.append(line)
    if made is None:
        return DocumentProblem.NO_MARKS
    return DocumentProblem.BROKEN_MARKS if inside is not None else Edited(made, sections, "\n".join(facts))


def compare(document: str, number: int, review: Review, written: Callable[[Made], str | None]) -> Comparison:
    """What the document changes against the one that it was made of.

    Args:
        document: the file's text.
        number: the incident that it is to belong to.
        review: the review as it stands.
        written: the document as it was written at that version and moment; None if there never was such a one.
    """
    edited = take_apart(document)
    if isinstance(edited, DocumentProblem):
        return Comparison(problem=edited)
    if edited.made.incident != number:
        return Comparison(problem=DocumentProblem.OTHER_INCIDENT)
    first = written(edited.made)
    base = take_apart(first) if first is not None else None
    if not isinstance(base, Edited):
        return Comparison(problem=DocumentProblem.UNKNOWN_VERSION)
    if base.sections.keys() - edited.sections.keys():
        return Comparison(problem=DocumentProblem.BROKEN_MARKS)
    return _compared(edited, base, review)


def _compared(edited: Edited, base: Edited, review: Review) -> Comparison:
    sections: dict[Section, str] = {}
    conflicts: list[Section] = []
    for section, markdown in edited.sections.items():
        new, old = typed(markdown), typed(base.sections.get(section, ""))
        now = typed(shown(review.text(section)))
        if new in (old, now):
            continue
        sections[section] = new
        if now != old and not _same_but_names(review.text(section), old):
            conflicts.append(section)
    return Comparison(
        base=edited.made.version,
        sections=sections,
        before={section: review.text(section) for section in sections},
        conflicts=tuple(conflicts),
        facts=changed_lines(_plain(base.facts), _plain(edited.facts)),
    )


_MENTION = re.compile(r"<@[UW][A-Z0-9]{2,}(?:\|[^<>]*)?>|@[UW][A-Z0-9]{3,}\b")


def _same_but_names(present: str, shown_then: str) -> bool:
    """Whether they differ in nothing but how people are called: a document has roles where Slack has mentions."""
    parts = _MENTION.split(typed(shown(present)))
    return len(parts) > 1 and same_but_names(parts, shown_then)


def _plain(text: str) -> str:
    """Editors put spaces where they like."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def _made(found: re.Match[str]) -> Made | None:
    try:
        at = datetime.fromisoformat(found[3])
    except ValueError:
        return None
    return Made(int(found[1]), int(found[2]), at) if at.tzinfo is not None else None
