"""What the words of triage, checklists, hypotheses, containment and verification need beyond their events' fields."""

from __future__ import annotations

from bot.domain import action_items, actions, checklists, hypotheses, offers, retention, review, triage_log
from bot.domain import events as happened
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.triage_rule import FalsePage, PlaybookKey
from bot.views import labels, review_labels
from bot.views.people import role_title

Fields = dict[str, object]


def subject_fields(it: Incident, recorded: Recorded) -> Fields:  # noqa: PLR0911, PLR0912 - one rule an event
    """The fields of that event in words: labels for keys, titles for roles; none where its own fields are enough."""
    event = recorded.event
    match event:
        case happened.PhaseChanged():
            return {"gates": labels.gates(event.gates)}
        case happened.Closed():
            false_page = event.false_page is not FalsePage.NONE
            page = labels.FALSE_PAGES[event.false_page] if false_page else ""
            return {"gates": labels.gates(event.gates), "false_page": page}
        case happened.Reminded(reminder="step_late"):
            return {"step": _step_title(it, event.step)}
        case happened.PanelPosted():
            return {"panel": event.panel.replace(":", " ").replace("_", " ")}
        case triage_log.TriageEvent():
            return _triage_fields(event)
        case checklists.PlaybookAttached():
            return {
                "title": event.playbook.title,
                "of_version": event.playbook.version,
                "before": event.before,
            }
        case offers.SimilarOffered():
            return {"numbers": ", ".join(f"INC-{number}" for number in event.numbers)}
        case happened.PostmortemShared():
            return {"form": labels.DOCUMENT_FORMS[event.format]}
        case retention.Erased():
            return {"artefacts": ", ".join(labels.ARTEFACTS[each] for each in event.artefacts)}
        case review.ReviewEvent():
            return _review_fields(event)
        case actions.ActionEvent():
            return _action_fields(it, event)
        case action_items.ItemEvent():
            return _item_fields(event)
        case hypotheses.HypothesisCorrected():
            return {"moved": event.surface is not event.was_surface}
        case _:
            return {}


def _triage_fields(event: triage_log.TriageEvent) -> Fields:
    match event:
        case triage_log.TriageAnswered():
            return {
                "asks": labels.asked(event.question),
                "answer": labels.answered(event.question, event.answer),
                "was": labels.answered(event.question, event.was),
                "same": event.answer == event.was,
            }
        case triage_log.SignalsReported():
            return {"signals": "; ".join(labels.measured(event.signals))}
        case triage_log.TriageConcluded():
            none = event.false_page is FalsePage.NONE
            named = event.playbook != PlaybookKey.NONE
            return {
                "drift": labels.DRIFTS[event.drift],
                "false_page": "" if none else labels.FALSE_PAGES[event.false_page],
                "playbook": event.playbook.replace("-", " ") if named else "",
                "differs": event.severity not in (None, event.chosen),
            }
        case _:
            return {}


def _action_fields(it: Incident, event: actions.ActionEvent) -> Fields:
    match event:
        case actions.ActionProposed():
            return {"containment": labels.contained_by(event.containment)}
        case actions.ActionApproved():
            return {"role": role_title(it, event.role)}
        case actions.AutomationAsked() | actions.AutomationAnswered():
            return {"purpose": labels.PURPOSES[event.purpose]}
        case _:
            return {}


def _review_fields(event: review.ReviewEvent) -> Fields:
    match event:
        case review.ReviewBegun() | review.ReviewAssigned():
            return {"due": event.due.isoformat() if event.due else ""}
        case review.ReviewMoved():
            return {
                "was": review_labels.STATES[event.was],
                "now": review_labels.STATES[event.now],
                "left": review_labels.sections(event.left),
            }
        case review.SectionsWritten():
            return {"names": review_labels.sections(event.sections)}
        case review.WordingAccepted():
            return {"section": review_labels.SECTIONS[event.section]}
        case review.DocumentRead():
            return {"names": review_labels.sections(event.sections), "broken": bool(event.problem)}
        case _:
            return {}


def _item_fields(event: action_items.ItemEvent) -> Fields:
    match event:
        case action_items.ItemAdded():
            return {"category": labels.ITEM_CATEGORIES[event.category]}
        case action_items.ItemChanged():
            return {
                "category": labels.ITEM_CATEGORIES[event.category],
                "was_category": labels.ITEM_CATEGORIES[event.was_category],
            }
        case action_items.ItemMoved():
            return {"now": labels.ITEM_STATES[event.now], "was": labels.ITEM_STATES[event.was]}
        case _:
            return {}


def _step_title(it: Incident, key: str) -> str:
    return next((step.title for step in it.policy.first_steps if step.key == key), key)
