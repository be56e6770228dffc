"""Links that people post and the app has registered for (Slack: unfurling links)."""

import html
import re
from urllib.parse import urlsplit

from sandbox.refusal import Json
from sandbox.state.log import Message
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.pending import SharedLinks
from sandbox.state.workspace import Workspace

URL = r"https?://[^\s<>|\"]+"
_URL = re.compile(URL)
_PUNCTUATION = ".,;:!?)]}'"
SOURCE = "conversations_history"


def trimmed(url: str) -> str:
    """An address without the punctuation of the sentence that it ends."""
    return url.rstrip(_PUNCTUATION)


def urls(text: str) -> list[str]:
    """The web addresses in the text of a message, each once."""
    found = (trimmed(html.unescape(match.group())) for match in _URL.finditer(text))
    return list(dict.fromkeys(found))


def domain(workspace: Workspace, url: str) -> str | None:
    """The domain of the manifest's `unfurl_domains` that an address belongs to; a domain has its subdomains."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    return next((d for d in workspace.manifest.unfurl_domains if host == d or host.endswith(f".{d}")), None)


def share(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Tell the app of the links in a new message that are its own (link_shared), wherever a person posted them."""
    if message.by_app or message.subtype not in (None, "file_share"):
        return
    found = [{"domain": at, "url": url} for url in urls(message.text) if (at := domain(workspace, url))]
    if not found or "link_shared" not in workspace.manifest.events or not workspace.has_scope("links:read"):
        return
    shared = SharedLinks(
        unfurl_id=workspace.new_id("U"),
        channel=channel.id,
        ts=message.ts,
        source=SOURCE,
        urls=[link["url"] for link in found],
    )
    workspace.shared_links[shared.unfurl_id] = shared
    event: Json = {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": BOT_USER in channel.members,
        "user": message.user,
        "message_ts": message.ts,
        "unfurl_id": shared.unfurl_id,
        "source": SOURCE,
        "links": found,
        "event_ts": workspace.clock.ts(),
    }
    workspace.tell("link_shared", event | ({"thread_ts": message.thread_ts} if message.thread_ts else {}))


def shared(workspace: Workspace, message: Message) -> SharedLinks | None:
    """What the app was told of the links in a message."""
    held = workspace.shared_links.values()
    return next((entry for entry in held if (entry.channel, entry.ts) == (message.channel, message.ts)), None)
