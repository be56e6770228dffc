"""The methods api.test, auth.test and apps.connections.open."""

import secrets

from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal
from sandbox.state.model import APP, BOT, BOT_USER, TEAM


@method("api.test", tier=4, args="error", token="none")
def api_test(call: Call) -> Json:
    """Echo the arguments; `error` asks for that error."""
    echoed = call.args.plain()
    if call.args.text("error"):
        raise Refusal(call.args.text("error"), args=echoed)
    return {"args": echoed} if echoed else {}


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Whose token this is."""
    return {
        "url": f"{call.workspace.url}/",
        "team": "Sandbox",
        "user": call.workspace.people[BOT_USER].name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "app_name": call.workspace.manifest.name,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier=1, token="app")
def connections_open(call: Call) -> Json:
    """Where to open the next Socket Mode connection; the address works once."""
    ticket = secrets.token_urlsafe(18)
    call.workspace.link_tickets.add(ticket)
    address = call.workspace.url.replace("http", "ws", 1)
    return {"url": f"{address}/link?ticket={ticket}&app_id={APP}"}
