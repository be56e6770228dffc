"""Conversations to act in."""

from tests.sandbox.driver import Driver

NOWHERE = "C404"
TS = "1500000000.000100"


async def opened(driver: Driver, name: str = "inc-1", *, private: bool = False) -> str:
    """A channel that the app made."""
    body = await driver.api("conversations.create", name=name, is_private=private)
    return str(body["channel"]["id"])


async def archived(driver: Driver) -> str:
    """A channel that the app made and archived."""
    channel = await opened(driver)
    await driver.api("conversations.archive", channel=channel)
    return channel


async def direct(driver: Driver, users: str = "UANA") -> str:
    """A direct conversation of the app."""
    body = await driver.api("conversations.open", users=users)
    return str(body["channel"]["id"])


async def told(driver: Driver, channel: str, *texts: str, thread_ts: str | None = None) -> list[str]:
    """Post some messages; their timestamps."""
    bodies = [
        await driver.api("chat.postMessage", channel=channel, text=text, thread_ts=thread_ts)
        for text in texts
    ]
    return [body["ts"] for body in bodies]
