"""What one person is told of a delivery that Slack refused for good."""

from __future__ import annotations

from bot.domain.events import DeliveryGivenUp
from bot.domain.incident import Incident
from bot.domain.unreached import unreached_person
from bot.views.card import channel_of
from bot.views.item_models import UnreachedRow, UnreachedView
from bot.views.models import View
from bot.views.text import written
from bot.views.told import GivenUpView

ITEMS_MOST = 7
"""So many fit on two screens of a phone."""


def told(it: Incident, event: DeliveryGivenUp) -> View:
    """What was refused and why; of somebody who cannot be reached the action items that need another owner."""
    person = unreached_person(event)
    theirs = [item for item in it.items if item.open and person and item.owner == person]
    if not theirs:
        return GivenUpView(
            number=it.number,
            title=it.title,
            effect=event.effect,
            reason=event.reason,
            channel=channel_of(it),
        )
    return UnreachedView(
        number=it.number,
        title=it.title,
        person=person,
        reason=event.reason,
        count=len(theirs),
        rows=tuple(UnreachedRow(item.number, item.what, written(item.due)) for item in theirs[:ITEMS_MOST]),
        more=max(0, len(theirs) - ITEMS_MOST),
        channel=channel_of(it),
    )
