"""The control API: what people do, what they see, and trouble on demand (docs/sandbox.md)."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import seeing
from sandbox.acting.commands import Commands
from sandbox.acting.forms import Forms
from sandbox.acting.people import People, Typed
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import access, files
from sandbox.state.workspace import Workspace

Act = Callable[[str, Json], Awaitable[Json | None]]
_NOT_FOUND = (
    "user_not_found",
    "channel_not_found",
    "message_not_found",
    "view_not_found",
    "element_not_found",
    "canvas_not_found",
)


class Control:
    """Routes below /sandbox that act or look as a person."""

    def __init__(self, workspace: Workspace, people: People, commands: Commands, forms: Forms) -> None:
        self._workspace = workspace
        self._people = people
        self._commands = commands
        self._forms = forms

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        acts: dict[str, Act] = {
            "message": self._message,
            "edit": self._edit,
            "delete": self._delete,
            "command": self._command,
            "click": self._forms.click,
            "suggest": self._forms.suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "message-shortcut": self._message_shortcut,
            "react": self._react,
            "pin": self._pin,
            "join": self._join,
            "invite": self._invite,
            "leave": self._leave,
            "archive": self._archive,
            "unarchive": self._unarchive,
            "direct": self._direct,
            "home": self._home,
            "read": self._read,
        }
        posts = [web.post(f"/sandbox/as/{{user}}/{name}", _acting(act)) for name, act in acts.items()]
        return [
            *posts,
            web.get("/sandbox/as/{user}/channels", answering(self._channels)),
            web.get("/sandbox/as/{user}/channels/{channel}/messages", answering(self._messages)),
            web.get("/sandbox/as/{user}/channels/{channel}/changes", answering(self._changes)),
            web.get("/sandbox/as/{user}/canvases/{canvas}", answering(self._canvas)),
            web.post("/sandbox/as/{user}/upload", answering(self._upload)),
            web.get("/sandbox/as/{user}/view", answering(self._view)),
            web.get("/sandbox/people", answering(self._list_people)),
            web.post("/sandbox/people", answering(self._add_person)),
            web.post("/sandbox/people/{id}", answering(self._change_person)),
        ]

    def _known(self, request: web.Request) -> str:
        return self._workspace.person(request.match_info["user"]).id

    async def _channels(self, request: web.Request) -> Json:
        return {"channels": seeing.channels(self._workspace, self._known(request))}

    async def _messages(self, request: web.Request) -> Json:
        user = self._known(request)
        channel = self._people.channel(user, request.match_info["channel"])
        return seeing.messages(self._workspace, channel, user, _wanted(request))

    async def _changes(self, request: web.Request) -> Json:
        user = self._known(request)
        channel = self._people.channel(user, request.match_info["channel"])
        return seeing.changes(self._workspace, channel, user, number(request, "since") or 0)

    async def _canvas(self, request: web.Request) -> Json:
        user = self._known(request)
        canvas = self._workspace.canvases.get(request.match_info["canvas"])
        if canvas is None or canvas.deleted or access.level(self._workspace, canvas, user) is None:
            raise Refusal("canvas_not_found")
        return {"canvas": seeing.canvas(canvas)}

    async def _upload(self, request: web.Request) -> Json:
        form: Any = await request.post()
        given = form.get("file")
        if not isinstance(given, web.FileField):
            raise invalid_arguments("missing required field: file")
        user = self._known(request)
        stored = await self._people.keep(user, given.filename, given.file.read())
        shape = files.shape(self._workspace, stored)
        return {"file": shape | {"url_private": f"{shape['url_private']}?as={user}"}}

    async def _view(self, request: web.Request) -> Json:
        return seeing.views(self._workspace, self._known(request))

    async def _list_people(self, request: web.Request) -> Json:
        return {
            "people": [seeing.person(entry) for entry in self._workspace.people.values()],
            "usergroups": [seeing.group(g) for g in self._workspace.groups.values() if not g.disabled],
        }

    async def _add_person(self, request: web.Request) -> Json:
        body = await read_body(request)
        return {
            "person": seeing.person(await self._people.arrive(_text(body, "name"), _text(body, "real_name")))
        }

    async def _change_person(self, request: web.Request) -> Json:
        changed = await self._people.change(request.match_info["id"], await read_body(request))
        return {"person": seeing.person(changed)}

    async def _message(self, user: str, body: Json) -> Json:
        attached = body.get("files") or []
        if not isinstance(attached, list):
            raise invalid_arguments("files is a list of ids")
        text = "" if attached and not body.get("text") else _text(body, "text")
        typed = Typed(text, wire=bool(body.get("wire")))
        ts = await self._people.write(user, _text(body, "channel"), typed, body.get("thread_ts"), attached)
        return {"ts": ts}

    async def _direct(self, user: str, body: Json) -> Json:
        users = body.get("users")
        if not isinstance(users, list) or not users:
            raise invalid_arguments("users is a list of ids")
        return {"channel": (await self._people.direct(user, [str(each) for each in users])).id}

    async def _edit(self, user: str, body: Json) -> None:
        typed = Typed(_text(body, "text"), wire=bool(body.get("wire")))
        await self._people.edit(user, _text(body, "channel"), _text(body, "ts"), typed)

    async def _delete(self, user: str, body: Json) -> None:
        await self._people.delete(user, _text(body, "channel"), _text(body, "ts"))

    async def _command(self, user: str, body: Json) -> Json:
        return await self._commands.command(user, _text(body, "channel"), _text(body, "text"))

    async def _submit(self, user: str, body: Json) -> Json:
        entered = body.get("values") or {}
        if not isinstance(entered, dict):
            raise invalid_arguments("values is an object")
        return await self._forms.submit(user, _text(body, "view_id"), entered)

    async def _close(self, user: str, body: Json) -> Json:
        return await self._forms.close(user, _text(body, "view_id"), clear=bool(body.get("clear")))

    async def _shortcut(self, user: str, body: Json) -> Json:
        return await self._commands.shortcut(user, _text(body, "callback_id"))

    async def _message_shortcut(self, user: str, body: Json) -> Json:
        return await self._commands.message_shortcut(
            user, _text(body, "callback_id"), _text(body, "channel"), _text(body, "ts")
        )

    async def _react(self, user: str, body: Json) -> None:
        remove = bool(body.get("remove"))
        await self._people.react(
            user, _text(body, "channel"), _text(body, "ts"), _text(body, "name"), remove=remove
        )

    async def _pin(self, user: str, body: Json) -> None:
        await self._people.pin(
            user, _text(body, "channel"), _text(body, "ts"), remove=bool(body.get("remove"))
        )

    async def _join(self, user: str, body: Json) -> None:
        await self._people.join(user, _text(body, "channel"))

    async def _invite(self, user: str, body: Json) -> None:
        await self._people.invite(user, _text(body, "channel"), _text(body, "user"))

    async def _leave(self, user: str, body: Json) -> None:
        await self._people.leave(user, _text(body, "channel"))

    async def _archive(self, user: str, body: Json) -> None:
        await self._people.archive(user, _text(body, "channel"))

    async def _unarchive(self, user: str, body: Json) -> None:
        await self._people.unarchive(user, _text(body, "channel"))

    async def _home(self, user: str, body: Json) -> None:
        await self._people.home(user)

    async def _read(self, user: str, body: Json) -> None:
        await self._people.read(user, _text(body, "channel"))


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise invalid_arguments(f"missing required field: {name}")
    return value


def number(request: web.Request, name: str) -> int | None:
    """A whole number of the query, None when it is not there; raises Refusal."""
    text = request.query.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise invalid_arguments(f"{name} is a whole number")
    return int(text)


def _wanted(request: web.Request) -> seeing.Wanted:
    query = request.query
    return seeing.Wanted(
        limit=number(request, "limit"),
        before=query.get("before"),
        after=query.get("after"),
        around=query.get("around"),
        thread=query.get("thread"),
    )


async def read_body(request: web.Request) -> Json:
    """The JSON object of a control request, {} when there is none; raises Refusal."""
    try:
        body: Any = await request.json() if request.can_read_body else {}
    except ValueError:
        raise invalid_arguments("the body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid_arguments("the body is an object")
    return body


def answering(
    act: Callable[[web.Request], Awaitable[Json | None]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A handler that answers `{"ok": true, …}`, and a refusal with 404 or 400."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response({"ok": True, **(await act(request) or {})})
        except Refusal as refusal:
            status = 404 if refusal.code in _NOT_FOUND else 400
            return web.json_response(refusal.body(), status=status)

    return handle


def _acting(act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> Json | None:
        return await act(request.match_info["user"], await read_body(request))

    return answering(handle)
