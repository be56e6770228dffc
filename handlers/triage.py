"""Triage: its card, its questions, what was measured, and calling a page a false one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.commands import Close
from bot.domain.effects import TRIAGE
from bot.domain.incident import Incident
from bot.domain.signals import RANGES, Signals, UsersHit
from bot.domain.triage_log import AnswerTriage, BeginTriage, ReportSignals
from bot.domain.triage_rule import FalsePage
from bot.service.figures import figure
from bot.service.slack_text import permalink
from bot.views import triage_card as views
from handlers.pressed import Pressed
from handlers.services import Services
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

ANSWERS = tuple(f"triage_answer:{nth}" for nth in range(1, views.BUTTONS + 1))
"""The buttons of a question's answers."""

_FLAGS = {"yes": True, "no": False}


async def triage(spoken: Spoken) -> None:
    """`/incident triage`: its card in the room; where that stands already, the way to it and what it shows."""
    it = await spoken.open_incident()
    if it is None:
        return
    done = await spoken.asks(it, BeginTriage())
    if done is None:
        return
    link = _link(spoken.services, done.incident)
    if done.events or not link:
        await spoken.say("triage_begun", number=it.number)
    else:
        await spoken.answer(spoken.services.words.triage(done.incident, link))


async def open_triage(pressed: Pressed) -> None:
    """The button that begins it, or shows the way to its card."""
    it = await pressed.open_incident()
    done = await pressed.asks(it, BeginTriage()) if it is not None else None
    if done is None:
        return
    link = _link(pressed.services, done.incident)
    if not done.events and link:
        await pressed.shows(pressed.services.words.triage(done.incident, link))


async def answer(pressed: Pressed) -> None:
    """An answer as a button or in the menu: recorded at once, unless somebody else has answered otherwise meanwhile."""
    _, question, chosen = (*pressed.value.split(":"), "", "")[:3]
    it = await pressed.open_incident()
    if it is not None:
        await pressed.asks(it, AnswerTriage(question, chosen, instead_of=""))


async def explain(pressed: Pressed) -> None:
    """A question in a modal, to answer it with evidence or another way; from within one, in its place."""
    it = await pressed.open_incident()
    if it is not None:
        await pressed.opens(_question(pressed, it))


async def answered(submitted: Submitted) -> None:
    """The filled modal of a question."""
    question = str(submitted.about["question"])
    back = bool(submitted.chosen(f"back_{question}"))
    await submitted.asks(
        AnswerTriage(
            question,
            "" if back else submitted.text(f"answer_{question}"),
            "" if back else submitted.text(f"evidence_{question}"),
            instead_of=str(submitted.about["stands"]),
        )
    )


async def signals(spoken: Spoken) -> None:
    """`/incident signals` opens the modal for what was measured."""
    it = await spoken.open_incident()
    if it is not None:
        form = views.signals_form(it)
        await spoken.opens(spoken.services.words.form(it, form, about(incident=it.number)))


async def open_signals(pressed: Pressed) -> None:
    """The button that opens the same modal."""
    it = await pressed.open_incident()
    if it is not None:
        form = views.signals_form(it)
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def measured(submitted: Submitted) -> None:
    """The filled modal of what was measured: every figure that is none is told beside its field, all at once."""
    figures, wrong = _figures(submitted)
    if wrong:
        await submitted.all_wrong(wrong)
        return
    it = await submitted.services.queries.at_hand(submitted.number, submitted.person)
    before = it.triage.signals if it else Signals()
    users = submitted.text("users_hit")
    signals = replace(
        before,
        slice_share_percent=figures["slice_share_percent"],
        kpi_change_percent=figures["kpi_change_percent"],
        slo_burn=figures["slo_burn"],
        psi=figures["psi"],
        users_hit=UsersHit(users) if users in tuple(UsersHit) else None,
        safety_or_legal=_FLAGS.get(submitted.text("safety_or_legal")),
        serving_down=_FLAGS.get(submitted.text("serving_down")),
    )
    await submitted.asks(ReportSignals(signals))


async def open_false_page(pressed: Pressed) -> None:
    """The button that opens the modal in which the page is called a false one."""
    it = await pressed.open_incident()
    if it is not None:
        form = views.false_page_form(it)
        await pressed.opens(pressed.services.words.form(it, form, about(incident=it.number)))


async def called_false(submitted: Submitted) -> None:
    """The filled modal closes it as a false page; while something is left in place, it stays and shows that."""
    asked = Close(
        verified=submitted.text("verified"),
        false_page=FalsePage(submitted.text("kind")),
        override=submitted.text("override"),
    )
    answer = await submitted.ask(asked)
    it = await submitted.at_gate(answer)
    if it is not None:
        form = views.false_page_form(it, asked)
        await submitted.shows(submitted.services.words.form(it, form, about(incident=it.number)))
    else:
        await submitted.closes(answer)


def _question(pressed: Pressed, it: Incident) -> dict[str, Any]:
    """The modal of the question that the control names; it remembers which answer was there to be seen."""
    form = views.answer_form(it, pressed.value.partition(":")[2])
    metadata = about(incident=it.number, question=form.question, stands=form.answer)
    return pressed.services.words.form(it, form, metadata)


def _figures(submitted: Submitted) -> tuple[dict[str, float | None], dict[str, str]]:
    """The figures by their field, and a sentence for each field that has none of its range."""
    figures: dict[str, float | None] = {}
    wrong: dict[str, str] = {}
    for field, (least, most) in RANGES.items():
        try:
            figures[field] = figure(submitted.text(field), least, most)
        except ValueError:
            wrong[field] = submitted.services.words.answer(f"wrong_{field}", word=submitted.text(field))
    return figures, wrong


def _link(services: Services, it: Incident) -> str:
    """The address of the room's card, empty while it is on its way."""
    place = it.panels.get(TRIAGE)
    return permalink(services.identity.workspace_url, place.channel, place.ts) if place else ""
