"""The card of triage, as people read it at 3 a.m. on a phone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.signals import Signals
from bot.domain.triage_log import TriageLog
from bot.service.figures import figure
from bot.views import triage_card as views
from bot.views.render import Message, Words
from tests.bot.views.gallery import HOSTILE, Story, bare, story
from tests.bot.views.gallery_triage import STAGES, staged
from tests.bot.views.test_render import PHONE, phone_lines
from tests.bot.views.wording import LIBRARY, TEMPLATES, WORDS

STORIES = {
    "plain": story("PSI 0.32 on price"),
    "hostile": story(HOSTILE),
    "long": story("W" * 10_000),
    "empty": bare(),
}


def card(told: Story, stage: str) -> Message:
    """The card at that stage."""
    it = staged(told.it, stage, told.text)
    return WORDS.panel(it, "triage", it.declared_at)


def said(message: Message) -> str:
    """All words of the sections."""
    return "\n".join(block["text"]["text"] for block in message.blocks if "text" in block)


def buttons(message: Message) -> dict[str, str]:
    """The words on each button and what it brings back."""
    elements = [element for block in message.blocks for element in block.get("elements", ())]
    return {each["text"]["text"]: each["value"] for each in elements if each["type"] == "button"}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("stage", STAGES)
def test_two_screens(name: str, stage: str) -> None:
    """The card is read on two screens of a phone, whatever was typed and however much is concluded."""
    assert phone_lines(card(STORIES[name], stage)) <= PHONE


def test_one_question_at_a_time() -> None:
    """The next question stands there with why it is asked, where to look, and its answers."""
    few = card(STORIES["plain"], "few answers")
    assert "*Did the detector itself change shortly before it paged?*" in said(few)
    assert "Look at: The monitor's change log" in said(few)
    assert "7:detector_changed:dont_know" in buttons(few).values()
    menu = next(
        element
        for block in card(STORIES["plain"], "nothing").blocks
        for element in block.get("elements", ())
        if element["type"] == "static_select"
    )
    assert len(menu["options"]) == 10


def test_what_is_concluded_says_why() -> None:
    """Surface, drift, confidence, severity and playbook stand there in words, without any key."""
    found = said(card(STORIES["plain"], "data"))
    assert "*So far: the data* · real drift: quality is breached · high confidence" in found
    assert "• One or a few features moved: one source.\n" in found
    assert "*Severity: signals so far suggest SEV2*, it is SEV1" in found
    assert "*Playbook that fits: Drift alert*" in found
    assert "*Next:* attach the playbook" in found
    assert buttons(card(STORIES["plain"], "data"))["Attach the playbook"] == "7:drift-alert"
    assert buttons(card(STORIES["plain"], "data"))["Change to SEV2"] == "7:SEV2"


def test_contradictions_are_shown() -> None:
    """Answers that do not go together are shown as such."""
    assert "*Does not go together:*" in said(card(STORIES["plain"], "contradictions"))


def test_a_false_page_is_one_button_away() -> None:
    """What looks like a false page says so, and the button that closes it comes first."""
    found = card(STORIES["plain"], "false page")
    assert "*It looks like a false page:* the detector moved, not the system" in said(found)
    assert "Close as a false page" in buttons(found) and "False page" not in buttons(found)
    form = views.false_page_form(staged(STORIES["plain"].it, "false page", "The old window is silent."))
    assert form.kind == "detector_moved"
    assert form.shows.startswith("The detector changed before it paged.")
    assert "The old window is silent." in form.shows


def test_a_playbook_that_the_team_lacks() -> None:
    """A playbook that is not in the team's library is not offered."""
    without = Words(TEMPLATES, (each for each in LIBRARY if each.key != "drift-alert"))
    it = staged(STORIES["plain"].it, "data", "")
    found = without.panel(it, "triage", it.declared_at)
    assert "Playbook" not in said(found) and "Attach the playbook" not in buttons(found)


def test_the_same_severity_needs_no_button() -> None:
    """Where what signals suggest is chosen already, the card says so and offers no change."""
    it = replace(staged(STORIES["plain"].it, "data", ""), severity=Severity.SEV2)
    found = WORDS.panel(it, "triage", it.declared_at)
    assert "*Severity: SEV2*, as signals suggest" in said(found)
    assert "Change to SEV2" not in buttons(found)


def test_over_is_over() -> None:
    """The card of a closed incident offers nothing."""
    it = replace(staged(STORIES["plain"].it, "data", ""), closed_at=STORIES["plain"].it.declared_at)
    found = WORDS.panel(it, "triage", it.declared_at)
    assert buttons(found) == {}
    assert "the incident is closed" in said(found)


def test_who_asks_again_is_shown_the_way() -> None:
    """The same in private has the address of the card and no control of its own."""
    it: Incident = staged(STORIES["plain"].it, "few answers", "")
    found = WORDS.triage(it, "https://acme.slack.com/archives/C1/p1")
    assert buttons(found) == {}
    assert "<https://acme.slack.com/archives/C1/p1|the card of triage>" in str(found.blocks)


def test_the_answer_that_stands_is_chosen() -> None:
    """The modal of a question begins with its answer, its evidence and who gave it; answered ones come first."""
    form = views.answer_form(staged(STORIES["plain"].it, "few answers", "PSI 0.32"), "signal")
    assert (form.answer, form.evidence, form.by) == ("drift", "PSI 0.32", STORIES["plain"].it.declared_by)
    assert form.questions[0].value == "7:signal" and form.questions[0].answered
    assert [each.answered for each in form.questions[1:]] == [""] * 22
    assert views.answer_form(STORIES["plain"].it, "weather").question == "signal"


@given(st.floats(0, 999_999, allow_nan=False).map(lambda number: round(number, 9)))
def test_a_figure_can_be_sent_again(number: float) -> None:
    """What the modal shows of a figure is read as the same figure."""
    it = replace(STORIES["plain"].it, triage=TriageLog(signals=Signals(slo_burn=number)))
    assert figure(views.signals_form(it).slo_burn, 0, 1_000_000) == number
