"""When connections break or the server goes away, the page says so, comes back by itself and has missed nothing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import Visit
from tests.browser.driving import Control, await_ready, field, message, page_of, place, run_command, running


def state(page: Page, word: str) -> None:
    """Wait until the bar at the top says this of the connection."""
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text(word)


def test_a_broken_socket_comes_back(stage: Control, visit: Visit, pictures: Path) -> None:
    """After the server closed the page's socket, what happened meanwhile is shown and what comes is heard again."""
    sockets: list[WebSocketRoute] = []
    page = visit("ana")

    def through(socket: WebSocketRoute) -> None:
        if len(sockets) == 0:
            socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/live", through)
    page.reload()
    await_ready(page)
    state(page, "Live")
    sockets[0].close(code=1012)
    stage.say("UBEN", "While you were away")
    stage.say("UBEN", "<@UANA> here too", channel="CINCIDENTS")
    expect(message(page, "While you were away")).to_be_visible()
    expect(place(page, "incidents").locator(".unread")).to_have_text("1")
    state(page, "Live")
    page.screenshot(path=pictures / "back.png")


def test_the_apps_sockets_come_back(stage: Control, visit: Visit) -> None:
    """After the app's connections were dropped it comes back, and its commands are answered as before."""
    page = visit("ana")
    state(page, "Probe connected")
    stage.post("/sandbox/drop")
    page.wait_for_function(
        "fetch('/sandbox/app').then((answer) => answer.json()).then((app) => app.connected)"
    )
    run_command(page, "/probe hello")
    expect(message(page, "You said hello")).to_be_visible()


def test_the_page_outlives_the_server(browser: Browser, pictures: Path) -> None:
    """A server that ends and begins anew at its address is found again; what was being written is still there."""
    with running("tests.browser.stage") as url:
        page = page_of(browser, url, "ana")
        state(page, "Live")
        run_command(page, "Before")
        expect(message(page, "Before")).to_be_visible()
        field(page).fill("Half a thought")
    state(page, "Reconnecting")
    page.screenshot(path=pictures / "server-away.png")
    field(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Not sent")).to_be_visible()
    expect(field(page)).to_have_value("Half a thought")
    with running("tests.browser.stage", ["--port", str(urlsplit(url).port)]):
        state(page, "Live")
        expect(message(page, "Before")).to_have_count(0)
        field(page).press("Enter")
        expect(message(page, "Half a thought")).to_be_visible()
        page.screenshot(path=pictures / "server-back.png")
    page.close()
