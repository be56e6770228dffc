"""Who is on call by the shifts of a rota, in Slack ids: people are found by the names and addresses of the policy.

PagerDuty names people by ATTENDEE (a bare address) and in SUMMARY ("On Call - Name - Team"), Opsgenie and GoAlert in
SUMMARY beside other words, Grafana in SUMMARY, perhaps behind a level such as "[L2]". So somebody is looked for by
address first, then by name anywhere in the summary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.rota_shifts import Shift, Shifts
from bot.views.text import one_line

NAME_MOST = 80

_PLAIN = str.maketrans("<>", "()")
"""A name by a stranger mentions nobody, also in a sentence in which people are mentioned."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who is on call (Slack ids), whom nobody knows, what was left out, and that nobody is; the last three in words."""

    people: tuple[str, ...]
    strangers: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong, a sentence each."""
        return (*self.strangers, *self.left_out, *self.nobody)


def on_call(shifts: Shifts, now: datetime, people: Mapping[str, str], rota: str) -> Found:
    """Who is on call at that moment; `people` leads from names and addresses to Slack ids."""
    present = shifts.at(now)
    top = max((shift.level for shift in present), default=0)
    known = {_folded(name): person for name, person in people.items()}
    found: dict[str, None] = {}
    called: dict[str, None] = {}
    for shift in present:
        if shift.level == top:
            meant, stranger = _who(shift, known)
            found.update(dict.fromkeys(meant))
            called.update(dict.fromkeys((stranger,) if stranger else ()))
    strangers = tuple(
        f"{name.translate(_PLAIN)} is on call by the rota {rota}, and the policy does not say who that is in Slack."
        for name in called
    )
    nobody = () if present else (f"Nobody is on call now by the rota {rota}.",)
    return Found(tuple(found), strangers, _left_out(shifts.left_out, rota), nobody)


def _left_out(count: int, rota: str) -> tuple[str, ...]:
    if not count:
        return ()
    what, are = ("1 shift", "is") if count == 1 else (f"{count} shifts", "are")
    return (f"{what} of the rota {rota} cannot be understood and {are} left out.",)


def _who(shift: Shift, known: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """Whom the shift means, and what it calls somebody whom nobody knows."""
    named = tuple(known[name] for name in map(_folded, shift.attendees) if name in known)
    named = named or tuple(_named_in(_folded(shift.summary), known))
    if named:
        return named, ""
    called = next(iter(shift.attendees), "") or shift.words or "Somebody"
    return (), one_line(called, NAME_MOST)


def _named_in(summary: str, known: Mapping[str, str]) -> Iterable[str]:
    """Everybody whose name or address stands in the summary as whole words; of names within names the longest."""
    for name in sorted(known, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", summary)
        if found:
            summary = f"{summary[: found.start()]}\n{summary[found.end() :]}"
            yield known[name]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
