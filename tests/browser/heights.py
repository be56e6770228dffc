"""How high messages are on a phone."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.driving import log

TWO_SCREENS = 1400
"""Pixels that a message may be high on a phone."""


def heights(page: Page) -> dict[str, float]:
    """How many pixels each message of the log is high, by its first words."""
    found: list[tuple[str, float]] = (
        log(page)
        .locator("article.message")
        .evaluate_all(
            "all => all.map(one => [one.innerText.slice(0, 60), one.getBoundingClientRect().height])"
        )
    )
    return dict(found)


def too_high(page: Page) -> dict[str, float]:
    """Messages that take more than two screens of a phone, with their pixels; nothing is well."""
    return {text: height for text, height in heights(page).items() if height > TWO_SCREENS}
