"""Histories with a name, from a declaration and nothing else to the whole life of an incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.domain import commands as ask
from bot.domain.cadence_log import ExtendUpdate
from bot.domain.ownership import DeclineProposal
from bot.domain.policy import Policy
from bot.domain.severity import Phase, Severity, Status
from bot.domain.verification import NameMetric, RecordVerification
from tests.bot.views.followed_up import follow_up
from tests.bot.views.lives import alert, retain, review, with_audiences
from tests.bot.views.responses import hostile_words, respond, rules
from tests.bot.views.telling import ANA, BEGINNING, BEN, CLEO, DIMA, HOSTILE, History, Telling, message


def empty() -> History:
    """A declaration and nothing else: no model, no room, nobody in a role."""
    return Telling().declare("Something is off", entry=None).after(minutes=3).done()


def hostile() -> History:
    """Every field that people fill holds text that would like to be more than text."""
    telling = Telling()
    first = message(HOSTILE, at=BEGINNING - timedelta(minutes=1))
    telling.declare(HOSTILE, seen=HOSTILE, source=first, rules=rules())
    telling.by(BEN, ask.GiveRole("ic", BEN, HOSTILE)).by(BEN, ask.GiveRole("ops", CLEO))
    telling.by(BEN, ask.GiveRole("ml_owner", DIMA))
    respond(telling, hostile_words)
    telling.after(minutes=2).by(BEN, ask.PostUpdate(HOSTILE, HOSTILE, HOSTILE, Status.RED, None))
    telling.by(BEN, ExtendUpdate(90, HOSTILE)).by(BEN, ask.ChangeSeverity(Severity.SEV1, HOSTILE))
    telling.by(BEN, ask.ChangePhase(Phase.CONTAIN, HOSTILE))
    telling.by(BEN, ask.CorrectTime("started", BEGINNING - timedelta(hours=1), HOSTILE))
    telling.by(BEN, ask.RecordDecision(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    noted = message(HOSTILE, author=CLEO, at=telling.now)
    telling.after(minutes=1).by(ANA, ask.AddNote(HOSTILE, noted, "reaction"))
    telling.by(CLEO, ask.EditNote(noted.key, HOSTILE + "!")).by(CLEO, ask.WithdrawNote(noted.key, "deleted"))
    telling.by(CLEO, ask.AddNote(HOSTILE, None, "command"))
    follow_up(telling, hostile_words)
    telling.by(BEN, ask.DeclineRole("ic", HOSTILE)).by(ANA, ask.Close(HOSTILE)).by(ANA, ask.Reopen(HOSTILE))
    return telling.done()


def drift(rules: Policy | None = None, *, restricted: bool = False, drill: bool = False) -> History:
    """A price-feature drift (domain §16) from the declaration to the post-mortem."""
    telling = Telling()
    first = message(
        "Conversion on mobile is down 3 % since this morning, @U0ANA can you look? Latency & errors flat.",
        author=CLEO,
        at=BEGINNING - timedelta(minutes=9),
        channel="C0SEARCH",
    )
    telling.declare(
        seen="PSI of price_normalised is 0.32 (threshold 0.2), conversion -3 % on mobile only.\n"
        "Latency and errors are normal.",
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
            "Mobile users see offers ranked by wrong prices; conversion -3 %.\nDesktop is not affected.",
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
    telling.after(minutes=5).by(CLEO, ExtendUpdate(30, "Waiting for an hour of conversion data."))
    telling.after(minutes=20).by(CLEO, NameMetric("PSI of price_normalised", "below 0.2"))
    telling.by(CLEO, ask.ChangePhase(Phase.VERIFY, "PSI is at 0.04."))
    telling.by(CLEO, RecordVerification("0.04", holds=True))
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


def whole_life(*, until_erased: bool = False) -> History:
    """A history in which every kind of event happens at least once, up to the room's archiving and back.

    At last words taken from messages are deleted; `until_erased` stops before that.
    """
    told = drift(with_audiences(rules()), restricted=True)
    telling = Telling(told.number, told.now)
    telling.events, telling.it = list(told.events), told.it
    telling.by(None, ask.ReportPresence(DIMA, present=False)).by(BEN, ask.RetryDeliveries())
    noted = message("False alarm, that was the old dashboard.", author=DIMA, at=telling.now)
    telling.after(minutes=1).by(BEN, ask.RequestNote(noted.channel, noted.ts))
    telling.by(BEN, ask.AddNote(noted.text, noted, "reaction")).by(
        DIMA, ask.WithdrawNote(noted.key, "deleted")
    )
    telling.after(hours=1).by(BEN, ask.Reopen("Conversion fell again."))
    telling.by(BEN, ask.GiveRole("ops", CLEO)).by(BEN, ask.GiveRole("ic", BEN))
    respond(telling)
    alert(telling)
    telling.by(BEN, ask.DeclineRole("ic", "My shift is over."))
    telling.by(DIMA, ask.DeclineRole("ml_owner", "I am travelling.")).by(DIMA, DeclineProposal())
    telling.after(minutes=20).by(ANA, ask.GiveRole("ic", ANA)).by(ANA, ask.Close("It was the old dashboard."))
    follow_up(telling)
    review(telling)
    telling.by(None, ask.ReportPostmortemShared(2, "F0FILE2", "https://team.slack.example/files/F0FILE/2.md"))
    telling.after(days=15).by(None, ask.LetTimePass()).by(None, ask.ReportRoomArchived())
    telling.after(days=1).by(None, ask.ReportRoomUnarchived())
    if not until_erased:
        retain(telling)
    return telling.after(minutes=1).done()
