"""Whom Slack will not tell anything: a deactivated account, an app's, or somebody who is not in this workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.action_items import ItemAdded, ItemChanged
from bot.domain.events import DeliveryGivenUp, DeliveryRetried, Recorded

CODES = frozenset({"user_disabled", "user_not_found", "user_not_visible", "users_not_found", "cannot_dm_bot"})
"""Slack's words for it (Slack: conversations.open)."""

Unreached = Mapping[str, int]
"""People, and the number of the event that first said so."""


def unreached_person(event: DeliveryGivenUp) -> str:
    """Whom this says that nothing can be told, empty where it says something else."""
    return _person(event.body) if event.effect == "tell_person" and event.reason in CODES else ""


def unreached_after(known: Unreached, recorded: Recorded) -> Unreached:
    """Who cannot be told after this event. Who acts, is given something anew or is tried again counts as reached."""
    event = recorded.event
    match event:
        case DeliveryGivenUp():
            person = unreached_person(event)
            return {person: recorded.version, **known} if person else known
        case DeliveryRetried():
            back = set(map(_person, event.effects))
        case ItemAdded():
            back = {event.owner}
        case ItemChanged() if event.owner != event.was_owner:
            back = {event.owner}
        case _:
            back = {recorded.by or ""}
    return {person: since for person, since in known.items() if person not in back} if known else known


def _person(body: str) -> str:
    """Who is named in an effect, empty where nobody is."""
    try:
        effect = json.loads(body)
    except ValueError:
        return ""
    return str(effect.get("person") or "") if isinstance(effect, dict) else ""
