"""What people say of a containment action: yes, it works, it is lifted, it stays, that was a mistake."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain.actions import (
    NEXT,
    ActionState,
    ApproveAction,
    CorrectAction,
    KeepAction,
    PostponeReview,
    SettleAction,
)
from bot.domain.one_at_a_time import wrong_state
from bot.views import action_card
from bot.views import containment as views
from handlers.containment import action_of
from handlers.pressed import Pressed
from handlers.submitted import Submitted, about


async def approve(pressed: Pressed) -> None:
    """Yes."""
    found = await action_of(pressed)
    if found is None:
        return
    it, action = found
    done = await pressed.asks(it, ApproveAction(action.number))
    if done is not None and not done.events and not done.again:
        await pressed.say("approved_already")


def opens_settling(outcome: ActionState) -> Callable[[Pressed], Awaitable[None]]:
    """The button that asks what is seen, before `outcome` is recorded."""

    async def open_settle(pressed: Pressed) -> None:
        found = await action_of(pressed)
        if found is None:
            return
        it, action = found
        if outcome not in NEXT[action.state]:
            await pressed.tell(pressed.services.words.refusal(wrong_state(action)))
            return
        metadata = about(incident=it.number, action=action.number, outcome=outcome.value)
        await pressed.opens(pressed.services.words.form(it, views.settle(it, action, outcome), metadata))

    return open_settle


async def settled(submitted: Submitted) -> None:
    """What was seen."""
    outcome = ActionState(str(submitted.about["outcome"]))
    await submitted.asks(SettleAction(int(submitted.about["action"]), outcome, submitted.text("words")))


async def open_keep(pressed: Pressed) -> None:
    """It is to stay: who answers for it, why, until when?"""
    found = await action_of(pressed)
    if found is None:
        return
    it, action = found
    if not action.in_place:
        await pressed.tell(pressed.services.words.refusal(wrong_state(action)))
        return
    form = views.keep(it, action, pressed.person, pressed.services.clock.now())
    metadata = about(incident=it.number, action=action.number)
    await pressed.opens(pressed.services.words.form(it, form, metadata))


async def kept(submitted: Submitted) -> None:
    """It stays."""
    at = submitted.moment("review_at")
    if at is None:
        await submitted.wrong("review_at", submitted.services.words.answer("wrong_time"))
        return
    owner, reason = submitted.text("owner"), submitted.text("reason")
    await submitted.asks(KeepAction(int(submitted.about["action"]), owner, reason, at))


async def open_postpone(pressed: Pressed) -> None:
    """It is to be looked at again later: when, and why not now?"""
    found = await action_of(pressed)
    if found is None:
        return
    it, action = found
    if not action.in_place:
        await pressed.tell(pressed.services.words.refusal(wrong_state(action)))
        return
    metadata = about(incident=it.number, action=action.number)
    await pressed.opens(pressed.services.words.form(it, views.postpone(it, action), metadata))


async def postponed(submitted: Submitted) -> None:
    """It is looked at again later."""
    minutes, number = int(submitted.text("minutes")), int(submitted.about["action"])
    await submitted.asks(PostponeReview(number, minutes, submitted.text("reason")))


async def open_undo(pressed: Pressed) -> None:
    """Its last step was a mistake: which?"""
    found = await action_of(pressed)
    if found is None:
        return
    it, action = found
    metadata = about(incident=it.number, action=action.number, was=action.state.value)
    await pressed.opens(pressed.services.words.form(it, views.undo(it, action), metadata))


async def undone(submitted: Submitted) -> None:
    """That was the mistake, unless somebody else has moved it on meanwhile."""
    was = ActionState(str(submitted.about["was"]))
    await submitted.asks(CorrectAction(int(submitted.about["action"]), submitted.text("reason"), was))


async def open_page(pressed: Pressed) -> None:
    """Everything about it."""
    found = await action_of(pressed)
    if found is not None:
        it, action = found
        await pressed.opens(pressed.services.words.form(it, action_card.action_page(it, action), ""))
