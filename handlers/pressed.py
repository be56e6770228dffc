"""A button or menu as a handler sees it: who pressed it, on which incident, and how to answer in private."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Command
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.service.desk import Answer, Done, NoSuchIncident
from bot.views.render import Message
from handlers.missing import missing
from handlers.notice import tell_alone
from handlers.services import Services
from handlers.spoken import open_view


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of one control; `value` is what the control carries; the first number in it is the incident's."""

    value: str
    number: int | None
    person: str
    command_id: str
    trigger_id: str
    services: Services
    args: AsyncArgs

    @property
    def part(self) -> int:
        """The number behind the incident's: of an action, a hypothesis or a page; 0 where there is none."""
        return next(iter(_numbers(self.value)[1:]), 0)

    async def say(self, key: str, **values: str | int) -> None:
        """Acknowledge, then tell only the person."""
        await self.tell(self.services.words.answer(key, **values))

    async def tell(self, text: str) -> None:
        """Acknowledge, then show this text only to the person."""
        await self.shows(Message(text, []))

    async def shows(self, message: Message) -> None:
        """Acknowledge, then show this message only to the person, on top of the modal when it was pressed in one."""
        await self.args.ack()
        tell_alone(self.args.body, self.args.respond, self.services, message)

    async def opens(self, view: dict[str, Any]) -> None:
        """Acknowledge, then show a modal; pressed inside one, it takes that one's place."""
        await self.args.ack()
        pressed_in = self.args.body.get("view") or {}
        if pressed_in.get("type") == "modal":
            shown = self.services.slack.call("views.update", view_id=str(pressed_in["id"]), view=view)
            self.services.aside.run(shown, "Showing another modal")
            return
        self.services.aside.run(open_view(self.args, self.trigger_id, view, self.services), "Opening a modal")

    async def incident(self) -> Incident | None:
        """The incident that the control belongs to; when it is none for this person, that is said and None returned."""
        found = await self.services.queries.incident(self.number, self.person) if self.number else None
        if found is None:
            await self.tell(await missing(self.services, self.number))
        return found

    async def open_incident(self) -> Incident | None:
        """As `incident`, for what makes sense only until it is closed; one that is closed is told."""
        it = await self.incident()
        if it is None or it.open:
            return it
        await self.tell(self.services.words.refusal(Refused(Reason.CLOSED)))
        return None

    async def asks(self, it: Incident, command: Command) -> Done | None:
        """Ask it of the desk and acknowledge; a refusal is told and None returned."""
        return await self.answered(await self.ask(it, command))

    async def ask(self, it: Incident, command: Command) -> Answer:
        """Ask it of the desk, for those who do something of their own about a refusal; `answered` tells the rest."""
        return await self.services.desk.ask(it.number, command, command_id=self.command_id, by=self.person)

    async def answered(self, answer: Answer) -> Done | None:
        """Acknowledge; a refusal is told and None returned."""
        match answer:
            case Done():
                await self.args.ack()
                return answer
            case Refused():
                await self.tell(self.services.words.refusal(answer))
            case NoSuchIncident(number=number):
                await self.tell(await missing(self.services, number))
            case _:
                raise TypeError(f"an incident cannot answer {answer}")
        return None


def press(args: AsyncArgs, services: Services) -> Pressed:
    """The control as it was pressed; buttons carry a value, menus their chosen option."""
    action = args.payload
    option = action.get("selected_option") or {}
    value = str(action.get("value") or option.get("value") or "")
    numbers = _numbers(value)
    trigger = str(args.body.get("trigger_id", ""))
    return Pressed(
        value=value,
        number=numbers[0] if numbers else None,
        person=str(args.body["user"]["id"]),
        command_id=f"action:{trigger}",
        trigger_id=trigger,
        services=services,
        args=args,
    )


def _numbers(value: str) -> list[int]:
    return [int(part) for part in value.split(":") if part.isdecimal()]
