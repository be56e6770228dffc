"""What is shown of containment actions: small frozen view models, one a template.

`action` counts an incident's actions from 1; `label` is the menu's name of the change. People are Slack ids, empty
where there is nobody; times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.views.models import View


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """Who said yes, in which role (its title), and when."""

    person: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RunLine:
    """The latest run of the automation: what came of it (table `run`), and what it answered."""

    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class ActionCardView(View):
    """An action's living message.

    state: table `action_state`. needed: how many more yes; approvers: who may say them; short: how many people lack.
    lowered: it is proposed as not risky, although it usually is. fenced: the command can stand in a code block.
    cut: the command is longer than what is shown. busy: its automation changes something now; silent: for too long.
    unsure: nobody can tell whether it did. drill: its automation only ever tries. can_…: which buttons there are.
    """

    template = "action"
    number: int
    action: int
    label: str
    what: str
    state: str
    open: bool
    proposed_by: str
    proposed_at: datetime
    needed: int
    people_needed: int
    approvers: tuple[str, ...]
    vacant: tuple[str, ...]
    short: int
    approvals: tuple[ApprovalLine, ...]
    risky: bool
    lowered: bool
    since: datetime
    by: str
    words: str
    effect: str
    verify: str
    lift: str
    review_after: timedelta
    review_at: datetime | None
    kept_by: str
    kept_because: str
    command: str
    fenced: bool
    cut: bool
    webhook: str
    drill: bool
    run: RunLine | None
    busy: bool
    silent: bool
    unsure: bool
    can_run: bool
    can_try: bool
    can_take_back: bool
    can_fail: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """A state that was reached, when, by whom, and what was said."""

    state: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ActionPageView(ActionCardView):
    """Everything about an action, in a modal; nothing of it is cut."""

    template = "action_page"
    undone: str
    history: tuple[StepLine, ...]
    runs: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list; `url` leads to its message, empty while there is none."""

    action: int
    label: str
    what: str
    state: str
    since: datetime
    by: str
    kept_by: str
    review_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class ActionsView(View):
    """All actions: what has not ended first; `more` is how many are left out."""

    template = "actions"
    number: int
    title: str
    open: bool
    lines: tuple[ActionLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ActionToldView(View):
    """Something happened to an action, told in the room.

    happened: the state that was reached (table `action_state`), or kept, postponed, corrected, or the outcome of a run.
    was: the state before a correction. beside: the action that was not verified yet, 0 for none.
    rehearsed: it is so in the drill only, by its automation's dry run. asks: nothing came of it yet.
    """

    template = "room_action"
    number: int
    action: int
    label: str
    what: str
    happened: str
    state: str
    was: str
    by: str
    words: str
    beside: int
    override: str
    owner: str
    until: datetime | None
    verify: str
    webhook: str
    rehearsed: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class ActionReviewView(View):
    """Whether an action can be lifted is asked: in the room, or (with `title`) of one person directly.

    asks: nothing came of it yet.
    """

    template = "room_action_review"
    number: int
    title: str
    channel: str
    room_url: str
    action: int
    label: str
    what: str
    state: str
    since: datetime
    verify: str
    lift: str
    kept_by: str
    kept_because: str
    asks: bool


@dataclass(frozen=True, slots=True)
class ApprovalWaitsView(View):
    """Those who may approve are asked once more; `since`: how long it has waited, the rest as in the living message."""

    template = "room_approval_waits"
    number: int
    action: int
    label: str
    what: str
    state: str
    open: bool
    risky: bool
    since: timedelta
    needed: int
    approvers: tuple[str, ...]
    vacant: tuple[str, ...]
    short: int


@dataclass(frozen=True, slots=True)
class ActionKeptView(View):
    """Somebody is told that they answer for an action that stays on purpose."""

    template = "person_action_kept"
    number: int
    title: str
    action: int
    label: str
    what: str
    by: str
    reason: str
    lift: str
    review_at: datetime
    channel: str
    room_url: str


ACTIONS: tuple[type[View], ...] = (
    ActionCardView,
    ActionPageView,
    ActionsView,
    ActionToldView,
    ActionReviewView,
    ApprovalWaitsView,
    ActionKeptView,
)

RUN_OUTCOMES = (
    *(
        f"{purpose}_{end}"
        for purpose in ("dry_run", "apply", "revert")
        for end in ("running", "done", "failed", "unknown")
    ),
    "drill_running",
    "drill_done",
)
"""Keys of what came of a run of an automation (table `run`)."""

SETTLED_BY_PEOPLE = ("withdrawn", "verified", "lifted", "reverted", "failed")
"""States that somebody reaches by saying what they see (table `settle`)."""

TOLD_OF_ACTIONS = (
    "approved",
    "applied",
    *SETTLED_BY_PEOPLE,
    "kept",
    "postponed",
    "corrected",
    "dry_run_failed",
    "dry_run_unknown",
    "apply_done",
    "drill_done",
    "apply_unknown",
    "revert_failed",
    "revert_unknown",
)
"""Keys of what the room is told of an action (table `action_told`)."""
