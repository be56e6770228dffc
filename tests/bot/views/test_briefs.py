"""Summaries and App Home once an incident is over: the end comes first, and nothing reads as if it went on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import commands as ask
from bot.domain.audiences import Audience
from bot.domain.incident import Incident
from bot.domain.measures import PeriodMeasures, measure_period
from bot.domain.periods import period
from bot.domain.review import ReviewState
from bot.domain.severity import Status
from bot.domain.summary import summarise
from bot.views.brief import catch_up, summary
from bot.views.brief_models import Part
from bot.views.metrics import metrics
from bot.views.models import ListPage
from tests.bot.domain.measuring import NOW, incident
from tests.bot.views.telling import ANA, History, Telling, policy
from tests.bot.views.wording import WORDS

NOBODY_WAITS = ListPage(items=(), page=0, pages=1, total=0)


def over() -> History:
    """An incident of one update that was closed."""
    telling = Telling().declare(rules=policy())
    telling.by(ANA, ask.PostUpdate("Conversion is down 3 %", "Rolling back", "", Status.AMBER, None))
    telling.after(minutes=30).by(ANA, ask.Close("PSI is at 0.04", "In a test"))
    return telling.done()


def told(history: History, audience: Audience | None) -> tuple[Part, ...]:
    """What that audience is told, or whoever joins late."""
    if audience is None:
        return catch_up(history.it, history.events, history.now)
    return summary(history.it, history.events, audience, history.now)


@pytest.mark.parametrize("audience", [*Audience, None])
def test_the_end_comes_first(audience: Audience | None) -> None:
    """Of what is over the first sentence is its end; the impact is past, and nothing is being done or still to come."""
    parts = told(over(), audience)
    assert parts[0].facts[0].key == "closed"
    keys = [fact.key for part in parts for fact in part.facts]
    assert "past_impact" in keys and not {"impact", "doing", "eta", "unknown_eta"} & set(keys)
    assert "next" not in [part.heading for part in parts]


@pytest.mark.parametrize("audience", [Audience.ENGINEERS, Audience.EXECUTIVES, Audience.NOTE])
def test_what_was_verified_stands_before_the_impact(audience: Audience) -> None:
    """A text about what is over has no colour, and tells what was verified and then the impact as past."""
    it = over().it
    said = WORDS.text_for(it, audience, it.declared_at, "")
    assert "Amber" not in said and "Rolling back" not in said
    assert said.index("PSI is at 0.04") < said.index("Impact while it lasted: Conversion is down 3 %")


@pytest.mark.parametrize(
    ("state", "due"), [(ReviewState.PUBLISHED, "Fri 20 Nov 2026"), (ReviewState.COMPLETED, "")]
)
def test_a_completed_post_mortem_is_not_due(state: ReviewState, due: str) -> None:
    """A post-mortem has its day until it is completed."""
    history = over()
    review = replace(history.it.review, state=state, owner=ANA, due=date(2026, 11, 20))
    parts = told(replace(history, it=replace(history.it, review=review)), Audience.EXECUTIVES)
    [fact] = [fact for part in parts for fact in part.facts if fact.key == "review"]
    assert fact.values["until"] == due


def home(it: Incident, page: int = 0) -> str:
    """What App Home says when nothing is open and this was closed, and closed again."""
    view = WORDS.home(replace(NOBODY_WAITS, page=page), NOW, [summarise(it)] * 5)
    return str(view["blocks"])


def test_home_shows_what_was_closed_lately() -> None:
    """Below the open incidents App Home has the three that were closed last; what is open is not among them."""
    it = over().it
    assert home(it).count("• INC-7") == 3 and "Closed lately" in home(it)
    assert "INC-7" not in home(replace(it, closed_at=None))
    assert "INC-7" not in home(it, page=1)


def measured(count: int) -> PeriodMeasures:
    """The measures of so many incidents that took three minutes to be detected."""
    within = period("90d", NOW + timedelta(days=1), "UTC")
    assert within is not None
    return measure_period(
        [incident(number, detect=180) for number in range(1, count + 1)], within, zone="UTC", today=NOW.date()
    )


@pytest.mark.parametrize(("count", "words"), [(1, "*3 min*, n = 1"), (2, "*3 min*; 3 min, n = 2")])
def test_one_case_is_one_figure(count: int, words: str) -> None:
    """A single case has no second figure for nine in ten."""
    assert words in str(WORDS.metrics(metrics(measured(count), "UTC")).blocks)
