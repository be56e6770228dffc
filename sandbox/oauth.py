"""Installing the app by OAuth: the page that asks, the codes it gives, and what they are exchanged for."""

import html
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from sandbox.clock import Clock
from sandbox.manifest import Manifest
from sandbox.refusal import Refusal

CLIENT_ID = "1234567890.0987654321"
CLIENT_SECRET = "sandbox-client-secret"
CODE_SECONDS = 600.0


@dataclass(frozen=True)
class Grant:
    """What somebody allowed: the scopes, where the code was sent (`redirect_uri`, "" for nowhere), and when."""

    scopes: tuple[str, ...]
    redirect_uri: str
    issued: float


class Authorizations:
    """Codes for ten minutes, once each (Slack: Installing with OAuth)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, Grant] = {}

    def issue(self, scopes: tuple[str, ...], redirect_uri: str) -> str:
        """A code for what was allowed."""
        code = f"{int(self._clock.now())}.{secrets.token_hex(16)}"
        self._codes[code] = Grant(scopes, redirect_uri, self._clock.now())
        return code

    def exchange(self, code: str, redirect_uri: str) -> Grant:
        """What a code stands for; raises Refusal (invalid_code, bad_redirect_uri or no_scopes)."""
        grant = self._codes.get(code)
        if grant is None or self._clock.now() - grant.issued > CODE_SECONDS:
            raise Refusal("invalid_code")
        if grant.redirect_uri != redirect_uri:
            raise Refusal("bad_redirect_uri")
        del self._codes[code]
        if not grant.scopes:
            raise Refusal("no_scopes")
        return grant


class Consent:
    """GET /oauth/v2/authorize asks the person at the browser; POST is their answer."""

    def __init__(self, manifest: Manifest, authorizations: Authorizations) -> None:
        self._manifest = manifest
        self._authorizations = authorizations

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/oauth/v2/authorize", self._ask),
            web.post("/oauth/v2/authorize", self._answer),
        ]

    def _wrong(self, request: web.Request) -> str | None:
        if request.query.get("client_id") != CLIENT_ID:
            return "invalid_client_id"
        wanted = request.query.get("redirect_uri", "")
        if not any(wanted.startswith(known) for known in self._manifest.redirect_urls):
            return "bad_redirect_uri: it begins with none of the manifest's redirect_urls"
        return None

    async def _ask(self, request: web.Request) -> web.Response:
        wrong = self._wrong(request)
        if wrong is not None:
            return web.Response(status=400, text=wrong)
        scopes = "".join(f"<li><code>{html.escape(scope)}</code></li>" for scope in _scopes(request))
        page = _PAGE.format(name=html.escape(self._manifest.name), scopes=scopes)
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": _POLICY})

    async def _answer(self, request: web.Request) -> web.Response:
        wrong = self._wrong(request)
        if wrong is not None:
            return web.Response(status=400, text=wrong)
        where = request.query["redirect_uri"]
        if (await request.post()).get("allow") == "yes":
            answer = {"code": self._authorizations.issue(_scopes(request), where)}
        else:
            answer = {"error": "access_denied"}
        raise web.HTTPFound(_with(where, answer | {"state": request.query.get("state", "")}))


def _scopes(request: web.Request) -> tuple[str, ...]:
    return tuple(scope for scope in request.query.get("scope", "").replace(" ", ",").split(",") if scope)


def _with(address: str, extra: dict[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *extra.items()])))


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Install {name}</title>
<style>:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
main {{ max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }}
button {{ font: inherit; padding: .4rem 1rem; }}</style></head>
<body><main><h1>{name} asks to be installed in Sandbox</h1><p>It will be allowed to:</p><ul>{scopes}</ul>
<form method="post"><button name="allow" value="yes">Allow</button>
<button name="allow" value="no">Cancel</button></form>
</main></body></html>
"""
