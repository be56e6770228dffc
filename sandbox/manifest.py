"""The app manifest, as far as the sandbox acts on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Command:
    """A slash command of the app."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut of the app; `type` is "global" or "message"."""

    name: str
    callback_id: str
    type: str


@dataclass(frozen=True)
class Manifest:
    """What the app may do and is told (Slack: app manifest reference)."""

    name: str
    bot_name: str
    scopes: tuple[str, ...]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    redirect_urls: tuple[str, ...]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    unfurl_domains: tuple[str, ...]

    def command(self, name: str) -> Command | None:
        """The slash command called `name` (with its slash), or None."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """The shortcut with this callback id and kind ("global" or "message"), or None."""
        return next((s for s in self.shortcuts if s.callback_id == callback_id and s.type == kind), None)


def _section(node: Any, *path: str) -> Any:
    for key in path:
        node = (node or {}).get(key)
    return node


def read_manifest(path: Path) -> Manifest:
    """Read a manifest in YAML or JSON.

    Raises OSError when the file cannot be read and yaml.YAMLError when it is neither.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    name = str(_section(document, "display_information", "name") or "App")
    home = _section(document, "features", "app_home") or {}
    return Manifest(
        name=name,
        bot_name=str(_section(document, "features", "bot_user", "display_name") or name),
        scopes=tuple(_section(document, "oauth_config", "scopes", "bot") or ()),
        events=frozenset(_section(document, "settings", "event_subscriptions", "bot_events") or ()),
        commands=tuple(_command(entry) for entry in _section(document, "features", "slash_commands") or ()),
        shortcuts=tuple(_shortcut(entry) for entry in _section(document, "features", "shortcuts") or ()),
        redirect_urls=tuple(_section(document, "oauth_config", "redirect_urls") or ()),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        unfurl_domains=tuple(_section(document, "features", "unfurl_domains") or ()),
    )


def _command(entry: dict[str, Any]) -> Command:
    return Command(
        command=str(entry["command"]),
        description=str(entry.get("description", "")),
        usage_hint=str(entry.get("usage_hint", "")),
        should_escape=bool(entry.get("should_escape", False)),
    )


def _shortcut(entry: dict[str, Any]) -> Shortcut:
    return Shortcut(name=str(entry["name"]), callback_id=str(entry["callback_id"]), type=str(entry["type"]))
