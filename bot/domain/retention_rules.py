"""How long what is recorded is kept, in days after an incident was closed (domain §15)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.domain.retention import Artefact
from bot.domain.strict import RoleKey, SlackPerson, Strict

Days = Annotated[int, Field(ge=1, le=36_500)]


class Keep(Strict):
    """Days after closing for each artefact; None: for good."""

    messages: Days | None = None
    words: Days | None = None
    people: Days | None = None
    record: Days | None = None

    def days(self, artefact: Artefact) -> int | None:
        """How long this artefact is kept."""
        kept: dict[Artefact, int | None] = {
            Artefact.MESSAGES: self.messages,
            Artefact.WORDS: self.words,
            Artefact.PEOPLE: self.people,
            Artefact.RECORD: self.record,
        }
        return kept[artefact]


class RetentionRules(Keep):
    """The same for drills apart, and who may place a legal hold: holders of these roles, and these people.

    A team that configures nothing keeps everything.
    """

    drills: Keep = Keep()
    hold_roles: tuple[RoleKey, ...] = Field(default=("ic",), min_length=1)
    hold_people: tuple[SlackPerson, ...] = ()

    @property
    def rules(self) -> bool:
        """Whether anything is ever deleted."""
        return any(keep.days(each) is not None for keep in (self, self.drills) for each in Artefact)
