"""An incident is worked through in a real browser: at a desk in the light, and on a phone in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import changes, responder
from tests.browser.driving import Control, demo, expect_still, page_of
from tests.browser.heights import too_high
from tests.browser.responder import Crew, newest
from tests.browser.test_accessible import findings

STEPS = (
    responder.declare,
    responder.triage,
    responder.measure,
    responder.work_by_playbook,
    changes.propose,
    changes.put_in_place,
    changes.hasten,
    changes.verify,
    responder.suppose,
    responder.pace,
    changes.keep,
    responder.prove,
    responder.close,
)
EXAMINED = {"triage-ended", "proposal", "action-applied", "close-gate"}
"""Where the rules of accessibility are tried in the midst of it; they take a second each."""


@pytest.fixture
def workspace(browser: Browser) -> Iterator[str]:
    """The address of a demo on free ports."""
    with demo(0, 0) as url:
        yield url


def test_responders(workspace: str, browser: Browser, playwright: Playwright, pictures: Path) -> None:
    """Two people go from the alarm to the end by buttons and forms; nothing is too wide, too long or inaccessible."""
    broken: list[str] = []

    def look(page: Page, name: str) -> None:
        page.screenshot(path=pictures / f"responder-{name}.png")
        expect_still(page)
        if name in EXAMINED:
            broken.extend(f"{name}: {each}" for each in findings(page))

    ana = page_of(browser, workspace, "ana")
    ben = page_of(browser, workspace, "ben", dark=True, phone=True)
    request = playwright.request.new_context()
    crew = Crew(ana, ben, Control(request, workspace), look)
    for step in STEPS:
        step(crew)
    assert broken == []
    ben.reload()
    expect(newest(ben, "INC-1 is closed")).to_be_visible()
    assert too_high(ben) == {}
    for page in (ana, ben):
        page.close()
    request.dispose()
