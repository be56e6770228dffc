"""The timeline overlay of an incident, before it is drawn."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain import commands as ask
from bot.domain.severity import Status
from bot.views.charts import Lane, TimelineChart
from bot.views.people import People
from bot.views.timeline import telling
from bot.views.timeline_chart import timeline_chart
from tests.bot.views.responses import long_words, responded
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import BEN, History, Telling

LIVES = {"plain": drift, "empty": empty, "hostile": hostile, "whole": whole_life}


def chart_of(history: History) -> TimelineChart:
    """Its chart, as of when the history ends."""
    tell = telling(history.it, history.events, People(history.it.policy, history.events))
    return timeline_chart(tell, history.events, history.now)


def lane(chart: TimelineChart, name: str) -> Lane:
    """The row of that name."""
    return next(each for each in chart.lanes if each.name == name)


def labelled(row: Lane) -> list[str]:
    """What is written beside its marks, in order."""
    return [mark.label for mark in sorted(row.marks, key=lambda mark: mark.at) if mark.label]


def said(row: Lane) -> list[str]:
    """The words of its marks and stretches."""
    return [*(mark.words for mark in row.marks), *(spell.words for spell in row.spells)]


def test_a_whole_response_is_on_one_axis() -> None:
    """System, milestones, phases, severities, updates, decisions and reminders stand in rows of their own."""
    chart = chart_of(drift())
    assert [row.name for row in chart.lanes] == [
        "Model and pipeline",
        "Milestones",
        "Phase",
        "Severity",
        "Updates",
        "Decisions",
        "Escalation",
        "Notes",
    ]
    assert labelled(lane(chart, "Model and pipeline")) == ["pipeline ran well", "deploy 2025.03.04-1"]
    assert labelled(lane(chart, "Milestones")) == [
        *("began", "detected", "declared", "acknowledged", "contained", "recovered, verified", "closed")
    ]
    assert [spell.label for spell in lane(chart, "Phase").spells] == [
        *("detect", "triage", "contain", "recover", "verify")
    ]
    assert [spell.label for spell in lane(chart, "Severity").spells] == ["SEV2", "SEV1"]


def test_updates_due_given_and_missing() -> None:
    """Each update has when it was due and when it was given, late ones the time between, and missed ones say so."""
    chart = chart_of(drift())
    updates = lane(chart, "Updates")
    assert [mark.kind for mark in updates.marks] == ["due", "on_time", "due", "late", "due", "on_time"]
    assert [spell.words for spell in updates.spells] == ["an update was owed for 9 min"]
    telling_ = Telling().declare("No word").after(hours=3)
    telling_.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.Close("It passed"))
    missed = lane(chart_of(telling_.done()), "Updates")
    assert [mark.kind for mark in missed.marks] == ["missed"]
    assert missed.spells[0].until - missed.spells[0].since >= timedelta(hours=2)


def test_what_was_due_only_after_the_close_is_no_mark() -> None:
    """The axis ends where the incident was closed, not where the next update would have been due."""
    told = Telling().declare("Short").after(minutes=2).by(BEN, ask.GiveRole("ic", BEN))
    told.by(BEN, ask.PostUpdate("i", "a", "", Status.RED, None)).after(minutes=5)
    told.by(BEN, ask.Close("It passed"))
    history = told.after(hours=9).done()
    chart = chart_of(history)
    assert [mark.kind for mark in lane(chart, "Updates").marks] == ["on_time"]
    assert chart.moments[-1] == history.it.closed_at


def test_containment_has_its_states_over_time() -> None:
    """An action is a row: proposed, approved, applied and verified follow each other without a gap."""
    chart = chart_of(responded())
    rows = [row for row in chart.lanes if row.name.startswith("Action ")]
    first = rows[0].spells
    assert [spell.kind for spell in first] == ["proposed", "approved", "applied", "verified"]
    assert all(before.until == after.since for before, after in pairwise(first))
    assert {key.kind for key in chart.keys} >= {"proposed", "approved", "applied", "verified"}


def test_what_is_open_ends_now() -> None:
    """An incident that goes on is drawn until now, and the next update stands where it is due."""
    chart = chart_of(empty())
    assert not lane(chart, "Phase").spells[0].ended
    assert labelled(lane(chart, "Updates")) == ["due"]
    assert "to now" in chart.alternative


@pytest.mark.parametrize("life", LIVES)
def test_the_words_say_all_that_the_picture_shows(life: str) -> None:
    """Every mark and stretch is in the alternative, a line a row, and nobody's Slack id is."""
    chart = chart_of(LIVES[life]())
    lines = chart.alternative.splitlines()
    assert len(lines) == 1 + len(chart.lanes)
    for row, line in zip(chart.lanes, lines[1:], strict=True):
        assert line.startswith(f"{row.name}: ")
        assert all(words in line for words in said(row))
    assert not re.search(r"\b[UW]0[A-Z]{2,}\b", chart.alternative)


@pytest.mark.parametrize("life", LIVES)
def test_every_shape_in_it_is_explained(life: str) -> None:
    """The legend has each kind of mark that the picture has, once."""
    chart = chart_of(LIVES[life]())
    marks = {mark.kind for row in chart.lanes for mark in row.marks}
    explained = [key.kind for key in chart.keys]
    assert marks <= set(explained)
    assert len(explained) == len(set(explained))


def test_typed_words_are_short_in_it() -> None:
    """Ten thousand characters of a decision or an action do not make the alternative endless."""
    chart = chart_of(responded(long_words))
    assert max(len(words) for row in chart.lanes for words in said(row)) < 260


def test_a_story_without_a_model() -> None:
    """Without an entry in the catalogue there is no row for it, and an update of one minute ago is on the axis."""
    told = Telling().declare("Odd", entry=None).after(minutes=4)
    told.by(BEN, ask.GiveRole("ic", BEN)).by(BEN, ask.PostUpdate("i", "a", "", Status.RED, None)).after(
        minutes=1
    )
    chart = chart_of(told.done())
    assert "Model and pipeline" not in {row.name for row in chart.lanes}
    assert labelled(lane(chart, "Updates")) == ["U1", "due"]
