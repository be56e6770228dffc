"""The timeline overlay of one incident as a chart, made from its history (domain §5, §13).

Nobody is named in it; what people typed stands in the words, and in the picture only as far as it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from bot.domain.events import Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.severity import Surface
from bot.views import timeline_lanes as lanes_of
from bot.views.charts import Key, Lane, Mark, MarkKind, Spell, SpellKind, TimelineChart
from bot.views.moments import duration
from bot.views.text import one_line
from bot.views.timeline import Telling
from bot.views.timeline_lanes import NAME_MOST, WORDS_MOST

_IN_WORDS: dict[MarkKind, str] = {
    "moment": "reached",
    "change": "change in the system",
    "due": "update due",
    "on_time": "update given in time",
    "late": "update given late",
    "missed": "update missed",
    "decision": "decision",
    "note": "hypothesis or note",
    "alarm": "reminder or escalation",
    "message": "hypothesis settled",
}
_STATES: dict[SpellKind, str] = {
    "proposed": "proposed",
    "approved": "approved",
    "applied": "applied",
    "verified": "verified",
    "overdue": "time without the owed update",
}
_SEVERITIES: dict[int, SpellKind] = {1: "severity_1", 2: "severity_2", 3: "severity_3"}


def timeline_chart(tell: Telling, history: Sequence[Recorded], now: datetime) -> TimelineChart:
    """The chart as of `now` (UTC): of what is over until its end, of what is open until now."""
    it = tell.it
    states = tuple(_states(it.number, history))
    end = it.closed_at or now
    lanes = (
        _system(it),
        _milestones(it, end),
        Lane(name="Phase", spells=tuple(_spells(states, end, _phase))),
        Lane(name="Severity", spells=tuple(_spells(states, end, _severity))),
        Lane(name="Surface (triage)", spells=tuple(_spells(states, end, _surface))),
        lanes_of.updates(history, end, it.closed_at),
        *(lanes_of.action(tell, action, end) for action in it.actions),
        lanes_of.hypotheses(tell, history),
        lanes_of.decisions(tell),
        lanes_of.alarms(history),
        lanes_of.notes(tell, history),
    )
    shown = tuple(lane for lane in lanes if lane.marks or lane.spells)
    return TimelineChart(
        title=f"INC-{it.number}: timeline",
        zone=it.policy.timezone,
        lanes=shown,
        keys=tuple(_keys(shown)),
    )


def _system(it: Incident) -> Lane:
    """What is known to have changed beside the response: deploys and runs of the pipeline, by the catalogue."""
    marks = []
    if it.entry and it.entry.last_deploy:
        version = one_line(it.entry.current_version, NAME_MOST)
        words = f"last deploy of the model{f', version {version}' if version else ''}"
        label = f"deploy {version}".strip()
        marks.append(Mark(at=it.entry.last_deploy, kind="change", label=label, words=words))
    if it.entry and it.entry.feature_pipeline_last_good_run:
        words = (
            f"last good run of the feature pipeline {one_line(it.entry.feature_pipeline, WORDS_MOST)}".strip()
        )
        at = it.entry.feature_pipeline_last_good_run
        marks.append(Mark(at=at, kind="change", label="pipeline ran well", words=words))
    return Lane(name="Model and pipeline", marks=tuple(marks))


def _milestones(it: Incident, end: datetime) -> Lane:
    reached = (
        (it.started_at, "began"),
        (it.detected_at, "detected"),
        (it.declared_at, "declared"),
        (it.acknowledged_at, "acknowledged"),
        (it.contained_at, "contained"),
        (it.recovered_at, "recovered"),
        (it.verified_at, "verified"),
        (it.closed_at, "closed"),
    )
    marks = tuple(Mark(at=at, kind="moment", label=word, words=word) for at, word in _together(reached))
    over = it.recovered_at or it.closed_at
    until = over or end
    if until < it.started_at:
        return Lane(name="Milestones", marks=marks)
    lasted = duration(until - it.started_at)
    words = f"impact, {lasted}{'' if over else ' so far'}"
    impact = Spell(
        since=it.started_at, until=until, kind="impact", label="impact", words=words, ended=over is not None
    )
    return Lane(name="Milestones", marks=marks, spells=(impact,))


def _together(reached: Iterable[tuple[datetime | None, str]]) -> Iterator[tuple[datetime, str]]:
    """What was reached at the same moment, as one."""
    words: dict[datetime, list[str]] = {}
    for at, word in reached:
        if at is not None:
            words.setdefault(at, []).append(word)
    for at, several in sorted(words.items()):
        yield at, ", ".join(several)


def _states(number: int, history: Sequence[Recorded]) -> Iterator[tuple[datetime, Incident]]:
    it: Incident | None = None
    for recorded in history:
        it = apply(number, it, recorded)
        yield recorded.at, it


Said = tuple[SpellKind, str]


def _spells(
    states: Sequence[tuple[datetime, Incident]], end: datetime, said: Callable[[Incident], Said | None]
) -> Iterator[Spell]:
    """How long each was so, while the response went on."""
    changes: list[tuple[datetime, Said | None]] = []
    for at, it in states:
        now = said(it) if it.open else None
        if not changes or changes[-1][1] != now:
            changes.append((at, now))
    last = changes[-1] if changes else None
    for (since, what), (until, _) in pairwise(changes):
        if what is not None and until > since:
            yield Spell(since=since, until=until, kind=what[0], label=what[1], words=what[1])
    if last is not None and last[1] is not None and end > last[0]:
        kind, word = last[1]
        yield Spell(since=last[0], until=end, kind=kind, label=word, words=word, ended=False)


def _phase(it: Incident) -> Said:
    return it.phase.value, it.phase.value


def _severity(it: Incident) -> Said:
    return _SEVERITIES[it.severity.rank], it.severity.value


def _surface(it: Incident) -> Said | None:
    concluded = it.triage.concluded
    if concluded is None or concluded.surface is Surface.UNKNOWN:
        return None
    return "surface", concluded.surface.value


def _keys(lanes: Sequence[Lane]) -> Iterator[Key]:
    """What the shapes and patterns of the picture mean, as far as they are in it and their names are not."""
    marks = {mark.kind for lane in lanes for mark in lane.marks}
    spells = {spell.kind for lane in lanes for spell in lane.spells}
    for mark, meaning in _IN_WORDS.items():
        if mark in marks:
            yield Key(kind=mark, meaning=meaning)
    for spell, meaning in _STATES.items():
        if spell in spells:
            yield Key(kind=spell, meaning=meaning)
