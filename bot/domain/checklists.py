"""Checklists of one incident: the attached playbook, and the first 90 minutes (domain §4, §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.domain.playbook import Playbook
from bot.domain.strict import Strict

CHECK = "check:"
"""How the keys of checks begin."""


@dataclass(frozen=True, slots=True)
class PlaybookCommand:
    """Something asked of an incident's playbook."""


@dataclass(frozen=True, slots=True)
class AttachPlaybook(PlaybookCommand):
    """Work by this playbook from now on; one that is attached already makes way, and `reason` says why."""

    playbook: Playbook
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DetachPlaybook(PlaybookCommand):
    """It was not the right one."""

    reason: str


@dataclass(frozen=True, slots=True)
class TickItem(PlaybookCommand):
    """An item of the checklist was done, with this result; ticking again sets the result right."""

    item: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class ClearItem(PlaybookCommand):
    """An item was not done after all."""

    item: str
    reason: str


class PlaybookEvent(Strict):
    """Something that happened to an incident's playbook."""


class PlaybookAttached(PlaybookEvent):
    """The playbook as it was then; an edit of the library never changes a running incident.

    before: title and version of the one that made way for it, or empty; reason: why it did.
    """

    kind: Literal["playbook_attached"] = "playbook_attached"
    playbook: Playbook
    before: str
    reason: str = ""


class PlaybookDetached(PlaybookEvent):
    """No playbook is worked by any more."""

    kind: Literal["playbook_detached"] = "playbook_detached"
    key: str
    title: str
    reason: str


class ItemTicked(PlaybookEvent):
    """Done, with this result; `was` is the result that it is set right from, None when it was open."""

    kind: Literal["item_ticked"] = "item_ticked"
    item: str
    words: str
    result: str
    was: str | None


class ItemCleared(PlaybookEvent):
    """Open again; `was` is the result that does not stand any more."""

    kind: Literal["item_cleared"] = "item_cleared"
    item: str
    words: str
    reason: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its key (`check:1`), its words, the command that goes with it (unfilled), and what to make of it."""

    key: str
    words: str
    tell: str = ""
    command: str = ""

    @property
    def is_check(self) -> bool:
        """Whether it is one of the first three checks."""
        return self.key.startswith(CHECK)


@dataclass(frozen=True, slots=True)
class Tick:
    """Who did an item, when, and what came of it."""

    at: datetime
    by: str | None
    result: str


@dataclass(frozen=True, slots=True)
class Attached:
    """The playbook that is worked by; `ticks` by the key of their item."""

    playbook: Playbook
    at: datetime
    by: str | None
    ticks: dict[str, Tick] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Item, ...]:
        """What there is to do, the first three checks first."""
        return tuple(_items(self.playbook))

    @property
    def open_items(self) -> tuple[Item, ...]:
        """What nobody has ticked yet, in order."""
        return tuple(item for item in self.items if item.key not in self.ticks)

    @property
    def checked(self) -> bool:
        """Whether the first three checks are done."""
        return not any(item.is_check for item in self.open_items)

    def item(self, key: str) -> Item | None:
        """The item of that key."""
        return next((item for item in self.items if item.key == key), None)


def _items(playbook: Playbook) -> Iterator[Item]:
    for n, check in enumerate(playbook.checks, 1):
        yield Item(f"{CHECK}{n}", check.look, check.tell, check.command or "")
    for n, step in enumerate(playbook.steps, 1):
        yield Item(f"step:{n}", step)
    for n, proof in enumerate(playbook.verification, 1):
        yield Item(f"verification:{n}", proof)


def attached_after(
    before: Attached | None, event: PlaybookEvent, at: datetime, by: str | None
) -> Attached | None:
    """The playbook that is worked by after one more event.

    What was ticked in another playbook stays in the history and not on the new checklist.
    """
    match event:
        case PlaybookAttached():
            return Attached(event.playbook, at, by)
        case PlaybookDetached():
            return None
        case ItemTicked() if before is not None:
            return replace(before, ticks={**before.ticks, event.item: Tick(at, by, event.result)})
        case ItemCleared() if before is not None:
            kept = {key: tick for key, tick in before.ticks.items() if key != event.item}
            return replace(before, ticks=kept)
        case _:
            raise TypeError(f"the checklist knows no {type(event).__name__} here")


@dataclass(frozen=True, slots=True)
class StepCommand:
    """Something asked of the first 90 minutes' checklist."""


@dataclass(frozen=True, slots=True)
class FinishStep(StepCommand):
    """The step is done."""

    step: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SkipStep(StepCommand):
    """The step is left out, and why; the commander's to say."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenStep(StepCommand):
    """The step is not done after all, or not left out."""

    step: str
    reason: str


class StepEvent(Strict):
    """Something that happened to a step of the first 90 minutes."""

    step: str
    title: str


class StepFinished(StepEvent):
    """Done, said a person."""

    kind: Literal["step_finished"] = "step_finished"
    note: str


class StepSkipped(StepEvent):
    """Left out, with a reason."""

    kind: Literal["step_skipped"] = "step_skipped"
    reason: str


class StepReopened(StepEvent):
    """To be done after all."""

    kind: Literal["step_reopened"] = "step_reopened"
    reason: str


@dataclass(frozen=True, slots=True)
class StepMark:
    """What a person said of a step."""

    state: Literal["finished", "skipped", "reopened"]
    at: datetime
    by: str | None
    words: str


def marks_after(
    marks: dict[str, StepMark], event: StepEvent, at: datetime, by: str | None
) -> dict[str, StepMark]:
    """What was said of the steps after one more event."""
    match event:
        case StepFinished():
            return {**marks, event.step: StepMark("finished", at, by, event.note)}
        case StepSkipped():
            return {**marks, event.step: StepMark("skipped", at, by, event.reason)}
        case StepReopened():
            return {**marks, event.step: StepMark("reopened", at, by, event.reason)}
        case _:
            raise TypeError(f"the first steps know no {type(event).__name__}")
