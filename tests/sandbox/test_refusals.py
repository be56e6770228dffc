"""The Web API refuses what Slack refuses, with the same codes in the same order."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.methods import COMMON_ERRORS, METHODS
from sandbox.server import Sandbox
from tests.sandbox.driver import Driver, Json

DOCS = Path(__file__).parents[3] / "shared" / "slack" / "methods_docs"
TS = "1800000000.000001"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_code_and_argument_is_documented(name: str) -> None:
    """Each code a method can answer and each argument it takes stands in Slack's own reference for it."""
    document = DOCS / f"{name}.json"
    if not document.is_file():
        pytest.skip("Slack's method reference is not beside the project")
    reference = json.loads(document.read_text())
    common = json.loads((DOCS / "_common_errors.json").read_text())["errors"]
    method = METHODS[name]
    assert method.errors <= set(reference.get("errors", {})) | set(common)
    assert {*method.required, *method.optional} <= set(reference["args"]["properties"])
    assert set(method.scopes) <= set(reference["scope"].get("bot", []))


def test_common_codes_are_documented() -> None:
    """What every method may answer is common to all of Slack's methods, but for invalid_arguments."""
    document = DOCS / "_common_errors.json"
    if not document.is_file():
        pytest.skip("Slack's method reference is not beside the project")
    documented = set(json.loads(document.read_text())["errors"])
    shown_in_examples_only = {"invalid_arguments", "invalid_auth"}
    assert documented | shown_in_examples_only >= COMMON_ERRORS


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("no.such", {}, "unknown_method"),
        ("conversations.info", {"channel": "CNOWHERE"}, "channel_not_found"),
        ("conversations.info", {}, "invalid_arguments"),
        ("conversations.create", {"name": ""}, "invalid_name_required"),
        ("conversations.create", {"name": "x" * 81}, "invalid_name_maxlength"),
        ("conversations.create", {"name": "Upper"}, "invalid_name_specials"),
        ("conversations.create", {"name": "two words"}, "invalid_name_specials"),
        ("conversations.create", {"name": "---"}, "invalid_name_punctuation"),
        ("conversations.create", {"name": "general"}, "name_taken"),
        ("conversations.history", {"channel": "CGENERAL"}, "not_in_channel"),
        ("conversations.history", {"channel": "CGENERAL", "oldest": "soon"}, "invalid_ts_oldest"),
        ("conversations.invite", {"channel": "CGENERAL"}, "no_user"),
        ("conversations.invite", {"channel": "CGENERAL", "users": "UBEN"}, "not_in_channel"),
        ("conversations.join", {"channel": "CNOWHERE"}, "channel_not_found"),
        ("conversations.leave", {"channel": "CGENERAL"}, "cant_leave_general"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("conversations.list", {"cursor": "nonsense"}, "invalid_cursor"),
        ("conversations.list", {"limit": 5000}, "invalid_limit"),
        ("conversations.list", {"types": "mpim"}, "missing_scope"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "UNOBODY"}, "user_not_found"),
        ("conversations.replies", {"channel": "CGENERAL", "ts": TS}, "thread_not_found"),
        ("conversations.setTopic", {"channel": "CGENERAL", "topic": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "CGENERAL"}, "no_text"),
        ("chat.postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found"),
        (
            "chat.postMessage",
            {"channel": "CGENERAL", "text": "x", "metadata": {"event_type": "x"}},
            "invalid_metadata_schema",
        ),
        ("chat.postMessage", {"channel": "CGENERAL", "blocks": "[broken"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "CGENERAL", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "CGENERAL", "attachments": [{}] * 101}, "too_many_attachments"),
        (
            "chat.postMessage",
            {"channel": "CGENERAL", "text": "x", "thread_ts": TS},
            "cannot_reply_to_message",
        ),
        (
            "chat.postEphemeral",
            {"channel": "CGENERAL", "user": "UTOCSIN", "text": "x"},
            "user_not_in_channel",
        ),
        ("chat.update", {"channel": "CGENERAL", "ts": TS, "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": "CGENERAL", "ts": TS}, "message_not_found"),
        ("chat.getPermalink", {"channel": "CGENERAL", "message_ts": TS}, "message_not_found"),
        ("pins.add", {"channel": "CGENERAL"}, "no_item_specified"),
        ("pins.add", {"channel": "CGENERAL", "timestamp": "x"}, "bad_timestamp"),
        ("pins.add", {"channel": "CGENERAL", "timestamp": TS}, "message_not_found"),
        ("reactions.add", {"channel": "CGENERAL", "name": "not an emoji", "timestamp": TS}, "invalid_name"),
        (
            "bookmarks.add",
            {"channel_id": "CGENERAL", "title": "x", "type": "folder"},
            "invalid_bookmark_type",
        ),
        (
            "bookmarks.add",
            {"channel_id": "CGENERAL", "title": "x", "type": "link", "link": "ftp://x"},
            "invalid_link",
        ),
        ("files.completeUploadExternal", {"files": [{"id": "FNONE"}]}, "file_not_found"),
        ("files.info", {"file": "FNONE"}, "file_not_found"),
        ("users.info", {"user": "UNOBODY"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@sandbox.example"}, "users_not_found"),
        ("usergroups.users.list", {"usergroup": "SNONE"}, "no_such_subteam"),
        ("views.open", {"trigger_id": "1.2.abc", "view": {}}, "invalid_arguments"),
        ("views.update", {"view_id": "VNONE", "view": {}}, "not_found"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
async def test_refusals(driver: Driver, method: str, args: Json, error: str) -> None:
    """Each bad call is refused with Slack's code for it."""
    answer = await driver.api(method, **args)
    assert (answer["ok"], answer["error"]) == (False, error)


async def test_token_before_scope_before_arguments(tmp_path: Path) -> None:
    """A call that is wrong in every way is refused for its token first, then its scope, then its arguments."""
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [users:read, chat:write]}}")

    async def error(token: str, method: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with session.post(sandbox.api_url + method, headers=headers) as response:
            assert response.headers["x-oauth-scopes"] == "users:read,chat:write"
            return await response.json()

    async with Sandbox(manifest) as sandbox, aiohttp.ClientSession() as session:
        assert (await error("", "pins.add"))["error"] == "not_authed"
        assert (await error("xoxb-wrong", "pins.add"))["error"] == "invalid_auth"
        assert (await error("xapp-sandbox", "pins.add"))["error"] == "not_allowed_token_type"
        refused = await error("xoxb-sandbox", "pins.add")
        assert (refused["error"], refused["needed"]) == ("missing_scope", "pins:write")
        assert refused["provided"] == "users:read,chat:write"
        assert (await error("xoxb-sandbox", "chat.postMessage"))["error"] == "invalid_arguments"


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
@pytest.mark.parametrize("token_in_body", [True, False])
async def test_arguments_come_in_any_way(driver: Driver, how: str, token_in_body: bool) -> None:
    """Query, form, JSON and multipart, with the token in the header or among the arguments, mean the same."""
    args = {"users": "UBEN"} | ({"token": "xoxb-sandbox"} if token_in_body else {})
    headers = {} if token_in_body else {"Authorization": "Bearer xoxb-sandbox"}
    sent: dict[str, Any] = {}
    if how == "multipart":
        writer = aiohttp.FormData(default_to_multipart=True)
        for name, value in args.items():
            writer.add_field(name, value)
        sent = {"data": writer}
    else:
        sent = {{"query": "params", "form": "data", "json": "json"}[how]: args}
    verb = driver.session.get if how == "query" else driver.session.post
    async with verb(f"{driver.sandbox.api_url}conversations.open", headers=headers, **sent) as response:
        assert (await response.json())["channel"]["id"].startswith("D")


async def test_one_bad_invitee_fails_the_batch(driver: Driver) -> None:
    """An invitation of several says of each why not, and adds nobody unless forced."""
    await driver.post("/sandbox/people/UELI", deleted=True)
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    users = "UANA,UTOCSIN,UNOBODY,UELI"
    refused = await driver.api("conversations.invite", channel=channel, users=users)
    assert refused["error"] == "cant_invite_self"
    assert {entry["user"]: entry["error"] for entry in refused["errors"]} == {
        "UTOCSIN": "cant_invite_self",
        "UNOBODY": "user_not_found",
        "UELI": "cant_invite",
    }
    assert (await driver.api("conversations.members", channel=channel))["members"] == ["UTOCSIN"]
    forced = await driver.api("conversations.invite", channel=channel, users=users, force=True)
    assert forced["ok"] and len(forced["errors"]) == 3
    assert (await driver.api("conversations.members", channel=channel))["members"] == ["UTOCSIN", "UANA"]
    again = await driver.api("conversations.invite", channel=channel, users="UANA")
    assert again["error"] == "already_in_channel"


async def test_an_archived_channel_is_closed_to_everything(driver: Driver) -> None:
    """After archiving, posting, editing, inviting, renaming, topics, pins and reactions are refused."""
    channel = (await driver.api("conversations.create", name="inc-2"))["channel"]["id"]
    ts = (await driver.api("chat.postMessage", channel=channel, text="x"))["ts"]
    assert (await driver.api("conversations.archive", channel=channel))["ok"]
    calls: list[tuple[str, Json, str]] = [
        ("conversations.archive", {}, "already_archived"),
        ("chat.postMessage", {"text": "x"}, "is_archived"),
        ("chat.postEphemeral", {"text": "x", "user": "UANA"}, "is_archived"),
        ("chat.update", {"ts": ts, "text": "y"}, "is_inactive"),
        ("conversations.invite", {"users": "UANA"}, "is_archived"),
        ("conversations.rename", {"name": "inc-3"}, "is_archived"),
        ("conversations.setTopic", {"topic": "x"}, "is_archived"),
        ("conversations.join", {}, "is_archived"),
        ("pins.add", {"timestamp": ts}, "restricted_action"),
        ("reactions.add", {"timestamp": ts, "name": "eyes"}, "is_archived"),
    ]
    for method, args, error in calls:
        assert (await driver.api(method, channel=channel, **args))["error"] == error, method
    assert (await driver.api("conversations.create", name="inc-2"))["error"] == "name_taken"


async def test_only_own_messages_may_be_changed(driver: Driver) -> None:
    """The app can change and delete its own messages, and no one else's."""
    ts = (await driver.act("UANA", "message", channel="CGENERAL", text="mine"))["ts"]
    refused = await driver.api("chat.update", channel="CGENERAL", ts=ts, text="yours")
    assert refused["error"] == "cant_update_message"
    assert (await driver.api("chat.delete", channel="CGENERAL", ts=ts))["error"] == "cant_delete_message"
    own = await driver.api("chat.postMessage", channel="CGENERAL", text="x")
    long = await driver.api("chat.update", channel="CGENERAL", ts=own["ts"], text="x" * 4001)
    assert long["error"] == "msg_too_long"


async def test_what_is_private_is_not_there(driver: Driver) -> None:
    """A private channel the app is not in cannot be told from one that does not exist."""
    channel = (await driver.api("conversations.create", name="secret", is_private=True))["channel"]["id"]
    assert (await driver.api("conversations.leave", channel=channel))["error"] == "last_member"
    await driver.api("conversations.invite", channel=channel, users="UANA")
    assert channel not in [c["id"] for c in (await driver.see("UBEN", "channels"))["channels"]]
    assert (await driver.api("conversations.leave", channel=channel))["ok"]
    assert (await driver.api("conversations.info", channel=channel))["error"] == "channel_not_found"
    posted = await driver.api("chat.postMessage", channel=channel, text="x")
    assert posted["error"] == "channel_not_found"
