"""Where in Slack an incident's entries were told, so that what is said of them can lead there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain import events as happened
from bot.domain.actions import ActionEvent
from bot.domain.checklists import PlaybookAttached
from bot.domain.effects import PLAYBOOK, TRIAGE, action_panel
from bot.domain.events import Event, Recorded
from bot.domain.incident import Incident
from bot.domain.triage_log import TriageEvent
from bot.service.slack_port import Identity
from bot.service.slack_text import permalink


def links(
    told: Mapping[int, str], identity: Identity, it: Incident, history: Sequence[Recorded]
) -> dict[int, str]:
    """The address of the message that told of each entry, by its number; entries that no message told of are left out.

    What was taken from a message leads there, what was said in the room to what was said, and the rest to the living
    message that shows it. `told` are the room's messages (ts) by entry, as `Store.told` has them.
    """
    room = it.room.channel if it.room else ""
    found: dict[int, str] = {}
    for recorded in history:
        if written := _written(recorded.event):
            found[recorded.version] = written
        elif room and (ts := told.get(recorded.version) or _shown(it, recorded.event)):
            found[recorded.version] = permalink(identity.workspace_url, room, ts)
    return found


def _written(event: Event) -> str:
    """The address of the message that somebody wrote it in, empty when it was typed into a form."""
    match event:
        case happened.NoteAdded(source=source) | happened.Declared(source=source) if source is not None:
            return source.permalink
        case _:
            return ""


def _shown(it: Incident, event: Event) -> str:
    """The ts of the living message in the room that shows it; empty when there is none."""
    match event:
        case ActionEvent(number=number):
            place = it.panels.get(action_panel(number))
        case TriageEvent():
            place = it.panels.get(TRIAGE)
        case PlaybookAttached():
            place = it.panels.get(PLAYBOOK)
        case happened.Declared():
            place = it.card
        case _:
            return ""
    return place.ts if place else ""
