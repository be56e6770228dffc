"""What is offered to contain an incident, in which order and why; and what a proposal begins with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.domain.catalogue import Fallback, FallbackKind, ModelEntry
from bot.domain.checklists import Attached
from bot.domain.containment import MENU, Containment
from bot.domain.containment_menu import Offer, Why, menu, option_of
from bot.domain.decide_actions import REVIEW_MINUTES
from bot.domain.incident import Incident
from bot.domain.playbook import Option, Playbook
from bot.domain.policy import Automation
from bot.domain.proposal import USUAL, proposal, usually_risky
from bot.domain.severity import IncidentType, Severity, Surface
from bot.domain.triage import Confidence
from bot.domain.triage_log import TriageConcluded, TriageLog
from bot.domain.triage_rule import Drift, FalsePage
from tests.bot.domain.acting import ROLLER, rules
from tests.bot.views.telling import BEGINNING, RANKER, Telling

C = Containment
FULL = RANKER.model_copy(
    update={
        "fallbacks": (
            Fallback(name="popularity", kind=FallbackKind.RULES),
            Fallback(name="last night's", kind=FallbackKind.DEFAULT_FEATURES),
        )
    }
)


def incident(
    kind: IncidentType = IncidentType.DATA,
    surface: Surface = Surface.UNKNOWN,
    entry: ModelEntry | None = FULL,
) -> Incident:
    """An incident of that type, failing there, of that model."""
    it = Telling().declare(kind=kind, entry=entry, rules=rules()).done().it
    return at(it, surface)


def at(it: Incident, surface: Surface) -> Incident:
    """The same, with triage having concluded that."""
    if surface is Surface.UNKNOWN:
        return it
    concluded = TriageConcluded(
        surface=surface,
        drift=Drift.NONE,
        false_page=FalsePage.NONE,
        confidence=Confidence.HIGH,
        playbook="",
        severity=None,
        chosen=Severity.SEV2,
        reasons=(),
    )
    return replace(it, triage=TriageLog(concluded=concluded))


def attached(it: Incident) -> Incident:
    """The same, with the shipped playbook for drift at hand."""
    return replace(it, playbook=Attached(DRIFT, BEGINNING, None))


DRIFT = Playbook.model_validate(
    yaml.safe_load(
        (Path(__file__).parents[3] / "playbooks" / "library" / "drift-alert.yml").read_text("utf-8")
    )
)


def fitting(it: Incident) -> list[Containment]:
    """What is offered, in order."""
    return [offer.containment for offer in menu(it) if offer.fits]


def offer(it: Incident, containment: Containment) -> Offer:
    """That change on the menu."""
    return next(each for each in menu(it) if each.containment is containment)


@pytest.mark.parametrize(
    ("kind", "surface", "first"),
    [
        (IncidentType.DATA, Surface.SERVING, [C.RAISE_CAPACITY, C.SHED_LOAD, C.CIRCUIT_BREAKER]),
        (IncidentType.MODEL, Surface.SERVING, [C.RAISE_CAPACITY, C.SHED_LOAD, C.CIRCUIT_BREAKER]),
        (IncidentType.SERVING, Surface.UNKNOWN, [C.RAISE_CAPACITY, C.SHED_LOAD, C.CIRCUIT_BREAKER]),
        (IncidentType.DATA, Surface.UNKNOWN, [C.ROLL_BACK_PIPELINE, C.CACHED_FEATURES, C.QUARANTINE]),
        (IncidentType.MODEL, Surface.DATA, [C.ROLL_BACK_PIPELINE, C.CACHED_FEATURES, C.QUARANTINE]),
        (IncidentType.DATA, Surface.MODEL, [C.ROLL_BACK_MODEL, C.SHIFT_TRAFFIC, C.SHADOW_ROLLBACK]),
        (IncidentType.MODEL, Surface.UNKNOWN, [C.ROLL_BACK_MODEL, C.SHIFT_TRAFFIC, C.SHADOW_ROLLBACK]),
        (IncidentType.SAFETY, Surface.MODEL, [C.STRICT_MODERATION, C.REVOKE_CREDENTIALS, C.FAIL_CLOSED]),
        (IncidentType.SAFETY, Surface.UNKNOWN, [C.STRICT_MODERATION, C.REVOKE_CREDENTIALS, C.FAIL_CLOSED]),
        (IncidentType.TRAINING, Surface.DATA, [C.PAUSE_PROMOTION, C.ROLL_BACK_MODEL, C.QUARANTINE]),
    ],
)
def test_what_comes_first(kind: IncidentType, surface: Surface, first: list[Containment]) -> None:
    """The failure surface decides what comes first; the type does where it says more, or nothing else is known."""
    assert fitting(incident(kind, surface))[:3] == first


@pytest.mark.parametrize("kind", IncidentType)
@pytest.mark.parametrize("surface", Surface)
def test_the_menu_is_whole(kind: IncidentType, surface: Surface) -> None:
    """Every change stands on it once, what fits before what does not, whatever is known."""
    for it in (incident(kind, surface), incident(kind, surface, None), attached(incident(kind, surface))):
        offers = menu(it)
        assert sorted(each.containment for each in offers) == sorted(Containment)
        fits = [each.fits for each in offers]
        assert fits == sorted(fits, reverse=True) and any(fits)


@pytest.mark.parametrize(
    ("lost", "containment", "why"),
    [
        ({"last_known_good_version": ""}, C.ROLL_BACK_MODEL, Why.NO_GOOD_VERSION),
        ({"last_known_good_version": ""}, C.SHIFT_TRAFFIC, Why.NO_GOOD_VERSION),
        ({"last_known_good_version": ""}, C.ROLL_BACK_PIPELINE, Why.NO_GOOD_VERSION),
        ({"last_known_good_version": RANKER.current_version}, C.ROLL_BACK_MODEL, Why.RUNS_GOOD_VERSION),
        ({"feature_pipeline": ""}, C.ROLL_BACK_PIPELINE, Why.NO_PIPELINE),
        ({"fallbacks": ()}, C.RULES_FALLBACK, Why.NO_RULES),
        ({"fallbacks": FULL.fallbacks[:1]}, C.CACHED_FEATURES, Why.NO_FEATURES),
    ],
)
@pytest.mark.parametrize("with_playbook", [False, True])
def test_what_the_model_lacks(
    lost: dict[str, object], containment: Containment, why: Why, *, with_playbook: bool
) -> None:
    """What the model does not support is not offered, and the menu says why, even where the playbook names it."""
    it = incident(IncidentType.MODEL, entry=FULL.model_copy(update=lost))
    it = at(it, Surface.DATA if containment in (C.ROLL_BACK_PIPELINE, C.CACHED_FEATURES) else Surface.MODEL)
    found = offer(attached(it) if with_playbook else it, containment)
    assert (found.fits, found.why) == (False, why)


def test_what_the_model_has() -> None:
    """An offer names the version, the pipeline or the fallback that it would use."""
    it = incident(IncidentType.MODEL)
    assert offer(it, C.ROLL_BACK_MODEL).detail == "2025.02.25-3"
    assert offer(it, C.RULES_FALLBACK).detail == "popularity"
    it = incident(IncidentType.DATA)
    assert offer(it, C.ROLL_BACK_PIPELINE).detail == "price-features"
    assert offer(it, C.CACHED_FEATURES).detail == "last night's"


def test_without_an_entry() -> None:
    """Of a model that nobody knows, nothing is offered that needs a version or a fallback."""
    assert not {C.ROLL_BACK_MODEL, C.SHIFT_TRAFFIC, C.RULES_FALLBACK} & set(fitting(incident(entry=None)))


def test_what_is_for_abuse_only() -> None:
    """Moderation and credentials are not offered where it is not about safety, and can still be reached."""
    found = offer(incident(IncidentType.MODEL), C.STRICT_MODERATION)
    assert (found.fits, found.why) == (False, Why.ELSEWHERE)


def test_the_playbook_comes_first() -> None:
    """The attached playbook's options lead the menu in its order, with its own words."""
    it = attached(incident(IncidentType.SERVING, Surface.SERVING))
    assert fitting(it)[:4] == [C.QUARANTINE, C.ROLL_BACK_PIPELINE, C.SHIFT_TRAFFIC, C.PAUSE_PROMOTION]
    assert all(each.why is Why.PLAYBOOK and each.option for each in menu(it)[:4])
    assert fitting(it)[4] is C.RAISE_CAPACITY


def test_a_proposal_from_the_playbook() -> None:
    """It begins with the playbook's words, and with its command filled in for the model."""
    it = attached(incident())
    option = option_of(it, C.ROLL_BACK_PIPELINE)
    assert isinstance(option, Option)
    begun = proposal(it, C.ROLL_BACK_PIPELINE, option)
    assert (begun.what, begun.effect, begun.lift) == (option.what, option.effect, option.lift)
    assert "--pipeline price-features" in begun.command and "2025.02.25-3" in begun.command
    assert (begun.missing, begun.risky, begun.review_after_minutes) == ((), True, 60)
    bare = proposal(attached(incident(entry=None)), C.ROLL_BACK_PIPELINE, option)
    assert bare.missing == ("feature_pipeline", "model", "last_known_good_version")


@pytest.mark.parametrize("containment", Containment)
def test_a_proposal_from_the_menu(containment: Containment) -> None:
    """Every change has words to begin with that fit the form; somebody's own words count more."""
    usual = USUAL[containment]
    begun = proposal(incident(), containment, None)
    assert begun.what == MENU[containment].label and (begun.command, begun.missing) == ("", ())
    assert all(10 < len(text) <= 300 for text in (usual.effect, usual.verify, usual.lift))
    assert REVIEW_MINUTES[0] <= usual.review_after_minutes <= REVIEW_MINUTES[1]
    assert proposal(incident(), containment, None, "My words").what == "My words"


def test_what_is_risky() -> None:
    """Rollbacks, revoking and failing open or closed are risky by themselves; a playbook may say otherwise."""
    it = incident()
    risky = {each for each in Containment if usually_risky(it, each)}
    assert risky == {
        C.ROLL_BACK_MODEL,
        C.ROLL_BACK_PIPELINE,
        C.REVOKE_CREDENTIALS,
        C.FAIL_OPEN,
        C.FAIL_CLOSED,
    }
    assert not usually_risky(attached(it), C.QUARANTINE)


@pytest.mark.parametrize(
    ("automation", "containment", "names"),
    [
        (Automation(enabled=True, webhooks=(ROLLER,)), C.ROLL_BACK_MODEL, ("roller",)),
        (Automation(enabled=True, webhooks=(ROLLER,)), C.SHED_LOAD, ()),
        (Automation(enabled=False, webhooks=(ROLLER,)), C.ROLL_BACK_MODEL, ()),
        (
            Automation(enabled=True, webhooks=(ROLLER.model_copy(update={"models": ("fraud",)}),)),
            C.ROLL_BACK_MODEL,
            (),
        ),
    ],
)
def test_who_can_do_it(automation: Automation, containment: Containment, names: tuple[str, ...]) -> None:
    """Automations are offered where one is turned on for this change and this model."""
    told = rules().model_copy(update={"automation": automation})
    it = Telling().declare(rules=told).done().it
    assert proposal(it, containment, None).webhooks == names
