"""`make pictures`: a first incident in the demo workspace, clicked by a browser, for the README and docs/.

It starts the demo as `make demo` does, on other ports, and drives Debian's Chromium.
"""

from __future__ import annotations

from playwright.sync_api import expect, sync_playwright

from tests.browser.driving import ROOT, await_ready, demo, launched, page_of
from tests.browser.incident import ROOM, decide, declare, take_command, update

PICTURES = ROOT / "docs" / "pictures"
SHOWN = ("declare", "receipt", "update")


def take(url: str) -> None:
    """All pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        page = page_of(browser, url, "ana")

        def shoot(name: str) -> None:
            if name in SHOWN:
                page.screenshot(path=PICTURES / f"{name}.png")

        for step in (declare, take_command, decide, update):
            step(page, shoot)
        page.set_viewport_size({"width": 1280, "height": 1220})
        page.reload()
        await_ready(page)
        expect(page.locator(".pinned")).to_contain_text("Amber")
        page.screenshot(path=PICTURES / "room.png")
        for name, options in {"phone-dark": {"dark": True, "phone": True}, "dark": {"dark": True}}.items():
            other = page_of(browser, url, "ana", channel=ROOM, **options)
            expect(other.locator(".pinned")).to_contain_text("Amber")
            other.screenshot(path=PICTURES / f"room-{name}.png")
        page.set_viewport_size({"width": 1280, "height": 760})
        page.locator("[data-do=drawer]").click()
        expect(page.locator(".drawer")).to_contain_text("chat.update")
        page.screenshot(path=PICTURES / "drawer.png")
        browser.close()


def main() -> None:
    """Take them."""
    with demo() as url:
        take(url)


if __name__ == "__main__":
    main()
