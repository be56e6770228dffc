"""The page, uploads and downloads."""

import mimetypes
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.state.model import StoredFile
from sandbox.state.workspace import Workspace

SHOWN = {"image/gif", "image/jpeg", "image/png", "image/webp"}
PAGE = Path(__file__).parent / "page" / "built"


class Assets:
    """Files in and out, and the page that shows the workspace."""

    def __init__(self, workspace: Workspace, page: Path) -> None:
        self._workspace = workspace
        self._page_folder = page

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes."""
        routes: list[web.AbstractRouteDef] = [
            web.get("/", self._page),
            web.get("/archives/{channel}/{message}", self._page),
            web.post("/upload/{key}", self._upload),
            web.get("/files/{id}/{name}", self._download),
        ]
        return [*routes, web.static("/static", self._page_folder)] if self._page_folder.is_dir() else routes

    async def _page(self, request: web.Request) -> web.StreamResponse:
        index = self._page_folder / "index.html"
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
        if stored is None or stored.content is None or not self._may_read(request, stored):
            raise web.HTTPNotFound(text="no such file for you")
        kind = mimetypes.guess_type(stored.name)[0] or "application/octet-stream"
        # Only pictures are shown by the browser itself: what people uploaded must never run as a page of ours.
        shown = kind in SHOWN
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline" if shown else "attachment",
        }
        return web.Response(
            body=stored.content, content_type=kind if shown else "application/octet-stream", headers=headers
        )

    def _may_read(self, request: web.Request, stored: StoredFile) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._workspace.installation.works(token, "bot"):
            return True
        user = request.query.get("as", "")
        return user == stored.user or any(
            self._workspace.sees(user, self._workspace.channels[id_]) for id_ in stored.shares
        )


async def _uploaded_bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form: Any = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
    raise web.HTTPBadRequest(text="no file in the form")
