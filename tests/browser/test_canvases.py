"""A canvas is read in place: from its tab above the channel, and by its link."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import driving
from tests.browser.conftest import Visit
from tests.browser.driving import Control, Json, expect_still, message

WORDS = "\n\n".join(
    (
        "# Post-mortem INC-1",
        "Search ranked **badly** on mobile, <script>alert(1)</script> `PSI 0.32`.",
        "| Measure | Value |\n|---|---|\n| Detected after | 2 hours and 14 minutes |",
        "- [x] Compare the scale before every deploy\n- " + "word" * 60,
    )
)


def called(stage: Control, method: str, **args: object) -> Json:
    """What a method answered the app, which must not be a refusal."""
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    answer: Json = stage.request.post(f"{stage.url}/api/{method}", data=args, headers=headers).json()
    assert answer["ok"], answer
    return answer


def opened(page: Page) -> None:
    """The canvas stands above the page, as typed and not too wide."""
    viewer = page.get_by_role("dialog", name="Post-mortem")
    expect(viewer.get_by_role("heading", name="Post-mortem INC-1")).to_be_visible()
    expect(viewer).to_contain_text("<script>alert(1)</script>")
    expect(viewer.get_by_role("cell", name="2 hours and 14 minutes")).to_be_visible()
    expect_still(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_canvas_is_read(stage: Control, visit: Visit, pictures: Path, *, dark: bool) -> None:
    """The canvas of a channel opens from its tab and from its link, on a phone and at a desk, and shows its changes."""
    content = {"type": "markdown", "markdown": WORDS}
    args: Json = {"channel_id": "CGENERAL", "title": "Post-mortem", "document_content": content}
    canvas = called(stage, "conversations.canvases.create", **args)["canvas_id"]
    stage.say("UBEN", f"Read {stage.url}/docs/TSANDBOX/{canvas} please")
    page = visit("ana", dark=dark, phone=dark)
    page.locator("[data-do=open-canvas]").click()
    opened(page)
    page.screenshot(path=pictures / f"canvas-{'phone-dark' if dark else 'desk'}.png")
    page.keyboard.press("Escape")
    driving.press(message(page, "Read ").get_by_role("link", name="docs"))
    opened(page)
    change = {
        "operation": "insert_at_end",
        "document_content": {"type": "markdown", "markdown": "## Completed"},
    }
    called(stage, "canvases.edit", canvas_id=canvas, changes=[change])
    expect(page.get_by_role("heading", name="Completed")).to_be_visible()
    page.keyboard.press("Escape")
    called(stage, "canvases.delete", canvas_id=canvas)
    expect(page.locator("[data-do=open-canvas]")).to_have_count(0)
    driving.press(message(page, "Read ").get_by_role("link", name="docs"))
    expect(page.get_by_role("dialog")).to_contain_text("there is no such canvas for you")
