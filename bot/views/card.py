"""What is shown of an incident as a whole: the card, a person's status, the announcement, the topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta

from bot.domain.cadence_rules import COMMUNICATIONS
from bot.domain.catalogue import DataClass, ModelEntry
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.views.models import (
    AnnouncementView,
    CardView,
    Due,
    LastUpdate,
    Link,
    Problem,
    RestrictedAnnouncementView,
    RoleLine,
    StatusView,
    TopicView,
    View,
)
from bot.views.standing import standing

LINKS_OF_A_KIND = 3
LINK_CHARACTERS = 2000
PROBLEMS = 1


def card(it: Incident, now: datetime) -> CardView:
    """Everything that whoever opens the room has to know."""
    rule = it.policy.rule(it.severity)
    update = it.updates[-1] if it.updates else None
    links, problems = (
        fitting(_all_links(it)),
        tuple(Problem(each.effect, each.reason) for each in it.given_up),
    )
    return CardView(
        number=it.number,
        title=it.title,
        marks=marks(drill=it.drill, restricted=it.restricted),
        severity=it.severity,
        meaning=rule.meaning,
        secret=secret(it),
        phase=it.phase,
        open=it.open,
        commander=it.commander or "",
        due=_due(it, it.update_due, now) if it.update_due else None,
        held=_held(it),
        vacant=tuple(
            role.title for key, role in it.policy.roles.items() if key not in it.roles and key != COMMANDER
        ),
        seen=it.seen,
        update=(
            LastUpdate(update.posted.status, update.at, update.by or "", update.posted.impact)
            if update
            else None
        ),
        started_at=it.started_at,
        declared_at=it.declared_at,
        declared_by=it.declared_by or "",
        closed_at=it.closed_at,
        verified=it.verified,
        postmortem_owed=it.postmortem_missing,
        model=it.model,
        version=it.entry.current_version if it.entry else "",
        links=links,
        problems=problems[-PROBLEMS:],
        more_problems=max(0, len(problems) - PROBLEMS),
        standing=standing(it, now),
    )


def status(it: Incident, now: datetime) -> StatusView:
    """The card for one person, with the way to the room."""
    shown = card(it, now)
    same = {each.name: getattr(shown, each.name) for each in fields(shown)}
    return StatusView(**same, channel=channel_of(it))


def announcement(it: Incident) -> View:
    """What others may know: of a restricted incident only that there is one."""
    shown = marks(drill=it.drill, restricted=False)
    if it.restricted:
        return RestrictedAnnouncementView(number=it.number, marks=shown, open=it.open)
    return AnnouncementView(
        number=it.number,
        title=it.title,
        marks=shown,
        severity=it.severity,
        meaning=it.policy.rule(it.severity).meaning,
        phase=it.phase,
        open=it.open,
        commander=it.commander or "",
        status=it.updates[-1].posted.status if it.updates else None,
        declared_at=it.declared_at,
        closed_at=it.closed_at,
        channel=channel_of(it),
        room_url=room_url(it),
    )


def topic(it: Incident) -> TopicView:
    """The incident in a line."""
    return TopicView(
        title=it.title,
        marks=marks(drill=it.drill, restricted=it.restricted),
        severity=it.severity,
        phase=it.phase,
        open=it.open,
        commander=it.commander or "",
    )


def marks(*, drill: bool, restricted: bool) -> tuple[str, ...]:
    """Keys (table `mark`) of what sets the incident apart."""
    return (*(("drill",) if drill else ()), *(("restricted",) if restricted else ()))


def secret(it: Incident) -> str:
    """Why only the people in its room may know of it (table `secret`); empty when anybody may."""
    if not it.restricted or it.entry is None or not it.entry.restricts:
        return "asked" if it.restricted else ""
    by_data = it.entry.data_class in (DataClass.PERSONAL, DataClass.REGULATED)
    return str(it.entry.data_class) if by_data else "owner"


def late_by(due: datetime, now: datetime) -> timedelta | None:
    """How late something is that was due then; None when it is not."""
    return now - due if now > due else None


def _due(it: Incident, at: datetime, now: datetime) -> Due:
    silent = it.snoozed_until if it.snoozed_until and it.snoozed_until > now else None
    return Due(at, late_by(at, now), owed_by(it), it.cadence_minutes or 0, silent)


def owed_by(it: Incident) -> str:
    """Who owes the next update: Communications, else the commander, else nobody by name (domain §8)."""
    return it.roles.get(COMMUNICATIONS) or it.commander or ""


def channel_of(it: Incident) -> str:
    """The room's channel id, empty while there is none."""
    return it.room.channel if it.room else ""


def room_url(it: Incident) -> str:
    """An address that opens the room, empty while there is none."""
    return app_redirect(channel_of(it))


def app_redirect(channel: str) -> str:
    """An address that opens a channel (Slack: deep links), empty for none."""
    return f"https://slack.com/app_redirect?channel={channel}" if channel else ""


def _held(it: Incident) -> tuple[RoleLine, ...]:
    """Roles in the policy's order; the commander's is there even if nobody holds it."""
    return tuple(
        RoleLine(role.title, it.roles.get(key, ""))
        for key, role in it.policy.roles.items()
        if key in it.roles or key == COMMANDER
    )


def fitting(links: Iterable[Link]) -> tuple[Link, ...]:
    """As many of these links as a message carries, the first ones first."""
    chosen: list[Link] = []
    for link in links:
        if sum(len(each.url) for each in chosen) + len(link.url) <= LINK_CHARACTERS:
            chosen.append(link)
    return tuple(chosen)


def _all_links(it: Incident) -> Iterator[Link]:
    if it.postmortem:
        yield Link("postmortem", it.postmortem.permalink, 1)
    if it.source:
        yield Link("source", it.source.permalink, 1)
    if it.entry:
        yield from links_of(it.entry)


def links_of(entry: ModelEntry) -> Iterator[Link]:
    """The model's dashboards and runbooks, a few of each."""
    for kind, urls in (("dashboard", entry.dashboards), ("runbook", entry.runbooks)):
        for nth, url in enumerate(urls[:LINKS_OF_A_KIND], 1):
            yield Link(kind, url, nth)
