"""Sentences to be: what is known of an incident, each with the entry of its timeline that it rests on (domain §8).

What is not known is a sentence, too. The words stand in `templates/slack/facts.yml`, one sentence a key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.domain import events as happened
from bot.domain.action_items import ItemAdded, ItemChanged, ItemMoved
from bot.domain.actions import ActionApplied, ActionProposed, ActionSettled, ActionState
from bot.domain.events import Event, Recorded
from bot.domain.hypotheses import HypothesisJudged, HypothesisRaised
from bot.domain.incident import Incident
from bot.domain.review import ReviewBegun, ReviewMoved
from bot.domain.triage_log import TriageConcluded
from bot.domain.verification import LabelsAwaited, MetricNamed, VerificationRecorded

FACTS = (
    *("declared", "drill", "restricted", "phase", "closed", "false_page", "times"),
    *(
        "model",
        "unknown_model",
        "seen",
        "impact",
        "past_impact",
        "unknown_impact",
        "doing",
        "eta",
        "unknown_eta",
    ),
    *("surface", "unknown_surface", "cause", "unknown_cause", "hypothesis"),
    *("in_place", "nothing_in_place", "tried", "nothing_tried", "waiting"),
    *("proof", "unseen_proof", "unknown_proof", "awaiting", "commander", "unknown_commander", "role"),
    *("next_update", "late_update", "no_next_update", "decision", "no_decision", "more"),
    *("late_steps", "next_step", "postmortem_owed", "review", "items", "risk"),
    *("was_declared", "was_severity", "was_phase", "was_updated", "was_applied", "was_settled"),
    *("was_confirmed", "was_decided", "was_commanded", "was_closed", "was_reopened", "was_nothing"),
)
"""The keys of all sentences."""

FACT_VALUES = (
    *("number", "title", "severity", "was", "meaning", "at", "until", "person", "model", "version", "words"),
    *(
        "status",
        "phase",
        "surface",
        "drift",
        "confidence",
        "count",
        "more",
        "role",
        "state",
        "metric",
        "target",
    ),
)
"""What sentences may name; what one leaves out is empty."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence, its values, and the number of the timeline entry it rests on; 0 where nothing is recorded."""

    key: str
    entry: int = 0
    values: dict[str, object] = field(default_factory=dict)


class Entries:
    """The numbers of an incident's timeline entries, found by what they say."""

    def __init__(self, history: Sequence[Recorded]) -> None:
        self._history = history

    def last(self, *kinds: type[Event], where: Callable[[Event], bool] = lambda _: True) -> int:
        """The last entry of one of these kinds of which that holds; 0 when there is none."""
        found = (
            each for each in reversed(self._history) if isinstance(each.event, kinds) and where(each.event)
        )
        return next((each.version for each in found), 0)

    def declared(self) -> int:
        """Where the title, the severity at first and all that was said then come from."""
        return self.last(happened.Declared)

    def update(self) -> int:
        """The update that stands."""
        return self.last(happened.UpdatePosted)

    def severity(self) -> int:
        """Where the present severity comes from."""
        return self.last(happened.SeverityChanged) or self.declared()

    def phase(self) -> int:
        """Where the present phase comes from."""
        return self.last(happened.PhaseChanged, happened.Reopened, happened.Closed) or self.declared()

    def role(self, role: str) -> int:
        """Who holds it, or that nobody does any more."""

        def of_role(event: Event) -> bool:
            return isinstance(event, happened.RoleTaken | happened.RoleDeclined) and event.role == role

        return self.last(happened.RoleTaken, happened.RoleDeclined, where=of_role)

    def triage(self) -> int:
        """What triage concluded."""
        return self.last(TriageConcluded)

    def judged(self, number: int) -> int:
        """How the hypothesis of that number stands, or that it was raised."""

        def of_number(event: Event) -> bool:
            return isinstance(event, HypothesisJudged | HypothesisRaised) and event.number == number

        return self.last(HypothesisJudged, HypothesisRaised, where=of_number)

    def action(self, number: int, state: ActionState) -> int:
        """Where the containment action of that number came into that state."""

        def of_number(event: Event) -> bool:
            match event:
                case ActionSettled():
                    return event.number == number and event.now is state
                case ActionApplied() | ActionProposed():
                    return event.number == number
                case _:
                    return False

        return self.last(ActionSettled, ActionApplied, ActionProposed, where=of_number)

    def decision(self, number: int) -> int:
        """The decision of that number."""
        return self.last(
            happened.DecisionRecorded,
            where=lambda event: isinstance(event, happened.DecisionRecorded) and event.number == number,
        )

    def proof(self) -> int:
        """What was seen last of the metric that proves recovery, or that it was named."""
        return self.last(VerificationRecorded) or self.last(MetricNamed)

    def awaiting(self) -> int:
        """That labels are awaited."""
        return self.last(LabelsAwaited)

    def review(self) -> int:
        """How the review stands."""
        return self.last(ReviewMoved, ReviewBegun)

    def items(self) -> int:
        """What was said last of an action item."""
        return self.last(ItemAdded, ItemChanged, ItemMoved)

    def due(self, it: Incident) -> int:
        """What set the time of the next update."""
        if it.update_due is None:
            return self.last(happened.Closed)

        def sets(event: Event) -> bool:
            stated = (getattr(event, name, None) for name in ("next_due", "until", "first_due"))
            return it.update_due in stated

        kinds: tuple[type[Event], ...] = tuple({type(each.event) for each in self._history})
        return self.last(*kinds, where=sets)
