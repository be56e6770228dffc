"""The shifts of a rota as they are kept: plain times and words, all expanded, so that who is on call is looked up."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

_LEVEL = re.compile(r"^\s*\[L(\d)\]")


class NotACalendar(Exception):
    """The feed cannot be read; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is on call from `begins` until `ends` (UTC): by which words, under which addresses and names."""

    begins: datetime
    ends: datetime
    summary: str
    attendees: tuple[str, ...]

    @property
    def level(self) -> int:
        """Of several shifts at once the one of the highest level counts (Grafana OnCall: `[L2]`)."""
        found = _LEVEL.match(self.summary)
        return int(found[1]) if found else 0

    @property
    def words(self) -> str:
        """The summary without its level."""
        return _LEVEL.sub("", self.summary).strip()


@dataclass(frozen=True, slots=True)
class Shifts:
    """What a feed says until a day (UTC), and how many of its shifts could not be understood."""

    until: datetime
    shifts: tuple[Shift, ...]
    left_out: int = 0

    def at(self, now: datetime) -> tuple[Shift, ...]:
        """The shifts of that moment."""
        return tuple(shift for shift in self.shifts if shift.begins <= now < shift.ends)

    def to_json(self) -> bytes:
        """As text, to be sent to another process."""
        rows = [
            [shift.begins.isoformat(), shift.ends.isoformat(), shift.summary, shift.attendees]
            for shift in self.shifts
        ]
        return json.dumps([self.until.isoformat(), rows, self.left_out]).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Shifts:
        """As it was sent."""
        until, rows, left_out = json.loads(text)
        when = datetime.fromisoformat
        shifts = (Shift(when(begins), when(ends), words, tuple(who)) for begins, ends, words, who in rows)
        return cls(when(until), tuple(shifts), left_out)
