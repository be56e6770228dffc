"""The incident as it stands: what is known, and what follows from it. `fold.py` makes it of its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain import events as happened
from bot.domain.action_items import ActionItems
from bot.domain.action_log import Action, Actions
from bot.domain.audiences import Briefing, BriefingAddressed
from bot.domain.cadence_rules import Cadence
from bot.domain.catalogue import LONGEST_NAME, ModelEntry
from bot.domain.checklists import Attached, StepMark
from bot.domain.escalation import Escalations
from bot.domain.events import MessageSource
from bot.domain.hypotheses import Hypotheses, confirmed
from bot.domain.ownership import ProposedOwner
from bot.domain.policy import COMMANDER, Policy
from bot.domain.retention import Kept
from bot.domain.review import Review
from bot.domain.severity import IncidentType, Phase, Severity, Surface
from bot.domain.triage_log import TriageLog
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import Verification

UpdateStage = Literal["none", "soon", "due", "overdue"]


@dataclass(frozen=True, slots=True)
class Room:
    """The incident's channel."""

    channel: str
    name: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A message of ours in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it was posted; `was_due` is when it had been owed."""

    at: datetime
    by: str | None
    posted: happened.UpdatePosted


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with who and when; `corrected_by` is the number of the entry that sets it right."""

    at: datetime
    by: str | None
    recorded: happened.DecisionRecorded
    corrected_by: int | None = None
    revisit_reminded: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something on the timeline, with its present words and whether its author took it back."""

    at: datetime
    by: str | None
    text: str
    source: MessageSource | None
    via: str
    edited: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What Slack refused for good and nobody has tried again since."""

    at: datetime
    effect: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody outside who is told of event number `event` once they are inside; `told_with`: the event that it was."""

    person: str
    event: int
    told_with: int = 0


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as of `version`. All times UTC; people are Slack user ids.

    untold: who of those outside a restricted one is told of which event once they are inside (`visibility.told_now`).
    unreached: whom Slack will tell nothing, and the event that said so (`unreached.unreached_after`).
    """

    number: int
    version: int
    title: str
    seen: str
    severity: Severity
    type: IncidentType
    model: str
    entry: ModelEntry | None
    restricted: bool
    drill: bool
    source: MessageSource | None
    receipt: str
    policy: Policy
    declared_by: str | None
    declared_at: datetime
    started_at: datetime
    detected_at: datetime
    phase: Phase = Phase.DETECT
    acknowledged_at: datetime | None = None
    contained_at: datetime | None = None
    recovered_at: datetime | None = None
    verified_at: datetime | None = None
    closed_at: datetime | None = None
    verified: str = ""
    room: Room | None = None
    card: Place | None = None
    announcement: Place | None = None
    members: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    presence_since: dict[str, datetime] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    no_commander_since: datetime | None = None
    commander_nudged_at: datetime | None = None
    update_due: datetime | None = None
    update_due_set_at: datetime | None = None
    update_stage: UpdateStage = "none"
    overdue_reminded_at: datetime | None = None
    updates: tuple[Update, ...] = ()
    briefings: dict[int, tuple[Briefing, ...]] = field(default_factory=dict)
    addressed: tuple[BriefingAddressed, ...] = ()
    last_word: bool = False
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    notes_asked: dict[str, str | None] = field(default_factory=dict)
    notes_taken_back: frozenset[str] = frozenset()
    given_up: tuple[GivenUp, ...] = ()
    postmortems_requested: int = 0
    postmortem: happened.PostmortemShared | None = None
    postmortem_at: datetime | None = None
    shared: frozenset[tuple[int, str]] = frozenset()
    archive_requested: bool = False
    reopened_because: str = ""
    false_page: FalsePage = FalsePage.NONE
    panels: dict[str, Place] = field(default_factory=dict)
    triage: TriageLog = field(default_factory=TriageLog)
    playbook: Attached | None = None
    steps_from: datetime | None = None
    severity_changed: bool = False
    steps: dict[str, StepMark] = field(default_factory=dict)
    steps_told: frozenset[str] = frozenset()
    hypotheses: Hypotheses = ()
    proposed_owner: ProposedOwner | None = None
    actions: Actions = ()
    verification: Verification = field(default_factory=Verification)
    cadence_minutes: int | None = None
    snoozed_until: datetime | None = None
    missed_due: datetime | None = None
    updates_owed: int = 0
    updates_on_time: int = 0
    rungs_told: int = 0
    climbed_at: datetime | None = None
    escalations: Escalations = ()
    items: ActionItems = ()
    unreached: Mapping[str, int] = field(default_factory=dict)
    review: Review = field(default_factory=Review)
    kept: Kept = field(default_factory=Kept)
    offered: frozenset[int] = frozenset()
    untold: tuple[Untold, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the response is still going on."""
        return self.closed_at is None

    @property
    def commander(self) -> str | None:
        """Who commands it."""
        return self.roles.get(COMMANDER)

    @property
    def paced_from(self) -> datetime:
        """From when the first 90 minutes count (domain §4)."""
        return self.steps_from or self.declared_at

    @property
    def cadence(self) -> Cadence:
        """How often an update is owed now: as people agreed, else at the present severity.

        Awaiting labels, it is as seldom as at the mildest.
        """
        usual = self.policy.rule(self.paced_by).cadence
        return usual.every(self.cadence_minutes) if self.cadence_minutes else usual

    @property
    def paced_by(self) -> Severity:
        """The severity whose cadence counts: mitigated and awaiting labels, the mildest (domain §2)."""
        return Severity.SEV3 if self.verification.awaiting_until else self.severity

    @property
    def known_model(self) -> ModelEntry | None:
        """What is known of its model; at least the name, when that is all that was said."""
        if not self.model:
            return None
        return self.entry or ModelEntry(name=self.model[:LONGEST_NAME])

    @property
    def surface(self) -> Surface:
        """Where it fails, as far as is known: the confirmed hypothesis says, before it triage (domain §1, §11)."""
        cause = confirmed(self.hypotheses)
        if cause is not None:
            return cause.surface
        return self.triage.concluded.surface if self.triage.concluded else Surface.UNKNOWN

    @property
    def postmortem_owed(self) -> bool:
        """Whether policy wants a post-mortem for this severity; of a drill and of a false page none is owed."""
        real = not self.drill and self.false_page is FalsePage.NONE
        return real and self.policy.rule(self.severity).postmortem_owed

    @property
    def unverified_actions(self) -> Actions:
        """What is in place, or being put there, and nobody has seen yet what it does (domain §9)."""
        return tuple(action for action in self.actions if action.unverified)

    @property
    def actions_in_place(self) -> Actions:
        """What changes what the system does now."""
        return tuple(action for action in self.actions if action.in_place)

    def action(self, number: int) -> Action | None:
        """The action of that number, which counts from 1."""
        return next((action for action in self.actions if action.number == number), None)

    @property
    def postmortem_missing(self) -> bool:
        """Whether it is over and the post-mortem that is owed is not out: its review has not published it.

        Where no review was begun, as once it never was, it is out when it has been shared since the end.
        """
        if self.closed_at is None or not self.postmortem_owed:
            return False
        if self.review.begun_at is not None:
            return not self.review.state.out
        return self.postmortem_at is None or self.postmortem_at < self.closed_at

    def note_of(self, source: str) -> Note | None:
        """The note that was taken from the message `channel:ts`."""
        return next((note for note in self.notes if note.source and note.source.key == source), None)

    def roles_of(self, person: str | None) -> tuple[str, ...]:
        """Keys of the roles that this person holds."""
        return tuple(role for role, holder in self.roles.items() if holder == person)
