"""What five people do in the holiday-drift case (domain §16), scene by scene, each at its time of those days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.journeys.holiday_review import review
from tests.journeys.opening import ended, owner_asked
from tests.journeys.responding import (
    CHECKLIST,
    approves,
    finds,
    hears_conclusions,
    judges,
    lifts,
    on,
    panel,
    presses,
    proposes_by_row,
    puts_in_place,
    sees_it_work,
    supposes,
    told_alone,
    triages,
)
from tests.journeys.workspace import MovedClock, Room, Slack

BEGINS = datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
"""The Monday after the holidays, 08:00 UTC."""


async def play(slack: Slack, clock: MovedClock) -> Room:
    """The whole incident; returns its room."""
    room = await _alert(slack, clock)
    await _gather(slack, clock, room)
    await _triage(slack, clock, room)
    await _checks(slack, clock, room)
    await _contain(slack, clock, room)
    await _explain(slack, clock, room)
    await _recover(slack, clock, room)
    await _verify(slack, clock, room)
    await review(slack, clock, room)
    return room


async def _alert(slack: Slack, clock: MovedClock) -> Room:
    ana, ben = slack.person("ana"), slack.person("ben")
    platform = Room(slack, ana, "CMLPLATFORM", "ml-platform")
    alert = await ben.says(
        "Drift monitor: ranker PSI 0.35 on session_length (threshold 0.2), since the night of the 24th",
        platform,
    )
    await clock.forward(minutes=4)
    await ana.does("message-shortcut", callback_id="declare_from_message", channel=platform.id, ts=alert)
    await ana.submits(
        title="Ranker drifts after the holidays",
        seen="PSI 0.35 on session_length against a threshold of 0.2. AUC is down 5 points, 0.87 to 0.82. "
        "Latency and errors are normal.",
        severity="SEV3",
        type="data",
        model="ranker",
        started_at=int((BEGINS - timedelta(days=3, hours=10)).timestamp()),
    )
    await ana.closes()
    room = await slack.room("inc-1-ranker-drifts-after-the-holidays")
    await room.card("Ranker drifts")
    await (await slack.room("incidents")).hears("Ranker drifts")
    await owner_asked(slack, room)
    return room


async def _gather(slack: Slack, clock: MovedClock, room: Room) -> None:
    await clock.forward(minutes=2)
    await slack.person("ana").clicks("take_command", room)
    await room.hears("Incident Commander")
    await clock.forward(minutes=1)
    await slack.person("ben").clicks("take_ownership", room)
    await room.hears("ML Owner")
    for name, role, title in (
        ("chi", "ops", "Operations"),
        ("dee", "comms", "Communications"),
        ("eli", "data_engineer", "Data Engineer"),
    ):
        await slack.person(name).does("join", channel=room.id)
        await slack.person(name).runs(f"/incident take {role}", room)
        await room.hears(f"is now {title}")


async def _triage(slack: Slack, clock: MovedClock, room: Room) -> None:
    await clock.forward(minutes=1)
    await slack.person("ana").clicks("open_triage", room)
    answered = 0
    for minutes, name, answers, evidence in _ANSWERS:
        await clock.forward(minutes=minutes)
        await triages(slack, room, answers, name, evidence, before=answered)
        answered += len(answers.split())
    await hears_conclusions(room, " ".join(answers for _, _, answers, _ in _ANSWERS))
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.clicks("report_signals", room)
    await ben.submits(psi="0.35", kpi_change_percent="-1")
    await panel(slack, room, "*Triage*", "nothing is left to ask", "*Playbook that fits", "SEV1")
    await clock.forward(minutes=2)
    await ana.clicks("change_severity", room)
    await ana.submits(
        severity="SEV2",
        reason="Not SEV1: rankings are worse, not wrong, and bookings are down 1 %. The popularity order costs 4 %.",
    )
    await room.hears("SEV2")


_DETECTOR = {"detector_changed": "Threshold and reference window are of October; last deploy on 12 October"}
_SEASON = {"seasonality": "Last year's holidays moved PSI to 0.12 only"}
_SERVING = {"errors": "5xx at 0.01 %", "latency": "p50 41 ms, p99 180 ms, both as last week"}
_INPUTS = {
    "change": "No deploy since November; the holidays began",
    "features": "session_length only; every other feature is below 0.08",
    "measurement": "Online and batch values agree, no late records",
}
_IMPACT = {"impact": "Every country and every device, within one point of AUC"}
_QUALITY = {"quality_slo": "91 % of queries reach NDCG@10 of 0.42, objective 95 %; labels are 97 % complete"}
_MOVED = "onset=gradual change=world predictions=moved features=one feature_fault=shifted measurement=no"
_ANSWERS: tuple[tuple[int, str, str, dict[str, str]], ...] = (
    (1, "ben", "signal=drift detector_changed=no", _DETECTOR),
    (2, "chi", "cold_start=no", {}),
    (2, "ben", "seasonality=no", _SEASON),
    (1, "chi", "errors=normal latency=normal", _SERVING),
    (3, "eli", _MOVED, _INPUTS),
    (2, "ana", "impact=everyone harm=none workaround=no", _IMPACT),
    (3, "ben", "quality_slo=breached label_mix=no", _QUALITY),
)
"""Minutes since the answers before, who answers, what, and what they saw."""


async def _checks(slack: Slack, clock: MovedClock, room: Room) -> None:
    eli, chi = slack.person("eli"), slack.person("chi")
    await clock.forward(minutes=1)
    card = await panel(slack, room, "*Triage*", "*Playbook that fits")
    await chi.does("click", **on(room, card), action_id="attach_playbook")
    await told_alone(slack, room, "chi", "attached")
    for nth, (name, result) in enumerate(
        (
            ("chi", "Last deploy of the monitor on 12 October; PSI against the old window is 0.34, too"),
            ("eli", "session_length in all segments, since 02:00 UTC on the 25th; no nulls"),
            ("ben", "AUC 0.82 against 0.87 on labels that are 97 % complete"),
        ),
        1,
    ):
        await clock.forward(minutes=2)
        shown = await panel(slack, room, CHECKLIST, f"{nth - 1} of ")
        await presses(slack.person(name), on(room, shown), shown, f":check:{nth}", "open_item")
        await slack.person(name).submits(state="done", result=result)
    await panel(slack, room, CHECKLIST, "The checks are done.")
    said = await eli.says("The feature jobs ran every hour and agree with the batch copy", room)
    await eli.does("react", channel=room.id, ts=said, name="pushpin")
    await clock.forward(minutes=2)
    await updates(
        slack,
        room,
        impact="Ranking is worse for everyone since the 25th: AUC 0.82 instead of 0.87, bookings down about 1 %.",
        actions="Sending half of the traffic to the version before, to see whether it does better.",
        eta="A decision at 09:20 UTC",
        customers="Search results may be less relevant than usual since the holidays. We are looking into it.",
        status="amber",
    )


async def updates(slack: Slack, room: Room, **values: Any) -> None:
    """Dee, who has Communications, says how it stands, and looks at what others are told before it is sent."""
    dee = slack.person("dee")
    await dee.runs("/incident update", room)
    await dee.submits(**values)
    await dee.submits()
    await room.hears(values["impact"])


async def _contain(slack: Slack, clock: MovedClock, room: Room) -> None:
    await clock.forward(minutes=1)
    await proposes_by_row(
        slack,
        room,
        "chi",
        5,
        what="Route half of the traffic to 2026.10.4, the last known good version, and compare the halves.",
    )
    await clock.forward(minutes=2)
    await approves(slack, room, 1, "ana")
    await slack.person("ana").runs("/incident phase contain What users see comes before the cause", room)
    await room.hears("Contain")
    await clock.forward(minutes=3)
    await puts_in_place(slack, room, 1, "chi")


async def _explain(slack: Slack, clock: MovedClock, room: Room) -> None:
    await clock.forward(minutes=5)
    await supposes(slack, room, "ana", "2026.11.2 has been getting worse since its deploy", "model")
    await clock.forward(minutes=9)
    await finds(slack, room, "ben", "against", "AUC is flat at 0.87 from 18 November to 24 December")
    await judges(slack, room, "ben", "refuted", "It was as good as before until the holidays began")
    await clock.forward(minutes=6)
    cause = "Holiday sessions are twice as long as any that 2026.11.2 has seen"
    await supposes(slack, room, "ben", cause, "data")
    await clock.forward(minutes=12)
    seen = "AUC 0.866 on the half that moved, 0.82 on the other, for 30 minutes"
    await sees_it_work(slack, room, 1, "chi", seen)
    ranks = "2026.10.4, which has a December in its training data, ranks the same sessions at 0.866"
    await finds(slack, room, "ben", "for", ranks)
    await judges(slack, room, "ben", "confirmed", "The halves differ in nothing but the version")
    await clock.forward(minutes=4)
    window = "Since November training keeps ten months of data, and none of them is a December"
    await supposes(slack, room, "ben", window, "model")
    await finds(slack, room, "ben", "for", "The training window was cut from 14 to 10 months on 2 November")
    await judges(slack, room, "ben", "supported", "The retrained version will show it")


async def _recover(slack: Slack, clock: MovedClock, room: Room) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    await clock.forward(minutes=3)
    await ben.runs("/incident decide", room)
    await ben.submits(
        what="Serve everyone with 2026.10.4 and retrain on 14 months of data by Wednesday",
        options="Stay at one half; the popularity order; retrain today; go back to 2026.10.4",
        rationale="It is back at 0.866 on today's sessions, and nobody has checked the holiday data for training yet.",
        evidence="Both halves over 30 minutes; features of 2026.10.4 have the same schema, v9",
        revisit_at=int((BEGINS + timedelta(days=2, hours=1)).timestamp()),
    )
    await room.hears("Serve everyone")
    await ben.runs("/incident contain", room)
    await ben.submits(other="roll_back_model")
    await ben.submits(
        what="Serve all traffic with 2026.10.4.",
        effect="AUC over all sessions returns to 0.86.",
        verify="Version on every replica; AUC and bookings against the half that moved.",
        lift="The retrained version is at least as good as 2026.10.4 in shadow.",
    )
    await clock.forward(minutes=2)
    await approves(slack, room, 2, "ana chi")
    await clock.forward(minutes=2)
    await puts_in_place(slack, room, 2, "chi")
    await updates(
        slack,
        room,
        impact="Half of the sessions are ranked as before the holidays; the other half follows now.",
        actions="All traffic goes to the version before; then watching AUC and bookings.",
        eta="Recovered by 10:00 UTC",
        customers="Search results are already better for many of you.",
        status="amber",
    )
    await clock.forward(minutes=18)
    await sees_it_work(slack, room, 2, "chi", "2026.10.4 on all 24 replicas; AUC 0.864 over all sessions")
    await lifts(slack, room, 1, "chi", "Nothing is left to compare: all traffic is on 2026.10.4")
    await ana.runs("/incident phase recover AUC over all sessions is back at 0.864", room)
    await room.hears("Recover")


async def _verify(slack: Slack, clock: MovedClock, room: Room) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    await clock.forward(minutes=4)
    await ana.runs("/incident phase verify All traffic is moved; watching for half an hour", room)
    await ana.submits(metric="AUC over all sessions", target="0.86 or more for half an hour")
    await room.hears("Verify")
    await ben.runs("/incident times", room)
    await ben.submits(
        which="started",
        at=int((BEGINS - timedelta(days=3, hours=6)).timestamp()),
        reason="The first hour with PSI over 0.2 is 02:00 UTC on the 25th",
    )
    await room.hears("02:00")
    await clock.forward(minutes=20)
    await updates(
        slack,
        room,
        impact="Everyone is ranked as before the holidays again; AUC 0.865, bookings as on the 21st.",
        actions="Watching for another quarter of an hour before this is closed.",
        eta="Closed by 10:25 UTC",
        customers="Search results are as relevant as before the holidays again.",
        status="green",
    )
    shown = await panel(slack, room, "*Action 2: ", "*In place and verified*")
    await presses(ben, on(room, shown), shown, ":2", "keep_action")
    await ben.submits(
        owner="UBEN",
        reason="2026.10.4 stays until the retrained version is as good",
        review_at=int((BEGINS + timedelta(days=2, hours=1)).timestamp()),
    )
    await room.hears("Action 2 stays on purpose")
    await clock.forward(minutes=13)
    await ana.runs("/incident close", room)
    await ana.submits(
        verified="AUC 0.866 over 33 minutes on all traffic, bookings back to the level of the 21st.",
        holds="well",
    )
    await ended(room)
