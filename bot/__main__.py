"""`tocsin`: run the bot, check an installation, export an incident, derive alerts, triage, find a playbook."""

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
from bot.settings import (  # noqa: E402
    VARIABLES,
    SettingsError,
    read_configuration_folder,
    read_settings,
    read_store_settings,
)

ALL = (
    "Whoever may read the store may read all of it: restricted incidents are part of this, so what it prints is as "
    "confidential as they are. In Slack everybody sees only what they may know of."
)
"""What is said of commands that answer to nobody in particular."""


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
    export = commands.add_parser(
        "export", help="print an incident's record, without Slack", description=f"An incident's record. {ALL}"
    )
    export.add_argument("incident", type=_number, metavar="ID", help="its number, such as 7 or inc-7")
    export.add_argument(
        "--format",
        choices=("md", "html", "pdf", "json"),
        default="md",
        help="the post-mortem as Markdown, as one HTML file or as PDF; or the full record",
    )
    export.add_argument("--output", metavar="FILE", help="write it there instead of printing it")
    export.set_defaults(command=_export)
    schema = commands.add_parser("schema", help="print the JSON Schema of the full record")
    schema.set_defaults(command=_schema)
    actions = commands.add_parser(
        "actions",
        help="print the action items of all incidents",
        description=f"The action items of all incidents. {ALL}",
    )
    actions.add_argument("--format", choices=("csv", "json", "table"), default="table")
    actions.add_argument("--open", action="store_true", help="only what is still to be done")
    actions.add_argument("--overdue", action="store_true", help="only what is overdue")
    actions.set_defaults(command=_actions)
    metrics = commands.add_parser(
        "metrics", help="print the measures of a period", description=f"The measures of a period. {ALL}"
    )
    metrics.add_argument("--period", default="90d", help="7d, 12w, quarter, 2026-Q3, 2026-10..2026-12")
    metrics.add_argument("--model", default="", help="only incidents of this model")
    metrics.add_argument("--format", choices=("table", "csv", "json"), default="table")
    metrics.set_defaults(command=_metrics)
    retention = commands.add_parser(
        "retention",
        help="delete what the policy's retention rules say",
        description=f"Delete what the policy's retention rules say. {ALL}",
    )
    retention.add_argument(
        "--dry-run", action="store_true", help="only say what would be deleted, and why not"
    )
    retention.set_defaults(command=_retention)
    slo = commands.add_parser("slo", help="print the alerts that follow from a model's SLOs")
    slo.add_argument("model", metavar="MODEL", help="its name in models.yml")
    slo.add_argument(
        "--format", choices=("table", "prometheus"), default="table", help="to read, or a rule file"
    )
    slo.set_defaults(command=_slo)
    triage = commands.add_parser("triage", help="what a file of triage answers means, and what to ask next")
    asked = triage.add_mutually_exclusive_group(required=True)
    asked.add_argument("answers", nargs="?", metavar="FILE", help="the answers, in YAML")
    asked.add_argument("--questions", action="store_true", help="print all questions as a file to fill in")
    triage.set_defaults(command=_triage)
    playbook = commands.add_parser("playbook", help="find a playbook by a few words")
    playbook.add_argument("words", nargs="*", metavar="WORD", help="what is seen, such as p99 latency")
    playbook.add_argument("--model", default="", help="fill commands in for this model of models.yml")
    playbook.add_argument("--whole", action="store_true", help="print the best one as a whole")
    playbook.set_defaults(command=_playbook)
    return parser


def _number(text: str) -> int:
    digits = text.casefold().removeprefix("inc-").removeprefix("#")
    if not digits.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no incident number such as 7 or inc-7")
    return int(digits)


async def _run(_: argparse.Namespace) -> int:
    from bot.app import CannotStart, running
    from bot.check import watched_names
    from bot.views.templates import TemplateErrors

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    settings = read_settings(os.environ)
    try:
        async with running(settings) as bot, watched_names(settings):
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
    from pathlib import Path

    from bot.export import FORMS, NoSuchIncident, export
    from bot.service.ports import PressFailed

    if asked.format == "pdf" and not asked.output and sys.stdout.isatty():
        print("A PDF is nothing to print: name a file with --output.", file=sys.stderr)
        return 2
    try:
        file = await export(read_store_settings(os.environ), asked.incident, FORMS[asked.format])
        if asked.output:
            await asyncio.to_thread(Path(asked.output).write_bytes, file)
        else:
            sys.stdout.buffer.write(file)
    except (NoSuchIncident, PressFailed) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{asked.output or 'The output'} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


async def _schema(_: argparse.Namespace) -> int:
    from bot.views.export_schema import export_schema

    print(export_schema(), end="")
    return 0


async def _actions(asked: argparse.Namespace) -> int:
    from bot.adapters.configuration import read_configuration
    from bot.reports import actions

    policy = read_configuration(read_configuration_folder(os.environ)).policy
    store = read_store_settings(os.environ)
    shown = await actions(store, policy, asked.format, only_open=asked.open, only_overdue=asked.overdue)
    print(shown, end="")
    return 0


async def _metrics(asked: argparse.Namespace) -> int:
    from bot.adapters.configuration import read_configuration
    from bot.reports import UnknownPeriod, measures

    policy = read_configuration(read_configuration_folder(os.environ)).policy
    try:
        shown = await measures(
            read_store_settings(os.environ), policy, asked.format, asked.period, asked.model
        )
    except UnknownPeriod as error:
        print(error, file=sys.stderr)
        return 2
    print(shown, end="")
    return 0


async def _retention(asked: argparse.Namespace) -> int:
    from bot.retention import retention
    from bot.views.retention import plan_text

    plan = await retention(os.environ, dry=asked.dry_run)
    print(plan_text(plan.fates, plan.graves, dry=asked.dry_run), end="")
    return 0


async def _slo(asked: argparse.Namespace) -> int:
    from bot.adapters.configuration import MODELS_FILE, read_configuration
    from bot.adapters.yaml_text import written
    from bot.views.alerts import alert_table, left_out, rule_groups
    from bot.views.text import one_line

    folder = read_configuration_folder(os.environ)
    catalogue = read_configuration(folder).catalogue
    entry = catalogue.find(asked.model)
    if entry is None:
        meant = one_line(" or ".join(catalogue.nearest(asked.model)), 240)
        advice = f"Did you mean {meant}?" if meant else f"Models stand in {MODELS_FILE}; {folder} was read."
        print(f"There is no model {asked.model!r} in the catalogue. {advice}", file=sys.stderr)
        return 1
    if asked.format == "table":
        print(alert_table(entry), end="")
    else:
        print("".join(f"# {line}\n" for line in left_out(entry)) + written(rule_groups(entry)), end="")
    return 0


async def _triage(asked: argparse.Namespace) -> int:
    from pathlib import Path

    from bot.adapters.configuration import read_configuration
    from bot.adapters.triage_answers import AnswersErrors, read_answers
    from bot.views.triage import answers_template, triage_page

    if asked.questions:
        print(answers_template(), end="")
        return 0
    try:
        read = read_answers(Path(asked.answers))
    except AnswersErrors as error:
        return _wrong(error.problems, "The answers cannot be used:")
    thresholds = read_configuration(read_configuration_folder(os.environ)).policy.thresholds
    print(triage_page(read.answers, read.measured, thresholds), end="")
    return 0


async def _playbook(asked: argparse.Namespace) -> int:
    from bot.adapters.configuration import read_configuration
    from bot.domain.playbook_search import search
    from bot.files import shipped
    from bot.views import playbooks as views
    from bot.views.playbook_text import PlaybookText

    read = read_configuration(read_configuration_folder(os.environ))
    entry = read.catalogue.find(asked.model)
    if asked.model and entry is None:
        print(f"There is no model {asked.model!r} in the catalogue.", file=sys.stderr)
        return 1
    words, text = " ".join(asked.words), PlaybookText(shipped("templates"))
    hits = search(read.playbooks, words, views.SHOWN)
    reading = views.Reading(read.policy.roles, entry)
    if asked.whole and hits:
        print(text.whole(views.whole(hits[0].playbook, reading)), end="")
    else:
        endless = sys.maxsize
        view = views.playbooks(hits, words, read.playbooks, reading, fits=bool(hits), room=endless)
        print(text.found(view), end="")
    return 0 if hits else 1


def _wrong(problems: Sequence[Problem], what: str = "Tocsin cannot start:") -> int:
    print(what, file=sys.stderr)
    for problem in problems:
        print(f"- {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
