"""Posting messages, changing and deleting them."""

import dataclasses
from typing import Any

from sandbox.methods.metadata import BYTES_LIMIT
from tests.sandbox.conformance.absent import PREFERENCES, USER_TOKEN
from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json

NO_TS = "1.000001"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
LONG_BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
EVENT = {"event_type": "card", "event_payload": {"key": "1"}}
BAD_BLOCKS: dict[str, Json] = {
    "invalid_blocks": {"blocks": [{"type": "nothing"}]},
    "invalid_blocks_format": {"blocks": "{broken"},
    "too_many_attachments": {"attachments": [{"text": "x"}] * 101},
    "markdown_text_conflict": {"markdown_text": "**x**", "text": "x"},
}
BAD_METADATA: dict[str, Json] = {
    "invalid_metadata_format": {"metadata": "{broken"},
    "invalid_metadata_schema": {"metadata": {"event_type": "card"}},
    "metadata_too_large": {"metadata": EVENT | {"event_payload": {"x": "x" * BYTES_LIMIT}}},
}
BAD_ATTACHMENTS = [{"blocks": [{"type": "nothing"}]}]


async def posted(driver: Driver, **args: Any) -> str:
    """The ts of a message of the app in #general."""
    answer = await driver.api("chat.postMessage", **({"channel": "CGENERAL", "text": "x"} | args))
    ts: str = answer["ts"]
    return ts


async def written(driver: Driver, text: str = "x") -> str:
    """The ts of a message of ana in #general."""
    answer = await driver.act("UANA", "message", channel="CGENERAL", text=text)
    ts: str = answer["ts"]
    return ts


async def archived(driver: Driver) -> None:
    """Archive #general."""
    await driver.post("/sandbox/channels/CGENERAL", archived=True)


async def shut_out(driver: Driver) -> None:
    """The app may no longer post where it is not a member."""
    await driver.post("/sandbox/installation", withdraw=["chat:write.public"])


async def direct(driver: Driver, users: str = "UANA") -> str:
    """The id of the app's direct message with these people."""
    answer = await driver.api("conversations.open", users=users)
    channel: str = answer["channel"]["id"]
    return channel


def without_messages_tab(driver: Driver) -> None:
    """The app's manifest has no messages tab."""
    workspace = driver.sandbox.workspace
    workspace.manifest = dataclasses.replace(workspace.manifest, messages_tab=False)


def place(method: str, **args: Any) -> None:
    """How a method that posts refuses a conversation; `args` is the message."""
    refused(method, "channel_not_found", channel="CNOWHERE", **args)

    @provokes(method, "is_archived")
    async def in_archive(driver: Driver) -> Json:
        await archived(driver)
        return await driver.api(method, channel="CGENERAL", **args)

    @provokes(method, "not_in_channel")
    async def outside(driver: Driver) -> Json:
        await shut_out(driver)
        return await driver.api(method, channel="CGENERAL", **args)


def tab(method: str, **args: Any) -> None:
    """How a method that posts refuses a direct message where the app has no messages tab."""

    @provokes(method, "messages_tab_disabled")
    async def no_tab(driver: Driver) -> Json:
        channel = await direct(driver)
        without_messages_tab(driver)
        return await driver.api(method, channel=channel, **args)


@succeeds("chat.postMessage")
async def named(driver: Driver) -> Json:
    """Under another name, with an attachment; by the channel's name, a person's id, and cut when too long."""
    for channel in ("#general", "general", "UANA", await direct(driver)):
        assert (await driver.api("chat.postMessage", channel=channel, markdown_text="**x**"))["ok"]
    if driver.way != "query":
        cut = await driver.api("chat.postMessage", channel="CGENERAL", text="x" * 40_001)
        assert (len(cut["message"]["text"]), cut["warning"]) == (40_000, "message_truncated")
        assert cut["response_metadata"] == {"warnings": ["message_truncated"]}
    await driver.post("/sandbox/installation", grant=["chat:write.customize"])
    answer = await driver.api(
        "chat.postMessage",
        channel="CGENERAL",
        text="@ml-oncall & @ben, see #incidents or https://x.example/#general.",
        parse="full",
        username="Ecto",
        attachments=[{"text": "more"}],
        unfurl_links=False,
        unfurl_media=True,
    )
    linked = "<!subteam^SMLONCALL> &amp; @ben, see <#CINCIDENTS|incidents> or <https://x.example/#general>."
    assert answer["message"]["text"] == linked
    return answer


place("chat.postMessage", text="x")
tab("chat.postMessage", text="x")
refused("chat.postMessage", "no_text", channel="CGENERAL", text=" ")
refused("chat.postMessage", "msg_blocks_too_long", channel="CGENERAL", markdown_text="x" * 12_001)
refused("chat.postMessage", "cannot_reply_to_message", channel="CGENERAL", text="x", thread_ts=NO_TS)
for code, args in (BAD_BLOCKS | BAD_METADATA).items():
    refused("chat.postMessage", code, channel="CGENERAL", **args)
never(
    "chat.postMessage",
    "draft_already_deleted draft_already_sent draft_has_conflict draft_not_found",
    "Drafts are kept by Slack's own client, and an app cannot make one.",
)
never("chat.postMessage", "app_access_restricted", PREFERENCES)
never("chat.postMessage", "send_on_behalf_not_allowed metadata_must_be_sent_from_app", USER_TOKEN)
never("chat.postMessage", "missing_file_data", "The method has no argument for a file.")


@succeeds("chat.postEphemeral")
async def whispered(driver: Driver) -> Json:
    """Only the one person sees it."""
    answer = await driver.api("chat.postEphemeral", channel="#general", user="UANA", text="x", parse="none")
    assert await driver.texts("UANA", "CGENERAL") == ["x"]
    assert await driver.texts("UBEN", "CGENERAL") == []
    return answer


place("chat.postEphemeral", user="UANA", text="x")
tab("chat.postEphemeral", user="UANA", text="x")
ANA: Json = {"channel": "CGENERAL", "user": "UANA"}
refused("chat.postEphemeral", "user_not_in_channel", channel="CGENERAL", user="UNOBODY", text="x")
refused("chat.postEphemeral", "no_text", **ANA)
refused("chat.postEphemeral", "msg_too_long", **ANA, blocks=LONG_BLOCKS)
refused("chat.postEphemeral", "cannot_reply_to_message", **ANA, text="x", thread_ts=NO_TS)
refused("chat.postEphemeral", "invalid_attachments", **ANA, attachments=BAD_ATTACHMENTS)
for code, args in BAD_BLOCKS.items():
    refused("chat.postEphemeral", code, **ANA, **args)


async def uploaded(driver: Driver) -> str:
    """The id of a file of the app that is shared nowhere."""
    ticket = await driver.api("files.getUploadURLExternal", filename="a.txt", length=1)
    async with driver.session.post(ticket["upload_url"], data=b"x") as response:
        assert response.status == 200
    await driver.api("files.completeUploadExternal", files=[{"id": ticket["file_id"]}])
    file_id: str = ticket["file_id"]
    return file_id


def changing(code: str, message: Json | None = None, **args: Any) -> None:
    """chat.update of a message of the app (posted with `message`) is refused with this code."""

    @provokes("chat.update", code)
    async def act(driver: Driver) -> Json:
        ts = await posted(driver, **(message or {}))
        return await driver.api("chat.update", channel="CGENERAL", ts=ts, **args)


@succeeds("chat.update")
async def updated(driver: Driver) -> Json:
    """Metadata stays unless it is taken away; a reply can be shown in the channel; files take the place of files."""
    root = await posted(driver, metadata=EVENT)
    where: Json = {"channel": "CGENERAL", "ts": root}
    assert (await driver.api("chat.update", **where, text="y"))["message"]["metadata"] == EVENT
    assert "metadata" not in (await driver.api("chat.update", **where, metadata={}))["message"]
    own, hers = await uploaded(driver), (await driver.sandbox.people.keep("UANA", "a.txt", b"x")).id
    both = await driver.api("chat.update", **where, file_ids=[own, hers])
    assert [file["id"] for file in both["message"]["files"]] == [own, hers]
    left = await driver.api("chat.update", **where, file_ids="[]")
    assert [file["id"] for file in left["message"]["files"]] == [hers]
    assert left["warning"] == "some_files_not_deleted"
    reply = await posted(driver, thread_ts=root)
    told = await driver.api("chat.update", channel="CGENERAL", ts=reply, reply_broadcast=True)
    assert told["message"]["subtype"] == "thread_broadcast"
    return await driver.api("chat.update", **where, text="z", unfurled_attachments=[{"text": "more"}])


changing("no_text", text="")
changing("msg_too_long", text="x" * 4001)
changing("invalid_attachments", attachments=BAD_ATTACHMENTS)
changing("cant_broadcast_message", reply_broadcast=True)
changing("file_not_found", file_ids=["FNOWHERE"])
for code, args in (BAD_BLOCKS | BAD_METADATA).items():
    changing(code, **args)
refused("chat.update", "channel_not_found", channel="CNOWHERE", ts=NO_TS, text="x")
refused("chat.update", "message_not_found", channel="CGENERAL", ts=NO_TS, text="x")


@provokes("chat.update", "cant_update_message")
async def not_ours(driver: Driver) -> Json:
    """What a person wrote is not the app's to change."""
    return await driver.api("chat.update", channel="CGENERAL", ts=await written(driver), text="y")


@provokes("chat.update", "is_inactive")
async def change_in_archive(driver: Driver) -> Json:
    """Nothing is changed in an archived channel."""
    ts = await posted(driver)
    await archived(driver)
    return await driver.api("chat.update", channel="CGENERAL", ts=ts, text="y")


@provokes("chat.update", "no_dual_broadcast_content_update")
async def two_at_once(driver: Driver) -> Json:
    """A reply is either shown in the channel or changed."""
    reply = await posted(driver, thread_ts=await posted(driver))
    return await driver.api("chat.update", channel="CGENERAL", ts=reply, text="y", reply_broadcast=True)


@provokes("chat.update", "streaming_state_conflict")
async def still_streaming(driver: Driver) -> Json:
    """A message that is streaming is not edited."""
    recipient = {"recipient_team_id": "TSANDBOX", "recipient_user_id": "UANA"}
    stream = await driver.api("chat.startStream", channel="CGENERAL", **recipient)
    return await driver.api("chat.update", channel="CGENERAL", ts=stream["ts"], text="y")


@provokes("chat.update", "file_deleted")
async def gone_file(driver: Driver) -> Json:
    """A deleted file cannot be shared."""
    file_id = await uploaded(driver)
    await driver.api("files.delete", file=file_id)
    return await driver.api("chat.update", channel="CGENERAL", ts=await posted(driver), file_ids=[file_id])


never("chat.update", "file_is_deleted", "Says the same as file_deleted, which is answered.")
never("chat.update", "metadata_must_be_sent_from_app", USER_TOKEN)
never(
    "chat.update",
    "block_mismatch",
    "Slack does not say for which messages; here an app may replace its own blocks.",
)
never(
    "chat.update",
    "file_share_limit_reached max_file_sharing_exceeded posting_to_channel_denied unable_to_share_files",
    "Slack names no limit and no rule by which files are refused.",
)


@succeeds("chat.delete")
async def deleted(driver: Driver) -> Json:
    """A message of the app goes."""
    answer = await driver.api("chat.delete", channel="CGENERAL", ts=await posted(driver))
    assert await driver.texts("UANA", "CGENERAL") == []
    return answer


refused("chat.delete", "channel_not_found", channel="CNOWHERE", ts=NO_TS)
refused("chat.delete", "message_not_found", channel="CGENERAL", ts=NO_TS)


@provokes("chat.delete", "cant_delete_message")
async def not_ours_to_delete(driver: Driver) -> Json:
    """What a person wrote is not the app's to delete."""
    return await driver.api("chat.delete", channel="CGENERAL", ts=await written(driver))


@succeeds("chat.getPermalink")
async def address(driver: Driver) -> Json:
    """A reply's address names its thread."""
    root = await posted(driver)
    reply = await posted(driver, thread_ts=root)
    answer = await driver.api("chat.getPermalink", channel="CGENERAL", message_ts=reply)
    assert answer["permalink"].endswith(f"?thread_ts={root}&cid=CGENERAL")
    return answer


refused("chat.getPermalink", "channel_not_found", channel="CNOWHERE", message_ts=NO_TS)
refused("chat.getPermalink", "message_not_found", channel="CGENERAL", message_ts=NO_TS)
