"""What a rule answers: events, or a refusal that says what has to change.

The words of a refusal are in `templates/slack/refusals.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from unicodedata import category

from bot.domain.events import Event


class Reason(StrEnum):
    """Why a command was refused; each has its words in the templates."""

    BLANK = "blank"
    IN_FUTURE = "in_future"
    IN_PAST = "in_past"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    UNKNOWN_ROLE = "unknown_role"
    NOT_HOLDER = "not_holder"
    ROLE_HELD = "role_held"
    UNKNOWN_DECISION = "unknown_decision"
    SNOOZE_RANGE = "snooze_range"
    SNOOZE_EARLIER = "snooze_earlier"
    NO_ROOM = "no_room"
    ROOM_ARCHIVED = "room_archived"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_ANSWER = "unknown_answer"
    ANSWERED_MEANWHILE = "answered_meanwhile"
    UNKNOWN_ITEM = "unknown_item"
    NO_PLAYBOOK = "no_playbook"
    UNKNOWN_STEP = "unknown_step"
    COMMANDER_ONLY = "commander_only"
    UNKNOWN_HYPOTHESIS = "unknown_hypothesis"
    UNKNOWN_ACTION = "unknown_action"
    WRONG_STATE = "wrong_state"
    NOT_APPROVER = "not_approver"
    OWN_PROPOSAL = "own_proposal"
    ONE_AT_A_TIME = "one_at_a_time"
    NO_WEBHOOK = "no_webhook"
    AUTOMATION_OFF = "automation_off"
    DRY_RUN_FIRST = "dry_run_first"
    NOTHING_BEFORE = "nothing_before"
    GATE_COMMANDER = "gate_commander"
    GATE_METRIC = "gate_metric"
    GATE_VERIFICATION = "gate_verification"
    GATE_CONTAINMENT = "gate_containment"
    NOT_CONTAINED = "not_contained"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Refused:
    """The command was not carried out; `where` names the input that has to change, `values` fill the words."""

    reason: Reason
    where: str = ""
    values: dict[str, str] = field(default_factory=dict)


Verdict = tuple[Event, ...] | Refused

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by their category that show nothing."""


def blank(text: str) -> bool:
    """Whether nothing of it can be seen: spaces, control characters, direction marks, fillers, lone accents."""
    return not any(category(char)[0] not in "CZM" and char not in _FILLERS for char in text)
