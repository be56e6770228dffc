"""What happens when something is asked of an incident's checklists (domain §4, §10)."""

from __future__ import annotations

from bot.domain.checklists import (
    AttachPlaybook,
    ClearItem,
    DetachPlaybook,
    FinishStep,
    ItemCleared,
    ItemTicked,
    PlaybookAttached,
    PlaybookCommand,
    PlaybookDetached,
    ReopenStep,
    SkipStep,
    StepCommand,
    StepFinished,
    StepReopened,
    StepSkipped,
    TickItem,
)
from bot.domain.first_steps import PacedStep, paced_step
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook
from bot.domain.refusal import Reason, Refused, Verdict, blank


def decide_playbook(it: Incident, command: PlaybookCommand) -> Verdict:
    """What the command makes happen to the playbook that is worked by."""
    if not it.open:
        return Refused(Reason.CLOSED)
    match command:
        case AttachPlaybook(playbook=playbook):
            return _attach(it, playbook, command.reason)
        case DetachPlaybook():
            if it.playbook is None:
                return ()
            if blank(command.reason):
                return Refused(Reason.BLANK, "reason")
            gone = it.playbook.playbook
            return (PlaybookDetached(key=gone.key, title=gone.title, reason=command.reason.strip()),)
        case TickItem():
            return _tick(it, command)
        case ClearItem():
            return _clear(it, command)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _attach(it: Incident, playbook: Playbook, reason: str) -> Verdict:
    """The first one is attached at a press; what is worked by already makes way only for a reason."""
    if it.playbook is None:
        return (PlaybookAttached(playbook=playbook, before="", reason=reason.strip()),)
    before = it.playbook.playbook
    if before == playbook:
        return ()
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    title = f"{before.title}, version {before.version}"
    return (PlaybookAttached(playbook=playbook, before=title, reason=reason.strip()),)


def _tick(it: Incident, command: TickItem) -> Verdict:
    if it.playbook is None:
        return Refused(Reason.NO_PLAYBOOK)
    item = it.playbook.item(command.item)
    if item is None:
        return Refused(Reason.UNKNOWN_ITEM, "item")
    known, result = it.playbook.ticks.get(item.key), command.result.strip()
    if known is not None and (known.result == result or not result):
        return ()
    was = known.result if known else None
    return (ItemTicked(item=item.key, words=item.words, result=result, was=was),)


def _clear(it: Incident, command: ClearItem) -> Verdict:
    if it.playbook is None:
        return Refused(Reason.NO_PLAYBOOK)
    item = it.playbook.item(command.item)
    if item is None:
        return Refused(Reason.UNKNOWN_ITEM, "item")
    tick = it.playbook.ticks.get(item.key)
    if tick is None:
        return ()
    reason = command.reason.strip()
    return (ItemCleared(item=item.key, words=item.words, reason=reason, was=tick.result),)


def decide_step(it: Incident, command: StepCommand, by: str | None) -> Verdict:
    """What the command makes happen to a step of the first 90 minutes."""
    if not it.open:
        return Refused(Reason.CLOSED)
    match command:
        case FinishStep():
            step, note = paced_step(it, command.step), command.note.strip()
            if step is None:
                return Refused(Reason.UNKNOWN_STEP, "step")
            if step.state == "finished" and note in ("", step.words):
                return ()
            return (StepFinished(step=step.key, title=step.title, note=note),)
        case SkipStep():
            return _skip(it, paced_step(it, command.step), command.reason, by)
        case ReopenStep():
            step = paced_step(it, command.step)
            if step is None:
                return Refused(Reason.UNKNOWN_STEP, "step")
            if step.state == "open":
                return ()
            return (StepReopened(step=step.key, title=step.title, reason=command.reason.strip()),)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _skip(it: Incident, step: PacedStep | None, reason: str, by: str | None) -> Verdict:
    """Only whoever commands leaves a step out; while nobody does, nobody can."""
    if step is None:
        return Refused(Reason.UNKNOWN_STEP, "step")
    if it.commander is None or by != it.commander:
        return Refused(Reason.COMMANDER_ONLY, "step", {"holder": it.commander or ""})
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    if step.state == "skipped" and step.words == reason.strip():
        return ()
    return (StepSkipped(step=step.key, title=step.title, reason=reason.strip()),)
