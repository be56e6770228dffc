"""Tokens, OAuth, and the codes every method may answer."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from sandbox.oauth import CLIENT_ID, CLIENT_SECRET
from tests.sandbox.conformance.absent import LEGACY
from tests.sandbox.conformance.cases import lacks, never, provokes, refused, succeeds
from tests.sandbox.driver import Driver, Json

REDIRECT = "https://tocsin.example/slack/oauth"
CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@succeeds("api.test")
async def echoed(driver: Driver) -> Json:
    """Anybody may ask."""
    return await driver.api("api.test", colour="green")


@succeeds("auth.test")
async def who(driver: Driver) -> Json:
    """Whose token it is."""
    return await driver.api("auth.test")


@succeeds("apps.connections.open")
async def connection(driver: Driver) -> Json:
    """With the app's own token."""
    driver.token = "xapp-sandbox"
    return await driver.api("apps.connections.open")


never("apps.connections.open", "forbidden_team insecure_request internal_error", LEGACY)
never("apps.connections.open", "missing_args", "Answered as not_authed, as by every method.")
never("auth.revoke", "not_bearer_token", LEGACY)


@succeeds("auth.revoke")
async def revoked(driver: Driver) -> Json:
    """The token that asks ends."""
    body = await driver.api("auth.revoke")
    assert (await driver.api("auth.test"))["error"] == "token_revoked"
    return body


async def allowed(driver: Driver, scope: str = "chat:write", *, answer: str = "yes") -> str:
    """Somebody allows the installation in the browser; the query of where they are sent."""
    query = {"client_id": CLIENT_ID, "scope": scope, "redirect_uri": REDIRECT, "state": "s1"}
    address = f"{driver.sandbox.url}/oauth/v2/authorize"
    async with driver.session.get(address, params=query) as page:
        assert page.status == 200 and "Allow" in await page.text()
    async with driver.session.post(
        address, params=query, data={"allow": answer}, allow_redirects=False
    ) as sent:
        assert sent.headers["Location"].startswith(REDIRECT)
        return urlsplit(sent.headers["Location"]).query


async def code(driver: Driver, scope: str = "chat:write") -> str:
    """A code for these scopes."""
    return parse_qs(await allowed(driver, scope))["code"][0]


async def exchanged(driver: Driver, **args: str) -> Json:
    """oauth.v2.access without a token."""
    driver.token = None
    return await driver.api("oauth.v2.access", **(CLIENT | args))


@succeeds("oauth.v2.access")
async def installed(driver: Driver) -> Json:
    """The code gives a token that works."""
    body = await exchanged(driver, code=await code(driver), redirect_uri=REDIRECT)
    driver.token = body["access_token"]
    assert (await driver.api("auth.test"))["user_id"] == body["bot_user_id"]
    return body


for path in ("authed_user/scope", "authed_user/access_token", "authed_user/token_type"):
    lacks("oauth.v2.access", path, "Nobody is asked for scopes of their own.")
never("oauth.v2.access", "pkce_not_allowed invalid_code_verifier", "There is no PKCE here.")
never("oauth.v2.access", "oauth_authorization_url_mismatch", "There is one version of the address only.")
never("oauth.v2.access", "user_email_unverified", "Everybody's address is taken as verified.")

refused("oauth.v2.access", "invalid_client_id", client_id="1.1", client_secret=CLIENT_SECRET, code="x")
refused("oauth.v2.access", "bad_client_secret", client_id=CLIENT_ID, client_secret="wrong", code="x")
refused("oauth.v2.access", "invalid_code", **CLIENT, code="never-issued")
refused("oauth.v2.access", "invalid_grant_type", **CLIENT, grant_type="password")
refused("oauth.v2.access", "invalid_refresh_token", **CLIENT, grant_type="refresh_token", refresh_token="x")


@provokes("oauth.v2.access", "bad_redirect_uri")
async def elsewhere(driver: Driver) -> Json:
    """Another address than the one the code was sent to."""
    return await exchanged(driver, code=await code(driver), redirect_uri="https://tocsin.example/other")


@provokes("oauth.v2.access", "no_scopes")
async def nothing_asked(driver: Driver) -> Json:
    """No scope was asked for."""
    return await exchanged(driver, code=await code(driver, scope=""), redirect_uri=REDIRECT)


for other in ("apps.manifest.create", "apps.manifest.export", "apps.manifest.validate", "search.messages"):
    refused(other, "not_allowed_token_type")


@provokes("auth.test", "not_authed")
async def no_token(driver: Driver) -> Json:
    """Nobody says who they are."""
    driver.token = None
    return await driver.api("auth.test")


@provokes("auth.test", "invalid_auth")
async def wrong_token(driver: Driver) -> Json:
    """A token nobody was given."""
    driver.token = "xoxb-invented"
    return await driver.api("auth.test")


def _ended(state: str, error: str) -> None:
    @provokes("auth.test", error)
    async def act(driver: Driver) -> Json:
        await driver.post("/sandbox/installation", token=state)
        return await driver.api("auth.test")


_ended("revoked", "token_revoked")
_ended("expired", "token_expired")
_ended("account_inactive", "account_inactive")


@provokes("users.list", "missing_scope")
async def withdrawn(driver: Driver) -> Json:
    """A scope was withdrawn after the installation; the answer names what is needed and what there is."""
    await driver.post("/sandbox/installation", withdraw=["users:read"])
    body = await driver.api("users.list")
    assert body["needed"] == "users:read" and "users:read" not in body["provided"].split(",")
    return body


@provokes("users.list", "ratelimited")
async def too_often(driver: Driver) -> Json:
    """The twenty-first call of a minute of a method of tier 2."""
    await driver.post("/sandbox/limits", enabled=True)
    for _ in range(20):
        assert (await driver.api("users.list"))["ok"]
    return await driver.api("users.list")


@provokes("users.list", "fatal_error")
async def broken(driver: Driver) -> Json:
    """Trouble inside Slack, asked for."""
    await driver.post("/sandbox/faults", method="users.list", kind="error", error="fatal_error")
    return await driver.api("users.list")


async def posted(driver: Driver, data: bytes, headers: Mapping[str, str], query: str = "") -> Json:
    """auth.test with a body of its own making."""
    sent = {"Authorization": "Bearer xoxb-sandbox", **headers}
    address = f"{driver.sandbox.api_url}auth.test{query}"
    async with driver.session.post(
        address, data=data, headers=sent, skip_auto_headers=["Content-Type"]
    ) as response:
        body: Json = await response.json()
        return body


def _malformed(error: str, data: bytes, kind: str | None, query: str = "") -> None:
    @provokes("auth.test", error)
    async def act(driver: Driver) -> Json:
        return await posted(driver, data, {} if kind is None else {"Content-Type": kind}, query)


_malformed("missing_post_type", b"a=b", None)
_malformed("invalid_post_type", b"<a/>", "application/xml")
_malformed("invalid_charset", b"a=b", "application/x-www-form-urlencoded; charset=koi8-r")
_malformed("invalid_form_data", b"no boundary in here", "multipart/form-data; boundary=b")
_malformed("invalid_arguments", b"{broken", "application/json")
_malformed("invalid_arg_name", b"a%2Db=c", "application/x-www-form-urlencoded")
_malformed("invalid_array_arg", b"a%5B%5D=c", "application/x-www-form-urlencoded")


@provokes("no.such.method", "unknown_method")
async def misspelt(driver: Driver) -> Json:
    """A method Slack does not have; the answer names it."""
    body = await driver.api("no.such.method")
    assert body["req_method"] == "no.such.method"
    return body
