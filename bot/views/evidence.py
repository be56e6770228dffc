"""What was said, decided and noted in an incident, as small records for the post-mortem (domain §12, §13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import events as happened
from bot.domain.events import Recorded
from bot.domain.hypotheses import EvidenceAdded
from bot.domain.incident import Incident
from bot.views.audience_words import Told, told_in_full
from bot.views.labels import DOCUMENT_FORMS
from bot.views.timeline import Telling


@dataclass(frozen=True, slots=True)
class Update:
    """An update in full; `told`: what audiences outside the room read of it."""

    number: int
    when: str
    who: str
    status: str
    impact: str
    actions: str
    eta: str
    was_due: str
    next_due: str
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in full, linked to the one it corrects and the one that corrects it (0: none)."""

    number: int
    when: str
    who: str
    what: str
    options: str
    rationale: str
    evidence: str
    revisit_at: str
    corrects: int
    corrected_by: int


@dataclass(frozen=True, slots=True)
class Message:
    """A Slack message that stands on the timeline, or that the incident was declared from."""

    when: str
    who: str
    permalink: str
    text: str
    edited: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """What speaks for or against the hypothesis of that number."""

    number: int
    side: str
    when: str
    who: str
    words: str


def updates(tell: Telling, history: Sequence[Recorded]) -> tuple[Update, ...]:
    """Every update in full, in order."""
    return tuple(
        Update(
            number=tell.updates[recorded.version],
            when=tell.moment(recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            status=recorded.event.status.value,
            impact=tell.people.spoken(recorded.event.impact, recorded.version),
            actions=tell.people.spoken(recorded.event.actions, recorded.version),
            eta=tell.people.spoken(recorded.event.eta, recorded.version),
            was_due=tell.moment(recorded.event.was_due),
            next_due=tell.moment(recorded.event.next_due),
            told=told_in_full(recorded.event.briefings, tell.people, recorded.version),
        )
        for recorded in history
        if isinstance(recorded.event, happened.UpdatePosted)
    )


def decisions(tell: Telling, history: Sequence[Recorded]) -> tuple[Decision, ...]:
    """Every decision in full, in order."""
    corrected_by = {one.recorded.number: one.corrected_by or 0 for one in tell.it.decisions}
    return tuple(
        Decision(
            number=event.number,
            when=tell.moment(recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            what=tell.people.spoken(event.what, recorded.version),
            options=tell.people.spoken(event.options, recorded.version),
            rationale=tell.people.spoken(event.rationale, recorded.version),
            evidence=tell.people.spoken(event.evidence, recorded.version),
            revisit_at=tell.moment(event.revisit_at),
            corrects=event.corrects or 0,
            corrected_by=corrected_by.get(event.number, 0),
        )
        for recorded in history
        if isinstance(event := recorded.event, happened.DecisionRecorded)
    )


def arguments(tell: Telling, history: Sequence[Recorded]) -> tuple[Argument, ...]:
    """What speaks for and against hypotheses, in order."""
    return tuple(
        Argument(
            number=event.number,
            side=event.side,
            when=tell.moment(recorded.at),
            who=tell.people.label(recorded.by, recorded.version),
            words=tell.people.spoken(event.words, recorded.version),
        )
        for recorded in history
        if isinstance(event := recorded.event, EvidenceAdded)
    )


def messages(tell: Telling) -> tuple[Message, ...]:
    """Every message that was put on the timeline."""
    return tuple(
        Message(
            when=tell.moment(story.at),
            who=tell.people.label_at(story.source.author, story.at),
            permalink=story.source.permalink,
            text=tell.people.spoken(story.words[0], version),
            edited=len(story.words) > 1,
            withdrawn=bool(story.withdrawn),
        )
        for version, story in tell.stories.items()
        if story.source
    )


def first_message(tell: Telling) -> Message | None:
    """The message that the incident was declared from."""
    source = tell.it.source
    if source is None:
        return None
    return Message(
        when=tell.moment(source.written_at),
        who=tell.people.label(source.author, 1),
        permalink=source.permalink,
        text=tell.people.spoken(source.text, 1),
    )


def links(it: Incident, history: Sequence[Recorded]) -> tuple[tuple[str, str], ...]:
    """Dashboards and runbooks of the model, and the files that were shared."""
    known = it.entry
    dashboards = [("Dashboard", url) for url in (known.dashboards if known else ())]
    runbooks = [("Runbook", url) for url in (known.runbooks if known else ())]
    files = [
        (f"Post-mortem, number {event.number}, {DOCUMENT_FORMS[event.format]}", event.permalink)
        for event in (recorded.event for recorded in history)
        if isinstance(event, happened.PostmortemShared)
    ]
    return (*dashboards, *runbooks, *files)
