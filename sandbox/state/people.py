"""People as the app may see them, and what it is told when something about them changes."""

from sandbox.refusal import Json
from sandbox.state import profiles, shapes
from sandbox.state.model import Person
from sandbox.state.workspace import Workspace


def within_scope(workspace: Workspace, profile: Json) -> Json:
    """A profile without the address, unless the app may read addresses (Slack: users:read.email)."""
    may_read = workspace.has_scope("users:read.email")
    return profile if may_read else {key: profile[key] for key in profile if key != "email"}


def seen(workspace: Workspace, person: Person) -> Json:
    """A user object as the app may see it."""
    shape = shapes.user(person)
    return shape | {"profile": within_scope(workspace, shape["profile"])}


def changed(workspace: Workspace, person: Person, *further: str) -> None:
    """Tell the app that a person changed: user_change and the `further` events that say the same."""
    person.updated = workspace.clock.seconds()
    for what in ("user_change", *further):
        event = {"type": what, "user": seen(workspace, person), "cache_ts": person.updated}
        workspace.tell(what, event | {"event_ts": workspace.clock.ts()})
    workspace.changed(None, "people")


def set_status(workspace: Workspace, person: Person, text: str, emoji: str) -> None:
    """Say what somebody is about (user_status_changed); empty for nothing."""
    person.status_text, person.status_emoji = text, emoji
    changed(workspace, person, "user_profile_changed", "user_status_changed")


def set_away(workspace: Workspace, person: Person, *, away: bool) -> None:
    """Say whether somebody is away; the app is not told (Slack: no presence over the Events API)."""
    person.is_away = away
    workspace.changed(None, "people")


def set_quiet(workspace: Workspace, person: Person, until: int) -> None:
    """Do not disturb somebody from now on until then, UTC seconds (dnd_updated_user); a time past ends it."""
    now = workspace.clock.seconds()
    person.dnd_since, person.dnd_until = now, until
    event = {"type": "dnd_updated_user", "user": person.id, "dnd_status": profiles.dnd(person, now)}
    workspace.tell("dnd_updated_user", event | {"event_ts": workspace.clock.ts()})
    workspace.changed(None, "people")
