"""Driving the page of the sandbox in a real browser, as people do: look, click, type."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Browser, Locator, Page, Playwright, expect

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / ".artefacts"
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

PAGE = ["--page", os.environ["SANDBOX_PAGE"]] if "SANDBOX_PAGE" in os.environ else []
"""Another page than the built one, to try its sources out: `SANDBOX_PAGE=folder pytest tests/browser`."""

DESK = (1280, 860)
PHONE = (390, 844)
PRESSES = 5
"""How often a control is pressed that moves away while it is pressed."""

ARRIVES = """control => {
    const name = one => one?.dataset.actionId ?? one?.dataset.do ?? one?.getAttribute("href") ?? one?.ariaLabel;
    const row = one => one?.closest("article")?.dataset.ts;
    const arrived = {yes: false}, wanted = [name(control), row(control)];
    const heard = event => {
        const pressed = event.target.closest("[data-action-id], [data-do], a[href], button");
        arrived.yes ||= name(pressed) === wanted[0] && row(pressed) === wanted[1];
    };
    document.addEventListener("click", heard, {capture: true, once: true});
    return arrived;
}"""
"""Whether the next click on the page is one on this control, or on the same one drawn anew."""

Json = dict[str, Any]


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


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window.

    Raises:
        FileNotFoundError: it is not installed.
    """
    return playwright.chromium.launch(executable_path=chromium(), args=QUIET)


@contextmanager
def running(module: str, arguments: Sequence[str] = ()) -> Iterator[str]:
    """A module that serves until it is ended and prints where; its address.

    Raises:
        RuntimeError: it ended without an address.
    """
    command = [sys.executable, "-m", module, *arguments, *PAGE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                address = re.search(r"http://127\.0\.0\.1:\d+", line)
                if address:
                    yield address[0]
                    return
            raise RuntimeError(f"{module} did not start")
        finally:
            process.send_signal(signal.SIGTERM)


@contextmanager
def demo(port: int = 8790, bot_port: int = 8791) -> Iterator[str]:
    """A running demo, as `make demo` starts it; its address. Port 0 is any free one."""
    with running("sandbox.demo", ["--port", str(port), "--bot-port", str(bot_port)]) as url:
        yield url


def page_of(
    browser: Browser,
    url: str,
    person: str,
    *,
    channel: str = "general",
    dark: bool = False,
    phone: bool = False,
) -> Page:
    """The workspace as this person sees it; a context of its own that ends with the page."""
    width, height = PHONE if phone else DESK
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page.goto(f"{url}/?as={person}&channel={channel}")
    await_ready(page)
    return page


def await_ready(page: Page) -> None:
    """Wait until everything is loaded."""
    page.wait_for_selector("body[data-ready=true]")


class Control:
    """The control API of a sandbox (docs/sandbox.md): what other people do, and what goes on behind the scenes."""

    def __init__(self, request: APIRequestContext, url: str) -> None:
        self.request = request
        self.url = url

    def act(self, user: str, what: str, **body: Any) -> Json:
        """Do something as a person; what the sandbox answered, which must not be a refusal."""
        return self.post(f"/sandbox/as/{user}/{what}", **body)

    def say(self, user: str, text: str, channel: str = "CGENERAL", **more: Any) -> str:
        """Write a message as a person; its ts."""
        ts: str = self.act(user, "message", channel=channel, text=text, **more)["ts"]
        return ts

    def upload(self, user: str, name: str, content: bytes, mimetype: str = "application/octet-stream") -> str:
        """Keep a file for a person's next message; its id."""
        held: Any = {"file": {"name": name, "mimeType": mimetype, "buffer": content}}
        answer = self.request.post(f"{self.url}/sandbox/as/{user}/upload", multipart=held)
        file_id: str = answer.json()["file"]["id"]
        return file_id

    def messages(self, user: str, channel: str = "CGENERAL") -> list[Json]:
        """The messages of a channel as a person sees them, oldest first."""
        seen: list[Json] = self.get(f"/sandbox/as/{user}/channels/{channel}/messages")["messages"]
        return seen

    def post(self, path: str, **body: Any) -> Json:
        """POST; the answer, which must not be a refusal."""
        answer: Json = self.request.post(self.url + path, data=body).json()
        assert answer["ok"], answer
        return answer

    def get(self, path: str) -> Json:
        """GET; the answer, which must not be a refusal."""
        answer: Json = self.request.get(self.url + path).json()
        assert answer["ok"], answer
        return answer


def log(page: Page) -> Locator:
    """The messages of the open conversation."""
    return page.locator("[role=log]")


def message(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The message in the log that says this."""
    return log(page).locator("article.message").filter(has_text=text)


def thread(page: Page) -> Locator:
    """The thread beside the log."""
    return page.locator("aside.thread-pane")


def composer(page: Page) -> Locator:
    """The form below the log that one writes in."""
    return page.locator("main form").filter(has=page.locator("[data-do=send]"))


def field(page: Page) -> Locator:
    """The composer's textbox."""
    return composer(page).get_by_role("textbox")


def place(page: Page, name: str) -> Locator:
    """A channel, person or app in the sidebar."""
    return page.locator("nav button.place").filter(has_text=name)


def press(control: Locator) -> None:
    """Press a control of a message until the press arrives.

    What others say meanwhile moves the log, and may carry the control away between pointing at it and letting go.
    """
    for _ in range(PRESSES):
        arrived = control.evaluate_handle(ARRIVES)
        control.click()
        if arrived.evaluate("it => it.yes"):
            return
    raise AssertionError(f"{PRESSES} presses did not arrive at {control}")


def run_command(page: Page, text: str) -> None:
    """Type a message or a slash command and press the button that sends it."""
    field(page).fill(text)
    composer(page).locator("[data-do=send]").click()


def open_menu(row: Locator) -> Locator:
    """The menu of a message, opened. Its button shows while somebody points at the message or has gone to it."""
    row.hover()
    row.focus()
    press(row.locator("[data-do=more]"))
    menu = row.page.get_by_role("menu")
    expect(menu).to_be_visible()
    return menu


def act_on(page: Page, text: str, does: str) -> None:
    """Choose from the menu of a message: `edit`, `delete`, `pin`, `reply`, `copy-link` …"""
    open_menu(message(page, text).last).locator(f"[data-do={does}]").click()


def modal(page: Page) -> Locator:
    """The modal that is open."""
    return page.locator("dialog.modal[open]")


def block(page: Page, block_id: str) -> Locator:
    """A block of the modal."""
    return modal(page).locator(f"[data-block-id={block_id}][data-block-type]")


def choose(page: Page, block_id: str, value: str) -> None:
    """Choose from the radio buttons or checkboxes of a modal."""
    modal(page).locator(f"[data-block-id={block_id}] [data-value={value}]").first.click()


def fill(page: Page, block_id: str, text: str) -> None:
    """Type into a field of a modal."""
    modal(page).locator(f"[data-block-id={block_id}]").locator("input, textarea").first.fill(text)


def pick(page: Page, block_id: str, label: str) -> None:
    """Choose from a menu of a modal."""
    modal(page).locator(f"[data-block-id={block_id}] select").first.select_option(label=label)


def search(page: Page, block_id: str, typed: str, label: str) -> None:
    """Type into a menu of a modal that searches, and take what it found."""
    combobox = block(page, block_id).get_by_role("combobox")
    combobox.click()
    combobox.fill(typed)
    block(page, block_id).locator("[role=option]", has_text=label).click()


def submit(page: Page) -> None:
    """Send the modal."""
    modal(page).locator("[data-do=submit-view]").click()


def error_at(page: Page, block_id: str) -> Locator:
    """What is said to be wrong at a block of a modal."""
    return modal(page).locator(f"[data-error-for={block_id}]")


def sideways(page: Page) -> list[str]:
    """What is wider than the window and would make it scroll sideways; nothing is well."""
    found: list[str] = page.evaluate(
        """(held) => {
            const wide = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
            for (const box of document.querySelectorAll(held))
                if (box.scrollWidth > box.clientWidth + 1) wide.push(box.className || box.tagName);
            return wide;
        }""",
        "main, .log, .log-content, .thread-log, .places, dialog, .modal-body, .drawer, .drawer-panel, .home",
    )
    return found


def expect_still(page: Page) -> None:
    """Nothing on the page can be scrolled sideways as a whole."""
    expect(page.locator("body")).to_be_visible()
    assert sideways(page) == []
