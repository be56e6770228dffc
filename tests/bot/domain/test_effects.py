"""Effects wait in the outbox as JSON, each in its lane."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain import effects as do
from bot.domain.audiences import Audience
from bot.domain.effects import Effect, collapsible, from_json, to_json
from tests.bot.views.telling import HOSTILE

# effect · its lane · whether a second one adds nothing while the first waits
LANES: list[tuple[Effect, str, bool]] = [
    (do.OpenRoom(), "room", False),
    (do.Invite(people=("U1ANA",), groups=("S1",)), "people", False),
    (do.PostCard(), "card", False),
    (do.RefreshCard(), "card", True),
    (do.PostPanel(panel="triage"), "panel:triage", False),
    (do.RefreshPanel(panel="action:2"), "panel:action:2", True),
    # The review's panel stands below the word of the close that began it.
    (do.PostPanel(panel="review"), "talk", False),
    (do.RefreshPanel(panel="review"), "talk", True),
    (do.RunAutomation(action=2, run=1), "automation", False),
    (do.SendItem(number=2, event=9), "item:2", False),
    (do.StaffLevel(number=1, level=0), "escalation:1", False),
    (do.Page(number=1, level=0, pager="duty", purpose="alarm"), "pager:1:0:duty", False),
    (do.StaffRung(event=9), "ladder", False),
    (do.OfferSimilar(occasion="declared"), "card", False),
    (do.PinCard(), "pin", False),
    (do.SetTopic(), "topic", True),
    (do.Announce(), "announcement", False),
    (do.RefreshAnnouncement(), "announcement", True),
    (do.ShowReceipt(), "receipt", False),
    (do.TellRoom(event=3), "talk", False),
    (do.TellPerson(person="U1ANA", event=3), "person:U1ANA", False),
    (do.RefreshTold(event=3), "told:3", True),
    (do.RefreshToldPerson(person="U1ANA", event=3), "told:3:U1ANA", True),
    (do.SendBriefing(event=4, audience=Audience.NOTE, to="C1"), "brief:note:C1", False),
    (do.AddressGroup(event=4, audience=Audience.NOTE, group="S1"), "brief:note:S1", False),
    (do.ReadDocument(file="F1", asked_by="U1ANA"), "document:F1", False),
    (do.ShowCanvas(), "canvas", False),
    (do.ReadMessage(channel="C1", ts="1.2", asked_by="U1ANA"), "mark:C1:1.2", False),
    (do.MarkNoted(channel="C1", ts="1.2", noted=True), "mark:C1:1.2", False),
    (do.SharePostmortem(number=2), "file", False),
    (do.ArchiveRoom(), "archive", False),
    (do.UnarchiveRoom(), "archive", False),
]


@pytest.mark.parametrize(("effect", "lane", "adds_nothing"), LANES, ids=[case[0].kind for case in LANES])
def test_lane(effect: Effect, lane: str, adds_nothing: bool) -> None:
    """Each effect waits in its lane, survives the outbox, and only showing present state is collapsed."""
    assert effect.lane == lane
    assert collapsible(effect) is adds_nothing
    assert from_json(to_json(effect)) == effect
    assert from_json(to_json(effect).encode()) == effect


def test_every_effect_is_here() -> None:
    """No effect lacks a line in the table above."""
    assert {type(effect) for effect, _, _ in LANES} == set(get_args(Effect))


_text = st.sampled_from([HOSTILE, "", "🔥", "x" * 10_000]) | st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.one_of(
        st.builds(do.Invite, people=st.lists(_text).map(tuple), groups=st.lists(_text).map(tuple)),
        st.builds(do.TellRoom, event=st.integers()),
        st.builds(do.TellPerson, person=_text, event=st.integers()),
        st.builds(do.ReadMessage, channel=_text, ts=_text, asked_by=_text),
        st.builds(do.MarkNoted, channel=_text, ts=_text, noted=st.booleans()),
        st.builds(do.SharePostmortem, number=st.integers()),
    )
)
def test_what_waits_is_what_was_meant(effect: Effect) -> None:
    """Whatever an effect holds comes out of the outbox as it went in."""
    assert from_json(to_json(effect)) == effect


@pytest.mark.parametrize(
    "text",
    ["", "{}", "null", '{"kind":"unknown"}', '{"kind":"tell_room"}', '{"kind":"pin_card","more":1}', "\x00"],
)
def test_what_is_no_effect(text: str) -> None:
    """What this version does not know is refused, not guessed."""
    with pytest.raises(ValidationError):
        from_json(text)
