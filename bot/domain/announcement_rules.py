"""The policy of announcements: where everybody hears that there is an incident (domain §15, §16)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from bot.domain.strict import SlackChannel, Strict


class Announcements(Strict):
    """Where an incident is announced, whether confidential ones are, too, and where drills are: apart (domain §16)."""

    channel: SlackChannel | None = None
    restricted: bool = False
    drill_channel: SlackChannel | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.drill_channel is not None and self.drill_channel == self.channel:
            raise ValueError(
                "drill_channel: real incidents are announced there; drills need a channel of their own"
            )
        return self
