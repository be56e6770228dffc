"""(a) How many slash commands a second are acknowledged, and how soon: a bare Bolt app against the whole bot.

Both are built by `slack_listening.bolt`. The bot's answer to `/incident note` comes after its commit is on the disk
of a real server (`appendfsync always`). Rounds alternate, each with fresh processes and an empty store, so that
neither side inherits the other's backlog; the bot's deliveries go on during its rounds, at Slack's one message a
second and channel.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.adapters.embedded_files import DataFolder
from bot.adapters.redis_store import RedisStore
from tests.bench import payloads
from tests.bench.load import Load, Send, SignedConnections, burst, sustained
from tests.bench.payloads import Json
from tests.bench.processes import environment, running
from tests.bench.slack import Slack
from tests.bench.table import Line, in_ms, percentile, ratios

OUTSTANDING = 32
AT_ONCE = 50
BURSTS = 10
WARM_UP = 0.7
"""Seconds of load before the clock runs."""

CALL = 0.08
"""Seconds that each Web API call takes while commands are measured."""

RATIO_AIM = 0.5
P99_AIM = 0.25


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one app: steady load, then bursts."""

    steady: Load
    burst: tuple[float, ...]


async def acknowledged(rounds: int, seconds: float) -> list[Line]:
    """The lines of this part; `rounds` of `seconds` each for every app and way."""
    lines = []
    for socket_mode in (True, False):
        way = "Socket Mode" if socket_mode else "signed HTTP"
        found: dict[int, list[Round]] = {0: [], 1: [], 50: []}
        for _ in range(rounds):
            for incidents, so_far in found.items():
                so_far.append(await _round(incidents, seconds, socket_mode=socket_mode))
        bare = found.pop(0)
        lines.append(Line("a", f"{way}, ack only", _steady(bare)))
        for incidents, ours in found.items():
            spread = f"{way}, note in {incidents} incident{'s' if incidents > 1 else ''}"
            lines += _lines(spread, bare, ours)
    return lines


def _lines(spread: str, bare: list[Round], ours: list[Round]) -> list[Line]:
    ratio = ratios([each.steady.rate for each in ours], [each.steady.rate for each in bare])
    late = median(percentile(each.burst, 0.99) for each in ours)
    return [
        Line("a", spread, _steady(ours)),
        Line("a", f"{spread}: ours / ack only", f"{ratio:.2f}", f"≥ {RATIO_AIM}", ratio >= RATIO_AIM),
        Line("a", f"{spread}: {AT_ONCE} at once, p99", in_ms(late), f"< {in_ms(P99_AIM)}", late < P99_AIM),
    ]


def _steady(rounds: list[Round]) -> str:
    rate = median(each.steady.rate for each in rounds)
    p50, p99 = (median(percentile(each.steady.latencies, share) for each in rounds) for share in (0.5, 0.99))
    return f"{rate:,.0f}/s, p50 {in_ms(p50)}, p99 {in_ms(p99)}"


async def _round(incidents: int, seconds: float, *, socket_mode: bool) -> Round:
    """The bare app when there are no incidents, else the bot with so many."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        module = "bot run" if incidents else "tests.bench.ack_only"
        async with Slack() as slack:
            settings = environment(slack.api_url, data, socket_mode=socket_mode)
            async with (
                running(module, settings, Path(folder) / "log") as app,
                _way(slack, app.port, socket_mode=socket_mode) as send,
            ):
                make = _notes(await _rooms(slack, send, incidents) if incidents else ["CELSEWHERE"])
                slack.latency, slack.limited = CALL, True
                warm = await sustained(send, make, outstanding=OUTSTANDING, seconds=WARM_UP)
                steady = await sustained(send, make, outstanding=OUTSTANDING, seconds=seconds)
                bursts = [await burst(send, make, at_once=AT_ONCE) for _ in range(BURSTS)]
                if incidents:
                    asked = len(warm.latencies) + len(steady.latencies) + AT_ONCE * BURSTS
                    await _all_recorded(data, incidents, asked)
                return Round(steady, tuple(itertools.chain.from_iterable(each.latencies for each in bursts)))


@asynccontextmanager
async def _way(slack: Slack, port: int, *, socket_mode: bool) -> AsyncIterator[Send]:
    """How the app is reached."""
    if not socket_mode:
        async with SignedConnections(port, OUTSTANDING) as connections:
            yield connections.send
        return
    await slack.connected.wait()

    async def send(payload: Json) -> None:
        await slack.deliver("slash_commands" if "command" in payload else "interactive", payload)

    yield send


async def _rooms(slack: Slack, send: Send, incidents: int) -> list[str]:
    """Declare so many incidents through the front door; their rooms, once nothing is left to deliver."""
    people = [payloads.person(number) for number in range(incidents)]
    for person in people:
        await send(payloads.declaration(person))
    for person in people:
        await slack.usable(person)
    await slack.quiet()
    return list(slack.channels)


def _notes(rooms: list[str]) -> Callable[[], Json]:
    """Notes into one room after the other, by fifty people."""
    room, people = itertools.cycle(rooms), itertools.cycle(map(payloads.person, range(AT_ONCE)))
    return lambda: payloads.note(next(room), next(people))


async def _all_recorded(data: Path, incidents: int, asked: int) -> None:
    """Look into the store: what was acknowledged is there, each once.

    Raises:
        RuntimeError: it is not.
    """
    url = DataFolder(data).url
    assert url is not None
    store = RedisStore(url)
    found = 0
    for number in range(1, incidents + 1):
        found += sum('"kind":"note_added"' in text for text in await store.load(number))
    await store.close()
    if found != asked:
        raise RuntimeError(f"{asked} notes were acknowledged and {found} are in the store")
