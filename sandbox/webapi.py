"""The Web API over HTTP: arguments, token, scope, and what goes wrong on demand."""

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from sandbox.faults import Fault, Faults, Limits
from sandbox.methods import COMMON_ERRORS, METHODS, Call, Method
from sandbox.methods.args import Args
from sandbox.methods.registry import missing_scope
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state.workspace import Workspace
from sandbox.tickets import Triggers


class UndocumentedRefusal(AssertionError):
    """The sandbox was about to answer a code that its method does not declare: a mistake in the sandbox."""


class WebApi:
    """Answers `/api/{method}` the way Slack does: token, then scope, then arguments, then state."""

    def __init__(
        self,
        workspace: Workspace,
        triggers: Triggers,
        faults: Faults,
        limits: Limits,
        *,
        bot_token: str,
        app_token: str,
    ) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._faults = faults
        self._limits = limits
        self._tokens = {bot_token: "bot", app_token: "app"}
        self.calls: list[Json] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request."""
        name = request.match_info["method"]
        record: Json = {"n": len(self.calls) + 1, "method": name, "at": self._workspace.clock.now()}
        self.calls.append(record)
        started = time.monotonic()
        args, token = await _arguments(request)
        record["args"] = args
        fault = self._faults.take(name, args)
        if fault is not None and fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        response = self._answer(name, args, token, fault, record)
        record["seconds"] = time.monotonic() - started
        if fault is not None and fault.kind == "lost" and request.transport is not None:
            record["status"] = None
            request.transport.abort()
        return response

    def _answer(
        self, name: str, args: Json, token: str | None, fault: Fault | None, record: Json
    ) -> web.Response:
        if fault is not None and fault.kind in ("500", "503"):
            record |= {"ok": False, "error": None, "status": int(fault.kind)}
            return web.Response(status=int(fault.kind), text="upstream trouble")
        try:
            if fault is not None and fault.kind == "429":
                raise Refusal("ratelimited", retry_after=fault.retry_after)
            if fault is not None and fault.kind == "error":
                raise Refusal(fault.error)
            body: Json = {"ok": True} | self.call(name, args, token)
        except Refusal as refusal:
            body = refusal.body()
        status = 429 if body.get("error") == "ratelimited" else 200
        headers = {"x-oauth-scopes": ",".join(self._workspace.manifest.scopes)}
        if name in METHODS:
            headers["x-accepted-oauth-scopes"] = ",".join(METHODS[name].scopes)
        if status == 429:
            headers["Retry-After"] = str(body.pop("retry_after", 1))
        record |= {"ok": body["ok"], "error": body.get("error"), "status": status}
        return web.json_response(body, status=status, headers=headers)

    def call(self, name: str, args: Json, token: str | None) -> Json:
        """Call a method; returns its answer without `ok`, raises Refusal."""
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        self._authorise(method, token)
        self._limits.check(method, args)
        given = Args(args)
        missing = given.missing(method.required)
        if missing:
            raise invalid_arguments(*(f"missing required field: {argument}" for argument in missing))
        try:
            return method.handler(Call(self._workspace, self._triggers, given))
        except Refusal as refusal:
            if name != "api.test" and refusal.code not in method.errors | COMMON_ERRORS:
                raise UndocumentedRefusal(f"{name} answered {refusal.code}") from refusal
            raise

    def _authorise(self, method: Method, token: str | None) -> None:
        if method.token == "none":
            return
        if not token:
            raise Refusal("not_authed")
        kind = self._tokens.get(token)
        if kind is None:
            raise Refusal("invalid_auth")
        if kind != method.token:
            raise Refusal("not_allowed_token_type")
        if method.scopes and not any(self._workspace.has_scope(scope) for scope in method.scopes):
            raise missing_scope(self._workspace, *method.scopes)


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """All arguments without the token, and the token, from wherever they stand."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        args |= body if isinstance(body, dict) else {}
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    in_body = args.pop("token", None)
    return args, bearer or (str(in_body) if in_body else None)
