"""What modals show and begin with."""

from __future__ import annotations

from datetime import datetime

from bot.domain.audiences import Audience
from bot.domain.briefings import chosen_by_hand, routes
from bot.domain.cadence import next_update_due
from bot.domain.catalogue import Catalogue
from bot.domain.decide_triage import suggestion
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.severity import IncidentType, Severity, Status
from bot.views import forms as ask
from bot.views.card import channel_of, room_url, secret
from bot.views.forms import Choice, Draft, Rubric
from bot.views.text import one_line

MODELS = 100
DECISIONS = 100


def declare(policy: Policy, catalogue: Catalogue, draft: Draft, before: Incident | None) -> ask.DeclareForm:
    """There is an incident; `before` is what the same person declared minutes ago."""
    names = list(dict.fromkeys(entry.name for entry in catalogue.models))[:MODELS]
    return ask.DeclareForm(
        before=_before(before) if before else None,
        draft=draft,
        rubric=rubric(policy),
        models=tuple(Choice(name, name) for name in names),
        types=tuple(IncidentType),
    )


def _before(it: Incident) -> ask.Before:
    return ask.Before(
        number=it.number,
        title=it.title,
        declared_at=it.declared_at,
        open=it.open,
        room=it.room.name if it.room else "",
        room_url=room_url(it),
    )


def update(it: Incident, now: datetime) -> ask.UpdateForm:
    """How it stands; the status begins as it was. Whom the policy names is told unless the writer says otherwise."""
    ways = tuple(routes(it))
    return ask.UpdateForm(
        number=it.number,
        severity=it.severity,
        status=it.updates[-1].posted.status if it.updates else "",
        statuses=tuple(Status),
        minutes=0 if it.cadence.quiet else it.cadence.minutes or 0,
        agreed=it.cadence_minutes is not None,
        next_due=next_update_due(it.policy, it.paced_by, now, it.cadence_minutes),
        offers=ways,
        chosen=() if chosen_by_hand(it) else ways,
        ask_customers=Audience.CUSTOMERS in ways,
        restricted=it.restricted,
    )


def severity(it: Incident, chosen: Severity | None) -> ask.SeverityForm:
    """Another severity, with the rubric and what signals suggest; begins with `chosen`, or as it is.

    Where the one that is suggested is chosen beforehand, the reasons for it stand there already.
    """
    found = suggestion(it)
    because = tuple(f"{each.severity}: {each.says}" for each in found.reasons) if found else ()
    taken = found is not None and chosen is found.severity
    reasons = (each.says for each in found.reasons if each.severity is chosen) if found and taken else ()
    return ask.SeverityForm(
        number=it.number,
        severity=chosen or it.severity,
        rubric=rubric(it.policy),
        suggested=found.severity if found else "",
        because=because,
        reason=" ".join(reasons),
    )


def times(it: Incident) -> ask.TimesForm:
    """A time that is known better."""
    return ask.TimesForm(
        number=it.number,
        started_at=it.started_at,
        detected_at=it.detected_at,
        at=int(it.started_at.timestamp()),
    )


def decide(it: Incident, corrects: int | None, what: str, rationale: str = "") -> ask.DecideForm:
    """A decision; the newest ones can be corrected."""
    latest = it.decisions[-DECISIONS:]
    return ask.DecideForm(
        number=it.number,
        what=what,
        rationale=rationale,
        decisions=tuple(
            Choice(str(each.recorded.number), one_line(f"{each.recorded.number}. {each.recorded.what}", 75))
            for each in reversed(latest)
        ),
        corrects=str(corrects or ""),
    )


def role(it: Incident, role_key: str | None, person: str | None) -> ask.RoleForm:
    """Who is to hold which role."""
    roles = tuple(Choice(key, rule.title) for key, rule in it.policy.roles.items())
    return ask.RoleForm(number=it.number, roles=roles, role=role_key or "", person=person or "")


def receipt(it: Incident) -> ask.ReceiptView | ask.ReceiptPendingView:
    """What became of the declaration."""
    if it.room is None:
        return ask.ReceiptPendingView(number=it.number, title=it.title, secret=secret(it))
    return ask.ReceiptView(
        number=it.number,
        title=it.title,
        secret=secret(it),
        channel=channel_of(it),
        room_url=room_url(it),
    )


def rubric(policy: Policy) -> tuple[Rubric, ...]:
    """What each severity means, the worst first."""
    return tuple(Rubric(each, policy.rule(each).meaning) for each in Severity)
