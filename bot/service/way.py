"""Everything that a delivery may use."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.service.ledger import Ledger
from bot.service.ports import Automations, Claimed, Clock, NotYet, OnCall, Pagers, Press, Store
from bot.service.slack_port import Identity, Slack, SlackRefused
from bot.views.digest_document import DigestDocuments
from bot.views.postmortem import Documents
from bot.views.render import Words


@dataclass(frozen=True, slots=True)
class Way:
    """Slack, the store, the words, the webhooks, the present policy, and who is on the way."""

    slack: Slack
    identity: Identity
    store: Store
    ledger: Ledger
    words: Words
    documents: Documents
    digest_documents: DigestDocuments
    automations: Automations
    policy: Policy
    clock: Clock
    owner: str
    on_call: OnCall
    pagers: Pagers
    press: Press


def room(it: Incident) -> str:
    """The channel of the incident.

    Raises:
        SlackRefused: it has none yet.
    """
    if it.room is None:
        raise SlackRefused("channel_not_found")
    return it.room.channel


async def remember(way: Way, claimed: Claimed, note: str) -> None:
    """Keep a note for a later attempt, before anybody sees what it is about.

    Raises:
        NotYet: the claim has lapsed, for time had jumped: the attempt that follows would do it a second time.
    """
    if not await way.store.remember(way.owner, claimed, note):
        raise NotYet("the claim has lapsed", wait=0.0, certain=False)
