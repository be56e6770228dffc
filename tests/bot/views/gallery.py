"""Incidents in which something of everything has happened, and everything that is said about them.

`story(text)` puts `text` into every place where a person may type; `gallery(words, story)` renders every template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args

from bot.domain import events as happened
from bot.domain.announcement_rules import Announcements
from bot.domain.cadence_rules import Cadence
from bot.domain.catalogue import (
    Catalogue,
    DataClass,
    Fallback,
    FallbackKind,
    ModelEntry,
    SliFamily,
    Slo,
    Upstream,
)
from bot.domain.effects import Effect
from bot.domain.events import Event, MessageSource, Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.policy import Policy, RoleRule, SeverityRule
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import IncidentType, Phase, Severity, Status
from bot.domain.summary import summarise
from bot.views.forms import Draft
from bot.views.models import ListPage
from bot.views.render import ANSWER_VALUES, ANSWERS, Message, Words
from tests.bot.views import (
    gallery_audiences,
    gallery_briefs,
    gallery_cadence,
    gallery_checklists,
    gallery_containment,
    gallery_escalation,
    gallery_hypotheses,
    gallery_items,
    gallery_library,
    gallery_review,
    gallery_triage,
    gallery_verification,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANA, BEN, CHI = "UANA", "UBEN", "UCHI"
ROOM = "CROOM"
HOSTILE = (
    "<!channel> <!here> <@UEVIL> <#CEVIL> <https://evil.example|click> & &lt;!channel&gt; *b* _i_ ~s~ `c` ```\n> q\n"
    "@channel #general https://evil.example {{ 7 * 7 }} {% raw %} \"quotes\" 'more' \x00\x07\x1b[31m \u202eRTL\u2066 "
    "\u2028next\r\nline\ttab \U0001f525\U0001f468\u200d\U0001f469\u200d\U0001f467 z̸a̷l̶g̵o̴ |pipe| ^caret^ \\u003c"
)


@dataclass(frozen=True, slots=True)
class Story:
    """An incident, what happened to it, and the text that people typed everywhere."""

    it: Incident
    history: tuple[Recorded, ...]
    text: str
    catalogue: Catalogue

    def last(self, kind: type[object]) -> Recorded:
        """The last event of that kind."""
        return next(each for each in reversed(self.history) if isinstance(each.event, kind))


@dataclass(frozen=True, slots=True)
class Said:
    """One rendered thing: `blocks` of a message, or a `view`, or mere `text`."""

    name: str
    text: str = ""
    blocks: list[dict[str, Any]] | None = None
    view: dict[str, Any] | None = None


def policy(text: str, *, roles: int, announced: bool = False) -> Policy:
    """A policy whose free texts are as long as they may be and begin with `text`."""

    def rule(cadence: Cadence) -> SeverityRule:
        return SeverityRule(meaning=text[:300], response=text[:300], cadence=cadence, postmortem_owed=True)

    keys = ("ic", "comms", *(f"role_{chr(ord('a') + index)}" for index in range(roles - 2)))
    return Policy(
        severities={
            Severity.SEV1: rule(Cadence(minutes=30)),
            Severity.SEV2: rule(Cadence(minutes=60)),
            Severity.SEV3: rule(Cadence(business_day_at=time(16, 0))),
        },
        roles={
            key: RoleRule(title=text[:40], short=text[:16], duties=(text[:120],) * min(roles, 9))
            for key in keys
        },
        announce=Announcements(channel="CNEWS", restricted=announced, drill_channel="CDRILLS"),
        escalation=gallery_escalation.rules(text, roles - 2),
    )


def entry(text: str, *, links: int) -> ModelEntry:
    """A model with that many dashboards and runbooks, each address as long as it may be."""
    url = "https://dash.example/a?b=1&c=" + "x" * (900 if links > 3 else 10)
    return ModelEntry(
        name=text[:75],
        description=text[:300],
        environment=text[:40],
        tier=2,
        owner=BEN,
        team=text[:75],
        oncall_group="SCALL",
        serving_endpoint=text[:300],
        current_version=text[:75],
        previous_version=text[:75],
        last_known_good_version=text[:75],
        last_deploy=NOW,
        fallbacks=tuple(
            Fallback(name=f"{index} {text}"[:75], kind=kind, covers=text[:150])
            for index, kind in enumerate(FallbackKind)
        ),
        upstream=tuple(
            Upstream(name=f"{index} {text}"[:75], owner=text[:75]) for index in range(min(links, 30))
        ),
        important_features=(f"f {text}"[:75],) * min(links, 50),
        downstream=(f"d {text}"[:75],) * min(links, 30),
        feature_pipeline=text[:150],
        feature_pipeline_last_good_run=NOW,
        training_cutoff=NOW,
        label_lag="2 days (<!channel> settles)",
        slos=tuple(
            Slo(
                name=f"{index} {text}"[:75],
                family=family,
                objective=Decimal("99.95"),
                threshold=text[:150],
            )
            for index, family in enumerate(SliFamily)
        ),
        data_class=DataClass.REGULATED,
        dashboards=tuple(f"{url}{index}" for index in range(links)),
        runbooks=tuple(f"{url}{index}|<>" for index in range(links)),
    )


def story(text: str, *, amount: int = 2, drill: bool = False, restricted: bool = False) -> Story:
    """An incident to which everything happened, `amount` times where it can happen often."""
    told = policy(text, roles=min(amount + 2, 20), announced=True)
    model = entry(text, links=amount)
    source = MessageSource(
        channel="CASK",
        ts="1.2",
        author=BEN,
        written_at=NOW,
        permalink="https://acme.slack.com/archives/CASK/p12",
        text=text,
    )
    declared = happened.Declared(
        title=text,
        seen=text,
        severity=Severity.SEV2,
        type=IncidentType.DATA,
        model=text,
        entry=model,
        started_at=NOW - timedelta(hours=3),
        restricted=restricted,
        drill=drill,
        source=source,
        receipt="V1",
        first_due=NOW + timedelta(hours=1),
        policy=told,
    )
    models = tuple(ModelEntry(name=f"{index} {text}"[:75]) for index in range(amount * 10))
    return _story(text, (declared, *_middle(text, amount)), Catalogue(models=models))


def bare(text: str = "?") -> Story:
    """An incident of which nothing is known and to which nothing has happened that was not refused."""
    declared = happened.Declared(
        title=text,
        seen="",
        severity=Severity.SEV3,
        type=IncidentType.MODEL,
        model="",
        entry=None,
        started_at=NOW,
        restricted=False,
        drill=False,
        source=None,
        receipt="",
        first_due=NOW + timedelta(hours=1),
        policy=policy("x", roles=2),
    )
    return _story(text, (declared, *_nothing()), Catalogue())


def _nothing() -> tuple[Event, ...]:
    """Every event that can be told of, with every word left out."""
    return (
        happened.PeopleInvited(people=(), refused={ANA: ""}),
        happened.RoleTaken(role="ic", person=ANA, before=None),
        happened.RoleDeclined(role="ic", person=ANA, reason=""),
        happened.UpdatePosted(impact="", actions="", eta="", status=Status.RED, next_due=None, was_due=None),
        *gallery_cadence.nothing(),
        happened.Reminded(reminder="no_commander", at=NOW),
        happened.DecisionRecorded(
            number=1, what="", options="", rationale="", evidence="", role="", revisit_at=None, corrects=None
        ),
        happened.SeverityChanged(was=Severity.SEV3, now=Severity.SEV2, reason="", next_due=None),
        happened.PhaseChanged(was=Phase.DETECT, now=Phase.TRIAGE, reason=""),
        happened.TimeCorrected(which="detected", was=NOW, now=NOW, reason=""),
        happened.NoteAdded(text="", source=None, via="command"),
        happened.Closed(verified="", phase=Phase.LEARN),
        happened.Reopened(reason="", next_due=None),
        happened.RoomUnarchived(),
        happened.DeliveryGivenUp(effect="open_room", body="{}", reason=""),
        *gallery_audiences.nothing(),
        *gallery_checklists.nothing(),
        *gallery_containment.nothing(),
        *gallery_escalation.nothing(),
        *gallery_hypotheses.nothing(),
        *gallery_library.nothing(),
        *gallery_items.nothing(),
        *gallery_triage.nothing(),
        *gallery_verification.nothing(),
        *gallery_review.nothing(),
    )


def _middle(text: str, amount: int) -> tuple[Event, ...]:
    """Everything that can happen between declaring and the end of the tale."""
    effects = [str(kind.model_fields["kind"].default) for kind in get_args(Effect)]
    return (
        happened.RoomOpened(channel=ROOM, name="inc-7"),
        happened.CardPosted(ts="1.1"),
        happened.PeopleInvited(
            people=(ANA,),
            refused={
                **{f"UGONE{index}": "user_disabled" for index in range(amount)},
                "SGROUP": text or "no_such_subteam",
            },
        ),
        happened.RoleTaken(role="ic", person=ANA, before=BEN, handover=text),
        happened.RoleTaken(role="comms", person=CHI, before=None),
        happened.RoleDeclined(role="comms", person=CHI, reason=text),
        happened.RoleTaken(role="comms", person=BEN, before=None),
        happened.UpdatePosted(
            impact=text,
            actions=text,
            eta=text,
            status=Status.AMBER,
            next_due=NOW + timedelta(minutes=30),
            was_due=None,
        ),
        *gallery_cadence.happenings(text, amount),
        happened.SeverityChanged(
            was=Severity.SEV2, now=Severity.SEV1, reason=text, next_due=NOW + timedelta(minutes=30)
        ),
        happened.PhaseChanged(was=Phase.TRIAGE, now=Phase.CONTAIN, reason=text),
        happened.TimeCorrected(which="started", was=NOW, now=NOW - timedelta(days=3), reason=text),
        *(
            happened.DecisionRecorded(
                number=index + 1,
                what=text,
                options=text,
                rationale=text,
                evidence=text,
                role="ic",
                revisit_at=NOW + timedelta(days=1),
                corrects=index or None,
            )
            for index in range(amount * 10)
        ),
        happened.NoteAdded(text=text, source=None, via="command"),
        *gallery_audiences.happenings(text, amount),
        *gallery_checklists.happenings(text, amount),
        *gallery_containment.happenings(text),
        *gallery_escalation.happenings(text, amount),
        *gallery_hypotheses.happenings(text, min(amount, 6)),
        *gallery_library.happenings(text),
        *gallery_items.happenings(text, min(amount, 12)),
        *gallery_triage.happenings(text),
        *gallery_verification.happenings(text),
        *gallery_review.happenings(text, min(amount, 6)),
        *(
            happened.DeliveryGivenUp(
                effect=effects[index % len(effects)], body=f"{index}", reason=text or "missing_scope"
            )
            for index in range(amount)
        ),
        happened.PostmortemRequested(number=1),
        happened.PostmortemShared(
            number=1, file="F1", permalink="https://acme.slack.com/files/UANA/F1/pm.md"
        ),
        happened.Closed(verified=text, phase=Phase.LEARN),
        happened.Reopened(reason=text, next_due=NOW + timedelta(minutes=30)),
        happened.RoomUnarchived(),
        happened.Reminded(reminder="no_commander", at=NOW),
        happened.Reminded(reminder="revisit", at=NOW, decision=1),
        happened.Reminded(reminder="update_soon", at=NOW + timedelta(minutes=25)),
        happened.Reminded(reminder="update_due", at=NOW + timedelta(minutes=30)),
        happened.Reminded(reminder="update_overdue", at=NOW + timedelta(minutes=45)),
    )


def _story(text: str, happenings: tuple[Event, ...], catalogue: Catalogue) -> Story:
    history = tuple(
        Recorded(version=version, at=NOW + timedelta(seconds=version), by=BEN, event=event)
        for version, event in enumerate(happenings, 1)
    )
    it: Incident | None = None
    for recorded in history:
        it = apply(7, it, recorded)
    assert it is not None, "a history begins with a declaration"
    return Story(it, history, text, catalogue)


TOLD_ROOM = (
    happened.PeopleInvited,
    happened.RoleTaken,
    happened.RoleDeclined,
    happened.UpdatePosted,
    *gallery_cadence.TOLD_ROOM,
    happened.Reminded,
    happened.SeverityChanged,
    happened.PhaseChanged,
    happened.TimeCorrected,
    happened.DecisionRecorded,
    happened.NoteAdded,
    happened.Closed,
    happened.Reopened,
    happened.RoomUnarchived,
    *gallery_audiences.TOLD_ROOM,
    *gallery_checklists.TOLD_ROOM,
    *gallery_containment.TOLD_ROOM,
    *gallery_escalation.TOLD_ROOM,
    *gallery_hypotheses.TOLD_ROOM,
    *gallery_library.TOLD_ROOM,
    *gallery_items.TOLD_ROOM,
    *gallery_triage.TOLD_ROOM,
    *gallery_verification.TOLD_ROOM,
    *gallery_review.TOLD_ROOM,
)

TOLD_PERSON = (
    happened.RoleTaken,
    happened.DeliveryGivenUp,
    *gallery_cadence.TOLD_PERSON,
    *gallery_containment.TOLD_PERSON,
    *gallery_escalation.TOLD_PERSON,
    *gallery_hypotheses.TOLD_PERSON,
    *gallery_items.TOLD_PERSON,
    *gallery_review.TOLD_PERSON,
)


def closed(told: Story) -> Story:
    """The same after its end."""
    ends = happened.Closed(verified=told.text, phase=Phase.LEARN)
    recorded = Recorded(version=told.it.version + 1, at=NOW + timedelta(hours=9), by=BEN, event=ends)
    return Story(
        apply(told.it.number, told.it, recorded), (*told.history, recorded), told.text, told.catalogue
    )


def gallery(words: Words, told: Story) -> Iterator[Said]:
    """Everything that is ever said, about this story before and after its end."""
    for state, each in (("open", told), ("closed", closed(told))):
        for said in (*_messages(words, each), *_modals(words, each)):
            yield Said(f"{state} {said.name}", said.text, said.blocks, said.view)
    yield from _sentences(words, told.text)


def _messages(words: Words, told: Story) -> Iterator[Said]:
    it, later = told.it, NOW + timedelta(hours=2)
    for name, message in (
        ("card", words.card(it, later)),
        ("card in time", words.card(it, NOW)),
        ("announcement", words.announcement(it, later)),
        ("status", words.status(it, later)),
        ("decisions", words.decisions(it)),
        ("model", words.model(it.entry or ModelEntry(name="?"), it, changed=True)),
        ("catalogue model", words.model(it.entry or ModelEntry(name="?"))),
        ("catalogue unknown", words.unknown_model(told.catalogue, told.text)),
        ("unknown model of an incident", words.unknown_model(told.catalogue, it.model, it)),
        ("catalogue empty", words.unknown_model(Catalogue(), "")),
        ("incidents", words.incidents(page_of(it, 10), later)),
        ("no incidents", words.incidents(ListPage(items=(), page=0, pages=1, total=0), later)),
        ("help", words.help()),
        ("unknown verb", words.unknown_verb(told.text, None)),
        ("nearest verb", words.unknown_verb(told.text, "declare")),
    ):
        yield Said(name, message.text, message.blocks)
    for recorded in told.history:
        if isinstance(recorded.event, TOLD_ROOM) and not _only_shown(recorded.event):
            message = words.room_message(it, recorded)
            yield Said(f"room {recorded.event.kind} {recorded.version}", message.text, message.blocks)
        if isinstance(recorded.event, TOLD_PERSON):
            message = words.person_message(it, recorded, ANA)
            yield Said(f"person {recorded.event.kind} {recorded.version}", message.text, message.blocks)
    for name, message in (
        *gallery_checklists.messages(words, it),
        *gallery_audiences.messages(words, it, told.text),
        *gallery_briefs.messages(words, it, told.history, told.text, later),
        *gallery_containment.messages(words, it),
        *gallery_escalation.messages(words, it),
        *gallery_library.messages(words, it, told.text),
        *gallery_hypotheses.messages(words, it),
        *gallery_items.messages(words, it, told.text),
        *gallery_review.messages(words, it),
        *gallery_triage.messages(words, it),
    ):
        yield Said(name, message.text, message.blocks)
    yield Said("topic", words.topic(it))
    yield Said("post-mortem comment", words.postmortem_comment(it, 2))


def _only_shown(event: Event) -> bool:
    """Whether it is a reminder that the card or a panel shows, and no message tells."""
    return isinstance(event, happened.Reminded) and event.reminder in (
        "run_silent",
        "step_late",
        "review_due",
    )


def _modals(words: Words, told: Story) -> Iterator[Said]:
    it, text = told.it, told.text
    for name, view in (
        ("declare", words.declare(it.policy, told.catalogue, "{}", title=text, seen=text, now=NOW)),
        ("declare blank", words.declare(it.policy, Catalogue(), "", now=NOW)),
        (
            "declare another",
            words.declare_another(
                it,
                it.policy,
                told.catalogue,
                "{}",
                Draft(
                    started_at=int(NOW.timestamp()), severity="SEV2", title=text, seen=text, model_other=text
                ),
            ),
        ),
        ("update", words.update(it, NOW, "{}")),
        ("severity", words.severity(it, "{}")),
        ("phase", words.phase(it, "{}")),
        ("times", words.times(it, "{}")),
        ("decide", words.decide(it, "{}")),
        ("decide again", words.decide(it, "{}", 1, text)),
        ("note", words.note(it, "{}")),
        ("role", words.role(it, "{}")),
        ("role given", words.role(it, "{}", "comms", ANA)),
        ("decline", words.decline(it, "{}")),
        ("close", words.close(it, "{}")),
        ("reopen", words.reopen(it, "{}")),
        ("notice of a list", words.notice(words.decisions(it))),
        ("receipt", words.receipt(it)),
        ("receipt pending", words.receipt(replace(it, room=None))),
        ("home", words.home(page_of(it, 10), NOW + timedelta(hours=2))),
        ("empty home", words.home(ListPage(items=(), page=0, pages=1, total=0), NOW)),
        (
            "home of what is over",
            words.home(
                ListPage(items=(), page=0, pages=1, total=0),
                NOW,
                (summarise(replace(it, closed_at=NOW)),) * 12,
            ),
        ),
    ):
        yield Said(name, view=view)
    for name, view in gallery_cadence.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_checklists.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_audiences.modals(words, it, text):
        yield Said(name, view=view)
    for name, view in gallery_containment.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_escalation.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_library.modals(words, it, text):
        yield Said(name, view=view)
    for name, view in gallery_hypotheses.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_verification.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_items.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_review.modals(words, it):
        yield Said(name, view=view)
    for name, view in gallery_triage.modals(words, it):
        yield Said(name, view=view)


def _sentences(words: Words, text: str) -> Iterator[Said]:
    for key in ANSWERS:
        yield Said(f"answer {key}", words.answer(key))
        told: dict[str, str | int] = {**dict.fromkeys(ANSWER_VALUES, text or "x"), "at": 1_800_000_000}
        yield Said(f"full answer {key}", words.answer(key, **told))
        yield Said(f"answer {key} on a modal", view=words.notice(Message(words.answer(key, **told), [])))
    for reason in Reason:
        for where in ("", "title", "reason", "next_check_in"):
            values = dict.fromkeys(("role", "known", "holder", "number", "count", "days"), text)
            yield Said(f"refusal {reason} {where}", words.refusal(Refused(reason, where, values)))


def page_of(it: Incident, lines: int) -> ListPage:
    """A page in the middle of a list that holds this incident many times."""
    return ListPage(items=(summarise(it),) * lines, page=1, pages=3, total=30)
