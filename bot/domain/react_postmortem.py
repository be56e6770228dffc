"""What must be told because of what happened in the review."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.effects import REVIEW, Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.review import (
    DocumentOffered,
    DocumentRead,
    ItemsWaived,
    ReviewAssigned,
    ReviewBegun,
    ReviewEvent,
    ReviewMoved,
    ReviewState,
    SectionsWritten,
)
from bot.domain.visibility import may_see


def react_to_postmortem(it: Incident, recorded: Recorded, event: ReviewEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    tell, show = do.TellRoom(event=recorded.version), do.RefreshPanel(panel=REVIEW)
    match event:
        case ReviewBegun():
            return (do.PostPanel(panel=REVIEW), do.RefreshCard(), *_to_owner(it, recorded))
        case ReviewAssigned():
            return (tell, show, *_to_owner(it, recorded))
        case ReviewMoved():
            return (tell, show, do.RefreshCard(), *_published(it, event))
        case SectionsWritten(file=file):
            return (tell, show) if file else (show,)
        case DocumentOffered():
            return (do.ReadDocument(file=event.file, asked_by=recorded.by or ""),)
        case DocumentRead():
            return (tell,)
        case ItemsWaived():
            return (tell, show)
        case _:
            return (show,)


def react_to_overdue(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """Whoever writes it is reminded directly; where nobody does, or they may not know of it, the room is."""
    owner = it.review.owner
    if owner and may_see(it, owner):
        return (do.TellPerson(person=owner, event=recorded.version),)
    return (do.TellRoom(event=recorded.version),)


def shared_files(it: Incident, number: int) -> tuple[Effect, ...]:
    """The document in the room: once it is out in every form of the policy, before that as Markdown to be edited."""
    forms = [form for form in it.policy.review.format if form != "canvas"] if it.review.state.out else []
    return tuple(do.SharePostmortem(number=number, format=form) for form in forms or ("markdown",))


def _published(it: Incident, event: ReviewMoved) -> tuple[Effect, ...]:
    """The files follow from the request that publishing and completing make; the canvas is shown in its place."""
    out = event.now.out and event.was in (ReviewState.IN_REVIEW, ReviewState.PUBLISHED)
    return (do.ShowCanvas(),) if out and "canvas" in it.policy.review.format else ()


def _to_owner(it: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """Whose review it has become is told directly and brought in, unless it was their own doing or theirs before."""
    owner, event = it.review.owner, recorded.event
    before = event.was_owner if isinstance(event, ReviewAssigned) else ""
    if owner in ("", before, recorded.by):
        return ()
    tell = do.TellPerson(person=owner, event=recorded.version)
    return (tell,) if owner in it.members else (tell, do.Invite(people=(owner,)))
