"""What changed in an incident since some moment, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from bot.domain import events as happened
from bot.domain.actions import ActionApplied, ActionSettled
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisJudged, HypothesisState, hypothesis_of
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.views.facts import Fact

Kind = TypeVar("Kind")


def changes(it: Incident, history: Sequence[Recorded], since: datetime) -> tuple[Fact, ...]:
    """What was recorded since then, each with its entry; that nothing was is said, too."""
    fresh = [each for each in history if each.at >= since]
    return tuple(_changes(it, fresh)) or (Fact("was_nothing", 0, {"at": since}),)


def _changes(it: Incident, fresh: Sequence[Recorded]) -> Iterator[Fact]:
    if any(isinstance(each.event, happened.Declared) for each in fresh):
        yield Fact("was_declared", 1, {"at": it.declared_at})
    yield from _ends(fresh)
    severities = _all(fresh, happened.SeverityChanged)
    if severities and severities[0][1].was is not severities[-1][1].now:
        entry, last = severities[-1]
        said: dict[str, object] = {"was": severities[0][1].was, "severity": last.now, "words": last.reason}
        yield Fact("was_severity", entry, said)
    updates = _all(fresh, happened.UpdatePosted)
    if updates:
        entry, posted = updates[-1]
        said = {"count": len(updates), "status": posted.status, "words": posted.impact}
        yield Fact("was_updated", entry, said)
    for entry, judged in _all(fresh, HypothesisJudged):
        cause = hypothesis_of(it.hypotheses, judged.number)
        if cause is not None and judged.now is cause.state is HypothesisState.CONFIRMED:
            yield Fact("was_confirmed", entry, {"words": cause.statement})
    yield from _contained(fresh)
    phases = _all(fresh, happened.PhaseChanged)
    if phases and it.open and phases[-1][1].now is it.phase:
        yield Fact("was_phase", phases[-1][0], {"phase": it.phase})
    decided = _all(fresh, happened.DecisionRecorded)
    if decided:
        entry, decision = decided[-1]
        yield Fact("was_decided", entry, {"count": len(decided), "words": decision.what})
    led = [each for each in _all(fresh, happened.RoleTaken) if each[1].role == COMMANDER and each[1].before]
    if led:
        yield Fact("was_commanded", led[-1][0], {"words": led[-1][1].handover})


def _ends(fresh: Sequence[Recorded]) -> Iterator[Fact]:
    """Whether it was closed or reopened; what came last counts."""
    ends = [each for each in fresh if isinstance(each.event, happened.Closed | happened.Reopened)]
    match ends[-1].event if ends else None:
        case happened.Closed(verified=verified):
            yield Fact("was_closed", ends[-1].version, {"words": verified})
        case happened.Reopened(reason=reason):
            yield Fact("was_reopened", ends[-1].version, {"words": reason})
        case _:
            pass


def _contained(fresh: Sequence[Recorded]) -> Iterator[Fact]:
    """What was put in place or settled; of each action what came last."""
    latest: dict[int, Fact] = {}
    for each in fresh:
        match each.event:
            case ActionApplied(number=number, what=what):
                latest[number] = Fact("was_applied", each.version, {"number": number, "words": what})
            case ActionSettled(number=number, what=what, now=state):
                said: dict[str, object] = {"number": number, "words": what, "state": state}
                latest[number] = Fact("was_settled", each.version, said)
            case _:
                pass
    yield from reversed(latest.values())


def _all(fresh: Sequence[Recorded], kind: type[Kind]) -> list[tuple[int, Kind]]:
    return [(each.version, each.event) for each in fresh if isinstance(each.event, kind)]
