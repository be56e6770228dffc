"""What people and the app write is text: it runs nothing, becomes nothing else, and never moves the page sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.driving import (
    DESK,
    PHONE,
    Control,
    Json,
    error_at,
    expect_still,
    field,
    fill,
    log,
    message,
    modal,
    press,
    run_command,
    submit,
    thread,
)

MARKUP = (
    "<img src=x onerror=\"document.title='run'\"></script><script>document.title='run'</script><b>bold</b>"
)
HOSTILE = {
    "one word": "W" * 10_000,
    "markup": MARKUP,
    "bidi": "\u202edesrever\u202c and \u2067isolated\u2069 and עברית (english) עברית",
    "marks": "*" * 800 + "_~`" * 400 + ">" * 400 + "*_~`never closed",
    "nested": "*_~" * 200 + "deep" + "~_*" * 200,
    "code": "```" + "x" * 3000 + "```",
    "fence": "``` never closed " + "y" * 2000,
    "emoji": "🚀" * 2000,
    "names": "<@UNOBODY> <#CNOWHERE> <!subteam^SNONE> <!channel> <@UANA|<b>x</b>>",
    "links": "<javascript:alert(1)|press> <data:text/html,x|me> <https://example.com/" + "p" * 3000 + ">",
    "lines": "line\n" * 600,
    "zalgo": "e" + "\u0301" * 900,
    "controls": "a\u200b\u200d\u2028b\u00adc\ufeff",
}
"""Texts by what is wrong with them, as they arrive on the wire; people's own are escaped by the workspace."""

WIDE = "Ü" * 2900


def by_a_person(stage: Control, text: str) -> str:
    """Write it as Ben; the message's ts."""
    return stage.say("UBEN", text)


def by_the_app(stage: Control, text: str, blocks: list[Json] | None = None) -> str:
    """Write it as the app, unescaped; the message's ts."""
    answer = stage.request.post(
        f"{stage.url}/api/chat.postMessage",
        data={"channel": "CGENERAL", "text": text, "blocks": blocks or []},
        headers={"Authorization": "Bearer xoxb-sandbox"},
    ).json()
    assert answer["ok"], answer
    ts: str = answer["ts"]
    return ts


def in_fields(stage: Control, text: str) -> str:
    """Write it as the app in every kind of field; the message's ts."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}
    facts = {"type": "section", "fields": [{"type": "plain_text", "text": text[:2000]}] * 2}
    small = {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:2000]}]}
    return by_the_app(stage, "blocks", [section, facts, small])


def expect_unharmed(page: Page) -> None:
    """Nothing ran, nothing became an element of the page, and nothing makes it scroll sideways."""
    expect(page).to_have_title("general · Sandbox")
    expect(page.locator("[role=log] script, [role=log] img, [onerror], .message b > b")).to_have_count(0)
    assert (
        page.evaluate("[...document.links].filter((one) => /^(javascript|data):/.test(one.href)).length") == 0
    )
    expect_still(page)


def test_hostile_texts_stay_texts(
    stage: Control, visit: Visit, pictures: Path, subtests: pytest.Subtests
) -> None:
    """A text of a person, the app's text and its fields, however long or strange, harm neither a desk nor a phone."""
    pages = {"desk": visit("ana"), "phone": visit("chi", phone=True)}
    for kind, text in HOSTILE.items():
        with subtests.test(kind=kind):
            for write in (by_a_person, by_the_app, in_fields):
                ts = write(stage, text)
                for page in pages.values():
                    expect(log(page).locator(f"article[data-ts='{ts}']")).to_be_in_viewport()
                    expect_unharmed(page)
            for name, page in pages.items():
                page.screenshot(path=pictures / f"hostile-{kind.replace(' ', '-')}-{name}.png")


def test_markup_is_shown_as_it_was_typed(stage: Control, visit: Visit) -> None:
    """Markup that is typed into the composer, a thread, a draft and a file is read again letter by letter."""
    page = visit("ana")
    run_command(page, MARKUP)
    expect(message(page, "<img src=x")).to_contain_text("</script><script>")
    message(page, "<img src=x").hover()
    press(message(page, "<img src=x").locator("[data-do=reply-button]"))
    thread(page).get_by_role("textbox").fill(MARKUP)
    thread(page).locator("[data-do=send]").click()
    expect(thread(page).locator("article").last).to_contain_text("</script><script>")
    name = stage.upload("UBEN", "<b>x.md", MARKUP.encode(), "text/markdown")
    stage.act("UBEN", "message", channel="CGENERAL", text="", files=[name])
    press(log(page).locator("[data-do=open-file]"))
    expect(page.get_by_role("dialog")).to_contain_text("<img src=x")
    page.keyboard.press("Escape")
    expect_unharmed(page)


def test_names_of_everything_may_be_long(stage: Control, visit: Visit, pictures: Path) -> None:
    """A person, a file, a topic and a channel with endless names stay in their places, at the desk and on the phone."""
    long = "ü" * 80
    stage.post("/sandbox/people/UBEN", real_name="B" * 80)
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    made = stage.request.post(
        f"{stage.url}/api/conversations.create", data={"name": long}, headers=headers
    ).json()
    channel = made["channel"]["id"]
    topic = {"channel": channel, "topic": "T" * 250}
    assert stage.request.post(f"{stage.url}/api/conversations.setTopic", data=topic, headers=headers).ok
    for person in ("UANA", "UBEN"):
        stage.act(person, "join", channel=channel)
    held = stage.upload("UBEN", "f" * 200 + ".md", b"# Hello")
    stage.act("UBEN", "message", channel=channel, text="<@UBEN>", files=[held])
    stage.say("UBEN", "in private", channel="UANA")
    page = visit("ana", channel=channel)
    expect(log(page).locator("[data-file-id]")).to_be_visible()
    expect_still(page)
    page.screenshot(path=pictures / "long-names.png")
    press(log(page).locator("[data-do=open-file]"))
    expect(page.get_by_role("dialog").get_by_role("heading", name="Hello")).to_be_visible()
    expect_still(page)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect_still(page)
    page.screenshot(path=pictures / "long-names-phone.png")
    page.locator("[data-do=sidebar]").click()
    expect(page.locator("nav.places")).to_be_in_viewport()
    page.screenshot(path=pictures / "long-names-phone-sidebar.png")
    expect_still(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_modal_takes_long_texts(
    size: tuple[int, int], stage: Control, visit: Visit, pictures: Path
) -> None:
    """Three thousand characters fit, one more is counted and refused at the field, and the modal keeps its width."""
    page = visit("ana", phone=size == PHONE)
    run_command(page, "/probe everything")
    fill(page, "what", "short")
    fill(page, "long", WIDE + "x" * 101)
    expect(modal(page)).to_contain_text("-1")
    expect_still(page)
    page.screenshot(path=pictures / f"modal-long-{size[0]}.png")
    submit(page)
    expect(error_at(page, "long")).to_have_text("Please enter no more than 3000 characters.")
    expect_still(page)


def test_a_long_draft_stays_in_its_field(stage: Control, visit: Visit, pictures: Path) -> None:
    """Ten thousand characters can be written, on a phone too, and the log is still there to be read."""
    stage.say("UBEN", "Still here")
    page = visit("ana", phone=True)
    field(page).fill("long " * 2000)
    expect(message(page, "Still here")).to_be_in_viewport()
    expect(page.locator("main [data-do=send]")).to_be_in_viewport()
    expect_still(page)
    page.screenshot(path=pictures / "draft-long-phone.png")
