"""Commands and interactions as Slack sends them to the app."""

from sandbox.refusal import Json
from sandbox.state import shapes, values
from sandbox.state.log import Message
from sandbox.state.model import APP, TEAM, TEAM_DOMAIN, VERIFICATION_TOKEN, Channel, Person, View
from sandbox.state.workspace import Workspace


def channel_name(channel: Channel) -> str:
    """The name a payload gives a conversation."""
    return {"im": "directmessage", "group": channel.name, "mpim": channel.name}.get(
        channel.kind, channel.name
    )


def _envelope(kind: str, person: Person) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM},
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(
    person: Person, channel: Channel, name: str, text: str, trigger_id: str, response_url: str
) -> Json:
    """A slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def shortcut(person: Person, callback_id: str, trigger_id: str, action_ts: str) -> Json:
    """A global shortcut."""
    own = {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": action_ts}
    return _envelope("shortcut", person) | own


def message_action(
    workspace: Workspace,
    person: Person,
    channel: Channel,
    message: Message,
    callback_id: str,
    trigger_id: str,
    response_url: str,
) -> Json:
    """A message shortcut."""
    envelope = {
        key: value for key, value in _envelope("message_action", person).items() if key != "api_app_id"
    }
    return envelope | {
        "user": {"id": person.id, "name": person.name, "team_id": TEAM},
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": workspace.clock.ts(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": shapes.message(workspace, channel, message),
        "response_url": response_url,
    }


def in_message(workspace: Workspace, channel: Channel, message: Message, viewer: str) -> Json:
    """What a block_actions payload says of the message it comes from."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    about: Json = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
    about["state"] = {"values": message_values(message, viewer)}
    if message.ephemeral_to is None:
        about["message"] = shapes.message(workspace, channel, message)
    return about


def message_blocks(message: Message) -> list[Json]:
    """All blocks of a message, those in attachments included."""
    found = list(message.blocks)
    for attachment in message.attachments:
        found += attachment.get("blocks") or []
    return found


def message_values(message: Message, viewer: str) -> dict[str, dict[str, Json]]:
    """`state.values` of a message as one person has filled it in."""
    standing = values.initial_values(message_blocks(message))
    for block_id, actions in message.values.get(viewer, {}).items():
        standing.setdefault(block_id, {}).update(actions)
    return standing


def in_view(view: View) -> Json:
    """What a block_actions payload says of the view it comes from."""
    return {"container": {"type": "view", "view_id": view.id}, "view": shapes.view(view)}


def block_actions(
    person: Person, about: Json, action: Json, trigger_id: str, response_url: str | None
) -> Json:
    """Somebody pressed a button or chose something."""
    payload = _envelope("block_actions", person) | about | {"trigger_id": trigger_id, "actions": [action]}
    return payload | ({"response_url": response_url} if response_url else {})


def block_suggestion(person: Person, about: Json, block_id: str, action_id: str, typed: str) -> Json:
    """An external select asks the app for options."""
    own = {"block_id": block_id, "action_id": action_id, "value": typed}
    return _envelope("block_suggestion", person) | about | own


def view_submission(person: Person, view: View, trigger_id: str, response_urls: list[Json]) -> Json:
    """A modal was submitted."""
    own = {"trigger_id": trigger_id, "view": shapes.view(view), "response_urls": response_urls}
    return _envelope("view_submission", person) | own


def view_closed(person: Person, view: View, *, cleared: bool) -> Json:
    """A modal was closed; `cleared` when the whole stack was."""
    return _envelope("view_closed", person) | {"view": shapes.view(view), "is_cleared": cleared}


def action(block: Json, element: Json, state: Json | None, action_ts: str) -> Json:
    """One entry of `actions`; `state` is what was chosen, None for a button."""
    entry: Json = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": action_ts,
    }
    for key in ("text", "value", "style", "url", "placeholder", "confirm"):
        if key in element:
            entry[key] = element[key]
    return entry | (state or {})
