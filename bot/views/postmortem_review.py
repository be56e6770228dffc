"""The review as a small record for the post-mortem: what people wrote, and how it stands (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.catalogue import SliFamily
from bot.domain.review import ReviewState, Section
from bot.views.moments import duration
from bot.views.review_labels import SECTIONS, STATES
from bot.views.timeline import Telling


@dataclass(frozen=True, slots=True)
class KeptWording:
    """Words that were pointed out as blaming and stay on purpose."""

    section: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """How the review stands; empty text stands for what is not there.

    state: empty while no review was begun. complete: nothing waits for people any more.
    owner: who answers for its being written. authors: who wrote what stands in it, each once.
    texts: what people wrote, by section, empty where nobody did.
    """

    state: str
    complete: bool
    owner: str
    authors: tuple[str, ...]
    due: str
    published: str
    completed: str
    waived: str
    kept: tuple[KeptWording, ...]
    texts: dict[str, str]
    unwritten: tuple[str, ...]


def review_record(tell: Telling) -> ReviewRecord:
    """The review as the document shows it; nobody is mentioned by id."""
    it, review = tell.it, tell.it.review

    def said(words: str) -> str:
        return tell.people.spoken(words, it.version)

    return ReviewRecord(
        state=STATES[review.state],
        complete=review.state is ReviewState.COMPLETED,
        owner=tell.people.label(review.owner, it.version) if review.owner else "",
        authors=tuple(dict.fromkeys(tell.people.label(one, it.version) for one in review.authors)),
        due=review.due.isoformat() if review.due else "",
        published=tell.moment(review.published_at),
        completed=tell.moment(review.completed_at),
        waived=said(review.waived),
        kept=tuple(
            KeptWording(SECTIONS[section], said(words), said(reason))
            for (section, words), reason in review.accepted.items()
            if words in review.text(section).casefold()
        ),
        texts={section.value: said(review.text(section)) for section in Section},
        unwritten=tuple(SECTIONS[section] for section in Section if not review.text(section)),
    )


def breach(tell: Telling) -> str:
    """Which promise of quality was broken and how long, as far as triage and the catalogue say; empty otherwise."""
    it = tell.it
    if it.triage.said.get("quality_slo") != "breached" and not it.triage.signals.quality_slo_breached:
        return ""
    quality = (SliFamily.QUALITY, SliFamily.BUSINESS)
    promised = [slo.name for slo in (it.entry.slos if it.entry else ()) if slo.family in quality]
    until = it.recovered_at or it.verified_at
    named = ", ".join(promised) if promised else "one that the catalogue does not name"
    if until is None or until < it.started_at:
        return f"{named}; how long is not recorded"
    return f"{named}; from when it began to recovery: {duration(until - it.started_at)}"
