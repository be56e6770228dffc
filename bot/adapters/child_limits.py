"""What a child process may take of the machine; it says so to the system itself, before it does anything else."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

FIRST_TO_GO = "1000"
"""What Linux is told: a machine that runs out of memory ends this process, and not the bot."""


def within(memory: int, cpu_seconds: int) -> None:
    """From now on no more than so many bytes of address space and seconds of the processor, and no core dump."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")


def _limit(which: int, most: int) -> None:
    # Some systems know a limit and do not let it be set.
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(which)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (allowed, hard))
