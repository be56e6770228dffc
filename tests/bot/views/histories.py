"""Histories for tests: told step by step through `decide`, drawn at random, or named.

history = Telling().declare(severity=Severity.SEV2)      # one step after another, time in the test's hand
@given(histories())                                      # anything that people, time and Slack may do
drift(), hostile(), empty()                              # the named ones
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot.domain import commands as ask
from bot.domain.catalogue import ModelEntry
from bot.domain.commands import Command
from bot.domain.decide import Refused, decide, decide_declare
from bot.domain.events import MessageSource, Recorded
from bot.domain.incident import Incident, apply, fold
from bot.domain.policy import Cadence, Policy, RoleRule, SeverityRule
from bot.domain.severity import IncidentType, Phase, Severity, Status

BEGINNING = datetime(2025, 3, 4, 13, 5, 10, tzinfo=UTC)
ANA, BEN, CLEO, DIMA = "U0ANA", "U0BEN", "U0CLEO", "U0DIMA"
PEOPLE = (ANA, BEN, CLEO, DIMA)
HOSTILE = (
    "<!channel> <@U0BEN> & <script>alert('x')</script>\n# not a heading\n- not a list\n1. nor this\n> nor a quote\n"
    "![no](https://evil.example/i.png) [no](javascript:alert(1)) <https://evil.example|click>\n    no code\n"
    "| no | table |\n|---|---|\n```\nno fence\n===\n---\n`no` *no* _no_ ~~no~~ $no$ &lt;b&gt; &#60;b&#62; \\<b>\n"
    "https://evil.example www.evil.example a@evil.example @here #here [^1]: no\n[no]: https://evil.example\n"
    "\u202ereversed\u202c bell\x07 nul\x00 line\u2028separator\r\nwindows\rmac\ttab"
)


def policy(
    *, timezone: str = "Europe/Vienna", names_in_exports: bool = False, archive_after_days: int | None = 14
) -> Policy:
    """A policy with all three severities and four roles."""

    def rule(meaning: str, cadence: Cadence, *, owed: bool) -> SeverityRule:
        return SeverityRule(meaning=meaning, response="Respond.", cadence=cadence, postmortem_owed=owed)

    def role(title: str, short: str) -> RoleRule:
        return RoleRule(title=title, short=short, duties=("Do the duty.",))

    return Policy(
        timezone=timezone,
        severities={
            Severity.SEV1: rule("Wrong at scale", Cadence(minutes=30), owed=True),
            Severity.SEV2: rule("Degraded", Cadence(minutes=60), owed=True),
            Severity.SEV3: rule("Early signal", Cadence(business_day_at=time(10, 0)), owed=False),
        },
        roles={
            "ic": role("Incident Commander", "IC"),
            "ops": role("Operations", "Ops"),
            "ml_owner": role("ML Owner", "ML Owner"),
            "comms": role("Communications", "Comms"),
        },
        archive_after_days=archive_after_days,
        names_in_exports=names_in_exports,
    )


RANKER = ModelEntry(
    name="ranker",
    owner=DIMA,
    team="Search",
    current_version="2025.03.04-1",
    last_known_good_version="2025.02.25-3",
    last_deploy=BEGINNING - timedelta(hours=2),
    feature_pipeline="price-features",
    feature_pipeline_last_good_run=BEGINNING - timedelta(hours=3),
    training_cutoff=date(2025, 2, 20),
    label_lag="3 days",
    dashboards=("https://dash.example/d/ranker?from=now-6h&to=now",),
    runbooks=("https://docs.example/ranker_runbook",),
)


def message(
    text: str, *, author: str = BEN, at: datetime = BEGINNING, channel: str = "C0ROOM", ts: str = ""
) -> MessageSource:
    """A Slack message written at that moment."""
    stamp = ts or f"{at.timestamp():.6f}"
    link = f"https://team.slack.example/archives/{channel}/p{stamp.replace('.', '')}"
    return MessageSource(channel=channel, ts=stamp, author=author, written_at=at, permalink=link, text=text)


@dataclass(frozen=True, slots=True)
class History:
    """A history, the incident that it folds to, and the moment at which it is looked at."""

    number: int
    events: tuple[Recorded, ...]
    it: Incident
    now: datetime


class Telling:
    """A history in the making: every command goes through `decide` at the present moment."""

    def __init__(self, number: int = 7, now: datetime = BEGINNING) -> None:
        """Begin at that moment with nothing having happened."""
        self.number = number
        self.now = now
        self.events: list[Recorded] = []
        self.it: Incident | None = None

    def declare(  # noqa: PLR0913 - what a declaration has
        self,
        title: str = "Ranker returns stale prices",
        *,
        seen: str = "",
        by: str | None = ANA,
        severity: Severity = Severity.SEV2,
        kind: IncidentType = IncidentType.DATA,
        entry: ModelEntry | None = RANKER,
        started_at: datetime | None = None,
        restricted: bool = False,
        drill: bool = False,
        source: MessageSource | None = None,
        rules: Policy | None = None,
    ) -> Telling:
        """Somebody declares the incident."""
        declare = ask.Declare(
            title=title,
            seen=seen,
            severity=severity,
            type=kind,
            model=entry.name if entry else "",
            entry=entry,
            started_at=started_at,
            restricted=restricted,
            drill=drill,
            source=source,
            receipt="",
            policy=rules or policy(),
        )
        verdict = decide_declare(declare, self.now)
        assert not isinstance(verdict, Refused), verdict
        return self._record(verdict, by)

    def after(self, **length: float) -> Telling:
        """Let time pass, as `timedelta` takes it."""
        self.now += timedelta(**length)
        return self

    def by(self, person: str | None, command: Command) -> Telling:
        """Somebody (None: Tocsin itself) asks for something that is not refused."""
        verdict = self.tried(person, command)
        assert not isinstance(verdict, Refused), verdict
        return self

    def tried(self, person: str | None, command: Command) -> Refused | None:
        """Somebody asks for something; the answer is the refusal, if there is one."""
        assert self.it is not None, "declare first"
        verdict = decide(self.it, command, self.now, person)
        if isinstance(verdict, Refused):
            return verdict
        self._record(verdict, person)
        return None

    def done(self) -> History:
        """What has been told so far."""
        assert self.it is not None, "declare first"
        return History(self.number, tuple(self.events), self.it, self.now)

    def _record(self, verdict: tuple[object, ...], by: str | None) -> Telling:
        for event in verdict:
            recorded = Recorded.model_validate(
                {"version": len(self.events) + 1, "at": self.now, "by": by, "event": event}
            )
            self.it = apply(self.number, self.it, recorded)
            self.events.append(recorded)
        return self


TEXT = st.one_of(
    st.sampled_from(["Conversion fell", HOSTILE, "<@U0BEN> and <@U0NOBODY>", "🔥🔥", "x" * 10_000, " ", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
"""What people type, surrogates apart, which never come out of JSON that is valid."""

SOME_TEXT = TEXT.map(lambda text: text if text.strip() else "Something")
_person = st.sampled_from(PEOPLE)
_role = st.sampled_from(["ic", "ops", "ml_owner", "comms", "nobody_knows"])
_minutes = st.integers(min_value=-10_000, max_value=10_000)


def _times(now: datetime) -> SearchStrategy[datetime]:
    return _minutes.map(lambda minutes: now + timedelta(minutes=minutes))


def _messages(now: datetime) -> SearchStrategy[MessageSource]:
    """One of a few messages, so that they meet again; written before now."""
    return st.builds(
        lambda text, author, place: message(
            text, author=author, at=now - timedelta(minutes=place), ts=f"{place}.0"
        ),
        SOME_TEXT,
        _person,
        st.integers(min_value=0, max_value=5),
    )


_note_key = st.integers(min_value=0, max_value=5).map(lambda place: f"C0ROOM:{place}.0")


def commands(now: datetime) -> SearchStrategy[Command]:
    """Anything that can be asked of an incident at that moment, refused or not."""
    maybe_later = st.none() | _times(now)
    return st.one_of(
        st.just(ask.LetTimePass()),
        st.builds(ask.GiveRole, role=_role, person=_person, handover=TEXT),
        st.builds(ask.DeclineRole, role=_role, reason=TEXT),
        st.builds(
            ask.PostUpdate,
            impact=SOME_TEXT,
            actions=SOME_TEXT,
            eta=TEXT,
            status=st.sampled_from(Status),
            next_check_in=maybe_later,
        ),
        st.builds(ask.SnoozeUpdate, minutes=st.integers(0, 120), reason=SOME_TEXT),
        st.builds(ask.ChangeSeverity, severity=st.sampled_from(Severity), reason=SOME_TEXT),
        st.builds(ask.ChangePhase, phase=st.sampled_from(Phase), reason=SOME_TEXT),
        st.builds(
            ask.CorrectTime, which=st.sampled_from(["started", "detected"]), at=_times(now), reason=SOME_TEXT
        ),
        st.builds(
            ask.RecordDecision,
            what=SOME_TEXT,
            options=TEXT,
            rationale=TEXT,
            evidence=TEXT,
            revisit_at=maybe_later,
            corrects=st.none() | st.integers(0, 4),
        ),
        st.builds(ask.AddNote, text=SOME_TEXT, source=st.none(), via=st.just("command")),
        _messages(now).map(lambda source: ask.AddNote(source.text, source, "reaction")),
        st.integers(0, 5).map(lambda place: ask.RequestNote("C0ROOM", f"{place}.0")),
        st.builds(ask.EditNote, source=_note_key, text=SOME_TEXT),
        st.builds(ask.WithdrawNote, source=_note_key, why=st.sampled_from(["deleted", "unpinned"])),
        st.builds(ask.Close, verified=SOME_TEXT),
        st.builds(ask.Reopen, reason=SOME_TEXT),
        _reports(),
    )


def _reports() -> SearchStrategy[Command]:
    """What the courier and Slack tell."""
    refused = st.dictionaries(st.sampled_from([*PEOPLE, "S0GROUP"]), st.just("cant_invite"), max_size=2)
    people = st.lists(_person, max_size=3, unique=True).map(tuple)
    return st.one_of(
        st.just(ask.RequestPostmortem()),
        st.just(ask.RetryDeliveries()),
        st.just(ask.ReportRoomOpened(channel="C0ROOM", name="inc-7-stale")),
        st.builds(ask.ReportInvited, people=people, refused=refused),
        st.builds(
            ask.ReportCardPosted,
            ts=st.sampled_from(["1.000100", "1.000300"]),
            instead_of=st.sampled_from([None, "1.000100"]),
        ),
        st.just(ask.ReportAnnounced(channel="C0ALL", ts="1.000200")),
        st.builds(
            ask.ReportPostmortemShared,
            number=st.integers(1, 3),
            file=st.just("F0FILE"),
            permalink=st.just("https://team.slack.example/files/F0FILE/inc-7.md"),
        ),
        st.just(ask.ReportRoomArchived()),
        st.just(ask.ReportRoomUnarchived()),
        st.builds(ask.ReportPresence, person=_person, present=st.booleans()),
        st.sampled_from(["open_room", "pin_card"]).map(
            lambda kind: ask.ReportGivenUp(
                effect=kind, body=f'{{"kind":"{kind}"}}', reason="restricted_action"
            )
        ),
    )


_POLICIES = (policy(), policy(timezone="UTC", names_in_exports=True), policy(timezone="America/Sao_Paulo"))


@st.composite
def histories(draw: DrawFn, max_steps: int = 25) -> History:
    """A random history: anything asked by anyone, in any order, with minutes to days in between; never impossible."""
    telling = Telling(number=draw(st.integers(1, 9999)))
    telling.declare(
        draw(SOME_TEXT),
        seen=draw(TEXT),
        by=draw(st.none() | _person),
        severity=draw(st.sampled_from(Severity)),
        kind=draw(st.sampled_from(IncidentType)),
        entry=draw(st.sampled_from([None, RANKER])),
        started_at=draw(st.none() | _times(telling.now).map(lambda at: min(at, BEGINNING))),
        restricted=draw(st.booleans()),
        drill=draw(st.booleans()),
        source=draw(st.none() | _messages(telling.now)),
        rules=draw(st.sampled_from(_POLICIES)),
    )
    for _ in range(draw(st.integers(0, max_steps))):
        telling.after(seconds=draw(st.sampled_from([0, 1, 59, 300, 1800, 3600, 3601, 90_000, 1_300_000])))
        telling.tried(draw(st.none() | _person), draw(commands(telling.now)))
    return telling.done()


def empty() -> History:
    """A declaration and nothing else: no model, no room, nobody in a role."""
    return Telling().declare("Something is off", entry=None).after(minutes=3).done()


def hostile() -> History:
    """Every field that people fill holds text that would like to be more than text."""
    telling = Telling()
    telling.declare(HOSTILE, seen=HOSTILE, source=message(HOSTILE, at=BEGINNING - timedelta(minutes=1)))
    telling.by(BEN, ask.GiveRole("ic", BEN, HOSTILE))
    telling.after(minutes=2).by(BEN, ask.PostUpdate(HOSTILE, HOSTILE, HOSTILE, Status.RED, None))
    telling.by(BEN, ask.SnoozeUpdate(30, HOSTILE)).by(BEN, ask.ChangeSeverity(Severity.SEV1, HOSTILE))
    telling.by(BEN, ask.ChangePhase(Phase.CONTAIN, HOSTILE))
    telling.by(BEN, ask.CorrectTime("started", BEGINNING - timedelta(hours=1), HOSTILE))
    telling.by(BEN, ask.RecordDecision(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    noted = message(HOSTILE, author=CLEO, at=telling.now)
    telling.after(minutes=1).by(ANA, ask.AddNote(HOSTILE, noted, "reaction"))
    telling.by(CLEO, ask.EditNote(noted.key, HOSTILE + "!")).by(CLEO, ask.WithdrawNote(noted.key, "deleted"))
    telling.by(CLEO, ask.AddNote(HOSTILE, None, "command"))
    telling.by(BEN, ask.DeclineRole("ic", HOSTILE)).by(ANA, ask.Close(HOSTILE)).by(ANA, ask.Reopen(HOSTILE))
    return telling.done()


def drift(rules: Policy | None = None, *, restricted: bool = False, drill: bool = False) -> History:
    """A price-feature drift (domain §16) from the declaration to the post-mortem, with all that can happen on the way."""
    telling = Telling()
    first = message(
        "Conversion on mobile is down 3 % since this morning, @U0ANA can you look? Latency & errors are flat.",
        author=CLEO,
        at=BEGINNING - timedelta(minutes=9),
        channel="C0SEARCH",
    )
    telling.declare(
        seen="PSI of price_normalised is 0.32 (threshold 0.2), conversion −3 % on mobile only.\nLatency and errors are normal.",
        started_at=BEGINNING - timedelta(minutes=40),
        source=first,
        rules=rules,
        restricted=restricted,
        drill=drill,
    )
    steps: tuple[Callable[[], object], ...] = (
        lambda: telling.after(seconds=2).by(
            None, ask.ReportRoomOpened("C0ROOM", "inc-7-ranker-returns-stale-prices")
        ),
        lambda: telling.after(seconds=1).by(None, ask.ReportCardPosted("1.000100")),
        lambda: telling.by(None, ask.ReportInvited((ANA, BEN), {"S0GROUP": "user_is_restricted"})),
        lambda: telling.after(seconds=1).by(None, ask.ReportAnnounced("C0ALL", "1.000200")),
        lambda: telling.after(minutes=5).by(None, ask.LetTimePass()),
        lambda: telling.after(minutes=1).by(BEN, ask.GiveRole("ic", BEN)),
        lambda: telling.after(minutes=1).by(BEN, ask.GiveRole("ops", CLEO)),
        lambda: telling.by(BEN, ask.GiveRole("ml_owner", DIMA)),
        lambda: telling.after(seconds=20).by(None, ask.ReportPresence(DIMA, present=True)),
        lambda: telling.after(minutes=4).by(
            CLEO, ask.AddNote("The normalisation of prices changed with the 12:05 deploy.", None, "command")
        ),
    )
    for step in steps:
        step()
    return _drift_goes_on(telling)


def _drift_goes_on(telling: Telling) -> History:
    telling.after(minutes=20).by(
        BEN,
        ask.PostUpdate(
            "Mobile users see offers ranked by wrong prices; conversion −3 %.\nDesktop is not affected.",
            "Comparing feature distributions before and after the deploy.\n- Ops: prepare a rollback",
            "",
            Status.RED,
            None,
        ),
    )
    chart = message(
        "PSI by feature: only `price_normalised` moved :chart_with_upwards_trend:", at=telling.now
    )
    telling.after(minutes=2).by(CLEO, ask.AddNote(chart.text, chart, "reaction"))
    telling.after(minutes=1).by(BEN, ask.EditNote(chart.key, chart.text + " (since 12:10)"))
    telling.after(minutes=1).by(
        BEN, ask.ChangeSeverity(Severity.SEV1, "Revenue is hit on all of mobile, not on a slice.")
    )
    telling.after(minutes=1).by(
        BEN,
        ask.CorrectTime(
            "started",
            BEGINNING - timedelta(minutes=58),
            "The feature pipeline's log shows the first bad batch.",
        ),
    )
    telling.after(minutes=3).by(BEN, ask.ChangePhase(Phase.CONTAIN, "The surface is known: the data moved."))
    telling.by(
        BEN,
        ask.RecordDecision(
            "Roll the model back together with its feature pipeline.",
            "1. model alone\n2. model and pipeline\n3. rules-based fallback",
            "The old model expects the old normalisation; alone it would get worse.",
            "PSI by feature; deploy log of 12:05",
            telling.now + timedelta(hours=1),
        ),
    )
    telling.after(minutes=31).by(None, ask.LetTimePass())
    telling.after(minutes=4).by(
        BEN,
        ask.PostUpdate(
            "Unchanged on mobile.",
            "Rolling back to 2025.02.25-3, 25 % of traffic.",
            "about 30 minutes",
            Status.AMBER,
            None,
        ),
    )
    telling.after(minutes=2).by(
        CLEO,
        ask.RecordDecision(
            "Roll the pipeline back first, then the model.", rationale="One change at a time.", corrects=1
        ),
    )
    telling.after(minutes=10).by(BEN, ask.ChangePhase(Phase.RECOVER, "All traffic is on the old version."))
    telling.by(
        BEN, ask.GiveRole("ic", CLEO, "Rollback is through; watch conversion until 17:00.\nThen close.")
    )
    telling.after(minutes=5).by(CLEO, ask.SnoozeUpdate(30, "Waiting for an hour of conversion data."))
    telling.after(minutes=20).by(CLEO, ask.ChangePhase(Phase.VERIFY, "PSI is at 0.04."))
    telling.after(minutes=8).by(
        CLEO, ask.PostUpdate("Over for users.", "Watching conversion.", "", Status.GREEN, None)
    )
    telling.after(minutes=15).by(
        None, ask.ReportGivenUp("pin_card", '{"kind":"pin_card"}', "restricted_action")
    )
    telling.after(minutes=5).by(
        CLEO, ask.Close("PSI 0.04 for one hour, conversion on mobile back at last week's level, SLO intact.")
    )
    telling.after(minutes=12).by(CLEO, ask.RequestPostmortem())
    telling.after(seconds=3).by(
        None,
        ask.ReportPostmortemShared(1, "F0FILE", "https://team.slack.example/files/F0FILE/inc-7.md"),
    )
    return telling.after(minutes=1).done()


def told_again(history: History) -> Incident:
    """The incident folded anew from the history alone."""
    it = fold(history.number, history.events)
    assert it is not None
    return it
