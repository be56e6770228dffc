"""`python -m tests.bench [a] [b] [c] [d]`: what is done in which time, in one table. Nothing here fails on a time."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys

from bot.adapters.embedded_files import server_binary
from tests.bench.acknowledged import acknowledged
from tests.bench.page import page
from tests.bench.start import start
from tests.bench.table import Line, machine, table
from tests.bench.usable import usable

PARTS = ("a", "b", "c", "d")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="a: acknowledged commands. b: from the submission to a usable room. c: start and memory. "
        "d: the sandbox's page.",
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="a, b, c or d; all when none is named")
    parser.add_argument("--rounds", type=int, default=4, help="rounds of each app in a (default %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=3.0, help="length of a round in a (default %(default)s)"
    )
    asked = parser.parse_args()
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    where = machine(_server())
    lines = asyncio.run(_measured(asked.parts or PARTS, asked.rounds, asked.seconds))
    sys.stdout.write(f"{where}\n\n{table(lines)}\n")


async def _measured(parts: tuple[str, ...] | list[str], rounds: int, seconds: float) -> list[Line]:
    lines: list[Line] = []
    if "a" in parts:
        lines += await acknowledged(rounds, seconds)
    if "b" in parts:
        lines += await usable(tries=9, rounds=3)
    if "c" in parts:
        lines += await start(starts=5)
    if "d" in parts:
        lines += await page(rounds)
    return lines


def _server() -> str:
    said = subprocess.run([server_binary(), "--version"], capture_output=True, text=True, check=True).stdout
    name, _, version = said.partition(" v=")
    return f"{name.split()[0]} {version.split()[0]}"


if __name__ == "__main__":
    main()
