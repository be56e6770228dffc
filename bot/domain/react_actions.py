"""What must be told because of what happened to an incident's containment (domain §9, §15)."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.action_log import Action
from bot.domain.actions import (
    ActionApproved,
    ActionEvent,
    ActionKept,
    ActionProposed,
    ActionState,
    AutomationAnswered,
    AutomationAsked,
)
from bot.domain.effects import PLAYBOOK, Effect, action_panel
from bot.domain.events import Recorded, Reminded
from bot.domain.incident import Incident


def react_to_action(it: Incident, recorded: Recorded, event: ActionEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it, the card apart."""
    panel, tell = action_panel(event.number), do.TellRoom(event=recorded.version)
    show = do.RefreshPanel(panel=panel)
    match event:
        case ActionProposed() if it.playbook:
            # Its decision table makes way for what is next.
            return (do.PostPanel(panel=panel), do.RefreshPanel(panel=PLAYBOOK))
        case ActionProposed():
            return (do.PostPanel(panel=panel),)
        case ActionApproved():
            return (tell, show, *settled(it, recorded, event.number)) if event.complete else (show,)
        case AutomationAsked():
            return (do.RunAutomation(action=event.number, run=event.run), show)
        case AutomationAnswered():
            return (tell, show) if _to_be_told(it, event) else (show,)
        case ActionKept():
            return (tell, show, *settled(it, recorded, event.number), *_to_owner(it, recorded, event))
        case _:
            return (tell, show, *settled(it, recorded, event.number))


def settled(it: Incident, recorded: Recorded, number: int) -> tuple[Effect, ...]:
    """What the room was told of the action before this event asks for nothing any more."""
    action = it.action(number)
    before = [told for told in action.told if told != recorded.version] if action else []
    return tuple(do.RefreshTold(event=told) for told in before[-1:])


def left_behind(it: Incident) -> tuple[Effect, ...]:
    """What was approved and is not in place is not asked for when the incident is closed."""
    waiting = (each for each in it.actions if each.state is ActionState.APPROVED)
    return tuple(do.RefreshTold(event=told) for each in waiting for told in each.told[-1:])


def react_to_review(it: Incident, recorded: Recorded, event: Reminded) -> tuple[Effect, ...]:
    """The room is asked while it is open; after that, directly, whoever answers for what stays in place."""
    if it.open:
        return (do.TellRoom(event=recorded.version), *settled(it, recorded, event.action or 0))
    action = it.action(event.action or 0)
    person = answers_for(it, action) if action else None
    return (do.TellPerson(person=person, event=recorded.version),) if person else ()


def answers_for(it: Incident, action: Action) -> str | None:
    """Who kept it on purpose, else who commands or declared; of a restricted incident only somebody who is in it."""
    people = (action.kept_by, it.commander, it.declared_by)
    return next((each for each in people if each and _may_know(it, each)), None)


def waiting_panels(it: Incident) -> tuple[Effect, ...]:
    """Show who may approve now in the living messages of everything that waits for it."""
    return tuple(
        do.RefreshPanel(panel=action_panel(each.number))
        for each in it.actions
        if each.state is ActionState.PROPOSED and action_panel(each.number) in it.panels
    )


def _to_be_told(it: Incident, event: AutomationAnswered) -> bool:
    """What the action's own next step does not tell: that nobody can tell, that nothing came of it, or came late."""
    action = it.action(event.number)
    if event.unknown or action is None:
        return True
    if event.purpose == "apply":
        return event.ok and action.state is not ActionState.APPLIED
    return not event.ok


def _to_owner(it: Incident, recorded: Recorded, event: ActionKept) -> tuple[Effect, ...]:
    """Nobody answers for something silently."""
    if event.owner == recorded.by or not _may_know(it, event.owner):
        return ()
    return (do.TellPerson(person=event.owner, event=recorded.version),)


def _may_know(it: Incident, person: str) -> bool:
    return not it.restricted or person in it.members
