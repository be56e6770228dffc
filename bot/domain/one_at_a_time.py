"""One change at a time: a second one waits until the first is verified or taken back, or somebody says why not.

Domain §9; the reason is recorded on the change that came second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.action_log import Action, Actions
from bot.domain.actions import ActionApplied
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, blank


def others_unverified(it: Incident, action: Action) -> Actions:
    """The other actions that are in place, or being put there, and that nobody has verified."""
    return tuple(each for each in it.unverified_actions if each.number != action.number)


def one_at_a_time(it: Incident, action: Action, override: str) -> Refused | None:
    """The refusal to change something beside what is not verified yet; None where it may be."""
    others = others_unverified(it, action)
    if not others or not blank(override):
        return None
    values = {"number": str(others[0].number), "known": others[0].what}
    return Refused(Reason.ONE_AT_A_TIME, "override", values)


def applied(it: Incident, action: Action, now: datetime, note: str, override: str) -> ActionApplied:
    """The event that puts it in place."""
    others = others_unverified(it, action)
    return ActionApplied(
        number=action.number,
        what=action.what,
        note=note,
        review_at=now + timedelta(minutes=action.review_after_minutes),
        beside=others[0].number if others else None,
        override=override if others else "",
    )


def wrong_state(action: Action) -> Refused:
    """It stands where that makes no sense, or its automation is under way."""
    state = "running" if action.running is not None else action.state.value
    return Refused(Reason.WRONG_STATE, "number", {"number": str(action.number), "state": state})
