"""What is known of a person, and who is told when it changes."""

from sandbox.refusal import Json
from sandbox.state.model import APP, BOT, Person

AVATAR_SIZES = (24, 32, 48, 72, 192, 512)
# Slack writes this for a time that does not come.
NEVER = 1


def avatars(name: str) -> Json:
    """Addresses of pictures, one for each size Slack offers."""
    return {f"image_{size}": f"https://avatars.sandbox.example/{name}-{size}.png" for size in AVATAR_SIZES}


def full_profile(person: Person) -> Json:
    """A profile with what only the method for it tells (Slack: users.profile.get)."""
    return profile(person) | {"fields": {}, "pronouns": ""}


def profile(person: Person) -> Json:
    """A profile as it stands in a user object (Slack: user object)."""
    first, _, last = person.real_name.partition(" ")
    shown = "" if person.is_bot else person.name
    shape: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": shown,
        "display_name_normalized": shown,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "status_text_canonical": "",
        "avatar_hash": f"g{person.id.lower()}",
        "huddle_state": "default_unset",
        "huddle_state_expiration_ts": 0,
        "first_name": first,
        "last_name": last,
        **avatars(person.id),
    }
    if person.is_bot:
        return shape | {"bot_id": BOT, "api_app_id": APP, "always_active": False}
    return shape | {"email": person.email}


def dnd(person: Person, now: int) -> Json:
    """Whether somebody is not to be disturbed, and from when to when (Slack: dnd.info); `now` is UTC seconds."""
    if person.dnd_until <= now:
        return {"dnd_enabled": False, "next_dnd_start_ts": NEVER, "next_dnd_end_ts": NEVER}
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": person.dnd_since,
        "next_dnd_end_ts": person.dnd_until,
    }
