"""`tocsin retention`: what the team's rules take from which incident, and taking it, without Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.adapters.configuration import read_configuration
from bot.adapters.redis_store import RedisStore
from bot.adapters.store_server import serving
from bot.clock import SystemClock
from bot.domain.retention import Tombstone
from bot.domain.retention_run import Fate
from bot.service.ledger import Ledger
from bot.service.office import Office
from bot.service.ports import Clock
from bot.service.retention import Retention, run_retention
from bot.settings import read_configuration_folder, read_store_settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules take from each incident, and what is left of those whose record was deleted before."""

    fates: tuple[Fate, ...]
    graves: tuple[Tombstone, ...]


async def retention(environment: Mapping[str, str], *, dry: bool, clock: Clock | None = None) -> Plan:
    """What goes of every incident; and unless it is a dry run, it is gone when this returns, and that is recorded.

    Raises:
        SettingsError, ConfigurationErrors: the environment or the policy cannot be used.
        StoreUnavailable, EmbeddedError: the store cannot be read.
    """
    policy = read_configuration(read_configuration_folder(environment)).policy
    settings, clock = read_store_settings(environment), clock or SystemClock()
    async with serving(settings.redis_url, settings.data) as url:
        store = RedisStore(url)
        try:
            ledger = Ledger(store)
            rules = Retention(store, ledger, clock, policy.retention)
            plan, graves = await rules.plan(), await rules.graves()
            if not dry and any(fate.goes for fate in plan):
                now = clock.now()
                day = now.astimezone(ZoneInfo(policy.timezone)).date()
                run = await run_retention(rules, day, asked=True)
                office = Office(store, clock, policy, lambda: None)
                await office.note(run, f"retention:{now.isoformat()}")
        finally:
            await store.close()
    return Plan(plan, graves)
