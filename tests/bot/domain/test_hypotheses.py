"""Hypotheses: numbered, with evidence on both sides, judged and corrected, and the first thought is never lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.hypotheses import (
    AddEvidence,
    CorrectHypothesis,
    Hypothesis,
    HypothesisCommand,
    HypothesisCorrected,
    HypothesisEvent,
    HypothesisRaised,
    HypothesisState,
    JudgeHypothesis,
    RaiseHypothesis,
    confirmed,
    hypothesis_of,
)
from bot.domain.react import react
from bot.domain.refusal import Reason
from bot.domain.severity import Surface
from tests.bot.views.telling import ANA, BEN, CLEO, Telling

OPEN, SUPPORTED, REFUTED, CONFIRMED = HypothesisState


def raised(owner: str = "") -> Telling:
    """An open incident, in its room, with one hypothesis of Ben's."""
    telling = Telling().declare().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    return telling.by(BEN, RaiseHypothesis(Surface.DATA, "The price feed is stale", owner))


def the(telling: Telling, number: int = 1) -> Hypothesis:
    """The hypothesis of that number."""
    found = hypothesis_of(telling.done().it.hypotheses, number)
    assert found is not None
    return found


def reactions(telling: Telling) -> tuple[do.Effect, ...]:
    """What the last event makes Tocsin do."""
    history = telling.done()
    return react(history.it, history.events[-1])


def test_raised() -> None:
    """A hypothesis is open, of whoever it was given to, and has no evidence yet."""
    known = the(raised(CLEO))
    assert (known.number, known.state, known.surface) == (1, OPEN, Surface.DATA)
    assert (known.owner, known.by, known.evidence) == (CLEO, BEN, ())


def test_the_same_again() -> None:
    """The same statement about the same surface is the same hypothesis; on another surface it is another."""
    telling = raised()
    telling.by(ANA, RaiseHypothesis(Surface.DATA, " The price feed is stale ", ANA))
    assert len(telling.done().it.hypotheses) == 1
    telling.by(ANA, RaiseHypothesis(Surface.SERVING, "The price feed is stale", ANA))
    assert [each.number for each in telling.done().it.hypotheses] == [1, 2]


@pytest.mark.parametrize(
    ("command", "reason", "where"),
    [
        (RaiseHypothesis(Surface.DATA, " \u200b", ""), Reason.BLANK, "statement"),
        (AddEvidence(1, "for", "\n"), Reason.BLANK, "words"),
        (JudgeHypothesis(1, CONFIRMED, " "), Reason.BLANK, "reason"),
        (CorrectHypothesis(1, Surface.MODEL, "", BEN), Reason.BLANK, "statement"),
        (AddEvidence(2, "for", "Seen"), Reason.UNKNOWN_HYPOTHESIS, "number"),
        (JudgeHypothesis(0, REFUTED, "Seen"), Reason.UNKNOWN_HYPOTHESIS, "number"),
        (CorrectHypothesis(-1, Surface.MODEL, "Other", BEN), Reason.UNKNOWN_HYPOTHESIS, "number"),
    ],
)
def test_refused(command: Command, reason: Reason, where: str) -> None:
    """What says nothing, or names no hypothesis, is refused with what has to change."""
    refused = raised().tried(ANA, command)
    assert refused is not None and (refused.reason, refused.where) == (reason, where)


def test_evidence_on_both_sides() -> None:
    """What was seen is kept on its side, by whom; the same words again on the same side are no more evidence."""
    telling = raised()
    telling.by(ANA, AddEvidence(1, "for", "PSI 0.4")).by(CLEO, AddEvidence(1, "against", "Feed is 5 min old"))
    telling.by(BEN, AddEvidence(1, "for", "PSI 0.4 ")).by(BEN, AddEvidence(1, "against", "PSI 0.4"))
    known = the(telling)
    assert [(each.words, each.by) for each in known.on("for")] == [("PSI 0.4", ANA)]
    assert [each.words for each in known.on("against")] == ["Feed is 5 min old", "PSI 0.4"]


def test_corrected() -> None:
    """A correction changes what it says, and what was said first is kept, in state and in the history."""
    telling = raised(BEN).by(CLEO, CorrectHypothesis(1, Surface.MODEL, "v42 reads another feature", CLEO))
    known = the(telling)
    assert (known.surface, known.statement, known.owner) == (
        Surface.MODEL,
        "v42 reads another feature",
        CLEO,
    )
    assert (known.first_surface, known.first_statement) == (Surface.DATA, "The price feed is stale")
    event = telling.done().events[-1].event
    assert event.kind == "hypothesis_corrected"
    assert (event.was_surface, event.was_statement, event.was_owner) == (
        Surface.DATA,
        "The price feed is stale",
        BEN,
    )


def test_nothing_to_correct() -> None:
    """A correction that changes nothing is none."""
    telling = raised(BEN)
    before = len(telling.events)
    telling.by(ANA, CorrectHypothesis(1, Surface.DATA, "The price feed is stale", BEN))
    assert len(telling.events) == before


def test_the_root_cause_says_where_it_fails() -> None:
    """What is confirmed is where the incident fails; refuted again, it is not known any more."""
    telling = raised().by(BEN, JudgeHypothesis(1, SUPPORTED, "Likely"))
    assert telling.done().it.surface is Surface.UNKNOWN
    telling.by(BEN, JudgeHypothesis(1, CONFIRMED, "A replay shows it"))
    assert telling.done().it.surface is Surface.DATA
    telling.by(BEN, JudgeHypothesis(1, REFUTED, "The replay used old code"))
    assert telling.done().it.surface is Surface.UNKNOWN


def test_the_last_confirmed_counts() -> None:
    """Of several confirmed ones the one confirmed last is the root cause, whatever their numbers."""
    telling = raised().by(ANA, RaiseHypothesis(Surface.SERVING, "The cache is cold", ""))
    telling.by(ANA, JudgeHypothesis(2, CONFIRMED, "Warm caches helped"))
    telling.by(BEN, JudgeHypothesis(1, CONFIRMED, "And the feed was stale"))
    assert telling.done().it.surface is Surface.DATA
    assert [each.state for each in telling.done().it.hypotheses] == [CONFIRMED, CONFIRMED]
    telling.by(ANA, JudgeHypothesis(2, CONFIRMED, "Warm caches helped"))
    assert telling.done().it.surface is Surface.SERVING


def test_judged_again() -> None:
    """The same judgement for the same reason is none; for another reason it is one."""
    telling = raised().by(ANA, JudgeHypothesis(1, SUPPORTED, "Likely"))
    before = len(telling.events)
    telling.by(BEN, JudgeHypothesis(1, SUPPORTED, "Likely"))
    assert len(telling.events) == before
    telling.by(BEN, JudgeHypothesis(1, SUPPORTED, "Even likelier"))
    assert the(telling).reason == "Even likelier"


def test_after_closing() -> None:
    """A cause may be found when it is all over."""
    telling = (
        raised().by(ANA, ask.GiveRole("ic", ANA)).by(ANA, ask.Close("Fresh again", "Drill of the rules"))
    )
    telling.by(BEN, AddEvidence(1, "for", "The log")).by(BEN, JudgeHypothesis(1, CONFIRMED, "The log"))
    assert telling.done().it.surface is Surface.DATA


def test_whose_it_is() -> None:
    """Whoever gets it from somebody else is told directly and brought in; for oneself one is not told."""
    tell = do.TellRoom(event=3)
    assert reactions(raised(BEN)) == (tell, do.RefreshCard())
    assert reactions(raised()) == (tell, do.RefreshCard())
    invited = (do.TellPerson(person=CLEO, event=3), do.Invite(people=(CLEO,)))
    assert reactions(raised(CLEO)) == (tell, do.RefreshCard(), *invited)
    assert reactions(raised(ANA)) == (tell, do.RefreshCard(), do.TellPerson(person=ANA, event=3))


def test_handed_on() -> None:
    """A correction tells the new owner only when there is another one."""
    telling = raised(CLEO).by(BEN, CorrectHypothesis(1, Surface.MODEL, "The model is old", CLEO))
    assert not any(isinstance(each, do.TellPerson) for each in reactions(telling))
    telling.by(BEN, CorrectHypothesis(1, Surface.MODEL, "The model is old", ANA))
    assert do.TellPerson(person=ANA, event=5) in reactions(telling)


_numbers = st.integers(0, 6)
_words = st.sampled_from(["Stale", "Cold", "Old", " ", ""])
_surfaces = st.sampled_from(tuple(Surface))
_owners = st.sampled_from(["", ANA, BEN])
_commands: st.SearchStrategy[HypothesisCommand] = st.one_of(
    st.builds(RaiseHypothesis, surface=_surfaces, statement=_words, owner=_owners),
    st.builds(AddEvidence, number=_numbers, side=st.sampled_from(["for", "against"]), words=_words),
    st.builds(JudgeHypothesis, number=_numbers, state=st.sampled_from(tuple(HypothesisState)), reason=_words),
    st.builds(CorrectHypothesis, number=_numbers, surface=_surfaces, statement=_words, owner=_owners),
)


@given(st.lists(_commands, max_size=30))
def test_any_sequence(commands: list[HypothesisCommand]) -> None:
    """Whatever is asked: numbers count from 1, what was first thought stays, and nothing of the history is lost."""
    telling = Telling().declare()
    for command in commands:
        telling.tried(ANA, command)
    history = telling.done()
    told = [each.event for each in history.events if isinstance(each.event, HypothesisEvent)]
    first = [each for each in told if isinstance(each, HypothesisRaised)]
    them = history.it.hypotheses
    assert [each.number for each in them] == list(range(1, len(them) + 1)) == [each.number for each in first]
    assert [(each.first_surface, each.first_statement) for each in them] == [
        (each.surface, each.statement) for each in first
    ]
    for known in them:
        own = [each for each in told if each.number == known.number]
        assert len(known.evidence) == sum(each.kind == "evidence_added" for each in own)
        says = [each for each in own if isinstance(each, HypothesisRaised | HypothesisCorrected)]
        for before, after in pairwise(says):
            assert isinstance(after, HypothesisCorrected)
            assert (after.was_surface, after.was_statement, after.was_owner) == (
                before.surface,
                before.statement,
                before.owner,
            )
        assert (known.surface, known.statement, known.owner) == (
            says[-1].surface,
            says[-1].statement,
            says[-1].owner,
        )
    judged = [each for each in told if each.kind == "hypothesis_judged"]
    now = {each.number: each.now for each in judged}
    causes = [each.number for each in judged if each.now is CONFIRMED and now[each.number] is CONFIRMED]
    cause = confirmed(them)
    assert (cause.number if cause else None) == (causes[-1] if causes else None)
