"""The documentation is complete, its links lead somewhere, and what it claims can be run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from bot.settings import VARIABLES
from handlers.listeners import COMMAND, VERBS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("playbooks/*.md")])

TWO_PAGES = 120
"""Lines."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")
OURS = re.compile(r"(?:bot|handlers|sandbox|templates|playbooks|tests|docs|\.ci)/[\w./-]*")


class Check(NamedTuple):
    """A block of a decision's Checks section."""

    page: Path
    language: str
    code: str


def name_of(path: Path) -> str:
    """The file as people call it, from the top of the project."""
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", text)


def section(text: str, title: str) -> str:
    """What stands under this second-level heading, empty when there is none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def anchors(text: str) -> set[str]:
    """The addresses of a page's headings, as they are made where Markdown is shown."""
    headings = re.findall(r"^#+ (.+?)\s*$", prose(text), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def links(page: Path) -> Iterator[str]:
    """Where the page's links and pictures lead inside the project."""
    for found in LINK.finditer(prose(page.read_text("utf-8"))):
        target = found[1] or found[2]
        if not re.match(r"[a-z][a-z0-9+.-]*:", target):
            yield target


def checks() -> Iterator[Check]:
    """Every block of code in every decision's Checks section."""
    for page in DECISIONS:
        for language, code in FENCE.findall(section(page.read_text("utf-8"), "Checks")):
            yield Check(page, language, code)


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_is_explained(variable: str) -> None:
    """README.md names every variable that is read."""
    assert f"`{variable}`" in README.read_text("utf-8")


def commands_shown() -> list[str]:
    """What README.md shows as typed in Slack: code on a line that has the command, with or without repeating it."""
    lines = [line for line in README.read_text("utf-8").splitlines() if f"`{COMMAND}" in line]
    spans = [span for line in lines for span in re.findall(r"`([^`]+)`", line)]
    return [span.removeprefix(COMMAND).strip() for span in spans]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb])
def test_every_verb_is_explained(verb: str) -> None:
    """README.md shows every verb of the slash command as it is typed."""
    assert any(shown.split()[:1] == [verb] for shown in commands_shown())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link inside the project leads to a file that is there, and to a heading that it has."""
    broken = []
    for target in links(page):
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    """A file or folder that a page names in code is there."""
    named = re.findall(r"`([^`\n]+)`", prose(page.read_text("utf-8")))
    gone = [name for name in named if OURS.fullmatch(name) and not (ROOT / name).exists()]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_targets_that_are_named_exist(page: Path) -> None:
    """Every `make …` that a page tells people to run is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


def test_decisions_are_numbered() -> None:
    """Decisions are numbered 0001, 0002, … without gaps, and each title begins with its number."""
    assert [page.name[:4] for page in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    for page in DECISIONS:
        assert page.read_text("utf-8").startswith(f"# {page.name[:4]} "), name_of(page)


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_decisions_are_short_and_checked(page: Path) -> None:
    """A decision fits on two pages and ends with Checks that can be run."""
    text = page.read_text("utf-8")
    assert len(text.splitlines()) <= TWO_PAGES
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[-1] == "Checks"
    assert [check for check in checks() if check.page == page] != []


@pytest.mark.parametrize("check", list(checks()), ids=lambda check: check.page.stem)
def test_decisions_hold(check: Check) -> None:
    """What a decision's Checks section says to run succeeds."""
    interpreters = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}
    here = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    environment["PYTEST_ADDOPTS"] = "-p no:cacheprovider"
    ran = subprocess.run(
        [*interpreters[check.language], check.code],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, f"{check.code}\n{ran.stdout}{ran.stderr}"


def test_what_is_new_is_written_down() -> None:
    """CHANGELOG.md has a section for what is not released yet, with something in it."""
    unreleased = section((ROOT / "CHANGELOG.md").read_text("utf-8"), "Unreleased")
    assert re.search(r"^- \S", unreleased, re.MULTILINE)
