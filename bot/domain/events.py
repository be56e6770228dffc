"""What can happen to an incident: the table of contents of the product.

An event is a frozen record of something that has happened; it is never changed and never removed. `Recorded` is the
event with its place in the incident's history. All times are aware and in UTC; people are Slack user ids.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.domain.action_items import ItemAdded, ItemChanged, ItemDeclined, ItemMoved, ItemReminded, ItemSent
from bot.domain.actions import (
    ActionApplied,
    ActionApproved,
    ActionCorrected,
    ActionKept,
    ActionProposed,
    ActionSettled,
    AutomationAnswered,
    AutomationAsked,
    ReviewPostponed,
)
from bot.domain.audiences import Briefing, BriefingAddressed, LastWordSent
from bot.domain.cadence_log import (
    CadenceChanged,
    LadderClimbed,
    RemindersSnoozed,
    RungStaffed,
    UpdateExtended,
    UpdateMissed,
)
from bot.domain.catalogue import RecordedEntry
from bot.domain.checklists import (
    ItemCleared,
    ItemTicked,
    PlaybookAttached,
    PlaybookDetached,
    StepFinished,
    StepReopened,
    StepSkipped,
)
from bot.domain.effects import DocumentForm
from bot.domain.escalation import (
    EscalationAcknowledged,
    EscalationExhausted,
    EscalationStarted,
    LevelReached,
    LevelStaffed,
    Paged,
)
from bot.domain.hypotheses import EvidenceAdded, HypothesisCorrected, HypothesisJudged, HypothesisRaised
from bot.domain.offers import SimilarOffered
from bot.domain.ownership import OwnerProposed, ProposalDeclined
from bot.domain.policy import Policy
from bot.domain.retention import Erased, HoldLifted, HoldPlaced
from bot.domain.review import (
    CanvasShown,
    DocumentOffered,
    DocumentRead,
    ItemsWaived,
    ReviewAssigned,
    ReviewBegun,
    ReviewMoved,
    SectionsWritten,
    WordingAccepted,
)
from bot.domain.severity import IncidentType, Phase, Severity, Status
from bot.domain.strict import Strict
from bot.domain.triage_log import SignalsReported, TriageAnswered, TriageBegun, TriageConcluded
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import AwaitingEnded, LabelsAwaited, MetricNamed, VerificationRecorded

TimeName = Literal["started", "detected"]


class MessageSource(Strict):
    """A Slack message that something was taken from: its place, author, time, link and words."""

    channel: str
    ts: str
    author: str
    written_at: datetime
    permalink: str
    text: str

    @property
    def key(self) -> str:
        """`channel:ts`, which is unique in a workspace."""
        return f"{self.channel}:{self.ts}"


class Declared(Strict):
    """Someone said that there is an incident; `policy` and `entry` are copies as of now."""

    kind: Literal["declared"] = "declared"
    title: str
    seen: str
    severity: Severity
    type: IncidentType
    model: str
    entry: RecordedEntry
    started_at: datetime
    restricted: bool
    drill: bool
    source: MessageSource | None
    receipt: str
    first_due: datetime
    policy: Policy


class RoomOpened(Strict):
    """The incident's channel exists."""

    kind: Literal["room_opened"] = "room_opened"
    channel: str
    name: str


class PeopleInvited(Strict):
    """Who was brought into the room, and who could not be (person or group to Slack's reason)."""

    kind: Literal["people_invited"] = "people_invited"
    people: tuple[str, ...]
    refused: dict[str, str]


class CardPosted(Strict):
    """The card stands in the room."""

    kind: Literal["card_posted"] = "card_posted"
    ts: str


class PanelPosted(Strict):
    """A living message stands in the room: which panel, and its place."""

    kind: Literal["panel_posted"] = "panel_posted"
    panel: str
    ts: str


class Announced(Strict):
    """The incident was announced outside its room."""

    kind: Literal["announced"] = "announced"
    channel: str
    ts: str


class PersonJoined(Strict):
    """Someone is in the room; `since` is Slack's own time for it."""

    kind: Literal["person_joined"] = "person_joined"
    person: str
    since: datetime | None = None


class PersonLeft(Strict):
    """Someone is no longer in the room; `since` is Slack's own time for it."""

    kind: Literal["person_left"] = "person_left"
    person: str
    since: datetime | None = None


class RoleTaken(Strict):
    """Someone took a role, by themselves or because another assigned it; `before` held it until now."""

    kind: Literal["role_taken"] = "role_taken"
    role: str
    person: str
    before: str | None
    handover: str = ""


class RoleDeclined(Strict):
    """Who held the role gave it back."""

    kind: Literal["role_declined"] = "role_declined"
    role: str
    person: str
    reason: str


class UpdatePosted(Strict):
    """An update to everyone in the room (domain §8)."""

    kind: Literal["update_posted"] = "update_posted"
    impact: str
    actions: str
    eta: str
    status: Status
    next_due: datetime | None
    was_due: datetime | None
    briefings: tuple[Briefing, ...] = ()


class Reminded(Strict):
    """Time had something to say: which reminder, and the moment it was for."""

    kind: Literal["reminded"] = "reminded"
    reminder: Literal[
        "no_commander",
        "update_soon",
        "update_due",
        "update_overdue",
        "revisit",
        "review_action",
        "approval_waits",
        "run_silent",
        "labels_due",
        "step_late",
        "review_due",
    ]
    at: datetime
    decision: int | None = None
    action: int | None = None
    step: str = ""


class SeverityChanged(Strict):
    """The severity was raised or lowered; the next update is due by the new cadence.

    suggested: what the signals known then suggested (domain §2), None when none were known.
    """

    kind: Literal["severity_changed"] = "severity_changed"
    was: Severity
    now: Severity
    reason: str
    next_due: datetime | None
    suggested: Severity | None = None


class PhaseChanged(Strict):
    """The response moved on, or back; `gates` are the keys of those that stood open, and `override` says why."""

    kind: Literal["phase_changed"] = "phase_changed"
    was: Phase
    now: Phase
    reason: str
    gates: tuple[str, ...] = ()
    override: str = ""


class TimeCorrected(Strict):
    """When it started or was detected is known better now; what was said before stays in the history."""

    kind: Literal["time_corrected"] = "time_corrected"
    which: TimeName
    was: datetime
    now: datetime
    reason: str


class DecisionRecorded(Strict):
    """A critical choice (domain §12); `corrects` names the decision it sets right."""

    kind: Literal["decision_recorded"] = "decision_recorded"
    number: int
    what: str
    options: str
    rationale: str
    evidence: str
    role: str
    revisit_at: datetime | None
    corrects: int | None


class NoteRequested(Strict):
    """Someone marked a message for the timeline; its words are fetched next."""

    kind: Literal["note_requested"] = "note_requested"
    channel: str
    ts: str


class NoteAdded(Strict):
    """Something was put on the timeline: typed (`source` is None) or taken from a message."""

    kind: Literal["note_added"] = "note_added"
    text: str
    source: MessageSource | None
    via: Literal["command", "shortcut", "reaction"]


class NoteEdited(Strict):
    """The author edited a message that stands on the timeline; the first words stay in the history."""

    kind: Literal["note_edited"] = "note_edited"
    source: str
    text: str


class NoteWithdrawn(Strict):
    """A message on the timeline was deleted by its author, or taken off again."""

    kind: Literal["note_withdrawn"] = "note_withdrawn"
    source: str
    why: Literal["deleted", "unpinned"]


class Closed(Strict):
    """It is over, and this is what was verified; a false page is closed as such, with its kind (domain §5).

    gates, override: as in `PhaseChanged`.
    """

    kind: Literal["closed"] = "closed"
    verified: str
    phase: Phase
    false_page: FalsePage = FalsePage.NONE
    gates: tuple[str, ...] = ()
    override: str = ""


class Reopened(Strict):
    """It was not over."""

    kind: Literal["reopened"] = "reopened"
    reason: str
    next_due: datetime | None


class PostmortemRequested(Strict):
    """Someone wants the post-mortem as of now, `number` counting from 1."""

    kind: Literal["postmortem_requested"] = "postmortem_requested"
    number: int


class PostmortemShared(Strict):
    """The post-mortem stands in the room as a file of that form."""

    kind: Literal["postmortem_shared"] = "postmortem_shared"
    number: int
    file: str
    permalink: str
    format: DocumentForm = "markdown"


class ArchiveRequested(Strict):
    """Policy says that the room may go now."""

    kind: Literal["archive_requested"] = "archive_requested"


class RoomArchived(Strict):
    """The room was archived, by the bot or by a person."""

    kind: Literal["room_archived"] = "room_archived"


class RoomUnarchived(Strict):
    """The room is back."""

    kind: Literal["room_unarchived"] = "room_unarchived"


class DeliveryGivenUp(Strict):
    """Slack refused something for good: which effect, Slack's word for it."""

    kind: Literal["delivery_given_up"] = "delivery_given_up"
    effect: str
    body: str
    reason: str


class DeliveryRetried(Strict):
    """Someone asked to try again what had been given up."""

    kind: Literal["delivery_retried"] = "delivery_retried"
    effects: tuple[str, ...]


Event = (
    Declared
    | RoomOpened
    | PeopleInvited
    | CardPosted
    | PanelPosted
    | Announced
    | PersonJoined
    | PersonLeft
    | RoleTaken
    | RoleDeclined
    | UpdatePosted
    | Reminded
    | SeverityChanged
    | PhaseChanged
    | TimeCorrected
    | DecisionRecorded
    | NoteRequested
    | NoteAdded
    | NoteEdited
    | NoteWithdrawn
    | Closed
    | Reopened
    | PostmortemRequested
    | PostmortemShared
    | ArchiveRequested
    | RoomArchived
    | RoomUnarchived
    | DeliveryGivenUp
    | DeliveryRetried
    | TriageBegun
    | TriageAnswered
    | SignalsReported
    | TriageConcluded
    | PlaybookAttached
    | PlaybookDetached
    | ItemTicked
    | ItemCleared
    | StepFinished
    | StepSkipped
    | StepReopened
    | HypothesisRaised
    | EvidenceAdded
    | HypothesisJudged
    | HypothesisCorrected
    | OwnerProposed
    | ProposalDeclined
    | ActionProposed
    | ActionApproved
    | ActionApplied
    | ActionSettled
    | ActionKept
    | ReviewPostponed
    | ActionCorrected
    | AutomationAsked
    | AutomationAnswered
    | MetricNamed
    | VerificationRecorded
    | LabelsAwaited
    | AwaitingEnded
    | UpdateExtended
    | RemindersSnoozed
    | CadenceChanged
    | UpdateMissed
    | LadderClimbed
    | RungStaffed
    | EscalationStarted
    | LevelReached
    | LevelStaffed
    | Paged
    | EscalationAcknowledged
    | EscalationExhausted
    | ItemAdded
    | ItemChanged
    | ItemMoved
    | ItemDeclined
    | ItemReminded
    | ItemSent
    | ReviewBegun
    | ReviewAssigned
    | SectionsWritten
    | ReviewMoved
    | WordingAccepted
    | ItemsWaived
    | DocumentOffered
    | DocumentRead
    | CanvasShown
    | SimilarOffered
    | HoldPlaced
    | HoldLifted
    | Erased
    | BriefingAddressed
    | LastWordSent
)


class Recorded(Strict):
    """An event in its place: version counts from 1 within the incident; `by` is None for Tocsin itself."""

    version: int
    at: datetime
    by: str | None
    event: Annotated[Event, Field(discriminator="kind")]


_recorded: TypeAdapter[Recorded] = TypeAdapter(Recorded)


def to_json(recorded: Recorded) -> str:
    """The event as it is stored."""
    return recorded.model_dump_json()


def from_json(text: str | bytes) -> Recorded:
    """The stored event.

    Raises:
        pydantic.ValidationError: the text is not an event of this version of the product.
    """
    return _recorded.validate_json(text)
