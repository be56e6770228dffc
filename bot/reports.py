"""`tocsin actions` and `tocsin metrics`: what is known over all incidents, read from the store and without Slack.

Whoever may read the store may read all of it: restricted incidents are part of both.
"""

from __future__ import annotations

from bot.adapters.redis_store import RedisStore
from bot.adapters.store_server import serving
from bot.clock import SystemClock
from bot.domain.item_days import today
from bot.domain.measures import PeriodMeasures, measure_period
from bot.domain.periods import known_words, period
from bot.domain.policy import Policy
from bot.domain.record import Record
from bot.service.ledger import Ledger
from bot.service.ports import Clock
from bot.service.queries import Queries
from bot.settings import StoreSettings
from bot.views import item_table, metrics


class UnknownPeriod(Exception):
    """The period is none; the text says which there are."""


async def actions(
    settings: StoreSettings,
    policy: Policy,
    form: str,
    *,
    only_open: bool = False,
    only_overdue: bool = False,
    clock: Clock | None = None,
) -> str:
    """The action items of all incidents as `csv`, `json` or `table`, by the clock's now.

    Raises:
        StoreUnavailable, EmbeddedError: the store cannot be read.
    """
    day = today(policy, (clock or SystemClock()).now())
    records = await _records(settings)
    items = item_table.entries(records, day, only_open=only_open, only_overdue=only_overdue)
    shown = {"csv": item_table.as_csv, "json": item_table.as_json, "table": item_table.as_lines}
    return shown[form](items)


async def measures(
    settings: StoreSettings, policy: Policy, form: str, named: str, model: str, clock: Clock | None = None
) -> str:
    """The measures of that period and model as `csv`, `json` or `table`, by the clock's now.

    Raises:
        UnknownPeriod: there is no such period.
        StoreUnavailable, EmbeddedError: the store cannot be read.
    """
    now = (clock or SystemClock()).now()
    within = period(named, now, policy.timezone)
    if within is None:
        known = ", ".join(known_words())
        raise UnknownPeriod(f"{named!r} is no period. There are: {known}, and 2026-10..2026-12.")
    records = await _records(settings)
    day = today(policy, now)
    found = measure_period(records, within, zone=policy.timezone, today=day, model=model)
    shown = {"csv": metrics.as_csv, "json": _as_json, "table": metrics.as_table}
    return shown[form](found)


def _as_json(found: PeriodMeasures) -> str:
    return found.model_dump_json(indent=2) + "\n"


async def _records(settings: StoreSettings) -> tuple[Record, ...]:
    async with serving(settings.redis_url, settings.data) as url:
        store = RedisStore(url)
        try:
            return await Queries(store, Ledger(store)).all_records()
        finally:
            await store.close()
