"""People, presence, user groups, the workspace and its emoji."""

import dataclasses
from typing import Any

from sandbox.state import people, usergroups
from tests.sandbox.conformance.absent import ENTERPRISE
from tests.sandbox.conformance.cases import lacks, never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json


def hear(driver: Driver, *events: str) -> None:
    """Let the app be told of further events."""
    workspace = driver.sandbox.workspace
    workspace.manifest = dataclasses.replace(
        workspace.manifest, events=workspace.manifest.events.union(events)
    )


async def heard(driver: Driver, kind: str) -> list[Json]:
    """The events of a kind that the app was told."""
    payloads = [entry["payload"] for entry in (await driver.get("/sandbox/deliveries"))["deliveries"]]
    return [payload["event"] for payload in payloads if payload.get("event", {}).get("type") == kind]


@succeeds("users.info")
async def one(driver: Driver) -> Json:
    """With where one's language is."""
    body = await driver.api("users.info", user="UANA", include_locale=True)
    assert body["user"]["locale"] == "en-US"
    return body


@succeeds("users.list")
async def everyone(driver: Driver) -> Json:
    """Page by page."""
    body = await driver.api("users.list", limit=2)
    assert len(body["members"]) == 2 and body["response_metadata"]["next_cursor"]
    return body


@succeeds("users.lookupByEmail")
async def by_address(driver: Driver) -> Json:
    """However it is written."""
    return await driver.api("users.lookupByEmail", email="Ana@sandbox.example")


@succeeds("users.profile.get")
async def profile(driver: Driver) -> Json:
    """With what somebody is about."""
    hear(driver, "user_status_changed", "user_profile_changed")
    people.set_status(driver.sandbox.workspace, driver.sandbox.workspace.person("UANA"), "On call", ":fire:")
    told = [
        (await heard(driver, f"user_{what}"))[0] for what in ("change", "status_changed", "profile_changed")
    ]
    assert [event["user"]["profile"]["status_text"] for event in told] == ["On call"] * 3
    return await driver.api("users.profile.get", user="UANA", include_labels=True)


lacks("users.info", "user/profile/image_original", "Nobody has uploaded a picture.")
for field in ("Xf0111111", "Xf0222222", "Xf0333333"):
    lacks(
        "users.profile.get", f"profile/fields/{field}", "There are no profile fields of the workspace's own."
    )
lacks("users.profile.get", "profile/start_date", "Nobody has said when they started.")
refused("users.info", "user_not_found", user="UNOBODY")
never("users.info", "too_many_users", "Only one can be asked for.")
refused("users.list", "invalid_cursor", cursor="page two")
never("users.list", "limit_required", "The workspace is never too large for one answer.")
refused("users.lookupByEmail", "users_not_found", email="nobody@sandbox.example")
refused("users.profile.get", "user_not_found", user="UNOBODY")


@succeeds("users.getPresence")
async def presence(driver: Driver) -> Json:
    """Somebody deactivated is away, and whoever says so; of itself the app is told more."""
    await driver.post("/sandbox/people/UELI", deleted=True)
    people.set_away(driver.sandbox.workspace, driver.sandbox.workspace.person("UBEN"), away=True)
    assert (await driver.api("users.getPresence", user="UBEN"))["presence"] == "away"
    assert (await driver.api("users.getPresence", user="UELI"))["presence"] == "away"
    assert (await driver.api("users.getPresence"))["connection_count"] == 1
    return await driver.api("users.getPresence", user="UANA")


@succeeds("dnd.info")
async def quiet(driver: Driver) -> Json:
    """Somebody who may be disturbed, and somebody who may not for an hour."""
    hear(driver, "dnd_updated_user")
    workspace = driver.sandbox.workspace
    people.set_quiet(workspace, workspace.person("UBEN"), workspace.clock.seconds() + 3600)
    assert (await driver.api("dnd.info", user="UBEN"))["dnd_enabled"]
    assert (await heard(driver, "dnd_updated_user"))[0]["dnd_status"]["dnd_enabled"]
    driver.sandbox.clock.advance(3601)
    assert not (await driver.api("dnd.info", user="UBEN"))["dnd_enabled"]
    body = await driver.api("dnd.info", user="UANA")
    assert (body["dnd_enabled"], body["next_dnd_start_ts"], body["next_dnd_end_ts"]) == (False, 1, 1)
    return body


@succeeds("dnd.teamInfo")
async def quiet_team(driver: Driver) -> Json:
    """Those who are there."""
    body = await driver.api("dnd.teamInfo", users="UANA,UNOBODY")
    assert list(body["users"]) == ["UANA"]
    return body


for person in ("U023BECGF", "W058CJVAA"):
    lacks("dnd.teamInfo", f"users/{person}", "A person's id: ours are others.")
refused("dnd.info", "user_not_found", user="UNOBODY")
refused("dnd.teamInfo", "no_users_provided")


async def group(driver: Driver, **args: Any) -> Json:
    """A user group the app founds."""
    return await driver.api("usergroups.create", **{"name": "Serving on-call"} | args)


@succeeds("usergroups.create")
async def founded(driver: Driver) -> Json:
    """With a handle made of its name."""
    hear(driver, "subteam_created")
    body = await group(driver, description="Who is called", channels="CINCIDENTS", include_count=True)
    made = body["usergroup"]
    assert (made["handle"], made["users"], made["user_count"]) == ("serving-on-call", [], 0)
    assert made["prefs"] == {"channels": ["CINCIDENTS"], "groups": []}
    assert (await heard(driver, "subteam_created"))[0]["subteam"] == made
    return body


@succeeds("usergroups.list")
async def groups(driver: Driver) -> Json:
    """With how many are in it; a disabled one only on demand."""
    workspace = driver.sandbox.workspace
    usergroups.disable(workspace, workspace.groups["SMLONCALL"], "UDEE")
    assert (await driver.api("usergroups.list"))["usergroups"] == []
    assert (await driver.api("usergroups.list", include_disabled=True))["usergroups"][0]["date_delete"] > 0
    usergroups.enable(workspace, workspace.groups["SMLONCALL"], "UDEE")
    body = await driver.api("usergroups.list", include_count=True)
    assert [(entry["id"], "users" in entry) for entry in body["usergroups"]] == [("SMLONCALL", False)]
    return body


@succeeds("usergroups.update")
async def changed(driver: Driver) -> Json:
    """Only what is given changes."""
    body = await driver.api(
        "usergroups.update",
        usergroup="SMLONCALL",
        name="On-call",
        description="Who is called",
        include_count=True,
    )
    assert (body["usergroup"]["name"], body["usergroup"]["handle"]) == ("On-call", "ml-oncall")
    taken = await driver.api("usergroups.update", usergroup="SMLONCALL", handle="general")
    assert taken["error"] == "invalid_arguments"
    return body


@succeeds("usergroups.users.list")
async def members(driver: Driver) -> Json:
    """The one group there is."""
    return await driver.api("usergroups.users.list", usergroup="SMLONCALL")


@succeeds("usergroups.users.update")
async def filled(driver: Driver) -> Json:
    """All who are in it, anew."""
    hear(driver, "subteam_updated", "subteam_members_changed")
    users = ["UBEN", "UCHI"]
    body = await driver.api("usergroups.users.update", usergroup="SMLONCALL", users=users, include_count=True)
    assert (await driver.api("usergroups.users.list", usergroup="SMLONCALL"))["users"] == users
    change = (await heard(driver, "subteam_members_changed"))[0]
    assert (change["added_users"], change["removed_users"]) == (["UCHI"], ["UANA"])
    assert (await heard(driver, "subteam_updated"))[0]["subteam"]["users"] == users
    return body


refused("usergroups.create", "missing_subteam_name", name=" ")
refused("usergroups.create", "name_too_long", name="x" * 81)
refused("usergroups.create", "name_already_exists", name="ML on-call", handle="other")
refused("usergroups.create", "bad_handle", name="On-call", handle="on call")
refused("usergroups.create", "forbidden_handle", name="On-call", handle="here")
refused("usergroups.create", "handle_already_exists", name="On-call", handle="general")
refused("usergroups.create", "description_too_long", name="On-call", description="x" * 141)
refused("usergroups.create", "invalid_channel_provided", name="On-call", channels="CNONE")
refused("usergroups.create", "invalid_group_provided", name="On-call", additional_channels="GNONE")
refused("usergroups.update", "too_many_linked_channels", usergroup="SMLONCALL", channels=["CGENERAL"] * 101)
never("usergroups.list", "invalid_cursor", "It has no pages.")
never("usergroups.list", "users_not_found", "Every group has a list of who is in it.")
never("usergroups.list", "invalid_team", ENTERPRISE)
refused("usergroups.users.list", "no_such_subteam", usergroup="SNONE")
never("usergroups.users.list", "invalid_cursor", "It has no pages.")
refused("usergroups.users.update", "no_users_provided", usergroup="SMLONCALL", users=" , ")
refused("usergroups.users.update", "invalid_users", usergroup="SMLONCALL", users="UANA,UTOCSIN")
never("usergroups.users.update", "failed_for_some_users", ENTERPRISE)


@provokes("usergroups.users.update", "subteam_max_users_exceeded")
async def overfilled(driver: Driver) -> Json:
    """The ten thousand and first."""
    users = [f"U{number}" for number in range(10_001)]
    return await driver.api("usergroups.users.update", usergroup="SMLONCALL", users=users)


@succeeds("team.info")
async def team(driver: Driver) -> Json:
    """By its id."""
    return await driver.api("team.info", team="TSANDBOX")


@succeeds("bots.info")
async def bot(driver: Driver) -> Json:
    """The app's own."""
    return await driver.api("bots.info", bot="BTOCSIN")


@succeeds("emoji.list")
async def emoji(driver: Driver) -> Json:
    """There are none of its own."""
    body = await driver.api("emoji.list", include_categories=True)
    assert (body["emoji"], body["categories"]) == ({}, [])
    return body


for key in ("enterprise_id", "enterprise_name"):
    lacks("team.info", f"team/{key}", ENTERPRISE)
refused("team.info", "team_not_found", domain="elsewhere")
never("team.info", "missing_user user_not_found", "It is always the app's bot user that asks.")
refused("bots.info", "bot_not_found", bot="UTOCSIN")
never("bots.info", "bots_not_found", "Only one can be asked for.")
refused("emoji.list", "invalid_arguments", include_categories="perhaps")
never("emoji.list", "unable_to_fetch_custom_emojis", "Trouble inside Slack; a fault brings it on demand.")
