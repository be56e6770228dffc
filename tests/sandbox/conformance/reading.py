"""conversations.* and users.conversations that read, open, close and mark."""

from tests.sandbox.conformance.cases import never, provokes, refused, succeeds
from tests.sandbox.conformance.rooms import NOWHERE, TS, direct, opened, told
from tests.sandbox.driver import Driver, Json

TYPE = "method_not_supported_for_channel_type"
EVERY_TYPE = "No kind of conversation is closed to this method."


@succeeds("conversations.open")
async def _open(driver: Driver) -> Json:
    return await driver.api("conversations.open", users="UANA,UBEN", return_im=True)


refused("conversations.open", "channel_not_found", channel=NOWHERE)
refused("conversations.open", "users_list_not_supplied", return_im=True)
refused("conversations.open", "user_not_found", users="U404")
refused("conversations.open", "not_enough_users", users="UTOCSIN")
refused("conversations.open", "too_many_users", users=",".join(f"U{n}" for n in range(9)))
refused("conversations.open", TYPE, channel="CGENERAL")
never("conversations.open", "invalid_user_combination", "There is no Slack Connect here.")


@provokes("conversations.open", "user_disabled")
async def _open_with_deactivated(driver: Driver) -> Json:
    await driver.post("/sandbox/people/UCHI", deleted=True)
    return await driver.api("conversations.open", users="UCHI")


@succeeds("conversations.close")
async def _close(driver: Driver) -> Json:
    channel = await direct(driver)
    await driver.api("conversations.close", channel=channel)
    await driver.act("UANA", "message", channel=channel, text="Still there?")
    return await driver.api("conversations.close", channel=channel)


refused("conversations.close", "channel_not_found", channel=NOWHERE)
refused("conversations.close", TYPE, channel="CGENERAL")
never("conversations.close", "not_permitted", "An app may close each of its own direct conversations.")


@provokes("conversations.close", "user_does_not_own_channel")
async def _close_what_belongs_to_others(driver: Driver) -> Json:
    await driver.act("UANA", "message", channel="UBEN", text="Between us")
    seen = (await driver.see("UANA", "channels"))["channels"]
    between = next(entry["id"] for entry in seen if entry["kind"] == "im")
    return await driver.api("conversations.close", channel=between)


@succeeds("conversations.mark")
async def _mark(driver: Driver) -> Json:
    channel = await opened(driver)
    (ts,) = await told(driver, channel, "read this")
    return await driver.api("conversations.mark", channel=channel, ts=ts)


refused("conversations.mark", "channel_not_found", channel=NOWHERE, ts=TS)
refused("conversations.mark", "invalid_timestamp", channel="CGENERAL", ts="yesterday")
refused("conversations.mark", "not_in_channel", channel="CGENERAL", ts=TS)


@succeeds("conversations.info")
async def _info(driver: Driver) -> Json:
    channel = await opened(driver)
    return await driver.api(
        "conversations.info", channel=channel, include_num_members=True, include_locale=True
    )


refused("conversations.info", "channel_not_found", channel=NOWHERE)


@provokes("conversations.info", "missing_scope")
async def _info_without_scope(driver: Driver) -> Json:
    return await driver.api("conversations.info", channel=await direct(driver, "UANA,UBEN"))


@succeeds("conversations.members")
async def _members(driver: Driver) -> Json:
    first = await driver.api("conversations.members", channel="CGENERAL", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    return await driver.api("conversations.members", channel="CGENERAL", limit=2, cursor=cursor)


refused("conversations.members", "channel_not_found", channel=NOWHERE)
refused("conversations.members", "invalid_cursor", channel="CGENERAL", cursor="next")
refused("conversations.members", "invalid_limit", channel="CGENERAL", limit=-1)
never("conversations.members", TYPE, EVERY_TYPE)


@succeeds("conversations.list")
async def _list(driver: Driver) -> Json:
    first = await driver.api(
        "conversations.list", limit=1, types="public_channel,private_channel", exclude_archived=True
    )
    cursor = first["response_metadata"]["next_cursor"]
    return await driver.api("conversations.list", limit=1, cursor=cursor, team_id="TSANDBOX")


@succeeds("users.conversations")
async def _of_user(driver: Driver) -> Json:
    return await driver.api(
        "users.conversations", user="UANA", limit=2, exclude_archived=True, exclude_muted=True
    )


for _lister in ("conversations.list", "users.conversations"):
    refused(_lister, "invalid_cursor", cursor="bm93aGVyZQ==")
    refused(_lister, "invalid_limit", limit=1000)
    refused(_lister, "invalid_types", types="public_channel,shared")
    refused(_lister, "missing_scope", types="im,mpim")
    never(_lister, TYPE, EVERY_TYPE)


@succeeds("conversations.history")
async def _history(driver: Driver) -> Json:
    channel = await opened(driver)
    await told(driver, channel, "one", "two", "three")
    first = await driver.api("conversations.history", channel=channel, limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    return await driver.api("conversations.history", channel=channel, limit=1, cursor=cursor)


refused("conversations.history", "channel_not_found", channel=NOWHERE)
refused("conversations.history", "not_in_channel", channel="CGENERAL")
FILTER = "Belongs to metadata_keys_to_include, which Slack does not document."


@succeeds("conversations.replies")
async def _replies(driver: Driver) -> Json:
    channel = await opened(driver)
    (root,) = await told(driver, channel, "island")
    await told(driver, channel, "one island", "two island", thread_ts=root)
    return await driver.api("conversations.replies", channel=channel, ts=root, limit=2)


refused("conversations.replies", "channel_not_found", channel=NOWHERE, ts=TS)
refused("conversations.replies", "thread_not_found", channel="CGENERAL", ts=TS)
refused("conversations.replies", "invalid_arguments", channel="CGENERAL", ts=TS, limit=1001)
never("conversations.replies", TYPE, "There are threads in every kind of conversation here.")
never("conversations.replies", "list_record_comment_fetch_failed", "There are no lists here.")

for _reader, _where in {
    "conversations.history": {"channel": "CGENERAL"},
    "conversations.replies": {"channel": "CGENERAL", "ts": TS},
}.items():
    refused(_reader, "invalid_cursor", cursor="bmV4dF90czp4", **_where)
    refused(_reader, "invalid_ts_latest", latest="tomorrow", **_where)
    refused(_reader, "invalid_ts_oldest", oldest="-1", **_where)
    never(_reader, "invalid_metadata_filter_keys", FILTER)
