"""Records of incidents for measures: one that says nothing but what a test says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.record import ItemLine, Record
from bot.domain.severity import IncidentType, Severity, Surface
from tests.bot.domain.past_incidents import record

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = 3600.0


def incident(number: int, at: datetime = NOW - timedelta(days=10), **told: Any) -> Record:
    """An incident declared at that moment, closed and real unless said otherwise.

    told: lengths in seconds as `detect`, `acknowledge`, `contain`, `recover`, `verify`; `drill`, `restricted`, `open`;
    and any other field of the record.
    """
    plain = record({"n": number, "title": "Stale", "type": "data"}, is_open=told.pop("open", False))
    flags: dict[str, Any] = {
        name: told.pop(name) for name in ("drill", "restricted", "model", "severity") if name in told
    }
    lengths = {
        name: told.pop(name, None) for name in ("detect", "acknowledge", "contain", "recover", "verify")
    }
    summary = plain.summary.model_copy(update={"declared_at": at, **flags})
    detected = told.get("detected_at", at)
    ends = {
        "started_at": detected - timedelta(seconds=lengths["detect"] or 0),
        "detected_at": detected,
        "acknowledged_at": _after(at, lengths["acknowledge"]),
        "contained_at": _after(detected, lengths["contain"]),
        "recovered_at": _after(detected, lengths["recover"]),
        "verified_at": _after(detected, lengths["verify"]),
    }
    return plain.model_copy(update={"summary": summary, **ends, **told})


def item(number: int, at: datetime = NOW - timedelta(days=9), **told: Any) -> ItemLine:
    """An open action item, written down at that moment."""
    said = {"category": ItemCategory.SIGNAL, "what": "Alert", "owner": "UBEN", "due": None, "link": ""}
    return ItemLine(**{**said, "number": number, "state": ItemState.OPEN, "at": at, **told})


SURFACES = tuple(Surface)
SEVERITIES = tuple(Severity)
TYPES = tuple(IncidentType)


def _after(at: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else at + timedelta(seconds=seconds)
