"""A first incident in the demo workspace, clicked as people would: buttons and forms wherever the bot offers them."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import driving
from tests.browser.driving import (
    await_ready,
    choose,
    fill,
    log,
    message,
    modal,
    open_menu,
    pick,
    place,
    run_command,
    submit,
)

Shoot = Callable[[str], None]
"""Takes a picture of the page by a name."""

ROOM = "inc-1-search-results-look-wrong-on-mobile"
CHANGE = "Route half of the mobile traffic to 2026.10.4."
SEEN = "Conversion of the moved half is as last week, for 30 minutes."
PROMISED = "Search ranks badly on mobile. Ben will have it fixed by noon."
PLAIN = "Search shows less fitting results on mobile than usual. We are working on it."
VERIFIED = "Conversion is back at the level of last week, for an hour."


def press(page: Page, action_id: str) -> None:
    """Press a button of the card, which is the first to have it."""
    driving.press(log(page).locator(f"[data-action-id={action_id}]").first)


def press_last(page: Page, action_id: str) -> None:
    """Press a button of the newest message that has it."""
    driving.press(log(page).locator(f"[data-action-id='{action_id}']").last)


def become(page: Page, person: str) -> None:
    """Be somebody else, with the menu at the top, in the incident's room."""
    page.locator("#as").select_option(person)
    await_ready(page)
    place(page, ROOM).click()
    expect(place(page, ROOM)).to_have_attribute("aria-current", "page")


def form(page: Page, title: str) -> None:
    """Wait for a form of the bot."""
    expect(modal(page).get_by_role("heading", name=title)).to_be_visible()


def sent(page: Page) -> None:
    """Send the form, and wait until it is gone."""
    submit(page)
    expect(modal(page)).to_have_count(0)


def declare(page: Page, shoot: Shoot) -> None:
    """Say what is wrong, fill in the form, and follow the receipt into the room."""
    run_command(page, "/incident declare Search results look wrong on mobile")
    expect(modal(page)).to_be_visible()
    choose(page, "severity", "SEV2")
    pick(page, "model", "ranker")
    fill(
        page,
        "seen",
        "Conversion on mobile is down 3 % since 09:00, PSI 0.32 on the price features. Latency is flat.",
    )
    shoot("declare")
    submit(page)
    expect(modal(page)).to_contain_text("#inc-1", timeout=10_000)
    shoot("receipt")
    modal(page).get_by_role("link", name=re.compile(ROOM)).first.click()
    expect(modal(page)).to_have_count(0)
    expect(place(page, ROOM)).to_have_attribute("aria-current", "page")


def take_command(page: Page, shoot: Shoot) -> None:
    """Take command on the card."""
    press(page, "take_command")
    expect(log(page)).to_contain_text("Incident Commander")
    shoot("command")


def assign(page: Page, shoot: Shoot) -> None:
    """Give Ben the model, by the card's form."""
    press(page, "assign_role")
    form(page, "Role in INC-1")
    pick(page, "role", "ML Owner")
    pick(page, "person", "Ben Okafor (@ben)")
    shoot("assign")
    sent(page)
    expect(message(page, "ML Owner").last).to_contain_text("Ben")


def triage(page: Page, shoot: Shoot) -> None:
    """Answer the first questions of triage on its card, one of them with what was seen."""
    press(page, "open_triage")
    card = message(page, "What raised the alarm?").last
    card.locator("select[data-action-id=triage_answer_menu]").select_option(
        label="A drift measure of inputs or predictions, such as PSI"
    )
    card = message(page, "1 answered").last
    expect(card).to_contain_text("Did the detector itself change")
    press_last(page, "triage_explain:next")
    expect(modal(page)).to_be_visible()
    choose(page, "answer_detector_changed", "no")
    fill(page, "evidence_detector_changed", "Its last deploy was in October")
    sent(page)
    card = message(page, "2 answered").last
    expect(card).to_contain_text("Its last deploy was in October")
    driving.press(card.get_by_role("button", name="No", exact=True))
    expect(message(page, "3 answered").last).to_be_visible()
    shoot("triage")


def attach(page: Page, shoot: Shoot) -> None:
    """Take up the playbook that triage found, and do its first check."""
    press_last(page, "attach_playbook")
    expect(message(page, "0 of ").last).to_contain_text("Drift alert")
    press_last(page, "open_item:1")
    form(page, "A step of the playbook")
    fill(page, "result", "The monitor did not change")
    sent(page)
    expect(message(page, "The monitor did not change").last).to_be_visible()
    shoot("playbook")


def suppose(page: Page, shoot: Shoot) -> None:
    """Name what may be the cause, and what speaks for it."""
    run_command(page, "/incident hypothesis The price features are normalised twice on mobile")
    expect(message(page, "Hypothesis 1").last).to_be_visible()
    press_last(page, "evidence_for")
    expect(modal(page)).to_be_visible()
    fill(page, "words", "PSI 0.32 on price features, on mobile only")
    sent(page)
    expect(message(page, "Evidence for hypothesis 1").last).to_be_visible()
    shoot("hypothesis")


def contain(page: Page, shoot: Shoot) -> None:
    """Propose the smallest change that stops the harm; nothing happens before somebody says yes."""
    press(page, "propose_containment")
    form(page, "Contain INC-1")
    choose(page, "containment", "shift_traffic")
    shoot("contain")
    submit(page)
    expect(modal(page)).to_contain_text("What exactly?")
    fill(page, "what", CHANGE)
    shoot("propose")
    sent(page)
    expect(message(page, "Action 1").last).to_contain_text("Proposed")


def approve(page: Page, shoot: Shoot) -> None:
    """Ben, who has the model, says yes; Ana does it, and says what it does."""
    become(page, "UBEN")
    press_last(page, "approve_action")
    expect(log(page)).to_contain_text("Action 1 is approved")
    shoot("approve")
    become(page, "UANA")
    press_last(page, "apply_action")
    expect(log(page)).to_contain_text("Action 1 is in place")
    press_last(page, "verify_action")
    form(page, "Action 1, INC-1")
    fill(page, "words", SEEN)
    sent(page)
    expect(log(page)).to_contain_text("Action 1 works, verified")
    shoot("contained")


def note(page: Page, shoot: Shoot) -> None:
    """Write a message and put it on the timeline with its menu."""
    run_command(page, "Latency is flat, conversion is down 3 %")
    menu = open_menu(message(page, "Latency is flat, conversion").last)
    shoot("note")
    menu.get_by_role("menuitem", name="Add to timeline").click()
    expect(log(page)).to_contain_text("It is on the timeline.")


def decide(page: Page, shoot: Shoot) -> None:
    """Record a decision and why."""
    press(page, "record_decision")
    form(page, "Record a decision")
    fill(page, "what", "Route mobile traffic to 2026.10.4 until the price features are mended")
    fill(page, "options", "Roll back everywhere, or wait for the features")
    fill(page, "rationale", "Only mobile is hit, and 2026.10.4 did well last week")
    shoot("decide")
    sent(page)
    expect(message(page, "Route mobile traffic").last).to_be_visible()


def update(page: Page, shoot: Shoot) -> None:
    """Say how it stands, and see what others will read: what is not for customers is pointed out, and mended."""
    press(page, "post_update")
    expect(modal(page)).to_be_visible()
    fill(page, "impact", "Mobile ranking is worse for everyone; conversion is down 3 %.")
    fill(page, "actions", "Moving mobile traffic to the last known good version.")
    choose(page, "status", "amber")
    shoot("update")
    submit(page)
    expect(modal(page)).to_contain_text("Nothing is sent yet")
    fill(page, "text_customers", PROMISED)
    submit(page)
    expect(modal(page)).to_contain_text("Not for customers, it seems")
    shoot("preview")
    fill(page, "text_customers", PLAIN)
    sent(page)
    expect(log(page)).to_contain_text("Moving mobile traffic")
    expect(log(page).locator(".pinned")).to_contain_text("Amber")


def change_phase(page: Page, shoot: Shoot) -> None:
    """Go on to verifying, from the card's menu of further things, and name the metric that will prove it."""
    press(page, "more")
    page.get_by_role("menuitem", name="Change phase").click()
    form(page, "Phase of INC-1")
    verify = modal(page).locator("option", has_text=re.compile("^Verify")).first.get_attribute("value")
    modal(page).locator("[data-block-id=phase] select").select_option(value=verify)
    fill(page, "reason", "Conversion is back")
    submit(page)
    expect(modal(page)).to_contain_text("Not changed yet")
    fill(page, "metric", "Conversion on mobile")
    fill(page, "target", "as last week, for an hour")
    shoot("phase")
    sent(page)
    expect(log(page)).to_contain_text("moved the phase")


def lift(page: Page, shoot: Shoot) -> None:
    """Take away what is not needed any more: nothing temporary stays in place unnoticed."""
    press_last(page, "lift_action")
    form(page, "Action 1, INC-1")
    fill(page, "words", "The features are mended, all traffic is as before")
    sent(page)
    expect(log(page)).to_contain_text("Action 1 is lifted")
    shoot("lifted")


def close(page: Page, shoot: Shoot) -> None:
    """Close it with what was verified."""
    press(page, "close_incident")
    form(page, "Close INC-1")
    fill(page, "verified", VERIFIED)
    choose(page, "holds", "well")
    shoot("close")
    sent(page)
    expect(log(page)).to_contain_text("INC-1 is closed")


def write_postmortem(page: Page, shoot: Shoot) -> None:
    """Have the post-mortem written, and read it in place."""
    press_last(page, "write_postmortem")
    document = log(page).locator("[data-file-id]")
    expect(document).to_be_visible()
    shoot("closed")
    driving.press(document.locator("[data-do=open-file]"))
    expect(page.get_by_role("dialog")).to_contain_text(VERIFIED)
    shoot("postmortem")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
