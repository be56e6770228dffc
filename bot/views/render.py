"""All words that Tocsin says in Slack, in one place for those who send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from bot.domain.actions import IN_PLACE, ActionState
from bot.domain.catalogue import Catalogue, DataClass, FallbackKind, ModelEntry
from bot.domain.commands import ChangePhase, Close
from bot.domain.containment_menu import Why
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisState
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Gate, IncidentType, Phase, Severity, Status, Surface
from bot.domain.signals import UsersHit
from bot.domain.triage import Confidence
from bot.domain.triage_rule import Drift, FalsePage
from bot.domain.verification import Because
from bot.views import action_card, card, forms, gates, lists, modals, models, panels, room, told
from bot.views import catalogue as known
from bot.views import hypotheses as thought
from bot.views.action_models import ACTIONS, RUN_OUTCOMES, SETTLED_BY_PEOPLE, TOLD_OF_ACTIONS
from bot.views.containment_models import CONTAINMENT
from bot.views.forms import Draft
from bot.views.gates import GATED
from bot.views.hypothesis_models import HYPOTHESES
from bot.views.leaves import Markup
from bot.views.limits import TOPIC
from bot.views.models import ListPage, View
from bot.views.ownership import OWNERSHIP
from bot.views.playbook_card_models import CHECKLISTS
from bot.views.playbook_models import PLAYBOOKS, PlaybooksView, PlaybookView
from bot.views.steps import STEPS
from bot.views.templates import Templates
from bot.views.text import clip_markup, slug
from bot.views.triage_card import triage_card
from bot.views.triage_models import TRIAGE_VIEWS
from bot.views.verification import VERIFICATION

ROOM_NAME = 80

ANSWERS = (
    "recorded",
    "nothing_changed",
    "not_recorded",
    "maybe_recorded",
    "no_incident_here",
    "no_such_incident",
    "not_for_you",
    "noted",
    "note_known",
    "wrong_time",
    "wrong_number",
    "unknown_person",
    "say_what",
    "command_failed",
    "not_handled",
    "role_taken",
    "role_given",
    "role_known",
    "no_role",
    "which_role",
    "decision_recorded",
    "decision_known",
    "update_posted",
    "closed",
    "reopened",
    "severity_changed",
    "phase_changed",
    "time_corrected",
    "snoozed",
    "awaiting",
    "awaiting_ended",
    "not_awaiting",
    "postmortem_coming",
    "retrying",
    "nothing_to_retry",
    "triage_begun",
    "wrong_slice_share_percent",
    "wrong_kpi_change_percent",
    "wrong_slo_burn",
    "wrong_psi",
    "modal_failed",
    "playbook_gone",
    "playbook_superseded",
    "choose_containment",
    "approved_already",
    "automation_asked",
    "playbook_attached",
    "playbook_attached_already",
    "playbook_replaced",
    "which_playbook",
    "hypothesis_recorded",
    "hypothesis_unplaced",
    "hypothesis_known",
    "proposal_declined",
)
ANSWER_VALUES = (
    "number",
    "title",
    "person",
    "role",
    "room",
    "minutes",
    "at",
    "severity",
    "phase",
    "count",
    "word",
    "verb",
    "reason",
)
REFUSAL_VALUES = ("where", "role", "known", "holder", "days", "least", "most", "number", "count", "state")
VOCABULARY: dict[str, tuple[str, ...]] = {
    "phase": tuple(Phase),
    "phase_choice": tuple(Phase),
    "type": tuple(IncidentType),
    "surface": tuple(Surface),
    "surface_choice": tuple(Surface),
    "hypothesis": tuple(HypothesisState),
    "hypothesis_choice": tuple(HypothesisState),
    "side": ("for", "against"),
    "gate": tuple(Gate),
    "because": get_args(Because)[1:],
    "left": (ActionState.APPROVED, *sorted(IN_PLACE)),
    "status": tuple(Status),
    "status_choice": tuple(Status),
    "time": ("started", "detected"),
    "mark": ("drill", "restricted"),
    "link": ("postmortem", "source", "dashboard", "runbook", "action", "triage"),
    "surface_found": tuple(Surface),
    "drift": tuple(Drift),
    "false_page": tuple(FalsePage),
    "false_page_choice": tuple(each for each in FalsePage if each is not FalsePage.NONE),
    "confidence": tuple(Confidence),
    "users_hit": tuple(UsersHit),
    "name": ("nobody", "nobody_named", "tocsin", "whoever"),
    "effect": tuple(str(kind.model_fields["kind"].default) for kind in get_args(Effect)),
    "data": tuple(DataClass),
    "fallback": tuple(FallbackKind),
    "action_state": tuple(ActionState),
    "action_told": TOLD_OF_ACTIONS,
    "run": RUN_OUTCOMES,
    "offer": tuple(Why),
    "settle": SETTLED_BY_PEOPLE,
    "why": ("other",),
    "remedy": ("other",),
    "card_drift": tuple(Drift),
    "card_confidence": tuple(Confidence),
    "card_false_page": tuple(FalsePage),
    "card_action": tuple(sorted(IN_PLACE)),
}


VIEWS: tuple[type[View], ...] = (
    *models.MESSAGES,
    *known.CATALOGUE,
    *HYPOTHESES,
    *OWNERSHIP,
    *PLAYBOOKS,
    *CHECKLISTS,
    *STEPS,
    *told.TOLD,
    *ACTIONS,
    *CONTAINMENT,
    *forms.FORMS,
    *GATED,
    *VERIFICATION,
    *TRIAGE_VIEWS,
)
"""Every view model, each of which has its template."""


class Message(NamedTuple):
    """A Slack message: the text for notifications and screen readers, and the blocks."""

    text: str
    blocks: list[dict[str, Any]]


class Words:
    """Everything that is said, rendered from the templates of one folder.

    Every answer is within Slack's limits, whatever people typed. What belongs to a drill is marked as one.
    """

    def __init__(self, templates: Path, playbooks: Iterable[Playbook] = ()) -> None:
        """Load and check all templates.

        Args:
            templates: the folder of the `*.yml` files (`templates/slack`).
            playbooks: the team's library; what is not in it is not offered.

        Raises:
            TemplateErrors: with everything that is wrong with them.
        """
        self._library = {each.key: each.title for each in playbooks}
        sentences = {"answers": (ANSWERS, ANSWER_VALUES), "refusals": (Reason, REFUSAL_VALUES)}
        self._templates = Templates(
            templates,
            VIEWS,
            VOCABULARY,
            sentences,
        )

    def card(self, it: Incident, now: datetime) -> Message:
        """The pinned card of the room."""
        return self._message(card.card(it, now))

    def panel(self, it: Incident, panel: str, now: datetime) -> Message:
        """A living message of the room beside the card (`bot.domain.effects.PostPanel`).

        Raises:
            NothingToSay: there is no such panel, or nothing to show on it.
        """
        return self._of(it, panels.panel(it, panel, now, self._library))

    def triage(self, it: Incident, url: str) -> Message:
        """The card of triage for one person; `url` is that of the room's own."""
        return self._of(it, triage_card(it, self._library, url))

    def notice(self, message: Message) -> dict[str, Any]:
        """A private answer as a modal of its own; its text is mrkdwn, as `answer` and `refusal` make it."""
        modal = self._modal(forms.NoticeView(Markup(message.text)))
        return {**modal, "blocks": message.blocks or modal["blocks"]}

    def form(self, it: Incident, view: View, metadata: str) -> dict[str, Any]:
        """A modal about an incident, as a view module made it."""
        return self._modal(view, metadata, it)

    def announcement(self, it: Incident, now: datetime) -> Message:  # noqa: ARG002 - asked for like the card
        """The message in the announcement channel; says nothing of a restricted incident but that there is one."""
        return self._message(card.announcement(it))

    def topic(self, it: Incident) -> str:
        """The room's topic, at most 250 characters."""
        return clip_markup(self._templates.text(card.topic(it)), TOPIC)

    def room_name(self, it: Incident, attempt: int) -> str:
        """A channel name; `attempt` counts from 0, and every later one gives another name."""
        start, end = f"inc-{it.number}", f"-{attempt + 1}" if attempt else ""
        part = slug(it.title, ROOM_NAME - len(start) - len(end) - 1)
        return f"{start}-{part}{end}" if part else f"{start}{end}"

    def room_message(self, it: Incident, recorded: Recorded) -> Message:
        """What the room is told of an event.

        Raises:
            NothingToSay: the room is told nothing of such an event.
        """
        return self._of(it, room.room_message(it, recorded, self._library))

    def person_message(self, it: Incident, recorded: Recorded, person: str) -> Message:
        """What one person is told of an event.

        Raises:
            NothingToSay: nobody is told of such an event.
        """
        return self._of(it, room.person_message(it, recorded, person))

    def postmortem_comment(self, it: Incident, copy: int) -> str:
        """The words beside the post-mortem's file, mrkdwn; `copy` counts from 1."""
        view = models.PostmortemCommentView(number=it.number, title=it.title, copy=copy, open=it.open)
        text = self._templates.text(view)
        return f"{self._drill().text} {text}" if it.drill else text

    def receipt(self, it: Incident) -> dict[str, Any]:
        """The modal after declaring, once the room is open."""
        return self._modal(modals.receipt(it), it=it)

    def receipt_pending(self, number: int, title: str) -> dict[str, Any]:
        """The modal right after declaring."""
        return self._modal(forms.ReceiptPendingView(number=number, title=title))

    def help(self) -> Message:
        """What can be asked."""
        return self._message(models.HelpView())

    def unknown_verb(self, verb: str, nearest: str | None) -> Message:
        """There is no such verb; perhaps `nearest` was meant."""
        return self._message(models.UnknownVerbView(verb=verb, nearest=nearest or ""))

    def status(self, it: Incident, now: datetime) -> Message:
        """The card for one person."""
        return self._message(card.status(it, now))

    def model(self, entry: ModelEntry, it: Incident | None = None, *, changed: bool = False) -> Message:
        """What is known of a model, or was when `it` was declared; `changed`: the catalogue differs by now."""
        view = known.model(entry, it, changed=changed)
        return self._of(it, view) if it else self._message(view)

    def unknown_model(self, catalogue: Catalogue, name: str, it: Incident | None = None) -> Message:
        """There is no entry of that name, which somebody asked for or `it` has; perhaps another was meant."""
        names = [entry.name for entry in catalogue.models]
        view = known.unknown_model(name, catalogue.nearest(name), names, it)
        return self._of(it, view) if it else self._message(view)

    def playbooks(self, view: PlaybooksView) -> Message:
        """What a search for playbooks found (`bot.views.playbooks`)."""
        return self._message(view)

    def playbook(self, view: PlaybookView) -> dict[str, Any]:
        """A page of a playbook (`bot.views.playbooks`)."""
        return self._modal(view)

    def incidents(self, page: ListPage, now: datetime) -> Message:
        """A page of incidents; which of them the person may see has been decided before."""
        return self._message(lists.incidents(page, now))

    def decisions(self, it: Incident) -> Message:
        """The latest decisions."""
        return self._of(it, lists.decisions(it))

    def actions(self, it: Incident, urls: Mapping[int, str]) -> Message:
        """All containment actions; `urls` are the addresses of their messages by number."""
        return self._of(it, action_card.actions(it, urls))

    def hypotheses(self, it: Incident, page: int) -> Message:
        """A page of the incident's hypotheses, counting from 0."""
        return self._of(it, thought.listed(it, page))

    def refusal(self, refused: Refused) -> str:
        """Why a command was refused and what to do, as mrkdwn; `<reason>_<where>` has words of its own where needed."""
        special = f"{refused.reason}_{refused.where}"
        key = special if self._templates.has_sentence("refusals", special) else str(refused.reason)
        values = dict.fromkeys(REFUSAL_VALUES, "") | {"where": refused.where} | refused.values
        return self._templates.sentence("refusals", key, values)

    def answer(self, key: str, **values: str | int) -> str:
        """A private answer, as mrkdwn.

        Args:
            key: one of `ANSWERS`.
            values: any of `ANSWER_VALUES`; all may be left out. `person` and `room` are Slack ids, `at` is in POSIX
                seconds (UTC), `severity` and `phase` are the domain's values, the others are text or numbers.

        Raises:
            KeyError: there is no such answer.
            TypeError: an answer never names such a value.
        """
        unknown = values.keys() - set(ANSWER_VALUES)
        if unknown:
            raise TypeError(f"answers name no {', '.join(sorted(unknown))}")
        return self._templates.sentence("answers", key, {**dict.fromkeys(ANSWER_VALUES, ""), **values})

    def declare(
        self,
        policy: Policy,
        catalogue: Catalogue,
        metadata: str,
        *,
        title: str = "",
        seen: str = "",
        now: datetime,
    ) -> dict[str, Any]:
        """There is an incident; `now` is what `started_at` begins with."""
        draft = Draft(started_at=int(now.timestamp()), title=title, seen=seen)
        return self._modal(modals.declare(policy, catalogue, draft, None), metadata)

    def declare_another(
        self, before: Incident, policy: Policy, catalogue: Catalogue, metadata: str, draft: Draft
    ) -> dict[str, Any]:
        """The same modal, filled in as it was submitted: you declared `before` minutes ago, is this another?"""
        return self._modal(modals.declare(policy, catalogue, draft, before), metadata)

    def update(self, it: Incident, now: datetime, metadata: str) -> dict[str, Any]:
        """How does it stand?"""
        return self._modal(modals.update(it, now), metadata, it)

    def snooze(self, it: Incident, metadata: str) -> dict[str, Any]:
        """Put the next update off."""
        return self._modal(modals.snooze(it), metadata, it)

    def severity(self, it: Incident, metadata: str, chosen: Severity | None = None) -> dict[str, Any]:
        """Change the severity; `chosen` is the one that was asked for already."""
        return self._modal(modals.severity(it, chosen), metadata, it)

    def phase(self, it: Incident, metadata: str, asked: ChangePhase | None = None) -> dict[str, Any]:
        """Change the phase; `asked` is what was asked for already, shown with the gates that stand open."""
        return self._modal(gates.phase(it, asked), metadata, it)

    def times(self, it: Incident, metadata: str) -> dict[str, Any]:
        """Correct a time."""
        return self._modal(modals.times(it), metadata, it)

    def decide(
        self, it: Incident, metadata: str, corrects: int | None = None, what: str = "", rationale: str = ""
    ) -> dict[str, Any]:
        """Record a decision, perhaps one that corrects another; `what` and `rationale` are there to begin with."""
        return self._modal(modals.decide(it, corrects, what, rationale), metadata, it)

    def note(self, it: Incident, metadata: str) -> dict[str, Any]:
        """Put words on the timeline."""
        return self._modal(forms.NoteForm(number=it.number), metadata, it)

    def role(
        self, it: Incident, metadata: str, role: str | None = None, person: str | None = None
    ) -> dict[str, Any]:
        """Who is to hold which role?"""
        return self._modal(modals.role(it, role, person), metadata, it)

    def decline(self, it: Incident, metadata: str) -> dict[str, Any]:
        """Give a role back."""
        return self._modal(forms.DeclineForm(number=it.number), metadata, it)

    def close(self, it: Incident, metadata: str, asked: Close | None = None) -> dict[str, Any]:
        """It is over: what was verified? `asked` was asked for already, and is shown with the gates that stand open."""
        return self._modal(gates.close(it, asked), metadata, it)

    def reopen(self, it: Incident, metadata: str) -> dict[str, Any]:
        """It is not over: why?"""
        return self._modal(forms.ReopenForm(number=it.number), metadata, it)

    def home(self, page: ListPage, now: datetime) -> dict[str, Any]:
        """The App Home: open incidents that the person may see."""
        return self._templates.view(lists.home(page, now))

    def _message(self, view: View) -> Message:
        return Message(*self._templates.message(view))

    def _of(self, it: Incident, view: View) -> Message:
        """A message about an incident; a drill's is marked (those with a header carry the mark there)."""
        message = self._message(view)
        if not it.drill:
            return message
        mark = self._drill()
        return Message(f"{mark.text} {message.text}", [*mark.blocks, *message.blocks])

    def _drill(self) -> Message:
        return self._message(models.DrillView())

    def _modal(self, view: View, metadata: str = "", it: Incident | None = None) -> dict[str, Any]:
        """A modal; a drill's is marked. The metadata comes back from Slack verbatim."""
        modal = self._templates.view(view)
        mark = self._drill().blocks if it is not None and it.drill else []
        return {**modal, "private_metadata": metadata, "blocks": [*mark, *modal["blocks"]]}
