"""`tocsin export`: an incident's record as a document, read from the store and without Slack."""

from __future__ import annotations

from bot.adapters.press import ChildPress
from bot.adapters.redis_store import RedisStore
from bot.adapters.store_server import serving
from bot.clock import SystemClock
from bot.domain.effects import DocumentForm
from bot.domain.fold import fold
from bot.files import shipped
from bot.service.documents import ENDINGS, document
from bot.service.ledger import Ledger
from bot.service.ports import Clock
from bot.settings import StoreSettings
from bot.views.postmortem import Documents
from bot.views.retention import tombstone_text


class NoSuchIncident(Exception):
    """There is no incident of that number in this store."""


FORMS: dict[str, DocumentForm] = {ending: form for form, ending in ENDINGS.items()}
"""The forms that can be asked for, by the endings of their files."""


async def export(
    settings: StoreSettings, number: int, form: DocumentForm, clock: Clock | None = None
) -> bytes:
    """The post-mortem, or everything recorded, as a file of that form; as of `clock`'s now.

    Raises:
        NoSuchIncident: nothing is recorded under that number, or not any more.
        PressFailed: the picture or the PDF could not be made.
        StoreUnavailable, EmbeddedError: the store cannot be read.
    """
    async with serving(settings.redis_url, settings.data) as url:
        store = RedisStore(url)
        try:
            ledger = Ledger(store)
            history, left = await ledger.history(number), await ledger.tombstone(number)
        finally:
            await store.close()
    if left is not None:
        raise NoSuchIncident(tombstone_text(left))
    it = fold(number, history)
    if it is None:
        raise NoSuchIncident(f"There is no incident {number} here. `tocsin check` shows which store is read.")
    now = (clock or SystemClock()).now()
    templates = shipped("templates")
    return await document(Documents(templates), ChildPress(templates), it, history, now, form)
