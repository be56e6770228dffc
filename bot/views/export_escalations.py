"""Escalations as they stand, for the JSON export (domain §7)."""

from __future__ import annotations

from datetime import datetime

from bot.domain.escalation import Because
from bot.domain.severity import Severity
from bot.views.export_response import Copied


class LevelCopy(Copied):
    """A level that was reached, counting from 0: who was told, and what became of its pagers.

    left_out: how many a drill did not tell. alarmed: pagers to what kept them from taking the alarm, empty for nothing.
    """

    level: int
    at: datetime
    because: Because
    answer_by: datetime
    by: str | None
    reason: str
    people: tuple[str, ...]
    problems: tuple[str, ...]
    left_out: int
    alarmed: dict[str, str]


class EscalationCopy(Copied):
    """An escalation; `concern` is empty for the path of `severity`. Moments that were not reached are null.

    ended_at: when it stopped because the incident was closed, or because `replaced_by` took its place.
    """

    number: int
    concern: str
    severity: Severity
    reason: str
    at: datetime
    by: str | None
    levels: tuple[LevelCopy, ...]
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    exhausted_at: datetime | None
    ended_at: datetime | None
    replaced_by: int | None
