"""What a bot loads before it does anything, loaded: the process that others are forked from begins with this."""

from __future__ import annotations

from bot.app import documents_of
from bot.files import shipped
from bot.views.render import Words

Words(shipped("templates") / "slack")
documents_of(shipped("templates"))
