"""An action of containment as it stands: its living message, all of it in a modal, and the list of all actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta

from bot.domain.action_log import Action, Run
from bot.domain.actions import IN_PLACE, NEXT, ActionState
from bot.domain.approval import standing
from bot.domain.containment import MENU
from bot.domain.incident import Incident
from bot.domain.proposal import usually_risky
from bot.views.action_models import (
    ActionCardView,
    ActionLine,
    ActionPageView,
    ActionsView,
    ApprovalLine,
    RunLine,
    StepLine,
)
from bot.views.text import clean

COMMAND_LINES = 6
COMMAND_CHARACTERS = 400
LISTED = 6
APPROVERS = 6
_FENCE = "```"


def action_card(it: Incident, action: Action) -> ActionCardView:
    """What whoever is to decide, or to do it, has to know."""
    stands, last = standing(it, action), action.steps[-1]
    command, cut = _shown(action.command)
    busy, unsure = action.changing is not None, _unsure(action)
    webhook = it.policy.automation.webhook(action.webhook) if action.webhook else None
    idle = webhook is not None and action.running is None
    return ActionCardView(
        number=it.number,
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        state=action.state,
        open=it.open,
        proposed_by=action.proposed_by or "",
        proposed_at=action.steps[0].at,
        needed=stands.needed,
        people_needed=it.policy.people_needed(risky=action.risky),
        approvers=stands.people[:APPROVERS],
        vacant=stands.vacant,
        short=stands.short,
        approvals=tuple(
            ApprovalLine(each.person, _title(it, each.role), each.at) for each in action.approvals
        ),
        risky=action.risky,
        lowered=not action.risky and usually_risky(it, action.containment),
        since=last.at,
        by=last.by or "",
        words=last.words,
        effect=action.effect,
        verify=action.verify,
        lift=action.lift,
        review_after=timedelta(minutes=action.review_after_minutes),
        review_at=action.review_at,
        kept_by=action.kept_by,
        kept_because=action.kept_because,
        command=command,
        fenced=_FENCE not in action.command,
        cut=cut,
        webhook=action.webhook,
        drill=it.drill,
        run=_run(it, action.runs[-1]) if action.runs else None,
        busy=busy,
        silent=action.changing is not None and action.changing.silent,
        unsure=unsure,
        can_run=idle
        and it.open
        and action.state is ActionState.APPROVED
        and action.tried
        and not action.asked_to_apply,
        can_try=idle
        and it.open
        and action.state in (ActionState.PROPOSED, ActionState.APPROVED)
        and not unsure,
        can_take_back=idle and webhook is not None and webhook.reverts and action.state in IN_PLACE,
        can_fail=ActionState.FAILED in NEXT[action.state]
        and (it.open or action.in_place)
        and (action.changing is None or action.changing.silent),
        can_undo=len(action.steps) > 1 and not busy,
    )


def action_page(it: Incident, action: Action) -> ActionPageView:
    """All of it, as it was said."""
    shown = action_card(it, action)
    same = {each.name: getattr(shown, each.name) for each in fields(shown)}
    return ActionPageView(
        **(same | {"command": clean(action.command), "cut": False}),
        undone=MENU[action.containment].undone,
        history=tuple(StepLine(step.state, step.at, step.by or "", step.words) for step in action.steps),
        runs=tuple(_run(it, run) for run in action.runs),
    )


def actions(it: Incident, urls: Mapping[int, str]) -> ActionsView:
    """What has not ended, then the rest, each with the address of its message; the newest first."""
    newest = tuple(reversed(it.actions))
    ordered = (
        *(each for each in newest if NEXT[each.state]),
        *(each for each in newest if not NEXT[each.state]),
    )
    return ActionsView(
        number=it.number,
        title=it.title,
        open=it.open,
        lines=tuple(_line(each, urls.get(each.number, "")) for each in ordered[:LISTED]),
        more=max(0, len(ordered) - LISTED),
    )


def _line(action: Action, url: str) -> ActionLine:
    last = action.steps[-1]
    return ActionLine(
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        state=action.state,
        since=last.at,
        by=last.by or "",
        kept_by=action.kept_by,
        review_at=action.review_at,
        url=url,
    )


def outcome_of(it: Incident, run: Run) -> str:
    """The key of what came of a run (table `run`); in a drill every run is a dry run (domain §16)."""
    if it.drill and run.purpose != "dry_run" and not run.unknown and run.ok is not False:
        return "drill_running" if run.ok is None else "drill_done"
    if run.ok is None:
        return f"{run.purpose}_running"
    if run.unknown:
        return f"{run.purpose}_unknown"
    return f"{run.purpose}_done" if run.ok else f"{run.purpose}_failed"


def rehearsed(it: Incident, action: Action) -> bool:
    """Whether its latest run, by which it is where it is, was a dry run only, as everything in a drill."""
    last = action.runs[-1] if action.runs else None
    return it.drill and last is not None and last.purpose != "dry_run" and last.ok is True


def _run(it: Incident, run: Run) -> RunLine:
    return RunLine(outcome_of(it, run), run.answer)


def _unsure(action: Action) -> bool:
    """Whether it may be in place by an automation of which nobody knows what it did."""
    return action.state is ActionState.APPROVED and action.unverified and action.changing is None


def _shown(command: str) -> tuple[str, bool]:
    """As much of a command as a message has room for, whole lines where possible; and whether that is not all."""
    text = clean(command)
    kept = "\n".join(text.split("\n")[:COMMAND_LINES])[:COMMAND_CHARACTERS]
    return kept, kept != text


def _title(it: Incident, role: str) -> str:
    rule = it.policy.roles.get(role)
    return rule.title if rule else role
