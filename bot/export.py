"""`tocsin export`: an incident's record as a document, read from the store and without Slack."""

from __future__ import annotations

from typing import Literal

from bot.adapters.redis_store import RedisStore
from bot.adapters.store_server import serving
from bot.clock import SystemClock
from bot.domain.fold import fold
from bot.files import shipped
from bot.service.ledger import Ledger
from bot.service.ports import Clock
from bot.settings import StoreSettings
from bot.views.export import export_json
from bot.views.postmortem import Documents


class NoSuchIncident(Exception):
    """There is no incident of that number in this store."""


async def export(
    settings: StoreSettings, number: int, form: Literal["md", "json"], clock: Clock | None = None
) -> str:
    """The post-mortem as Markdown, or everything recorded as JSON, ending in a line end; as of `clock`'s now.

    Raises:
        NoSuchIncident: nothing is recorded under that number.
        StoreUnavailable, EmbeddedError: the store cannot be read.
    """
    async with serving(settings.redis_url, settings.data) as url:
        store = RedisStore(url)
        try:
            history = await Ledger(store).history(number)
        finally:
            await store.close()
    it = fold(number, history)
    if it is None:
        raise NoSuchIncident(f"There is no incident {number} here. `tocsin check` shows which store is read.")
    now = (clock or SystemClock()).now()
    if form == "json":
        text = export_json(it, history, now)
    else:
        text = Documents(shipped("templates")).postmortem_markdown(it, history, now)
    return text if text.endswith("\n") else f"{text}\n"
