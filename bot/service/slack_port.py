"""What the courier needs of Slack: one call, and the two ways in which it can fail."""

from __future__ import annotations

from typing import Any, Protocol


class SlackRefused(Exception):
    """Slack answered no: `code` is its word for it; nothing happened."""

    def __init__(
        self, code: str, *, retry_after: float | None = None, answer: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.answer = answer or {}


class SlackSilent(Exception):
    """Slack did not answer, or answered that it broke; `happened` is False only when the request never left."""

    def __init__(self, why: str, *, happened: bool | None) -> None:
        super().__init__(why)
        self.happened = happened


class Slack(Protocol):
    """The Web API."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method and return Slack's answer.

        Raises:
            SlackRefused: the answer says no (429 included: `retry_after` seconds).
            SlackSilent: no answer, or a 5xx.
        """

    async def upload(self, url: str, content: bytes) -> None:
        """Send a file's bytes to an upload address.

        Raises:
            SlackRefused, SlackSilent: as for `call`.
        """

    async def download(self, url: str, most: int) -> bytes:
        """The bytes of a file at the private address that Slack gave for it, at most `most` of them.

        Raises:
            SlackRefused: it is not there (any more), `file_not_found`, or larger, `file_too_large`.
            SlackSilent: no answer.
        """


class Identity(Protocol):
    """Who the bot is in this workspace."""

    @property
    def user_id(self) -> str:
        """The bot's own user id."""

    @property
    def workspace_url(self) -> str:
        """The workspace's address, ending in a slash."""
