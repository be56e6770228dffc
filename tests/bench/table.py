"""What was measured, as lines of one table, and the arithmetic behind a line."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

HEAD = ("", "measured", "figure", "aim", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `aim` and `met` stay empty where nothing was promised."""

    part: str
    measured: str
    figure: str
    aim: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The line as it stands in the table."""
        met = "" if self.met is None else ("yes" if self.met else "NO")
        return self.part, self.measured, self.figure, self.aim, met


def percentile(values: Sequence[float], share: float) -> float:
    """The value below or at which that share (0 to 1) of the values lies; nearest rank."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def in_ms(seconds: float) -> str:
    """Seconds as readable milliseconds."""
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of neighbouring rounds, so that a slow minute of the machine meets both sides."""
    return median(ours_once / theirs_once for ours_once, theirs_once in zip(ours, theirs, strict=True))


def machine(server: str) -> str:
    """What all of it was measured on; `server` is the embedded server's version."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} × {_processor()}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {server}, load {load:.2f} before, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def table(lines: Sequence[Line]) -> str:
    """A Markdown table whose columns stand under each other in a terminal, too."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(3, *(len(row[column]) for row in rows)) for column in range(len(HEAD))]
    written = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    return "\n".join([written[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *written[1:]])
