"""What audiences outside the room are told: seen and changed before it is sent, and a last word after the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.audiences import Audience, SendLastWord, Writing, Written
from bot.domain.briefings import Routes, field_of, last_routes, routes
from bot.domain.commands import PostUpdate
from bot.domain.customer_words import Offence, offences
from bot.domain.decide import decide
from bot.domain.events import Recorded, UpdatePosted
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.severity import Status
from bot.service.desk import Answer
from bot.views import audiences as views
from bot.views.text import length
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.submitted import Submitted, about

PREVIEW = "preview"
"""What is chosen to see how it would read, where nobody but the room is told."""

METADATA_MOST = 3000
"""What a modal can remember (Slack: private_metadata)."""


async def previewed(submitted: Submitted, command: PostUpdate) -> bool:
    """Show what the chosen audiences would be told, instead of posting at once; whether that was done.

    Nothing is recorded yet. What would be refused anyway is not previewed.
    """
    chosen = submitted.chosen("audiences")
    it = await submitted.services.queries.incident(submitted.number, submitted.person) if chosen else None
    if it is None:
        return False
    ways = {audience: way for audience, way in routes(it).items() if audience in chosen}
    shown = tuple(ways) or (tuple(Audience) if PREVIEW in chosen else ())
    return bool(shown) and await _show(submitted, it, command, shown, ways)


async def overtaken(submitted: Submitted, command: PostUpdate, answer: Answer) -> bool:
    """Show what somebody else posted meanwhile before this one follows it; whether that was done."""
    if not isinstance(answer, Refused) or answer.reason is not Reason.UPDATED_MEANWHILE:
        return False
    it = await submitted.services.queries.incident(submitted.number, submitted.person)
    return it is not None and await _show(submitted, it, command, (), {})


async def _show(
    submitted: Submitted, it: Incident, command: PostUpdate, shown: Sequence[Audience], ways: Routes
) -> bool:
    services, now = submitted.services, submitted.services.clock.now()
    verdict = decide(it, replace(command, seen=None), now, submitted.person)
    if isinstance(verdict, Refused):
        return False
    after, update = _as_if(it, verdict, now, submitted.person)
    metadata = about(
        incident=it.number,
        impact=command.impact,
        actions=command.actions,
        eta=command.eta,
        status=command.status,
        due=int(update.next_due.timestamp()) if update.next_due else None,
        sends=int(bool(ways)),
        seen=len(it.updates),
    )
    if length(metadata) > METADATA_MOST:
        await submitted.wrong("impact", services.words.answer("preview_too_long"))
        return True
    sentence = submitted.text("customers")
    texts = {each: services.words.text_for(after, each, now, sentence) for each in shown}
    found = await _found(services, it, texts)
    view = views.preview(it, update, texts, ways, offences=found)
    view = replace(view, meanwhile=views.meanwhile(it, command.seen))
    await submitted.shows(services.words.form(it, view, metadata))
    return True


def _as_if(it: Incident, verdict: Verdict, now: datetime, by: str) -> tuple[Incident, UpdatePosted]:
    """The incident as it would be after this, and the update in it."""
    assert not isinstance(verdict, Refused), "what is refused is not previewed"
    history = [
        Recorded(version=version, at=now, by=by, event=event)
        for version, event in enumerate(verdict, it.version + 1)
    ]
    update = next(event for event in verdict if isinstance(event, UpdatePosted))
    return fold(it.number, history, it) or it, update


async def sent(submitted: Submitted) -> None:
    """The preview, as it was left: the room reads the update, and each audience its own words."""
    it = await submitted.services.queries.incident(submitted.number, submitted.person)
    command = _update(submitted, await _writing(submitted, it) if it else Writing())
    answer = await submitted.ask(command)
    if it is None or not isinstance(answer, Refused):
        await submitted.closes(answer)
        return
    update = UpdatePosted(
        impact=command.impact,
        actions=command.actions,
        eta=command.eta,
        status=command.status,
        next_due=command.next_check_in,
        was_due=None,
    )
    await _again(submitted, it, answer, update, routes(it))


def _update(submitted: Submitted, writing: Writing) -> PostUpdate:
    due = submitted.about.get("due")
    return PostUpdate(
        impact=str(submitted.about["impact"]),
        actions=str(submitted.about["actions"]),
        eta=str(submitted.about["eta"]),
        status=Status(submitted.about["status"]),
        # The words name this moment, so it is this one, however long it took to read them.
        next_check_in=submitted.moment("next_check_in")
        or (datetime.fromtimestamp(due, UTC) if due else None),
        writing=writing,
        seen=submitted.about.get("seen"),
    )


async def _again(
    submitted: Submitted, it: Incident, refused: Refused, update: UpdatePosted | None, ways: Routes
) -> None:
    """The preview anew, with what keeps it from being sent shown in its place; other refusals next to their field."""
    passed, known = refused.reason is Reason.IN_PAST, submitted.about
    if refused.reason is Reason.UPDATED_MEANWHILE:
        it = await submitted.services.queries.incident(it.number, submitted.person) or it
        known = {**known, "seen": len(it.updates)}
    elif refused.reason is not Reason.CUSTOMER_WORDS and not passed:
        await submitted.closes(refused)
        return
    texts = _texts(submitted)
    found = await _found(submitted.services, it, texts)
    view = views.preview(
        it,
        update,
        texts,
        {audience: way for audience, way in ways.items() if audience in texts and _sends(submitted)},
        offences=found,
        override=submitted.text("override"),
        passed=passed,
    )
    view = replace(view, meanwhile=views.meanwhile(it, submitted.about.get("seen")))
    await submitted.shows(submitted.services.words.form(it, view, about(**known)))


def _texts(submitted: Submitted) -> dict[Audience, str]:
    """What stands in the preview, by audience, emptied ones included."""
    there = {block.get("block_id") for block in submitted.args.body["view"]["blocks"]}
    return {each: submitted.text(field_of(each)) for each in Audience if field_of(each) in there}


def _sends(submitted: Submitted) -> bool:
    """Whether the preview leads anywhere but to the room."""
    return bool(submitted.about.get("sends", True))


async def _writing(submitted: Submitted, it: Incident) -> Writing:
    """What goes out: an emptied text does not, and customers' only if the writer did not leave them out."""
    texts = _texts(submitted) if _sends(submitted) else {}
    if "without" in submitted.chosen("without_customers"):
        texts.pop(Audience.CUSTOMERS, None)
    override = submitted.text("override")
    written = tuple(
        Written(audience, text, override if audience is Audience.CUSTOMERS else "")
        for audience, text in texts.items()
        if not blank(text)
    )
    return await _with_names(submitted.services, it, Writing(written))


async def _with_names(services: Services, it: Incident, writing: Writing) -> Writing:
    """The same with what its words for customers are held against."""
    customers = any(each.audience is Audience.CUSTOMERS for each in writing.written)
    names = await services.names.of(_people(it)) if customers else ()
    return replace(writing, lexicon=services.customer_words, names=names)


def _people(it: Incident) -> tuple[str, ...]:
    """Who takes part, those with a role first."""
    return tuple(filter(None, (*it.roles.values(), it.declared_by, *sorted(it.members))))


async def _found(services: Services, it: Incident, texts: Mapping[Audience, str]) -> tuple[Offence, ...]:
    """What in the words for customers does not belong there."""
    text = texts.get(Audience.CUSTOMERS)
    if not text:
        return ()
    return offences(text, it, services.customer_words, await services.names.of(_people(it)))


async def open_last_word(pressed: Pressed) -> None:
    """The button that opens the last word, for those who were told that it began."""
    it = await pressed.incident()
    if it is None:
        return
    ways = last_routes(it)
    if not ways:
        await pressed.say("no_last_word")
        return
    services = pressed.services
    texts = {each: services.words.text_for(it, each, services.clock.now()) for each in ways}
    await pressed.opens(
        services.words.form(it, views.preview(it, None, texts, ways), about(incident=it.number))
    )


async def last_word_sent(submitted: Submitted) -> None:
    """The last word, as it was left."""
    it = await submitted.services.queries.incident(submitted.number, submitted.person)
    answer = await submitted.ask(SendLastWord(await _writing(submitted, it) if it else Writing()))
    if it is None or not isinstance(answer, Refused):
        await submitted.closes(answer)
        return
    await _again(submitted, it, answer, None, last_routes(it))
