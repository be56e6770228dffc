"""Who is who in a document: roles instead of names, unless the team wants names (domain §13: blameless)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.domain import events as happened
from bot.domain.action_items import ItemAdded, ItemChanged
from bot.domain.actions import ActionKept
from bot.domain.cadence_log import LadderClimbed, RungStaffed
from bot.domain.escalation import LevelStaffed
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisCorrected, HypothesisRaised
from bot.domain.incident import Incident
from bot.domain.ownership import OwnershipEvent
from bot.domain.policy import Policy
from bot.domain.review import ReviewAssigned, ReviewBegun

OURSELVES = "Tocsin"
SOMEBODY = "a person"
SOME_APP = "an app"

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>|@([UW](?=[A-Z]*\d)[A-Z0-9]{3,})\b")
"""A person's id in typed text: as Slack marks it up, or behind a bare @ and with a digit in it."""


class People:
    """What to call everyone, as of each moment of an incident.

    Somebody is called by the roles they held just before the event in question. Without a role the declarer
    is "declarer" and everyone else "responder A", "responder B" and so on, in the order in which they first appear.
    """

    def __init__(
        self, policy: Policy, history: Sequence[Recorded], names: Mapping[str, str] | None = None
    ) -> None:
        """Follow the roles; `names` (Slack user id to name) count only if the policy wants names."""
        self._names = dict(names) if names and policy.names_in_exports else {}
        self._shorts = {key: role.short for key, role in policy.roles.items()}
        self._times = [recorded.at for recorded in history]
        self._roles = list(_roles_before(history))
        self._aliases = _aliases(history)

    @property
    def named(self) -> bool:
        """Whether people are called by their names."""
        return bool(self._names)

    def label(self, person: str | None, version: int) -> str:
        """What to call this Slack user (None: Tocsin itself) in the event of that version."""
        if person is None:
            return OURSELVES
        held = self._roles[min(version, len(self._roles)) - 1]
        role = "/".join(self._shorts.get(key, key) for key, holder in held.items() if holder == person)
        if name := self._names.get(person):
            return f"{name} ({role})" if role else name
        return role or self._alias(person)

    def alias(self, person: str) -> str:
        """What to call this Slack user where a role would tell nothing: in the list of who held which."""
        return self._names.get(person) or self._alias(person)

    def label_at(self, person: str | None, at: datetime) -> str:
        """What to call this Slack user at that moment, which need not be one of an event."""
        return self.label(person, 1 + sum(time <= at for time in self._times))

    def spoken(self, text: str, version: int) -> str:
        """Typed text in which nobody is mentioned by id, as in the event of that version."""
        return _MENTION.sub(lambda found: self.label(found[1] or found[2], version), text)

    def _alias(self, person: str) -> str:
        return self._aliases.get(person) or (SOMEBODY if is_person(person) else SOME_APP)


def is_person(slack_id: str) -> bool:
    """Whether it is a Slack user's id; groups and apps have others."""
    return slack_id.startswith(("U", "W"))


def role_title(it: Incident, key: str) -> str:
    """The role's title in the incident's policy."""
    role = it.policy.roles.get(key)
    return role.title if role else key


def _roles_before(history: Sequence[Recorded]) -> Iterator[dict[str, str]]:
    """The roles as they were before each event, and at last as they are now."""
    held: dict[str, str] = {}
    for recorded in history:
        yield dict(held)
        match recorded.event:
            case happened.RoleTaken(role=role, person=person):
                held[role] = person
            case happened.RoleDeclined(role=role):
                held.pop(role, None)
            case _:
                pass
    yield dict(held)


def _aliases(history: Sequence[Recorded]) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for recorded in history:
        for person in _people_in(recorded):
            if person in aliases:
                continue
            if recorded.version == 1 and person == recorded.by:
                aliases[person] = "declarer"
            else:
                aliases[person] = f"responder {_letters(sum(a != 'declarer' for a in aliases.values()))}"
    return aliases


def _people_in(recorded: Recorded) -> Iterator[str]:
    if recorded.by:
        yield recorded.by
    match recorded.event:
        case (
            happened.PersonJoined(person=person)
            | happened.PersonLeft(person=person)
            | happened.RoleTaken(person=person)
            | happened.RoleDeclined(person=person)
        ):
            yield person
        case OwnershipEvent(person=person):
            yield person
        case ItemAdded(owner=owner) | ItemChanged(owner=owner) if is_person(owner):
            yield owner
        case HypothesisRaised(owner=owner) | HypothesisCorrected(owner=owner) | ActionKept(owner=owner) if (
            is_person(owner)
        ):
            yield owner
        case LadderClimbed(people=people) | RungStaffed(people=people):
            yield from people
        case LevelStaffed(people=alerted):
            yield from alerted
        case ReviewBegun(owner=owner) | ReviewAssigned(owner=owner) if is_person(owner):
            yield owner
        case happened.PeopleInvited():
            yield from recorded.event.people
            yield from filter(is_person, recorded.event.refused)
        case happened.Declared(source=source) | happened.NoteAdded(source=source) if source and is_person(
            source.author
        ):
            yield source.author
        case _:
            pass


def _letters(count: int) -> str:
    """The letters of that place in A, B, to Z, AA, AB and so on, from 0."""
    before, place = divmod(count, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + place)
