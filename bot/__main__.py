"""`tocsin`: run the bot, check an installation, export an incident."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence

# Nothing that is imported goes away again, and looking for garbage in between takes a tenth of a second or so.
gc.disable()

from bot.adapters.configuration import ConfigurationErrors  # noqa: E402
from bot.adapters.embedded_files import EmbeddedError  # noqa: E402
from bot.problem import Problem  # noqa: E402
from bot.service.ports import StoreUnavailable  # noqa: E402
from bot.settings import VARIABLES, SettingsError, read_settings, read_store_settings  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that was given; the exit status is 0 when all is well, 1 when not, 2 for a wrong call."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        return int(asyncio.run(asked.command(asked)))
    except (SettingsError, ConfigurationErrors) as error:
        return _wrong(error.problems)
    except (EmbeddedError, StoreUnavailable) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    settings = "\n".join(f"  {name:21} {meaning}" for name, meaning in VARIABLES.items())
    parser = argparse.ArgumentParser(
        prog="tocsin",
        description="Incident command for machine-learning systems, in Slack.",
        epilog=f"Settings come from the environment:\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run the bot until it is stopped")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="verify settings, configuration, manifest, tokens and Redis")
    check.set_defaults(command=_check)
    export = commands.add_parser("export", help="print an incident's record, without Slack")
    export.add_argument("incident", type=_number, metavar="ID", help="its number, such as 7 or inc-7")
    export.add_argument("--format", choices=("md", "json"), default="md", help="post-mortem or full record")
    export.set_defaults(command=_export)
    return parser


def _number(text: str) -> int:
    digits = text.casefold().removeprefix("inc-").removeprefix("#")
    if not digits.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no incident number such as 7 or inc-7")
    return int(digits)


async def _run(_: argparse.Namespace) -> int:
    from bot.app import CannotStart, running
    from bot.views.templates import TemplateErrors

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    settings = read_settings(os.environ)
    try:
        async with running(settings) as bot:
            gc.freeze()
            gc.enable()
            print(f"Tocsin is ready; health at http://{settings.host}:{bot.port}/health", flush=True)
            await stop.wait()
    except CannotStart as error:
        return _wrong(error.problems)
    except TemplateErrors as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _check(_: argparse.Namespace) -> int:
    from bot.check import run_check

    return await run_check(read_settings(os.environ), sys.stdout)


async def _export(asked: argparse.Namespace) -> int:
    from bot.export import NoSuchIncident, export

    try:
        print(await export(read_store_settings(os.environ), asked.incident, asked.format), end="")
    except NoSuchIncident as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _wrong(problems: Sequence[Problem]) -> int:
    print("Tocsin cannot start:", file=sys.stderr)
    for problem in problems:
        print(f"- {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
