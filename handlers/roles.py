"""Roles: take, assign, hand over, decline."""

from __future__ import annotations

from bot.domain.commands import DeclineRole, GiveRole
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER
from bot.service.slack_text import person_in, typed
from handlers.heard import first_word
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


def role_in(it: Incident, words: str) -> tuple[str, str]:
    """The role key that the words begin with, by key, short name or title, and the words after it."""
    folded = words.casefold()
    named = [
        (name.casefold(), key)
        for key, rule in it.policy.roles.items()
        for name in (key, rule.short, rule.title)
    ]
    for name, key in sorted(named, key=lambda pair: -len(pair[0])):
        if folded == name or folded.startswith(f"{name} "):
            return key, words[len(name) :].strip()
    return first_word(words)


async def take(spoken: Spoken) -> None:
    """`/incident take [role]`: without a role, command."""
    it = await spoken.incident()
    if it is None:
        return
    role, _ = role_in(it, spoken.words) if spoken.words else (COMMANDER, "")
    await _give(spoken, it, GiveRole(role, spoken.person))


async def assign(spoken: Spoken) -> None:
    """`/incident assign [role @person [what they must know]]`; without words, the modal."""
    it = await spoken.incident()
    if it is None:
        return
    if not spoken.words:
        await spoken.opens(spoken.services.words.role(it, about(incident=it.number), None, None))
        return
    role, rest = role_in(it, spoken.words)
    named = person_in(rest)
    if named is None:
        await spoken.say("unknown_person")
        return
    person, handover = named
    await _give(spoken, it, GiveRole(role, person, typed(handover)))


async def decline(spoken: Spoken) -> None:
    """`/incident decline [role] [reason]`: without a role, the one that the person holds."""
    it = await spoken.incident()
    if it is None:
        return
    role, reason = role_in(it, spoken.words) if spoken.words else ("", "")
    held = it.roles_of(spoken.person)
    if role not in it.policy.roles and len(held) == 1:
        role, reason = held[0], spoken.words
    if role not in it.policy.roles and not spoken.words:
        await spoken.say("which_role" if held else "no_role")
        return
    done = await spoken.asks(it, DeclineRole(role, typed(reason)))
    if done is not None:
        await spoken.say("recorded" if done.events or done.again else "nothing_changed")


async def _give(spoken: Spoken, it: Incident, command: GiveRole) -> None:
    done = await spoken.asks(it, command)
    if done is not None:
        title = it.policy.roles[command.role].title
        given = "role_taken" if command.person == spoken.person else "role_given"
        key = given if done.events or done.again else "role_known"
        await spoken.say(key, role=title, person=command.person)


async def take_command(pressed: Pressed) -> None:
    """The button on the card: pressing it twice, or when somebody commands already, changes nothing."""
    it = await pressed.incident()
    if it is not None:
        await pressed.asks(it, GiveRole(COMMANDER, pressed.person, if_vacant=True))


async def open_assign(pressed: Pressed) -> None:
    """The button that opens the role modal."""
    it = await pressed.incident()
    if it is not None:
        await pressed.opens(pressed.services.words.role(it, about(incident=it.number), None, None))


async def open_decline(pressed: Pressed) -> None:
    """The button on a duty card; its value names the role (`7:ic`)."""
    it = await pressed.incident()
    if it is not None:
        role = pressed.value.partition(":")[2]
        await pressed.opens(pressed.services.words.decline(it, about(incident=it.number, role=role)))


async def assigned(submitted: Submitted) -> None:
    """The role modal."""
    await submitted.asks(
        GiveRole(submitted.text("role"), submitted.text("person"), submitted.text("handover"))
    )


async def declined(submitted: Submitted) -> None:
    """The decline modal."""
    await submitted.asks(DeclineRole(str(submitted.about["role"]), submitted.text("reason")))
