"""A page asks for a stretch of a conversation, and then only for what changed."""

from io import BytesIO

import pytest

from tests.sandbox.driver import Driver, Json


async def said(driver: Driver, count: int, user: str = "UANA") -> list[str]:
    """Post so many messages to #general; their timestamps."""
    return [
        str((await driver.act(user, "message", channel="CGENERAL", text=f"m{n}"))["ts"]) for n in range(count)
    ]


async def stretch(driver: Driver, query: str, user: str = "UBEN") -> Json:
    """One stretch of #general."""
    return await driver.see(user, f"channels/CGENERAL/messages?{query}")


def shown(answer: Json) -> list[str]:
    """The texts of an answer."""
    return [message["text"] for message in answer["messages"]]


@pytest.mark.parametrize(
    ("query", "texts", "older", "newer"),
    [
        ("limit=3", ["m7", "m8", "m9"], True, False),
        ("limit=50", [f"m{n}" for n in range(10)], False, False),
        ("limit=2&before={2}", ["m0", "m1"], False, True),
        ("limit=2&before={0}", [], False, True),
        ("limit=2&after={7}", ["m8", "m9"], True, False),
        ("limit=2&after={9}", [], True, False),
        ("limit=3&around={5}", ["m4", "m5", "m6"], True, True),
        ("limit=4&around={9}", ["m6", "m7", "m8", "m9"], True, False),
        ("limit=4&around={0}", ["m0", "m1", "m2", "m3"], False, True),
    ],
)
async def test_stretches(driver: Driver, query: str, texts: list[str], older: bool, newer: bool) -> None:
    """A stretch is the newest messages or those before, after or around one, and says what lies beyond."""
    times = await said(driver, 10)
    answer = await stretch(driver, query.format(*times))
    assert (shown(answer), answer["older"], answer["newer"]) == (texts, older, newer)


async def test_threads_stand_apart(driver: Driver) -> None:
    """Replies are not rows of the conversation; asked for by their root they come with it, oldest first."""
    root, other = await said(driver, 2)
    for text in ("first", "second"):
        await driver.act("UBEN", "message", channel="CGENERAL", text=text, thread_ts=root)
    rows = await stretch(driver, "limit=10")
    assert shown(rows) == ["m0", "m1"] and rows["messages"][0]["reply_count"] == 2
    assert shown(await stretch(driver, f"thread={root}")) == ["m0", "first", "second"]
    assert shown(await stretch(driver, f"thread={other}")) == ["m1"]


async def test_changes(driver: Driver) -> None:
    """What was posted, edited, reacted to, pinned, answered or deleted since a revision comes, and nothing else."""
    times = await said(driver, 6)
    seen = await stretch(driver, "limit=10")
    channel = "channels/CGENERAL/changes?since="
    assert (await driver.see("UBEN", channel + str(seen["revision"])))["messages"] == []
    await driver.act("UANA", "edit", channel="CGENERAL", ts=times[0], text="edited")
    await driver.act("UBEN", "react", channel="CGENERAL", ts=times[1], name="eyes")
    await driver.act("UBEN", "pin", channel="CGENERAL", ts=times[2])
    await driver.act("UBEN", "message", channel="CGENERAL", text="answer", thread_ts=times[3])
    await driver.act("UANA", "delete", channel="CGENERAL", ts=times[4])
    changed = await driver.see("UBEN", channel + str(seen["revision"]))
    assert shown(changed) == ["edited", "m1", "m2", "m3", "answer"]
    assert (changed["removed"], changed["pins"]) == ([times[4]], [times[2]])
    assert (await driver.see("UBEN", channel + str(changed["revision"])))["messages"] == []


async def test_whispers_are_for_one(driver: Driver) -> None:
    """An ephemeral message is in the changes of its person only."""
    await driver.api("conversations.join", channel="CGENERAL")
    before = (await stretch(driver, "limit=1"))["revision"]
    await driver.api("chat.postEphemeral", channel="CGENERAL", user="UDEE", text="only you")
    for user, texts in (("UDEE", ["only you"]), ("UBEN", [])):
        assert shown(await driver.see(user, f"channels/CGENERAL/changes?since={before}")) == texts


@pytest.mark.parametrize(
    ("text", "mentions"),
    [("hello", 0), ("<@UBEN> look", 1), ("for <!subteam^SMLONCALL>", 1), ("<!here> all", 1), ("<@UANA>", 0)],
)
async def test_mentions(driver: Driver, text: str, mentions: int) -> None:
    """Unread messages are counted, and of those the ones that name the person, their group, or everyone."""
    await driver.api("chat.postMessage", channel="CGENERAL", text=text)
    channels = (await driver.see("UBEN", "channels"))["channels"]
    general = next(each for each in channels if each["id"] == "CGENERAL")
    assert (general["unread"], general["mentions"]) == (1, mentions)
    await driver.act("UBEN", "read", channel="CGENERAL")
    channels = (await driver.see("UBEN", "channels"))["channels"]
    assert next(each for each in channels if each["id"] == "CGENERAL")["unread"] == 0


async def test_direct_conversations_and_files(driver: Driver) -> None:
    """People open direct messages and send files there, which only those in it can read."""
    opened = await driver.act("UANA", "direct", users=["UBEN"])
    async with driver.session.post(
        f"{driver.sandbox.url}/sandbox/as/UANA/upload", data={"file": BytesIO(b"a,b\n1,2\n")}
    ) as kept:
        file = (await kept.json())["file"]
    await driver.act("UANA", "message", channel=opened["channel"], files=[file["id"]])
    message = (await driver.see("UBEN", f"channels/{opened['channel']}/messages"))["messages"][-1]
    assert (message["subtype"], message["files"][0]["size"]) == ("file_share", 8)
    for address, status in (
        (message["files"][0]["url_private"], 200),
        (f"{file['url_private'][:-4]}UCHI", 404),
    ):
        async with driver.session.get(address) as got:
            assert got.status == status


@pytest.mark.parametrize("query", ["limit=many", "limit=-1"])
async def test_nonsense_is_refused(driver: Driver, query: str) -> None:
    """A number that is none is refused, and said to be."""
    answer = await stretch(driver, query)
    assert answer["error"] == "invalid_arguments"
    assert "limit is a whole number" in answer["response_metadata"]["messages"][0]
