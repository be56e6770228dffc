"""conversations.* that change a channel; those that read, open, close and mark are in `reading`."""

from tests.sandbox.conformance import reading
from tests.sandbox.conformance.cases import lacks, never, provokes, refused, succeeds
from tests.sandbox.conformance.rooms import NOWHERE, archived, direct, opened
from tests.sandbox.driver import Driver, Json

TYPE = "method_not_supported_for_channel_type"

__all__ = ["reading"]


@succeeds("conversations.create")
async def _create(driver: Driver) -> Json:
    return await driver.api("conversations.create", name="inc-1", is_private=False, team_id="TSANDBOX")


lacks("conversations.create", "channel/properties", "A new channel has no canvas yet.")
refused("conversations.create", "invalid_name_required", is_private=True)
refused("conversations.create", "invalid_name_maxlength", name="x" * 81)
refused("conversations.create", "invalid_name_specials", name="Inc 1")
refused("conversations.create", "invalid_name_punctuation", name="--")
refused("conversations.create", "name_taken", name="general")
never("conversations.create", "cannot_create_channel", "Nothing here keeps an app from making a channel.")
never("conversations.create", "invalid_name no_channel", "One of the codes that say more comes instead.")


@succeeds("conversations.archive")
async def _archive(driver: Driver) -> Json:
    return await driver.api("conversations.archive", channel=await opened(driver))


refused("conversations.archive", "channel_not_found", channel=NOWHERE)
refused("conversations.archive", "cant_archive_general", channel="CGENERAL")
refused("conversations.archive", "not_in_channel", channel="CINCIDENTS")
never("conversations.archive", "cant_archive_required", "No channel is a required one here.")


@provokes("conversations.archive", "already_archived")
async def _archive_twice(driver: Driver) -> Json:
    return await driver.api("conversations.archive", channel=await archived(driver))


@provokes("conversations.archive", TYPE)
async def _archive_direct(driver: Driver) -> Json:
    return await driver.api("conversations.archive", channel=await direct(driver))


@succeeds("conversations.unarchive")
async def _unarchive(driver: Driver) -> Json:
    return await driver.api("conversations.unarchive", channel=await archived(driver))


refused("conversations.unarchive", "channel_not_found", channel=NOWHERE)
refused("conversations.unarchive", "not_archived", channel="CGENERAL")


@provokes("conversations.unarchive", TYPE)
async def _unarchive_direct(driver: Driver) -> Json:
    return await driver.api("conversations.unarchive", channel=await direct(driver))


@succeeds("conversations.rename")
async def _rename(driver: Driver) -> Json:
    return await driver.api("conversations.rename", channel=await opened(driver), name="inc-1-ranker")


refused("conversations.rename", "channel_not_found", channel=NOWHERE, name="inc-2")
refused("conversations.rename", "not_in_channel", channel="CINCIDENTS", name="inc-2")
never("conversations.rename", "invalid_name", "One of the codes that say more comes instead.")

for _code, _name in {
    "invalid_name_maxlength": "x" * 81,
    "invalid_name_punctuation": "-_-",
    "invalid_name_required": "",
    "invalid_name_specials": "inc#2",
    "name_taken": "general",
}.items():

    @provokes("conversations.rename", _code)
    async def _rename_badly(driver: Driver, name: str = _name) -> Json:
        return await driver.api("conversations.rename", channel=await opened(driver), name=name)


@provokes("conversations.rename", "is_archived")
async def _rename_archived(driver: Driver) -> Json:
    return await driver.api("conversations.rename", channel=await archived(driver), name="inc-2")


@provokes("conversations.rename", "not_authorized")
async def _rename_what_another_made(driver: Driver) -> Json:
    await driver.api("conversations.join", channel="CINCIDENTS")
    return await driver.api("conversations.rename", channel="CINCIDENTS", name="inc-2")


@provokes("conversations.rename", TYPE)
async def _rename_direct(driver: Driver) -> Json:
    return await driver.api("conversations.rename", channel=await direct(driver), name="inc-2")


@succeeds("conversations.invite")
async def _invite(driver: Driver) -> Json:
    channel = await opened(driver)
    return await driver.api(
        "conversations.invite", channel=channel, users=["UANA", "UBEN", "U404"], force=True
    )


refused("conversations.invite", "channel_not_found", channel=NOWHERE, users="UANA")
refused("conversations.invite", "no_user", channel="CGENERAL")
refused("conversations.invite", "not_in_channel", channel="CGENERAL", users="UANA")
never(
    "conversations.invite", "app_cannot_join_channel", "There is one app here, and only people are invited."
)
never("conversations.invite", "invitee_cant_see_channel", "There is no Enterprise organisation here.")
never("conversations.invite", "ura_max_channels", "The guest here may be in any number of channels.")


@provokes("conversations.invite", "already_in_channel")
async def _invite_twice(driver: Driver) -> Json:
    channel = await opened(driver)
    await driver.api("conversations.invite", channel=channel, users="UANA")
    return await driver.api("conversations.invite", channel=channel, users="UANA")


@provokes("conversations.invite", "cant_invite")
async def _invite_deactivated(driver: Driver) -> Json:
    channel = await opened(driver)
    await driver.post("/sandbox/people/UCHI", deleted=True)
    return await driver.api("conversations.invite", channel=channel, users="UCHI")


@provokes("conversations.invite", "cant_invite_self")
async def _invite_self(driver: Driver) -> Json:
    return await driver.api("conversations.invite", channel=await opened(driver), users="UTOCSIN")


@provokes("conversations.invite", "user_not_found")
async def _invite_nobody(driver: Driver) -> Json:
    return await driver.api("conversations.invite", channel=await opened(driver), users="UANA,U404")


@provokes("conversations.invite", "is_archived")
async def _invite_to_archived(driver: Driver) -> Json:
    return await driver.api("conversations.invite", channel=await archived(driver), users="UANA")


@provokes("conversations.invite", TYPE)
async def _invite_to_direct(driver: Driver) -> Json:
    return await driver.api("conversations.invite", channel=await direct(driver), users="UBEN")


@succeeds("conversations.kick")
async def _kick(driver: Driver) -> Json:
    channel = await opened(driver)
    await driver.api("conversations.invite", channel=channel, users="UANA")
    return await driver.api("conversations.kick", channel=channel, user="UANA")


refused("conversations.kick", "channel_not_found", channel=NOWHERE, user="UANA")
refused("conversations.kick", "not_in_channel", channel="CGENERAL", user="UANA")
never("conversations.kick", "not_supported", "Everyone can be removed from every channel but #general.")


@provokes("conversations.kick", "cant_kick_from_general")
async def _kick_from_general(driver: Driver) -> Json:
    await driver.api("conversations.join", channel="CGENERAL")
    return await driver.api("conversations.kick", channel="CGENERAL", user="UANA")


@provokes("conversations.kick", "cant_kick_self")
async def _kick_self(driver: Driver) -> Json:
    return await driver.api("conversations.kick", channel=await opened(driver), user="UTOCSIN")


@provokes("conversations.kick", "user_not_found")
async def _kick_nobody(driver: Driver) -> Json:
    return await driver.api("conversations.kick", channel=await opened(driver))


@provokes("conversations.kick", TYPE)
async def _kick_from_direct(driver: Driver) -> Json:
    return await driver.api("conversations.kick", channel=await direct(driver), user="UANA")


@succeeds("conversations.join")
async def _join(driver: Driver) -> Json:
    await driver.api("conversations.join", channel="CGENERAL")
    return await driver.api("conversations.join", channel="CGENERAL")


refused("conversations.join", "channel_not_found", channel=NOWHERE)
never("conversations.join", "too_many_members", "There are not that many people here.")


@provokes("conversations.join", "is_archived")
async def _join_archived(driver: Driver) -> Json:
    return await driver.api("conversations.join", channel=await archived(driver))


@provokes("conversations.join", TYPE)
async def _join_private(driver: Driver) -> Json:
    return await driver.api("conversations.join", channel=await opened(driver, private=True))


@succeeds("conversations.leave")
async def _leave(driver: Driver) -> Json:
    return await driver.api("conversations.leave", channel=await opened(driver))


refused("conversations.leave", "channel_not_found", channel=NOWHERE)
refused("conversations.leave", "cant_leave_general", channel="CGENERAL")


@provokes("conversations.leave", "is_archived")
async def _leave_archived(driver: Driver) -> Json:
    return await driver.api("conversations.leave", channel=await archived(driver))


@provokes("conversations.leave", "last_member")
async def _leave_as_the_last(driver: Driver) -> Json:
    return await driver.api("conversations.leave", channel=await opened(driver, private=True))


@provokes("conversations.leave", TYPE)
async def _leave_direct(driver: Driver) -> Json:
    return await driver.api("conversations.leave", channel=await direct(driver))


for _which in ("topic", "purpose"):
    _method = f"conversations.set{_which.title()}"

    @succeeds(_method)
    async def _set_note(driver: Driver, method: str = _method, which: str = _which) -> Json:
        return await driver.api(method, channel=await opened(driver), **{which: "SEV2 · ranker"})

    @provokes(_method, "too_long")
    async def _set_long_note(driver: Driver, method: str = _method, which: str = _which) -> Json:
        return await driver.api(method, channel=await opened(driver), **{which: "x" * 251})

    @provokes(_method, "is_archived")
    async def _set_note_of_archived(driver: Driver, method: str = _method, which: str = _which) -> Json:
        return await driver.api(method, channel=await archived(driver), **{which: "x"})

    @provokes(_method, TYPE)
    async def _set_note_of_direct(driver: Driver, method: str = _method, which: str = _which) -> Json:
        return await driver.api(method, channel=await direct(driver), **{which: "x"})

    refused(_method, "channel_not_found", channel=NOWHERE, **{_which: "x"})
    refused(_method, "not_in_channel", channel="CGENERAL", **{_which: "x"})
    refused(_method, "invalid_arguments", channel="CGENERAL")
