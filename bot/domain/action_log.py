"""Actions as they stand: a fold of what happened to an incident's containment (domain §9, §15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.actions import (
    IN_PLACE,
    ActionApplied,
    ActionApproved,
    ActionCorrected,
    ActionEvent,
    ActionKept,
    ActionProposed,
    ActionSettled,
    ActionState,
    AutomationAnswered,
    AutomationAsked,
    Purpose,
    ReviewPostponed,
)
from bot.domain.containment import Containment

ASKED_AGAIN_AT_LEAST = timedelta(days=1)
"""How long what stays on purpose, or after the end, is left alone once somebody was asked about it."""


RUN_MAY_TAKE = timedelta(minutes=10)
"""How long an automation that does not answer keeps people from saying that it failed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said yes, in which role, and when."""

    person: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the webhook; `ok` is None while it is under way. `override` as in `ApplyAction`.

    approval: which approval of the action it was asked under, 0 for none yet. unknown: it ended, and nobody can tell
    whether it was carried out. silent: it has not answered for longer than `RUN_MAY_TAKE`.
    """

    number: int
    purpose: Purpose
    asked_at: datetime
    asked_by: str | None
    approval: int = 0
    override: str = ""
    ok: bool | None = None
    status: int = 0
    answer: str = ""
    unknown: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A state that was reached, when and by whom, and what was said."""

    state: ActionState
    at: datetime
    by: str | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it stands. `steps` are the states on the way here, corrected ones left out.

    approved: how often it has been approved, corrected approvals included. review_at: when it is looked at again.
    kept_by: who answers for its staying, empty unless it stays on purpose. approval_nudged_at: when those who may
    approve were last asked once more. told: the last two events that the room was told of; only the last one may ask.
    """

    number: int
    containment: Containment
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool
    webhook: str
    proposed_by: str | None
    steps: tuple[Step, ...]
    approvals: tuple[Approval, ...] = ()
    approved: int = 0
    runs: tuple[Run, ...] = ()
    review_at: datetime | None = None
    kept_by: str = ""
    kept_because: str = ""
    approval_nudged_at: datetime | None = None
    told: tuple[int, ...] = ()

    @property
    def state(self) -> ActionState:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def in_place(self) -> bool:
        """Whether it changes what the system does now."""
        return self.state in IN_PLACE

    @property
    def running(self) -> Run | None:
        """The run that is under way."""
        return next((run for run in self.runs if run.ok is None), None)

    @property
    def changing(self) -> Run | None:
        """The run that is under way and changes something; a dry run does not."""
        running = self.running
        return running if running is not None and running.purpose != "dry_run" else None

    @property
    def unverified(self) -> bool:
        """Whether it is in place, or may be, and nobody has seen yet what it does (domain §9)."""
        last = next(
            (run for run in reversed(self.runs) if run.purpose == "apply" and run.approval == self.approved),
            None,
        )
        may_be = last is not None and (last.ok is None or last.unknown)
        return self.state is ActionState.APPLIED or (self.state is ActionState.APPROVED and may_be)

    @property
    def tried(self) -> bool:
        """Whether its latest dry run went well."""
        dry = [run for run in self.runs if run.purpose == "dry_run" and run.ok is not None]
        return bool(dry) and dry[-1].ok is True

    @property
    def asked_to_apply(self) -> bool:
        """Whether the webhook was asked for it under the present approval; it never is twice (domain §15)."""
        return any(run.purpose == "apply" and run.approval == self.approved for run in self.runs)


Actions = tuple[Action, ...]


def actions_after(them: Actions, event: ActionEvent, at: datetime, by: str | None) -> Actions:
    """All of them after one more event."""
    if isinstance(event, ActionProposed):
        return (*them, _proposed(event, at, by))
    return tuple(_changed(each, event, at, by) if each.number == event.number else each for each in them)


def told_of(them: Actions, number: int, version: int) -> Actions:
    """All of them, when the room is told of this one by event number `version`."""
    return tuple(
        replace(each, told=(*each.told[-1:], version)) if each.number == number else each for each in them
    )


def moves(event: ActionEvent) -> bool:
    """Whether the room is told of it, so that what it was told before asks for nothing any more."""
    if isinstance(event, ActionApproved):
        return event.complete
    return not isinstance(event, ActionProposed | AutomationAsked | AutomationAnswered)


def _proposed(event: ActionProposed, at: datetime, by: str | None) -> Action:
    return Action(
        number=event.number,
        containment=event.containment,
        what=event.what,
        command=event.command,
        effect=event.effect,
        verify=event.verify,
        lift=event.lift,
        review_after_minutes=event.review_after_minutes,
        risky=event.risky,
        webhook=event.webhook,
        proposed_by=by,
        steps=(Step(ActionState.PROPOSED, at, by),),
    )


def _changed(it: Action, event: ActionEvent, at: datetime, by: str | None) -> Action:
    match event:
        case ActionApproved():
            return _approved(it, event, at, by)
        case ActionApplied():
            applied = replace(it, review_at=event.review_at)
            return _stepped(applied, ActionState.APPLIED, at, by, event.note)
        case ActionSettled():
            settled = _stepped(it, event.now, at, by, event.words)
            return settled if event.now in IN_PLACE else _left_alone(settled)
        case ActionKept():
            return replace(it, kept_by=event.owner, kept_because=event.reason, review_at=event.review_at)
        case ReviewPostponed():
            return replace(it, review_at=event.until)
        case ActionCorrected():
            return _back(it, event, at)
        case AutomationAsked():
            run = Run(event.run, event.purpose, at, by, it.approved, event.override)
            return replace(it, runs=(*it.runs, run))
        case AutomationAnswered():
            return replace(it, runs=tuple(_answered(run, event) for run in it.runs))
        case _:
            raise TypeError(f"an action knows no {type(event).__name__}")


def _approved(it: Action, event: ActionApproved, at: datetime, by: str | None) -> Action:
    said = replace(it, approvals=(*it.approvals, Approval(by or "", event.role, at)))
    if not event.complete:
        return said
    return _stepped(replace(said, approved=it.approved + 1), ActionState.APPROVED, at, by)


def _stepped(it: Action, state: ActionState, at: datetime, by: str | None, words: str = "") -> Action:
    return replace(it, steps=(*it.steps, Step(state, at, by, words)))


def _left_alone(it: Action) -> Action:
    """Nothing is in place any more, so nobody has to look at it again."""
    return replace(it, review_at=None, kept_by="", kept_because="")


def _back(it: Action, event: ActionCorrected, at: datetime) -> Action:
    """One step back: an approval that is taken back is given anew, what is in place again is looked at again."""
    back = replace(it, steps=it.steps[:-1])
    if event.now not in IN_PLACE:
        free = _left_alone(back)
        return replace(free, approvals=()) if event.now is ActionState.PROPOSED else free
    return replace(back, review_at=back.review_at or at + timedelta(minutes=it.review_after_minutes))


def _answered(run: Run, event: AutomationAnswered) -> Run:
    if run.number != event.run:
        return run
    return replace(run, ok=event.ok, status=event.status, answer=event.answer, unknown=event.unknown)


def review_asked(it: Action, at: datetime, *, closed: bool) -> Action:
    """Somebody was asked whether to lift it: they are again after as long as it was given at first.

    What stays on purpose, or after the end of the incident, is asked about once a day at most.
    """
    rest = timedelta(minutes=it.review_after_minutes)
    if closed or it.kept_by:
        rest = max(rest, ASKED_AGAIN_AT_LEAST)
    return replace(it, review_at=at + rest)


def run_silent(it: Action) -> Action:
    """The automation has not answered for longer than it may take."""
    return replace(it, runs=tuple(replace(run, silent=run.ok is None) for run in it.runs))
