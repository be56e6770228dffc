"""What is shown of playbooks: small frozen view models for messages, modals and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.severity import Surface
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A diagnostic check; `more`: it has a command that is too long to stand here."""

    number: int
    look: str
    tell: str
    command: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the decision table; `change` is the label of its containment, empty where there is none."""

    when: str
    then: str
    change: str


@dataclass(frozen=True, slots=True)
class OptionLine:
    """A containment option; `undone` is how it is taken back."""

    number: int
    label: str
    what: str
    command: str
    effect: str
    verify: str
    lift: str
    review: timedelta
    undone: str
    risky: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the checklist."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class HitLine:
    """A playbook that fits, why, and the value of the control that opens it; `nth` counts from 1, 0 in the menu."""

    nth: int
    title: str
    why: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class PlaybooksView(View):
    """What was found for the words, the best with its first checks.

    fits: whether any word was found; otherwise those that fit the incident's type are shown, if there are any.
    missing: placeholders in the shown commands for which the model's entry has no value.
    choices: all playbooks.
    attach: what the button carries that attaches the best to incident `number`, or empty; attached: it is already.
    """

    template = "playbooks"
    words: str
    fits: bool
    best: HitLine | None
    surface: Surface
    owner: str
    takes: timedelta
    checks: tuple[CheckLine, ...]
    others: tuple[HitLine, ...]
    choices: tuple[HitLine, ...]
    missing: tuple[str, ...]
    model: str
    number: int
    attach: str
    attached: bool


@dataclass(frozen=True, slots=True)
class PlaybookView(View):
    """A page of a playbook, of which it has what fits there; `page` counts from 1.

    attach: what the button carries that attaches it to incident `number`, or empty; attached: it is already.
    """

    template = "playbook"
    title: str
    version: str
    surface: Surface
    owner: str
    takes: timedelta
    page: int
    pages: int
    before: str
    after: str
    model: str
    number: int
    attach: str
    attached: bool
    missing: tuple[str, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    rows: tuple[RowLine, ...] = ()
    options: tuple[OptionLine, ...] = ()
    rollback: tuple[str, ...] = ()
    steps: tuple[StepLine, ...] = ()
    verification: tuple[str, ...] = ()
    success: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    compliance: tuple[str, ...] = ()


PLAYBOOKS: tuple[type[View], ...] = (PlaybooksView, PlaybookView)
