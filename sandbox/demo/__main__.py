"""`python -m sandbox.demo`: a local Slack workspace, a store and the bot, until Ctrl-C.

The bot runs as a process of its own and knows only addresses and tokens, as it would with the real Slack. What was
done in a demonstration is gone when it ends.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sandbox.assets import PAGE
from sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 30.0
"""Seconds for the bot to say that it is ready."""

ENDS_WITHIN = 10.0


class DemoFailed(Exception):
    """The bot did not come up; the text says what it said."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.demo", description="Tocsin in a workspace at home."
    )
    parser.add_argument("--port", type=int, default=8700, help="port of the workspace (default %(default)s)")
    parser.add_argument("--bot-port", type=int, default=8710, help="port of the bot (default %(default)s)")
    parser.add_argument("--load", type=Path, help="a saved workspace to go on from")
    parser.add_argument("--page", type=Path, default=PAGE, help="folder of the built page")
    return parser.parse_args(argv)


def free_port(wanted: int) -> int:
    """The wanted port if it is free on loopback, otherwise any that is."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise DemoFailed("This machine has no free port on 127.0.0.1.")


def _configuration(folder: Path) -> Path:
    """The demo's configuration with what `shown.yml` adds to it; tests live by its `policy.yml` alone."""
    folder.mkdir()
    here = Path(__file__).parent
    policy, shown = ((here / name).read_text("utf-8") for name in ("policy.yml", "shown.yml"))
    (folder / "policy.yml").write_text(f"{policy}\n{shown}", "utf-8")
    (folder / "models.yml").write_bytes((here / "models.yml").read_bytes())
    return folder


def _environment(sandbox: Sandbox, port: int, config: Path, data: Path) -> Mapping[str, str]:
    """What the bot needs to know, and nothing of another installation that this shell may be set up for."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "TOCSIN_", "REDIS_"))
    }
    return {
        **kept,
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": sandbox.api_url,
        "TOCSIN_CLOCK": f"{sandbox.url}/sandbox/clock",
        "TOCSIN_CONFIG": str(config),
        "TOCSIN_DATA": str(data),
        "TOCSIN_PORT": str(port),
    }


async def _ready(bot: asyncio.subprocess.Process) -> None:
    """Wait for the bot's first line.

    Raises:
        DemoFailed: it ended, or said nothing in time.
    """
    assert bot.stdout is not None
    try:
        line = await asyncio.wait_for(bot.stdout.readline(), READY_WITHIN)
    except TimeoutError:
        line = b""
    if b"ready" not in line:
        raise DemoFailed("The bot did not start; what it said stands above.")


async def _stop(bot: asyncio.subprocess.Process) -> None:
    if bot.returncode is None:
        bot.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(bot.wait(), ENDS_WITHIN)
        except TimeoutError:
            bot.kill()
            await bot.wait()


async def _demonstrate(chosen: argparse.Namespace) -> int:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as temporary:
        data, config = Path(temporary, "data"), _configuration(Path(temporary, "config"))
        async with Sandbox(ROOT / "manifest.yml", port=free_port(chosen.port), page=chosen.page) as sandbox:
            if chosen.load is not None:
                sandbox.load(json.loads(chosen.load.read_text(encoding="utf-8")))
            bot = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=ROOT,
                env=_environment(sandbox, free_port(chosen.bot_port), config, data),
                stdout=asyncio.subprocess.PIPE,
                # Ctrl-C is for us; the bot is ended afterwards, in order.
                start_new_session=True,
            )
            try:
                await _ready(bot)
                print(_WELCOME.format(url=sandbox.url), flush=True)
                ended = asyncio.create_task(bot.wait())
                stopped = asyncio.create_task(stop.wait())
                await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
                stopped.cancel()
            finally:
                await _stop(bot)
            if not stop.is_set():
                raise DemoFailed("The bot ended by itself; what it said stands above.")
            return 0


_WELCOME = """
  The workspace is open:  {url}/?as=ana

  Type  /incident declare Search results look wrong  in any channel and fill in what opens.
  Be somebody else with the menu at the top; open the page twice to be two people.
  </> opens a drawer: turn its clock on by a day, and the morning's digest stands in #ml-platform.
  Nothing leaves this machine, and nothing is kept.  Stop with Ctrl-C.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run until interrupted; 1 when the bot did not start or ended by itself."""
    try:
        return asyncio.run(_demonstrate(_arguments(argv)))
    except DemoFailed as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
