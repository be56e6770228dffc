"""A slash command as a handler sees it: who said what where, and how to answer in private."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Command
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.service.desk import Answer, Done, NoSuchIncident
from bot.service.slack_port import SlackRefused, SlackSilent
from bot.views.render import Message
from handlers.heard import WITH_WORDS, WITHOUT_WORDS, Heard
from handlers.missing import missing
from handlers.services import Services

ANSWER_WITHIN = 1.5
"""Seconds for which an answer may keep the acknowledgement waiting; Slack waits for three."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """`/incident VERB WORDS`, with the incident that it is about already told apart from the words."""

    verb: str
    words: str
    number: int | None
    person: str
    channel: str
    command_id: str
    trigger_id: str
    services: Services
    args: AsyncArgs

    async def answer(self, message: Message) -> None:
        """Acknowledge with words that only the person sees."""
        await self.args.ack(text=message.text, blocks=message.blocks, response_type="ephemeral")

    async def answers(self, finding: Coroutine[Any, Any, Message], what: str) -> None:
        """As `answer`, with what has to be found first; what takes long follows the acknowledgement."""
        found = asyncio.create_task(finding)
        if (await asyncio.wait((found,), timeout=ANSWER_WITHIN))[0]:
            await self.answer(await found)
            return
        await self.args.ack()
        self.services.aside.run(self._follow(found), what)

    async def _follow(self, found: asyncio.Task[Message]) -> None:
        message = await found
        await self.args.respond(text=message.text, blocks=message.blocks, response_type="ephemeral")

    async def say(self, key: str, **values: str | int) -> None:
        """Acknowledge with a sentence of `answers.yml`."""
        await self.args.ack(text=self.services.words.answer(key, **values), response_type="ephemeral")

    async def _say_missing(self, number: int) -> None:
        await self.args.ack(text=await missing(self.services, number), response_type="ephemeral")

    async def opens(self, view: dict[str, Any]) -> None:
        """Acknowledge, then show a modal; when Slack refuses to, say so in private."""
        await self.args.ack()
        self.services.aside.run(open_view(self.args, self.trigger_id, view, self.services), "Opening a modal")

    async def incident(self, *, at_hand: bool = False) -> Incident | None:
        """The incident that is meant; when there is none for this person, that is answered and None returned.

        at_hand: it may be a moment old, because nothing of it is shown (`Queries.at_hand`).
        """
        number = self.number
        if number is None:
            number = await self.services.queries.incident_of_room(self.channel)
        if number is None:
            await self.say("no_incident_here", verb=self.verb)
            return None
        queries = self.services.queries
        look = queries.at_hand if at_hand else queries.incident
        found = await look(number, self.person)
        if found is None:
            await self._say_missing(number)
        return found

    async def open_incident(self) -> Incident | None:
        """As `incident`, for what makes sense only until it is closed; one that is closed is answered with that."""
        it = await self.incident()
        if it is None or it.open:
            return it
        refusal = self.services.words.refusal(Refused(Reason.CLOSED))
        await self.args.ack(text=refusal, response_type="ephemeral")
        return None

    async def asks(self, it: Incident, command: Command) -> Done | None:
        """Ask it of the desk; a refusal is answered and None returned."""
        return await self.answered(await self.ask(it, command))

    async def ask(self, it: Incident, command: Command) -> Answer:
        """Ask it of the desk, for those who do something of their own about a refusal; `answered` tells the rest."""
        return await self.services.desk.ask(it.number, command, command_id=self.command_id, by=self.person)

    async def answered(self, answer: Answer) -> Done | None:
        """A refusal is answered and None returned."""
        match answer:
            case Done():
                return answer
            case Refused():
                await self.args.ack(text=self.services.words.refusal(answer), response_type="ephemeral")
            case NoSuchIncident(number=number):
                await self._say_missing(number)
            case _:
                raise TypeError(f"an incident cannot answer {answer}")
        return None


async def listen(heard: Heard, args: AsyncArgs, services: Services) -> Spoken:
    """The command as it was spoken.

    `inc-7` or `#7` before the words names an incident anywhere; a bare number does so outside incident rooms, where
    a note may well begin with one, and after verbs that take no words; never where it may be what is looked for.
    """
    payload = args.payload
    channel = str(payload.get("channel_id", ""))
    number, words = None, heard.words
    if heard.number is not None and (
        not heard.bare or await _bare_number_names(heard.verb, channel, services)
    ):
        number, words = heard.number, heard.rest
    trigger = str(payload.get("trigger_id", ""))
    return Spoken(
        verb=heard.verb,
        words=words,
        number=number,
        person=str(payload.get("user_id", "")),
        channel=channel,
        command_id=f"command:{trigger}",
        trigger_id=trigger,
        services=services,
        args=args,
    )


async def _bare_number_names(verb: str, channel: str, services: Services) -> bool:
    """Whether a bare number after this verb, in this channel, is an incident's."""
    if verb in WITH_WORDS:
        return False
    return verb in WITHOUT_WORDS or await services.queries.incident_of_room(channel) is None


async def open_view(args: AsyncArgs, trigger_id: str, view: dict[str, Any], services: Services) -> None:
    """Show a modal, or say in private why it could not be shown."""
    try:
        await services.slack.call("views.open", trigger_id=trigger_id, view=view)
    except (SlackRefused, SlackSilent) as error:
        if args.body.get("response_url"):
            sentence = services.words.answer("modal_failed", reason=str(error))
            await args.respond(text=sentence, response_type="ephemeral", replace_original=False)
        else:
            raise
