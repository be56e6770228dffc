"""(d) From a click in the sandbox's page to the visible answer, in a browser, in a short channel and in a long one."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from pathlib import Path
from statistics import median

import aiohttp
from playwright.async_api import Browser, Locator, Page, async_playwright
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench import page_app
from tests.bench.processes import PATIENCE, running
from tests.bench.table import Line, in_ms, percentile, ratios
from tests.browser.crowd import APP_USER, MESSAGES, PEOPLE, all_write, channel_id
from tests.browser.driving import DESK, QUIET, Json, chromium

SHORT, LONG = "short", "long"
SIZES = {SHORT: 10, LONG: MESSAGES}
ME, ME_NAME = PEOPLE[0], "crowd001"
TRIES = 5
"""Of each kind, in each channel, in a round."""

WRITTEN = 10
"""Messages of everybody while the page looks on."""

ANSWERED, SAID, ASKED, WENT, LOADED = (
    "app's button clicked: its message shown",
    "Enter pressed: own message shown",
    "app's button clicked: its modal open",
    "channel clicked: newest message shown",
    "page asked for: messages shown",
)
ANSWER_AIM = 0.15
RATIO_AIM = 1.25

STOPWATCH = """(() => {
    let began = null;
    for (const kind of ["click", "keydown"]) addEventListener(kind, (event) => { began = event.timeStamp; }, true);
    window.measure = (selector, since) => {
        began = null;
        window.measured = new Promise((done) => {
            const look = () => {
                if (began === null) return;
                const found = [...document.querySelectorAll(selector)].find((one) => !since || one.dataset.ts > since);
                if (found === undefined) return;
                observer.disconnect();
                done({ seconds: (performance.now() - began) / 1000, ts: found.dataset.ts });
            };
            const observer = new MutationObserver(look);
            observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["open"] });
        });
    };
    const first = new MutationObserver(() => {
        if (document.querySelector("[role=log] article") === null) return;
        first.disconnect();
        window.firstMessage = performance.now() / 1000;
    });
    first.observe(document, { subtree: true, childList: true });
})()"""
"""Runs in the page: from the time stamp of the click or key to the change of the document that shows the answer."""

LOOK_ON = """() => {
    const log = document.querySelector("[role=log]");
    const seen = { late: new Map(), pauses: [] };
    const look = () => {
        const now = performance.timeOrigin + performance.now();
        for (const one of log.querySelectorAll("article"))
            if (!seen.late.has(one.dataset.ts)) seen.late.set(one.dataset.ts, now / 1000 - Number(one.dataset.ts));
    };
    new MutationObserver(look).observe(log, { childList: true, subtree: true });
    let before = performance.now();
    const frame = (now) => { seen.pauses.push((now - before) / 1000); before = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    window.seen = seen;
}"""
"""Runs in the page: how many seconds after its ts each message was drawn, and how long each frame took."""

Times = dict[str, dict[str, list[list[float]]]]
"""Seconds: by what was done and by channel, of each round the tries."""


async def page(rounds: int) -> list[Line]:
    """The lines of this part; one that says so where there is no browser."""
    try:
        executable = chromium()
    except FileNotFoundError as missing:
        return [Line("d", str(missing), "not measured")]
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PATH": os.environ["PATH"]}
        async with (
            running("sandbox --port 0", settings, Path(folder) / "log") as server,
            async_playwright() as playwright,
        ):
            url = f"http://127.0.0.1:{server.port}"
            await page_app.fill(url, SIZES)
            browser = await playwright.chromium.launch(executable_path=executable, args=QUIET)
            async with page_app.connected(url) as client:
                lines = await _measured(Bench(url, browser, client), rounds)
            await browser.close()
            return lines


class Bench:
    """Does one thing in the page, and says how many seconds it took."""

    def __init__(self, url: str, browser: Browser, client: AsyncWebClient) -> None:
        self.url = url
        self._browser = browser
        self._client = client
        self._buttons: dict[str, str] = {}

    async def prepare(self) -> None:
        """Post the message with the buttons; it stays the last one in each channel."""
        for name in SIZES:
            self._buttons[name] = await page_app.with_buttons(self._client, name)

    async def opened(self, name: str) -> Page:
        """The page, fresh, with this channel open at its end."""
        fresh = await self._browser.new_page(viewport={"width": DESK[0], "height": DESK[1]})
        await fresh.add_init_script(STOPWATCH)
        await fresh.goto(f"{self.url}/?as={ME_NAME}&channel={name}")
        await fresh.wait_for_selector(f'article[data-ts="{self._buttons[name]}"]')
        return fresh

    async def loading(self, name: str) -> tuple[float, float]:
        """From asking for the page to its first paint, and to the first message."""
        fresh = await self.opened(name)
        paint = await fresh.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        )
        message = await fresh.evaluate("firstMessage")
        await fresh.close()
        return paint, message

    async def going(self, page: Page, name: str) -> float:
        """From the click on a channel to its newest message."""
        entry = page.locator(f"nav button.place[data-channel-id={channel_id(name)}]")
        shown = f'article[data-ts="{self._buttons[name]}"]'
        return (await _seconds(page, shown, None, entry.click()))[0]

    async def saying(self, page: Page, name: str) -> float:
        """From Enter to the own message."""
        box = page.locator("main form:has([data-do=send]) textarea")
        await box.fill("All quiet here")
        shown = f"article[data-user-id={ME}]"
        seconds, ts = await _seconds(page, shown, self._buttons[name], box.press("Enter"))
        async with aiohttp.ClientSession(self.url, raise_for_status=True) as session:
            what = {"channel": channel_id(name), "ts": ts}
            await session.post(f"/sandbox/as/{ME}/delete", json=what)
        await page.locator(f'article[data-ts="{ts}"]').wait_for(state="detached")
        return seconds

    async def answered(self, page: Page, name: str) -> float:
        """From the click on the app's button to the message with which the app answers."""
        shown = f"article[data-user-id={APP_USER}]"
        button = self._button(page, name, page_app.ANSWER)
        seconds, ts = await _seconds(page, shown, self._buttons[name], button.click())
        await self._client.chat_delete(channel=channel_id(name), ts=ts)
        await page.locator(f'article[data-ts="{ts}"]').wait_for(state="detached")
        return seconds

    async def asked(self, page: Page, name: str) -> float:
        """From the click on the app's button to the modal it opens."""
        button = self._button(page, name, page_app.ASK)
        seconds, _ = await _seconds(page, "dialog.modal[open]", None, button.click())
        await page.locator("dialog.modal [data-do=close-view]").click()
        await page.locator("dialog.modal").wait_for(state="detached")
        return seconds

    def _button(self, page: Page, name: str, action: str) -> Locator:
        return page.locator(f'article[data-ts="{self._buttons[name]}"] [data-action-id={action}]')


async def _seconds(page: Page, shown: str, since: str | None, act: Awaitable[None]) -> tuple[float, str]:
    """From the event to an element that was not there before; `since` is the ts of the newest message that was.

    Seconds, and the ts of the element if it is a message.
    """
    await page.evaluate("([shown, since]) => measure(shown, since)", [shown, since])
    await act
    async with asyncio.timeout(PATIENCE):
        measured: Json = await page.evaluate("() => measured")
    return float(measured["seconds"]), str(measured["ts"])


async def _measured(bench: Bench, rounds: int) -> list[Line]:
    await bench.prepare()
    times: Times = defaultdict(lambda: {name: [] for name in SIZES})
    paints: list[float] = []
    page = await bench.opened(LONG)
    await _round(bench, page, defaultdict(lambda: {name: [] for name in SIZES}))
    for _ in range(rounds):
        await _round(bench, page, times)
    await page.close()
    for _ in range(rounds):
        for name in SIZES:
            loads = [await bench.loading(name) for _ in range(TRIES)]
            times[LOADED][name].append([message for _, message in loads])
            paints += [paint for paint, _ in loads]
    return [
        *(line for what in (ANSWERED, SAID, ASKED, WENT) for line in _answers(what, times[what])),
        Line("d", "page asked for: first paint", in_ms(median(paints))),
        *_loads(times[LOADED]),
        *await _crowd(bench),
    ]


async def _round(bench: Bench, page: Page, times: Times) -> None:
    """Each thing a few times in each channel; the page shows the long one before and after it."""
    gone: dict[str, list[float]] = {name: [] for name in SIZES}
    for _ in range(TRIES):
        for name in SIZES:
            gone[name].append(await bench.going(page, name))
    for name in SIZES:
        times[WENT][name].append(gone[name])
        await bench.going(page, name)
        for what, act in {ANSWERED: bench.answered, SAID: bench.saying, ASKED: bench.asked}.items():
            times[what][name].append([await act(page, name) for _ in range(TRIES)])


def _answers(what: str, by_channel: dict[str, list[list[float]]]) -> list[Line]:
    lines = []
    for name, size in SIZES.items():
        tries = [seconds for one_round in by_channel[name] for seconds in one_round]
        met = percentile(tries, 0.95) < ANSWER_AIM
        measured = f"{what}, {size:,} messages in the channel"
        lines.append(Line("d", measured, _spread(tries), f"< {in_ms(ANSWER_AIM)}", met))
    return [*lines, _ratio(what, by_channel)]


def _spread(seconds: list[float]) -> str:
    return f"p50 {in_ms(median(seconds))}, p95 {in_ms(percentile(seconds, 0.95))}"


def _loads(by_channel: dict[str, list[list[float]]]) -> list[Line]:
    figures = {
        name: median([s for one_round in rounds for s in one_round]) for name, rounds in by_channel.items()
    }
    lines = [Line("d", f"{LOADED}, {size:,} messages", in_ms(figures[name])) for name, size in SIZES.items()]
    return [*lines, _ratio(LOADED, by_channel)]


def _ratio(what: str, by_channel: dict[str, list[list[float]]]) -> Line:
    short, long = ([median(tries) for tries in by_channel[name]] for name in SIZES)
    ratio = ratios(long, short)
    measured = f"{what}: {MESSAGES:,} / {SIZES[SHORT]}"
    return Line("d", measured, f"{ratio:.2f}", f"≤ {RATIO_AIM}", ratio <= RATIO_AIM)


async def _crowd(bench: Bench) -> list[Line]:
    """Everybody but the one at the page writes into the long channel, as fast as the sandbox takes it."""
    page = await bench.opened(LONG)
    await page.evaluate(LOOK_ON)
    root = page.locator("[role=log] article:has([data-do=open-thread])").last
    thread = str(await root.get_attribute("data-ts"))
    began = time.time()
    written = await all_write(bench.url, PEOPLE[1:], channel_id(LONG), thread, WRITTEN)
    newest = max(each.said[-1] for each in written)
    await page.wait_for_selector(f'article[data-ts="{newest}"]', state="attached")
    seen = await page.evaluate("() => ({ late: [...seen.late], pauses: seen.pauses })")
    late = {str(ts): float(seconds) for ts, seconds in seen["late"] if float(ts) >= began}
    count = sum(len(each.said) for each in written)
    taken = float(newest) - began
    shown = taken + late[newest]
    await page.close()
    return [
        Line("d", f"{len(written)} people write: the sandbox takes", f"{count / taken:,.0f}/s"),
        Line("d", "… the page shows", f"{count / shown:,.0f}/s"),
        Line("d", "… a message is drawn after", _spread(list(late.values()))),
        Line("d", "… longest pause between two frames", in_ms(max(seen["pauses"]))),
    ]
