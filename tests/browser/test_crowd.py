"""Two hundred people write at once in a channel of ten thousand messages, and somebody looks at it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.crowd import MESSAGES, PEOPLE, Written, all_write, channel_id, crowded
from tests.browser.driving import Control, field, log, message, page_of, running, thread

HERE = channel_id("crowd")
ME = PEOPLE[0]
ROUNDS = 5
MOST_ELEMENTS = 6000
"""In the whole page without the thread; a row has about thirty, and what is near the reader is drawn."""

MOST_NODES = 20_000
"""Held in memory, those out of the document too, once the garbage is collected."""

MOST_HEAP = 32e6
"""Bytes of JavaScript, once the garbage is collected."""

WATCH = """() => {
    const log = document.querySelector("[role=log]");
    const watch = { shown: new Map(), muddled: [], elements: 0 };
    const look = () => {
        const now = [...log.querySelectorAll("article")];
        const stamps = now.map((one) => one.dataset.ts);
        if (stamps.some((ts, at) => at > 0 && ts <= stamps[at - 1])) watch.muddled.push(stamps.join(" "));
        for (const one of now) watch.shown.set(one.dataset.ts, one.dataset.userId);
        const aside = document.querySelector("aside.thread-pane");
        const beside = aside ? aside.querySelectorAll("*").length : 0;
        watch.elements = Math.max(watch.elements, document.querySelectorAll("*").length - beside);
    };
    new MutationObserver(look).observe(log, { childList: true, subtree: true });
    look();
    window.watch = watch;
}"""
"""Remembers every message that was drawn, whether one ever stood twice or out of order, and how much was drawn."""

TO_THE_FIRST = """async () => {
    const log = document.querySelector("[role=log]");
    while (!log.querySelector(".beginning") || log.scrollTop > 0) {
        log.scrollTop -= 3400;
        await new Promise(requestAnimationFrame);
    }
}"""


@pytest.fixture(scope="module")
def workspace(playwright: Playwright) -> Iterator[Control]:
    """A sandbox that holds the crowd and its long channel."""
    with running("sandbox", ["--port", "0"]) as url:
        request = playwright.request.new_context()
        control = Control(request, url)
        document = crowded(control.get("/sandbox/state"), {"crowd": MESSAGES})
        assert request.put(f"{url}/sandbox/state", data=document).json() == {"ok": True}
        yield control
        request.dispose()


def stamps_in_log(control: Control) -> list[str]:
    """The ts of the messages of the channel that do not stand in a thread only, oldest first."""
    messages = control.messages(ME, HERE)
    return [each["ts"] for each in messages if each.get("thread_ts", each["ts"]) == each["ts"]]


def drawn(page: Page) -> list[str]:
    """The ts of the messages in the log, from top to bottom."""
    stamps: list[str] = log(page).locator("article").evaluate_all("all => all.map((one) => one.dataset.ts)")
    return stamps


def expect_at_end(page: Page, newest: str) -> None:
    """The newest message is in view."""
    expect(log(page).locator(f'article[data-ts="{newest}"]')).to_be_in_viewport()


def held(page: Page) -> dict[str, float]:
    """What the page holds in memory once the garbage is collected, as Chromium counts it."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Performance.enable")
    chromium.send("HeapProfiler.collectGarbage")
    metrics = chromium.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in metrics}


def write_amid(page: Page, control: Control, root: str) -> tuple[str, list[Written]]:
    """The others write; once that is shown the one at the page writes, too. Their ts, and what the others wrote."""
    sent = threading.Event()
    others = PEOPLE[1:]
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(
            lambda: asyncio.run(all_write(control.url, others, HERE, root, ROUNDS, sent.is_set))
        )
        try:
            expect(message(page, " says ").first).to_be_visible()
            field(page).fill("In the middle of all this")
            with page.expect_response("**/message") as answer:
                field(page).press("Enter")
            mine: str = answer.value.json()["ts"]
        finally:
            sent.set()
        return mine, written.result()


def test_crowd(browser: Browser, workspace: Control, pictures: Path) -> None:
    """What two hundred people write at once is shown once and in order, and the past can be read to its beginning."""
    wrong: list[str] = []
    page = page_of(browser, workspace.url, "crowd001", channel="crowd")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    expect_at_end(page, stamps_in_log(workspace)[-1])
    page.evaluate(WATCH)
    root = log(page).locator("article").filter(has=page.locator("[data-do=open-thread]")).last
    thread_ts = str(root.get_attribute("data-ts"))
    root.locator("[data-do=open-thread]").press("Enter")
    expect(thread(page).locator("article")).to_have_count(4)

    mine, written = write_amid(page, workspace, thread_ts)
    assert min(each.said[0] for each in written) < mine < max(each.said[-1] for each in written)
    expected = stamps_in_log(workspace)
    assert mine in expected
    expect_at_end(page, expected[-1])
    assert drawn(page) == expected[-len(drawn(page)) :]
    expect(thread(page).locator("article")).to_have_count(4 + len(written))
    beside = thread(page).locator("article").evaluate_all("all => all.map((one) => one.dataset.ts)")
    assert beside[4:] == sorted(each.replied for each in written)
    page.screenshot(path=pictures / "crowd.png")

    thread(page).locator("[data-do=close-thread]").click()
    page.evaluate(TO_THE_FIRST)
    watched = page.evaluate("() => ({ ...watch, shown: [...watch.shown.keys()] })")
    assert sorted(watched["shown"]) == expected
    assert watched["muddled"] == []
    assert watched["elements"] < MOST_ELEMENTS
    memory = held(page)
    assert memory["Nodes"] < MOST_NODES and memory["JSHeapUsedSize"] < MOST_HEAP
    assert wrong == []
    page.close()
