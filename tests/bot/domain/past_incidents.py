"""Made-up past incidents of one company, as records of the library, and what people look for among them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.record import ContainmentLine, Record
from bot.domain.review import ReviewState
from bot.domain.severity import IncidentType, Phase, Severity, Surface
from bot.domain.summary import Summary
from bot.domain.triage_rule import Drift, FalsePage

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def past() -> tuple[Record, ...]:
    """All of them, closed, in the order of their numbers."""
    return tuple(map(record, yaml.safe_load((HERE / "past_incidents.yml").read_text("utf-8"))))


@cache
def queries() -> dict[str, Any]:
    """What is looked for, and what answers it."""
    return dict(yaml.safe_load((HERE / "library_queries.yml").read_text("utf-8")))


@cache
def held_out() -> dict[str, Any]:
    """Queries in words of other people, and what answers them."""
    return dict(yaml.safe_load((HERE / "library_held_out.yml").read_text("utf-8")))


def record(told: dict[str, Any], *, is_open: bool = False) -> Record:
    """The record of an incident told in a few fields; what is left out is not known."""
    at = NOW - timedelta(days=told.get("age", 0))
    surface, statement = told.get("first") or (None, "")
    first = Surface(surface) if surface else None
    known = Surface(told.get("surface", "unknown"))
    cause = told.get("cause", "")
    return Record(
        summary=Summary(
            number=told.get("n", 1000),
            title=told["title"],
            severity=Severity(told.get("severity", "SEV2")),
            phase=Phase.TRIAGE if is_open else Phase.LEARN,
            open=is_open,
            restricted=told.get("restricted", False),
            drill=told.get("drill", False),
            model=told.get("model", ""),
            commander="UANA",
            declared_by="UANA",
            declared_at=at,
            closed_at=None if is_open else at + timedelta(hours=5),
            update_due=None,
            channel="C1",
            members=tuple(told.get("members", ())),
        ),
        type=IncidentType(told["type"]),
        started_at=at,
        detected_at=at,
        acknowledged_at=None,
        contained_at=None,
        recovered_at=None,
        verified_at=None,
        status=None,
        impact=told.get("impact", ""),
        surface=known,
        drift=Drift(told.get("drift", "none")),
        false_page=FalsePage(told.get("false_page", "none")),
        suggested=None,
        playbook=told.get("playbook", ""),
        signals=tuple(told.get("signals", ())),
        first_surface=first,
        first_statement=statement,
        first_right=(first is known) if first and cause else None,
        cause=cause,
        words=told.get("words", ""),
        containments=tuple(
            ContainmentLine(number=nth, containment=Containment(key), what=what, state=ActionState(state))
            for nth, (key, what, state) in enumerate(told.get("tried", ()), 1)
        ),
        rollbacks_tried=0,
        rollbacks_succeeded=0,
        updates_owed=0,
        updates_on_time=0,
        escalations=0,
        review=ReviewState.NONE,
        review_owner="",
        review_due=None,
        postmortem_owed=False,
        items=(),
    )
