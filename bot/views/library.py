"""What people see of past incidents: what a search found, which are like the one at hand, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import starmap

from bot.domain.containment import MENU
from bot.domain.incident import Incident
from bot.domain.library import By, Found, Likeness, Similar, helped, in_vain
from bot.domain.library_query import Wanted
from bot.domain.offers import Occasion
from bot.domain.record import Record
from bot.domain.severity import Surface
from bot.domain.triage_rule import Drift, PlaybookKey
from bot.views import labels
from bot.views.card import marks
from bot.views.library_models import (
    FoundView,
    PastLine,
    PastView,
    ReadAsLine,
    SimilarOfferedView,
    SimilarView,
    TriedLine,
    UnreadLine,
)

ON_A_PAGE = 3
"""Incidents of a search in one message: two phone screens."""

OFFERED = 3
TRIED_SHOWN = 6
ITEMS_SHOWN = 4
KNOWN_SHOWN = 12
MISREAD_SHOWN = 2
LIKE_SHOWN = 3
LONGEST_ASKED = 400

_ALIKE: Mapping[By, str] = {
    By.MODEL: "same model",
    By.SURFACE: "same surface",
    By.TYPE: "same type",
    By.DRIFT: "same drift",
    By.PLAYBOOK: "same playbook",
    By.SIGNALS: "same signs",
    By.WORDS: "same words",
}


def found(hits: Sequence[Found], wanted: Wanted, asked: str, page: int) -> FoundView:
    """Page `page` (from 0) of what was found for `asked`; a page that there is not is the nearest that there is."""
    pages = max(1, -(-len(hits) // ON_A_PAGE))
    turned = min(max(page, 0), pages - 1)
    shown = hits[turned * ON_A_PAGE : (turned + 1) * ON_A_PAGE]
    kept = asked[:LONGEST_ASKED]
    return FoundView(
        asked=kept,
        lines=tuple(_line(nth, hit.record, hit.why) for nth, hit in enumerate(shown, 1)),
        total=len(hits),
        page=turned + 1,
        pages=pages,
        before=f"{turned - 1}:{kept}" if turned > 0 else "",
        after=f"{turned + 1}:{kept}" if turned + 1 < pages else "",
        read_as=tuple(starmap(ReadAsLine, wanted.read_as[:MISREAD_SHOWN])),
        unread=tuple(
            UnreadLine(each.typed, each.known[:KNOWN_SHOWN], len(each.known[KNOWN_SHOWN:]))
            for each in wanted.unread[:MISREAD_SHOWN]
        ),
    )


def similar(it: Incident, like: Sequence[Similar]) -> SimilarView:
    """Past incidents like this one, for one person."""
    return SimilarView(number=it.number, title=it.title, lines=_alike(like))


def offered(it: Incident, like: Sequence[Similar], occasion: Occasion) -> SimilarOfferedView:
    """The same for its room."""
    return SimilarOfferedView(number=it.number, occasion=occasion, surface=it.surface, lines=_alike(like))


def past(record: Record) -> PastView:
    """What the library knows of one incident."""
    line = record.summary
    items = tuple(item.what for item in record.items)
    return PastView(
        number=line.number,
        title=line.title,
        marks=marks(drill=line.drill, restricted=line.restricted),
        severity=line.severity,
        type=record.type,
        surface=record.surface,
        drift=record.drift,
        false_page=record.false_page,
        open=line.open,
        model=line.model,
        declared_at=line.declared_at,
        closed_at=line.closed_at,
        impact=record.impact,
        cause=record.cause,
        first=record.first_statement,
        first_surface=record.first_surface or Surface.UNKNOWN,
        first_right=record.first_right is not False,
        tried=tuple(
            TriedLine(MENU[each.containment].label, each.what, each.state)
            for each in record.containments[:TRIED_SHOWN]
        ),
        more_tried=len(record.containments[TRIED_SHOWN:]),
        items=items[:ITEMS_SHOWN],
        more_items=len(items[ITEMS_SHOWN:]),
        playbook="" if record.playbook == PlaybookKey.NONE else record.playbook.replace("-", " "),
        channel=line.channel or "",
    )


def in_words(likeness: Likeness) -> str:
    """In what two incidents are alike, as a person would say it."""
    return f"{_ALIKE[likeness.by]}: {', '.join(_named(likeness.by, each) for each in likeness.what)}"


def _named(by: By, what: str) -> str:
    match by:
        case By.SIGNALS:
            question, _, answer = what.partition(":")
            return labels.answered(question, answer)
        case By.DRIFT:
            return labels.DRIFTS[Drift(what)].partition(":")[0]
        case By.PLAYBOOK:
            return what.replace("-", " ")
        case _:
            return what


def _alike(like: Sequence[Similar]) -> tuple[PastLine, ...]:
    shown = enumerate(like[:OFFERED], 1)
    return tuple(
        _line(nth, each.record, tuple(map(in_words, each.likenesses[:LIKE_SHOWN]))) for nth, each in shown
    )


def _line(nth: int, record: Record, why: tuple[str, ...]) -> PastLine:
    line, wrong = record.summary, record.first_right is False
    return PastLine(
        nth=nth,
        number=line.number,
        title=line.title,
        marks=marks(drill=line.drill, restricted=line.restricted),
        severity=line.severity,
        surface=record.surface,
        false_page=record.false_page,
        open=line.open,
        at=line.declared_at,
        why=why,
        cause=record.cause,
        contained=tuple(each.what for each in helped(record)),
        first=record.first_statement if wrong else "",
        first_surface=(record.first_surface if wrong else None) or Surface.UNKNOWN,
        in_vain=tuple(each.what for each in in_vain(record)),
    )
