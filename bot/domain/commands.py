"""What can be asked of an incident: by people, by time, and by the courier reporting back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.action_items import ItemCommand
from bot.domain.actions import ActionCommand
from bot.domain.audiences import AudienceCommand, Writing
from bot.domain.cadence_log import CadenceCommand
from bot.domain.catalogue import ModelEntry
from bot.domain.checklists import PlaybookCommand, StepCommand
from bot.domain.effects import DocumentForm
from bot.domain.escalation import EscalationCommand
from bot.domain.events import MessageSource, TimeName
from bot.domain.hypotheses import HypothesisCommand
from bot.domain.offers import ReportOffered
from bot.domain.ownership import OwnershipCommand
from bot.domain.policy import Policy
from bot.domain.retention import RetentionCommand
from bot.domain.review_commands import ReviewCommand
from bot.domain.severity import IncidentType, Phase, Severity, Status
from bot.domain.triage_log import TriageCommand
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import VerificationCommand


@dataclass(frozen=True, slots=True)
class Declare:
    """There is an incident. `receipt` is the view in which the declarer is told of the room, or empty.

    `anyway`: declare although the same person declared another one minutes ago.
    """

    title: str
    seen: str
    severity: Severity
    type: IncidentType
    model: str
    entry: ModelEntry | None
    started_at: datetime | None
    restricted: bool
    drill: bool
    source: MessageSource | None
    receipt: str
    policy: Policy
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class GiveRole:
    """Let `person` hold `role`: taking it is giving it to oneself; `handover` is what they must know.

    `if_vacant`: only if nobody else holds it, as whoever pressed the button could not see.
    """

    role: str
    person: str
    handover: str = ""
    if_vacant: bool = False


@dataclass(frozen=True, slots=True)
class DeclineRole:
    """The holder gives the role back."""

    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class PostUpdate:
    """Tell everyone how it stands. `next_check_in` overrides the cadence's next due time.

    writing: what audiences outside the room are told, nothing unless somebody wrote it.
    seen: how many updates there were when the writer looked, None when that does not matter.
    """

    impact: str
    actions: str
    eta: str
    status: Status
    next_check_in: datetime | None
    writing: Writing = field(default_factory=Writing)
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeSeverity:
    """Raise or lower it, and why."""

    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class ChangePhase:
    """Move on or back, and why; `override` says why although a gate stands open.

    metric, target: what is going to prove the recovery, named in the same step.
    """

    phase: Phase
    reason: str
    override: str = ""
    metric: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class CorrectTime:
    """It started, or was detected, at another time than was said."""

    which: TimeName
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """Write a critical choice down (domain §12)."""

    what: str
    options: str = ""
    rationale: str = ""
    evidence: str = ""
    revisit_at: datetime | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class RequestNote:
    """Put this message on the timeline, once its words are known."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class AddNote:
    """Put words on the timeline."""

    text: str
    source: MessageSource | None
    via: Literal["command", "shortcut", "reaction"]


@dataclass(frozen=True, slots=True)
class EditNote:
    """The message `source` (channel:ts) now says this."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawNote:
    """The message `source` (channel:ts) is gone, or is to leave the timeline."""

    source: str
    why: Literal["deleted", "unpinned"]


@dataclass(frozen=True, slots=True)
class Close:
    """It is over; `verified` says how that is known, `override` why although a gate stands open.

    holds: whether the named metric is well by these words; None, when they are not about it.
    false_page: it was none, and of which kind (domain §5).
    """

    verified: str
    override: str = ""
    false_page: FalsePage = FalsePage.NONE
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """It is not over."""

    reason: str


@dataclass(frozen=True, slots=True)
class RequestPostmortem:
    """Write the post-mortem from what is recorded and share it in the room."""


@dataclass(frozen=True, slots=True)
class RetryDeliveries:
    """Try again what Slack refused."""


@dataclass(frozen=True, slots=True)
class LetTimePass:
    """Say what is due by now."""


@dataclass(frozen=True, slots=True)
class ReportRoomOpened:
    """The channel exists."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportInvited:
    """These people were invited, those were refused with Slack's reason."""

    people: tuple[str, ...]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReportCardPosted:
    """The card stands in the room; `instead_of` is the ts of one that is gone."""

    ts: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPanelPosted:
    """The living message stands in the room; `instead_of` is the ts of one that is gone."""

    panel: str
    ts: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class ReportAnnounced:
    """The announcement is out."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class ReportPostmortemShared:
    """The file of that form is in the room."""

    number: int
    file: str
    permalink: str
    format: DocumentForm = "markdown"


@dataclass(frozen=True, slots=True)
class ReportRoomArchived:
    """The channel is archived."""


@dataclass(frozen=True, slots=True)
class ReportRoomUnarchived:
    """The channel is back."""


@dataclass(frozen=True, slots=True)
class ReportPresence:
    """Someone joined or left the room, at that moment if it is known: such news may come late and in any order."""

    person: str
    present: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportGivenUp:
    """An effect was refused for good: its kind, its JSON, Slack's word."""

    effect: str
    body: str
    reason: str


Command = (
    Declare
    | GiveRole
    | DeclineRole
    | PostUpdate
    | ChangeSeverity
    | ChangePhase
    | CorrectTime
    | RecordDecision
    | RequestNote
    | AddNote
    | EditNote
    | WithdrawNote
    | Close
    | Reopen
    | RequestPostmortem
    | RetryDeliveries
    | LetTimePass
    | ReportRoomOpened
    | ReportInvited
    | ReportCardPosted
    | ReportPanelPosted
    | ReportAnnounced
    | ReportPostmortemShared
    | ReportRoomArchived
    | ReportRoomUnarchived
    | ReportPresence
    | ReportGivenUp
    | ReportOffered
    | TriageCommand
    | PlaybookCommand
    | StepCommand
    | HypothesisCommand
    | OwnershipCommand
    | ActionCommand
    | VerificationCommand
    | CadenceCommand
    | EscalationCommand
    | ItemCommand
    | ReviewCommand
    | RetentionCommand
    | AudienceCommand
)
