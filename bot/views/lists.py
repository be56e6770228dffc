"""What lists show: incidents, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.domain.incident import Decision, Incident
from bot.domain.summary import Summary
from bot.views.card import late_by, marks
from bot.views.models import DecisionLine, DecisionsView, HomeView, IncidentLine, IncidentsView, ListPage
from bot.views.room import role_title

PAGE_SIZE = 10
DECISIONS_SHOWN = 6
CLOSED_SHOWN = 3

Page = TypeVar("Page", bound=IncidentsView)


def incidents(page: ListPage, now: datetime) -> IncidentsView:
    """A page of incidents for one person."""
    return _page(IncidentsView, page, now)


def home(page: ListPage, now: datetime, latest: Sequence[Summary] = ()) -> HomeView:
    """The same for their App Home; below its first page stand those of the `latest` that are over, a few of them."""
    over = [summary for summary in latest if not summary.open] if page.page == 0 else []
    shown = tuple(_line(summary, now) for summary in over[:CLOSED_SHOWN])
    return replace(_page(HomeView, page, now), closed=shown)


def decisions(it: Incident) -> DecisionsView:
    """The latest decisions, the newest first."""
    latest = it.decisions[-DECISIONS_SHOWN:]
    return DecisionsView(
        number=it.number,
        title=it.title,
        lines=tuple(_decision(it, decision) for decision in reversed(latest)),
        earlier=len(it.decisions) - len(latest),
    )


def _page(kind: type[Page], page: ListPage, now: datetime) -> Page:
    return kind(
        lines=tuple(_line(summary, now) for summary in page.items[:PAGE_SIZE]),
        total=page.total,
        page=page.page + 1,
        pages=page.pages,
        before=page.page - 1 if page.page > 0 else None,
        after=page.page + 1 if page.page + 1 < page.pages else None,
        everything=page.everything,
    )


def _line(summary: Summary, now: datetime) -> IncidentLine:
    due = summary.update_due if summary.open else None
    return IncidentLine(
        number=summary.number,
        title=summary.title,
        marks=marks(drill=summary.drill, restricted=summary.restricted),
        severity=summary.severity,
        phase=summary.phase,
        open=summary.open,
        commander=summary.commander or "",
        channel=summary.channel or "",
        due=due,
        late=late_by(due, now) if due else None,
    )


def _decision(it: Incident, decision: Decision) -> DecisionLine:
    recorded = decision.recorded
    return DecisionLine(
        number=recorded.number,
        what=recorded.what,
        by=decision.by or "",
        role=role_title(it, recorded.role),
        at=decision.at,
        corrects=recorded.corrects or 0,
        corrected_by=decision.corrected_by or 0,
    )
