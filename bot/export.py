"""`tocsin export`: an incident's record as a document, read from the store and without Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from bot.adapters.embedded import DataFolderInUse, EmbeddedRedis
from bot.adapters.embedded_files import DataFolder
from bot.adapters.redis_store import RedisStore
from bot.clock import SystemClock
from bot.domain.incident import fold
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
    async with _ledger(settings) as ledger:
        history = await ledger.history(number)
    it = fold(number, history)
    if it is None:
        raise NoSuchIncident(f"There is no incident {number} here. `tocsin check` shows which store is read.")
    now = (clock or SystemClock()).now()
    if form == "json":
        text = export_json(it, history, now)
    else:
        text = Documents(shipped("templates")).postmortem_markdown(it, history, now)
    return text if text.endswith("\n") else f"{text}\n"


@asynccontextmanager
async def _ledger(settings: StoreSettings) -> AsyncIterator[Ledger]:
    """The store's ledger; an embedded server that a running bot has is shared with it."""
    embedded: EmbeddedRedis | None = None
    url = settings.redis_url
    if url is None:
        try:
            embedded = EmbeddedRedis(settings.data)
            url = await embedded.start()
        except DataFolderInUse:
            embedded, url = None, DataFolder(settings.data).url
            if url is None:
                raise
    store = RedisStore(url)
    try:
        yield Ledger(store)
    finally:
        await store.close()
        if embedded is not None:
            await embedded.stop()
