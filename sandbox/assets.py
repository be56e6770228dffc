"""The page, uploads and downloads."""

from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.refusal import Refusal
from sandbox.state.workspace import Workspace

PAGE = Path(__file__).parent / "page"


class Assets:
    """Files in and out, and the page that shows the workspace."""

    def __init__(self, workspace: Workspace, bot_token: str) -> None:
        self._workspace = workspace
        self._bot_token = bot_token

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes."""
        routes: list[web.AbstractRouteDef] = [
            web.get("/", self._page),
            web.get("/archives/{channel}/{message}", self._page),
            web.post("/upload/{key}", self._upload),
            web.get("/files/{id}/{name}", self._download),
        ]
        return [*routes, web.static("/static", PAGE)] if PAGE.is_dir() else routes

    async def _page(self, request: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if not index.is_file():
            return web.Response(text="The sandbox is running; its page is not installed.")
        return web.FileResponse(index)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        stored = next((f for f in self._workspace.files.values() if f.upload_key == key), None)
        if stored is None or stored.complete:
            raise web.HTTPNotFound(text="unknown upload")
        content = await _uploaded_bytes(request)
        if len(content) != stored.length:
            raise web.HTTPBadRequest(text="length differs from what was announced")
        stored.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self._workspace.files.get(request.match_info["id"])
        if stored is None or stored.content is None or not self._may_read(request, stored.shares):
            raise web.HTTPNotFound(text="no such file for you")
        return web.Response(body=stored.content, headers={"X-Content-Type-Options": "nosniff"})

    def _may_read(self, request: web.Request, shares: dict[str, list[str]]) -> bool:
        if request.headers.get("Authorization") == f"Bearer {self._bot_token}":
            return True
        user = request.query.get("as", "")
        return any(self._workspace.sees(user, self._workspace.channels[id_]) for id_ in shares)


async def _uploaded_bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form: Any = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
    raise web.HTTPBadRequest(text="no file in the form")


def refused(refusal: Refusal) -> web.Response:
    """A refusal outside the Web API, with status 404."""
    return web.json_response(refusal.body(), status=404)
