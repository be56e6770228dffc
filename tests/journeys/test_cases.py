"""The cases of domain §16, each by several people, from declare to close, with a complete record of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.app import Bot
from bot.clock import SystemClock
from bot.domain.actions import ActionState
from bot.domain.containment import Containment
from bot.domain.hypotheses import confirmed
from bot.domain.incident import Incident
from bot.domain.severity import Severity, Surface
from bot.domain.triage_log import TriageConcluded
from bot.domain.triage_rule import Drift, FalsePage
from bot.export import export
from bot.settings import StoreSettings
from tests.journeys.conftest import Settle
from tests.journeys.opening import ended as hears_the_end
from tests.journeys.opening import owner_asked, until, updated
from tests.journeys.responding import (
    contains,
    finds_the_cause,
    hears_conclusions,
    lifts,
    on,
    panel,
    presses,
    proposes_by_row,
    triages,
    works_by_playbook,
)
from tests.journeys.workspace import MovedClock, Room, Slack, readable


@dataclass(frozen=True)
class Case:
    """A case and how it should end. `row` is the row of the decision table that fits what is seen, from 1."""

    title: str
    seen: str
    model: str
    owner: str
    type: str
    declared: str
    answers: str
    evidence: dict[str, str]
    checks: tuple[str, str, str]
    row: int
    seen_after: str
    cause: str
    cause_evidence: str
    metric: str
    target: str
    shows: str
    surface: Surface
    drift: Drift
    suggested: Severity
    chosen: Severity
    why: str
    playbook: str
    containment: Containment
    approvers: str = "ana"
    signals: dict[str, Any] = field(default_factory=dict)


WELL = "errors=normal latency=normal"

HOLIDAY = Case(
    title="Ranker drifts after the holidays",
    seen="PSI 0.35 on session_length against 0.2, AUC down 5 points, latency and errors normal",
    model="ranker",
    owner="ben",
    type="data",
    declared="SEV3",
    answers=(
        f"signal=drift detector_changed=no cold_start=no seasonality=no {WELL} onset=gradual change=world "
        "predictions=moved features=one feature_fault=shifted measurement=no impact=everyone harm=none "
        "workaround=no quality_slo=breached label_mix=no"
    ),
    evidence={
        "detector_changed": "Threshold and reference window are of October",
        "seasonality": "Last year's holidays moved PSI to 0.12 only",
        "quality_slo": "AUC 0.82 on complete labels, objective 0.85",
    },
    checks=(
        "The monitor was last deployed in October",
        "session_length only, everywhere, since the night of the 24th",
        "AUC 0.82 against 0.87, labels 97 % complete",
    ),
    row=5,
    seen_after="AUC 0.866 on the moved half, 0.82 on the other",
    cause="Sessions are longer since the holidays, and the model has never seen such a season",
    cause_evidence="The version trained on last year's holidays does better on today's sessions",
    metric="AUC on all traffic",
    target="at least 0.85 for 30 minutes",
    shows="0.866 over 31 minutes",
    surface=Surface.DATA,
    drift=Drift.REAL,
    suggested=Severity.SEV1,
    chosen=Severity.SEV2,
    why="Rankings are worse, not wrong: the popularity order would still be worse",
    playbook="drift-alert",
    containment=Containment.SHIFT_TRAFFIC,
)

OUTAGE = Case(
    title="Ranking answers slowly or not at all",
    seen="p95 of feature lookups doubled, 5xx from the feature store",
    model="ranker",
    owner="ben",
    type="serving",
    declared="SEV2",
    answers=(
        "signal=requests detector_changed=no cold_start=no errors=some latency=both_up time_spent=dependency "
        "saturation=no dependency=feature_store onset=sudden change=nothing impact=everyone workaround=dont_know "
        "quality_slo=dont_know"
    ),
    evidence={"dependency": "5xx of the store at 4 %, p95 of lookups from 18 to 41 ms"},
    checks=(
        "All groups fail since 14:02, p95 doubled",
        "Fresh until 14:00; the job is fine, the store is not",
        "Defaults in 31 % of the answers",
    ),
    row=1,
    seen_after="5xx at zero, 92 % of the answers from a cache of 40 minutes",
    cause="A node of the online store ran out of memory and its replica did not take over",
    cause_evidence="OOM kill of node 3 at 14:01, its replica was never promoted",
    metric="p95 of feature lookups",
    target="under 20 ms for 30 minutes",
    shows="17 ms for 40 minutes",
    surface=Surface.SERVING,
    drift=Drift.NONE,
    suggested=Severity.SEV2,
    chosen=Severity.SEV2,
    why="",
    playbook="feature-store-outage",
    containment=Containment.CACHED_FEATURES,
)

INJECTION = Case(
    title="The assistant follows orders of a help page",
    seen="Toxic rate over its threshold, and users report that it called tools by itself",
    model="support-assistant",
    owner="ben",
    type="safety",
    declared="SEV2",
    answers=(
        f"signal=output harm=injected detector_changed=no {WELL} onset=sudden change=nothing impact=slice "
        "workaround=dont_know quality_slo=dont_know"
    ),
    evidence={"harm": "Trace 8812: a retrieved page says to ignore all instructions, and the model does"},
    checks=(
        "Trace 8812 is saved with its page and tool calls",
        "Indirect: the words stand in a help page of a partner",
        "order_lookup ran 14 times for other people's orders",
    ),
    row=1,
    seen_after="The saved case does nothing any more, no blocked tool was called for 20 minutes",
    cause="A partner's help page carried instructions, and retrieval did not keep them apart from ours",
    cause_evidence="Every affected session had retrieved that page",
    metric="Red-team set with the tools that are on",
    target="all of its cases pass",
    shows="212 of 212 pass",
    surface=Surface.DATA,
    drift=Drift.NONE,
    suggested=Severity.SEV1,
    chosen=Severity.SEV1,
    why="Tools ran on other people's orders",
    playbook="prompt-injection",
    containment=Containment.STRICT_MODERATION,
)

PRICE = Case(
    title="Conversion falls on mobile",
    seen="PSI 0.32 on price, latency flat, errors normal, conversion down 3 % on mobile only",
    model="ranker",
    owner="ben",
    type="data",
    declared="SEV3",
    answers=(
        f"signal=drift detector_changed=no cold_start=no seasonality=no {WELL} onset=sudden change=pipeline "
        "predictions=moved features=one feature_fault=broken impact=slice harm=none workaround=no "
        "quality_slo=dont_know"
    ),
    evidence={
        "change": "price normalisation was deployed two hours ago, for mobile first",
        "features": "price only; every other feature is below 0.05",
    },
    checks=(
        "No change of the monitor",
        "price on mobile, PSI 0.32, since 10:00",
        "Not known yet: labels take two days; conversion is the fastest",
    ),
    row=2,
    seen_after="PSI of price 0.04 on the next window, conversion on mobile rises",
    cause="The new price normalisation divides by cents on mobile",
    cause_evidence="Batch and online values of the same item differ by a factor of 100",
    metric="Conversion on mobile",
    target="as in the same hours of last week",
    shows="within 0.2 % of last week for two hours",
    surface=Surface.DATA,
    drift=Drift.NONE,
    suggested=Severity.SEV2,
    chosen=Severity.SEV2,
    why="Conversion is down 3 % on mobile",
    playbook="drift-alert",
    containment=Containment.QUARANTINE,
    signals={"kpi_change_percent": "-3", "psi": "0.32"},
)

CITY = Case(
    title="Desktop rankings are worse since noon",
    seen="AUC down 7 % on desktop, latency fine, a campaign started three hours ago",
    model="ranker",
    owner="ben",
    type="model",
    declared="SEV3",
    answers=(
        f"signal=quality detector_changed=no labels=complete cold_start=no seasonality=no {WELL} onset=sudden "
        "change=world predictions=moved features=one feature_fault=shifted measurement=no impact=slice harm=none "
        "workaround=no quality_slo=breached label_mix=no"
    ),
    evidence={"change": "A campaign for four new cities started at noon, on desktop"},
    checks=("No change", "city on desktop: four cities that training never saw", "AUC 0.79 on desktop"),
    row=5,
    seen_after="AUC 0.85 on the half that the older version ranks",
    cause="The campaign brings people from cities that the training data does not have",
    cause_evidence="AUC is unchanged without the four cities",
    metric="AUC on desktop, on complete labels",
    target="at least 0.85",
    shows="0.858 on labels of two days",
    surface=Surface.DATA,
    drift=Drift.REAL,
    suggested=Severity.SEV2,
    chosen=Severity.SEV2,
    why="The quality SLO is breached on desktop",
    playbook="drift-alert",
    containment=Containment.SHIFT_TRAFFIC,
)

CASES = (HOLIDAY, OUTAGE, INJECTION, PRICE, CITY)


async def declared(slack: Slack, case: Case) -> Room:
    """Ana declares and commands, Chi has Operations; whoever owns the model takes its role."""
    ana = slack.person("ana")
    await ana.runs(f"/incident declare {case.title}")
    await ana.submits(seen=case.seen, severity=case.declared, type=case.type, model=case.model)
    await ana.closes()
    room = await slack.room(f"inc-1-{case.title.lower().replace(' ', '-')}")
    await room.card(case.title)
    await (await slack.room("incidents")).hears(case.title)
    await owner_asked(slack, room, case.owner, case.model)
    await ana.runs("/incident take", room)
    await room.hears("is now Incident Commander")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    await slack.person(case.owner).clicks("take_ownership", room)
    await room.hears("is now ML Owner")
    await (await slack.direct(case.owner)).hears("You are ML Owner")
    await slack.person("chi").does("join", channel=room.id)
    await slack.person("chi").runs("/incident take ops", room)
    await room.hears("is now Operations")
    await (await slack.direct("chi")).hears("You are Operations")
    return room


async def triaged(slack: Slack, room: Room, case: Case) -> None:
    """Everybody answers what they know, and the severity follows."""
    await slack.person("ana").clicks("open_triage", room)
    await triages(slack, room, case.answers, f"ana {case.owner} chi", case.evidence)
    await hears_conclusions(room, case.answers)
    if case.signals:
        await slack.person("chi").clicks("report_signals", room)
        await slack.person("chi").submits(**case.signals)
    shown = readable(await panel(slack, room, "*Triage*", "nothing is left to ask", "*Playbook that fits"))
    assert f"{case.suggested}" in shown
    if case.chosen.value != case.declared:
        await slack.person("ana").clicks("change_severity", room)
        await slack.person("ana").submits(severity=case.chosen.value, reason=case.why)
        await room.hears(f"to {case.chosen}")


async def ended(slack: Slack, room: Room, case: Case, clock: MovedClock, settled: Settle) -> None:
    """The cause is confirmed, the metric proves it, nothing stays in place; closed, the owner has its review."""
    ana = slack.person("ana")
    await finds_the_cause(
        slack, room, case.owner, case.cause, case.cause_evidence, "Taking it away takes the symptom away"
    )
    await ana.runs("/incident phase recover What users see is stable", room)
    await room.hears("Recover")
    await ana.runs("/incident verify", room)
    await ana.submits(metric=case.metric, target=case.target)
    await room.hears(case.metric)
    await ana.runs("/incident phase verify Everything is as it was; watching the metric", room)
    await room.hears("Verify")
    await lifts(slack, room, 1, "chi", "The lift criterion is met")
    await settled()
    await ana.runs("/incident close", room)
    await ana.submits(verified=case.shows, holds="well")
    await room.hears("the target is met")
    await hears_the_end(room)
    await (await slack.direct(case.owner)).hears("The post-mortem of INC-1 is yours to write")


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


async def exported(redis_url: str, form: Literal["markdown", "json"]) -> str:
    """The incident as it leaves the house."""
    return (await export(StoreSettings(redis_url, Path()), 1, form, SystemClock())).decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
async def test_a_case_from_declare_to_close(
    slack: Slack, bot: Bot, clock: MovedClock, settled: Settle, redis_url: str, case: Case
) -> None:
    """Three people are led to the right surface, severity, playbook and containment, and the record has all of it."""
    room = await declared(slack, case)
    await triaged(slack, room, case)
    await works_by_playbook(slack, room, "chi", case.checks)
    await slack.person("ana").runs("/incident phase contain What users see comes first", room)
    await room.hears("Contain")
    await proposes_by_row(slack, room, "chi", case.row)
    await contains(slack, room, 1, approved_by=case.approvers, done_by="chi", seen=case.seen_after)
    await updated(slack, room, impact=case.seen)
    await ended(slack, room, case, clock, settled)
    it = await incident(bot)
    assert not it.open and it.surface is case.surface and it.severity is case.chosen
    concluded = it.triage.concluded
    assert concluded is not None and concluded.surface is case.surface and concluded.drift is case.drift
    assert concluded.severity is case.suggested and concluded.playbook == case.playbook
    assert it.playbook is not None and it.playbook.playbook.key == case.playbook
    (action,) = it.actions
    assert action.containment is case.containment and action.state is ActionState.LIFTED
    cause = confirmed(it.hypotheses)
    assert cause is not None and cause.statement == case.cause
    assert it.verification.holds and it.verification.observed == case.shows
    await recorded(bot, redis_url, case)


async def test_a_second_change_waits_for_the_first(slack: Slack, bot: Bot) -> None:
    """Where an injection needs two changes, the second is applied at once only with a reason, which is recorded."""
    case = INJECTION
    room = await declared(slack, case)
    await triaged(slack, room, case)
    await works_by_playbook(slack, room, "chi", case.checks)
    await proposes_by_row(slack, room, "chi", 1)
    await proposes_by_row(slack, room, case.owner, 3)
    for number, name in ((1, "ana"), (2, "chi")):
        message = await panel(slack, room, f"*Action {number}: ", "*Proposed*")
        await presses(slack.person(name), on(room, message), message, f":{number}", "approve_action")
        await room.hears(f"Action {number} is approved")
    first = await panel(slack, room, "*Action 1: ", "*Approved*")
    await slack.person("chi").does("click", **on(room, first), action_id="apply_action")
    await room.hears("Action 1 is in place")
    second = await panel(slack, room, "*Action 2: ", "*Approved*")
    chi = slack.person("chi")
    await chi.does("click", **on(room, second), action_id="apply_action")
    assert "Action 1 is not verified yet" in readable(await chi.modal())
    await chi.submits(override="The page is retrieved every minute; tools and page are watched apart")
    told = readable(await room.hears("Action 2 is in place"))
    assert "Action 1 is not verified yet. Why both:" in told and "watched apart" in told
    it = await incident(bot)
    assert [action.state for action in it.actions] == [ActionState.APPLIED, ActionState.APPLIED]
    ana = slack.person("ana")
    await ana.runs("/incident close All quiet", room)
    form = readable(await ana.modal())
    assert "Still in place" in form and "poisoned source" in form
    await ana.closes()


async def test_labels_are_waited_for(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """What is mitigated waits out the label lag of two days, and is asked about when business hours begin again."""
    case = CITY
    # From Saturday to Monday afternoon no update is owed by the relaxed cadence.
    await until(clock, weekday=5, hour=8)
    room = await declared(slack, case)
    await triaged(slack, room, case)
    await works_by_playbook(slack, room, "chi", case.checks)
    await proposes_by_row(slack, room, "chi", case.row)
    await contains(slack, room, 1, approved_by="ana", done_by="chi", seen=case.seen_after)
    ana = slack.person("ana")
    await ana.runs("/incident verify", room)
    await ana.submits(metric=case.metric, target=case.target)
    await room.hears(case.metric)
    told = await ana.runs("/incident await Only complete labels can tell", room)
    assert "move the phase to Recover first" in told
    await ana.runs("/incident phase recover Half of desktop is well", room)
    await room.hears("Recover")
    await ana.runs("/incident await Only complete labels can tell", room)
    await room.hears("Mitigated, awaiting labels")
    await room.card("awaiting labels")
    it = await incident(bot)
    labels = it.verification.awaiting_until
    assert labels is not None and (labels - clock.now()).total_seconds() > 47 * 3600
    assert it.cadence.minutes is None and it.cadence.business_day_at is not None
    await settled()
    await clock.until(labels + timedelta(minutes=5))
    await settled()
    monday = it.policy.calendar.next_business_moment(clock.now())
    assert monday > clock.now() and await slack.unheard() == []
    await clock.until(monday)
    await room.hears("the labels are due")
    await room.hears("Can action 1 be lifted?")


async def recorded(bot: Bot, redis_url: str, case: Case) -> None:
    """What was answered, seen, done and believed is in the history, the export and the post-mortem."""
    history = await bot.queries.history(1)
    conclusions = [each.event for each in history if isinstance(each.event, TriageConcluded)]
    assert conclusions[-1].chosen.value in (case.declared, case.chosen.value)
    raw = await exported(redis_url, "json")
    json.loads(raw)
    document = await exported(redis_url, "markdown")
    for words in (*case.evidence.values(), *case.checks, case.seen_after, case.cause, case.cause_evidence):
        assert words in json.dumps(json.loads(raw), ensure_ascii=False), words
    flat = " ".join(document.replace("\\", "").split())
    for words in (
        *case.evidence.values(),
        *case.checks,
        case.seen_after,
        case.cause,
        case.metric,
        case.shows,
    ):
        assert words in flat, words
    if case.suggested is not case.chosen:
        assert case.why in flat


async def test_a_silent_rebaseline_is_a_false_page(slack: Slack, bot: Bot, redis_url: str) -> None:
    """A detector that moved is found out by five answers, and the incident ends as a false page in two clicks."""
    ana = slack.person("ana")
    await ana.runs("/incident declare PSI of every feature over its threshold")
    await ana.submits(severity="SEV3", type="data", model="ranker")
    await ana.closes()
    room = await slack.room("inc-1-psi-of-every-feature-over-its-threshold")
    await room.card("PSI of every feature")
    await (await slack.room("incidents")).hears("PSI of every feature")
    await owner_asked(slack, room)
    await ana.clicks("open_triage", room)
    await slack.person("ben").does("join", channel=room.id)
    answers = (
        f"signal=drift detector_changed=yes old_detector=no {WELL} impact=nobody harm=none quality_slo=intact"
    )
    await triages(
        slack,
        room,
        answers,
        "ana ben",
        {"detector_changed": "The reference window was re-baselined at 09:00"},
    )
    await hears_conclusions(room, answers)
    await panel(slack, room, "*Triage*", "It looks like a false page")
    await ana.clicks("false_page:found", room)
    await ana.submits(verified="With the window of yesterday PSI is 0.06")
    await room.hears("false page")
    it = await incident(bot)
    assert not it.open and it.false_page is FalsePage.DETECTOR_MOVED and not it.postmortem_owed
    assert it.severity is Severity.SEV3 and it.surface is Surface.UNKNOWN and it.actions == ()
    document = await exported(redis_url, "markdown")
    assert "false page" in document.lower() and "re-baselined at 09:00" in document
