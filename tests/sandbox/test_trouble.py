"""Trouble comes when it is ordered, and rate limits only when they are switched on."""

import aiohttp
import pytest

from tests.sandbox.driver import Driver


async def call(driver: Driver, channel: str = "CGENERAL") -> tuple[int, str | None]:
    """Post a message; the status and Retry-After of the answer."""
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    body = {"channel": channel, "text": "x"}
    url = f"{driver.sandbox.api_url}chat.postMessage"
    async with driver.session.post(url, json=body, headers=headers) as response:
        return response.status, response.headers.get("Retry-After")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("429", (429, "7")), ("500", (500, None)), ("503", (503, None)), ("latency", (200, None))],
)
async def test_ordered_answers(driver: Driver, kind: str, answer: tuple[int, str | None]) -> None:
    """A fault meets as many calls as were ordered, and then no more."""
    await driver.post(
        "/sandbox/faults", method="chat.postMessage", kind=kind, times=1, retry_after=7, seconds=0
    )
    assert await call(driver) == answer
    assert await call(driver) == (200, None)


async def test_a_lost_answer_was_carried_out(driver: Driver) -> None:
    """After a lost answer the message is there though the caller never heard so."""
    await driver.post("/sandbox/faults", method="*", kind="lost")
    with pytest.raises(aiohttp.ClientError):
        await call(driver)
    assert await driver.texts("UANA", "CGENERAL") == ["x"]


async def test_an_ordered_error_for_one_channel(driver: Driver) -> None:
    """A fault with a channel meets only that channel, and can be taken back."""
    await driver.post(
        "/sandbox/faults", method="*", kind="error", error="is_archived", channel="CINCIDENTS", times=9
    )
    assert (await driver.api("chat.postMessage", channel="CGENERAL", text="x"))["ok"]
    refused = await driver.api("chat.postMessage", channel="CINCIDENTS", text="x")
    assert refused["error"] == "is_archived"
    assert len((await driver.get("/sandbox/faults"))["faults"]) == 1
    async with driver.session.delete(f"{driver.sandbox.url}/sandbox/faults"):
        pass
    assert (await driver.api("chat.postMessage", channel="CINCIDENTS", text="x"))["ok"]


async def test_rate_limits_are_off_until_switched_on(driver: Driver) -> None:
    """Without limits nothing is counted; with them a tier 2 method stops at twenty a minute and says for how long."""
    for number in range(25):
        assert (await driver.api("conversations.create", name=f"free-{number}"))["ok"]
    await driver.post("/sandbox/limits", enabled=True)
    answers = [await driver.api("conversations.create", name=f"paid-{number}") for number in range(21)]
    assert [answer["ok"] for answer in answers] == [True] * 20 + [False]
    assert answers[-1] == {"ok": False, "error": "ratelimited"}
    await driver.post("/sandbox/clock", advance=61)
    assert (await driver.api("conversations.create", name="later"))["ok"]


async def test_a_channel_takes_about_a_message_a_second(driver: Driver) -> None:
    """With limits on, posting faster than a short burst to one channel is refused, other channels go on."""
    await driver.post("/sandbox/limits", enabled=True)
    statuses = [(await call(driver))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert (await call(driver, "CINCIDENTS"))[0] == 200


async def test_calls_are_kept_without_their_token(driver: Driver) -> None:
    """Every call is on record with its arguments and outcome, never with its token."""
    url = f"{driver.sandbox.api_url}users.info"
    async with driver.session.get(url, params={"token": "xoxb-sandbox", "user": "UBEN"}):
        pass
    record = (await driver.get("/sandbox/calls?method=users.info"))["calls"][0]
    assert (record["args"], record["ok"], record["status"]) == ({"user": "UBEN"}, True, 200)
