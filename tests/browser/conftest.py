"""A browser, a stage to act on, and a place for pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.driving import ARTEFACTS, Control, Json, launched, page_of, running

Visit = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember that a test failed, so that its pages can be looked at."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives the browser, as long as tests of this folder run."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; tests are skipped where it is missing."""
    try:
        opened = launched(playwright)
    except FileNotFoundError as missing:
        pytest.skip(f"no browser here: {missing}")
    yield opened
    opened.close()


@pytest.fixture
def pictures() -> Path:
    """The folder for screenshots; git ignores it."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS


@pytest.fixture(scope="package")
def raised(playwright: Playwright) -> Iterator[tuple[Control, Json]]:
    """A running stage, and what its workspace is like at first."""
    with running("tests.browser.stage") as url:
        request = playwright.request.new_context()
        control = Control(request, url)
        yield control, control.get("/sandbox/state")
        request.dispose()


@pytest.fixture
def stage(raised: tuple[Control, Json]) -> Control:
    """The stage with its workspace as it is at first; tests act through it as other people."""
    control, untouched = raised
    control.request.delete(f"{control.url}/sandbox/faults")
    answer = control.request.put(f"{control.url}/sandbox/state", data=untouched)
    assert answer.json() == {"ok": True}
    return control


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, browser: Browser, stage: Control, pictures: Path
) -> Iterator[Visit]:
    """Opens the stage's page as a person, with the options of `page_of`.

    Afterwards nothing may have gone wrong inside the pages; those of a failed test are pictured first.
    """
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(person: str = "ana", **options: Any) -> Page:
        page = page_of(browser, stage.url, person, **options)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        pages.append(page)
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        for number, page in enumerate(pages, 1):
            page.screenshot(path=pictures / f"failed-{name}-{number}.png")
    for page in pages:
        page.close()
    refusals = "Failed to load resource: the server responded with a status of 4"
    assert [each for each in wrong if not each.startswith(refusals)] == []
