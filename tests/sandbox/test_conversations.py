"""Reading conversations in pages, and opening, closing and marking them."""

import pytest

from tests.sandbox.driver import Driver


async def written(driver: Driver, texts: str) -> tuple[str, dict[str, str]]:
    """A channel of the app with these messages; their timestamps."""
    channel = str((await driver.api("conversations.create", name="inc-1"))["channel"]["id"])
    found = {}
    for text in texts.split():
        found[text] = (await driver.api("chat.postMessage", channel=channel, text=text))["ts"]
    return channel, found


async def test_pages_of_history_hold_still(driver: Driver) -> None:
    """What is posted or deleted between two pages neither doubles nor hides a message."""
    channel, ts = await written(driver, "a b c d e")
    first = await driver.api("conversations.history", channel=channel, limit=2)
    assert [m["text"] for m in first["messages"]] == ["e", "d"]
    await driver.api("chat.postMessage", channel=channel, text="f")
    await driver.api("chat.delete", channel=channel, ts=ts["c"])
    cursor = first["response_metadata"]["next_cursor"]
    second = await driver.api("conversations.history", channel=channel, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["b", "a"]


async def test_pages_of_members_hold_still(driver: Driver) -> None:
    """Who leaves between two pages hides nobody else."""
    first = await driver.api("conversations.members", channel="CGENERAL", limit=3)
    await driver.act(first["members"][0], "leave", channel="CGENERAL")
    cursor = first["response_metadata"]["next_cursor"]
    second = await driver.api("conversations.members", channel="CGENERAL", limit=3, cursor=cursor)
    assert second["members"] == ["UDEE", "UELI", "UFAY"]


@pytest.mark.parametrize(
    ("oldest", "latest", "inclusive", "expected"),
    [
        ("b", "d", False, "c"),
        ("b", "d", True, "d c b"),
        ("c", "", False, "e d"),
        ("", "c", True, "c b a"),
    ],
)
async def test_history_keeps_within_its_bounds(
    driver: Driver, oldest: str, latest: str, inclusive: bool, expected: str
) -> None:
    """`oldest` and `latest` leave out the messages they name, unless `inclusive`."""
    channel, ts = await written(driver, "a b c d e")
    bounds = {"oldest": ts.get(oldest), "latest": ts.get(latest), "inclusive": inclusive}
    answer = await driver.api("conversations.history", channel=channel, **bounds)
    assert [m["text"] for m in answer["messages"] if "subtype" not in m] == expected.split()
    assert answer.get("latest") == ts.get(latest)


async def test_a_thread_in_pages(driver: Driver) -> None:
    """A thread comes root first in pages; the root stands outside the bounds."""
    channel, ts = await written(driver, "root")
    args = {"channel": channel, "thread_ts": ts["root"]}
    replies = [(await driver.api("chat.postMessage", text=text, **args))["ts"] for text in "abc"]
    await driver.act("UANA", "join", channel=channel)
    await driver.act("UANA", "message", text="d", **args)
    first = await driver.api("conversations.replies", channel=channel, ts=ts["root"], limit=3)
    assert [m["text"] for m in first["messages"]] == ["root", "a", "b"]
    root = first["messages"][0]
    assert (root["subscribed"], root["last_read"], root["unread_count"]) == (True, replies[2], 1)
    cursor = first["response_metadata"]["next_cursor"]
    second = await driver.api("conversations.replies", channel=channel, ts=ts["root"], cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["c", "d"] and not second["has_more"]
    later = await driver.api("conversations.replies", channel=channel, ts=ts["root"], oldest=replies[1])
    assert [m["text"] for m in later["messages"]] == ["root", "c", "d"]


async def test_a_direct_conversation_is_closed_and_opened(driver: Driver) -> None:
    """It stays closed until it is opened again or somebody writes."""
    channel = (await driver.api("conversations.open", users="UANA"))["channel"]["id"]
    again = await driver.api("conversations.open", channel=channel)
    assert again["already_open"] and again["no_op"]
    assert "no_op" not in await driver.api("conversations.close", channel=channel)
    assert (await driver.api("conversations.close", channel=channel))["already_closed"]
    shown = (await driver.api("conversations.info", channel=channel))["channel"]
    assert not shown["is_open"]
    reopened = await driver.api("conversations.open", users="UANA", return_im=True)
    assert reopened["channel"]["is_open"] and "no_op" not in reopened
    await driver.api("conversations.close", channel=channel)
    await driver.act("UANA", "message", channel=channel, text="Hello?")
    assert (await driver.api("conversations.info", channel=channel))["channel"]["is_open"]


async def test_prevent_creation_only_looks(driver: Driver) -> None:
    """A direct conversation that is not there is not made."""
    looked = await driver.api("conversations.open", users="UANA", prevent_creation=True)
    assert looked["error"] == "channel_not_found"
    channel = (await driver.api("conversations.open", users="UANA"))["channel"]["id"]
    looked = await driver.api("conversations.open", users="UANA", prevent_creation=True)
    assert looked["channel"]["id"] == channel


async def test_what_is_marked_is_read(driver: Driver) -> None:
    """conversations.mark moves the place up to which messages of others count as read."""
    channel = (await driver.api("conversations.open", users="UANA"))["channel"]["id"]
    ts = [(await driver.act("UANA", "message", channel=channel, text=text))["ts"] for text in ("one", "two")]
    await driver.api("conversations.mark", channel=channel, ts=ts[0])
    shown = (await driver.api("conversations.info", channel=channel))["channel"]
    assert (shown["last_read"], shown["unread_count"], shown["latest"]["text"]) == (ts[0], 1, "two")


async def test_an_empty_topic_takes_the_old_one_away(driver: Driver) -> None:
    """An empty topic is a topic; none at all is refused."""
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    await driver.api("conversations.setTopic", channel=channel, topic="SEV2")
    cleared = await driver.api("conversations.setTopic", channel=channel, topic="")
    assert cleared["channel"]["topic"]["value"] == ""
    assert (await driver.api("conversations.setTopic", channel=channel))["error"] == "invalid_arguments"


async def test_leaving_where_one_is_not(driver: Driver) -> None:
    """Leaving a channel the app is not in is answered without an error, but not with ok."""
    answer = await driver.api("conversations.leave", channel="CINCIDENTS")
    assert answer == {"ok": False, "not_in_channel": True}
