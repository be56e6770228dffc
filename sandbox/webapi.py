"""The Web API over HTTP: arguments, token, scope, and what goes wrong on demand."""

import asyncio
import time

from aiohttp import web

from sandbox.calls import Calls
from sandbox.faults import Fault, Faults, Limits
from sandbox.methods import COMMON_ERRORS, METHODS, Call, Method
from sandbox.methods.args import Args
from sandbox.methods.registry import missing_scope
from sandbox.methods.unmodelled import UNMODELLED
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.request import read
from sandbox.state.workspace import Workspace
from sandbox.tickets import Triggers

NOT_MODELLED = "not_modelled_by_sandbox"
_STATUS = {"ratelimited": 429, NOT_MODELLED: 501}


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
    ) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._faults = faults
        self._limits = limits
        self.calls = Calls()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request."""
        name = request.match_info["method"]
        record = self.calls.enter(name, self._workspace.clock.now())
        started = time.monotonic()
        try:
            sent = await read(request, name)
        except Refusal as refusal:
            body = refusal.body()
            self.calls.note(record, **_known(body, 200), seconds=time.monotonic() - started)
            return web.json_response(body)
        args, token = sent.args, sent.token
        self.calls.note(record, args=args)
        fault = self._faults.take(name, args)
        if fault is not None and fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        response, known = self._answer(name, args, token, fault)
        if fault is not None and fault.kind == "lost" and request.transport is not None:
            known["status"] = None
            request.transport.abort()
        self.calls.note(record, **known, seconds=time.monotonic() - started)
        return response

    def _answer(
        self, name: str, args: Json, token: str | None, fault: Fault | None
    ) -> tuple[web.Response, Json]:
        """The response, and what is to be known of it: ok, error and HTTP status."""
        if fault is not None and fault.kind in ("500", "503"):
            status = int(fault.kind)
            return web.Response(status=status, text="upstream trouble"), _known(None, status)
        try:
            if fault is not None and fault.kind == "429":
                raise Refusal("ratelimited", retry_after=fault.retry_after)
            if fault is not None and fault.kind == "error":
                raise Refusal(fault.error)
            body: Json = {"ok": True} | self.call(name, args, token)
        except Refusal as refusal:
            body = refusal.body()
        status = _STATUS.get(str(body.get("error")), 200)
        headers = {"x-oauth-scopes": ",".join(self._workspace.installation.granted)}
        if name in METHODS:
            headers["x-accepted-oauth-scopes"] = ",".join(METHODS[name].scopes)
        if status == 429:
            headers["Retry-After"] = str(body.pop("retry_after", 1))
        return web.json_response(body, status=status, headers=headers), _known(body, status)

    def call(self, name: str, args: Json, token: str | None) -> Json:
        """Call a method; returns its answer without `ok`, raises Refusal."""
        method = METHODS.get(name)
        if name in UNMODELLED:
            raise Refusal(NOT_MODELLED, message=f"Slack has {name}; this sandbox does not model it.")
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        self._authorise(method, token)
        self._limits.check(method, args)
        given = Args(args)
        missing = given.missing(method.required)
        if missing:
            raise invalid_arguments(*(f"missing required field: {argument}" for argument in missing))
        try:
            return method.handler(Call(self._workspace, self._triggers, given, token or ""))
        except Refusal as refusal:
            if name != "api.test" and refusal.code not in method.errors | COMMON_ERRORS:
                raise UndocumentedRefusal(f"{name} answered {refusal.code}") from refusal
            raise

    def _authorise(self, method: Method, token: str | None) -> None:
        if method.token == "none":
            return
        self._workspace.installation.authorise(token, method.token)
        if method.scopes and not any(self._workspace.has_scope(scope) for scope in method.scopes):
            raise missing_scope(self._workspace, *method.scopes)


def _known(body: Json | None, status: int) -> Json:
    return {"ok": False if body is None else body["ok"], "error": (body or {}).get("error"), "status": status}
