"""Messages whose text comes piece by piece, and links that the app unfurls."""

import dataclasses
from typing import Any

from tests.sandbox.conformance.absent import USER_TOKEN
from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.conformance.chat import (
    BAD_METADATA,
    NO_TS,
    SECTION,
    archived,
    direct,
    place,
    posted,
    shut_out,
    tab,
    without_messages_tab,
    written,
)
from tests.sandbox.driver import Driver, Json

RECIPIENT = {"recipient_team_id": "TSANDBOX", "recipient_user_id": "UANA"}
STREAM: Json = {"channel": "CGENERAL"} | RECIPIENT
BAD_CHUNKS: dict[str, Json] = {
    "invalid_chunks": {"chunks": [{"type": "nothing"}]},
    "invalid_blocks": {"chunks": [{"type": "blocks", "blocks": [{"type": "nothing"}]}]},
    "msg_blocks_too_many": {"chunks": [{"type": "blocks", "blocks": [SECTION] * 51}]},
    "msg_blocks_too_long": {"markdown_text": "x" * 12_001},
}
LINK = "https://tracker.example/1?a=1&b=2"


async def started(driver: Driver, **args: Any) -> Json:
    """The channel and ts of a message that is streaming."""
    answer = await driver.api("chat.startStream", **(STREAM | args))
    return {"channel": answer["channel"], "ts": answer["ts"]}


def task(status: str, **more: str) -> Json:
    """A chunk about one task."""
    return {"type": "task_update", "id": "t1", "title": "Look", "status": status} | more


@succeeds("chat.startStream")
async def begun(driver: Driver) -> Json:
    """In a channel, and in a thread of a direct message, where nobody has to be named."""
    channel = await direct(driver)
    root = await posted(driver, channel=channel)
    in_direct = await driver.api("chat.startStream", channel=channel, thread_ts=root, markdown_text="x")
    assert in_direct["ok"]
    return await driver.api("chat.startStream", **STREAM)


place("chat.startStream", **RECIPIENT)
tab("chat.startStream", thread_ts=NO_TS)
refused("chat.startStream", "missing_recipient_team_id", channel="CGENERAL")
refused("chat.startStream", "missing_recipient_user_id", channel="CGENERAL", recipient_team_id="TSANDBOX")
refused("chat.startStream", "user_not_found", **(STREAM | {"recipient_user_id": "UNOBODY"}))
for code, args in BAD_CHUNKS.items():
    refused("chat.startStream", code, **STREAM, **args)


@provokes("chat.startStream", "channel_type_not_supported")
async def in_group(driver: Driver) -> Json:
    """Nothing streams into a group direct message."""
    return await driver.api("chat.startStream", channel=await direct(driver, "UANA,UBEN"))


NO_ARGUMENT = "The method has no argument that could be wrong in this way."
STOPPABLE = "Streams that a person can stop (is_stoppable) are not among the documented arguments."
never(
    "chat.startStream",
    f"invalid_blocks_format {' '.join(BAD_METADATA)} metadata_must_be_sent_from_app",
    NO_ARGUMENT,
)
never("chat.startStream", "no_text", "A stream may begin with nothing.")
never("chat.startStream", "not_subscribed_to_message_stream_stopped", STOPPABLE)


def going_on(method: str) -> None:
    """How the methods that go on with a stream refuse."""
    refused(method, "channel_not_found", channel="CNOWHERE", ts=NO_TS, markdown_text="x")
    refused(method, "message_not_found", channel="CGENERAL", ts=NO_TS, markdown_text="x")

    @provokes(method, "channel_type_not_supported")
    async def group(driver: Driver) -> Json:
        channel = await direct(driver, "UANA,UBEN")
        return await driver.api(method, channel=channel, ts=NO_TS, markdown_text="x")

    @provokes(method, "is_archived")
    async def in_archive(driver: Driver) -> Json:
        stream = await started(driver)
        await archived(driver)
        return await driver.api(method, **stream, markdown_text="x")

    @provokes(method, "not_in_channel")
    async def outside(driver: Driver) -> Json:
        stream = await started(driver)
        await shut_out(driver)
        return await driver.api(method, **stream, markdown_text="x")

    @provokes(method, "messages_tab_disabled")
    async def no_tab(driver: Driver) -> Json:
        channel = await direct(driver)
        stream = await started(driver, channel=channel, thread_ts=await posted(driver, channel=channel))
        without_messages_tab(driver)
        return await driver.api(method, **stream, markdown_text="x")

    @provokes(method, "message_not_owned_by_app")
    async def not_ours(driver: Driver) -> Json:
        return await driver.api(method, channel="CGENERAL", ts=await written(driver), markdown_text="x")

    @provokes(method, "message_not_in_streaming_state")
    async def over(driver: Driver) -> Json:
        stream = await started(driver, markdown_text="x")
        await driver.api("chat.stopStream", **stream)
        return await driver.api(method, **stream, markdown_text="x")

    for code, args in (BAD_CHUNKS | {"no_text": {}}).items():
        _wrong(method, code, args)


def _wrong(method: str, code: str, args: Json) -> None:
    @provokes(method, code)
    async def act(driver: Driver) -> Json:
        return await driver.api(method, **await started(driver), **args)


@succeeds("chat.appendStream")
async def went_on(driver: Driver) -> Json:
    """Text grows, a task changes in its place, and what is too long in all is cut."""
    stream = await started(driver, markdown_text="a")
    await driver.api("chat.appendStream", **stream, markdown_text="b", chunks=[task("pending")])
    await driver.api("chat.appendStream", **stream, chunks=[task("complete", output="Done")])
    found = await driver.see("UANA", "channels/CGENERAL/messages")
    message = found["messages"][-1]
    assert (message["text"], [block["type"] for block in message["blocks"]]) == (
        "ab",
        ["markdown", "task_card"],
    )
    assert message["blocks"][1]["status"] == "complete" and "edited" not in message
    if driver.way != "query":
        for _ in range(3):
            await driver.api("chat.appendStream", **stream, markdown_text="x" * 12_000)
        cut = await driver.api("chat.appendStream", **stream, markdown_text="x" * 12_000)
        assert cut["warning"] == "message_truncated"
    return await driver.api("chat.appendStream", **stream, markdown_text="c")


@succeeds("chat.stopStream")
async def ended(driver: Driver) -> Json:
    """Tasks of a plan stand together; under another name the message is one of a bot."""
    await driver.post("/sandbox/installation", grant=["chat:write.customize"])
    plan = [{"type": "plan_update", "title": "Plan"}, task("pending"), task("complete") | {"id": "t2"}]
    stream = await started(driver, username="Ecto", task_display_mode="plan", chunks=plan)
    metadata = {"event_type": "card", "event_payload": {}}
    answer = await driver.api(
        "chat.stopStream", **stream, markdown_text="End", blocks=[SECTION], metadata=metadata
    )
    assert [block["type"] for block in answer["message"]["blocks"]] == ["plan", "markdown", "section"]
    assert answer["message"]["metadata"] == metadata
    return answer


going_on("chat.appendStream")
going_on("chat.stopStream")
for code, args in BAD_METADATA.items():
    _wrong("chat.stopStream", code, args | {"markdown_text": "x"})
never(
    "chat.appendStream",
    f"too_many_attachments {' '.join(BAD_METADATA)} metadata_must_be_sent_from_app",
    NO_ARGUMENT,
)
never("chat.appendStream", "stopped_by_user", STOPPABLE)
never("chat.stopStream", "too_many_attachments missing_file_data cannot_reply_to_message", NO_ARGUMENT)
never("chat.stopStream", "metadata_must_be_sent_from_app", USER_TOKEN)


def unfurling(code: str, text: str = LINK, **args: Any) -> None:
    """chat.unfurl of what ana wrote is refused; an argument of None is left out."""

    @provokes("chat.unfurl", code)
    async def act(driver: Driver) -> Json:
        where = {"channel": "CGENERAL", "ts": await written(driver, text), "unfurls": {LINK: {"text": "x"}}}
        given = {name: value for name, value in (where | args).items() if value is not None}
        return await driver.api("chat.unfurl", **given)


@succeeds("chat.unfurl")
async def unfurled(driver: Driver) -> Json:
    """The attachment stands below the message, once; only its author is asked to sign in."""
    ts = await written(driver, f"see {LINK}.")
    deliveries = (await driver.get("/sandbox/deliveries"))["deliveries"]
    event = next(d["payload"]["event"] for d in deliveries if d["payload"]["event"]["type"] == "link_shared")
    assert (event["links"], event["message_ts"]) == ([{"domain": "tracker.example", "url": LINK}], ts)
    by_id = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    for _ in range(2):
        await driver.api("chat.unfurl", **by_id, unfurls={LINK: {"blocks": [SECTION]}})
    answer = await driver.api("chat.unfurl", channel="CGENERAL", ts=ts, user_auth_message="Come in")
    message, asked = (await driver.see("UANA", "channels/CGENERAL/messages"))["messages"]
    assert [entry["from_url"] for entry in message["attachments"]] == [LINK] and "edited" not in message
    assert asked["text"] == "Come in" and len(await driver.texts("UBEN", "CGENERAL")) == 1
    return answer


unfurling("missing_channel", channel=None)
unfurling("missing_ts", ts=None)
unfurling("missing_unfurls", unfurls=None)
unfurling("missing_unfurl_id", source="composer")
unfurling("missing_source", unfurl_id="U1")
unfurling("invalid_source", unfurl_id="U1", source="elsewhere")
unfurling("invalid_unfurl_id", unfurl_id="U1", source="composer")
unfurling("invalid_unfurls_format", unfurls="{broken")
unfurling("cannot_parse_attachment", unfurls={LINK: {"blocks": [{"type": "nothing"}]}})
unfurling("cannot_find_channel", channel="CNOWHERE")
unfurling("cannot_find_message", ts=NO_TS)
unfurling("cannot_unfurl_message", text="no link")
unfurling("cannot_unfurl_url", text="https://other.example", unfurls={"https://other.example": {"text": "x"}})


@provokes("chat.unfurl", "cannot_find_service")
async def no_domains(driver: Driver) -> Json:
    """An app that has registered no domain unfurls nothing."""
    workspace = driver.sandbox.workspace
    workspace.manifest = dataclasses.replace(workspace.manifest, unfurl_domains=())
    ts = await written(driver, LINK)
    return await driver.api("chat.unfurl", channel="CGENERAL", ts=ts, unfurls={LINK: {"text": "x"}})


never("chat.unfurl", "invalid_metadata_format", NO_ARGUMENT)
never("chat.unfurl", "cannot_prompt", "The invitation has no buttons here, so nobody can dismiss it.")
never(
    "chat.unfurl", "cannot_auth_user", "Slack does not say whom it means, and there are no accounts to link."
)
