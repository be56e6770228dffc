"""What PagerDuty and a webhook are sent, and that nothing secret comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.pagers import HttpPagers, event
from bot.adapters.webhooks import Webhooks, session
from bot.clock import SystemClock
from bot.domain.escalation import Purpose
from bot.domain.escalation_rules import PAGERDUTY, Pager
from bot.service.ports import NoAnswer, Signal
from tests.journeys.receiver import SECRET
from tests.journeys.standby import ROUTING_KEY, outside

AT = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)


def signal(purpose: Purpose = "alarm") -> Signal:
    """An alarm of a SEV1."""
    return Signal("tocsin-7-1-1-duty-1", purpose, "Incident 7, SEV1", 1, AT, {"incident": 7})


def test_an_alarm_is_an_event_of_pagerduty() -> None:
    """`trigger` carries the summary, the severity in PagerDuty's words, and what else may be told."""
    sent = event("k3y", signal())
    assert sent["routing_key"] == "k3y" and sent["event_action"] == "trigger"
    assert sent["dedup_key"] == "tocsin-7-1-1-duty-1"
    assert sent["payload"] == {
        "summary": "Incident 7, SEV1",
        "source": "Tocsin",
        "severity": "critical",
        "timestamp": "2026-11-21T03:04:05.000+00:00",
        "custom_details": {"incident": 7},
    }


@pytest.mark.parametrize(("purpose", "action"), [("acknowledge", "acknowledge"), ("resolve", "resolve")])
def test_being_quiet_needs_only_the_key(purpose: Purpose, action: str) -> None:
    """What is asked later is about the same alarm, by its key, and says nothing more."""
    assert event("k3y", signal(purpose)) == {
        "routing_key": "k3y",
        "event_action": action,
        "dedup_key": "tocsin-7-1-1-duty-1",
    }


async def test_both_kinds_are_asked() -> None:
    """PagerDuty takes the event, and the webhook a signed body under a key of this purpose."""
    async with outside() as served, session() as connections:
        pagers = HttpPagers(connections, Webhooks(connections, SECRET, SystemClock()))
        duty = Pager(kind="pagerduty", url=f"{served.url}/v2/enqueue", routing_key=ROUTING_KEY)
        assert (await pagers.ask(duty, signal(), seconds=5)).status == 202
        sirens = Pager(kind="webhook", url=f"{served.url}/hook")
        for purpose in ("alarm", "alarm", "resolve"):
            assert (await pagers.ask(sirens, signal(purpose), seconds=5)).status == 200
        assert [(each["purpose"], each["incident"]) for each in served.alarms] == [
            ("alarm", 7),
            ("resolve", 7),
        ]


async def test_a_dead_pager_gives_no_secret_away() -> None:
    """What is raised names neither the address nor the key."""
    async with session() as connections:
        pagers = HttpPagers(connections, Webhooks(connections, SECRET, SystemClock()))
        dead = Pager(kind="pagerduty", url="http://127.0.0.1:9/t0ken", routing_key=ROUTING_KEY)
        with pytest.raises(NoAnswer, match="cannot be reached") as raised:
            await pagers.ask(dead, signal(), seconds=2)
        assert "t0ken" not in str(raised.value) and ROUTING_KEY not in str(raised.value)


def test_pagerduty_is_where_it_is_unless_said() -> None:
    """Only an account in another region, or a test, needs an address."""
    assert Pager(kind="pagerduty", routing_key="k").address == PAGERDUTY
