"""Pagers over HTTP: PagerDuty (Events API v2), or a webhook of the team's, signed (domain §7)."""

from __future__ import annotations

import json

import aiohttp

from bot.adapters.webhooks import Webhooks, post_json
from bot.domain.escalation_rules import Pager
from bot.service.ports import Signal, WebhookAnswer

ACTIONS = {"alarm": "trigger", "acknowledge": "acknowledge", "resolve": "resolve"}
"""PagerDuty's `event_action` for each purpose (PagerDuty: Events API v2, Send an alert event)."""

SEVERITIES = {1: "critical", 2: "error", 3: "warning"}
"""PagerDuty's `severity`, by ours."""


class HttpPagers:
    """`Pagers` over HTTP."""

    def __init__(self, session: aiohttp.ClientSession, webhooks: Webhooks) -> None:
        """`webhooks` signs what a pager of that kind is asked."""
        self._session = session
        self._webhooks = webhooks

    async def ask(self, pager: Pager, signal: Signal, *, seconds: float) -> WebhookAnswer:
        """As `Pagers.ask`; what is raised names neither address nor key."""
        if pager.kind == "webhook":
            body: dict[str, object] = {
                "key": signal.key,
                "purpose": signal.purpose,
                "summary": signal.summary,
                "at": signal.at.isoformat(timespec="milliseconds"),
                **signal.facts,
            }
            key = f"{signal.key}-{signal.purpose}"
            return await self._webhooks.ask(pager.address, body, key=key, seconds=seconds)
        content = json.dumps(event(pager.routing_key, signal), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return await post_json(self._session, pager.address, content, headers, seconds)


def event(routing_key: str, signal: Signal) -> dict[str, object]:
    """The event that PagerDuty is sent; `dedup_key` keeps a repetition from alarming again."""
    sent: dict[str, object] = {
        "routing_key": routing_key,
        "event_action": ACTIONS[signal.purpose],
        "dedup_key": signal.key,
    }
    if signal.purpose != "alarm":
        return sent
    payload = {
        "summary": signal.summary,
        "source": "Tocsin",
        "severity": SEVERITIES[signal.severity],
        "timestamp": signal.at.isoformat(timespec="milliseconds"),
        "custom_details": signal.facts,
    }
    return {**sent, "client": "Tocsin", "payload": payload}
