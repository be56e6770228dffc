"""What must be told because an update has words for audiences outside the room."""

from __future__ import annotations

from bot.domain import effects as do
from bot.domain.audiences import AudienceEvent, Briefing, BriefingAddressed, LastWordSent
from bot.domain.effects import Effect
from bot.domain.events import Recorded
from bot.domain.incident import Incident


def send(it: Incident, version: int, briefings: tuple[Briefing, ...]) -> tuple[Effect, ...]:
    """Each briefing to each of its places, whatever becomes of the others; nothing leaves a drill."""
    if it.drill:
        return ()
    effects: list[Effect] = []
    for told in briefings:
        effects += [
            do.SendBriefing(event=version, audience=told.audience, to=place)
            for place in dict.fromkeys((*told.channels, *told.people))
        ]
        effects += [
            do.AddressGroup(event=version, audience=told.audience, group=group)
            for group in dict.fromkeys(told.groups)
        ]
    return tuple(effects)


def react_to_audiences(it: Incident, recorded: Recorded, event: AudienceEvent) -> tuple[Effect, ...]:
    """The effects of `event`, which is what was recorded, on the incident after it."""
    tell = do.TellRoom(event=recorded.version)
    match event:
        case LastWordSent():
            return (tell, do.RefreshCard(), *send(it, recorded.version, event.briefings))
        case BriefingAddressed():
            sent = (
                do.SendBriefing(event=event.of, audience=event.audience, to=person) for person in event.people
            )
            return (*((tell,) if event.problems else ()), *sent)
        case _:
            raise TypeError(f"no rule for {type(event).__name__}")
