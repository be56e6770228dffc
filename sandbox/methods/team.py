"""The methods team.info, bots.info and emoji.list."""

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state import shapes
from sandbox.state.model import BOT, BOT_USER, TEAM, TEAM_DOMAIN

ICON_SIZES = (34, 44, 68, 88, 102, 132)


@method("team.info", scopes="team:read", tier=3, args="team domain", errors="team_not_found")
def team(call: Call) -> Json:
    """The workspace."""
    if call.args.text("team", TEAM) != TEAM or call.args.text("domain", TEAM_DOMAIN) != TEAM_DOMAIN:
        raise Refusal("team_not_found")
    icons = {f"image_{size}": f"https://avatars.sandbox.example/{TEAM}-{size}.png" for size in ICON_SIZES}
    return {
        "team": {
            "id": TEAM,
            "name": "Sandbox",
            "domain": TEAM_DOMAIN,
            "email_domain": "sandbox.example",
            "url": f"{call.workspace.url}/",
            "icon": icons | {"image_default": True},
        }
    }


@method("bots.info", json=False, scopes="users:read", tier=3, args="bot team_id", errors="bot_not_found")
def bot(call: Call) -> Json:
    """The app's bot, by its bot id."""
    if call.args.text("bot") != BOT:
        raise Refusal("bot_not_found")
    profile = shapes.bot_profile(call.workspace)
    return {"bot": {key: profile[key] for key in profile if key != "team_id"} | {"user_id": BOT_USER}}


@method(
    "emoji.list",
    json=False,
    scopes="emoji:read",
    tier=2,
    args="include_categories",
    errors="invalid_arguments",
    simplified="The workspace has no emoji of its own, and the categories name none.",
)
def emoji(call: Call) -> Json:
    """The workspace's own emoji."""
    answer: Json = {"emoji": {}, "cache_ts": call.workspace.clock.ts()}
    if call.args.flag("include_categories"):
        answer |= {"categories_version": "5", "categories": []}
    return answer
