"""What the sandbox tests drive it with: one HTTP client that acts as people and calls as the app."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.methods import METHODS
from sandbox.server import Sandbox

MANIFEST = Path(__file__).parent / "manifest.yml"
WAYS = ("json", "form", "query", "multipart")
Json = dict[str, Any]


class Driver:
    """Speaks HTTP with one sandbox, as the app (`api`) and as people (`act`, `see`).

    `way` is how arguments go: json, form, query or multipart. Methods that read no JSON get a form instead.
    """

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, way: str = "json") -> None:
        self.sandbox = sandbox
        self.session = session
        self.way = way
        self.token: str | None = "xoxb-sandbox"

    async def api(self, method: str, /, **args: Any) -> Json:
        """Call a Web API method, as the app."""
        way = "form" if self.way == "json" and method in METHODS and not METHODS[method].json else self.way
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(
            "GET" if way == "query" else "POST",
            self.sandbox.api_url + method,
            headers=headers,
            **_sent(way, args),
        ) as response:
            body: Json = await response.json()
            return body

    async def act(self, user: str, what: str, **body: Any) -> Json:
        """Do something as a person."""
        return await self.post(f"/sandbox/as/{user}/{what}", **body)

    async def see(self, user: str, what: str) -> Json:
        """Look at something as a person."""
        return await self.get(f"/sandbox/as/{user}/{what}")

    async def texts(self, user: str, channel: str) -> list[str]:
        """The texts of the messages a person sees in a channel."""
        seen = await self.see(user, f"channels/{channel}/messages")
        return [message["text"] for message in seen["messages"]]

    async def post(self, path: str, **body: Any) -> Json:
        """POST to the control API."""
        async with self.session.post(self.sandbox.url + path, json=body) as response:
            answer: Json = await response.json()
            return answer

    async def get(self, path: str) -> Json:
        """GET from the control API."""
        async with self.session.get(self.sandbox.url + path) as response:
            answer: Json = await response.json()
            return answer


def _sent(way: str, args: Json) -> dict[str, Any]:
    """The arguments as aiohttp takes them."""
    if way == "json":
        return {"json": args}
    texts = {name: _text(value) for name, value in args.items() if value is not None}
    if way == "form":
        return {"data": texts}
    if way == "query":
        return {"params": texts}
    writer = aiohttp.FormData(default_to_multipart=True)
    for name, value in texts.items():
        writer.add_field(name, value)
    return {"data": writer}


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ",".join(value)
    return value if isinstance(value, str) else json.dumps(value)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, at most ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
