"""Who an update is for, and what each of them is told: one set of facts, several renderings (domain §8)."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.strict import Strict


class Audience(StrEnum):
    """For whom something is written.

    engineers: technical indicators, versions, links. executives: impact, risk, recovery projection.
    customers: plain language, no promises, no internal names; for support, too. note: a plain status note.
    """

    ENGINEERS = "engineers"
    EXECUTIVES = "executives"
    CUSTOMERS = "customers"
    NOTE = "note"


class Briefing(Strict):
    """What one audience was told with an update: the words as they were seen in the preview and sent.

    channels, people, groups: Slack ids that the policy named for it when it was sent.
    override: why it went out although it was pointed out that words in it do not belong there, or empty.
    """

    audience: Audience
    text: str
    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    override: str = ""
