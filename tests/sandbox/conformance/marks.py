"""Pins, reactions and bookmarks."""

from typing import Any

from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json

TS = "1800000000.000001"
LINK = "https://runbook.example/serving"
# Emoji enough for one more kind on a message than Slack allows.
_NAMES = """
    eyes tada fire rocket boom bug bulb clap wave muscle pray heart star moon sunny cloud zap snowflake
    ocean apple pear peach cherries grapes melon watermelon tangerine lemon banana pineapple corn tomato
    eggplant bread egg cake cookie coffee tea beer wine_glass knife house car bus train airplane ship anchor
    bell key
"""
NAMES = _NAMES.split()
LINK_ONLY = "Only links can be bookmarked here, no folders, files, messages or shortcuts."


async def joined(driver: Driver, channel: str = "CGENERAL") -> str:
    """The app is in a channel; the ts of a message it wrote there."""
    await driver.api("conversations.join", channel=channel)
    ts: str = (await driver.api("chat.postMessage", channel=channel, text="the answer is 42"))["ts"]
    return ts


async def archived(driver: Driver) -> tuple[str, str]:
    """A channel that was archived, and a message in it."""
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    ts = (await driver.api("chat.postMessage", channel=channel, text="x"))["ts"]
    await driver.api("conversations.archive", channel=channel)
    return channel, ts


@succeeds("pins.add")
async def pinned(driver: Driver) -> Json:
    """A message of the app's own."""
    return await driver.api("pins.add", channel="CGENERAL", timestamp=await joined(driver))


@succeeds("pins.remove")
async def unpinned(driver: Driver) -> Json:
    """A pin the app made."""
    ts = await joined(driver)
    await driver.api("pins.add", channel="CGENERAL", timestamp=ts)
    return await driver.api("pins.remove", channel="CGENERAL", timestamp=ts)


@succeeds("pins.list")
async def pins(driver: Driver) -> Json:
    """One pin."""
    await pinned(driver)
    return await driver.api("pins.list", channel="CGENERAL")


for name in ("pins.add", "pins.remove"):
    refused(name, "no_item_specified", channel="CGENERAL")
    refused(name, "bad_timestamp", channel="CGENERAL", timestamp="yesterday")
    refused(name, "channel_not_found", timestamp=TS)
    refused(name, "message_not_found", channel="CGENERAL", timestamp=TS)
refused("pins.list", "channel_not_found", channel="CNONE")
never(
    "pins.add",
    "file_not_found file_not_shared",
    "Files can no longer be pinned: there is no argument for one.",
)
never("pins.remove", "file_not_found", "Files can no longer be pinned: there is no argument for one.")
never("pins.remove", "not_pinned", "Answered as no_pin, as in Slack's example.")


@provokes("pins.add", "already_pinned")
async def pinned_twice(driver: Driver) -> Json:
    """The same message again."""
    ts = await joined(driver)
    await driver.act("UANA", "pin", channel="CGENERAL", ts=ts)
    return await driver.api("pins.add", channel="CGENERAL", timestamp=ts)


@provokes("pins.add", "not_in_channel")
async def pinned_from_outside(driver: Driver) -> Json:
    """In a channel the app is not in."""
    ts = (await driver.act("UANA", "message", channel="CGENERAL", text="x"))["ts"]
    return await driver.api("pins.add", channel="CGENERAL", timestamp=ts)


@provokes("pins.add", "not_pinnable")
async def pinned_notice(driver: Driver) -> Json:
    """The message that says who joined."""
    await driver.api("conversations.join", channel="CGENERAL")
    seen = (await driver.see("UANA", "channels/CGENERAL/messages"))["messages"]
    return await driver.api("pins.add", channel="CGENERAL", timestamp=seen[-1]["ts"])


@provokes("pins.add", "restricted_action")
async def pinned_in_the_archive(driver: Driver) -> Json:
    """In an archived channel."""
    channel, ts = await archived(driver)
    return await driver.api("pins.add", channel=channel, timestamp=ts)


@provokes("pins.add", "too_many_pins")
async def one_pin_too_many(driver: Driver) -> Json:
    """The hundred and first."""
    body: Json = {}
    for _ in range(101):
        body = await driver.api("pins.add", channel="CGENERAL", timestamp=await joined(driver))
    return body


@provokes("pins.remove", "no_pin")
async def unpinned_without_pin(driver: Driver) -> Json:
    """A message that is not pinned."""
    return await driver.api("pins.remove", channel="CGENERAL", timestamp=await joined(driver))


@provokes("pins.remove", "restricted_action")
async def unpinned_in_the_archive(driver: Driver) -> Json:
    """In an archived channel."""
    channel, ts = await archived(driver)
    return await driver.api("pins.remove", channel=channel, timestamp=ts)


async def reacting(driver: Driver, method: str, **args: Any) -> Json:
    """A call about a message of the app's own."""
    args = {"channel": "CGENERAL", "timestamp": await joined(driver)} | args
    return await driver.api(method, **args)


@succeeds("reactions.add")
async def reacted(driver: Driver) -> Json:
    """With a skin tone."""
    return await reacting(driver, "reactions.add", name="raised_hands::skin-tone-3")


@succeeds("reactions.remove")
async def unreacted(driver: Driver) -> Json:
    """A reaction of the app's own."""
    ts = await joined(driver)
    await driver.api("reactions.add", channel="CGENERAL", timestamp=ts, name="rotating_light")
    return await driver.api("reactions.remove", channel="CGENERAL", timestamp=ts, name="rotating_light")


@succeeds("reactions.get")
async def reactions(driver: Driver) -> Json:
    """Of one message."""
    ts = await joined(driver)
    await driver.act("UANA", "react", channel="CGENERAL", ts=ts, name="grinning")
    return await driver.api("reactions.get", channel="CGENERAL", timestamp=ts, full=True)


for name in ("reactions.add", "reactions.remove", "reactions.get"):
    emoji = {} if name == "reactions.get" else {"name": "eyes"}
    refused(name, "no_item_specified", channel="CGENERAL", **emoji)
    refused(name, "bad_timestamp", channel="CGENERAL", timestamp="now", **emoji)
    refused(name, "channel_not_found", channel="CNONE", timestamp=TS, **emoji)
    refused(name, "message_not_found", channel="CGENERAL", timestamp=TS, **emoji)
    if emoji:
        refused(name, "invalid_name", channel="CGENERAL", timestamp=TS, name="no_such_emoji")
    if name != "reactions.add":
        refused(name, "file_not_found", file="FNONE", **emoji)
never("reactions.add", "not_reactable", "There is no argument for anything but a message.")
never("reactions.add", "no_access", "Canvases cannot be reacted to here.")
never("reactions.remove", "no_access", "Canvases cannot be reacted to here.")


@provokes("reactions.add", "already_reacted")
async def reacted_twice(driver: Driver) -> Json:
    """The same reaction again."""
    ts = await joined(driver)
    await driver.api("reactions.add", channel="CGENERAL", timestamp=ts, name="eyes")
    return await driver.api("reactions.add", channel="CGENERAL", timestamp=ts, name="eyes")


@provokes("reactions.add", "is_archived")
async def reacted_in_the_archive(driver: Driver) -> Json:
    """In an archived channel."""
    channel, ts = await archived(driver)
    return await driver.api("reactions.add", channel=channel, timestamp=ts, name="eyes")


@provokes("reactions.add", "too_many_reactions")
async def one_reaction_too_many(driver: Driver) -> Json:
    """The twenty-fourth of one and the same."""
    ts, body = await joined(driver), {}
    for name in NAMES[:24]:
        body = await driver.api("reactions.add", channel="CGENERAL", timestamp=ts, name=name)
    return body


@provokes("reactions.add", "too_many_emoji")
async def one_emoji_too_many(driver: Driver) -> Json:
    """The fifty-first kind."""
    ts = await joined(driver)
    for name in NAMES[:50]:
        await driver.act("UANA", "react", channel="CGENERAL", ts=ts, name=name)
    return await driver.api("reactions.add", channel="CGENERAL", timestamp=ts, name=NAMES[50])


@provokes("reactions.remove", "no_reaction")
async def unreacted_for_another(driver: Driver) -> Json:
    """A reaction of somebody else's."""
    ts = await joined(driver)
    await driver.act("UANA", "react", channel="CGENERAL", ts=ts, name="eyes")
    return await driver.api("reactions.remove", channel="CGENERAL", timestamp=ts, name="eyes")


async def bookmarking(driver: Driver, **args: Any) -> Json:
    """A link at the head of a channel the app is in."""
    await driver.api("conversations.join", channel="CGENERAL")
    fields = {"channel_id": "CGENERAL", "title": "Runbook", "type": "link", "link": LINK, "emoji": ":book:"}
    return await driver.api("bookmarks.add", **fields | args)


@succeeds("bookmarks.add")
async def bookmarked(driver: Driver) -> Json:
    """A link with an emoji."""
    return await bookmarking(driver)


@succeeds("bookmarks.edit")
async def rebookmarked(driver: Driver) -> Json:
    """Another title."""
    entry = (await bookmarking(driver))["bookmark"]["id"]
    body = await driver.api("bookmarks.edit", channel_id="CGENERAL", bookmark_id=entry, title="Other")
    assert (body["bookmark"]["title"], body["bookmark"]["link"]) == ("Other", LINK)
    return body


@succeeds("bookmarks.remove")
async def unbookmarked(driver: Driver) -> Json:
    """One's own."""
    entry = (await bookmarking(driver))["bookmark"]["id"]
    return await driver.api("bookmarks.remove", channel_id="CGENERAL", bookmark_id=entry)


@succeeds("bookmarks.list")
async def bookmarks(driver: Driver) -> Json:
    """One."""
    await bookmarking(driver)
    return await driver.api("bookmarks.list", channel_id="CGENERAL")


ADD = {"channel_id": "CGENERAL", "title": "Runbook", "type": "link", "link": LINK}
refused("bookmarks.add", "channel_not_found", **ADD | {"channel_id": "CNONE"})
refused("bookmarks.add", "invalid_bookmark_type", **ADD | {"type": "folder"})
refused("bookmarks.add", "invalid_emoji", **ADD | {"emoji": "book"})
refused("bookmarks.add", "invalid_link", **ADD | {"link": "ftp://runbook.example"})
refused("bookmarks.add", "parent_bookmark_disabled", **ADD | {"parent_id": "Bk1"})
refused("bookmarks.add", "permission_denied", **ADD)
never(
    "bookmarks.add",
    "file_already_added file_not_found invalid_app_action_type invalid_shortcut_type",
    LINK_ONLY,
)
never("bookmarks.add", "invalid_child_type invalid_entity_id invalid_parent_type parent_with_link", LINK_ONLY)
never("bookmarks.add", "too_many_tabs", "Bookmarks are no tabs here.")
never(
    "bookmarks.add",
    "too_many_requests",
    "Requests are answered one after another; a fault brings it on demand.",
)
EDIT = {"channel_id": "CGENERAL", "bookmark_id": "Bk1"}
refused("bookmarks.edit", "channel_not_found", **EDIT | {"channel_id": "CNONE"})
refused("bookmarks.edit", "invalid_emoji", **EDIT, emoji="book")
refused("bookmarks.edit", "invalid_link", **EDIT, link="runbook.example")
refused("bookmarks.edit", "permission_denied", **EDIT)
never("bookmarks.edit", "invalid_bookmark_type parent_with_link", LINK_ONLY)
refused("bookmarks.remove", "channel_not_found", **EDIT | {"channel_id": "CNONE"})
refused("bookmarks.remove", "permission_denied", **EDIT)
never("bookmarks.remove", "invalid_bookmark_type", LINK_ONLY)
never("bookmarks.remove", "user_not_found", "It is always the app's bot user that asks.")
refused("bookmarks.list", "channel_not_found", channel_id="CNONE")


@provokes("bookmarks.add", "too_many_bookmarks")
async def one_bookmark_too_many(driver: Driver) -> Json:
    """The hundred and first."""
    body: Json = {}
    for _ in range(101):
        body = await bookmarking(driver)
    return body


@provokes("bookmarks.edit", "not_found")
async def edited_nothing(driver: Driver) -> Json:
    """A bookmark that is not there."""
    await driver.api("conversations.join", channel="CGENERAL")
    return await driver.api("bookmarks.edit", **EDIT, title="Other")


@provokes("bookmarks.remove", "not_found")
async def removed_nothing(driver: Driver) -> Json:
    """A bookmark that is not there."""
    await driver.api("conversations.join", channel="CGENERAL")
    return await driver.api("bookmarks.remove", **EDIT)
