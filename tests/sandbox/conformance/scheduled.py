"""Messages that are posted later."""

from typing import Any

from tests.sandbox.conformance.absent import USER_TOKEN
from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.conformance.chat import BAD_BLOCKS, BAD_METADATA, EVENT, LONG_BLOCKS, archived, shut_out
from tests.sandbox.driver import Driver, Json

DAY = 24 * 3600
TOKEN = "A bad token is answered as invalid_auth, as by every method."


def soon(driver: Driver, seconds: int = 600) -> int:
    """So many seconds from now, as UTC seconds."""
    return driver.sandbox.clock.seconds() + seconds


async def scheduled(driver: Driver, seconds: int = 600, **args: Any) -> Json:
    """The answer to scheduling a message in #general."""
    given = {"channel": "CGENERAL", "text": "later", "post_at": soon(driver, seconds)} | args
    return await driver.api("chat.scheduleMessage", **given)


def refusing(code: str, *, post_at: int | str | None = None, **args: Any) -> None:
    """Scheduling with these arguments is refused; `post_at` is seconds from now, or no time at all."""

    @provokes("chat.scheduleMessage", code)
    async def act(driver: Driver) -> Json:
        at = post_at if isinstance(post_at, str) else soon(driver, 600 if post_at is None else post_at)
        return await driver.api("chat.scheduleMessage", **({"channel": "CGENERAL", "post_at": at} | args))


@succeeds("chat.scheduleMessage")
async def posted_when_due(driver: Driver) -> Json:
    """It is posted when its time has come, and not before; one with metadata never is."""
    answer = await scheduled(driver, attachments=[{"text": "more"}])
    root = (await driver.api("chat.postMessage", channel="CGENERAL", text="root"))["ts"]
    await scheduled(driver, 660, text="shown", thread_ts=root, reply_broadcast=True)
    await scheduled(driver, 660, text="dropped", metadata=EVENT)
    await scheduled(driver, 660, text="no thread", thread_ts="1.000001")
    await driver.post("/sandbox/clock", advance=599)
    assert await driver.texts("UANA", "CGENERAL") == ["root"]
    await driver.post("/sandbox/clock", advance=2)
    assert await driver.texts("UANA", "CGENERAL") == ["root", "later"]
    await driver.post("/sandbox/clock", advance=60)
    assert await driver.texts("UANA", "CGENERAL") == ["root", "later", "shown"]
    assert (await driver.api("chat.scheduledMessages.list"))["scheduled_messages"] == []
    await scheduled(driver)
    await shut_out(driver)
    await driver.post("/sandbox/clock", advance=700)
    assert len(await driver.texts("UANA", "CGENERAL")) == 3
    return answer


refusing("channel_not_found", channel="CNOWHERE", text="x")


@provokes("chat.scheduleMessage", "is_archived")
async def in_archive(driver: Driver) -> Json:
    """Nothing is scheduled for an archived channel."""
    await archived(driver)
    return await scheduled(driver)


@provokes("chat.scheduleMessage", "not_in_channel")
async def outside(driver: Driver) -> Json:
    """Nor for one that the app may not post to."""
    await shut_out(driver)
    return await scheduled(driver)


refusing("invalid_time", post_at="tomorrow", text="x")
refusing("time_in_past", post_at=0, text="x")
refusing("time_too_far", post_at=121 * DAY, text="x")
refusing("no_text")
refusing("msg_too_long", blocks=LONG_BLOCKS)
for code, args in (BAD_BLOCKS | BAD_METADATA).items():
    refusing(code, **args)


@provokes("chat.scheduleMessage", "restricted_too_many")
async def too_many(driver: Driver) -> Json:
    """Thirty within five minutes fit in a channel, and another thirty in the next five."""
    for number in range(60):
        assert (await scheduled(driver, 600 + number * 10))["ok"]
    return await scheduled(driver, 601)


never("chat.scheduleMessage", "invalid_token", TOKEN)
never("chat.scheduleMessage", "metadata_must_be_sent_from_app", USER_TOKEN)


@succeeds("chat.scheduledMessages.list")
async def listed(driver: Driver) -> Json:
    """The next one first, of one channel or between two times, page by page."""
    late, early = await scheduled(driver, 900), await scheduled(driver, channel="CINCIDENTS")
    ids = [entry["scheduled_message_id"] for entry in (early, late)]
    first = await driver.api("chat.scheduledMessages.list", limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    second = await driver.api("chat.scheduledMessages.list", limit=1, cursor=cursor)
    assert [page["scheduled_messages"][0]["id"] for page in (first, second)] == ids
    between = await driver.api("chat.scheduledMessages.list", oldest=soon(driver, 700))
    assert [entry["id"] for entry in between["scheduled_messages"]] == ids[1:]
    return await driver.api("chat.scheduledMessages.list", channel="CGENERAL")


refused("chat.scheduledMessages.list", "invalid_channel", channel="CNOWHERE")
refused("chat.scheduledMessages.list", "invalid_cursor", cursor="nonsense")
never("chat.scheduledMessages.list", "invalid_token", TOKEN)


@succeeds("chat.deleteScheduledMessage")
async def called_back(driver: Driver) -> Json:
    """What was called back is not posted."""
    which = (await scheduled(driver))["scheduled_message_id"]
    answer = await driver.api("chat.deleteScheduledMessage", channel="CGENERAL", scheduled_message_id=which)
    await driver.post("/sandbox/clock", advance=700)
    assert await driver.texts("UANA", "CGENERAL") == []
    return answer


@provokes("chat.deleteScheduledMessage", "invalid_scheduled_message_id")
async def too_late(driver: Driver) -> Json:
    """A minute before its time a message is on its way."""
    which = (await scheduled(driver, 60))["scheduled_message_id"]
    return await driver.api("chat.deleteScheduledMessage", channel="CGENERAL", scheduled_message_id=which)


refused("chat.deleteScheduledMessage", "channel_not_found", channel="CNOWHERE", scheduled_message_id="Q1")
never("chat.deleteScheduledMessage", "bad_token", TOKEN)
