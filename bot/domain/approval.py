"""Who says yes to a containment action (domain §15).

A risky one is approved by as many different people as the policy wants, never by whoever proposed it. An approval
stays when its giver hands the role on: they held it when they said yes.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.action_log import Action
from bot.domain.actions import ActionApproved, ActionState
from bot.domain.incident import Incident
from bot.domain.one_at_a_time import wrong_state
from bot.domain.refusal import Reason, Refused, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the approval is: how many more yes are needed, who may say them, and roles that could be filled.

    vacant: titles of approving roles that nobody holds. short: how many more people would have to get such a role
        before enough of them can say yes.
    """

    needed: int
    people: tuple[str, ...]
    vacant: tuple[str, ...]
    short: int


def approvers(it: Incident, action: Action) -> tuple[str, ...]:
    """Who may say yes now: holders of the policy's roles, without those who have, and of a risky one its proposer."""
    gone = {approval.person for approval in action.approvals}
    if action.risky and action.proposed_by:
        gone.add(action.proposed_by)
    roles = it.policy.approver_roles(risky=action.risky)
    holders = dict.fromkeys(it.roles[role] for role in roles if role in it.roles)
    return tuple(person for person in holders if person not in gone)


def still_needed(it: Incident, action: Action) -> int:
    """How many more people have to say yes; none once it is approved."""
    if action.state is not ActionState.PROPOSED:
        return 0
    return max(0, it.policy.people_needed(risky=action.risky) - len(action.approvals))


def standing(it: Incident, action: Action) -> Standing:
    """What is shown to those who wait for the approval."""
    needed, people = still_needed(it, action), approvers(it, action)
    roles = it.policy.approver_roles(risky=action.risky)
    vacant = tuple(it.policy.roles[role].title for role in roles if role not in it.roles)
    return Standing(needed, people, vacant, max(0, needed - len(people)))


def approve(it: Incident, action: Action, by: str | None) -> Verdict:
    """A yes counts once a person; one that comes after the last that was needed changes nothing."""
    if by is not None and any(approval.person == by for approval in action.approvals):
        return ()
    roles = it.policy.approver_roles(risky=action.risky)
    role = next((role for role in roles if by is not None and it.roles.get(role) == by), None)
    if role is None:
        titles = ", ".join(it.policy.roles[each].title for each in roles)
        return Refused(Reason.NOT_APPROVER, "number", {"known": titles, "holder": _somebody(it, action)})
    if action.risky and by == action.proposed_by:
        return Refused(Reason.OWN_PROPOSAL, "number", _whom_to_ask(it, action))
    if action.state is ActionState.APPROVED:
        return ()
    if action.state is not ActionState.PROPOSED:
        return wrong_state(action)
    complete = still_needed(it, action) <= 1
    return (ActionApproved(number=action.number, what=action.what, role=role, complete=complete),)


def _somebody(it: Incident, action: Action) -> str:
    return next(iter(approvers(it, action)), "")


def _whom_to_ask(it: Incident, action: Action) -> dict[str, str]:
    """Somebody who may approve it; or, when nobody may, the roles that somebody else would have to be given."""
    roles = it.policy.approver_roles(risky=True)
    titles = ", ".join(it.policy.roles[role].title for role in roles)
    count = str(it.policy.people_needed(risky=True))
    return {"count": count, "holder": _somebody(it, action), "known": titles}
