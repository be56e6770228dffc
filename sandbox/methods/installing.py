"""The methods oauth.v2.access and auth.revoke, and those for which the sandbox gives out no token."""

import secrets

from sandbox.installation import Token
from sandbox.methods.registry import Call, method
from sandbox.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.refusal import Json, Refusal
from sandbox.state.model import ADMIN, APP, BOT_USER, TEAM


@method(
    "oauth.v2.access",
    token="none",
    json=False,
    args="client_id client_secret code code_verifier redirect_uri grant_type refresh_token assertion",
    errors="bad_client_secret bad_redirect_uri invalid_client_id invalid_code invalid_grant_type "
    "invalid_refresh_token no_scopes",
    simplified="Bot tokens only; no token rotation, no PKCE.",
)
def access(call: Call) -> Json:
    """Exchange a code for a bot token; the client's id and secret may stand in a Basic header."""
    args = call.args
    if args.text("client_id") != CLIENT_ID:
        raise Refusal("invalid_client_id")
    if args.text("client_secret") != CLIENT_SECRET:
        raise Refusal("bad_client_secret")
    grant_type = args.text("grant_type", "authorization_code")
    if grant_type == "refresh_token":
        raise Refusal("invalid_refresh_token")
    if grant_type != "authorization_code":
        raise Refusal("invalid_grant_type")
    grant = call.workspace.authorizations.exchange(args.text("code"), args.text("redirect_uri"))
    installation = call.workspace.installation
    token = f"xoxb-sandbox-{secrets.token_hex(12)}"
    installation.tokens[token] = Token("bot")
    installation.granted = list(dict.fromkeys([*installation.granted, *grant.scopes]))
    return {
        "app_id": APP,
        "authed_user": {"id": ADMIN},
        "scope": ",".join(grant.scopes),
        "token_type": "bot",
        "access_token": token,
        "bot_user_id": BOT_USER,
        "team": {"id": TEAM, "name": "Sandbox"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


@method("auth.revoke", tier=3, args="test", json=False)
def revoke(call: Call) -> Json:
    """Make the token of this call useless, unless it is only a test."""
    if call.args.flag("test"):
        return {"revoked": False}
    call.workspace.installation.tokens[call.token].state = "revoked"
    return {"revoked": True}


def _nobody(call: Call) -> Json:
    raise AssertionError("a method whose token nobody has was called with one")


_CONFIGURATION = "Needs an app configuration token, which the sandbox does not give out."
method("apps.manifest.create", tier=1, token="other", args="manifest! team_id", simplified=_CONFIGURATION)(
    _nobody
)
method("apps.manifest.export", tier=3, token="other", args="app_id!", simplified=_CONFIGURATION)(_nobody)
method("apps.manifest.validate", tier=3, token="other", args="manifest! app_id", simplified=_CONFIGURATION)(
    _nobody
)
method(
    "search.messages",
    tier=2,
    token="other",
    json=False,
    args="query! count highlight page cursor sort sort_dir team_id",
    simplified="Needs a user's token, which the sandbox does not give out.",
)(_nobody)
