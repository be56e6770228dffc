"""The words that ship, loaded once: that takes a second, and every suite of views reads the same."""

from __future__ import annotations

from bot.adapters.configuration import read_configuration
from bot.files import shipped
from bot.views.render import Words

TEMPLATES = shipped("templates") / "slack"
LIBRARY = read_configuration(shipped("playbooks")).playbooks
WORDS = Words(TEMPLATES, LIBRARY)
