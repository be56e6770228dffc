"""What the modals of containment show: small frozen view models, one a template.

`action` counts an incident's actions from 1; `label` is the menu's name of the change.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.forms import Choice
from bot.views.models import View


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """A change that can be chosen: the value that comes back, its name, and why it is there (table `offer`)."""

    value: str
    label: str
    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class ContainmentForm(View):
    """What to change, step one: `offers` fit, `others` do not or are less likely."""

    template = "form_containment"
    number: int
    playbook: str
    waiting: str
    offers: tuple[OfferChoice, ...]
    others: tuple[OfferChoice, ...]


@dataclass(frozen=True, slots=True)
class ProposalForm(View):
    """Step two: what exactly; `missing` are placeholders of the command that nobody has filled in."""

    template = "form_proposal"
    number: int
    label: str
    undone: str
    what: str
    command: str
    missing: tuple[str, ...]
    effect: str
    verify: str
    lift: str
    review_after: str
    minutes: tuple[Choice, ...]
    risky: str
    people: int
    webhooks: tuple[Choice, ...]
    webhook: str


@dataclass(frozen=True, slots=True)
class SettleForm(View):
    """What was seen; `outcome` is the state that is reached by saying so."""

    template = "form_settle"
    number: int
    action: int
    label: str
    what: str
    outcome: str
    verify: str
    lift: str
    undone: str


@dataclass(frozen=True, slots=True)
class ApplyForm(View):
    """A change beside one that is not verified yet: why? `run`: the automation is to do it."""

    template = "form_apply"
    number: int
    action: int
    what: str
    other: int
    other_what: str
    run: bool


@dataclass(frozen=True, slots=True)
class KeepForm(View):
    """It stays on purpose."""

    template = "form_keep"
    number: int
    action: int
    what: str
    lift: str
    owner: str
    review_at: int


@dataclass(frozen=True, slots=True)
class PostponeForm(View):
    """Look at it again later."""

    template = "form_postpone"
    number: int
    action: int
    what: str
    minutes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class UndoForm(View):
    """Its last step was a mistake: it is `before` again."""

    template = "form_undo"
    number: int
    action: int
    what: str
    state: str
    before: str


CONTAINMENT: tuple[type[View], ...] = (
    ContainmentForm,
    ProposalForm,
    SettleForm,
    ApplyForm,
    KeepForm,
    PostponeForm,
    UndoForm,
)
