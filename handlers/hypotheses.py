"""Hypotheses: raised, with evidence for and against, judged, corrected, listed (domain §11)."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.hypotheses import (
    AddEvidence,
    CorrectHypothesis,
    Hypothesis,
    HypothesisState,
    JudgeHypothesis,
    RaiseHypothesis,
    Side,
    hypothesis_of,
)
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Surface
from bot.service.slack_text import typed
from bot.views import hypotheses as views
from bot.views.models import View
from handlers.pressed import Pressed
from handlers.spoken import Spoken
from handlers.submitted import Submitted, about

MakeForm = Callable[[Incident, Hypothesis], View]
"""The modal about one hypothesis of an incident."""


async def hypothesis(spoken: Spoken) -> None:
    """`/incident hypothesis [statement]`: as it stands, where triage says that it fails; without words, the modal."""
    it = await spoken.incident()
    if it is None:
        return
    if not spoken.words:
        form = views.form(it, spoken.person)
        await spoken.opens(spoken.services.words.form(it, form, about(incident=it.number)))
        return
    statement = typed(spoken.words)
    done = await spoken.asks(it, RaiseHypothesis(it.surface, statement, spoken.person))
    if done is None:
        return
    if not (done.events or done.again):
        await spoken.say("hypothesis_known")
        return
    key = "hypothesis_unplaced" if it.surface is Surface.UNKNOWN else "hypothesis_recorded"
    await spoken.say(key, number=len(done.incident.hypotheses))


async def hypotheses(spoken: Spoken) -> None:
    """`/incident hypotheses`: all of them, in private."""
    it = await spoken.incident()
    if it is not None:
        await spoken.answer(spoken.services.words.hypotheses(it, 0))


async def turn(pressed: Pressed) -> None:
    """Another page of them, in place of the one that was shown; the value is `incident:page`, from 0."""
    it = await pressed.incident()
    if it is None:
        return
    message = pressed.services.words.hypotheses(it, pressed.part)
    await pressed.args.ack()
    shown = pressed.args.respond(
        text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=True
    )
    pressed.services.aside.run(shown, "Turning the hypotheses' page")


async def open_hypothesis(pressed: Pressed) -> None:
    """The control that opens the modal for a new one."""
    it = await pressed.incident()
    if it is not None:
        form = views.form(it, pressed.person)
        words = pressed.services.words
        await pressed.opens(words.form(it, form, about(incident=it.number)))


async def open_evidence_for(pressed: Pressed) -> None:
    """What speaks for it?"""
    await _open(pressed, lambda it, known: views.evidence(it, known, "for"))


async def open_evidence_against(pressed: Pressed) -> None:
    """What speaks against it?"""
    await _open(pressed, lambda it, known: views.evidence(it, known, "against"))


async def open_evidence(pressed: Pressed) -> None:
    """What speaks for or against it?"""
    await _open(pressed, lambda it, known: views.evidence(it, known, ""))


async def open_judgement(pressed: Pressed) -> None:
    """How does it stand?"""
    await _open(pressed, views.judgement)


async def open_correction(pressed: Pressed) -> None:
    """What is wrong with how it is put, or whose it is?"""
    await _open(pressed, views.correction)


async def raised(submitted: Submitted) -> None:
    """The filled modal of a new one."""
    surface = Surface(submitted.text("surface") or Surface.UNKNOWN)
    await submitted.asks(RaiseHypothesis(surface, submitted.text("statement"), submitted.text("owner")))


async def evidence_given(submitted: Submitted) -> None:
    """The filled evidence."""
    side: Side = "against" if submitted.text("side") == "against" else "for"
    await submitted.asks(AddEvidence(_number(submitted), side, submitted.text("words")))


async def judged(submitted: Submitted) -> None:
    """The filled judgement."""
    state = HypothesisState(submitted.text("state"))
    await submitted.asks(JudgeHypothesis(_number(submitted), state, submitted.text("reason")))


async def corrected(submitted: Submitted) -> None:
    """The filled correction."""
    await submitted.asks(
        CorrectHypothesis(
            number=_number(submitted),
            surface=Surface(submitted.text("surface") or Surface.UNKNOWN),
            statement=submitted.text("statement"),
            owner=submitted.text("owner"),
        )
    )


async def _open(pressed: Pressed, form: MakeForm) -> None:
    """Show the modal about the hypothesis that the control names last, behind its incident: `judge:7:2`."""
    it = await pressed.incident()
    if it is None:
        return
    number = pressed.part
    known = hypothesis_of(it.hypotheses, number)
    if known is None:
        values = {"number": str(number), "count": str(len(it.hypotheses))}
        unknown = Refused(Reason.UNKNOWN_HYPOTHESIS, "number", values)
        await pressed.tell(pressed.services.words.refusal(unknown))
        return
    metadata = about(incident=it.number, hypothesis=number)
    await pressed.opens(pressed.services.words.form(it, form(it, known), metadata))


def _number(submitted: Submitted) -> int:
    return int(submitted.about["hypothesis"])
