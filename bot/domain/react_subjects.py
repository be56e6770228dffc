"""What must be told because of what happened in triage, checklists, hypotheses, containment or verification."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.actions import ActionEvent
from bot.domain.checklists import PlaybookAttached, PlaybookDetached, PlaybookEvent, StepEvent, StepSkipped
from bot.domain.effects import PLAYBOOK, TRIAGE, Effect
from bot.domain.events import Recorded
from bot.domain.hypotheses import HypothesisCorrected, HypothesisEvent, HypothesisRaised
from bot.domain.incident import Incident
from bot.domain.ownership import ML_OWNER, OwnerProposed, OwnershipEvent
from bot.domain.react_actions import react_to_action
from bot.domain.triage_log import TriageBegun, TriageConcluded, TriageEvent
from bot.domain.verification import VerificationEvent

SubjectEvent = (
    TriageEvent
    | PlaybookEvent
    | StepEvent
    | HypothesisEvent
    | OwnershipEvent
    | ActionEvent
    | VerificationEvent
)


def react_to_subject(it: Incident, recorded: Recorded, event: SubjectEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it; all of it stands on the card."""
    tell, show = do.TellRoom(event=recorded.version), do.RefreshCard()
    match event:
        case TriageEvent():
            panel: Effect = do.RefreshPanel(panel=TRIAGE)
            told = (tell,) if isinstance(event, TriageConcluded) and event.news else ()
            return (
                do.PostPanel(panel=TRIAGE) if isinstance(event, TriageBegun) else panel,
                *told,
                show,
                *_like_it(event),
            )
        case PlaybookAttached(before="") if PLAYBOOK not in it.panels:
            return (do.PostPanel(panel=PLAYBOOK), show, *_offered(it))
        case PlaybookAttached() | PlaybookDetached():
            return (tell, do.RefreshPanel(panel=PLAYBOOK), show, *_offered(it))
        case PlaybookEvent():
            return (do.RefreshPanel(panel=PLAYBOOK), show)
        case StepEvent():
            return (tell, show) if isinstance(event, StepSkipped) else (show,)
        case HypothesisEvent():
            return (tell, show, *_to_owner(it, recorded, event))
        case OwnershipEvent():
            return (tell, *_to_proposed(it, recorded, event))
        case VerificationEvent():
            return (tell, show)
        case ActionEvent():
            return (*react_to_action(it, recorded, event), show)


def proposal_settled(it: Incident, role: str) -> tuple[Effect, ...]:
    """What offers the role of ML Owner says who has it by now, or offers it again."""
    asked = it.proposed_owner
    if asked is None or role != ML_OWNER:
        return ()
    room = (do.RefreshTold(event=offer) for offer in asked.offers)
    return (*room, do.RefreshToldPerson(person=asked.person, event=asked.offers[0]))


def _like_it(event: TriageEvent) -> tuple[Effect, ...]:
    """A surface that is known says which past incidents were like this one (domain §17)."""
    found = isinstance(event, TriageConcluded) and event.news == "surface"
    return (do.OfferSimilar(occasion="triaged"),) if found else ()


def _offered(it: Incident) -> tuple[Effect, ...]:
    """The card of triage offers the playbook that fits until it is attached."""
    return (do.RefreshPanel(panel=TRIAGE),) if it.triage.begun_at else ()


def _to_owner(it: Incident, recorded: Recorded, event: HypothesisEvent) -> tuple[Effect, ...]:
    """Whose hypothesis it has become is told directly and brought in, unless it was their own doing."""
    match event:
        case HypothesisRaised(owner=owner):
            before = ""
        case HypothesisCorrected(owner=owner, was_owner=before):
            pass
        case _:
            return ()
    if owner in ("", before, recorded.by):
        return ()
    tell = do.TellPerson(person=owner, event=recorded.version)
    return (tell,) if owner in it.members else (tell, do.Invite(people=(owner,)))


def _to_proposed(it: Incident, recorded: Recorded, event: OwnershipEvent) -> tuple[Effect, ...]:
    """Who is proposed is told directly; whoever declared is here, and reads it in the room."""
    if not isinstance(event, OwnerProposed) or event.person == it.declared_by:
        return ()
    return (do.TellPerson(person=event.person, event=recorded.version),)
