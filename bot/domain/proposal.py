"""What a proposal of a containment action begins with: the playbook's own words, else those of the menu (domain §9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.containment import MENU, Containment
from bot.domain.incident import Incident
from bot.domain.playbook import Option, fill


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usually expected of a change, how it is verified, when it is lifted, and whether it is risky."""

    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal to begin with; `missing` are placeholders of the command that are not known of this model.

    webhooks: names of automations that could carry it out.
    """

    containment: Containment
    what: str
    command: str
    missing: tuple[str, ...]
    effect: str
    verify: str
    lift: str
    review_after_minutes: int
    risky: bool
    webhooks: tuple[str, ...]


C = Containment
USUAL: Mapping[Containment, Usual] = {
    C.SHIFT_TRAFFIC: Usual(
        "The share on last-known-good is back inside its SLO; the rest shows whether the version is at fault.",
        "Quality and latency of both halves side by side, over at least 30 minutes.",
        "A fixed version does at least as well on the live traffic.",
        60,
    ),
    C.ROLL_BACK_MODEL: Usual(
        "Predictions look like before the deploy, and the metric that paged returns to its range.",
        "The prediction distribution against last week's same hour, and the metric that paged.",
        "A fixed version has passed a shadow run on live inputs.",
        60,
        risky=True,
    ),
    C.ROLL_BACK_PIPELINE: Usual(
        "Features and model fit each other again; the affected features are back in their old range.",
        "Skew between training and serving, and PSI of the affected features on the next two runs.",
        "Both newer versions have run together in shadow, on live inputs.",
        60,
        risky=True,
    ),
    C.SHADOW_ROLLBACK: Usual(
        "Nothing changes for users; the old version's answers can be compared with the new one's.",
        "Both versions' answers on the same requests: which one is right more often?",
        "The comparison has decided for or against a rollback.",
        30,
    ),
    C.GRADUAL_MIGRATION: Usual(
        "Each step serves its share as well as the step before.",
        "Errors, latency and quality at 10, 25, 50 and 100 %, before the next step.",
        "100 % have run without a finding for as long as one step took.",
        30,
    ),
    C.RULES_FALLBACK: Usual(
        "Requests of the affected slice are answered by rules: plainer, but predictable.",
        "The share answered by rules, and complaints or errors in the slice.",
        "The model is back inside its quality SLO on that slice.",
        60,
    ),
    C.CACHED_FEATURES: Usual(
        "Fetches no longer fail or wait; quality is a little worse, but steady.",
        "Fetch errors, p95 of the fetch, and the age of what is served.",
        "The feature store has been fresh and fast for 30 minutes.",
        60,
    ),
    C.FEATURE_GATE: Usual(
        "Users no longer see the affected output.",
        "Requests that still reach the feature: none.",
        "The cause is removed, and a test on a small share of users went well.",
        120,
    ),
    C.SHED_LOAD: Usual(
        "Queue time and p99 fall, because less important traffic is refused.",
        "p50 and p99, queue time, and how much is refused.",
        "Saturation stays below its limit for 30 minutes at full traffic.",
        30,
    ),
    C.RAISE_CAPACITY: Usual(
        "Queue time falls; p99 returns below its SLO.",
        "p99, queue time against compute time, and restarts.",
        "Traffic is back to normal and half of the added capacity stands idle.",
        60,
    ),
    C.CIRCUIT_BREAKER: Usual(
        "The failing dependency is no longer called; its callers answer fast with the fallback.",
        "Calls to the dependency, and the error rate of its callers.",
        "The dependency answers synthetic checks for 15 minutes.",
        15,
    ),
    C.STRICT_MODERATION: Usual(
        "Unsafe answers are held back; some harmless ones are, too.",
        "The red-team set, the rate of unsafe answers, and how much is refused in all.",
        "The cause is closed and the red-team set passes at the usual threshold.",
        60,
    ),
    C.QUARANTINE: Usual(
        "The suspect data reaches neither serving nor training.",
        "Consumers read the last good batch; nothing new comes out of the suspect one.",
        "The data has passed its checks, or has been made anew.",
        60,
    ),
    C.REVOKE_CREDENTIALS: Usual(
        "Whoever holds the old credentials is locked out.",
        "Calls with the old credentials are refused; those who should have access still do.",
        "New credentials are issued to those who need them; the old stay revoked.",
        30,
        risky=True,
    ),
    C.PAUSE_PROMOTION: Usual(
        "No new version reaches production meanwhile.",
        "The registry shows the pause, and no run is queued.",
        "The cause is explained, and the training window is known to be clean.",
        240,
    ),
    C.FAIL_OPEN: Usual(
        "Requests pass without a score: users are served, and nothing is held back.",
        "How many pass unscored, and what that costs.",
        "Scoring is stable again for 15 minutes.",
        15,
        risky=True,
    ),
    C.FAIL_CLOSED: Usual(
        "What cannot be scored is held or refused: nothing unchecked passes.",
        "How many are held, and who waits for them.",
        "Scoring is stable again; what is held can be released.",
        15,
        risky=True,
    ),
}


def proposal(it: Incident, containment: Containment, option: Option | None, what: str = "") -> Proposal:
    """What to begin with; `what` are somebody's own words, which count more than the playbook's and the menu's."""
    webhooks = tuple(
        each.name
        for each in it.policy.automation.webhooks
        if it.policy.automation.enabled and each.serves(containment, it.model)
    )
    if option is None:
        usual = USUAL[containment]
        return Proposal(
            containment=containment,
            what=what or MENU[containment].label,
            command="",
            missing=(),
            effect=usual.effect,
            verify=usual.verify,
            lift=usual.lift,
            review_after_minutes=usual.review_after_minutes,
            risky=usual.risky,
            webhooks=webhooks,
        )
    filled = fill(option.command, it.known_model) if option.command else None
    return Proposal(
        containment=containment,
        what=what or option.what,
        command=filled.text if filled else "",
        missing=filled.missing if filled else (),
        effect=option.effect,
        verify=option.verify,
        lift=option.lift,
        review_after_minutes=option.review_after_minutes,
        risky=option.risky,
        webhooks=webhooks,
    )


def usually_risky(it: Incident, containment: Containment) -> bool:
    """Whether the attached playbook, or else the menu, takes that change for a risky one."""
    option = it.playbook.playbook.option(containment) if it.playbook else None
    return option.risky if option else USUAL[containment].risky
