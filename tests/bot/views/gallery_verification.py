"""Everything that is said of gates, of what proves the recovery and of labels, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain import events as happened
from bot.domain.commands import ChangePhase, Close
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.severity import Gate, Phase
from bot.domain.verification import (
    AwaitingEnded,
    LabelsAwaited,
    MetricNamed,
    VerificationEvent,
    VerificationRecorded,
)
from bot.views import verification as views
from bot.views.render import Words

TOLD_ROOM = (VerificationEvent,)
_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def nothing() -> tuple[Event, ...]:
    """Every event of these, with every word left out."""
    return (
        MetricNamed(metric="", target="", was=""),
        VerificationRecorded(metric="", target="", observed="", holds=False),
        LabelsAwaited(until=_NOW, reason="", next_due=_NOW),
        happened.Reminded(reminder="labels_due", at=_NOW),
        AwaitingEnded(reason="", next_due=_NOW),
    )


def happenings(text: str) -> tuple[Event, ...]:
    """A metric that is named, looked at and waited for, and a phase that was passed in spite of every gate."""
    gates = tuple(Gate)
    waits = LabelsAwaited(until=_NOW + timedelta(days=2), reason=text, next_due=_NOW + timedelta(days=1))
    return (
        MetricNamed(metric=text, target=text, was=""),
        MetricNamed(metric=f"{text} again", target=text, was=text),
        VerificationRecorded(metric=text, target=text, observed=text, holds=True),
        VerificationRecorded(metric=text, target=text, observed=text, holds=False),
        happened.PhaseChanged(
            was=Phase.CONTAIN, now=Phase.VERIFY, reason=text, gates=gates, override=text or "so"
        ),
        waits,
        happened.Reminded(reminder="labels_due", at=_NOW),
        AwaitingEnded(reason=text, next_due=_NOW),
        AwaitingEnded(reason=text, next_due=_NOW, because="not_well"),
        waits,
    )


def modals(words: Words, it: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked of one person."""
    text = it.title
    yield "phase behind gates", words.phase(it, "{}", ChangePhase(Phase.LEARN, text, override=text))
    yield "close behind gates", words.close(it, "{}", Close(text, override=text, holds=False))
    for name, view in (
        ("metric", views.metric_form(it, text)),
        ("verification", views.verification_form(it, text)),
        ("await", views.await_form(it, _NOW, text)),
        ("await unasked", views.await_form(it, _NOW)),
    ):
        yield name, words.form(it, view, "{}")
