"""All words that Tocsin says in Slack, in one place for those who send them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from bot.domain.catalogue import Catalogue, DataClass, FallbackKind, ModelEntry
from bot.domain.decide import Reason, Refused
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.severity import IncidentType, Phase, Severity, Status, Surface
from bot.views import card, forms, lists, modals, models, room, told
from bot.views import catalogue as known
from bot.views.forms import Draft
from bot.views.limits import TOPIC
from bot.views.models import ListPage, View
from bot.views.playbook_models import PLAYBOOKS, PlaybooksView, PlaybookView
from bot.views.templates import Templates
from bot.views.text import clip_markup, slug

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
    "postmortem_coming",
    "retrying",
    "nothing_to_retry",
    "modal_failed",
    "playbook_gone",
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
REFUSAL_VALUES = ("where", "role", "known", "holder", "days", "least", "most", "number", "count")
VOCABULARY: dict[str, tuple[str, ...]] = {
    "phase": tuple(Phase),
    "phase_choice": tuple(Phase),
    "type": tuple(IncidentType),
    "surface": tuple(Surface),
    "status": tuple(Status),
    "status_choice": tuple(Status),
    "time": ("started", "detected"),
    "mark": ("drill", "restricted"),
    "link": ("postmortem", "source", "dashboard", "runbook"),
    "name": ("nobody", "nobody_named", "tocsin", "whoever"),
    "effect": tuple(str(kind.model_fields["kind"].default) for kind in get_args(Effect)),
    "data": tuple(DataClass),
    "fallback": tuple(FallbackKind),
    "why": ("other",),
    "remedy": ("other",),
}


class Message(NamedTuple):
    """A Slack message: the text for notifications and screen readers, and the blocks."""

    text: str
    blocks: list[dict[str, Any]]


class Words:
    """Everything that is said, rendered from the templates of one folder.

    Every answer is within Slack's limits, whatever people typed. What belongs to a drill is marked as one.
    """

    def __init__(self, templates: Path) -> None:
        """Load and check all templates.

        Args:
            templates: the folder of the `*.yml` files (`templates/slack`).

        Raises:
            TemplateErrors: with everything that is wrong with them.
        """
        sentences = {"answers": (ANSWERS, ANSWER_VALUES), "refusals": (Reason, REFUSAL_VALUES)}
        self._templates = Templates(
            templates,
            (*models.MESSAGES, *known.CATALOGUE, *PLAYBOOKS, *told.TOLD, *forms.FORMS),
            VOCABULARY,
            sentences,
        )

    def card(self, it: Incident, now: datetime) -> Message:
        """The pinned card of the room."""
        return self._message(card.card(it, now))

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
        return self._of(it, room.room_message(it, recorded))

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

    def phase(self, it: Incident, metadata: str, chosen: Phase | None = None) -> dict[str, Any]:
        """Change the phase; `chosen` is the one that was asked for already."""
        return self._modal(modals.phase(it, chosen), metadata, it)

    def times(self, it: Incident, metadata: str) -> dict[str, Any]:
        """Correct a time."""
        return self._modal(modals.times(it), metadata, it)

    def decide(
        self, it: Incident, metadata: str, corrects: int | None = None, what: str = ""
    ) -> dict[str, Any]:
        """Record a decision, perhaps one that corrects another."""
        return self._modal(modals.decide(it, corrects, what), metadata, it)

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

    def close(self, it: Incident, metadata: str) -> dict[str, Any]:
        """It is over: what was verified?"""
        return self._modal(modals.close(it), metadata, it)

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
