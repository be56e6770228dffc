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
    MINUTES_RANGE = "minutes_range"
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
    HOLD_ROLE = "hold_role"
    NOT_HELD = "not_held"
    NOT_ROUTED = "not_routed"
    TOO_LONG = "too_long"
    CUSTOMER_WORDS = "customer_words"
    UNKNOWN_ACTION_ITEM = "unknown_action_item"
    ITEM_CHANGED = "item_changed"
    OWNER_OUTSIDE = "owner_outside"
    NO_LINK = "no_link"
    NOT_ITEM_OWNER = "not_item_owner"
    REVIEW_LATER = "review_later"
    NO_REVIEW = "no_review"
    REVIEW_ORDER = "review_order"
    NO_SUMMARY = "no_summary"
    WORDING = "wording"
    WORDING_GONE = "wording_gone"
    WRITTEN_MEANWHILE = "written_meanwhile"
    SECTION_TOO_LONG = "section_too_long"
    NO_CONCRETE_ITEM = "no_concrete_item"
    DOCUMENT_GONE = "document_gone"
    UNKNOWN_CONCERN = "unknown_concern"
    NO_PATH = "no_path"
    NO_HIGHER_LEVEL = "no_higher_level"
    ESCALATED_MEANWHILE = "escalated_meanwhile"
    OWNER_UNREACHED = "owner_unreached"
    UPDATED_MEANWHILE = "updated_meanwhile"
    UNKNOWN_ESCALATION = "unknown_escalation"
    ESCALATION_HELD = "escalation_held"


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
