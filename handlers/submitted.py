"""A submitted modal as a handler sees it: its values by field, and how to answer next to a field."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import Command
from bot.domain.decide import Refused
from bot.service.desk import Answer, Done
from bot.service.slack_text import typed, whole
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

    def moment(self, field: str) -> datetime | None:
        """The date and time picked in that field (UTC), None when nothing was."""
        seconds = self._element(field).get("selected_date_time")
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None

    async def wrong(self, field: str, sentence: str) -> None:
        """Keep the modal open and say next to the field what to do; Slack shows no markup there."""
        blocks = [block["block_id"] for block in self.args.body["view"]["blocks"] if block["type"] == "input"]
        place = field if field in blocks else blocks[0]
        await self.args.ack(
            response_action="errors", errors={place: typed(_MENTION.sub("somebody else", sentence))}
        )

    async def asks(self, command: Command) -> Done | None:
        """Ask it of the desk: recorded closes the modal, a refusal is shown next to its field and None returned."""
        queries = self.services.queries
        if await queries.at_hand(self.number, self.person) is None:
            await self.wrong("", self.services.words.answer("no_such_incident", number=self.number))
            return None
        answer = await self.services.desk.ask(
            self.number, command, command_id=self.command_id, by=self.person
        )
        return await self.closes(answer)

    async def closes(self, answer: Answer) -> Done | None:
        """Close the modal when it is recorded, otherwise show the refusal next to its field."""
        match answer:
            case Done():
                await self.args.ack()
                return answer
            case Refused():
                await self.wrong(answer.where, self.services.words.refusal(answer))
            case _:
                await self.wrong("", self.services.words.answer("no_such_incident", number=self.number))
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
