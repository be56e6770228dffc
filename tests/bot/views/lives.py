"""What happens around a response: escalation, audiences, the review, and what is kept of it at the end."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import commands as ask
from bot.domain.audiences import (
    Audience,
    AudienceRules,
    ReportAddressed,
    Route,
    SendLastWord,
    Writing,
    Written,
)
from bot.domain.cadence_log import ChangeCadence, ReportRungStaffed, SnoozeReminders
from bot.domain.cadence_rules import Rung
from bot.domain.escalation import AcknowledgeEscalation, Escalate, ReportPaged, ReportStaffed
from bot.domain.escalation_rules import Concern, EscalationRules, LevelRule, Pager
from bot.domain.events import Recorded
from bot.domain.fold import apply
from bot.domain.offers import ReportOffered
from bot.domain.policy import COMMANDER, Policy
from bot.domain.redaction import redacted
from bot.domain.retention import Artefact, Erased, LiftHold, PlaceHold
from bot.domain.review import ReviewState, Section, stamp
from bot.domain.review_commands import (
    AcceptWording,
    AssignReview,
    MoveReview,
    OfferDocument,
    ReportCanvasShown,
    ReportDocumentRead,
    WaiveItems,
    WriteSection,
)
from bot.domain.severity import Status
from bot.views.review_card import NO_LEXICON
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling

CONCERN, PAGER, GROUP = "data_governance", "governance", "S0LEADS"
LEVELS = (
    LevelRule(title="Data protection", people=(DIMA,), pagers=(PAGER,), within_minutes=10),
    LevelRule(title="Head of ML", people=(ANA,), within_minutes=10),
)


def with_audiences(rules: Policy) -> Policy:
    """The same with a ladder that tells a group, a path for data governance, and a group that hears of updates."""
    rung = Rung(after_minutes=5, roles=(COMMANDER,), groups=(GROUP,))
    severities = {
        severity: rule.model_copy(
            update={"cadence": rule.cadence.model_copy(update={"ladder": (rung,)})},
        )
        for severity, rule in rules.severities.items()
    }
    escalation = EscalationRules(
        concerns={CONCERN: Concern(title="Data governance", levels=LEVELS)},
        pagers={PAGER: Pager(kind="webhook", url="https://pager.example/alarm")},
    )
    audiences = AudienceRules(executives=Route(people=(ANA,), groups=(GROUP,)))
    changed = {"severities": severities, "escalation": escalation, "audiences": audiences}
    return rules.model_copy(update=changed)


def alert(telling: Telling) -> None:
    """Levels are alerted until none is left, an audience is told, and an update is missed; Ben commands."""
    assert telling.it is not None
    number = len(telling.it.escalations) + 1
    telling.after(minutes=1).by(BEN, Escalate(CONCERN, "Prices of one customer were shown to others."))
    telling.by(None, ReportStaffed(number, 0, (DIMA,), ("The rota has nobody.",)))
    telling.by(None, ReportPaged(number, 0, PAGER, "alarm"))
    telling.after(minutes=11).by(None, ask.LetTimePass())
    telling.by(None, ReportStaffed(number, 1, (ANA,)))
    telling.after(minutes=11).by(None, ask.LetTimePass())
    telling.by(DIMA, AcknowledgeEscalation(number))
    telling.by(None, ReportOffered((3, 5), "triaged", "1.000500"))
    told = Writing((Written(Audience.EXECUTIVES, "Prices are right again on most of mobile."),))
    telling.by(BEN, ask.PostUpdate("Mobile.", "Watching.", "", Status.AMBER, None, told))
    telling.by(
        None,
        ReportAddressed(
            telling.it.version, Audience.EXECUTIVES, GROUP, (CLEO,), ("<@U0GONE> is deactivated.",)
        ),
    )
    telling.by(BEN, ChangeCadence(45, "Little changes.")).by(BEN, SnoozeReminders(30))
    due = telling.it.update_due
    assert due is not None
    telling.now = due + timedelta(minutes=6)
    telling.by(None, ask.LetTimePass())
    telling.by(None, ReportRungStaffed(0, due, (CLEO,), reached=True))


def review(telling: Telling) -> None:
    """The last word is sent; Cleo writes the post-mortem, which is reviewed, edited in a file and published."""
    last = Writing((Written(Audience.EXECUTIVES, "It is over."),))
    telling.by(ANA, SendLastWord(last)).by(ANA, AssignReview(CLEO))
    words = "The engineer failed to check the feed."
    telling.after(minutes=30).by(CLEO, WriteSection(Section.SUMMARY, words, stamp("")))
    telling.by(CLEO, MoveReview(ReviewState.IN_REVIEW))
    telling.by(CLEO, AcceptWording(Section.SUMMARY, "failed to", "They say so themselves."))
    edited = {Section.CAUSE: "Prices were normalised twice."}
    telling.by(DIMA, OfferDocument("F0EDIT"))
    assert telling.it is not None
    telling.by(None, ReportDocumentRead("F0EDIT", DIMA, telling.it.version, edited))
    telling.by(ANA, WaiveItems("The pipeline is switched off next week."))
    telling.after(minutes=1).by(ANA, MoveReview(ReviewState.PUBLISHED, lexicon=NO_LEXICON))
    telling.by(None, ReportCanvasShown("F0CANVAS"))


def retain(telling: Telling) -> None:
    """It is held and let go; then words taken from messages are deleted, as their rule says."""
    telling.by(ANA, PlaceHold("An inquiry.")).after(days=30).by(ANA, LiftHold("It is over."))
    telling.after(days=90)
    left = redacted(telling.events, (Artefact.MESSAGES,))
    erased = Erased(artefacts=(Artefact.MESSAGES,), days=90, entries=left.entries)
    gone = Recorded(version=len(left.history) + 1, at=telling.now, by=None, event=erased)
    telling.events, telling.it = [], None
    for recorded in (*left.history, gone):
        telling.it = apply(telling.number, telling.it, recorded)
        telling.events.append(recorded)
