"""All words that Tocsin says in Slack, in one place for those who send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from bot.domain.action_items import ItemCategory, ItemState
from bot.domain.actions import IN_PLACE, ActionState
from bot.domain.audiences import Audience, Briefing
from bot.domain.blameless_lexicon import Lexicon
from bot.domain.catalogue import Catalogue, DataClass, FallbackKind, ModelEntry
from bot.domain.commands import ChangePhase, Close
from bot.domain.containment_menu import Why
from bot.domain.digest_rules import DigestKind
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisState
from bot.domain.incident import Incident
from bot.domain.library import Similar
from bot.domain.offers import Occasion
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.domain.record import Record
from bot.domain.refusal import Reason, Refused
from bot.domain.review import DocumentProblem, ReviewState, Section
from bot.domain.severity import Gate, IncidentType, Phase, Severity, Status, Surface
from bot.domain.signals import UsersHit
from bot.domain.summary import Summary
from bot.domain.triage import Confidence
from bot.domain.triage_rule import Drift, FalsePage
from bot.domain.verification import Because
from bot.views import (
    action_card,
    audiences,
    cadence,
    card,
    digest,
    digest_weekly,
    forms,
    gates,
    item_lists,
    lists,
    modals,
    models,
    panels,
    room,
    told,
)
from bot.views import catalogue as known
from bot.views import hypotheses as thought
from bot.views import library as remembered
from bot.views.action_models import ACTIONS, RUN_OUTCOMES, SETTLED_BY_PEOPLE, TOLD_OF_ACTIONS
from bot.views.audience_models import AUDIENCES
from bot.views.brief import BRIEF_WORDS, Brief
from bot.views.brief_models import BRIEFS, BriefView, Told, ToldPart
from bot.views.cadence import CADENCE, RhythmChange
from bot.views.containment_models import CONTAINMENT
from bot.views.digest import Gathered
from bot.views.digest_weekly import MEASURES
from bot.views.escalation_models import ESCALATIONS, OnCallView
from bot.views.facts import FACT_VALUES, FACTS, Fact
from bot.views.forms import Draft
from bot.views.gates import GATED
from bot.views.hypothesis_models import HYPOTHESES
from bot.views.item_models import ITEM_VIEWS, TOLD_OF_ITEMS, YOURS, ItemsEverywhereView
from bot.views.leaves import Markup
from bot.views.library_models import LIBRARY, FoundView
from bot.views.limits import TOPIC
from bot.views.metrics import METRICS, TIMES, MetricsHelpView, MetricsView
from bot.views.models import ListPage, View
from bot.views.ownership import OWNERSHIP
from bot.views.playbook_card_models import CHECKLISTS
from bot.views.playbook_models import PLAYBOOKS, PlaybooksView, PlaybookView
from bot.views.retention import RETENTION
from bot.views.review_card import NO_LEXICON
from bot.views.review_models import REVIEWS, ReviewView
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
    "not_read",
    "overtaken",
    "maybe_recorded",
    "no_incident_here",
    "no_such_name",
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
    "preview_too_long",
    "no_last_word",
    "closed",
    "reopened",
    "severity_changed",
    "phase_changed",
    "time_corrected",
    "reminders_silent",
    "update_extended",
    "cadence_changed",
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
    "which_audience",
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
    "item_recorded",
    "item_known",
    "items_none",
    "items_file_coming",
    "items_file_comment",
    "items_file_failed",
    "hypothesis_recorded",
    "hypothesis_unplaced",
    "hypothesis_known",
    "proposal_declined",
    "held",
    "held_already",
    "hold_lifted",
    "incident_deleted",
    "escalated",
    "acknowledged",
    "nobody_waits",
    "others_wait",
    "review_begun",
    "review_shared",
    "review_unchanged",
    "document_again",
    "document_nothing",
    "wording_settled",
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
    "item_state": tuple(ItemState),
    "item_category": tuple(ItemCategory),
    "item_category_choice": tuple(ItemCategory),
    "item_told": TOLD_OF_ITEMS,
    "item_yours": YOURS,
    "time_to": TIMES,
    "surface_says": ("data", "model", "serving"),
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
    "rhythm_choice": get_args(RhythmChange),
    "audience": tuple(Audience),
    "risk": (*Status, "other"),
    "customer_trouble": tuple(IncidentType),
    "customer_status": (*Status, "other"),
    "time": ("started", "detected"),
    "mark": ("drill", "restricted"),
    "secret": ("asked", "owner", "personal", "regulated"),
    "brief": BRIEF_WORDS,
    "digest": tuple(DigestKind),
    "digest_refused": ("send_digest", "share_digest"),
    "measure": (*MEASURES, "cadence"),
    "link": (
        "message",
        "postmortem",
        "source",
        "dashboard",
        "runbook",
        "action",
        "triage",
        "review",
        "item",
        "issue",
    ),
    "surface_found": tuple(Surface),
    "drift": tuple(Drift),
    "false_page": tuple(FalsePage),
    "false_page_choice": tuple(each for each in FalsePage if each is not FalsePage.NONE),
    "confidence": tuple(Confidence),
    "users_hit": tuple(UsersHit),
    "name": ("nobody", "nobody_named", "tocsin", "whoever", "gone"),
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
    "review": tuple(ReviewState),
    "section": tuple(Section),
    "section_asks": tuple(Section),
    "document_problem": tuple(each for each in DocumentProblem if each),
}


VIEWS: tuple[type[View], ...] = (
    *models.MESSAGES,
    *known.CATALOGUE,
    *HYPOTHESES,
    *ITEM_VIEWS,
    *METRICS,
    *OWNERSHIP,
    *ESCALATIONS,
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
    *BRIEFS,
    *CADENCE,
    *AUDIENCES,
    *REVIEWS,
    *LIBRARY,
    *RETENTION,
)
"""Every view model, each of which has its template."""


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = ((each.name, each.stat()) for each in sorted(folder.glob("*.yml")))
    return tuple((name, file.st_mtime_ns, file.st_size) for name, file in files)


@lru_cache(maxsize=4)
def _loaded(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Templates:
    """The templates of that folder, loaded anew only when a file has changed, since that takes a second."""
    sentences = {
        "answers": (ANSWERS, ANSWER_VALUES),
        "refusals": (Reason, REFUSAL_VALUES),
        "facts": (FACTS, FACT_VALUES),
    }
    return Templates(folder, VIEWS, VOCABULARY, sentences)


class Message(NamedTuple):
    """A Slack message: the text for notifications and screen readers, and the blocks."""

    text: str
    blocks: list[dict[str, Any]]


class Words:
    """Everything that is said, rendered from the templates of one folder.

    Every answer is within Slack's limits, whatever people typed. What belongs to a drill is marked as one.
    """

    def __init__(
        self, templates: Path, playbooks: Iterable[Playbook] = (), lexicon: Lexicon = NO_LEXICON
    ) -> None:
        """Load and check all templates.

        Args:
            templates: the folder of the `*.yml` files (`templates/slack`).
            playbooks: the team's library; what is not in it is not offered.
            lexicon: the words that blame, which reviews are read by.

        Raises:
            TemplateErrors: with everything that is wrong with them.
        """
        self._lexicon = lexicon
        self._library = {each.key: each.title for each in playbooks}
        self._templates = _loaded(templates, _state(templates))

    def card(self, it: Incident, now: datetime) -> Message:
        """The pinned card of the room."""
        return self._message(card.card(it, now))

    def panel(self, it: Incident, panel: str, now: datetime) -> Message:
        """A living message of the room beside the card (`bot.domain.effects.PostPanel`).

        Raises:
            NothingToSay: there is no such panel, or nothing to show on it.
        """
        return self._of(it, panels.panel(it, panel, now, self._library, self._lexicon))

    def triage(self, it: Incident, url: str) -> Message:
        """The card of triage for one person; `url` is that of the room's own."""
        return self._of(it, triage_card(it, self._library, url))

    def review(self, view: ReviewView, it: Incident) -> Message:
        """The review for one person (`bot.views.review_card.panel`)."""
        return self._of(it, view)

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

    def text_for(self, it: Incident, audience: Audience, now: datetime, sentence: str = "") -> str:  # noqa: ARG002 - asked for like the card
        """What this audience may be told of the incident as it stands: plain text, from recorded facts alone.

        sentence: what the writer wrote for customers, in place of what is drafted for them.
        """
        block = self._message(audiences.facts(it, audience, sentence)).blocks[0]
        return str(block["text"]["text"])

    def brief(self, it: Incident, brief: Brief, urls: Mapping[int, str]) -> Message:
        """A summary, or what whoever joins late has to know; `urls` lead to messages by the entries they told of."""
        parts = (
            ToldPart(part.heading, tuple(self._told(fact, urls) for fact in part.facts))
            for part in brief.parts
        )
        view = BriefView(
            name=brief.name,
            audience=brief.audience,
            number=it.number,
            title=it.title,
            marks=card.marks(drill=it.drill, restricted=it.restricted),
            words=brief.words,
            parts=tuple(parts),
        )
        return self._message(view)

    def table(self, name: str) -> Mapping[str, str]:
        """A table of the vocabulary, for documents that use the same words.

        Raises:
            KeyError: there is none of that name.
        """
        return self._templates.table(name)

    def quiet(self, it: Gathered) -> Message:
        """A digest that has nothing to tell."""
        return self._message(digest.quiet(it))

    def daily(self, it: Gathered) -> Message:
        """The daily digest."""
        return self._message(digest.daily(it, self._told))

    def weekly(self, it: Gathered) -> Message:
        """The weekly digest."""
        return self._message(digest_weekly.weekly(it))

    def _told(self, fact: Fact, urls: Mapping[int, str]) -> Told:
        values = {**dict.fromkeys(FACT_VALUES, ""), **fact.values}
        sentence = self._templates.sentence("facts", fact.key, values)
        return Told(Markup(sentence), urls.get(fact.entry, ""), fact.entry)

    def briefing(self, it: Incident, told: Briefing, by: str) -> Message:
        """What one audience outside the room is told; `by` is who wrote it."""
        return self._of(it, audiences.briefing(it, told, by))

    def postmortem_comment(self, it: Incident, copy: int) -> str:
        """The words beside the post-mortem's file, mrkdwn; `copy` counts from 1."""
        view = models.PostmortemCommentView(it.number, it.title, copy, it.open, it.review.state)
        text = self._templates.text(view)
        return f"{self._drill().text} {text}" if it.drill else text

    def receipt(self, it: Incident) -> dict[str, Any]:
        """The modal after declaring: that it is recorded, and once there is one, its room."""
        return self._modal(modals.receipt(it), it=it)

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

    def found(self, view: FoundView) -> Message:
        """What a search for past incidents found (`bot.views.library`)."""
        return self._message(view)

    def similar(self, it: Incident, like: Sequence[Similar]) -> Message:
        """Past incidents like this one, for one person."""
        return self._of(it, remembered.similar(it, like))

    def similar_offered(self, it: Incident, like: Sequence[Similar], occasion: Occasion) -> Message:
        """The same for its room."""
        return self._of(it, remembered.offered(it, like, occasion))

    def past(self, record: Record) -> dict[str, Any]:
        """What the library knows of an incident, in a modal."""
        return self._modal(remembered.past(record))

    def on_call(self, view: OnCallView) -> Message:
        """Who is on call now (`bot.views.escalations`)."""
        return self._message(view)

    def incidents(self, page: ListPage, now: datetime) -> Message:
        """A page of incidents; which of them the person may see has been decided before."""
        return self._message(lists.incidents(page, now))

    def decisions(self, it: Incident) -> Message:
        """The latest decisions."""
        return self._of(it, lists.decisions(it))

    def actions(self, it: Incident, urls: Mapping[int, str]) -> Message:
        """All containment actions; `urls` are the addresses of their messages by number."""
        return self._of(it, action_card.actions(it, urls))

    def items(self, it: Incident, page: int, now: datetime) -> Message:
        """A page of the incident's action items, counting from 0."""
        return self._of(it, item_lists.listed(it, page, now))

    def items_everywhere(self, view: ItemsEverywhereView) -> Message:
        """A page of open action items of all incidents (`bot.views.item_lists.everywhere`)."""
        return self._message(view)

    def metrics(self, view: MetricsView | MetricsHelpView) -> Message:
        """Measures of a period, or how to ask for them (`bot.views.metrics`)."""
        return self._message(view)

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

    def rhythm(self, it: Incident, change: RhythmChange, metadata: str) -> dict[str, Any]:
        """Put the next update off."""
        return self._modal(cadence.rhythm(it, change), metadata, it)

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

    def home(self, page: ListPage, now: datetime, latest: Sequence[Summary] = ()) -> dict[str, Any]:
        """The App Home: open incidents that the person may see, and of the `latest` those that are over."""
        return self._templates.view(lists.home(page, now, latest))

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
