"""What Slack sends: slash commands and submitted modals, as large as they really are."""

from __future__ import annotations

import itertools
from typing import Any

Json = dict[str, Any]

_numbers = itertools.count(1)

TEAM = "TBENCH"
_APP = {"api_app_id": "ABENCH", "token": "verification-token-of-old"}


def person(number: int) -> str:
    """The id of one of as many people as are wanted."""
    return f"U{number:08d}"


def note(channel: str, by: str) -> Json:
    """`/incident note` with words that nobody used before."""
    number = next(_numbers)
    return {
        **_APP,
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": channel,
        "channel_name": "inc-1-the-room-of-an-incident",
        "user_id": by,
        "user_name": "somebody",
        "command": "/incident",
        "text": f"note Error rate {number} per mille, ranker pods restarted in zone {number % 3}, traffic unchanged",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.example.com/commands/{TEAM}/{number}/aBcDeFgHiJkLmNoPqRsTuVwX",
        "trigger_id": f"{number}.{number}.0123456789abcdef0123456789abcdef",
    }


def declaration(by: str) -> Json:
    """The filled modal of `/incident declare`."""
    number = next(_numbers)
    values = {
        "title": _typed("Ranker orders hotels at random since the morning's deploy"),
        "seen": _typed("Click-through is down by a third on mobile, and nobody has changed the page."),
        "severity": _chosen("SEV2"),
        "type": _chosen("model"),
        "model": _chosen("ranker"),
    }
    blocks = [
        {"type": "input", "block_id": name, "element": {"type": "plain_text_input", "action_id": name}}
        for name in values
    ]
    return {
        **_APP,
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": by, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "trigger_id": f"{number}.{number}.fedcba9876543210fedcba9876543210",
        "response_urls": [],
        "enterprise": None,
        "is_enterprise_install": False,
        "view": {
            "id": f"V{number:08d}",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": "declare",
            "private_metadata": "{}",
            "hash": f"{number}.aBcDeFgH",
            "blocks": blocks,
            "state": {"values": {name: {name: element} for name, element in values.items()}},
        },
    }


def _typed(text: str) -> Json:
    return {"type": "plain_text_input", "value": text}


def _chosen(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}
