"""What the team knows of its models: who answers for one, what feeds it, what it promises, what can stand in for it.

Triage, containment, the deployment gate and the review (domain §5, §6, §9, §13) all begin here. An incident keeps a
copy of its model's entry as of the declaration.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.domain.strict import SlackGroup, SlackPerson, Strict

WINDOW = "{window}"
"""What stands in `Slo.bad_ratio` for the range that is looked back over."""

NEAREST = 3
"""Names that are offered in place of one that is not known."""

_LAG = re.compile(r"(\d+(?:\.\d+)?) ?(minute|min|hour|h|day|d|week|w)s?(?: \(.*\))?", re.DOTALL)
_HOURS = {"m": Fraction(1, 60), "h": Fraction(1), "d": Fraction(24), "w": Fraction(7 * 24)}
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`[^`]*`', re.DOTALL)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_SEPARATORS = re.compile(r"[\s_-]+")
_DESCRIPTION = 300


class DataClass(StrEnum):
    """What kind of data goes through a model; personal and regulated data restrict its incidents (domain §15)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    REGULATED = "regulated"


class FallbackKind(StrEnum):
    """What can stand in for a model (domain §9); `none` says that there is nothing, and what then happens."""

    RULES = "rules"
    CACHED_FEATURES = "cached_features"
    DEFAULT_FEATURES = "default_features"
    SMALLER_FEATURES = "smaller_features"
    PREVIOUS_VERSION = "previous_version"
    HUMAN_REVIEW = "human_review"
    NONE = "none"


class SliFamily(StrEnum):
    """What a service level indicator measures (domain §6)."""

    AVAILABILITY = "availability"
    LATENCY = "latency"
    QUALITY = "quality"
    FRESHNESS = "freshness"
    STABILITY = "stability"
    BUSINESS = "business"
    SAFETY = "safety"


def label_lag_hours(text: str) -> Fraction | None:
    """How many hours `36 hours`, `2 days` or `45 days (chargebacks)` are; None for what is no such length of time."""
    found = _LAG.fullmatch(text.strip())
    return Fraction(found[1]) * _HOURS[found[2][0]] if found else None


def _is_a_lag(text: str) -> str:
    if text and label_lag_hours(text) is None:
        raise PydanticCustomError("duration", "no length of time")
    return text


def _no_bare_number(value: Any) -> Any:
    """Seconds since 1970 are nothing that people write: `2026` would be a time in that year's January."""
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+(\.\d*)?\s*", value):
        raise PydanticCustomError("datetime_number", "no point in time")
    return value


def _is_an_expression(text: str) -> str:
    """Brackets match and nothing is commented out, so that what is put around it stays around it."""
    bare = _QUOTED.sub("", text)
    opened: list[str] = []
    for char in bare:
        if char in _CLOSES.values():
            opened.append(char)
        elif char in _CLOSES and (not opened or opened.pop() != _CLOSES[char]):
            raise ValueError(f"the bracket {char} closes nothing")
        elif char in "#\"'`":
            raise ValueError(
                "a comment would hide the rest" if char == "#" else f"the quote {char} is left open"
            )
    if WINDOW not in bare:
        raise ValueError(f"{WINDOW} stands in quotes only")
    if opened:
        raise ValueError(f"the bracket {opened[-1]} is left open")
    return text


def _text(most: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=most, strip_whitespace=True)


LONGEST_NAME = 75
"""Characters of a name that Slack shows in a menu."""

ModelName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Name = Annotated[str, _text(75)]
Link = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)]
Moment = Annotated[AwareDatetime, BeforeValidator(_no_bare_number)]
LabelLag = Annotated[str, Field(max_length=75), AfterValidator(_is_a_lag)]
Expression = Annotated[str, Field(pattern=r"\{window\}", max_length=2000), AfterValidator(_is_an_expression)]


class Fallback(Strict):
    """Something that can stand in for the model; `covers` says for whom or what it is good enough."""

    name: Name
    kind: FallbackKind
    covers: str = Field(default="", max_length=150)


class Upstream(Strict):
    """A source that feeds the model: its owner in words (it may be a vendor), and the features that it brings."""

    name: Name
    owner: str = Field(default="", max_length=75)
    features: tuple[Name, ...] = Field(default=(), max_length=50)


class Slo(Strict):
    """A promise about the model (domain §6).

    objective: the good share that is promised, in percent; exact.
    window_days: the days over which it is promised, the last ones at any moment.
    threshold: in words, what makes an event good: `p99 under 300 ms`.
    bad_ratio: a PromQL expression for the share of bad events (0 to 1), with `{window}` for the range; without it
        there are no alert rules.
    """

    name: Name
    family: SliFamily
    objective: Decimal = Field(gt=50, lt=100, decimal_places=6)
    window_days: int = Field(default=30, ge=1, le=90)
    threshold: str = Field(default="", max_length=150)
    bad_ratio: Expression | None = None


class ModelEntry(Strict):
    """One model; an incident keeps a copy as of its declaration. What is left out is not known."""

    name: ModelName
    description: str = Field(default="", max_length=_DESCRIPTION)
    environment: str = Field(default="", max_length=40)
    tier: int | None = Field(default=None, ge=1, le=3)
    owner: SlackPerson | None = None
    team: str = Field(default="", max_length=75)
    oncall_group: SlackGroup | None = None
    serving_endpoint: str = Field(default="", max_length=300)
    current_version: str = Field(default="", max_length=75)
    previous_version: str = Field(default="", max_length=75)
    last_known_good_version: str = Field(default="", max_length=75)
    last_deploy: Moment | None = None
    fallbacks: tuple[Fallback, ...] = Field(default=(), max_length=10)
    upstream: tuple[Upstream, ...] = Field(default=(), max_length=30)
    important_features: tuple[Name, ...] = Field(default=(), max_length=50)
    downstream: tuple[Name, ...] = Field(default=(), max_length=30)
    feature_pipeline: str = Field(default="", max_length=150)
    feature_pipeline_last_good_run: Moment | None = None
    training_cutoff: Moment | None = None
    label_lag: LabelLag = ""
    slos: tuple[Slo, ...] = Field(default=(), max_length=20)
    data_class: DataClass | None = None
    confidential: bool = False
    dashboards: tuple[Link, ...] = ()
    runbooks: tuple[Link, ...] = ()

    @property
    def restricts(self) -> bool:
        """Whether its incidents are nobody else's business: its owner says so, or its data does (domain §15)."""
        return self.confidential or self.data_class in (DataClass.PERSONAL, DataClass.REGULATED)


class Catalogue(Strict):
    """All models by name."""

    models: tuple[ModelEntry, ...] = ()

    def find(self, name: str) -> ModelEntry | None:
        """The entry of that name, letter case apart."""
        wanted = name.strip().casefold()
        return next((entry for entry in self.models if entry.name.casefold() == wanted), None)

    def nearest(self, name: str) -> tuple[str, ...]:
        """The names that this one was probably meant to be, the likeliest first; at most `NEAREST`."""
        by_fold: dict[str, str] = {}
        for entry in self.models:
            by_fold.setdefault(_folded(entry.name), entry.name)
        close = get_close_matches(_folded(name), by_fold, n=NEAREST, cutoff=0.5)
        return tuple(by_fold[each] for each in close)


def _folded(name: str) -> str:
    return _SEPARATORS.sub("-", name.strip().casefold())


def _as_understood_today(entry: Any) -> Any:
    """A recorded entry from before points in time had zones and label lags were lengths of time."""
    if not isinstance(entry, dict):
        return entry
    now = dict(entry)
    for key in ("last_deploy", "feature_pipeline_last_good_run", "training_cutoff"):
        if isinstance(now.get(key), str):
            now[key] = _zoned(now[key])
    lag = now.get("label_lag")
    if isinstance(lag, str) and lag and label_lag_hours(lag) is None:
        words = f"{now.get('description', '')} Label lag: {lag}.".strip()
        now |= {"label_lag": "", "description": words[:_DESCRIPTION]}
    return now


def _zoned(text: str) -> datetime | str:
    """The moment that was recorded, by UTC where no zone was; of a day alone its last second."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-10-31"):
        moment += timedelta(days=1, seconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


RecordedEntry = Annotated[ModelEntry | None, BeforeValidator(_as_understood_today)]
"""An incident's copy of its model's entry, however long ago it was recorded."""
