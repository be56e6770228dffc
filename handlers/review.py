"""The review: its message, its sections, its wording, its states, and the document that was edited outside Slack."""

from __future__ import annotations

from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.commands import RequestPostmortem
from bot.domain.effects import REVIEW
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.domain.review import DocumentOffered, ReviewState, Section, stamp
from bot.domain.review_commands import (
    AcceptWording,
    AssignReview,
    BeginReview,
    MoveReview,
    OfferDocument,
    TakeOverDocument,
    WaiveItems,
    WriteSection,
)
from bot.service.slack_text import permalink
from bot.views import review_card as views
from bot.views.models import View
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

NAMED = ("postmortem", "post-mortem")
"""What the name of an edited document has in it; other files that people share are nothing to the review."""


async def review(spoken: Spoken) -> None:
    """`/incident review`: its message in the room; where that stands already, the way to it and what it shows."""
    it = await spoken.incident()
    if it is None:
        return
    if it.review.state is ReviewState.NONE:
        if await spoken.asks(it, BeginReview()) is not None:
            await spoken.say("review_begun", number=it.number)
        return
    services = spoken.services
    shown = views.panel(it, services.clock.now(), services.lexicon, _link(services, it))
    await spoken.answer(services.words.review(shown, it))


async def share(pressed: Pressed) -> None:
    """The document as it is now, to be read or edited."""
    it = await pressed.incident()
    if it is not None and await pressed.asks(it, RequestPostmortem()) is not None:
        await pressed.say("review_shared")


async def open_section(pressed: Pressed) -> None:
    """The modal of the section that the control names: `7:summary`."""
    it = await _reviewed(pressed)
    section = pressed.value.split(":")[1:2]
    if it is not None and section and section[0] in set(Section):
        await _opens_section(pressed, it, Section(section[0]))


async def section_written(submitted: Submitted) -> None:
    """The filled section; where somebody else wrote meanwhile, both are shown, and nothing is overwritten unseen."""
    section, text = Section(str(submitted.about["section"])), submitted.text("text")
    asked = WriteSection(section, text, str(submitted.about["was"]))
    answer = await submitted.ask(asked, part=f"{section}:{asked.was}")
    it = None
    if isinstance(answer, Refused) and answer.reason is Reason.WRITTEN_MEANWHILE:
        it = await submitted.services.queries.incident(submitted.number, submitted.person)
    if it is None:
        await submitted.closes(answer)
        return
    form = views.section_form(it, section, submitted.services.lexicon, conflict=True, typed=text)
    await submitted.shows(submitted.services.words.form(it, form, _about_section(it, section)))


async def open_wording(pressed: Pressed) -> None:
    """Everything that is pointed out."""
    it = await _reviewed(pressed)
    if it is not None:
        await _opens(pressed, it, views.wording(it, pressed.services.lexicon))


async def change_wording(pressed: Pressed) -> None:
    """The section with the words that are pointed out: `change_wording:7:summary:x1f`."""
    it = await _reviewed(pressed)
    part = pressed.value.split(":")[2:3]
    if it is not None and part and part[0] in set(Section):
        await _opens_section(pressed, it, Section(part[0]))


async def open_keep(pressed: Pressed) -> None:
    """Why do these words stay? `keep_wording:7:summary:x1f`."""
    it = await _reviewed(pressed)
    parts = pressed.value.split(":")
    if it is None or len(parts) < 4:
        return
    found = views.pointed(it, pressed.services.lexicon, parts[2], parts[3])
    if found is None:
        await pressed.say("wording_settled")
        return
    metadata = about(incident=it.number, section=found.section, words=found.found.words)
    await pressed.opens(pressed.services.words.form(it, views.keep_form(it, found), metadata))


async def wording_kept(submitted: Submitted) -> None:
    """The reason; what else is pointed out follows."""
    section, words = Section(str(submitted.about["section"])), str(submitted.about["words"])
    services = submitted.services

    def following(it: Incident) -> dict[str, Any]:
        return services.words.form(it, views.wording(it, services.lexicon), about(incident=it.number))

    asked = AcceptWording(section, words, submitted.text("reason"))
    await submitted.closes(await submitted.ask(asked, part=f"{section}:{stamp(words)}"), following)


async def move(pressed: Pressed) -> None:
    """One step on, `7:published`; where wording keeps it from being published, that is shown."""
    it = await _reviewed(pressed)
    state = pressed.value.split(":")[1:2]
    if it is None or not state or state[0] not in set(ReviewState):
        return
    services = pressed.services
    answer = await pressed.ask(it, MoveReview(ReviewState(state[0]), lexicon=services.lexicon))
    now = await services.queries.incident(it.number, pressed.person)
    if now is not None and isinstance(answer, Refused) and answer.reason is Reason.WORDING:
        await _opens(pressed, now, views.wording(now, services.lexicon, asked=True))
        return
    await pressed.answered(answer)


async def open_back(pressed: Pressed) -> None:
    """Back to where, and why?"""
    it = await _reviewed(pressed)
    if it is not None:
        await _opens(pressed, it, views.back_form(it))


async def moved_back(submitted: Submitted) -> None:
    """The filled way back."""
    state = ReviewState(submitted.text("state") or ReviewState.DRAFT)
    await submitted.asks(MoveReview(state, submitted.text("reason"), submitted.services.lexicon))


async def open_upload(pressed: Pressed) -> None:
    """Which file is the edited document?"""
    it = await _reviewed(pressed)
    if it is not None:
        await _opens(pressed, it, views.upload_form(it))


async def uploaded(submitted: Submitted) -> None:
    """The edited document; what it changes is shown in the room, as of one that was dropped there."""
    await submitted.asks(OfferDocument(submitted.file("document")))


async def open_assign(pressed: Pressed) -> None:
    """Who writes it, until when?"""
    it = await _reviewed(pressed)
    if it is not None:
        await _opens(pressed, it, views.assign_form(it))


async def assigned(submitted: Submitted) -> None:
    """The filled assignment."""
    await submitted.asks(AssignReview(submitted.text("owner"), submitted.day("due")))


async def open_waive(pressed: Pressed) -> None:
    """Why is no concrete action item needed?"""
    it = await _reviewed(pressed)
    if it is not None:
        await _opens(pressed, it, views.waive_form(it))


async def waived(submitted: Submitted) -> None:
    """The filled waiver."""
    await submitted.asks(WaiveItems(submitted.text("reason")))


async def document_dropped(args: AsyncArgs, services: Services) -> None:
    """A file that somebody shared in an incident's room: an edited post-mortem is read (Slack: file_share)."""
    message = args.payload
    person, channel = str(message.get("user", "")), str(message.get("channel", ""))
    files = [str(file["id"]) for file in message.get("files") or () if _edited(file)]
    if not files or not person or message.get("bot_id") or person == services.identity.user_id:
        return
    number = await services.queries.incident_of_room(channel)
    it = await services.queries.incident(number, person) if number is not None else None
    if it is None or it.review.state is ReviewState.NONE:
        return
    for file in files:
        command_id = f"event:{args.body['event_id']}:{file}"
        await services.desk.ask(it.number, OfferDocument(file), command_id=command_id, by=person)


def _edited(file: dict[str, Any]) -> bool:
    """Whether it may be an edited post-mortem, by its name; of some files Slack tells only the id."""
    if file.get("mode") == "tombstone" or not file.get("id"):
        return False
    name = str(file.get("name") or "").casefold()
    text = name.endswith((".md", ".markdown", ".txt"))
    return file.get("file_access") == "check_file_info" or (text and any(part in name for part in NAMED))


async def take_over(pressed: Pressed) -> None:
    """The sections of the document that was read say so now: `7:F123`."""
    it = await _reviewed(pressed)
    file = pressed.value.partition(":")[2]
    done = await pressed.asks(it, TakeOverDocument(file)) if it is not None and file else None
    if done is None:
        return
    if any(isinstance(each.event, DocumentOffered) for each in done.events):
        await pressed.say("document_again")
    elif not done.events and not done.again:
        await pressed.say("document_nothing")


async def _reviewed(pressed: Pressed) -> Incident | None:
    """The incident, if its review was begun; otherwise that is said."""
    it = await pressed.incident()
    if it is None or it.review.state is not ReviewState.NONE:
        return it
    reason = Reason.REVIEW_LATER if it.open else Reason.NO_REVIEW
    await pressed.tell(pressed.services.words.refusal(Refused(reason)))
    return None


async def _opens(pressed: Pressed, it: Incident, form: View) -> None:
    await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def _opens_section(pressed: Pressed, it: Incident, section: Section) -> None:
    form = views.section_form(it, section, pressed.services.lexicon)
    await pressed.opens(pressed.services.words.form(it, form, _about_section(it, section)))


def _about_section(it: Incident, section: Section) -> str:
    return about(incident=it.number, section=section, was=stamp(it.review.text(section)))


def _link(services: Services, it: Incident) -> str:
    place = it.panels.get(REVIEW)
    return permalink(services.identity.workspace_url, place.channel, place.ts) if place else ""
