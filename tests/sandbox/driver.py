"""What the sandbox tests drive it with: one HTTP client that acts as people and calls as the app."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.server import Sandbox

MANIFEST = Path(__file__).parent / "manifest.yml"
Json = dict[str, Any]


class Driver:
    """Speaks HTTP with one sandbox, as the app (`api`) and as people (`act`, `see`)."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def api(self, method: str, /, **args: Any) -> Json:
        """Call a Web API method with a JSON body, as the app."""
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with self.session.post(self.sandbox.api_url + method, json=args, headers=headers) as response:
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


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, at most ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
