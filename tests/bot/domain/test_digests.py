"""When digests are due, and that each begins once: by the team's calendar and clock, late rather than never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.business_calendar import BusinessHours, Holidays
from bot.domain.digest_log import (
    DigestBegun,
    DigestGivenUp,
    DigestLeftOut,
    DigestSent,
    DigestShared,
    DigestsPlanned,
    SendDigest,
    ShareDigest,
)
from bot.domain.digest_moments import latest_moment, week_before
from bot.domain.digest_places import left_out, to_mention
from bot.domain.digest_places import since as told_since
from bot.domain.digest_rules import Daily, DigestKind, Digests, Weekly
from bot.domain.policy import Policy
from bot.domain.workspace import (
    Workspace,
    WorkspaceEvent,
    WorkspaceRecorded,
    at_start,
    effect_from_json,
    fold,
    from_json,
    let_pass,
    react,
)
from tests.bot.views.telling import policy as plain

VIENNA = ZoneInfo("Europe/Vienna")
DAILY = Digests(daily=Daily(at=time(9), channels=("C0ALL",), people=("UANA",)))
WEEKLY = Digests(weekly=Weekly(day=0, at=time(9), channels=("C0ALL",)))


def policy(digests: Digests = DAILY, *, zone: str = "Europe/Vienna", country: str = "") -> Policy:
    """A team in that zone."""
    business = BusinessHours(holidays=Holidays(country=country))
    return plain().model_copy(update={"digests": digests, "timezone": zone, "business": business})


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the team's clock, in UTC."""
    return datetime.combine(day, time(hour, minute), VIENNA).astimezone(UTC)


def since(moment: datetime, *more: WorkspaceEvent) -> Workspace:
    """A workspace in which digests have been wanted since then."""
    events = (DigestsPlanned(digests=tuple(DigestKind)), *more)
    return fold(WorkspaceRecorded(version=n, at=moment, event=each) for n, each in enumerate(events, 1))


def begun(it: Workspace, team: Policy, now: datetime) -> list[tuple[str, date]]:
    """Which digests begin now."""
    return [(each.digest, each.day) for each in let_pass(it, team, now) if isinstance(each, DigestBegun)]


FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(FRIDAY, 9), FRIDAY),
        (at(FRIDAY, 8, 59), date(2026, 11, 19)),
        (at(SATURDAY, 12), FRIDAY),
        (at(MONDAY, 8, 59), FRIDAY),
        (at(MONDAY, 9), MONDAY),
    ],
)
def test_business_days(now: datetime, day: date) -> None:
    """A daily digest is of the latest business day whose time has come."""
    moment = latest_moment(policy(), DigestKind.DAILY, now)
    assert moment is not None and moment.day == day and moment.at == at(day, 9)


def test_named_days() -> None:
    """A team that names days gets it on those, whatever its business days are."""
    team = policy(Digests(daily=Daily(days=(6,), channels=("C0ALL",))))
    moment = latest_moment(team, DigestKind.DAILY, at(MONDAY, 12))
    assert moment is not None and moment.day == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("country", "now", "day"),
    [
        ("AT", at(date(2027, 3, 29), 12), date(2027, 3, 22)),
        ("AT", at(date(2027, 3, 30), 12), date(2027, 3, 30)),
        ("AT", at(date(2027, 4, 4), 12), date(2027, 3, 30)),
        ("", at(date(2027, 3, 29), 12), date(2027, 3, 29)),
    ],
)
def test_weekly_on_a_holiday(country: str, now: datetime, day: date) -> None:
    """A weekly digest whose day is a holiday comes on the next business day, once in that week."""
    moment = latest_moment(policy(WEEKLY, country=country), DigestKind.WEEKLY, now)
    assert moment is not None and moment.day == day


@pytest.mark.parametrize(
    ("day", "hour"),
    [(date(2027, 3, 26), 8), (date(2027, 3, 29), 7), (date(2026, 10, 23), 7), (date(2026, 10, 26), 8)],
)
def test_clocks_change(day: date, hour: int) -> None:
    """Nine o'clock is nine o'clock of the team's clock on both sides of a change to and from summer time."""
    moment = latest_moment(policy(), DigestKind.DAILY, at(day, 23))
    assert moment is not None and (moment.day, moment.at.hour) == (day, hour)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from(["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.times(),
)
def test_never_before_its_time(moment: datetime, zone: str, hour: time) -> None:
    """Whatever the clock does, a digest is due at a past moment, and no earlier one of the same day comes after it."""
    team = policy(Digests(daily=Daily(at=hour, channels=("C0ALL",))), zone=zone)
    now = moment.replace(tzinfo=UTC)
    found = latest_moment(team, DigestKind.DAILY, now)
    assert found is not None and found.at <= now
    assert now - found.at < timedelta(days=4, hours=2)
    assert latest_moment(team, DigestKind.DAILY, found.at) == found


def test_once_a_day() -> None:
    """What has begun does not begin again; the next day it does, and calls new what came since the one before."""
    it, team = since(at(FRIDAY, 8)), policy()
    [first] = let_pass(it, team, at(FRIDAY, 9))
    it = fold([WorkspaceRecorded(version=2, at=at(FRIDAY, 9), event=first)], it)
    assert let_pass(it, team, at(FRIDAY, 18)) == ()
    [second] = let_pass(it, team, at(MONDAY, 9, 1))
    assert isinstance(second, DigestBegun) and isinstance(first, DigestBegun)
    assert (second.day, second.since) == (MONDAY, first.due)
    assert second.places == ("C0ALL", "UANA")


def test_late_and_only_the_latest() -> None:
    """After days of silence the latest one begins, and those before it do not."""
    it = since(at(date(2026, 11, 16), 8))
    assert begun(it, policy(), at(FRIDAY, 22)) == [("daily", FRIDAY)]


def test_not_before_somebody_wanted_it() -> None:
    """What was due before digests were turned on is not made up for."""
    it = since(at(FRIDAY, 10))
    assert begun(it, policy(), at(FRIDAY, 12)) == []
    assert begun(it, policy(), at(MONDAY, 9)) == [("daily", MONDAY)]


def test_another_time_the_same_day() -> None:
    """A digest moved to a later hour does not come twice on the day on which it was moved."""
    it = since(at(FRIDAY, 8))
    it = fold(
        [WorkspaceRecorded(version=2, at=at(FRIDAY, 9), event=let_pass(it, policy(), at(FRIDAY, 9))[0])], it
    )
    later = policy(Digests(daily=Daily(at=time(11), channels=("C0ALL",))))
    assert begun(it, later, at(FRIDAY, 11, 1)) == []


def test_turning_off_and_on() -> None:
    """Only a change of what is wanted is recorded at start, and turned on again it counts from then."""
    team, nobody = policy(), policy(Digests())
    planned = at_start(Workspace(), team)
    assert planned == (DigestsPlanned(digests=(DigestKind.DAILY,)),)
    it = fold([WorkspaceRecorded(version=1, at=at(FRIDAY, 8), event=planned[0])])
    assert at_start(it, team) == ()
    assert begun(it, nobody, at(FRIDAY, 9)) == []
    [off] = at_start(it, nobody)
    it = fold([WorkspaceRecorded(version=2, at=at(FRIDAY, 8, 30), event=off)], it)
    [on] = at_start(it, team)
    it = fold([WorkspaceRecorded(version=3, at=at(FRIDAY, 10), event=on)], it)
    assert begun(it, team, at(FRIDAY, 12)) == []


def test_a_week() -> None:
    """A weekly digest counts from the midnight a week before its day."""
    [event] = let_pass(since(at(FRIDAY, 8)), policy(WEEKLY), at(MONDAY, 9))
    assert isinstance(event, DigestBegun)
    assert event.since == week_before(policy(WEEKLY), MONDAY) == at(date(2026, 11, 16), 0)


def test_what_follows() -> None:
    """A digest that begins is sent to each place; one that was told gets the documents, too."""
    it = since(at(FRIDAY, 8))
    [event] = let_pass(it, policy(), at(FRIDAY, 9))
    recorded = WorkspaceRecorded(version=2, at=at(FRIDAY, 9), event=event)
    sends = [each for each in react(recorded) if isinstance(each, SendDigest)]
    assert [(type(each), each.place, each.lane) for each in sends] == [
        (SendDigest, "C0ALL", "digest:C0ALL"),
        (SendDigest, "UANA", "digest:UANA"),
    ]
    told = sent(sends[1])
    [share] = react(WorkspaceRecorded(version=3, at=at(FRIDAY, 9), event=told))
    assert isinstance(share, ShareDigest) and (share.channel, share.ts, share.lane) == (
        "D1",
        "1.0",
        "digest:UANA",
    )
    silent = told.model_copy(update={"ts": ""})
    assert react(WorkspaceRecorded(version=3, at=at(FRIDAY, 9), event=silent)) == ()
    assert from_json(recorded.model_dump_json()) == recorded
    assert [effect_from_json(each.model_dump_json()) for each in sends] == sends


THURSDAY = date(2026, 11, 19)


def send(day: date, place: str = "UANA", kind: DigestKind = DigestKind.DAILY) -> SendDigest:
    """A digest of that day, which tells what is new since the day before."""
    due = at(day, 9)
    return SendDigest(digest=kind, day=day, due=due, since=due - timedelta(days=1), place=place)


def sent(effect: SendDigest) -> DigestSent:
    """It stands there."""
    told = effect.model_dump(exclude={"kind"})
    return DigestSent(**told, channel="D1", ts="1.0")


def started(effect: SendDigest) -> DigestBegun:
    """It began, for everybody."""
    told = effect.model_dump(exclude={"kind", "place"})
    return DigestBegun(**told, places=("C0ALL", "UANA"))


def refused(
    effect: SendDigest, what: str = "send_digest", reason: str = "channel_not_found"
) -> DigestGivenUp:
    """Slack said no for good."""
    told = effect.model_dump(exclude={"kind", "due", "since"})
    return DigestGivenUp(**told, effect=what, reason=reason)


def shared(effect: SendDigest) -> DigestShared:
    """Its documents are there."""
    told = effect.model_dump(exclude={"kind", "due", "since"})
    return DigestShared(**told, files=("F1",))


def test_documents_belong_to_their_message() -> None:
    """A message that is recorded when the next digest has begun gets the documents of its own day all the same."""
    older, newer = send(THURSDAY), send(FRIDAY)
    records = [
        WorkspaceRecorded(version=n, at=at(FRIDAY, 9), event=event)
        for n, event in enumerate((started(older), started(newer), sent(older)), 1)
    ]
    [share] = react(records[2])
    assert isinstance(share, ShareDigest)
    assert (share.day, share.due, share.since) == (older.day, older.due, older.since)


def test_of_several_only_the_newest_is_told() -> None:
    """What a place was not told by the time the next daily digest begins, that one tells, from where it was told."""
    first, second, third = (send(date(2026, 11, day)) for day in (18, 19, 20))
    it = since(at(FRIDAY, 8), started(first)).digests
    assert left_out(it, first) is None
    it = since(at(FRIDAY, 8), started(first), started(second)).digests
    gone = left_out(it, first)
    assert gone == DigestLeftOut(digest=DigestKind.DAILY, day=first.day, place="UANA", since=first.since)
    it = since(at(FRIDAY, 8), started(first), started(second), gone, started(third)).digests
    again = left_out(it, second)
    assert again is not None and again.since == first.since
    it = since(at(FRIDAY, 8), started(first), started(second), gone, started(third), again).digests
    assert left_out(it, third) is None
    assert told_since(it, third) == first.since
    assert told_since(it, send(FRIDAY, "C0ALL")) == third.since
    done = since(at(FRIDAY, 8), started(third), again, sent(third)).digests
    assert told_since(done, send(MONDAY)) == send(MONDAY).since


def test_each_week_is_told() -> None:
    """A weekly digest tells of its own week, however late."""
    older, newer = (send(day, kind=DigestKind.WEEKLY) for day in (date(2026, 11, 16), MONDAY))
    it = since(at(FRIDAY, 8), started(older), started(newer)).digests
    assert left_out(it, older) is None
    assert told_since(it, newer) == newer.since


def test_left_out_only_where_the_newer_goes() -> None:
    """A place that the policy no longer names is told what it was to be told."""
    older, newer = send(THURSDAY, "C0OLD"), send(FRIDAY)
    assert left_out(since(at(FRIDAY, 8), started(older), started(newer)).digests, older) is None


def test_a_place_that_is_refused() -> None:
    """The other places hear of it with their next digest, until it is there or nobody wants it there any more."""
    no = refused(send(THURSDAY, "C0ALL"))
    it = since(at(FRIDAY, 8), started(send(THURSDAY)), no).digests
    assert to_mention(it, send(THURSDAY)) == ()
    assert to_mention(it, send(FRIDAY)) == (no,)
    assert to_mention(it, send(FRIDAY, kind=DigestKind.WEEKLY)) == (no,)
    assert to_mention(it, send(FRIDAY, "C0ALL")) == ()
    well = since(at(FRIDAY, 8), started(send(THURSDAY)), no, sent(send(FRIDAY, "C0ALL"))).digests
    assert to_mention(well, send(MONDAY)) == ()
    moved = started(send(FRIDAY)).model_copy(update={"places": ("UANA",)})
    assert to_mention(since(at(FRIDAY, 8), no, moved).digests, send(MONDAY)) == ()


def test_documents_that_are_refused() -> None:
    """A place whose documents were refused hears of that, too, until it has some."""
    no = refused(send(THURSDAY), "share_digest", "file_uploads_disabled")
    past = (started(send(THURSDAY)), sent(send(THURSDAY)), no)
    it = since(at(FRIDAY, 8), *past, sent(send(FRIDAY))).digests
    assert to_mention(it, send(MONDAY)) == to_mention(it, send(MONDAY, "C0ALL")) == (no,)
    assert to_mention(since(at(FRIDAY, 8), *past, shared(send(FRIDAY))).digests, send(MONDAY)) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"daily": {"at": "25:00"}},
        {"daily": {"channels": ["general"]}},
        {"daily": {"people": ["ana"]}},
        {"daily": {"days": [7]}},
        {"daily": {"days": []}},
        {"weekly": {"day": "monday"}},
        {"documents": ["docx"]},
        {"hourly": {}},
    ],
)
def test_mistakes_are_told(wrong: dict[str, object]) -> None:
    """A policy of digests that cannot be meant is refused."""
    with pytest.raises(ValidationError):
        Digests.model_validate(wrong)


def test_nobody_is_to_have_it() -> None:
    """Digests without a place, and a policy that says nothing, send nothing."""
    assert Digests(daily=Daily()).rule(DigestKind.DAILY) is None
    assert all(Digests().rule(each) is None for each in DigestKind)
