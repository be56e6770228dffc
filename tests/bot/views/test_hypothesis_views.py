"""What Slack shows of hypotheses and of the ML Owner who is proposed."""

from __future__ import annotations

import pytest

from bot.domain import commands as ask
from bot.domain.hypotheses import (
    AddEvidence,
    CorrectHypothesis,
    HypothesisState,
    JudgeHypothesis,
    RaiseHypothesis,
    hypothesis_of,
)
from bot.domain.incident import Incident
from bot.domain.ownership import DeclineProposal
from bot.domain.severity import Surface
from bot.views import hypotheses as views
from bot.views.models import View
from bot.views.render import Message
from tests.bot.views.slack_limits import texts_of
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling
from tests.bot.views.wording import WORDS

CONFIRMED, REFUTED, SUPPORTED = (
    HypothesisState.CONFIRMED,
    HypothesisState.REFUTED,
    HypothesisState.SUPPORTED,
)


def opened() -> Telling:
    """An incident in its room, of a model that Dima owns."""
    return Telling().declare().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))


def thought(*statements: str) -> Telling:
    """The same with these hypotheses about the data, which Ben looks into."""
    telling = opened()
    for statement in statements:
        telling.by(ANA, RaiseHypothesis(Surface.DATA, statement, BEN))
    return telling


def room(telling: Telling) -> Message:
    """What the room is told of the last event."""
    history = telling.done()
    return WORDS.room_message(history.it, history.events[-1])


def person(telling: Telling, who: str) -> Message:
    """What that person is told of the last event."""
    history = telling.done()
    return WORDS.person_message(history.it, history.events[-1], who)


def shown(message: Message) -> str:
    """All that it shows."""
    return "\n".join(texts_of(message.blocks))


def pressable(message: Message) -> list[tuple[str, str]]:
    """Its buttons: action and value."""
    return [
        (element["action_id"], element.get("value", ""))
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def inputs(it: Incident, view: View) -> dict[str, dict[str, object]]:
    """The fields of a modal: block id to element."""
    blocks = WORDS.form(it, view, "{}")["blocks"]
    return {block["block_id"]: block["element"] for block in blocks if block["type"] == "input"}


def test_raised_says_what_to_do_next() -> None:
    """Who raised it, where it would fail, who looks into it, and buttons that carry incident and hypothesis."""
    message = room(thought("Stale feed"))
    assert "*Hypothesis 1* by <@U0ANA> · data" in shown(message)
    assert "Looks into it: <@U0BEN>" in shown(message) and "Stale feed" in shown(message)
    assert pressable(message) == [
        ("evidence_for", "7:1"),
        ("evidence_against", "7:1"),
        ("judge_hypothesis", "7:1"),
    ]


def test_the_owner_is_told() -> None:
    """Whoever looks into it is told by whom, what, and where, and can hand it on."""
    message = person(thought("Stale feed"), BEN)
    for part in ("yours to look into", "Asked by <@U0ANA>, in <#C0ROOM>", "Stale feed", "data"):
        assert part in shown(message)
    assert ("correct_hypothesis", "7:1") in pressable(message)


@pytest.mark.parametrize(
    ("state", "words", "buttons"),
    [
        (SUPPORTED, "*Hypothesis 1 is supported*, was open.", []),
        (REFUTED, "*Hypothesis 1 is refuted*, was open.", [("open_hypothesis", "7")]),
        (CONFIRMED, "*Root cause, as far as is known:* hypothesis 1 · data", [("record_decision", "7")]),
    ],
)
def test_judged(state: HypothesisState, words: str, buttons: list[tuple[str, str]]) -> None:
    """How it stands is said in words, with why, and with what can be done next."""
    message = room(thought("Stale feed").by(BEN, JudgeHypothesis(1, state, "A replay")))
    assert words in shown(message) and "Why: A replay" in shown(message)
    assert pressable(message) == buttons


def test_judged_the_same() -> None:
    """Another reason for the same judgement is said to be one."""
    telling = thought("Stale feed").by(BEN, JudgeHypothesis(1, SUPPORTED, "A replay"))
    assert "is still supported" in shown(room(telling.by(ANA, JudgeHypothesis(1, SUPPORTED, "And the log"))))


def test_taken_back() -> None:
    """A root cause that is refuted is said to count no longer, and which one does instead."""
    telling = thought("Stale feed", "Cold cache").by(BEN, JudgeHypothesis(1, CONFIRMED, "A replay"))
    assert "None is confirmed now." in shown(room(telling.by(BEN, JudgeHypothesis(1, REFUTED, "No"))))
    telling.by(BEN, JudgeHypothesis(1, CONFIRMED, "Yes")).by(BEN, JudgeHypothesis(2, CONFIRMED, "Too"))
    assert "Confirmed, too: 1. All stay recorded" in shown(room(telling))
    assert "Hypothesis 1 does." in shown(room(telling.by(BEN, JudgeHypothesis(2, REFUTED, "No"))))


def test_a_root_cause_that_is_nowhere() -> None:
    """A confirmed one without a surface asks for it at once, after closing, too."""
    telling = opened().by(ANA, RaiseHypothesis(Surface.UNKNOWN, "The quota", ANA))
    message = room(telling.by(ANA, JudgeHypothesis(1, CONFIRMED, "Raised it, well")))
    assert pressable(message) == [("correct_hypothesis", "7:1"), ("record_decision", "7")]


def test_corrected_says_only_what_differs() -> None:
    """A correction shows what was said before of what differs, and nothing else."""
    telling = thought("Stale feed").by(CLEO, CorrectHypothesis(1, Surface.DATA, "Stale prices", BEN))
    text = shown(room(telling))
    assert "Before: Stale feed" in text and "Where it fails" not in text and "Looks into it" not in text
    text = shown(room(telling.by(CLEO, CorrectHypothesis(1, Surface.MODEL, "Stale prices", ""))))
    assert "Where it fails: model, before: data" in text
    assert "Looks into it: nobody yet, before: <@U0BEN>" in text and "Before: " not in text


def test_the_list() -> None:
    """The likeliest come first, with the latest evidence of both sides; pages lead to their neighbours."""
    telling = thought("One", "Two", "Three", "Four")
    telling.by(BEN, JudgeHypothesis(1, REFUTED, "No")).by(BEN, JudgeHypothesis(4, CONFIRMED, "Yes"))
    telling.by(BEN, AddEvidence(4, "for", "First seen")).by(BEN, AddEvidence(4, "for", "Then seen"))
    it = telling.done().it
    first, second = WORDS.hypotheses(it, 0), WORDS.hypotheses(it, 99)
    text = shown(first)
    assert [text.index(f"*{number}.*") for number in (4, 2, 3)] == sorted(
        text.index(f"*{number}.*") for number in (4, 2, 3)
    )
    assert "2 for, latest: Then seen\n0 against" in text and "First seen" not in text
    assert "Root cause, as far as is known: hypothesis 4" in text and "*1.*" not in text
    assert ("hypotheses_page:next", "7:1") in pressable(first)
    assert "*1.*" in shown(second) and ("hypotheses_page:prev", "7:0") in pressable(second)


def test_the_empty_list() -> None:
    """Where there is none, that is said, with the button for the first."""
    message = WORDS.hypotheses(opened().done().it, 0)
    assert "Nobody has named one yet." in shown(message)
    assert pressable(message) == [("open_hypothesis", "7")]


def test_fields_of_modals() -> None:
    """The modals ask for what the commands need, and begin with what is known."""
    telling = thought("Stale feed").by(BEN, JudgeHypothesis(1, CONFIRMED, "Yes"))
    it = telling.done().it
    known = hypothesis_of(it.hypotheses, 1)
    assert known is not None
    new = inputs(it, views.form(it, ANA))
    assert list(new) == ["statement", "surface", "owner"] and new["owner"]["initial_user"] == ANA
    assert new["surface"]["initial_option"]["value"] == "data"  # type: ignore[index]
    assert list(inputs(it, views.judgement(it, known))) == ["state", "reason"]
    assert "initial_option" not in inputs(it, views.judgement(it, known))["state"]
    against = inputs(it, views.evidence(it, known, "against"))
    assert list(against) == ["side", "words"]
    assert against["side"]["initial_option"]["value"] == "against"  # type: ignore[index]
    assert "initial_option" not in inputs(it, views.evidence(it, known, ""))["side"]
    put_right = inputs(it, views.correction(it, known))
    assert put_right["statement"]["initial_value"] == "Stale feed"
    assert put_right["owner"]["initial_user"] == BEN


def test_the_proposal_follows_the_present() -> None:
    """Sent late, the proposal names who is ML Owner by then, and has no button left to press in vain."""
    telling = opened().by(None, ask.ReportCardPosted("1.1"))
    assert pressable(room(telling)) == [("take_ownership", "7"), ("assign_role", "7")]
    assert [action for action, _ in pressable(person(telling, DIMA))] == [
        "take_ownership",
        "decline_ownership",
        "open_room",
    ]
    proposed = telling.events[-1]
    telling.by(DIMA, DeclineProposal())
    assert "<@U0DIMA> will not be ML Owner." in shown(room(telling))
    it = telling.by(CLEO, ask.GiveRole("ml_owner", CLEO)).done().it
    late = WORDS.room_message(it, proposed)
    assert "*ML Owner:* <@U0CLEO>" in shown(late) and pressable(late) == []
    asked = WORDS.person_message(it, proposed, DIMA)
    assert "*ML Owner:* <@U0CLEO>" in shown(asked) and pressable(asked) == [("open_room", "")]
