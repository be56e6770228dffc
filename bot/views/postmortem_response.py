"""Checklists and containment as small records for the post-mortem (domain §4, §9, §10, §15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.action_log import Action
from bot.domain.actions import ActionEvent, ActionProposed, ActionState
from bot.domain.checklists import Attached, PlaybookAttached, PlaybookEvent, attached_after
from bot.domain.events import Recorded
from bot.views import labels
from bot.views.course import StepRecord, step_records
from bot.views.markdown import Markdown
from bot.views.moments import duration
from bot.views.people import role_title
from bot.views.timeline import Telling


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a playbook; `when` is empty while it is open."""

    words: str
    when: str
    who: str
    result: str


@dataclass(frozen=True, slots=True)
class PlaybookSpell:
    """A playbook that was worked by; `until` is empty while it is."""

    title: str
    version: str
    since: str
    who: str
    until: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the first 90 minutes with what became of it; `late` is how long after `due` it was done."""

    title: str
    due: str
    done: str
    who: str
    outcome: str
    late: str
    by_record: bool
    words: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to an action, as the timeline tells it."""

    when: str
    who: str
    words: Markdown


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """A containment action in full: what was proposed, how it ended or stands, and all that happened to it.

    approvals: by which roles; applied: when, empty if it never was. kept_by: who answers for its staying, if it does.
    """

    number: int
    containment: str
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review: str
    risky: bool
    proposed_when: str
    proposed_by: str
    approvals: str
    applied: str
    state: str
    kept_by: str
    happened: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """How recovery is proven; `awaiting` is until when labels are waited for. What is not recorded is empty."""

    metric: str
    target: str
    observed: str
    holds: bool
    awaiting: str


def proof(tell: Telling) -> Proof:
    """The metric that was named last, and what it showed last."""
    known, version = tell.it.verification, tell.it.version
    return Proof(
        metric=tell.people.spoken(known.metric, version),
        target=tell.people.spoken(known.target, version),
        observed=tell.people.spoken(known.observed, version),
        holds=known.holds,
        awaiting=tell.moment(known.awaiting_until),
    )


def playbook_spells(tell: Telling, history: Sequence[Recorded]) -> tuple[PlaybookSpell, ...]:
    """Every playbook that was worked by, with who did which of its items, when, and what came of it."""
    return tuple(_playbook_spells(tell, history))


def _playbook_spells(tell: Telling, history: Sequence[Recorded]) -> Iterator[PlaybookSpell]:
    worked: Attached | None = None
    versions: dict[str, int] = {}
    begun = 0
    for recorded in history:
        event = recorded.event
        if not isinstance(event, PlaybookEvent):
            continue
        after = attached_after(worked, event, recorded.at, recorded.by)
        if worked and (after is None or isinstance(event, PlaybookAttached)):
            yield _spell(tell, worked, begun, versions, recorded.at)
        if isinstance(event, PlaybookAttached):
            begun, versions = recorded.version, {}
        worked = after
        item = getattr(event, "item", "")
        versions[item] = recorded.version
    if worked:
        yield _spell(tell, worked, begun, versions, None)


def _spell(
    tell: Telling, worked: Attached, begun: int, versions: Mapping[str, int], until: datetime | None
) -> PlaybookSpell:
    """`versions`: of the event that an item was ticked by; `begun`: of the one that the playbook was taken up by."""
    return PlaybookSpell(
        title=worked.playbook.title,
        version=worked.playbook.version,
        since=tell.moment(worked.at),
        who=tell.people.label(worked.by, begun),
        until=tell.moment(until),
        items=tuple(
            ItemRow(
                words=item.words,
                when=tell.moment(tick.at) if tick else "",
                who=tell.people.label(tick.by, versions[item.key]) if tick else "",
                result=tell.people.spoken(tick.result, versions[item.key]) if tick else "",
            )
            for item in worked.items
            for tick in (worked.ticks.get(item.key),)
        ),
    )


def step_rows(tell: Telling, history: Sequence[Recorded], now: datetime) -> tuple[StepRow, ...]:
    """The first 90 minutes: what was due when, what was done when, and what was left out why."""
    return tuple(_step_row(tell, record) for record in step_records(tell.it.number, history, now))


def _step_row(tell: Telling, record: StepRecord) -> StepRow:
    step, done_at = record.step, record.done_at
    late = duration(done_at - step.due) if done_at and record.outcome == "late" else ""
    return StepRow(
        title=step.title,
        due=tell.moment(step.due),
        done=tell.moment(done_at),
        who=tell.people.label_at(step.by, done_at) if step.by and done_at else "",
        outcome=record.outcome,
        late=late,
        by_record=step.by_record,
        words=tell.people.spoken(step.words, tell.it.version),
    )


def action_records(
    tell: Telling, history: Sequence[Recorded], told: Mapping[int, Happening]
) -> tuple[ActionRecord, ...]:
    """Every action in full; `told` has the words of each event by its version."""
    events: dict[int, list[Recorded]] = {}
    for recorded in history:
        if isinstance(recorded.event, ActionEvent):
            events.setdefault(recorded.event.number, []).append(recorded)
    return tuple(_action_record(tell, action, events[action.number], told) for action in tell.it.actions)


def _action_record(
    tell: Telling, action: Action, events: Sequence[Recorded], told: Mapping[int, Happening]
) -> ActionRecord:
    version = events[0].version

    def typed(words: str) -> str:
        return tell.people.spoken(words, version)

    applied = next((step.at for step in action.steps if step.state is ActionState.APPLIED), None)
    return ActionRecord(
        number=action.number,
        containment=labels.contained_by(action.containment),
        what=typed(action.what),
        command=typed(action.command),
        effect=typed(action.effect),
        verify=typed(action.verify),
        lift=typed(action.lift),
        review=duration(60 * action.review_after_minutes),
        risky=action.risky,
        proposed_when=tell.moment(events[0].at),
        proposed_by=tell.people.label(events[0].by, version),
        approvals=", ".join(role_title(tell.it, approval.role) for approval in action.approvals),
        applied=tell.moment(applied),
        state=labels.STATES[action.state],
        kept_by=tell.people.label(action.kept_by, tell.it.version) if action.kept_by else "",
        happened=tuple(
            told[recorded.version] for recorded in events if not isinstance(recorded.event, ActionProposed)
        ),
    )
