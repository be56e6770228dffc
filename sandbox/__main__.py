"""Run the sandbox: python -m sandbox --port 8700 --manifest manifest.yml [--request-url URL]."""

import argparse
import asyncio
import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from sandbox.assets import PAGE
from sandbox.server import Sandbox


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A Slack workspace on this machine."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8700, help="port to listen on (default %(default)s)")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"), help="the app's manifest")
    parser.add_argument(
        "--request-url", help="POST events, commands and interactions here instead of Socket Mode"
    )
    parser.add_argument("--limits", action="store_true", help="apply Slack's rate limits")
    parser.add_argument("--load", type=Path, help="a saved workspace to go on from")
    parser.add_argument("--page", type=Path, default=PAGE, help="folder of the built page")
    return parser.parse_args(argv)


async def _serve(chosen: argparse.Namespace) -> None:
    sandbox = Sandbox(
        chosen.manifest,
        host=chosen.host,
        port=chosen.port,
        request_url=chosen.request_url,
        limits=chosen.limits,
        page=chosen.page,
    )
    async with sandbox:
        if chosen.load is not None:
            sandbox.load(json.loads(chosen.load.read_text(encoding="utf-8")))
        print(f"Slack sandbox: {sandbox.url}  (Web API at {sandbox.api_url})", flush=True)
        await asyncio.Event().wait()


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(_arguments(argv)))


if __name__ == "__main__":
    main()
