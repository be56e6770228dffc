"""A submitted modal as a handler sees it: its values by field, and how to answer next to a field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Command
from bot.domain.gates import by_a_gate
from bot.domain.incident import Incident
from bot.domain.refusal import Refused
from bot.service.desk import Answer, Done, NoSuchIncident
from bot.service.slack_text import typed, whole
from handlers.missing import missing
from handlers.services import Services

_MENTION = re.compile(r"<@\w+>")


@dataclass(frozen=True, slots=True)
class Submitted:
    """One submission; `about` is what the modal was opened with."""

    about: dict[str, Any]
    person: str
    view_id: str
    command_id: str
    services: Services
    args: AsyncArgs

    @property
    def number(self) -> int:
        """The incident that the modal is about."""
        return int(self.about["incident"])

    def text(self, field: str) -> str:
        """What was typed or chosen in that field, empty when nothing was."""
        element = self._element(field)
        option = element.get("selected_option") or {}
        return whole(str(element.get("value") or option.get("value") or element.get("selected_user") or ""))

    def chosen(self, field: str) -> tuple[str, ...]:
        """The values ticked in that field."""
        return tuple(str(option["value"]) for option in self._element(field).get("selected_options") or ())

    def file(self, field: str) -> str:
        """The id of the file put into that field, empty when none was."""
        return next((str(each["id"]) for each in self._element(field).get("files") or ()), "")

    def moment(self, field: str) -> datetime | None:
        """The date and time picked in that field (UTC), None when nothing was."""
        seconds = self._element(field).get("selected_date_time")
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None

    def day(self, field: str) -> date | None:
        """The day picked in that field, None when none was."""
        picked = self._element(field).get("selected_date")
        return date.fromisoformat(str(picked)) if picked else None

    async def wrong(self, field: str, sentence: str) -> None:
        """Keep the modal open and say next to the field what to do; Slack shows no markup there."""
        blocks = [block["block_id"] for block in self.args.body["view"]["blocks"] if block["type"] == "input"]
        await self.all_wrong({field if field in blocks else blocks[0]: sentence})

    async def all_wrong(self, sentences: dict[str, str]) -> None:
        """Keep the modal open and say next to each of these fields what to do."""
        errors = {
            field: typed(_MENTION.sub("somebody else", sentence)) for field, sentence in sentences.items()
        }
        await self.args.ack(response_action="errors", errors=errors)

    async def asks(
        self, command: Command, then: Callable[[Incident], dict[str, Any]] | None = None
    ) -> Done | None:
        """Ask it of the desk: recorded closes the modal, a refusal is shown next to its field and None returned.

        then: the modal to go on with, made from the incident as it is after it.
        """
        return await self.closes(await self.ask(command), then)

    async def ask(self, command: Command, part: str = "") -> Answer:
        """Ask it of the desk, if this person can see the incident; `part` tells apart what one modal asks."""
        if await self.services.queries.at_hand(self.number, self.person) is None:
            return NoSuchIncident(self.number)
        command_id = f"{self.command_id}:{part}" if part else self.command_id
        return await self.services.desk.ask(self.number, command, command_id=command_id, by=self.person)

    async def at_gate(self, answer: Answer) -> Incident | None:
        """The incident when a gate refused it, so that the modal can show all that is missing; otherwise None."""
        if not isinstance(answer, Refused) or not by_a_gate(answer):
            return None
        return await self.services.queries.incident(self.number, self.person)

    async def shows(self, view: dict[str, Any]) -> None:
        """Another modal takes the place of this one."""
        await self.args.ack(response_action="update", view=view)

    async def closes(
        self, answer: Answer, then: Callable[[Incident], dict[str, Any]] | None = None
    ) -> Done | None:
        """Close the modal when it is recorded, or go on with another, otherwise show the refusal next to its field."""
        match answer:
            case Done():
                if then is None:
                    await self.args.ack()
                else:
                    await self.args.ack(response_action="update", view=then(answer.incident))
                return answer
            case Refused():
                await self.wrong(answer.where, self.services.words.refusal(answer))
            case _:
                await self.wrong("", await missing(self.services, self.number))
        return None

    def _element(self, field: str) -> dict[str, Any]:
        values: dict[str, dict[str, dict[str, Any]]] = self.args.body["view"]["state"]["values"]
        return next(iter(values.get(field, {}).values()), {})


def submit(args: AsyncArgs, services: Services) -> Submitted:
    """The submission; the same view submitted again (a double click, a redelivery) carries the same command id."""
    view = args.body["view"]
    metadata = str(view.get("private_metadata") or "{}")
    return Submitted(
        about=json.loads(metadata),
        person=str(args.body["user"]["id"]),
        view_id=str(view["id"]),
        command_id=f"view:{view['id']}:{view['callback_id']}",
        services=services,
        args=args,
    )


def about(**values: str | int | None) -> str:
    """What a modal has to remember until it is submitted (Slack: private_metadata, 3,000 characters)."""
    return json.dumps(
        {name: value for name, value in values.items() if value is not None}, ensure_ascii=False
    )
