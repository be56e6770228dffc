"""Whatever is asked of containment in whatever order, its promises hold (domain §9, §15)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.action_log import Action
from bot.domain.actions import (
    NEXT,
    ActionApplied,
    ActionApproved,
    ActionCorrected,
    ActionEvent,
    ActionState,
    ApplyAction,
    ApproveAction,
    AskAutomation,
    AutomationAsked,
    CorrectAction,
    KeepAction,
    PostponeReview,
    ReportAutomation,
    SettleAction,
)
from bot.domain.commands import Close, Command, GiveRole, LetTimePass, Reopen
from bot.domain.containment import Containment
from bot.domain.events import Recorded
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.react import react
from bot.domain.reminders import next_due
from tests.bot.domain.acting import propose, rules, team
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, PEOPLE, Telling

often = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Asked = tuple[str | None, Command]
_steps = st.lists(st.tuples(st.integers(0, 2**16), st.sampled_from([0, 0, 1, 15])), min_size=10, max_size=60)
"""Which of the things that can be asked is asked, and how many minutes pass before."""


def lived(steps: list[tuple[int, int]], people: int) -> Telling:
    """What comes of these requests, refused ones left out; every other time, both first proposals are approved."""
    telling = team(rules(people=people))
    telling.by(BEN, propose(risky=people > 1, webhook="roller"))
    telling.by(CLEO, propose(Containment.SHED_LOAD, what="zero"))
    if steps[0][0] % 2:
        telling.by(None, ReportAutomation(1, 1, ok=True, status=200, answer="would work"))
        for holder in (ANA, CLEO, DIMA)[:people]:
            telling.by(holder, GiveRole("ml_owner", holder)).by(holder, ApproveAction(1))
        telling.by(ANA, ApproveAction(2))
    for choice, minutes in steps:
        telling.after(minutes=minutes)
        asked = list(_askable(telling))
        person, command = asked[choice % len(asked)]
        telling.tried(person, command)
    return telling


def _askable(telling: Telling) -> Iterator[Asked]:
    """Everything that somebody might ask, sensible or not, of the first actions and of the incident."""
    it = telling.it
    assert it is not None
    for action in it.actions[:3]:
        yield from _of(action)
    for risky, webhook in ((True, "roller"), (False, "roller"), (True, ""), (False, "")):
        yield BEN, propose(what=f"{risky} {webhook}", risky=risky, webhook=webhook)
    yield DIMA, GiveRole("ops", DIMA)
    yield BEN, GiveRole("ops", BEN)
    yield None, LetTimePass()
    if it.open:
        yield ANA, Close(verified="well", override="so")
    else:
        yield from ((ANA, Reopen(reason="again")),) * 8


def _of(action: Action) -> Iterator[Asked]:
    number = action.number
    for person in PEOPLE:
        yield person, ApproveAction(number)
    for override in ("", " ", "it cannot wait"):
        yield BEN, ApplyAction(number, override=override)
        yield BEN, AskAutomation(number, "apply", override)
    yield BEN, AskAutomation(number, "dry_run")
    yield BEN, AskAutomation(number, "revert")
    for outcome in ActionState:
        yield BEN, SettleAction(number, outcome, "seen")
    for _ in range(3):
        yield BEN, CorrectAction(number, "mistake")
    yield BEN, PostponeReview(number, 60, "later")
    for run in action.runs:
        for ok, unknown in ((True, False), (True, False), (True, False), (False, False), (False, True)):
            yield None, ReportAutomation(number, run.number, ok, 200 if ok else 0, "answer", unknown)


def states(telling: Telling) -> list[tuple[Incident, Recorded, Incident]]:
    """Every event about an action with the incident before and after it."""
    told, before = [], None
    for recorded in telling.events:
        after = fold(telling.number, [recorded], before)
        assert after is not None
        if before is not None and isinstance(recorded.event, ActionEvent):
            told.append((before, recorded, after))
        before = after
    return told


def _at(it: Incident, event: ActionEvent) -> Action:
    found = it.action(event.number)
    assert found is not None
    return found


@often
@given(_steps, st.integers(1, 3))
def test_one_change_at_a_time(steps: list[tuple[int, int]], people: int) -> None:
    """Nothing becomes unverified beside something unverified without a recorded reason; a correction never does."""
    for before, recorded, after in states(lived(steps, people)):
        event = recorded.event
        assert isinstance(event, ActionEvent)
        was = before.action(event.number)
        if not _at(after, event).unverified or (was is not None and was.unverified):
            continue
        if isinstance(event, ActionApplied) and recorded.by is None:
            # The automation did what it was asked; that is when it was held against the others.
            continue
        others = [each for each in before.unverified_actions if each.number != event.number]
        if others:
            assert isinstance(event, ActionApplied | AutomationAsked), event
            assert event.override.strip()


@often
@given(_steps, st.integers(1, 3))
def test_a_risky_one_has_its_approvals(steps: list[tuple[int, int]], people: int) -> None:
    """What is applied, by hand or by a webhook, was approved by enough people, a risky one by others."""
    for before, recorded, _ in states(lived(steps, people)):
        event = recorded.event
        changes = isinstance(event, ActionApplied) or (
            isinstance(event, AutomationAsked) and event.purpose == "apply"
        )
        if not changes or not isinstance(event, ActionEvent):
            continue
        action = _at(before, event)
        yes = {approval.person for approval in action.approvals}
        assert len(yes) == len(action.approvals)
        assert len(yes) >= (people if action.risky else 1)
        assert not action.risky or action.proposed_by not in yes


@often
@given(_steps, st.integers(1, 3))
def test_a_webhook_is_asked_once_an_approval(steps: list[tuple[int, int]], people: int) -> None:
    """Between two approvals of an action its webhook is asked to apply it at most once; never beside another run."""
    asked: dict[int, int] = {}
    for before, recorded, _ in states(lived(steps, people)):
        event = recorded.event
        match event:
            case ActionApproved(complete=True):
                asked[event.number] = 0
            case AutomationAsked():
                was = before.action(event.number)
                assert was is None or was.running is None
                if event.purpose == "apply":
                    asked[event.number] += 1
                    assert asked[event.number] == 1
            case _:
                pass


@often
@given(_steps, st.integers(1, 3))
def test_every_chain_follows_the_states(steps: list[tuple[int, int]], people: int) -> None:
    """An action's steps begin with its proposal, each may follow the one before; a correction removes exactly one."""
    telling = lived(steps, people)
    for before, recorded, after in states(telling):
        event = recorded.event
        assert isinstance(event, ActionEvent)
        chain = [step.state for step in _at(after, event).steps]
        assert chain[0] is ActionState.PROPOSED
        assert all(later in NEXT[earlier] for earlier, later in pairwise(chain))
        if isinstance(event, ActionCorrected):
            assert chain == [step.state for step in _at(before, event).steps][:-1]
        assert _at(after, event).in_place == (_at(after, event).review_at is not None)
        react(after, recorded)
    assert telling.it is not None
    numbers = [action.number for action in telling.it.actions]
    assert numbers == list(range(1, len(numbers) + 1))
    next_due(telling.it, telling.now)


@often
@given(_steps, st.data())
def test_what_is_kept_has_an_owner_and_a_time(steps: list[tuple[int, int]], data: st.DataObject) -> None:
    """What is kept on purpose is in place, has an owner, and a time at which it is looked at again."""
    telling = lived(steps, 2)
    number, owner = data.draw(st.integers(1, 3)), data.draw(st.sampled_from(["", *PEOPLE]))
    telling.tried(PEOPLE[0], KeepAction(number, owner, "r", telling.now.replace(year=telling.now.year + 1)))
    telling.tried(PEOPLE[0], KeepAction(number, owner, "r", telling.now.replace(day=28)))
    assert telling.it is not None
    for action in telling.it.actions:
        if action.kept_by:
            assert action.in_place and action.review_at is not None and action.kept_because
