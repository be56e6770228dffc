"""What the modals of containment show and begin with."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.action_log import Action
from bot.domain.actions import ActionState
from bot.domain.containment import MENU
from bot.domain.containment_menu import Offer, menu
from bot.domain.incident import Incident
from bot.domain.one_at_a_time import others_unverified
from bot.domain.proposal import Proposal
from bot.views import containment_models as ask
from bot.views.forms import Choice
from bot.views.text import span

OFFERED = 10
"""Radio buttons that Slack shows (Slack: radio button group)."""

MINUTES = (15, 30, 60, 120, 240, 480, 1440, 4320, 10_080)
KEPT_FOR = timedelta(days=1)
BY_HAND = "by_hand"


def containment(it: Incident) -> ask.ContainmentForm:
    """What fits and why, and everything else behind it."""
    offers = menu(it)
    fitting = tuple(map(_choice, (each for each in offers if each.fits)))
    rest = tuple(map(_choice, (each for each in offers if not each.fits)))
    unverified = it.unverified_actions
    return ask.ContainmentForm(
        number=it.number,
        playbook=it.playbook.playbook.title if it.playbook else "",
        waiting=str(unverified[0].number) if unverified else "",
        offers=fitting[:OFFERED],
        others=(*fitting[OFFERED:], *rest),
    )


def _choice(offer: Offer) -> ask.OfferChoice:
    return ask.OfferChoice(offer.containment, MENU[offer.containment].label, offer.why, offer.detail)


def proposal(it: Incident, begun: Proposal) -> ask.ProposalForm:
    """What exactly is proposed, prefilled."""
    minutes = sorted({*MINUTES, begun.review_after_minutes})
    change = MENU[begun.containment]
    return ask.ProposalForm(
        number=it.number,
        label=change.label,
        undone=change.undone,
        what=begun.what,
        command=begun.command,
        missing=begun.missing,
        effect=begun.effect,
        verify=begun.verify,
        lift=begun.lift,
        review_after=str(begun.review_after_minutes),
        minutes=tuple(_minutes(each) for each in minutes),
        risky="risky" if begun.risky else "",
        people=it.policy.people_needed(risky=True),
        webhooks=_webhooks(begun),
        webhook=begun.webhooks[0] if begun.webhooks else "",
    )


def _webhooks(begun: Proposal) -> tuple[Choice, ...]:
    """Nothing to choose where no automation serves it."""
    if not begun.webhooks:
        return ()
    return (*(Choice(name, name) for name in begun.webhooks), Choice(BY_HAND, "By hand"))


def _minutes(minutes: int) -> Choice:
    return Choice(str(minutes), span(timedelta(minutes=minutes)))


def settle(it: Incident, action: Action, outcome: ActionState) -> ask.SettleForm:
    """What was seen?"""
    return ask.SettleForm(
        number=it.number,
        action=action.number,
        label=MENU[action.containment].label,
        what=action.what,
        outcome=outcome,
        verify=action.verify,
        lift=action.lift,
        undone=MENU[action.containment].undone,
    )


def apply(it: Incident, action: Action, *, run: bool) -> ask.ApplyForm:
    """Why may it be beside what is not verified yet?"""
    others = others_unverified(it, action)
    return ask.ApplyForm(
        number=it.number,
        action=action.number,
        what=action.what,
        other=others[0].number if others else 0,
        other_what=others[0].what if others else "",
        run=run,
    )


def keep(it: Incident, action: Action, owner: str, now: datetime) -> ask.KeepForm:
    """Who answers for its staying, why, and until when; begins with whoever asks, and tomorrow."""
    return ask.KeepForm(
        number=it.number,
        action=action.number,
        what=action.what,
        lift=action.lift,
        owner=action.kept_by or owner,
        review_at=int((now + KEPT_FOR).timestamp()),
    )


def postpone(it: Incident, action: Action) -> ask.PostponeForm:
    """When is it looked at again?"""
    return ask.PostponeForm(
        number=it.number, action=action.number, what=action.what, minutes=tuple(map(_minutes, MINUTES))
    )


def undo(it: Incident, action: Action) -> ask.UndoForm:
    """Its last step was a mistake."""
    before = action.steps[-2].state if len(action.steps) > 1 else action.state
    return ask.UndoForm(
        number=it.number, action=action.number, what=action.what, state=action.state, before=before
    )
