"""How each Web API method is brought to succeed and to refuse: the tables that the conformance suite walks through.

The modules beside this one fill them, a family of methods each. An act gets a driver of a sandbox that was just
opened, and returns the body of the one answer it is about.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.sandbox.driver import Driver, Json

Act = Callable[[Driver], Awaitable[Json]]


@dataclass(frozen=True)
class Tables:
    """What has been entered."""

    refusals: dict[tuple[str, str], Act]
    successes: dict[str, Act]
    unreachable: dict[tuple[str, str], str]
    lacking: dict[tuple[str, str], str]


TABLES = Tables({}, {}, {}, {})


def provokes(method: str, code: str) -> Callable[[Act], Act]:
    """The decorated act makes `method` refuse with `code`."""

    def enter(act: Act) -> Act:
        assert (method, code) not in TABLES.refusals, f"{method} is brought to {code} twice"
        TABLES.refusals[method, code] = act
        return act

    return enter


def refused(method: str, code: str, /, **args: Any) -> None:
    """One call with these arguments, in a sandbox that was just opened, makes `method` refuse with `code`."""

    async def act(driver: Driver) -> Json:
        return await driver.api(method, **args)

    provokes(method, code)(act)


def succeeds(method: str) -> Callable[[Act], Act]:
    """The decorated act makes `method` succeed, with as much in the answer as Slack's example shows."""

    def enter(act: Act) -> Act:
        assert method not in TABLES.successes, f"{method} is brought to succeed twice"
        TABLES.successes[method] = act
        return act

    return enter


def never(method: str, codes: str, because: str) -> None:
    """Documented codes (words) that the sandbox does not come to, and why not."""
    for code in codes.split():
        TABLES.unreachable[method, code] = because


def lacks(method: str, path: str, because: str) -> None:
    """A key of Slack's example answer (for example "user/profile/phone") that ours does not have, and why not."""
    TABLES.lacking[method, path] = because
