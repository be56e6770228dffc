"""Alerting the next who can help, acknowledging, and who is on call (domain §7)."""

from __future__ import annotations

from bot.domain.decide_escalation import meant_for, unacknowledged
from bot.domain.escalation import AcknowledgeEscalation, Escalate, Escalation, escalation_of, latest
from bot.domain.escalation_rules import LevelRule
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Severity
from bot.service.on_call import people_of
from bot.service.slack_port import SlackRefused, SlackSilent
from bot.service.slack_text import typed
from bot.views import escalations as views
from bot.views.alerted import level_title
from bot.views.escalation_models import LevelLine, PathLines
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about


async def escalate(spoken: Spoken) -> None:
    """`/incident escalate [concern] [why]`; without words, or with a concern alone, the modal."""
    it = await spoken.open_incident()
    if it is None:
        return
    concern, reason = told_apart(it.policy, typed(spoken.words))
    if not reason:
        await _open(spoken, it, concern)
        return
    done = await spoken.asks(it, Escalate(concern, reason))
    if done is not None:
        await spoken.say("escalated", title=_title(done.incident, concern))


async def open_escalation(pressed: Pressed) -> None:
    """The control that opens the modal; one that was drawn for a level that is not the last one any more says so."""
    it = await pressed.open_incident()
    if it is None:
        return
    drawn_for = escalation_of(it.escalations, pressed.part)
    if drawn_for is not None and _gone_on(it, drawn_for, pressed.value):
        await pressed.answered(Refused(Reason.ESCALATED_MEANWHILE))
        return
    await _open(pressed, it, drawn_for.concern if drawn_for else "")


def _gone_on(it: Incident, drawn_for: Escalation, value: str) -> bool:
    """Whether another level was reached since the control was drawn; its value is `incident:escalation:level`."""
    level = value.rpartition(":")[2]
    last = latest(it.escalations, drawn_for.concern)
    return last is not drawn_for or last.now is None or level != str(last.now.level + 1)


async def escalated(submitted: Submitted) -> None:
    """The filled modal; when somebody was faster it stays, and says who is alerted by now."""
    chosen, reason = submitted.text("concern"), submitted.text("reason")
    concern, seen = "" if chosen == views.OWN_PATH else chosen, submitted.about.get("seen")
    answer = await submitted.ask(Escalate(concern, reason, seen))
    it = await submitted.services.queries.incident(submitted.number, submitted.person)
    if it is not None and isinstance(answer, Refused) and answer.reason is Reason.ESCALATED_MEANWHILE:
        form = views.form(it, concern, reason, seen)
        metadata = about(incident=it.number, seen=it.version)
        await submitted.shows(submitted.services.words.form(it, form, metadata))
        return
    await submitted.closes(answer)


async def acknowledge(pressed: Pressed) -> None:
    """*Acknowledge*, in the room or in a direct message; the value is `incident:escalation`."""
    it = await pressed.incident()
    if it is None:
        return
    done = await pressed.asks(it, AcknowledgeEscalation(pressed.part))
    if done is not None:
        await pressed.say("acknowledged", number=it.number, title=_what(done.incident, int(pressed.part)))


async def acknowledge_by_word(spoken: Spoken) -> None:
    """`/incident ack [concern or severity]`: what the person was alerted for, or on purpose what they name."""
    it = await spoken.incident()
    if it is None:
        return
    words = typed(spoken.words)
    known = _named(it, words) if words else meant_for(it, spoken.person)
    if known is not None:
        done = await spoken.asks(it, AcknowledgeEscalation(known.number))
        if done is not None:
            await spoken.say("acknowledged", number=it.number, title=_what(done.incident, known.number))
        return
    others = unacknowledged(it)
    if not others:
        await spoken.say("nobody_waits")
        return
    waiting = ", ".join(dict.fromkeys(_waits(it, each) for each in others))
    word = others[0].concern or others[0].severity.value.lower()
    await spoken.say("others_wait", title=waiting, word=word, reason=words)


def _named(it: Incident, words: str) -> Escalation | None:
    """The last one of a concern, or of the severity's own path by its name."""
    if words.casefold() in (severity.value.casefold() for severity in Severity):
        own = latest(it.escalations, "")
        return own if own is not None and own.severity.value.casefold() == words.casefold() else None
    concern, _ = told_apart(it.policy, words)
    return latest(it.escalations, concern) if concern else None


def _what(it: Incident, number: int) -> str:
    """What is answered for: the concern, or the severity by whose path people were alerted."""
    known = escalation_of(it.escalations, number)
    while known is not None and known.replaced_by is not None:
        known = escalation_of(it.escalations, known.replaced_by)
    return (_title(it, known.concern) or known.severity.value) if known else ""


def _waits(it: Incident, known: Escalation) -> str:
    """What waits, and for which level."""
    level = level_title(it, known, known.now.level) if known.now else ""
    return f"{_what(it, known.number)} ({level})" if level else _what(it, known.number)


async def on_call(spoken: Spoken) -> None:
    """`/incident oncall [SEV1 or concern]`: who would be told now, level by level.

    Feeds and Slack are asked after the ack: they may take longer than Slack waits.
    """
    rules = spoken.services.policy.escalation
    wanted = typed(spoken.words).casefold()
    paths = [path for path in views.paths_of(rules) if wanted in path[0].casefold()] or views.paths_of(rules)
    await spoken.args.ack()
    spoken.services.aside.run(_show(spoken, tuple(paths)), "Showing who is on call")


async def _show(spoken: Spoken, paths: tuple[tuple[str, tuple[LevelRule, ...]], ...]) -> None:
    lines = [
        PathLines(title, tuple([await _line(spoken.services, n, rule) for n, rule in enumerate(levels)]))
        for title, levels in paths
    ]
    message = spoken.services.words.on_call(views.on_call(lines))
    await spoken.args.respond(text=message.text, blocks=message.blocks, response_type="ephemeral")


async def _line(services: Services, level: int, rule: LevelRule) -> LevelLine:
    try:
        staffing = await people_of(services, rule.people, rule.groups, rule.rotas)
    except (SlackRefused, SlackSilent) as error:
        return views.level_line(level, rule, rule.people, (f"Slack does not say who is there ({error}).",))
    titles = [
        services.policy.roles[role].title if role in services.policy.roles else role for role in rule.roles
    ]
    return views.level_line(level, rule, staffing.people, staffing.problems, titles)


def told_apart(policy: Policy, words: str) -> tuple[str, str]:
    """The concern that the words begin with, written in any way, and the rest of them."""
    parts = words.split()
    for count in (3, 2, 1):
        key = "_".join(parts[:count]).casefold().replace("-", "_").rstrip(":")
        if len(parts) >= count and key in policy.escalation.concerns:
            return key, words.split(maxsplit=count)[count] if len(parts) > count else ""
    return "", words.strip()


def _title(it: Incident, concern: str) -> str:
    rule = it.policy.escalation.concerns.get(concern)
    return rule.title if rule else ""


async def _open(control: Spoken | Pressed, it: Incident, concern: str) -> None:
    """The modal, or what is missing when there is no path to go."""
    form = views.form(it, concern)
    if form.paths:
        await control.opens(control.services.words.form(it, form, about(incident=it.number, seen=it.version)))
        return
    await control.answered(Refused(Reason.NO_PATH, "concern"))
