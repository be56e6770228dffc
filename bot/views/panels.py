"""The living messages of a room beside its card: triage, the playbook, and each containment action."""

from __future__ import annotations

from datetime import datetime

from bot.domain import effects
from bot.domain.blameless_lexicon import Lexicon
from bot.domain.incident import Incident
from bot.views import item_lists, review_card
from bot.views.action_card import action_card
from bot.views.models import View
from bot.views.playbook_card import playbook_card
from bot.views.room import NothingToSay
from bot.views.triage_card import Library, triage_card


def panel(it: Incident, name: str, now: datetime, library: Library, lexicon: Lexicon) -> View:
    """What the panel of that name shows now; `library` has the titles of the team's playbooks by their keys.

    lexicon: the words that blame, which a review is read by.

    Raises:
        NothingToSay: there is no such panel, or nothing to show on it.
    """
    kind, _, number = name.partition(":")
    match kind:
        case effects.TRIAGE:
            return triage_card(it, library)
        case effects.PLAYBOOK:
            return playbook_card(it)
        case effects.ITEMS if it.items:
            return item_lists.panel(it, now)
        case effects.ACTION if number.isdecimal() and (action := it.action(int(number))):
            return action_card(it, action)
        case effects.REVIEW:
            return review_card.panel(it, now, lexicon)
        case _:
            raise NothingToSay(f"there is no panel {name!r} of incident {it.number}")
