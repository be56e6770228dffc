"""What is said of hypotheses, made from state; the view models are in `hypothesis_models`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.events import Recorded
from bot.domain.hypotheses import (
    EvidenceAdded,
    EvidenceItem,
    Hypothesis,
    HypothesisCorrected,
    HypothesisEvent,
    HypothesisJudged,
    HypothesisRaised,
    HypothesisState,
    confirmed,
    hypothesis_of,
)
from bot.domain.incident import Incident
from bot.domain.severity import Surface
from bot.views.card import channel_of, room_url
from bot.views.hypothesis_models import (
    CorrectedView,
    CorrectionForm,
    EvidenceForm,
    EvidenceView,
    HypothesesView,
    HypothesisForm,
    HypothesisLine,
    JudgedView,
    JudgementForm,
    RaisedView,
    YoursView,
)
from bot.views.models import View

ON_A_PAGE = 3
EVIDENCE_SHOWN = 5

ORDER = (
    HypothesisState.CONFIRMED,
    HypothesisState.SUPPORTED,
    HypothesisState.OPEN,
    HypothesisState.REFUTED,
)
"""What is likeliest comes first."""


def told(it: Incident, recorded: Recorded, event: HypothesisEvent) -> View:
    """What the room is told of it.

    Raises:
        TypeError: the event is of no kind that hypotheses know.
    """
    by = recorded.by or ""
    known = _known(it, event.number)
    match event:
        case HypothesisRaised():
            return RaisedView(it.number, event.number, by, event.surface, event.statement, event.owner)
        case EvidenceAdded():
            return EvidenceView(
                number=it.number,
                hypothesis=event.number,
                by=by,
                side=event.side,
                words=event.words,
                statement=known.statement,
                pro=len(known.on("for")),
                contra=len(known.on("against")),
            )
        case HypothesisJudged():
            return _judged(it, known, event, by)
        case HypothesisCorrected():
            return CorrectedView(
                number=it.number,
                hypothesis=event.number,
                by=by,
                reworded=event.statement != event.was_statement,
                statement=event.statement,
                was_statement=event.was_statement,
                moved=event.surface is not event.was_surface,
                surface=event.surface,
                was_surface=event.was_surface,
                given=event.owner != event.was_owner,
                owner=event.owner,
                was_owner=event.was_owner,
            )
        case _:
            raise TypeError(f"no words for {type(event).__name__}")


def yours(it: Incident, recorded: Recorded, event: HypothesisRaised | HypothesisCorrected) -> YoursView:
    """What its owner is told."""
    return YoursView(
        number=it.number,
        title=it.title,
        severity=it.severity,
        hypothesis=event.number,
        surface=event.surface,
        statement=event.statement,
        by=recorded.by or "",
        channel=channel_of(it),
        room_url=room_url(it),
    )


def listed(it: Incident, page: int) -> HypothesesView:
    """The page of that number, counting from 0; one beyond the end is the last."""
    ordered = sorted(it.hypotheses, key=lambda each: (ORDER.index(each.state), -each.judged, each.number))
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    at = min(max(page, 0), pages - 1)
    cause = confirmed(it.hypotheses)
    return HypothesesView(
        number=it.number,
        title=it.title,
        lines=tuple(map(_line, ordered[at * ON_A_PAGE : (at + 1) * ON_A_PAGE])),
        total=len(ordered),
        cause=cause.number if cause else 0,
        page=at + 1,
        pages=pages,
        before=at - 1 if at else None,
        after=at + 1 if at + 1 < pages else None,
    )


def form(it: Incident, owner: str) -> HypothesisForm:
    """A new one; it begins where triage says that it fails."""
    return HypothesisForm(it.number, it.surface, tuple(Surface), owner)


def correction(it: Incident, known: Hypothesis) -> CorrectionForm:
    """All that can be put right, as it stands."""
    return CorrectionForm(
        number=it.number,
        hypothesis=known.number,
        surface=known.surface,
        surfaces=tuple(Surface),
        first_surface=known.first_surface,
        first_statement=known.first_statement,
        statement=known.statement,
        owner=known.owner,
    )


def evidence(it: Incident, known: Hypothesis, side: str) -> EvidenceForm:
    """Something that speaks for or against it; another `side` than those two is none."""
    return EvidenceForm(it.number, known.number, known.surface, known.statement, side)


def judgement(it: Incident, known: Hypothesis) -> JudgementForm:
    """How it stands, with what is known of it."""
    cause = confirmed(it.hypotheses)
    pro, contra = known.on("for"), known.on("against")
    return JudgementForm(
        number=it.number,
        hypothesis=known.number,
        surface=known.surface,
        statement=known.statement,
        state=known.state,
        states=tuple(HypothesisState),
        pro=_latest(pro),
        more_pro=max(0, len(pro) - EVIDENCE_SHOWN),
        contra=_latest(contra),
        more_contra=max(0, len(contra) - EVIDENCE_SHOWN),
        cause=cause.number if cause and cause is not known else 0,
    )


def _known(it: Incident, number: int) -> Hypothesis:
    known = hypothesis_of(it.hypotheses, number)
    if known is None:
        raise ValueError(f"incident {it.number} has no hypothesis {number}")
    return known


def _judged(it: Incident, known: Hypothesis, event: HypothesisJudged, by: str) -> JudgedView:
    cause = confirmed(it.hypotheses)
    others = (each for each in it.hypotheses if each.state is HypothesisState.CONFIRMED and each is not known)
    return JudgedView(
        number=it.number,
        hypothesis=known.number,
        by=by,
        was=event.was,
        now=event.now,
        reason=event.reason,
        surface=known.surface,
        statement=known.statement,
        is_cause=cause is known and event.now is HypothesisState.CONFIRMED,
        cause=cause.number if cause and cause is not known else 0,
        others=", ".join(str(each.number) for each in others),
        open=it.open,
    )


def _line(each: Hypothesis) -> HypothesisLine:
    pro, contra = each.on("for"), each.on("against")
    return HypothesisLine(
        number=each.number,
        statement=each.statement,
        surface=each.surface,
        first_surface=each.first_surface,
        state=each.state,
        owner=each.owner,
        pro=len(pro),
        contra=len(contra),
        latest_pro=pro[-1].words if pro else "",
        latest_contra=contra[-1].words if contra else "",
    )


def _latest(items: Sequence[EvidenceItem]) -> tuple[str, ...]:
    """The latest words, the newest first."""
    return tuple(item.words for item in reversed(items[-EVIDENCE_SHOWN:]))
