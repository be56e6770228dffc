"""Past incidents that an incident's room was shown, because they are like it (domain §17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.strict import Strict

Occasion = Literal["declared", "triaged"]
"""When past incidents are offered: as soon as the room is open, and when triage names a surface."""


@dataclass(frozen=True, slots=True)
class ReportOffered:
    """The room was shown these past incidents, at that message."""

    numbers: tuple[int, ...]
    occasion: Occasion
    ts: str


class SimilarOffered(Strict):
    """Past incidents like this one were shown in its room."""

    kind: Literal["similar_offered"] = "similar_offered"
    numbers: tuple[int, ...]
    occasion: Occasion
    ts: str
