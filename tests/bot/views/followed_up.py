"""Action items to which everything happens that can happen to them, and some drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.domain import commands as ask
from bot.domain.action_items import (
    AddItem,
    ChangeItem,
    DeclineItem,
    ItemCategory,
    ItemCommand,
    ItemState,
    MoveItem,
    ReportItemSent,
)
from tests.bot.views.telling import ANA, BEN, CLEO, PEOPLE, Telling

LINK = "https://docs.example/items/ML-7"


def follow_up(telling: Telling, typed: Callable[[str], str] = str) -> None:
    """Items of Ana, Ben and Cleo: changed, declined, sent, refused, reminded of, done and dropped."""
    first = telling.it.items[-1].number + 1 if telling.it and telling.it.items else 1
    due = (telling.now + timedelta(days=2)).date()
    what = typed("Alert when prices are older than an hour.")
    telling.after(minutes=5).by(BEN, AddItem(ItemCategory.SIGNAL, what, CLEO, due, LINK))
    telling.by(BEN, AddItem(ItemCategory.RUNBOOK, typed("Describe the rollback of the pipeline."), BEN, due))
    telling.by(ANA, AddItem(ItemCategory.OTHER, typed("Talk about it.")))
    assert telling.it is not None
    telling.by(None, ReportItemSent(first, telling.it.version, link=LINK))
    telling.by(CLEO, DeclineItem(first, typed("On leave.")))
    changed = ChangeItem(first, ItemCategory.PROMOTION_GATE, typed("Hold stale prices back."), ANA, due, LINK)
    telling.after(minutes=5).by(BEN, changed)
    telling.by(None, ReportItemSent(first, telling.it.version, problem=typed("It answers 422.")))
    telling.by(ANA, MoveItem(first, ItemState.IN_PROGRESS))
    telling.after(days=4).by(None, ask.LetTimePass())
    telling.by(ANA, MoveItem(first, ItemState.DONE))
    telling.by(ANA, MoveItem(first + 2, ItemState.DROPPED, typed("It was said in the review.")))


def items(now: datetime, text: SearchStrategy[str]) -> SearchStrategy[ItemCommand]:
    """Anything that can be asked of action items at that moment, refused or not."""
    number, owner = st.integers(0, 3), st.sampled_from(["", *PEOPLE])
    due = st.none() | st.integers(-40, 900).map(lambda days: (now + timedelta(days=days)).date())
    link = st.sampled_from(["", LINK, "javascript:alert(1)"])
    return st.one_of(
        st.builds(AddItem, st.sampled_from(ItemCategory), text, owner, due, link),
        st.builds(
            ChangeItem,
            number,
            st.sampled_from(ItemCategory),
            text,
            owner,
            due,
            link,
            st.none() | st.integers(0, 2),
        ),
        st.builds(MoveItem, number, st.sampled_from(ItemState), text),
        st.builds(DeclineItem, number, text),
        st.builds(ReportItemSent, number, st.integers(1, 9), st.sampled_from(["", LINK]), text),
    )
