"""`make pictures`: a first incident in the demo workspace, clicked by a browser, for the README.

It starts the demo as `make demo` does, on other ports, and drives Debian's Chromium.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Chromium without any wish to talk to anybody but us."""


def chromium() -> str:
    """Where the browser is.

    Raises:
        FileNotFoundError: it is not installed.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError("Chromium is not installed; on Debian: apt-get install chromium")


@contextmanager
def demo(port: int = 8790, bot_port: int = 8791) -> Iterator[str]:
    """A running demo; its address."""
    command = [sys.executable, "-m", "sandbox.demo", "--port", str(port), "--bot-port", str(bot_port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                address = re.search(r"http://127\.0\.0\.1:\d+", line)
                if address:
                    yield address[0]
                    return
            raise RuntimeError("the demo did not start")
        finally:
            process.send_signal(signal.SIGTERM)


def page_of(
    browser: Browser,
    url: str,
    person: str,
    *,
    channel: str = "general",
    dark: bool = False,
    phone: bool = False,
) -> Page:
    """The workspace as this person sees it."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
    page = browser.new_page(viewport=size, color_scheme="dark" if dark else "light")  # type: ignore[arg-type]
    page.goto(f"{url}/?as={person}&channel={channel}")
    page.wait_for_selector("body[data-ready=true]")
    return page


def run_command(page: Page, text: str) -> None:
    """Type a slash command and send it."""
    box = page.locator("[data-do=send]").locator("xpath=ancestor::form").get_by_role("textbox")
    box.fill(text)
    page.locator("[data-do=send]").click()


def choose(page: Page, block: str, value: str) -> None:
    """Choose from the radio buttons of a modal."""
    page.locator(f"dialog.modal [data-block-id={block}] [data-value={value}]").first.click()


def fill(page: Page, block: str, text: str) -> None:
    """Type into a field of a modal."""
    page.locator(f"dialog.modal [data-block-id={block}]").locator("input, textarea").first.fill(text)


def pick(page: Page, block: str, label: str) -> None:
    """Choose from a menu of a modal."""
    page.locator(f"dialog.modal [data-block-id={block}] select").first.select_option(label=label)


def submit(page: Page) -> None:
    """Send the modal."""
    page.locator("dialog.modal [data-do=submit-view]").click()


def first_incident(page: Page, pictures: Path) -> str:
    """Declare, command, decide and update as a newcomer would; the room's name."""
    run_command(page, "/incident declare Search results look wrong on mobile")
    expect(page.locator("dialog.modal")).to_be_visible()
    choose(page, "severity", "SEV2")
    pick(page, "model", "ranker")
    fill(
        page,
        "seen",
        "Conversion on mobile is down 3 % since 09:00, PSI 0.32 on the price features. Latency is flat.",
    )
    page.screenshot(path=pictures / "declare.png")
    submit(page)
    expect(page.locator("dialog.modal")).to_contain_text("#inc-1", timeout=10_000)
    page.screenshot(path=pictures / "receipt.png")
    page.locator("dialog.modal [data-do=close-view]").first.click()
    room = "inc-1-search-results-look-wrong-on-mobile"
    page.get_by_role("link", name=re.compile(room)).or_(
        page.get_by_role("button", name=re.compile(room))
    ).first.click()
    page.locator("[data-action-id=take_command]").first.click()
    expect(page.locator("[role=log]")).to_contain_text("Incident Commander")
    run_command(
        page, "/incident decide Route mobile traffic to 2026.10.4 until the price features are mended"
    )
    expect(page.locator("[role=log]")).to_contain_text("Route mobile traffic")
    run_command(page, "/incident update")
    expect(page.locator("dialog.modal")).to_be_visible()
    fill(page, "impact", "Mobile ranking is worse for everyone; conversion is down 3 %.")
    fill(page, "actions", "Moving mobile traffic to the last known good version.")
    choose(page, "status", "amber")
    page.screenshot(path=pictures / "update.png")
    submit(page)
    expect(page.locator("[role=log]")).to_contain_text("Moving mobile traffic")
    return room


def take(url: str) -> None:
    """All pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = page_of(browser, url, "ana")
        room = first_incident(page, PICTURES)
        expect(page.locator(".pinned")).to_contain_text("Amber")
        page.set_viewport_size({"width": 1280, "height": 1220})
        page.reload()
        page.wait_for_selector("body[data-ready=true]")
        expect(page.locator(".pinned")).to_contain_text("Amber")
        page.screenshot(path=PICTURES / "room.png")
        for name, options in {"phone-dark": {"dark": True, "phone": True}, "dark": {"dark": True}}.items():
            other = page_of(browser, f"{url}", "ana", channel=room, **options)
            other.wait_for_timeout(500)
            other.screenshot(path=PICTURES / f"room-{name}.png")
        browser.close()


def main() -> None:
    """Take them."""
    with demo() as url:
        take(url)


if __name__ == "__main__":
    main()
