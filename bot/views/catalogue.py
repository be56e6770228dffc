"""What the catalogue says of a model, for those who have to act on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.catalogue import ModelEntry, Slo
from bot.domain.incident import Incident
from bot.views.alerts import days
from bot.views.card import fitting, links_of
from bot.views.models import Link, View

FALLBACKS = 3
SLOS = 4
NAMES = 6

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FallbackLine:
    """What can stand in; `kind` is of table `fallback`."""

    name: str
    kind: str
    covers: str


@dataclass(frozen=True, slots=True)
class SloLine:
    """A promise; `objective` is in percent."""

    name: str
    objective: str
    window: str
    threshold: str


@dataclass(frozen=True, slots=True)
class ModelView(View):
    """A model's entry; of an incident's copy `number` and `declared_at` say whose it is, else `number` is 0.

    changed: the catalogue says something else by now.
    """

    template = "model"
    number: int
    declared_at: datetime | None
    changed: bool
    name: str
    description: str
    environment: str
    tier: int
    data_class: str
    restricts: bool
    owner: str
    team: str
    oncall_group: str
    serving_endpoint: str
    current_version: str
    previous_version: str
    last_known_good_version: str
    last_deploy: datetime | None
    feature_pipeline: str
    last_good_run: datetime | None
    training_cutoff: datetime | None
    label_lag: str
    fallbacks: tuple[FallbackLine, ...]
    more_fallbacks: int
    slos: tuple[SloLine, ...]
    more_slos: int
    features: tuple[str, ...]
    upstream: tuple[str, ...]
    downstream: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class UnknownModelView(View):
    """A model that the catalogue does not list; `nearest` are names that it may have been meant to be.

    number: the incident that names it, 0 when somebody asked for it.
    known: some of the names that there are, and `more` how many others.
    """

    template = "unknown_model"
    name: str
    number: int
    nearest: tuple[str, ...]
    known: tuple[str, ...]
    more: int


CATALOGUE: tuple[type[View], ...] = (ModelView, UnknownModelView)


def model(entry: ModelEntry, it: Incident | None = None, *, changed: bool = False) -> ModelView:
    """The entry, or an incident's copy of it."""
    return ModelView(
        number=it.number if it else 0,
        declared_at=it.declared_at if it else None,
        changed=changed,
        name=entry.name,
        description=entry.description,
        environment=entry.environment,
        tier=entry.tier or 0,
        data_class=entry.data_class.value if entry.data_class else "",
        restricts=entry.restricts,
        owner=entry.owner or "",
        team=entry.team,
        oncall_group=entry.oncall_group or "",
        serving_endpoint=entry.serving_endpoint,
        current_version=entry.current_version,
        previous_version=entry.previous_version,
        last_known_good_version=entry.last_known_good_version,
        last_deploy=entry.last_deploy,
        feature_pipeline=entry.feature_pipeline,
        last_good_run=entry.feature_pipeline_last_good_run,
        training_cutoff=entry.training_cutoff,
        label_lag=entry.label_lag,
        fallbacks=tuple(
            FallbackLine(each.name, each.kind, each.covers) for each in entry.fallbacks[:FALLBACKS]
        ),
        more_fallbacks=_more(entry.fallbacks, FALLBACKS),
        slos=tuple(map(_slo, entry.slos[:SLOS])),
        more_slos=_more(entry.slos, SLOS),
        features=_some(entry.important_features),
        upstream=_some(each.name for each in entry.upstream),
        downstream=_some(entry.downstream),
        links=fitting(links_of(entry)),
    )


def unknown_model(
    name: str, nearest: Sequence[str], known: Sequence[str], it: Incident | None = None
) -> UnknownModelView:
    """There is no entry of that name."""
    return UnknownModelView(
        name=name,
        number=it.number if it else 0,
        nearest=tuple(nearest),
        known=tuple(known[:NAMES]),
        more=_more(known, NAMES),
    )


def _slo(slo: Slo) -> SloLine:
    return SloLine(slo.name, f"{slo.objective:f}", days(slo.window_days), slo.threshold)


def _some(names: Iterable[str]) -> tuple[str, ...]:
    """The first names, and how many more there are."""
    every = tuple(names)
    more = _more(every, NAMES)
    return (*every[:NAMES], *((f"{more} more",) if more else ()))


def _more(items: Sequence[_T], shown: int) -> int:
    return max(0, len(items) - shown)
