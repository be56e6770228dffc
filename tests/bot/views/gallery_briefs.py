"""Summaries, what whoever joins late is told, and digests, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.audiences import Audience
from bot.domain.digest_log import DigestGivenUp
from bot.domain.digest_rules import DigestKind
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.record import ItemLine, Record, record
from bot.domain.review import ReviewState
from bot.views.brief import Brief, catch_up, summary
from bot.views.digest import Gathered, Story
from bot.views.render import Message, Words

MANY = 12
"""Incidents of a day on which much is going on."""


def messages(
    words: Words, it: Incident, history: Sequence[Recorded], text: str, now: datetime
) -> Iterator[tuple[str, Message]]:
    """What one person is told of the incident, and digests with one of it, with many, and with none."""
    urls = {each.version: f"https://acme.slack.com/archives/CROOM/p{each.version}" for each in history}
    for audience in Audience:
        told = text if audience is Audience.NOTE else ""
        parts = summary(it, history, audience, now)
        yield f"summary {audience}", words.brief(it, Brief("summary", parts, audience, told), urls)
        yield f"summary {audience} unlinked", words.brief(it, Brief("summary", parts, audience, told), {})
    yield "catch up", words.brief(it, Brief("catchup", catch_up(it, history, now)), urls)
    for amount in (0, 1, MANY):
        day = gathered(it, history, amount, now, urls=urls, text=text)
        yield f"incidents daily {amount}", words.daily(day)
        yield f"incidents weekly {amount}", words.weekly(replace(day, digest=DigestKind.WEEKLY))
    yield "incidents quiet", words.quiet(gathered(it, history, 0, now))
    lost = replace(
        gathered(it, history, 0, now), refused=tuple(_refused(place) for place in ("CROOM", "UANA"))
    )
    yield "incidents quiet and lost", words.quiet(lost)
    yield "incidents daily lost", words.daily(lost)
    yield "incidents weekly lost", words.weekly(replace(lost, digest=DigestKind.WEEKLY))


def gathered(
    it: Incident,
    history: Sequence[Recorded],
    amount: int,
    now: datetime,
    *,
    urls: dict[int, str] | None = None,
    text: str = "",
) -> Gathered:
    """A day with so many of this incident, each with overdue items and a review under way."""
    stories = {
        number: Story(replace(it, number=number), history, urls or {}) for number in range(1, amount + 1)
    }
    return Gathered(
        digest=DigestKind.DAILY,
        day=date(2026, 11, 20),
        due=now - timedelta(hours=3),
        since=now - timedelta(days=1),
        now=now,
        policy=it.policy,
        records=[_busy(record(each.it), text) for each in stories.values()],
        stories=stories,
        names={"UANA": text or "Ana"},
        hidden=amount,
    )


def _refused(place: str) -> DigestGivenUp:
    return DigestGivenUp(
        digest=DigestKind.DAILY,
        day=date(2026, 11, 19),
        place=place,
        effect="share_digest" if place.startswith("U") else "send_digest",
        reason="not_in_channel",
    )


def _busy(of: Record, text: str) -> Record:
    items = tuple(
        ItemLine(
            number=number,
            category=ItemCategory.SIGNAL,
            what=text,
            owner="UANA",
            due=date(2026, 11, 1),
            state=ItemState.OPEN,
            link="",
            at=datetime(2026, 10, 1, tzinfo=UTC),
        )
        for number in (1, 2)
    )
    review = {"review": ReviewState.IN_REVIEW, "review_owner": "UANA", "review_due": date(2026, 11, 2)}
    return of.model_copy(update={**review, "items": items})
