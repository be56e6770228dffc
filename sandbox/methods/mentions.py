"""Names in a text that become mentions (Slack: `link_names` and `parse` of chat.postMessage)."""

import html
import re

from sandbox.methods.args import Args
from sandbox.refusal import invalid_arguments
from sandbox.state import links
from sandbox.state.workspace import Workspace

_GROUP = r"(?<![\w@<&^|./])@(?P<group>[a-z0-9][a-z0-9._-]*)"
_CHANNEL = r"(?<![\w#<&|./])#(?P<channel>[\w-]+)"
_NAMES = re.compile(_GROUP)
_ALL = re.compile(f"(?P<url>{links.URL})|{_GROUP}|{_CHANNEL}")


def check_parse(args: Args, *allowed: str) -> None:
    """Refuse a `parse` that is none of the allowed words."""
    if "parse" in args and args.text("parse") not in allowed:
        raise invalid_arguments(f"must be a valid enum value: {', '.join(allowed)} [json-pointer:/parse]")


def linked(workspace: Workspace, text: str, args: Args) -> str:
    """The text with user groups linked if `link_names` or `parse=full`, and channels and addresses if `parse=full`."""

    def link(match: re.Match[str]) -> str:
        return _link(workspace, match)

    if args.text("parse") == "full":
        return _ALL.sub(link, html.escape(html.unescape(text), quote=False))
    return _NAMES.sub(link, text) if args.flag("link_names") else text


def _link(workspace: Workspace, match: re.Match[str]) -> str:
    name = match[match.lastgroup or 0]
    if match.lastgroup == "url":
        url = links.trimmed(name)
        return f"<{url}>{name[len(url) :]}"
    if match.lastgroup == "group":
        group = next((g for g in workspace.groups.values() if g.handle == name), None)
        return match.group() if group is None else f"<!subteam^{group.id}>"
    channel = workspace.channel_named(name)
    if channel is None or channel.is_private:
        return match.group()
    return f"<#{channel.id}|{channel.name}>"
