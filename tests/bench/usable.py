"""(b) From the submitted declaration to a room that can be used, with 80 ms a Slack call.

Usable: the channel exists, whoever declared is inside, and its card is posted.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench import payloads
from tests.bench.processes import environment, running
from tests.bench.slack import Slack
from tests.bench.table import Line, in_ms, percentile

CALL = 0.08
AT_ONCE = 50
ONE_AIM = 2 * CALL + 0.06
FACTOR_AIM = 2.0
P99_AIM = 0.25


async def usable(tries: int, rounds: int) -> list[Line]:
    """The lines of this part: `tries` single declarations, then `rounds` of fifty at once."""
    with tempfile.TemporaryDirectory() as folder:
        async with Slack(CALL) as slack:
            settings = environment(slack.api_url, Path(folder) / "data", socket_mode=True)
            async with running("bot run", settings, Path(folder) / "log"):
                await slack.connected.wait()
                return await _measured(slack, tries, rounds)


async def _measured(slack: Slack, tries: int, rounds: int) -> list[Line]:
    people = iter(map(payloads.person, range(100, 100_000)))
    single = []
    for _ in range(tries):
        single.append((await _declared(slack, next(people)))[1])
        await slack.quiet()
    one = median(single)
    slowest, middle, late = [], [], []
    for _ in range(rounds):
        together = await asyncio.gather(*(_declared(slack, next(people)) for _ in range(AT_ONCE)))
        slowest.append(max(room for _, room in together))
        middle.append(median(room for _, room in together))
        late.append(percentile([ack for ack, _ in together], 0.99))
        await slack.quiet()
    factor, ack = median(slowest) / one, median(late)
    spread = f"{in_ms(min(single))} to {in_ms(max(single))}"
    return [
        Line("b", f"usable room, one declaration ({tries} tries: {spread})", in_ms(one), *_aim(one, ONE_AIM)),
        Line("b", f"usable room, {AT_ONCE} at once by {AT_ONCE} people: median", in_ms(median(middle))),
        Line("b", f"usable room, {AT_ONCE} at once: slowest", in_ms(median(slowest))),
        Line("b", "slowest of them / one", f"{factor:.2f}", f"≤ {FACTOR_AIM:.0f}", factor <= FACTOR_AIM),
        Line("b", f"acknowledgement, {AT_ONCE} at once: p99", in_ms(ack), *_aim(ack, P99_AIM)),
    ]


def _aim(figure: float, aim: float) -> tuple[str, bool]:
    return f"≤ {in_ms(aim)}", figure <= aim


async def _declared(slack: Slack, person: str) -> tuple[float, float]:
    """Seconds from sending the submission to its acknowledgement, and to a usable room."""
    began = time.perf_counter()
    await slack.deliver("interactive", payloads.declaration(person))
    acknowledged = time.perf_counter() - began
    return acknowledged, await slack.usable(person) - began
