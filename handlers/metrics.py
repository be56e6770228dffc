"""Measures over many incidents, for whoever asks (domain §14)."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence

from bot.domain.item_days import today
from bot.domain.measures import measure_period
from bot.domain.periods import USUAL, Period, known_words, period
from bot.domain.record import Record
from bot.service.slack_text import typed
from bot.views.metrics import MetricsHelpView, MetricsView
from bot.views.metrics import metrics as shown
from handlers.services import Services
from handlers.spoken import Spoken

MODELS_SHOWN = 12


async def metrics(spoken: Spoken) -> None:
    """`/incident metrics [period] [model]`: of the incidents that this person may see, told to them alone."""
    services = spoken.services
    records = await services.queries.records(spoken.person)
    view = await asyncio.to_thread(_measured, services, records, typed(spoken.words))
    await spoken.answer(services.words.metrics(view))


def _measured(services: Services, records: Sequence[Record], words: str) -> MetricsView | MetricsHelpView:
    """Many incidents take a moment: beside everything else, not before it."""
    now, zone = services.clock.now(), services.policy.timezone
    models = _models(services, records)
    asked = _asked(words, services, models)
    if asked is None:
        return _help(words, models)
    within, model = asked
    found = measure_period(records, within, zone=zone, today=today(services.policy, now), model=model)
    return shown(found, zone)


def _asked(words: str, services: Services, models: Sequence[str]) -> tuple[Period, str] | None:
    """The period and the model that are meant: in either order, each may be left out; None when a word is neither."""
    now, zone = services.clock.now(), services.policy.timezone
    names = {name.casefold(): name for name in models}
    usual = period(USUAL, now, zone)
    whole = words.strip()
    if not whole:
        return (usual, "") if usual else None
    for first, rest in _splits(whole):
        for named, other in ((first, rest), (rest, first)):
            within = period(named, now, zone) if named else usual
            model = names.get(other.casefold(), "")
            if within is not None and (model or not other):
                return within, model
    return None


def _splits(words: str) -> Sequence[tuple[str, str]]:
    """The words as a whole, and cut in two at each blank: a model's name may have several words."""
    parts = words.split()
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    return [(words, ""), *cuts]


def _models(services: Services, records: Sequence[Record]) -> Sequence[str]:
    """Every model by its name: of the catalogue, and of the incidents that this person may see."""
    known = {entry.name for entry in services.catalogue.models}
    return sorted(known | {each.summary.model for each in records if each.summary.model})


def _help(words: str, models: Sequence[str]) -> MetricsHelpView:
    """What could have been said; the nearest of it to any of the words."""
    names = {each.casefold(): each for each in (*known_words(), *models)}
    tried = (words, *words.split())
    near = (difflib.get_close_matches(each.casefold(), names, n=1, cutoff=0.6) for each in tried)
    known = {name.casefold() for name in models}
    unknown = [hit[0] for each, hit in zip(tried, near, strict=True) if hit and each.casefold() not in known]
    return MetricsHelpView(
        words=words,
        nearest=names[unknown[0]] if unknown else "",
        periods=", ".join(known_words()),
        models=", ".join(models[:MODELS_SHOWN]),
    )
