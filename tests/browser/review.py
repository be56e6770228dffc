"""The way from the end of a first incident to its completed review, and what is found of it afterwards."""

from __future__ import annotations

from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from tests.browser import driving
from tests.browser.driving import choose, fill, log, message, modal, pick, place, run_command, submit
from tests.browser.incident import Shoot, become, form, press_last, sent

BLAMING = (
    "Search ranked badly on mobile for two hours, because Ben carelessly deployed a normalisation twice. "
    "Half of the traffic on the last good version contained it."
)
BLAMELESS = (
    "Search ranked badly on mobile for two hours: a deploy normalised the price features twice, and no check compares "
    "their scale. Half of the traffic on the last good version contained it."
)
UNWRITTEN = "**To be written:** what should be kept?"
KEPT = "The last good version was one change away."
CHANGE = "Compare the scale of the price features before every deploy"
ASKED = (
    ("review", "Review of INC-1"),
    ("actions", "Action items of INC-1"),
    ("summary executives", "Executives"),
    ("catchup", "Catching up"),
    ("metrics", "How long it took"),
    ("search price features model:ranker", "Search results look wrong"),
    ("oncall", "Head of ML"),
)
"""What is asked of it afterwards, and what the answer says."""


def panel(page: Page) -> Locator:
    """The message of the review."""
    return message(page, "Review of INC-1").last


def begins(page: Page, shoot: Shoot) -> None:
    """Closing what owes a post-mortem begins its review, on a message in the room."""
    expect(panel(page)).to_contain_text("Post-mortem: a draft")
    shoot("review")


def write(page: Page, shoot: Shoot) -> None:
    """Choose a section on it and write, beside what is on record."""
    panel(page).locator("select[data-action-id=write_section]").select_option(label="Summary")
    form(page, "Summary")
    fill(page, "text", BLAMING)
    shoot("section")
    sent(page)
    expect(panel(page)).to_contain_text("1 to change or keep")


def mend(page: Page, shoot: Shoot) -> None:
    """Words that blame are shown in their place with a better way to say it, and are changed there."""
    press_last(page, "open_wording")
    form(page, "Wording")
    expect(modal(page)).to_contain_text("carelessly")
    shoot("wording")
    modal(page).locator("[data-action-id=more]").click()
    page.get_by_role("menuitem", name="Change it").click()
    form(page, "Summary")
    shoot("mending")
    fill(page, "text", BLAMELESS)
    sent(page)
    page.keyboard.press("Escape")
    expect(modal(page)).to_have_count(0)
    expect(panel(page)).to_contain_text("nothing in it blames anybody")


def bring_back(page: Page, shoot: Shoot) -> None:
    """Edit the shared document, and put it into a form: what it changes is shown before it is taken over."""
    shared = log(page).locator("[data-file-id] a[download]").last.get_attribute("href")
    text = page.request.get(urljoin(page.url, shared)).text()
    assert UNWRITTEN in text
    edited = text.replace(UNWRITTEN, KEPT, 1).encode()
    driving.press(panel(page).locator("[data-action-id=more]"))
    page.get_by_role("menuitem", name="Upload an edited one").click()
    form(page, "Edited document")
    file = modal(page).locator("input[type=file]")
    file.set_input_files({"name": "edited.md", "mimeType": "text/markdown", "buffer": edited})
    expect(modal(page)).to_contain_text("edited.md")
    shoot("upload")
    sent(page)
    expect(message(page, "changes the post-mortem").last).to_contain_text(KEPT)
    shoot("compared")
    press_last(page, "take_over_document")
    expect(panel(page)).to_contain_text("Written: Summary, What went well")


def publish(page: Page, shoot: Shoot) -> None:
    """Send it to review, and publish what was reviewed: the document follows."""
    driving.press(panel(page).get_by_role("button", name="Send to review"))
    expect(panel(page)).to_contain_text("Post-mortem: in review")
    driving.press(panel(page).get_by_role("button", name="Publish"))
    asked = page.locator("dialog.confirm[open]")
    expect(asked).to_contain_text("Publish without these?")
    asked.locator("[data-confirm=yes]").click()
    expect(panel(page)).to_contain_text("Post-mortem: published")
    shoot("published")


def follow_up(page: Page, shoot: Shoot) -> None:
    """Write down what is to be changed, by whom and until when: without that the loop stays open."""
    run_command(page, f"/incident action {CHANGE}")
    form(page, "New action item")
    pick(page, "category", "Add or tighten a signal: it is seen sooner")
    shoot("item")
    sent(page)
    expect(message(page, "Action items of INC-1").last).to_contain_text(CHANGE)
    expect(panel(page)).to_contain_text("1 concrete of 1")
    shoot("items")


def complete(page: Page, shoot: Shoot) -> None:
    """Complete it; what nobody wrote is named first."""
    driving.press(panel(page).get_by_role("button", name="Complete"))
    asked = page.locator("dialog.confirm[open]")
    expect(asked).to_contain_text("Complete without these?")
    shoot("complete")
    asked.locator("[data-confirm=yes]").click()
    expect(panel(page)).to_contain_text("Post-mortem: completed")
    expect(message(page, "The review is completed").last).to_contain_text("1 concrete action item follows")
    shoot("completed")


def asks(page: Page, shoot: Shoot) -> None:
    """What a manager asks, whoever joins late, and whoever wonders how it went."""
    for command, says in ASKED:
        run_command(page, f"/incident {command}")
        expect(log(page).locator("article.ephemeral").last).to_contain_text(says)
        shoot(command.split()[0])


def comes_back(page: Page, shoot: Shoot) -> None:
    """Whoever declares the next one like it is shown this one, with what contained it."""
    become(page, "UBEN")
    run_command(page, "/incident declare Price features look wrong on mobile again")
    form(page, "Declare an incident")
    choose(page, "severity", "SEV2")
    pick(page, "model", "ranker")
    fill(page, "seen", "PSI 0.3 on the price features, conversion on mobile is down")
    submit(page)
    expect(modal(page)).to_contain_text("#inc-2")
    modal(page).get_by_role("link", name="inc-2").first.click()
    expect(modal(page)).to_have_count(0)
    similar = message(page, "This looks like what was here before").last
    expect(similar).to_contain_text("Contained by: Route half of the mobile traffic")
    shoot("similar")


def next_morning(page: Page, shoot: Shoot) -> None:
    """The drawer turns the clock on by a day: the digest stands where the team reads it, with its documents."""
    page.locator("[data-do=drawer]").click()
    page.get_by_role("tab", name="Clock").click()
    page.get_by_role("button", name="+1 day").click()
    place(page, "ml-platform").click()
    expect(message(page, "1 overdue for an update")).to_contain_text("Closed since")
    expect(message(page, "1 overdue for an update")).to_contain_text("1 reply", timeout=20_000)
    shoot("digest")


STEPS = (begins, write, mend, bring_back, publish, follow_up, complete, asks, comes_back, next_morning)
