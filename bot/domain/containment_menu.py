"""Which changes of the menu fit an incident, and why (domain §9).

The attached playbook's options come first, then what fits the failure surface and the type. A change that the model
does not support is not offered: it is still on the menu, behind the others, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.catalogue import FallbackKind, ModelEntry
from bot.domain.containment import Containment
from bot.domain.incident import Incident
from bot.domain.playbook import Option
from bot.domain.severity import IncidentType, Surface


class Why(StrEnum):
    """Why a change is offered, or is not; each has its words in the templates."""

    PLAYBOOK = "playbook"
    SERVING = "serving"
    DATA = "data"
    MODEL = "model"
    SAFETY = "safety"
    TRAINING = "training"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    NO_GOOD_VERSION = "no_good_version"
    RUNS_GOOD_VERSION = "runs_good_version"
    NO_PIPELINE = "no_pipeline"
    NO_RULES = "no_rules"
    NO_FEATURES = "no_features"


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of the menu for one incident.

    detail: what the model has for it (a version, the name of a fallback), empty for nothing in particular.
    option: the attached playbook's own words for it.
    """

    containment: Containment
    why: Why
    fits: bool = True
    detail: str = ""
    option: Option | None = None


C = Containment
_FITS: dict[Why, tuple[Containment, ...]] = {
    Why.SAFETY: (
        C.STRICT_MODERATION,
        C.REVOKE_CREDENTIALS,
        C.FAIL_CLOSED,
        C.QUARANTINE,
        C.FEATURE_GATE,
        C.RULES_FALLBACK,
    ),
    Why.TRAINING: (C.PAUSE_PROMOTION, C.ROLL_BACK_MODEL, C.QUARANTINE, C.SHADOW_ROLLBACK),
    Why.SERVING: (
        C.RAISE_CAPACITY,
        C.SHED_LOAD,
        C.CIRCUIT_BREAKER,
        C.ROLL_BACK_MODEL,
        C.SHIFT_TRAFFIC,
        C.CACHED_FEATURES,
        C.RULES_FALLBACK,
        C.FEATURE_GATE,
        C.FAIL_OPEN,
        C.FAIL_CLOSED,
    ),
    Why.DATA: (
        C.ROLL_BACK_PIPELINE,
        C.CACHED_FEATURES,
        C.QUARANTINE,
        C.RULES_FALLBACK,
        C.PAUSE_PROMOTION,
        C.FEATURE_GATE,
    ),
    Why.MODEL: (
        C.ROLL_BACK_MODEL,
        C.SHIFT_TRAFFIC,
        C.SHADOW_ROLLBACK,
        C.RULES_FALLBACK,
        C.GRADUAL_MIGRATION,
        C.PAUSE_PROMOTION,
        C.FEATURE_GATE,
    ),
    Why.UNKNOWN: (
        C.RULES_FALLBACK,
        C.SHIFT_TRAFFIC,
        C.ROLL_BACK_MODEL,
        C.CACHED_FEATURES,
        C.SHED_LOAD,
        C.FEATURE_GATE,
    ),
}
"""What fits, the likeliest first."""

_SURFACES = {Surface.SERVING: Why.SERVING, Surface.DATA: Why.DATA, Surface.MODEL: Why.MODEL}
_TYPES = {
    IncidentType.SERVING: Why.SERVING,
    IncidentType.DATA: Why.DATA,
    IncidentType.MODEL: Why.MODEL,
    IncidentType.SAFETY: Why.SAFETY,
    IncidentType.TRAINING: Why.TRAINING,
}
_ALWAYS = frozenset({IncidentType.SAFETY, IncidentType.TRAINING})
"""Types that say what stops the harm, wherever it fails."""

_NEED_A_VERSION = frozenset(
    {C.ROLL_BACK_MODEL, C.ROLL_BACK_PIPELINE, C.SHIFT_TRAFFIC, C.SHADOW_ROLLBACK, C.GRADUAL_MIGRATION}
)
_FEATURES = (FallbackKind.CACHED_FEATURES, FallbackKind.DEFAULT_FEATURES, FallbackKind.SMALLER_FEATURES)


def menu(it: Incident) -> tuple[Offer, ...]:
    """Every change once: what fits, the likeliest first, then the others with the reason why they are not offered."""
    options = it.playbook.playbook.containment if it.playbook else ()
    wished = [Offer(option.key, Why.PLAYBOOK, option=option) for option in options]
    for why in _reasons(it):
        wished.extend(Offer(key, why) for key in _FITS[why])
    wished.extend(Offer(key, Why.ELSEWHERE, fits=False) for key in Containment)
    first = {offer.containment: offer for offer in reversed(wished)}
    offers = [
        _supported(offer, it.entry) for offer in dict.fromkeys(first[each.containment] for each in wished)
    ]
    return (*(each for each in offers if each.fits), *(each for each in offers if not each.fits))


def option_of(it: Incident, containment: Containment) -> Option | None:
    """What the attached playbook says about that change."""
    return it.playbook.playbook.option(containment) if it.playbook else None


def _reasons(it: Incident) -> tuple[Why, ...]:
    """What the type says of itself, then the surface; as long as that is not known, the type stands in for it."""
    by_type = (_TYPES[it.type],) if it.type in _ALWAYS or it.surface is Surface.UNKNOWN else ()
    by_surface = (_SURFACES[it.surface],) if it.surface in _SURFACES else (Why.UNKNOWN,)
    return (*by_type, *by_surface)


def _supported(offer: Offer, entry: ModelEntry | None) -> Offer:
    """The same offer with what the model has for it, or not offered for what the model lacks."""
    if not offer.fits:
        return offer
    lacking = _lacking(offer.containment, entry)
    if lacking is not None:
        return replace(offer, fits=False, why=lacking)
    return replace(offer, detail=_detail(offer.containment, entry) if entry else "")


def _lacking(containment: Containment, entry: ModelEntry | None) -> Why | None:
    version = entry.last_known_good_version if entry else ""
    if containment in _NEED_A_VERSION and not version:
        return Why.NO_GOOD_VERSION
    if containment is C.ROLL_BACK_PIPELINE:
        return None if entry and entry.feature_pipeline else Why.NO_PIPELINE
    if containment in _NEED_A_VERSION and entry and entry.current_version == version:
        return Why.RUNS_GOOD_VERSION
    if containment is C.RULES_FALLBACK and not _fallback(entry, (FallbackKind.RULES,)):
        return Why.NO_RULES
    if containment is C.CACHED_FEATURES and not _fallback(entry, _FEATURES):
        return Why.NO_FEATURES
    return None


def _detail(containment: Containment, entry: ModelEntry) -> str:
    if containment is C.ROLL_BACK_PIPELINE:
        return entry.feature_pipeline
    if containment in _NEED_A_VERSION:
        return entry.last_known_good_version
    if containment is C.RULES_FALLBACK:
        return _fallback(entry, (FallbackKind.RULES,))
    return _fallback(entry, _FEATURES) if containment is C.CACHED_FEATURES else ""


def _fallback(entry: ModelEntry | None, kinds: tuple[FallbackKind, ...]) -> str:
    """The name of the first fallback of these kinds that the catalogue has for the model."""
    fallbacks = entry.fallbacks if entry else ()
    return next((each.name for each in fallbacks if each.kind in kinds), "")
