"""A claimed effect as the courier sees it: how it is performed, and where what comes of it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.domain import effects
from bot.domain.commands import Command, ReportGivenUp, ReportRoomArchived
from bot.domain.effects import Effect
from bot.domain.incident import Incident
from bot.service.delivery import after_done, deliver
from bot.service.desk import Desk
from bot.service.ports import Claimed
from bot.service.way import Way

Report = TypeVar("Report")


class Work(Protocol[Report]):
    """One effect of one history; a report is whatever that history records."""

    @property
    def kind(self) -> str:
        """The effect's kind."""

    @property
    def rank(self) -> int:
        """Who comes first when not everyone can: 1 is the worst severity."""

    async def perform(self, way: Way) -> Report | None:
        """Do it, so that doing it twice is harmless; what is to be reported of it, if anything.

        Raises:
            SlackRefused, SlackSilent, NotYet: it was not done; `answers.judge` says what follows.
            StoreUnavailable: the store went away meanwhile.
        """

    def done_already(self) -> Report | None:
        """What to report when Slack says that it was so already."""

    def archived(self) -> Report | None:
        """What to report when Slack says that the room is archived."""

    def given_up(self, reason: str) -> Report | None:
        """What to report when Slack refused for good."""

    async def record(self, report: Report, finishes: Claimed, hold: float) -> None:
        """Record the report and drop the effect from the outbox, in one step."""


@dataclass(frozen=True, slots=True)
class IncidentWork:
    """An effect of an incident; its reports are commands."""

    desk: Desk
    claimed: Claimed
    effect: Effect
    it: Incident

    @property
    def kind(self) -> str:
        """As `Work.kind`."""
        return self.effect.kind

    @property
    def rank(self) -> int:
        """The incident's severity."""
        return self.it.severity.rank

    async def perform(self, way: Way) -> Command | None:
        """As `Work.perform`."""
        return await deliver(way, self.claimed, self.effect, self.it)

    def done_already(self) -> Command | None:
        """As `Work.done_already`."""
        return after_done(self.effect)

    def archived(self) -> Command | None:
        """The room is archived."""
        return ReportRoomArchived()

    def given_up(self, reason: str) -> Command | None:
        """That it was given up, unless the same thing was before.

        Given up again is no news, and news of it could not be shown either: without this a card that cannot be edited
        and a person who cannot be told would report each other for ever.
        """
        known = any(problem.body == self.claimed.body for problem in self.it.given_up)
        return None if known else ReportGivenUp(self.effect.kind, self.claimed.body, reason)

    async def record(self, report: Command, finishes: Claimed, hold: float) -> None:
        """As `Work.record`."""
        by = self.effect.asked_by or None if isinstance(self.effect, effects.ReadMessage) else None
        await self.desk.ask(
            self.claimed.incident,
            report,
            command_id=f"done:{self.claimed.effect_id}",
            by=by,
            finishes=finishes,
            hold=hold,
        )
