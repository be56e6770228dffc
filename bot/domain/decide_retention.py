"""What happens when something is asked of an incident's retention."""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.retention import HoldLifted, HoldPlaced, LiftHold, PlaceHold, RetentionCommand


def decide_retention(it: Incident, command: RetentionCommand, by: str | None) -> Verdict:
    """What the command makes happen, asked by `by`: who may hold may also let go; the same hold again is no news."""
    if not isinstance(command, PlaceHold | LiftHold):
        raise TypeError(f"no rule for {type(command).__name__}")
    reason = command.reason.strip()
    if not _may_hold(it, by):
        titles = (it.policy.roles[role].title for role in _roles(it))
        return Refused(Reason.HOLD_ROLE, values={"role": " or ".join(titles)})
    if isinstance(command, LiftHold) and not it.kept.hold:
        return Refused(Reason.NOT_HELD)
    if blank(reason):
        return Refused(Reason.BLANK, "reason")
    if isinstance(command, LiftHold):
        return (HoldLifted(reason=reason),)
    return () if it.kept.hold == reason else (HoldPlaced(reason=reason),)


def _may_hold(it: Incident, by: str | None) -> bool:
    roles = set(it.roles_of(by))
    return by in it.policy.retention.hold_people or not roles.isdisjoint(_roles(it))


def _roles(it: Incident) -> tuple[str, ...]:
    """Those of them that the team has; the commander's where it has none."""
    known = tuple(role for role in it.policy.retention.hold_roles if role in it.policy.roles)
    return known or ("ic",)
