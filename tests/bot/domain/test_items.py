"""Action items: owned, dated, moved, declined, reminded of, and never changed unseen (domain §13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.action_items import (
    LOOP_CLOSING,
    ActionItem,
    AddItem,
    ChangeItem,
    DeclineItem,
    ItemCategory,
    ItemChanged,
    ItemCommand,
    ItemReminded,
    ItemState,
    MoveItem,
    ReportItemSent,
    item_of,
)
from bot.domain.decide import decide
from bot.domain.effects import ITEMS, SendItem, from_json, to_json
from bot.domain.item_days import item_reminders, usual_due
from bot.domain.item_rules import ItemRules, Tracker
from bot.domain.react import react
from bot.domain.record import record
from bot.domain.refusal import Reason, Refused
from bot.domain.reminders import next_due
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling, policy

DUE = date(2025, 3, 18)
"""A Tuesday, two weeks after the beginning."""

SIGNAL = ItemCategory.SIGNAL


def added(owner: str = CLEO, due: date | None = DUE, *, drill: bool = False) -> Telling:
    """An incident in its room with one action item that Ben wrote down."""
    telling = Telling().declare(drill=drill).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    return telling.by(BEN, AddItem(SIGNAL, "Alert on price freshness", owner, due))


def the(telling: Telling, number: int = 1) -> ActionItem:
    """The item of that number."""
    found = item_of(telling.done().it.items, number)
    assert found is not None
    return found


def reactions(telling: Telling) -> tuple[do.Effect, ...]:
    """What the last event makes Tocsin do."""
    history = telling.done()
    return react(history.it, history.events[-1])


def told(telling: Telling) -> list[str]:
    """Who is told directly of the last event."""
    return [effect.person for effect in reactions(telling) if isinstance(effect, do.TellPerson)]


def refused(telling: Telling, command: ItemCommand, by: str = BEN) -> tuple[Reason, str]:
    """Why that command is refused, and at which input."""
    history = telling.done()
    verdict = decide(history.it, command, history.now, by)
    assert isinstance(verdict, Refused)
    return verdict.reason, verdict.where


def test_added() -> None:
    """An item is open, numbered, of whoever it was given to; the room's list is posted and its owner is told."""
    telling = added()
    known = the(telling)
    assert (known.number, known.state, known.owner, known.due, known.by) == (
        1,
        ItemState.OPEN,
        CLEO,
        DUE,
        BEN,
    )
    effects = reactions(telling)
    assert do.PostPanel(panel=ITEMS) in effects and told(telling) == [CLEO]
    assert any(isinstance(effect, do.TellRoom) for effect in effects)


def test_pressed_twice() -> None:
    """The same words in the same category, while they are to be done, are the same item."""
    telling = added()
    telling.by(ANA, AddItem(SIGNAL, " Alert on price freshness ", ANA))
    assert len(telling.done().it.items) == 1
    telling.by(ANA, MoveItem(1, ItemState.DONE)).by(ANA, AddItem(SIGNAL, "Alert on price freshness", ANA))
    assert [item.state for item in telling.done().it.items] == [ItemState.DONE, ItemState.OPEN]


@pytest.mark.parametrize(
    ("command", "reason", "where"),
    [
        (AddItem(SIGNAL, " \u200b"), Reason.BLANK, "change"),
        (AddItem(SIGNAL, "Alert", due=date(2025, 3, 3)), Reason.IN_PAST, "due"),
        (AddItem(SIGNAL, "Alert", due=date(2028, 3, 3)), Reason.TOO_FAR, "due"),
        (AddItem(SIGNAL, "Alert", link="javascript:alert(1)"), Reason.NO_LINK, "link"),
        (AddItem(SIGNAL, "Alert", link="https://a b"), Reason.NO_LINK, "link"),
        (ChangeItem(1, SIGNAL, "\n", CLEO, DUE, ""), Reason.BLANK, "change"),
        (ChangeItem(1, SIGNAL, "Alert", CLEO, DUE, "", edition=1), Reason.ITEM_CHANGED, "change"),
        (MoveItem(1, ItemState.DROPPED, " "), Reason.BLANK, "note"),
        (MoveItem(2, ItemState.DONE), Reason.UNKNOWN_ACTION_ITEM, "number"),
        (MoveItem(0, ItemState.DONE), Reason.UNKNOWN_ACTION_ITEM, "number"),
        (DeclineItem(1), Reason.NOT_ITEM_OWNER, ""),
    ],
)
def test_refused(command: ItemCommand, reason: Reason, where: str) -> None:
    """What cannot be so is refused at the input that has to change, and nothing is recorded."""
    assert refused(added(), command) == (reason, where)


def test_a_day_of_the_teams_zone() -> None:
    """The day is the team's: half an hour before midnight in UTC it is tomorrow in Vienna already."""
    telling = added()
    late = telling.done().now.replace(hour=23, minute=30)
    verdict = decide(telling.done().it, AddItem(SIGNAL, "Alert", due=date(2025, 3, 4)), late, BEN)
    assert isinstance(verdict, Refused) and verdict.reason is Reason.IN_PAST


def test_changed_with_its_history() -> None:
    """A change says what was said before; both the new and the former owner are told, and an old day may stay."""
    telling = added().after(days=30)
    telling.by(
        BEN, ChangeItem(1, ItemCategory.RUNBOOK, "Describe it", DIMA, DUE, "https://tickets.example/1")
    )
    event = telling.done().events[-1].event
    assert isinstance(event, ItemChanged)
    assert (event.was_what, event.was_owner, event.was_category) == ("Alert on price freshness", CLEO, SIGNAL)
    assert told(telling) == [DIMA, CLEO] and the(telling).edition == 1


def test_nobody_overwrites_unseen() -> None:
    """A change that was begun before somebody else's is refused and says what stands there now."""
    telling = added().by(CLEO, ChangeItem(1, SIGNAL, "Alert on age", CLEO, DUE, "", edition=0))
    stale = ChangeItem(1, SIGNAL, "Alert on nulls", CLEO, DUE, "", edition=0)
    assert refused(telling, stale) == (Reason.ITEM_CHANGED, "change")
    same = ChangeItem(1, SIGNAL, "Alert on age", CLEO, DUE, "", edition=0)
    assert decide(telling.done().it, same, telling.done().now, BEN) == ()


def test_moved() -> None:
    """Every state can be reached and left; doing it twice is once; what ends or begins again is told in the room."""
    telling = added()
    for state, said in (
        (ItemState.IN_PROGRESS, False),
        (ItemState.DONE, True),
        (ItemState.OPEN, True),
        (ItemState.DROPPED, True),
    ):
        telling.after(hours=1).by(BEN, MoveItem(1, state, "Because"))
        assert the(telling).state is state
        assert any(isinstance(effect, do.TellRoom) for effect in reactions(telling)) is said
    count = len(telling.events)
    telling.by(BEN, MoveItem(1, ItemState.DROPPED, "Again"))
    assert len(telling.events) == count


def test_declined() -> None:
    """Its owner gives it back: nobody owns it then, and whoever wrote it down is told."""
    telling = added().by(CLEO, DeclineItem(1, "On leave"))
    assert the(telling).owner == "" and told(telling) == [BEN] and not the(telling).concrete
    assert decide(telling.done().it, DeclineItem(1), telling.done().now, CLEO) == ()


@pytest.mark.parametrize("category", ItemCategory)
@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("owner", ["", CLEO])
@pytest.mark.parametrize("due", [None, DUE])
def test_what_closes_the_loop(category: ItemCategory, state: ItemState, owner: str, due: date | None) -> None:
    """Concrete is what has one of the five categories, an owner and a day, and was not dropped."""
    telling = Telling().declare().by(BEN, AddItem(category, "Alert", owner, due))
    telling.by(BEN, MoveItem(1, state, "Because"))
    expected = category in LOOP_CLOSING and bool(owner) and due is not None and state is not ItemState.DROPPED
    assert the(telling).concrete is expected


def test_after_the_end_and_in_an_archived_room() -> None:
    """A closed incident with an archived room still takes items; they are told directly and nowhere else."""
    telling = Telling().declare().by(None, ask.ReportRoomOpened("C0ROOM", "inc-7")).by(ANA, ask.Close("Well"))
    telling.by(None, ask.ReportRoomArchived()).by(BEN, AddItem(SIGNAL, "Alert", CLEO, DUE))
    effects = reactions(telling)
    assert told(telling) == [CLEO]
    assert {effect.kind for effect in effects} == {"tell_person", "send_item"}
    assert next_due(telling.done().it, telling.now) is not None


def test_of_a_restricted_incident() -> None:
    """Who is not in a restricted incident's room cannot be given an item of it, and is told nothing once they left."""
    telling = Telling().declare(restricted=True).by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))
    assert refused(telling, AddItem(SIGNAL, "Alert", CLEO, DUE)) == (Reason.OWNER_OUTSIDE, "owner")
    telling.by(None, ask.ReportPresence(CLEO, present=True)).by(ANA, AddItem(SIGNAL, "Alert", CLEO, DUE))
    assert told(telling) == [CLEO]
    telling.by(None, ask.ReportPresence(CLEO, present=False)).by(BEN, MoveItem(1, ItemState.IN_PROGRESS))
    assert told(telling) == []


def test_a_drill_reaches_no_tracker() -> None:
    """Items of a drill stay among its people: the tracker hears of none (domain §16)."""
    assert any(isinstance(effect, SendItem) for effect in reactions(added()))
    assert not any(isinstance(effect, SendItem) for effect in reactions(added(drill=True)))


def reminded(telling: Telling, *, days: int) -> list[tuple[str, str]]:
    """What is said on which day, when time passes at noon of each of the next so many days."""
    said: list[tuple[str, str]] = []
    for _ in range(days):
        before = len(telling.events)
        telling.after(days=1).by(None, ask.LetTimePass())
        said += [
            (f"{event.event.at:%a %d %H:%M}", event.event.stage)
            for event in telling.events[before:]
            if isinstance(event.event, ItemReminded)
        ]
    return said


def test_reminders() -> None:
    """On the mornings of business days: two days before, on the day, the day after, and every week from then on."""
    telling = added().by(ANA, ask.GiveRole("ic", ANA)).by(ANA, ask.Close("Well"))
    assert reminded(telling, days=31) == [
        ("Fri 14 08:00", "soon"),
        ("Tue 18 08:00", "due"),
        ("Wed 19 08:00", "overdue"),
        ("Wed 26 08:00", "overdue"),
        ("Wed 02 07:00", "overdue"),
    ]


@pytest.mark.parametrize(
    ("due", "stages"),
    [
        (date(2025, 3, 15), ["Thu 13 soon", "Fri 14 due", "Mon 17 overdue"]),
        (date(2025, 3, 16), ["Fri 14 due", "Mon 17 overdue"]),
        (date(2025, 3, 17), ["Fri 14 soon", "Mon 17 due", "Tue 18 overdue"]),
        (date(2025, 3, 4), ["Wed 05 overdue"]),
        (date(2025, 3, 5), ["Wed 05 due", "Thu 06 overdue"]),
        (None, []),
    ],
)
def test_reminders_and_weekends(due: date | None, stages: list[str]) -> None:
    """What falls on a weekend is said on the Friday before, while there is still time; what lay before is not said."""
    it = added(due=due).done().it
    found = [f"{at:%a %d} {stage}" for stage, at in item_reminders(it.policy, it.items[0])]
    assert found == stages


def test_late_after_a_long_silence() -> None:
    """Whatever came while nobody was there to say it is said once, in its latest form."""
    telling = added().after(days=20).by(None, ask.LetTimePass())
    said = [each.event.stage for each in telling.events if isinstance(each.event, ItemReminded)]
    assert said == ["overdue"]


def unreached(telling: Telling, person: str, reason: str = "user_disabled") -> Telling:
    """Slack will not tell this person something."""
    body = to_json(do.TellPerson(person=person, event=3))
    return telling.by(None, ask.ReportGivenUp("tell_person", body, reason))


@pytest.mark.parametrize(
    ("reason", "people"),
    [
        ("user_disabled", [BEN]),
        ("user_not_found", [BEN]),
        ("cannot_dm_bot", [BEN]),
        ("restricted_action", []),
        ("invalid_blocks", []),
    ],
)
def test_an_owner_who_cannot_be_reached(reason: str, people: list[str]) -> None:
    """Whoever wrote it down is told once, and reminded from then on; other refusals say nothing about the owner."""
    telling = unreached(added(), CLEO, reason)
    assert told(telling) == people
    assert told(unreached(telling, CLEO, reason)) == []
    telling.after(days=20).by(None, ask.LetTimePass())
    assert told(telling) == (people or [CLEO])


def test_an_owner_who_is_back() -> None:
    """Somebody who acts, is given an item anew, or whose deliveries are tried again, is reminded as before."""
    gone = DUE, ""
    for command, by in (
        (ask.AddNote("Back from leave", None, "command"), CLEO),
        (AddItem(SIGNAL, "Another", CLEO, *gone), BEN),
        (ask.RetryDeliveries(), BEN),
    ):
        telling = unreached(added(), CLEO).by(by, command).after(days=20).by(None, ask.LetTimePass())
        assert CLEO in told(telling)


def test_nobody_of_them_can_be_reached() -> None:
    """Of those who answer for it the first who can be reached hears of it."""
    telling = unreached(unreached(added(), BEN), CLEO)
    assert told(telling) == [ANA]


def test_who_is_reminded() -> None:
    """Its owner; while it is nobody's, who wrote it down; nobody of what is done, until it is open again."""
    telling = added().after(days=14).by(None, ask.LetTimePass())
    assert told(telling) == [CLEO]
    telling.by(CLEO, DeclineItem(1)).after(days=1).by(None, ask.LetTimePass())
    assert told(telling) == [BEN]
    telling.by(BEN, MoveItem(1, ItemState.DONE))
    it = telling.done().it
    assert item_reminders(it.policy, it.items[0]) == ()
    telling.after(days=1).by(BEN, MoveItem(1, ItemState.OPEN))
    it = telling.done().it
    assert [stage for stage, _ in item_reminders(it.policy, it.items[0])] == ["overdue"]


def test_usual_day() -> None:
    """A new item is offered to be due ten days of work from today."""
    telling = added()
    assert usual_due(policy(), telling.done().now) == date(2025, 3, 18)


def test_sent() -> None:
    """The tracker's answer is kept; what it did not take is tried again with everything that Slack refused."""
    telling = added()
    version = telling.done().it.version
    telling.by(None, ReportItemSent(1, version, problem="It answers 400."))
    assert the(telling).problem == "It answers 400."
    telling.by(BEN, ask.RetryDeliveries())
    again = [effect for effect in reactions(telling) if isinstance(effect, SendItem)]
    assert again == [SendItem(number=1, event=version)]
    telling.by(None, ReportItemSent(1, version, link="https://tickets.example/9"))
    assert (the(telling).problem, the(telling).issue) == ("", "https://tickets.example/9")
    count = len(telling.events)
    telling.by(None, ReportItemSent(1, version, link="https://tickets.example/9"))
    assert len(telling.events) == count
    assert from_json(do.to_json(again[0])) == again[0]


def test_the_address_is_not_recorded() -> None:
    """An incident's copy of the policy, and everything made of it, lacks the tracker's address."""
    rules = policy().model_copy(update={"items": ItemRules(tracker=Tracker(url="https://t.example/s3cret"))})
    telling = Telling().declare(rules=rules)
    written = (
        telling.done().events[0].model_dump_json() + repr(rules) + record(telling.done().it).model_dump_json()
    )
    assert "s3cret" not in written


@given(
    due=st.dates(date(2025, 3, 4), date(2026, 3, 4)),
    later=st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
def test_time_always_goes_on(due: date, later: list[int]) -> None:
    """Whenever time passes, nothing that has been said is due any more, and an open item is asked about again."""
    telling = added(due=due)
    for days in later:
        telling.after(days=days).by(None, ask.LetTimePass())
        history = telling.done()
        stages = item_reminders(history.it.policy, history.it.items[0])
        assert stages and all(at > history.now for _, at in stages)
        assert stages[0][1] - history.now < timedelta(days=400)
