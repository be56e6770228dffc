"""One set of facts, rendered for engineers, executives, customers and as a note; and the preview (domain §8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.actions import ActionState
from bot.domain.audiences import Audience, Briefing, BriefingAddressed, LastWordSent, Route
from bot.domain.briefings import Routes, last_routes
from bot.domain.catalogue import DataClass
from bot.domain.customer_words import Offence
from bot.domain.events import UpdatePosted
from bot.domain.hypotheses import HypothesisState, confirmed
from bot.domain.incident import Incident
from bot.domain.triage_rule import Drift, FalsePage
from bot.views import labels
from bot.views.audience_models import (
    AddressedView,
    AsNote,
    BriefingView,
    Facts,
    ForCustomers,
    ForEngineers,
    ForExecutives,
    Found,
    LastWordView,
    Link,
    Meanwhile,
    Piece,
    Places,
    PreviewForm,
    ToldLine,
)
from bot.views.audience_words import counted
from bot.views.card import channel_of
from bot.views.leaves import Markup
from bot.views.models import View
from bot.views.text import clean, clip, escape

IN_PLACE = 5
LINKS = 4
FOUND_SHOWN = 8
_MENTION = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")
AROUND = 24
"""Characters before and after words that are pointed out."""

_VIEWS: Mapping[Audience, type[Facts]] = {
    Audience.ENGINEERS: ForEngineers,
    Audience.EXECUTIVES: ForExecutives,
    Audience.CUSTOMERS: ForCustomers,
    Audience.NOTE: AsNote,
}
_SENSITIVE = {DataClass.PERSONAL: "personal", DataClass.REGULATED: "regulated"}


def facts(it: Incident, audience: Audience, sentence: str = "") -> Facts:
    """What is recorded of the incident, for this audience; `sentence` is what the writer wrote for customers."""
    entry, found, proof = it.entry, it.triage.concluded, it.verification
    last, cause = it.updates[-1].posted if it.updates else None, confirmed(it.hypotheses)
    known = it.known_model
    # Sentences of the note end in a full stop, whether the writer made one or not.
    end = " ." if audience is Audience.NOTE else ""
    return _VIEWS[audience](
        number=it.number,
        title=it.title,
        severity=it.severity,
        phase=it.phase,
        type=it.type,
        open=it.open,
        closed=when(it, it.closed_at),
        verified=it.verified.rstrip(end or None),
        false_page=it.false_page is not FalsePage.NONE,
        status=last.status if last else "",
        impact=last.impact.rstrip(end or None) if last else "",
        actions=last.actions.rstrip(end or None) if last else "",
        eta=last.eta.rstrip(end or None) if last else "",
        next_update=when(it, it.update_due) if it.open else "",
        model=known.name if known else "",
        version=entry.current_version if entry else "",
        last_good=entry.last_known_good_version if entry else "",
        last_deploy=when(it, entry.last_deploy) if entry else "",
        sensitive=_SENSITIVE.get(entry.data_class, "") if entry and entry.data_class else "",
        surface=it.surface,
        drift=found.drift if found else Drift.UNKNOWN,
        confidence=found.confidence if found and not cause else "",
        cause=cause.statement if cause else "",
        hypotheses=sum(
            each.state in (HypothesisState.OPEN, HypothesisState.SUPPORTED) for each in it.hypotheses
        ),
        in_place=tuple(
            f"{action.number}. {action.what} ({labels.STATES[action.state]})"
            for action in it.actions_in_place[-IN_PLACE:]
        ),
        waiting=sum(action.state in (ActionState.PROPOSED, ActionState.APPROVED) for action in it.actions),
        metric=proof.metric,
        target=proof.target,
        observed=proof.observed,
        holds=proof.holds,
        awaiting=when(it, proof.awaiting_until),
        product=it.policy.audiences.product(known.name) if known else "",
        sentence=sentence.strip(),
    )


def when(it: Incident, at: datetime | None) -> str:
    """The moment in the team's zone, such as `21 Nov, 15:30 CET`; empty when there is none."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(it.policy.timezone))
    zone = local.strftime("%Z")
    return f"{local.day} {local:%b, %H:%M} {zone if zone[:1].isalpha() else f'UTC{zone}'}"


def briefing(it: Incident, told: Briefing, by: str) -> BriefingView:
    """What goes out: for customers the words alone, for the others who wrote them, where, and pages of the model.

    A restricted incident's room is not named to those who may not see it.
    """
    ours = told.audience is not Audience.CUSTOMERS
    return BriefingView(
        audience=told.audience,
        number=it.number,
        text=told.text,
        by=by if ours else "",
        channel=channel_of(it) if ours and not it.restricted else "",
        links=_links(it) if told.audience is Audience.ENGINEERS else (),
    )


def _links(it: Incident) -> tuple[Link, ...]:
    if it.entry is None:
        return ()
    pages = [
        Link(url, kind, nth)
        for kind, urls in (("dashboard", it.entry.dashboards), ("runbook", it.entry.runbooks))
        for nth, url in enumerate(urls, 1)
    ]
    return tuple(pages[:LINKS])


def preview(
    it: Incident,
    update: UpdatePosted | None,
    texts: Mapping[Audience, str],
    ways: Routes,
    *,
    offences: Sequence[Offence] = (),
    override: str = "",
    passed: bool = False,
) -> PreviewForm:
    """What each audience would be told, in an order that keeps what has to be looked at most for last.

    update: what was written, None for the last word after the end. ways: where it goes; nowhere, where only reading is
    possible.
    """
    pieces = {
        audience: _piece(audience, text, ways.get(audience, Route())) for audience, text in texts.items()
    }
    customers = texts.get(Audience.CUSTOMERS, "")
    return PreviewForm(
        callback="update_preview" if update else "last_word",
        number=it.number,
        sends=bool(ways),
        drill=it.drill,
        restricted=it.restricted,
        status=update.status if update else "",
        impact=update.impact if update else "",
        actions=update.actions if update else "",
        eta=update.eta if update else "",
        next_update=update.next_due if update else None,
        passed=passed,
        meanwhile=None,
        engineers=pieces.get(Audience.ENGINEERS),
        executives=pieces.get(Audience.EXECUTIVES),
        note=pieces.get(Audience.NOTE),
        customers=pieces.get(Audience.CUSTOMERS),
        found=tuple(_found(customers, each) for each in offences[:FOUND_SHOWN]),
        more=max(0, len(offences) - FOUND_SHOWN),
        override=override,
    )


def meanwhile(it: Incident, seen: int | None) -> Meanwhile | None:
    """What was posted last, if that is after the first `seen` updates; None says that it does not matter."""
    if seen is None or len(it.updates) <= seen:
        return None
    last = it.updates[-1]
    return Meanwhile(last.by or "", last.at, last.posted.impact)


def _piece(audience: Audience, text: str, route: Route) -> Piece:
    return Piece(audience, text, Places(route.channels, route.people, route.groups))


def _found(text: str, offence: Offence) -> Found:
    before = text[: offence.start].rpartition("\n")[2]
    after = text[offence.end :].partition("\n")[0]
    return Found(
        before=f"…{before[-AROUND:]}" if len(before) > AROUND else before,
        words=offence.words,
        after=f"{after[:AROUND]}…" if len(after) > AROUND else after,
        why=offence.why,
        better=offence.better,
    )


def told_lines(briefings: Sequence[Briefing]) -> tuple[ToldLine, ...]:
    """Who was told besides the room."""
    return tuple(
        ToldLine(
            audience=each.audience,
            channels_shown=Markup(", ".join(f"<#{channel}>" for channel in each.channels)),
            directly=counted(people=len(each.people), groups=len(each.groups)),
            override=each.override,
        )
        for each in briefings
    )


def told(event: LastWordSent | BriefingAddressed, by: str) -> View:
    """The room hears that those who were told know of the end, or who of a group could not be told."""
    if isinstance(event, LastWordSent):
        return LastWordView(by=by, told=told_lines(event.briefings))
    problems = tuple(
        Markup(_MENTION.sub(r"<@\1>", escape(clip(clean(each), 200)))) for each in event.problems
    )
    return AddressedView(audience=event.audience, people=len(event.people), problems=problems)


def last_word_owed(it: Incident) -> bool:
    """Whether somebody was told that it began and not that it is over."""
    return bool(last_routes(it))
