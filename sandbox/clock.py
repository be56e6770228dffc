"""The sandbox's own time."""

from collections.abc import Callable


class Clock:
    """Time as the workspace sees it: a base clock plus what was added by hand.

    `base` returns UTC seconds since the epoch.
    """

    def __init__(self, base: Callable[[], float]) -> None:
        self._base = base
        self._offset = 0.0
        self._last_micros = 0

    def now(self) -> float:
        """UTC seconds since the epoch."""
        return self._base() + self._offset

    def seconds(self) -> int:
        """UTC seconds since the epoch, whole, as Slack gives in `created` and the like."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Move time forward by `seconds`."""
        self._offset += seconds

    @property
    def offset(self) -> float:
        """Seconds that were added by hand."""
        return self._offset

    def reach(self, now: float) -> None:
        """Move time forward to `now` (UTC seconds) unless it is later already."""
        self.advance(max(0.0, now - self.now()))

    def ts(self) -> str:
        """A timestamp no other message of this workspace has: seconds, a full stop, six digits."""
        self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        seconds, micros = divmod(self._last_micros, 1_000_000)
        return f"{seconds}.{micros:06d}"
