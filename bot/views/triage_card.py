"""What is shown of triage in Slack: the living card, and the modals that answer, measure and call it off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from bot.domain.commands import Close
from bot.domain.decide_triage import suggestion
from bot.domain.incident import Incident
from bot.domain.signals import UsersHit, page_burn
from bot.domain.triage import Conclusion, Reason, conclude, next_question
from bot.domain.triage_log import TriageConcluded
from bot.domain.triage_questions import BY_KEY, QUESTIONS, Question
from bot.domain.triage_rule import Drift, FalsePage, PlaybookKey
from bot.views import labels
from bot.views.forms import Choice
from bot.views.gates import left_in_place
from bot.views.triage_models import (
    AnswerChoice,
    FalsePageForm,
    FittingPlaybook,
    LastAnswer,
    NextQuestion,
    QuestionChoice,
    SignalsForm,
    SuggestedSeverity,
    TriageAnswerForm,
    TriageCardView,
    TriageToldView,
)

BUTTONS = 5
"""More answers than these go into a menu."""

SURFACE_REASONS = 3
SEVERITY_REASONS = 2
CONTRADICTIONS = 2
EVIDENCE_CHARACTERS = 700
"""The most that closing takes as what was verified."""

Library = Mapping[str, str]
"""The titles of the team's playbooks by their keys."""

NO_LIBRARY: Library = {}


def triage_card(it: Incident, library: Library, url: str = "") -> TriageCardView:
    """The card as it is now; `url` is the address of the room's own card when this is shown beside it."""
    found = conclude(it.triage.said)
    asked = next_question(it.triage.said)
    last = _latest(it)
    return TriageCardView(
        number=it.number,
        open=it.open,
        url=url,
        answered=len(it.triage.answers),
        last=_last(it, last) if last else None,
        question=_asked(it, asked) if asked and it.open else None,
        changes=f"{it.number}:{last.key}" if last else "",
        chosen=it.severity,
        false_page=found.false_page.value,
        surface=found.surface.value,
        drift=found.drift.value,
        confidence=found.confidence.value,
        reasons=tuple(_reasons(found)),
        contradictions=_told(found.contradictions, CONTRADICTIONS),
        severity=_severity(it),
        playbook=_playbook(it, found, library),
        at_work=it.playbook is not None,
        drawn=it.version,
    )


def told(it: Incident, event: TriageConcluded, library: Library) -> TriageToldView:
    """What the room is told of a new conclusion, with what can be done next by now."""
    offered = it.open and it.playbook is None and event.playbook in library
    return TriageToldView(
        number=it.number,
        open=it.open,
        news=event.news,
        surface=event.surface,
        was=event.was_surface,
        false_page=event.false_page,
        after_all=event.was_false_page is not FalsePage.NONE,
        confidence=event.confidence,
        because=next((labels.without_keys(reason) for reason in event.reasons), ""),
        playbook=FittingPlaybook(
            title=library[event.playbook],
            because="",
            attached=False,
            value=f"{it.number}:{event.playbook}",
        )
        if offered
        else None,
        working_by=it.playbook.playbook.title if it.playbook else "",
    )


def answer_form(it: Incident, key: str) -> TriageAnswerForm:
    """Any question may be answered; it begins with this one, or with the first when there is no such key."""
    question = BY_KEY.get(key, QUESTIONS[0])
    stands = it.triage.answers.get(question.key)
    return TriageAnswerForm(
        number=it.number,
        questions=tuple(_choosable(it, each) for each in _answered_first(it)),
        value=f"{it.number}:{question.key}",
        question=question.key,
        asks=question.asks,
        why=question.why,
        look=question.evidence,
        choices=tuple(Choice(each.key, each.label) for each in question.choices),
        answer=stands.answer if stands else "",
        evidence=stands.evidence if stands else "",
        by=(stands.by or "") if stands else "",
    )


def signals_form(it: Incident) -> SignalsForm:
    """What was measured, with what the team's policy makes of it as hints."""
    known, limits = it.triage.signals, it.policy.thresholds
    return SignalsForm(
        number=it.number,
        users=tuple(UsersHit),
        users_hit=known.users_hit or "unknown",
        slice_share_percent=_figure(known.slice_share_percent),
        kpi_change_percent=_figure(known.kpi_change_percent),
        slo_burn=_figure(known.slo_burn),
        psi=_figure(known.psi),
        safety_or_legal=_flag(known.safety_or_legal),
        serving_down=_flag(known.serving_down),
        scale=_figure(limits.scale_percent),
        visible=_figure(limits.kpi_visible_percent),
        grave=_figure(limits.kpi_grave_percent),
        page_burn=_figure(page_burn(limits)),
        drift=_figure(limits.psi),
    )


def false_page_form(it: Incident, asked: Close | None = None) -> FalsePageForm:
    """Why the page was none, as triage concludes it, or as it was said already; and what is still in place."""
    found = conclude(it.triage.said)
    kind = asked.false_page if asked else found.false_page.value
    known = "" if kind is FalsePage.NONE else _shown_by(it, found)
    left, more = left_in_place(it)
    return FalsePageForm(
        number=it.number,
        kinds=tuple(each for each in FalsePage if each is not FalsePage.NONE),
        kind="" if kind is FalsePage.NONE else kind,
        shows=asked.verified if asked else known,
        refused=bool(asked and left),
        override=asked.override if asked else "",
        left=left,
        more=more,
    )


def _shown_by(it: Incident, found: Conclusion) -> str:
    """The reasons for a false page with the evidence given for them."""
    reasons = (*found.false_page.reasons, *(each for each in found.confidence.reasons if each.keys))
    keys = dict.fromkeys(key for reason in reasons for key in reason.keys)
    evidence = (it.triage.answers[key].evidence for key in keys if key in it.triage.answers)
    said = " ".join(dict.fromkeys(reason.says for reason in reasons))
    return "\n".join(filter(None, (said, *evidence)))[:EVIDENCE_CHARACTERS]


def _latest(it: Incident) -> Question | None:
    """The question whose answer came last."""
    given = [key for key in it.triage.answers if key in BY_KEY]
    return BY_KEY[max(given, key=lambda key: it.triage.answers[key].at)] if given else None


def _last(it: Incident, question: Question) -> LastAnswer:
    given = it.triage.answers[question.key]
    label = question.label(given.answer)
    return LastAnswer(question.asks, label, given.evidence, given.by or "", given.at)


def _asked(it: Incident, question: Question) -> NextQuestion:
    value = f"{it.number}:{question.key}"
    choices = tuple(
        AnswerChoice(nth, f"{value}:{choice.key}", choice.label)
        for nth, choice in enumerate(question.choices, 1)
    )
    few = len(choices) <= BUTTONS
    return NextQuestion(
        value=value,
        asks=question.asks,
        why=question.why,
        look=question.evidence,
        buttons=choices if few else (),
        menu=() if few else choices,
    )


def _reasons(found: Conclusion) -> Iterator[str]:
    if found.false_page.value is not FalsePage.NONE:
        yield from _told(found.false_page.reasons, 1)
    else:
        yield from _told((each for each in found.surface.reasons if each.keys), SURFACE_REASONS)
        if found.drift.value is not Drift.UNKNOWN:
            yield from _told(found.drift.reasons, 1)
    yield from _told((each for each in found.confidence.reasons if each.keys), 1)


def _told(reasons: Iterable[Reason], most: int) -> tuple[str, ...]:
    return tuple(each.says for each in reasons)[:most]


def _severity(it: Incident) -> SuggestedSeverity | None:
    found = suggestion(it)
    if found is None:
        return None
    return SuggestedSeverity(
        severity=found.severity,
        differs=found.severity is not it.severity,
        because=tuple(each.says for each in found.reasons if each.severity is found.severity)[
            :SEVERITY_REASONS
        ],
        value=f"{it.number}:{found.severity}",
    )


def _playbook(it: Incident, found: Conclusion, library: Library) -> FittingPlaybook | None:
    """The playbook that fits, when the team has it."""
    key = found.playbook.value
    if key is PlaybookKey.NONE or key not in library:
        return None
    attached = it.playbook is not None and it.playbook.playbook.key == key
    because = "".join(_told(found.playbook.reasons, 1))
    return FittingPlaybook(library[key], because, attached, f"{it.number}:{key}")


def _answered_first(it: Incident) -> list[Question]:
    """What was answered, the latest first, then the others in their order."""
    given = it.triage.answers
    answered = [each for each in QUESTIONS if each.key in given]
    answered.sort(key=lambda each: given[each.key].at, reverse=True)
    return [*answered, *(each for each in QUESTIONS if each.key not in given)]


def _choosable(it: Incident, question: Question) -> QuestionChoice:
    given = it.triage.answers.get(question.key)
    label = question.label(given.answer) if given else ""
    return QuestionChoice(f"{it.number}:{question.key}", question.asks, label)


def _figure(number: float | None) -> str:
    """The figure as people write it, and as it can be sent again: never with an exponent."""
    if number is None:
        return ""
    digits = format(Decimal(str(number)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _flag(known: bool | None) -> str:  # noqa: FBT001 - a signal, as it is known
    return "unknown" if known is None else "yes" if known else "no"
