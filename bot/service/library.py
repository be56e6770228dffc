"""Showing a room past incidents that are like its own, and finding them for people."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.domain import effects as do
from bot.domain.incident import Incident
from bot.domain.library import Similar, similar
from bot.domain.offers import ReportOffered
from bot.domain.record import Record, record
from bot.service.messages import post
from bot.service.ports import Claimed
from bot.service.way import Way, room
from bot.views.library import OFFERED


async def offer_similar(
    way: Way, claimed: Claimed, effect: do.OfferSimilar, it: Incident
) -> ReportOffered | None:
    """Post what everybody may know and the room was not shown before; nothing where nothing is alike.

    Restricted incidents are never offered to a room, not even to a restricted one: its members differ (domain §15).
    """
    if not it.open:
        return None
    open_books = [each for each in await way.ledger.records() if not each.summary.restricted]
    found = await like(it, open_books, way.clock.now(), leave_out=it.offered)
    if not found:
        return None
    ts = await post(way, claimed, room(it), way.words.similar_offered(it, found, effect.occasion))
    return ReportOffered(tuple(each.record.number for each in found), effect.occasion, ts)


async def like(
    it: Incident, records: Sequence[Record], now: datetime, leave_out: frozenset[int] = frozenset()
) -> tuple[Similar, ...]:
    """Past incidents like this one; compared beside everything else, for it may take a moment."""
    own = record(it)
    return await asyncio.to_thread(similar, own, records, now, OFFERED, leave_out=leave_out)
