"""The attached playbook: taken up, ticked, set right, cleared, replaced; and a copy of its own."""

from __future__ import annotations

import pytest

from bot.domain import effects as do
from bot.domain.checklists import (
    AttachPlaybook,
    ClearItem,
    DetachPlaybook,
    ItemCleared,
    ItemTicked,
    PlaybookAttached,
    PlaybookCommand,
    PlaybookDetached,
    TickItem,
)
from bot.domain.commands import Close, ReportPanelPosted, ReportRoomOpened
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from tests.bot.views.responses import PLAYBOOKS
from tests.bot.views.telling import ANA, BEN, Telling

DRIFT, LATENCY = PLAYBOOKS["drift-alert"], PLAYBOOKS["p99-latency-spike"]


def attached() -> Telling:
    """Ana attached the playbook for drift."""
    return Telling().declare().by(ANA, AttachPlaybook(DRIFT))


def state(telling: Telling) -> Incident:
    """The incident as it is."""
    return telling.done().it


def ticks(telling: Telling) -> dict[str, str]:
    """Results by item."""
    playbook = state(telling).playbook
    return {key: tick.result for key, tick in playbook.ticks.items()} if playbook else {}


def test_items_begin_with_the_checks() -> None:
    """The first three checks come first, then steps, then verification, each with a key of its own."""
    playbook = state(attached()).playbook
    assert playbook is not None
    keys = [item.key for item in playbook.items]
    assert keys[:4] == ["check:1", "check:2", "check:3", "step:1"]
    assert keys[-1] == f"verification:{len(DRIFT.verification)}"
    assert len(set(keys)) == len(keys) == 3 + len(DRIFT.steps) + len(DRIFT.verification)
    assert playbook.open_items == playbook.items and not playbook.checked


def test_ticked_cleared_ticked() -> None:
    """An item is done with who, when and what came of it; cleared it is open, and the history keeps every result."""
    telling = attached().after(minutes=2).by(BEN, TickItem("check:1", " The threshold moved "))
    playbook = state(telling).playbook
    assert playbook is not None
    tick = playbook.ticks["check:1"]
    assert (tick.by, tick.result, tick.at) == (BEN, "The threshold moved", telling.now)
    telling.by(ANA, TickItem("check:1", "It did not move"))
    telling.by(ANA, ClearItem("check:1", "Wrong monitor"))
    assert ticks(telling) == {}
    told = [recorded.event for recorded in telling.done().events[-3:]]
    assert [getattr(event, "was", None) for event in told] == [None, "The threshold moved", "It did not move"]
    telling.by(BEN, TickItem("check:1"))
    assert ticks(telling) == {"check:1": ""}


def test_checked() -> None:
    """The first checks are done when all three are."""
    telling = attached()
    for number in (1, 2, 3):
        playbook = state(telling).playbook
        assert playbook is not None and not playbook.checked
        telling.by(BEN, TickItem(f"check:{number}"))
    playbook = state(telling).playbook
    assert playbook is not None and playbook.checked
    assert playbook.open_items[0].key == "step:1"


@pytest.mark.parametrize(
    "command",
    [
        AttachPlaybook(DRIFT),
        TickItem("check:2", "seen"),
        TickItem("check:2"),
        ClearItem("check:3", "why"),
    ],
)
def test_twice_is_once(command: PlaybookCommand) -> None:
    """What is so already records nothing; a press without a result never wipes one out."""
    telling = attached().by(BEN, TickItem("check:2", "seen"))
    before = telling.done()
    assert telling.by(ANA, command).done() == before


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        (TickItem("check:4"), Refused(Reason.UNKNOWN_ITEM, "item")),
        (ClearItem("step:99", ""), Refused(Reason.UNKNOWN_ITEM, "item")),
        (AttachPlaybook(LATENCY), Refused(Reason.BLANK, "reason")),
        (AttachPlaybook(LATENCY, " \u200b "), Refused(Reason.BLANK, "reason")),
        (DetachPlaybook(""), Refused(Reason.BLANK, "reason")),
    ],
)
def test_refused(command: PlaybookCommand, refused: Refused) -> None:
    """Unknown items are refused, and so is putting a playbook away without a reason."""
    assert attached().tried(ANA, command) == refused


def test_nothing_attached() -> None:
    """Without a playbook there is nothing to tick, and nothing to put away."""
    telling = Telling().declare()
    assert telling.tried(ANA, TickItem("check:1")) == Refused(Reason.NO_PLAYBOOK)
    assert telling.tried(ANA, ClearItem("check:1", "")) == Refused(Reason.NO_PLAYBOOK)
    assert telling.by(ANA, DetachPlaybook("No use")).done().it.playbook is None
    assert len(telling.done().events) == 1


def test_after_closing() -> None:
    """A closed incident's checklist stands as it was."""
    telling = attached().by(ANA, Close("PSI is back"))
    assert telling.tried(ANA, TickItem("check:1")) == Refused(Reason.CLOSED)
    assert telling.tried(ANA, AttachPlaybook(LATENCY, "why")) == Refused(Reason.CLOSED)


def test_replaced() -> None:
    """Another playbook begins with nothing ticked; what was ticked before stays in the history."""
    telling = attached().by(BEN, TickItem("check:1", "It moved"))
    telling.by(ANA, AttachPlaybook(LATENCY, " It is latency "))
    last = telling.done().events[-1].event
    assert isinstance(last, PlaybookAttached)
    assert (last.playbook, last.before, last.reason) == (
        LATENCY,
        "Drift alert, version 1.0",
        "It is latency",
    )
    assert ticks(telling) == {}
    assert any(isinstance(recorded.event, ItemTicked) for recorded in telling.done().events)
    telling.by(ANA, DetachPlaybook("None fits"))
    assert state(telling).playbook is None
    gone = telling.done().events[-1].event
    assert isinstance(gone, PlaybookDetached) and gone.title == LATENCY.title


def test_an_edited_library_changes_nothing() -> None:
    """The incident works by its own copy; the edited one is another playbook, which needs a reason."""
    edited = DRIFT.model_copy(update={"version": "2.0", "steps": ("Something else",)})
    telling = attached()
    assert telling.tried(ANA, AttachPlaybook(edited)) == Refused(Reason.BLANK, "reason")
    playbook = state(telling).playbook
    assert playbook is not None and playbook.playbook == DRIFT


def effects(telling: Telling) -> list[do.Effect]:
    """What the last event makes necessary."""
    return list(react(state(telling), telling.done().events[-1]))


def test_told() -> None:
    """The first playbook posts its checklist; ticks only refresh it; another one, or none, is told in the room."""
    telling = Telling().declare().by(None, ReportRoomOpened("C0ROOM", "inc-7")).by(ANA, AttachPlaybook(DRIFT))
    card, panel = do.RefreshCard(), do.RefreshPanel(panel=do.PLAYBOOK)
    assert effects(telling) == [do.PostPanel(panel=do.PLAYBOOK), card]
    telling.by(None, ReportPanelPosted(do.PLAYBOOK, "1.2"))
    assert effects(telling.by(BEN, TickItem("check:1"))) == [panel, card]
    assert effects(telling.by(BEN, ClearItem("check:1", ""))) == [panel, card]
    assert isinstance(telling.done().events[-1].event, ItemCleared)
    telling.by(BEN, AttachPlaybook(LATENCY, "It is latency"))
    assert effects(telling) == [do.TellRoom(event=telling.done().events[-1].version), panel, card]
    telling.by(BEN, DetachPlaybook("Neither"))
    assert effects(telling) == [do.TellRoom(event=telling.done().events[-1].version), panel, card]
    telling.by(BEN, AttachPlaybook(DRIFT))
    assert effects(telling) == [do.TellRoom(event=telling.done().events[-1].version), panel, card]
