"""Containment: choosing what fits, proposing it, and everything that is asked of an action by its number."""

from __future__ import annotations

from bot.domain.action_log import Action
from bot.domain.actions import ApplyAction, AskAutomation, ProposeAction
from bot.domain.containment import Containment
from bot.domain.containment_menu import option_of
from bot.domain.effects import action_panel
from bot.domain.incident import Incident
from bot.domain.playbook import Option
from bot.domain.proposal import proposal
from bot.domain.refusal import Reason, Refused
from bot.service.slack_text import permalink, typed
from bot.views import containment as views
from handlers.missing import missing
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

WORDS = 500
"""Characters of the words that are carried from the command to the form."""


async def contain(spoken: Spoken) -> None:
    """`/incident contain [words]`: the menu of what fits; the words are what the proposal then begins with."""
    it = await spoken.open_incident()
    if it is not None:
        metadata = about(incident=it.number, what=typed(spoken.words)[:WORDS])
        await spoken.opens(spoken.services.words.form(it, views.containment(it), metadata))


async def open_menu(pressed: Pressed) -> None:
    """The button that opens the menu."""
    it = await pressed.open_incident()
    if it is not None:
        form = pressed.services.words.form(it, views.containment(it), about(incident=it.number))
        await pressed.opens(form)


async def chosen(submitted: Submitted) -> None:
    """A change is chosen: the same modal goes on with the proposal."""
    services = submitted.services
    key = submitted.text("other") or submitted.text("containment")
    if key not in tuple(Containment):
        await submitted.wrong("containment", services.words.answer("choose_containment"))
        return
    it = await services.queries.incident(submitted.number, submitted.person)
    if it is None:
        await submitted.wrong("", await missing(services, submitted.number))
        return
    change = Containment(key)
    view = _form(services, it, change, option_of(it, change), str(submitted.about.get("what", "")))
    await submitted.args.ack(response_action="update", view=view)


async def propose_from(pressed: Pressed, it: Incident, option: Option) -> None:
    """Open the proposal with what a playbook says about a change."""
    await pressed.opens(_form(pressed.services, it, option.key, option, ""))


def _form(
    services: Services, it: Incident, containment: Containment, option: Option | None, what: str
) -> dict[str, object]:
    begun = proposal(it, containment, option, what)
    metadata = about(incident=it.number, containment=containment.value)
    return services.words.form(it, views.proposal(it, begun), metadata)


async def proposed(submitted: Submitted) -> None:
    """The filled proposal."""
    webhook = submitted.text("webhook")
    await submitted.asks(
        ProposeAction(
            containment=Containment(str(submitted.about["containment"])),
            what=submitted.text("what"),
            command=submitted.text("command"),
            effect=submitted.text("effect"),
            verify=submitted.text("verify"),
            lift=submitted.text("lift"),
            review_after_minutes=int(submitted.text("review_after")),
            risky="risky" in submitted.chosen("risky"),
            webhook="" if webhook == views.BY_HAND else webhook,
        )
    )


async def containments(spoken: Spoken) -> None:
    """`/incident containments`: all of them, in private."""
    it = await spoken.incident()
    if it is not None:
        await spoken.answer(spoken.services.words.actions(it, _urls(spoken.services, it)))


async def list_actions(pressed: Pressed) -> None:
    """The same from a message's menu."""
    it = await pressed.incident()
    if it is not None:
        await pressed.shows(pressed.services.words.actions(it, _urls(pressed.services, it)))


def _urls(services: Services, it: Incident) -> dict[int, str]:
    home = services.identity.workspace_url
    places = {action.number: it.panels.get(action_panel(action.number)) for action in it.actions}
    return {number: permalink(home, at.channel, at.ts) for number, at in places.items() if at is not None}


async def action_of(pressed: Pressed) -> tuple[Incident, Action] | None:
    """The incident and the action that the control names as `…:incident:action`; None, and that is told, if not."""
    it = await pressed.incident()
    if it is None:
        return None
    number = pressed.part
    action = it.action(number)
    if action is None:
        values = {"number": str(number), "count": str(len(it.actions))}
        await pressed.tell(pressed.services.words.refusal(Refused(Reason.UNKNOWN_ACTION, "number", values)))
        return None
    return it, action


async def apply(pressed: Pressed) -> None:
    """It is in place. Beside one that nobody has verified yet, it is asked why first."""
    found = await action_of(pressed)
    if found is not None:
        await _change(pressed, found, ApplyAction(found[1].number))


async def run(pressed: Pressed) -> None:
    """Let the automation do it, likewise."""
    found = await action_of(pressed)
    if found is not None:
        await _change(pressed, found, AskAutomation(found[1].number, "apply"))


async def _change(
    pressed: Pressed, found: tuple[Incident, Action], command: ApplyAction | AskAutomation
) -> None:
    """Ask it; where one change at a time forbids it, perhaps only since a moment ago, ask why it cannot wait."""
    it, action = found
    answer = await pressed.ask(it, command)
    if not isinstance(answer, Refused) or answer.reason is not Reason.ONE_AT_A_TIME:
        await pressed.answered(answer)
        return
    present = await pressed.incident()
    if present is not None:
        run = isinstance(command, AskAutomation)
        metadata = about(incident=it.number, action=action.number, run=int(run))
        form = views.apply(present, action, run=run)
        await pressed.opens(pressed.services.words.form(present, form, metadata))


async def overridden(submitted: Submitted) -> None:
    """The filled reason why it cannot wait."""
    number, why = int(submitted.about["action"]), submitted.text("override")
    if submitted.about.get("run"):
        await submitted.asks(AskAutomation(number, "apply", why))
    else:
        await submitted.asks(ApplyAction(number, override=why))


async def dry_run(pressed: Pressed) -> None:
    """Let the automation try it again."""
    found = await action_of(pressed)
    if found is not None:
        it, action = found
        await pressed.asks(it, AskAutomation(action.number, "dry_run"))


async def run_back(pressed: Pressed) -> None:
    """Let the automation take it back."""
    found = await action_of(pressed)
    if found is not None:
        it, action = found
        await pressed.asks(it, AskAutomation(action.number, "revert"))
