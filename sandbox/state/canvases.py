"""Canvases: their text in sections, and who may read and change them."""

import secrets
from dataclasses import dataclass, field

from sandbox.refusal import Refusal
from sandbox.state import markdown

# In Slack's words, from the least to the most.
LEVELS = ("read", "write", "owner")
# Characters (Slack: canvases.create).
LIMIT = 1_048_576


@dataclass
class Section:
    """A block of a canvas; `kind` as at `markdown.Block`."""

    id: str
    kind: str
    text: str


@dataclass
class Canvas:
    """A canvas, standing alone or of a channel.

    `channel` is the conversation it has a tab in; `is_channel_canvas` that it is the one canvas of that conversation,
    which everyone who can see the conversation may change. `users` and `channels` are the levels granted by id.
    """

    id: str
    title: str
    owner: str
    created: int
    updated: int
    sections: list[Section] = field(default_factory=list)
    channel: str | None = None
    is_channel_canvas: bool = False
    users: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    deleted: bool = False

    @property
    def markdown(self) -> str:
        """The whole text."""
        return joined(self.sections)

    def position(self, section_id: str) -> int:
        """The index of a section; raises Refusal("canvas_editing_failed")."""
        for position, section in enumerate(self.sections):
            if section.id == section_id:
                return position
        raise Refusal("canvas_editing_failed", detail=f"section not found: {section_id}")


def joined(sections: list[Section]) -> str:
    """The Markdown of these sections."""
    return "\n\n".join(section.text for section in sections)


def sections(text: str, refusal: str) -> list[Section]:
    """Markdown as new sections; raises Refusal(`refusal`) with Slack's `detail` for what a canvas cannot show."""
    try:
        found = markdown.blocks(text)
    except markdown.Unsupported as error:
        raise Refusal(refusal, detail=error.detail) from None
    return [Section(f"temp:C:{secrets.token_hex(14)}", block.kind, block.text) for block in found]


def edited(canvas: Canvas, operation: str, section_id: str, new: list[Section]) -> list[Section]:
    """The sections after one operation of `canvases.edit`.

    Raises Refusal("canvas_editing_failed") for a section that is not there, Refusal("canvas_too_large") when the text
    would be longer than `LIMIT`.
    """
    old = canvas.sections
    at = canvas.position(section_id) if section_id else 0
    changed = {
        "insert_at_start": lambda: [*new, *old],
        "insert_at_end": lambda: [*old, *new],
        "insert_before": lambda: [*old[:at], *new, *old[at:]],
        "insert_after": lambda: [*old[: at + 1], *new, *old[at + 1 :]],
        "replace": lambda: [*old[:at], *new, *old[at + 1 :]] if section_id else list(new),
        "delete": lambda: [*old[:at], *old[at + 1 :]],
    }[operation]()
    if len(joined(changed)) > LIMIT:
        raise Refusal("canvas_too_large")
    return changed


def found(canvas: Canvas, types: list[str], text: str) -> list[Section]:
    """The sections of one of these types (h1, h2, h3, any_header; none: any) whose words contain `text`."""
    kinds = {"h1", "h2", "h3"} if "any_header" in types else set(types)
    return [
        section
        for section in canvas.sections
        if (not kinds or section.kind in kinds) and text in markdown.plain(section.text)
    ]
