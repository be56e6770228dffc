"""Reading and writing together: what others do is seen at once, and what one does with messages works."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.driving import (
    Control,
    act_on,
    await_ready,
    composer,
    field,
    log,
    message,
    open_menu,
    place,
    press,
    run_command,
    thread,
)


def test_others_are_heard_at_once(stage: Control, visit: Visit, pictures: Path) -> None:
    """What another person writes appears by itself, here as a message, elsewhere as unread, a mention as a number."""
    page = visit("ana")
    stage.say("UBEN", "Can everybody hear me?")
    expect(message(page, "Can everybody hear me?")).to_be_visible()
    expect(place(page, "general")).not_to_have_class(re.compile("has-unread"))

    stage.say("UBEN", "Nothing special", channel="CINCIDENTS")
    expect(place(page, "incidents")).to_have_class(re.compile("has-unread"))
    expect(place(page, "incidents").locator(".unread")).to_have_count(0)
    stage.say("UBEN", "<@UANA> please look", channel="CINCIDENTS")
    expect(place(page, "incidents").locator(".unread")).to_have_text("1")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    stage.say("UBEN", "A word in private", channel="UANA")
    expect(place(page, "Ben").locator(".unread")).to_have_text("1")
    page.screenshot(path=pictures / "unread.png")

    place(page, "incidents").click()
    expect(page.get_by_role("separator", name="New messages")).to_be_visible()
    expect(message(page, "please look")).to_be_visible()
    expect(place(page, "incidents").locator(".unread")).to_have_count(0)
    expect(page).to_have_title(re.compile(r"^\(1\) incidents"))
    page.screenshot(path=pictures / "unread-opened.png")


def test_a_thread_stands_beside_the_log(stage: Control, visit: Visit, pictures: Path) -> None:
    """Replies are written and heard in the pane at the right, and the log counts them."""
    root = stage.say("UBEN", "Shall we roll back?")
    page = visit("ana")
    act_on(page, "Shall we roll back?", "reply")
    reply = thread(page).get_by_role("textbox")
    expect(reply).to_be_focused()
    reply.press_sequentially("Yes")
    reply.press("Enter")
    expect(thread(page).locator("article")).to_have_count(2)
    stage.say("UCHI", "Agreed", thread_ts=root)
    expect(thread(page)).to_contain_text("Agreed")
    expect(message(page, "Shall we roll back?").locator("[data-do=open-thread]")).to_contain_text("2 replies")
    expect(log(page)).not_to_contain_text("Agreed")
    page.screenshot(path=pictures / "thread.png")

    page.keyboard.press("Escape")
    expect(thread(page)).to_have_count(0)
    press(message(page, "Shall we roll back?").locator("[data-do=open-thread]"))
    expect(thread(page)).to_contain_text("Agreed")


def test_reactions_come_and_go(stage: Control, visit: Visit, pictures: Path) -> None:
    """A reaction is counted with those of others, says whose it is, and a second press takes one's own back."""
    ts = stage.say("UBEN", "Deployed")
    stage.act("UCHI", "react", channel="CGENERAL", ts=ts, name="tada")
    page = visit("ana")
    tada = message(page, "Deployed").locator("[data-reaction=tada]")
    expect(tada).to_have_attribute("aria-pressed", "false")
    press(tada)
    expect(tada).to_have_attribute("aria-pressed", "true")
    expect(tada).to_contain_text("2")
    expect(tada).to_have_attribute("title", re.compile("Chi.* and You"))
    press(tada)
    expect(tada).to_have_attribute("aria-pressed", "false")
    expect(tada).to_contain_text("1")

    message(page, "Deployed").hover()
    press(message(page, "Deployed").locator("[data-do=react]"))
    page.get_by_role("searchbox", name="Search all emoji").fill("rocket")
    page.screenshot(path=pictures / "emoji.png")
    page.keyboard.press("Enter")
    expect(message(page, "Deployed").locator("[data-reaction=rocket]")).to_contain_text("1")
    assert {one["name"] for one in stage.messages("UBEN")[-1]["reactions"]} == {"tada", "rocket"}


def test_pins_are_kept_above(stage: Control, visit: Visit, pictures: Path) -> None:
    """A pinned message is marked, listed in the head, and found again from there."""
    for number in range(40):
        stage.say("UBEN", f"Line {number}")
    page = visit("ana")
    act_on(page, "Line 39", "pin")
    expect(message(page, "Line 39")).to_have_class(re.compile("pinned"))
    stage.act("UCHI", "pin", channel="CGENERAL", ts=stage.messages("UCHI")[1]["ts"])
    expect(page.locator("[data-do=pins]")).to_have_text("2")
    page.locator("[data-do=pins]").click()
    page.screenshot(path=pictures / "pins.png")
    page.get_by_role("dialog", name="Pinned messages").get_by_role("button", name="Line 1").click()
    expect(log(page).get_by_text("Line 1", exact=True)).to_be_in_viewport()
    page.locator("[data-do=newest]").click()
    expect(message(page, "Line 39")).to_be_in_viewport()
    act_on(page, "Line 39", "pin")
    expect(message(page, "Line 39")).not_to_have_class(re.compile("pinned"))


def test_own_messages_can_be_changed(stage: Control, visit: Visit, pictures: Path) -> None:
    """One's own message is edited where it stands and deleted after a question; nobody else's offers that."""
    stage.say("UBEN", "Not yours")
    page = visit("ana")
    run_command(page, "I think so @ben")
    act_on(page, "I think so", "edit")
    editor = page.get_by_role("textbox", name="Edit message")
    expect(editor).to_have_value("I think so @ben")
    page.screenshot(path=pictures / "edit.png")
    editor.fill("I know so @ben")
    editor.press("Enter")
    expect(message(page, "I know so")).to_contain_text("(edited)")
    assert stage.messages("UBEN")[-1]["text"] == "I know so <@UBEN>"

    act_on(page, "I know so", "delete")
    page.screenshot(path=pictures / "delete.png")
    page.locator("[data-confirm=no]").click()
    expect(message(page, "I know so")).to_be_visible()
    act_on(page, "I know so", "delete")
    page.locator("[data-confirm=yes]").click()
    expect(message(page, "I know so")).to_have_count(0)

    menu = open_menu(message(page, "Not yours"))
    expect(menu.locator("[data-do=edit], [data-do=delete]")).to_have_count(0)


def test_the_last_message_is_edited_by_arrow_up(stage: Control, visit: Visit) -> None:
    """Arrow up in an empty composer opens one's last message for editing, and Esc leaves it as it was."""
    page = visit("ana")
    run_command(page, "First thought")
    expect(message(page, "First thought")).to_be_visible()
    field(page).press("ArrowUp")
    editor = page.get_by_role("textbox", name="Edit message")
    expect(editor).to_be_focused()
    editor.fill("Second thought")
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(field(page)).to_be_focused()
    expect(message(page, "First thought")).to_be_visible()


def test_an_ephemeral_message_is_for_one(stage: Control, visit: Visit, pictures: Path) -> None:
    """A message shortcut's answer is seen by who used it, marked as such, by nobody else, and can be dismissed."""
    stage.say("UCHI", "Look at this")
    ana, ben = visit("ana"), visit("ben")
    menu = open_menu(message(ana, "Look at this"))
    ana.screenshot(path=pictures / "message-menu.png")
    menu.get_by_role("menuitem", name="Try this").click()
    answer = log(ana).locator("article.ephemeral")
    expect(answer).to_contain_text("You tried: Look at this")
    expect(answer).to_contain_text("Only visible to you")
    ana.screenshot(path=pictures / "ephemeral.png")
    stage.say("UCHI", "Thank you")
    expect(message(ben, "Thank you")).to_be_visible()
    expect(log(ben)).not_to_contain_text("You tried")
    press(answer.locator("[data-do=dismiss]"))
    expect(answer).to_have_count(0)


def test_a_button_of_a_message_answers(stage: Control, visit: Visit, pictures: Path) -> None:
    """Pressing a button of the app's message shows everybody what the app made of it."""
    ana, ben = visit("ana"), visit("ben")
    run_command(ana, "/probe button")
    expect(message(ben, "A button to press")).to_be_visible()
    ana.screenshot(path=pictures / "button.png")
    press(log(ana).locator("[data-action-id=press]"))
    expect(message(ana, "Pressed by")).to_be_visible()
    expect(message(ben, "Pressed by")).to_contain_text("Ana")
    expect(log(ana).locator("[data-action-id=press]")).to_have_count(0)


def test_drafts_are_kept_for_each_channel(stage: Control, visit: Visit, pictures: Path) -> None:
    """What was begun in one channel is still there after looking at another and after a reload, and only there."""
    page = visit("ana")
    field(page).press_sequentially("Half a thought")
    place(page, "incidents").click()
    expect(field(page)).to_have_value("")
    expect(place(page, "general").get_by_title("Draft")).to_be_visible()
    page.screenshot(path=pictures / "draft.png")
    page.reload()
    await_ready(page)
    place(page, "general").click()
    expect(field(page)).to_have_value("Half a thought")
    field(page).press("Enter")
    expect(message(page, "Half a thought")).to_be_visible()
    place(page, "incidents").click()
    expect(place(page, "general").get_by_title("Draft")).to_have_count(0)


def test_a_link_opens_at_its_message(stage: Control, visit: Visit, pictures: Path) -> None:
    """A permalink shows its message, far back in the history or in a thread, and leads there from inside as well."""
    first = stage.say("UBEN", "The needle")
    reply = stage.say("UCHI", "In the haystack", thread_ts=first)
    for number in range(90):
        stage.say("UBEN", f"Straw {number}")
    page = visit("ana", channel="incidents")
    digits = reply.replace(".", "")
    page.goto(f"{stage.url}/archives/CGENERAL/p{digits}?thread_ts={first}")
    await_ready(page)
    expect(thread(page)).to_contain_text("In the haystack")
    expect(message(page, "The needle")).to_be_in_viewport()
    page.screenshot(path=pictures / "permalink-thread.png")

    stage.say("UBEN", f"See {stage.url}/archives/CGENERAL/p{first.replace('.', '')}", channel="CINCIDENTS")
    place(page, "incidents").click()
    press(message(page, "See ").get_by_role("link", name=re.compile("archives")))
    expect(message(page, "The needle")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("channel=CGENERAL"))
    page.locator("[data-do=newest]").click()
    expect(message(page, "Straw 89")).to_be_in_viewport()


def test_a_guest_sees_only_where_they_are(stage: Control, visit: Visit, pictures: Path) -> None:
    """A guest finds the channels they are in and no others, be it in the sidebar, by the switcher or by an address."""
    stage.act("UFAY", "leave", channel="CINCIDENTS")
    page = visit("fay")
    expect(place(page, "general")).to_be_visible()
    expect(place(page, "incidents")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("incid")
    expect(page.get_by_role("dialog").get_by_role("option", name="incidents")).to_have_count(0)
    page.screenshot(path=pictures / "guest.png")
    page.keyboard.press("Escape")
    page.goto(
        f"{stage.url}/archives/CINCIDENTS/p{stage.say('UBEN', 'Secret', channel='CINCIDENTS').replace('.', '')}"
    )
    await_ready(page)
    expect(page.locator(".channel-name")).to_have_text("general")
    expect(page.locator("main")).not_to_contain_text("Secret")


def test_another_person_sees_their_own(stage: Control, visit: Visit) -> None:
    """Choosing another person shows what that person sees, and what is written then is theirs."""
    page = visit("ana")
    stage.say("UDEE", "For Ben's eyes", channel="UBEN")
    page.locator("#as").select_option("UBEN")
    expect(place(page, "Dee").locator(".unread")).to_have_text("1")
    run_command(page, "It is me")
    expect(message(page, "It is me")).to_have_attribute("data-user-id", "UBEN")
    expect(composer(page).get_by_role("textbox")).to_have_value("")
