"""Histories told step by step through `decide`, with time in the test's hand.

Telling().declare(severity=Severity.SEV2).after(minutes=5).by(BEN, GiveRole("ic", BEN)).done()
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypedDict, Unpack

from bot.domain import commands as ask
from bot.domain.cadence_rules import Cadence
from bot.domain.catalogue import ModelEntry
from bot.domain.commands import Command
from bot.domain.decide import decide, decide_declare
from bot.domain.events import MessageSource, Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.policy import FirstStep, Policy, RoleRule, SeverityRule
from bot.domain.refusal import Refused
from bot.domain.severity import IncidentType, Severity

BEGINNING = datetime(2025, 3, 4, 13, 5, 10, tzinfo=UTC)
ANA, BEN, CLEO, DIMA = "U0ANA", "U0BEN", "U0CLEO", "U0DIMA"
PEOPLE = (ANA, BEN, CLEO, DIMA)
HOSTILE = (
    "<!channel> <@U0BEN> & <script>alert('x')</script>\n# not a heading\n- not a list\n1. nor this\n"
    "> nor a quote\n"
    "![no](https://evil.example/i.png) [no](javascript:alert(1)) <https://evil.example|click>\n    no code\n"
    "| no | table |\n|---|---|\n```\nno fence\n===\n---\n"
    "`no` *no* _no_ ~~no~~ $no$ &lt;b&gt; &#60;b&#62; \\<b>\n"
    "https://evil.example www.evil.example a@evil.example @here #here [^1]: no\n[no]: https://evil.example\n"
    "\u202ereversed\u202c bell\x07 nul\x00 line\u2028separator\r\nwindows\rmac\ttab"
)


def policy(
    *,
    timezone: str = "Europe/Vienna",
    names_in_exports: bool = False,
    archive_after_days: int | None = 14,
    first_steps: tuple[FirstStep, ...] = (),
) -> Policy:
    """A policy with all three severities and four roles; nothing is due in the first 90 minutes unless said so."""

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
        first_steps=first_steps,
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
    training_cutoff=datetime(2025, 2, 20, 23, 59, 59, tzinfo=UTC),
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


class Said(TypedDict, total=False):
    """What may be said when declaring."""

    seen: str
    severity: Severity
    kind: IncidentType
    entry: ModelEntry | None
    started_at: datetime | None
    restricted: bool
    drill: bool
    source: MessageSource | None
    rules: Policy | None


class Telling:
    """A history in the making: every command goes through `decide` at the present moment."""

    def __init__(self, number: int = 7, now: datetime = BEGINNING) -> None:
        """Begin at that moment with nothing having happened."""
        self.number = number
        self.now = now
        self.events: list[Recorded] = []
        self.it: Incident | None = None

    def declare(
        self, title: str = "Ranker returns stale prices", by: str | None = ANA, **said: Unpack[Said]
    ) -> Telling:
        """Somebody declares the incident: a SEV2 in the data of a model in the catalogue, unless said otherwise."""
        entry = said.get("entry", RANKER)
        declare = ask.Declare(
            title=title,
            seen=said.get("seen", ""),
            severity=said.get("severity", Severity.SEV2),
            type=said.get("kind", IncidentType.DATA),
            model=entry.name if entry else "",
            entry=entry,
            started_at=said.get("started_at"),
            restricted=said.get("restricted", False),
            drill=said.get("drill", False),
            source=said.get("source"),
            receipt="",
            policy=said.get("rules") or policy(),
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
