"""The developer's drawer: what goes over the wire, trouble on demand, the clock, and the whole workspace as a file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.driving import Control, expect_still, log, message, modal, run_command


def drawer(page: Page, tab: str) -> Locator:
    """A tab of the drawer, which is opened if it is not."""
    aside = page.get_by_role("complementary", name="Developer’s drawer")
    if aside.count() == 0:
        page.locator("[data-do=drawer]").click()
    aside.get_by_role("tab", name=tab).click()
    return aside.get_by_role("tabpanel", name=tab)


def watched(stage: Control, page: Page) -> Locator:
    """The list of calls, once it shows the very last one, so that the next to appear is ours."""
    calls = drawer(page, "Calls")
    stage.request.post(f"{stage.url}/api/team.info", headers={"Authorization": "Bearer xoxb-sandbox"})
    expect(calls.get_by_role("listitem").first).to_contain_text("team.info")
    return calls


def test_calls_and_deliveries_show_up(stage: Control, visit: Visit, pictures: Path) -> None:
    """A command appears as a delivery and what the app then calls as a call, with how it ended and what was in it."""
    page = visit("ana")
    calls = watched(stage, page)
    run_command(page, "/probe button")
    newest = calls.get_by_role("listitem").first
    expect(newest).to_contain_text("chat.postMessage")
    expect(newest).to_contain_text("ok")
    newest.get_by_role("button").first.click()
    expect(newest).to_contain_text("HTTP 200, ok")
    expect(newest).to_contain_text("A button to press")
    page.screenshot(path=pictures / "drawer-calls.png")

    deliveries = drawer(page, "Deliveries")
    command = deliveries.get_by_role("listitem").filter(has_text="/probe").first
    expect(command).to_contain_text("acknowledged after")
    command.get_by_role("button").first.click()
    expect(command).to_contain_text("trigger_id")
    page.screenshot(path=pictures / "drawer-deliveries.png")
    command.get_by_role("button", name="Send again").click()
    expect(command).to_contain_text("Sent again: acknowledged")
    expect(message(page, "A button to press")).to_have_count(2)


def test_a_fault_makes_the_next_call_fail(stage: Control, visit: Visit, pictures: Path) -> None:
    """A fault that is ordered is announced, hits the next call, is said there, and is over then."""
    page = visit("ana")
    calls = watched(stage, page)
    run_command(page, "/probe short")
    expect(modal(page)).to_be_visible()
    page.keyboard.press("Escape")
    opened = calls.get_by_role("listitem").first
    expect(opened).to_contain_text("views.open")
    opened.get_by_role("button").first.click()
    opened.get_by_role("button", name="Make the next one fail").click()

    trouble = drawer(page, "Trouble")
    expect(trouble.get_by_label("Method")).to_have_value("views.open")
    trouble.get_by_label("What happens").select_option("error")
    trouble.get_by_role("combobox", name="Error code", exact=True).fill("expired_trigger_id")
    trouble.get_by_role("button", name="Order it").click()
    waiting = trouble.get_by_role("region", name="Still to come")
    expect(waiting).to_contain_text(
        "The next call of views.open is refused with the error expired_trigger_id"
    )
    page.screenshot(path=pictures / "drawer-trouble.png")

    run_command(page, "/probe short")
    expect(waiting).to_contain_text("Nothing is ordered")
    expect(modal(page)).to_have_count(0)
    calls = drawer(page, "Calls")
    calls.get_by_label("Refused only").check()
    expect(calls.get_by_role("listitem").first).to_contain_text("expired_trigger_id")
    page.screenshot(path=pictures / "drawer-refused.png")


def test_what_cannot_be_ordered_is_said(stage: Control, visit: Visit) -> None:
    """A fault without what it needs, and a clock that should go back, are refused in words where they were typed."""
    page = visit("ana")
    trouble = drawer(page, "Trouble")
    trouble.get_by_label("How many times").fill("none")
    trouble.get_by_role("button", name="Order it").click()
    expect(trouble.get_by_role("alert").first).to_contain_text("How many times is a whole number")
    clock = drawer(page, "Clock")
    clock.get_by_label("Minutes").fill("-5")
    clock.get_by_role("button", name="Move forward").click()
    expect(clock.get_by_role("alert")).to_contain_text("above 0")
    assert stage.get("/sandbox/faults")["faults"] == []


def test_the_clock_moves(stage: Control, visit: Visit, pictures: Path) -> None:
    """Time is moved forward by a press, and what is written then is written later."""
    before = stage.get("/sandbox/clock")
    page = visit("ana")
    clock = drawer(page, "Clock")
    clock.get_by_role("button", name="+1 day").click()
    expect(clock).to_contain_text("Moved forward by 1 d.")
    clock.get_by_label("Minutes").fill("90")
    clock.get_by_role("button", name="Move forward").click()
    expect(clock).to_contain_text("Moved forward by 1 h 30 min.")
    page.screenshot(path=pictures / "drawer-clock.png")
    assert stage.get("/sandbox/clock")["offset"] - before["offset"] == 24 * 3600 + 90 * 60
    run_command(page, "Tomorrow")
    expect(message(page, "Tomorrow")).to_be_visible()
    assert float(stage.messages("UBEN")[-1]["ts"]) > before["now"] + 25 * 3600


def test_a_workspace_is_saved_and_loaded(
    stage: Control, visit: Visit, pictures: Path, tmp_path: Path
) -> None:
    """What was saved to a file comes back by loading it, for everybody who looks, after a question."""
    stage.say("UBEN", "To be kept")
    page, other = visit("ana"), visit("ben")
    kept = tmp_path / "kept.json"
    tab = drawer(page, "State")
    with page.expect_download() as download:
        tab.get_by_role("button", name="Save to a file").click()
    download.value.save_as(kept)
    expect(tab).to_contain_text("Saved as workspace-")
    stage.say("UBEN", "To be forgotten")
    expect(message(other, "To be forgotten")).to_be_visible()

    tab.get_by_label("File").set_input_files(kept)
    expect(tab).to_contain_text("It replaces all that is in this workspace")
    page.screenshot(path=pictures / "drawer-state.png")
    tab.get_by_role("button", name="Replace everything").click()
    expect(tab).to_contain_text("The workspace is now the one of “kept.json”.")
    for each in (page, other):
        expect(message(each, "To be forgotten")).to_have_count(0)
        expect(message(each, "To be kept")).to_be_visible()

    tab.get_by_label("File").set_input_files(
        {"name": "other.json", "mimeType": "application/json", "buffer": b'{"format": 1}'}
    )
    tab.get_by_role("button", name="Replace everything").click()
    expect(tab.get_by_role("alert")).to_contain_text("nothing is changed")
    expect(message(page, "To be kept")).to_be_visible()


def test_the_drawer_by_keyboard(stage: Control, visit: Visit) -> None:
    """Ctrl+Shift+D opens the drawer, arrows go from tab to tab, Esc closes it."""
    page = visit("ana")
    page.keyboard.press("Control+Shift+D")
    calls = page.get_by_role("tab", name="Calls")
    expect(calls).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Deliveries")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="State")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(calls).to_have_count(0)
    expect(page.locator("[data-do=drawer]")).to_be_focused()


def test_the_drawer_on_a_phone(stage: Control, visit: Visit, pictures: Path) -> None:
    """The drawer fits a phone, and closing it leads back to the conversation."""
    stage.say("UBEN", "Underneath")
    page = visit("ana", phone=True)
    for tab in ("Calls", "Deliveries", "Trouble", "Clock", "State"):
        expect(drawer(page, tab)).to_be_visible()
        expect_still(page)
        page.screenshot(path=pictures / f"drawer-{tab.lower()}-phone.png")
    page.get_by_role("button", name="Close the drawer").click()
    expect(message(page, "Underneath")).to_be_in_viewport()
    expect(log(page)).to_be_visible()
