"""Triage as decisions: which question is next, and what the answers so far mean (domain §5).

Everything here is a function of the answers only, so any of them may be changed, in any order, at any time. What is
not in the catalogue counts as not answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from bot.domain.severity import Surface
from bot.domain.triage_questions import BY_KEY, QUESTIONS, Answers, Question, given
from bot.domain.triage_rule import Drift, Evidence, FalsePage, Finding, PlaybookKey, Rule
from bot.domain.triage_rules import (
    CONTRADICTIONS,
    DRIFTS,
    EARLY,
    EXPLANATIONS,
    FALSE_PAGE_CHECKS,
    FINDINGS,
    OBJECTIONS,
    PLAYBOOKS,
    RULED_OUT,
    SKIPS,
)

_T_co = TypeVar("_T_co", covariant=True)

FALSE_PAGE, SURFACE = "false_page", "surface"
ORDER = (Surface.SERVING, Surface.DATA, Surface.MODEL)
"""Serving before data before model: the costliest mistake is opening the model first (domain §5)."""


class Confidence(StrEnum):
    """How sure the conclusion is, by the rule of `conclude`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the keys of the answers that led to it."""

    keys: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Verdict(Generic[_T_co]):
    """One conclusion with its reasons, of which there is always one."""

    value: _T_co
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the answers mean; `contradictions` are those of them that do not go together."""

    surface: Verdict[Surface]
    drift: Verdict[Drift]
    false_page: Verdict[FalsePage]
    confidence: Verdict[Confidence]
    playbook: Verdict[PlaybookKey]
    contradictions: tuple[Reason, ...]


def next_question(answers: Answers) -> Question | None:
    """The first question that is neither answered nor skipped; None when triage is done.

    The order is that of domain §5, but for questions that the answers so far make urgent (`EARLY`).
    "Don't know" is an answer: whoever gave it is not asked again.
    """
    said = given(answers)
    facts = _with_false_page(said)
    urgent = [BY_KEY[rule.question] for rule in EARLY if rule.holds(facts)]
    return next(
        (each for each in (*urgent, *QUESTIONS) if each.key not in said and _skip(each.key, facts) is None),
        None,
    )


def skipped(key: str, answers: Answers) -> str | None:
    """Why that question need not be asked, in a sentence; None when it is to be asked."""
    skip = _skip(key, _with_false_page(given(answers)))
    return skip.says if skip else None


def _skip(key: str, facts: Mapping[str, str]) -> Rule | None:
    return next((skip for skip in SKIPS if skip.question == key and skip.holds(facts)), None)


def conclude(answers: Answers) -> Conclusion:
    """What the answers mean; none is needed, and none can break it.

    Surface: the first of serving, data, model with direct evidence; without any, the one with most indications, the
    earlier one when equal. A false page has none.
    Confidence: high for direct evidence, a second finding that agrees, and every earlier surface ruled out; medium for
    direct evidence or two indications; low otherwise. A false page: high for three of its checks, medium for one or
    two. Each contradiction lowers it by one step.
    """
    said = given(answers)
    page, objections = _false_page(said)
    contradictions = (*_reasons(CONTRADICTIONS, said), *objections)
    facts = _with_false_page(said)
    surface, certainty = _surface(facts) if page.value is FalsePage.NONE else _no_surface(page, said)
    facts[SURFACE] = surface.value
    return Conclusion(
        surface=surface,
        drift=_drift(facts, surface, page),
        false_page=page,
        confidence=_lowered(certainty, contradictions),
        playbook=_playbook(facts, surface, page),
        contradictions=contradictions,
    )


def _with_false_page(said: Mapping[str, str]) -> dict[str, str]:
    """The answers as facts: with what they say of a false page, without a breach seen on incomplete labels."""
    facts = {**said, FALSE_PAGE: _false_page(said)[0].value}
    if facts.get("labels") == "incomplete":
        facts.pop("quality_slo", None)
    return facts


def _false_page(said: Mapping[str, str]) -> tuple[Verdict[FalsePage], tuple[Reason, ...]]:
    """The first explanation to which nothing objects, and the explanations that are refuted."""
    refuted = []
    holding: list[Verdict[FalsePage]] = []
    for rule in EXPLANATIONS:
        if not rule.holds(said):
            continue
        against = [each for each in OBJECTIONS if each.kind is rule.kind and each.holds(said)]
        keys = rule.keys(said)
        if against:
            also = (key for each in against for key in each.keys(said))
            yet = " and ".join(each.says for each in against)
            refuted.append(Reason(_unique((*keys, *also)), f"{rule.says} Yet {yet}."))
        else:
            holding.append(Verdict(rule.kind, (Reason(keys, rule.says),)))
    nothing = Reason((), "Nothing explains the page away.")
    return (holding[0] if holding else Verdict(FalsePage.NONE, (nothing,))), tuple(refuted)


def _surface(facts: Mapping[str, str]) -> tuple[Verdict[Surface], Verdict[Confidence]]:
    findings = [finding for finding in FINDINGS if finding.holds(facts)]
    direct = {finding.surface for finding in findings if finding.evidence is Evidence.DIRECT}
    count = Counter(finding.surface for finding in findings)
    if not findings:
        why = Reason((), "Nothing points to one yet.")
        return Verdict(Surface.UNKNOWN, (why,)), _sure(Confidence.LOW, "No surface is known.")
    found = max(ORDER, key=lambda each: (each in direct, 0 if direct else count[each], -ORDER.index(each)))
    agreeing = [finding for finding in findings if finding.surface is found]
    earlier = [RULED_OUT[each] for each in ORDER[: ORDER.index(found)]]
    excluded = [rule for rule in earlier if rule.holds(facts)]
    reasons = _reasons((*agreeing, *excluded), facts)
    keys = _unique(key for reason in reasons for key in reason.keys)
    return Verdict(found, reasons), _certainty(agreeing, keys, all_excluded=excluded == earlier)


def _certainty(agreeing: list[Finding], keys: tuple[str, ...], *, all_excluded: bool) -> Verdict[Confidence]:
    seen = any(finding.evidence is Evidence.DIRECT for finding in agreeing)
    if seen and len(agreeing) > 1 and all_excluded:
        says = "It was seen directly, another finding agrees, and nothing earlier in the order is left."
        return _sure(Confidence.HIGH, says, keys)
    if seen:
        missing = "an earlier surface is not ruled out" if len(agreeing) > 1 else "nothing else agrees yet"
        return _sure(Confidence.MEDIUM, f"It was seen directly, but {missing}.", keys)
    if len(agreeing) > 1:
        return _sure(Confidence.MEDIUM, "Several indications agree, but nothing was seen directly.", keys)
    return _sure(Confidence.LOW, "There is one indication only.", keys)


def _no_surface(
    page: Verdict[FalsePage], said: Mapping[str, str]
) -> tuple[Verdict[Surface], Verdict[Confidence]]:
    keys = page.reasons[0].keys
    checks = _reasons((rule for rule in FALSE_PAGE_CHECKS if rule.holds(said)), said)
    level = (Confidence.LOW, Confidence.MEDIUM, Confidence.MEDIUM, Confidence.HIGH)[min(len(checks), 3)]
    surface = Verdict(Surface.UNKNOWN, (Reason(keys, "A false page has no failing surface."),))
    says = " ".join(check.says for check in checks) or "Nobody has looked at users, requests or quality yet."
    return surface, _sure(level, says, _unique(key for check in checks for key in check.keys))


def _sure(level: Confidence, says: str, keys: tuple[str, ...] = ()) -> Verdict[Confidence]:
    return Verdict(level, (Reason(keys, says),))


def _lowered(certainty: Verdict[Confidence], contradictions: tuple[Reason, ...]) -> Verdict[Confidence]:
    if not contradictions:
        return certainty
    levels = tuple(Confidence)
    level = levels[max(0, levels.index(certainty.value) - len(contradictions))]
    keys = _unique(key for each in contradictions for key in each.keys)
    return Verdict(level, (*certainty.reasons, Reason(keys, "Answers contradict each other.")))


def _drift(facts: Mapping[str, str], surface: Verdict[Surface], page: Verdict[FalsePage]) -> Verdict[Drift]:
    rule = next((rule for rule in DRIFTS if rule.holds(facts)), None)
    if rule is None:
        return Verdict(Drift.UNKNOWN, (Reason((), "The answers do not tell yet."),))
    return Verdict(rule.drift, (_derived(rule, facts, surface, page),))


def _playbook(
    facts: Mapping[str, str], surface: Verdict[Surface], page: Verdict[FalsePage]
) -> Verdict[PlaybookKey]:
    rule = next((rule for rule in PLAYBOOKS if rule.holds(facts)), None)
    if rule is None:
        return Verdict(PlaybookKey.NONE, (Reason((), "No playbook fits yet."),))
    return Verdict(rule.playbook, (_derived(rule, facts, surface, page),))


def _derived(
    rule: Rule, facts: Mapping[str, str], surface: Verdict[Surface], page: Verdict[FalsePage]
) -> Reason:
    """The rule's sentence; where it rests on a conclusion, the answers that led there stand for it."""
    behind = {SURFACE: surface.reasons, FALSE_PAGE: page.reasons}
    keys: list[str] = []
    for key in rule.keys(facts):
        keys += [each for reason in behind[key] for each in reason.keys] if key in behind else [key]
    return Reason(_unique(keys), rule.says)


def _reasons(rules: Iterable[Rule], facts: Mapping[str, str]) -> tuple[Reason, ...]:
    return tuple(Reason(_unique(rule.keys(facts)), rule.says) for rule in rules if rule.holds(facts))


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    """Each key once, in the order of the questions."""
    there = set(keys)
    return tuple(key for key in BY_KEY if key in there)
