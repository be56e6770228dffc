"""Words and menus that whoever is new meets first: where a command works, why it is restricted, a menu used twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import commands as ask
from bot.domain.catalogue import DataClass, ModelEntry
from bot.domain.effects import REVIEW
from tests.bot.views.slack_limits import texts_of
from tests.bot.views.telling import ANA, BEN, RANKER, Telling
from tests.bot.views.wording import WORDS


@pytest.mark.parametrize(("verb", "named"), [("catchup", "catchup"), ("similar", "similar"), ("", "status")])
def test_outside_a_room_the_verb_is_named(verb: str, named: str) -> None:
    """Whoever types a verb outside a room reads that verb with a number, not another one."""
    assert f"/incident {named} inc-7" in WORDS.answer("no_incident_here", verb=verb)


@pytest.mark.parametrize(
    ("entry", "restricted", "why"),
    [
        (RANKER.model_copy(update={"data_class": DataClass.PERSONAL}), False, "its model sees personal data"),
        (
            RANKER.model_copy(update={"data_class": DataClass.REGULATED}),
            True,
            "its model sees regulated data",
        ),
        (RANKER.model_copy(update={"confidential": True}), False, "as the model's owner asks"),
        (None, True, "as whoever declared it asked"),
        (RANKER, False, ""),
    ],
)
def test_why_it_is_restricted(entry: ModelEntry | None, restricted: bool, why: str) -> None:
    """The receipt and the card say that it is restricted, and why; of an open one neither says so."""
    telling = Telling().declare(entry=entry, restricted=restricted)
    telling.by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    it = telling.done().it
    for shown in (
        WORDS.receipt(it)["blocks"],
        WORDS.receipt(replace(it, room=None))["blocks"],
        WORDS.card(it, telling.now).blocks,
    ):
        said = "\n".join(texts_of(shown))
        assert f"*Restricted:* {why}" in said if why else "Restricted" not in said


def test_a_menu_can_be_used_twice() -> None:
    """Drawn anew, the review's menu is another block, because Slack keeps what was chosen by the block's id."""
    telling = Telling().declare().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    telling.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.Close("Well again", "Seen"))

    def menu() -> object:
        blocks = WORDS.panel(telling.done().it, REVIEW, telling.now).blocks
        return next(each["block_id"] for each in blocks if "write_section" in str(each))

    before = menu()
    assert menu() == before
    telling.by(ANA, ask.GiveRole("comms", ANA))
    assert menu() != before
