"""What the Web API does when it does not refuse, seen through Slack's own client."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.driver import Driver


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    """Slack's client for the sandbox."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url, session=session)


async def test_who_am_i(client: AsyncWebClient) -> None:
    """auth.test names the bot and shows the granted scopes in a header."""
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("UTOCSIN", "BTOCSIN", "TSANDBOX")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_channel_from_creation_to_archive(client: AsyncWebClient, driver: Driver) -> None:
    """A channel is created, named, described, joined by people, renamed, archived and brought back."""
    channel = (await client.conversations_create(name="inc-7"))["channel"]["id"]
    await client.conversations_setTopic(channel=channel, topic="SEV2 · ranker")
    await client.conversations_setPurpose(channel=channel, purpose="Incident 7")
    await client.conversations_invite(channel=channel, users=["UANA", "UBEN"])
    await client.conversations_rename(channel=channel, name="inc-7-ranker")
    shown = (await client.conversations_info(channel=channel, include_num_members=True))["channel"]
    assert (shown["name"], shown["topic"]["value"], shown["num_members"]) == (
        "inc-7-ranker",
        "SEV2 · ranker",
        3,
    )
    assert shown["previous_names"] == ["inc-7"]
    await client.conversations_kick(channel=channel, user="UBEN")
    assert (await client.conversations_members(channel=channel))["members"] == ["UTOCSIN", "UANA"]
    await client.conversations_archive(channel=channel)
    listed = await client.conversations_list(exclude_archived=True)
    assert channel not in [entry["id"] for entry in listed["channels"]]
    await client.conversations_unarchive(channel=channel)
    mine = (await client.users_conversations())["channels"]
    assert [entry["id"] for entry in mine] == [channel]
    ana = (await driver.see("UANA", "channels"))["channels"]
    assert next(entry for entry in ana if entry["id"] == channel)["is_member"]


async def test_history_threads_and_metadata(client: AsyncWebClient) -> None:
    """History is newest first without replies, a thread is oldest first, metadata only when asked for."""
    channel = (await client.conversations_create(name="inc-8"))["channel"]["id"]
    metadata = {"event_type": "card", "event_payload": {"key": "8"}}
    root = (await client.chat_postMessage(channel=channel, text="root", metadata=metadata))["ts"]
    await client.chat_postMessage(channel=channel, text="reply", thread_ts=root)
    await client.chat_postMessage(channel=channel, text="next")
    history = (await client.conversations_history(channel=channel))["messages"]
    assert [message["text"] for message in history[:2]] == ["next", "root"]
    assert "metadata" not in history[1] and history[1]["reply_count"] == 1
    asked = await client.conversations_history(channel=channel, include_all_metadata=True)
    assert asked["messages"][1]["metadata"] == metadata
    thread = (await client.conversations_replies(channel=channel, ts=root))["messages"]
    assert [message["text"] for message in thread] == ["root", "reply"]
    one = await client.conversations_history(channel=channel, latest=root, inclusive=True, limit=1)
    assert [message["ts"] for message in one["messages"]] == [root] and one["has_more"]


async def test_pages_follow_the_cursor(client: AsyncWebClient) -> None:
    """Following next_cursor shows every item once."""
    found: list[str] = []
    cursor = ""
    while True:
        page = await client.users_list(limit=2, cursor=cursor)
        found += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert sorted(found) == ["UANA", "UBEN", "UCHI", "UDEE", "UELI", "UFAY", "UTOCSIN"]


async def test_blocks_stay_only_without_new_text(client: AsyncWebClient, driver: Driver) -> None:
    """chat.update with text alone takes the blocks away; with metadata alone it keeps them."""
    blocks = [{"type": "divider", "block_id": "line"}]
    ts = (await client.chat_postMessage(channel="CGENERAL", text="a", blocks=blocks))["ts"]
    metadata = {"event_type": "x", "event_payload": {}}
    kept = await driver.api("chat.update", channel="CGENERAL", ts=ts, metadata=metadata)
    assert kept["message"]["blocks"] == blocks
    gone = await client.chat_update(channel="CGENERAL", ts=ts, text="b")
    assert "blocks" not in gone["message"]


async def test_a_direct_message_is_opened_by_posting_to_a_person(
    client: AsyncWebClient, driver: Driver
) -> None:
    """A post to a user id lands in the direct message of that person and the bot; nobody else sees it."""
    posted = await client.chat_postMessage(channel="UBEN", text="psst")
    opened = await client.conversations_open(users="UBEN")
    assert posted["channel"] == opened["channel"]["id"]
    ben = (await driver.see("UBEN", "channels"))["channels"]
    direct = next(entry for entry in ben if entry["id"] == posted["channel"])
    assert (direct["kind"], direct["with_user"], direct["unread"]) == ("im", "UTOCSIN", 1)
    assert posted["channel"] not in [c["id"] for c in (await driver.see("UANA", "channels"))["channels"]]


async def test_pins_reactions_bookmarks(client: AsyncWebClient, driver: Driver) -> None:
    """What is pinned, reacted and bookmarked is listed, once each."""
    await client.conversations_join(channel="CINCIDENTS")
    ts = (await client.chat_postMessage(channel="CINCIDENTS", text="card"))["ts"]
    await client.pins_add(channel="CINCIDENTS", timestamp=ts)
    assert (await driver.api("pins.add", channel="CINCIDENTS", timestamp=ts))["error"] == "already_pinned"
    assert [i["message"]["ts"] for i in (await client.pins_list(channel="CINCIDENTS"))["items"]] == [ts]
    await client.reactions_add(channel="CINCIDENTS", timestamp=ts, name="eyes")
    got = await client.reactions_get(channel="CINCIDENTS", timestamp=ts)
    assert got["message"]["reactions"] == [{"name": "eyes", "users": ["UTOCSIN"], "count": 1}]
    added = await client.bookmarks_add(
        channel_id="CINCIDENTS", title="Runbook", type="link", link="https://x.example"
    )
    await client.bookmarks_edit(
        channel_id="CINCIDENTS", bookmark_id=added["bookmark"]["id"], title="The runbook"
    )
    listed = (await client.bookmarks_list(channel_id="CINCIDENTS"))["bookmarks"]
    assert [entry["title"] for entry in listed] == ["The runbook"]
    await client.bookmarks_remove(channel_id="CINCIDENTS", bookmark_id=added["bookmark"]["id"])
    assert (await client.bookmarks_list(channel_id="CINCIDENTS"))["bookmarks"] == []


async def test_a_file_is_uploaded_and_shared(client: AsyncWebClient, driver: Driver) -> None:
    """Slack's own upload helper leaves a file_share message by the bot, readable by members and with the token."""
    await client.conversations_join(channel="CINCIDENTS")
    await client.files_upload_v2(
        channel="CINCIDENTS", filename="timeline.md", content="# Timeline", initial_comment="The timeline"
    )
    seen = (await driver.see("UANA", "channels/CINCIDENTS/messages"))["messages"][-1]
    assert (seen["subtype"], seen["text"], seen["user"]) == ("file_share", "The timeline", "UTOCSIN")
    async with driver.session.get(seen["files"][0]["url_private"]) as response:
        assert await response.text() == "# Timeline"
    async with driver.session.get(seen["files"][0]["url_private_download"]) as response:
        assert response.status == 404
    stored = await client.files_info(file=seen["files"][0]["id"])
    assert stored["file"]["channels"] == ["CINCIDENTS"]


async def test_people_and_groups(client: AsyncWebClient) -> None:
    """People and user groups are found by id, address and handle."""
    assert (await client.users_lookupByEmail(email="chi@sandbox.example"))["user"]["id"] == "UCHI"
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [(group["handle"], group["users"]) for group in groups] == [("ml-oncall", ["UANA", "UBEN"])]
    assert (await client.usergroups_users_list(usergroup="SMLONCALL"))["users"] == ["UANA", "UBEN"]
    assert (await client.team_info())["team"]["id"] == "TSANDBOX"
    assert (await client.users_info(user="UFAY"))["user"]["is_restricted"]


async def test_a_home_tab_is_published_once_the_hash_agrees(client: AsyncWebClient, driver: Driver) -> None:
    """views.publish shows the tab, and refuses an outdated hash."""
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await client.views_publish(user_id="UANA", view=view))["view"]
    second = (await client.views_publish(user_id="UANA", view=view, hash=first["hash"]))["view"]
    assert first["id"] == second["id"]
    stale = await driver.api("views.publish", user_id="UANA", view=view, hash=first["hash"])
    assert stale["error"] == "hash_conflict"
    assert (await driver.see("UANA", "view"))["home"]["id"] == first["id"]


async def test_a_whisper_is_seen_by_one(client: AsyncWebClient, driver: Driver) -> None:
    """An ephemeral message is seen by its person only and is not in the history."""
    await client.conversations_join(channel="CGENERAL")
    await client.chat_postEphemeral(channel="CGENERAL", user="UDEE", text="only you")
    assert "only you" in await driver.texts("UDEE", "CGENERAL")
    assert "only you" not in await driver.texts("UANA", "CGENERAL")
    history = (await client.conversations_history(channel="CGENERAL"))["messages"]
    assert "only you" not in [message["text"] for message in history]


async def test_a_deleted_root_leaves_a_tombstone(client: AsyncWebClient, driver: Driver) -> None:
    """A message that was answered stays as a tombstone without its words; its replies stay; one that was not goes."""
    await client.conversations_join(channel="CGENERAL")
    root = str((await client.chat_postMessage(channel="CGENERAL", text="a secret"))["ts"])
    await driver.act("UANA", "message", channel="CGENERAL", text="answer", thread_ts=root)
    await client.chat_delete(channel="CGENERAL", ts=root)
    thread = (await client.conversations_replies(channel="CGENERAL", ts=root))["messages"]
    assert [(m.get("subtype"), m["user"]) for m in thread] == [("tombstone", "USLACKBOT"), (None, "UANA")]
    assert "a secret" not in str(thread)
    told = (await driver.get("/sandbox/deliveries"))["deliveries"][-1]["payload"]["event"]
    assert (told["subtype"], told["message"]["subtype"]) == ("message_changed", "tombstone")
    await client.chat_delete(
        channel="CGENERAL", ts=str((await client.chat_postMessage(channel="CGENERAL", text="x"))["ts"])
    )
    await driver.sandbox.settle()
    last = (await driver.get("/sandbox/deliveries"))["deliveries"][-1]["payload"]["event"]
    assert last["subtype"] == "message_deleted"
