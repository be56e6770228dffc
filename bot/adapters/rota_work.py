"""The process that reads a feed.

On its standard input are the team's zone and the time, a line of JSON, and then the feed; on its standard output the
shifts as JSON. It knows no secret, has no address to go to, and may take so much memory and time and no more.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

from bot.adapters.child_limits import within
from bot.adapters.rota_shifts import NotACalendar

MEMORY_MOST = 1024**3
"""Bytes of address space: a feed of the greatest length takes half of it."""

CPU_SECONDS_MOST = 8


def main() -> None:
    """Read the feed that stands on standard input."""
    within(MEMORY_MOST, CPU_SECONDS_MOST)
    sys.stdout.buffer.write(done(sys.stdin.buffer.read()))


def done(asked: bytes) -> bytes:
    """`Shifts` as JSON, or `{"why": …}`: why it is no calendar."""
    from bot.adapters.rota_calendar import shifts_of  # noqa: PLC0415 - within the limits

    told, _, content = asked.partition(b"\n")
    zone, now = json.loads(told)
    try:
        return shifts_of(content, zone, datetime.fromisoformat(now)).to_json()
    except NotACalendar as problem:
        return json.dumps({"why": str(problem)}).encode()


if __name__ == "__main__":
    main()
