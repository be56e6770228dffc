"""Reading a Markdown document back: what it shows, and which of its parts are more than text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.views.postmortem import Documents
from bot.views.text import clean

TEMPLATES = Path(__file__).parents[3] / "templates"
DOCUMENTS = Documents(TEMPLATES)
_MENTION = re.compile(r"<@\w+>")
_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> Iterator[Token]:
    """Every token of the document, inline ones too, read as CommonMark with GitHub's tables."""
    for token in _READER.parse(markdown):
        yield token
        yield from token.children or ()


def shown(markdown: str) -> str:
    """The text that a reader sees, one line a block or line break."""
    lines = [
        "".join(
            "\n" if one.type in ("hardbreak", "softbreak") else one.content
            for one in token.children or (token,)
        )
        for token in _READER.parse(markdown)
        if token.type in ("inline", "fence")
    ]
    return "\n".join(lines)


def headings(markdown: str) -> list[str]:
    """The headings in order, each with its level: `## 1. Summary`."""
    found = _READER.parse(markdown)
    return [
        f"{opening.markup} {text.content}"
        for opening, text in pairwise(found)
        if opening.type == "heading_open"
    ]


def links(markdown: str) -> set[str]:
    """The addresses that the document links to."""
    return {str(token.attrs["href"]) for token in tokens(markdown) if token.type == "link_open"}


def outside_code(markdown: str) -> str:
    """The document without its code, in which everything stands as it was typed."""
    lines = markdown.splitlines()
    for token in _READER.parse(markdown):
        if token.type == "fence" and token.map:
            lines[slice(*token.map)] = [""] * (token.map[1] - token.map[0])
    text = "\n".join(lines)
    for token in tokens(markdown):
        if token.type == "code_inline":
            for pad in ("", " "):
                text = text.replace(f"{token.markup}{pad}{token.content}{pad}{token.markup}", "")
    return text


def foreign(markdown: str, commands: Iterable[str] = ()) -> set[str]:
    """The kinds of tokens that a document of ours never has: code is only what these commands are.

    In them, as anywhere in it, people are called by their roles.
    """
    known = [
        re.compile(".*?".join(map(re.escape, _MENTION.split("".join(clean(command).split())))))
        for command in commands
    ]
    ours = {
        *(
            "heading_open",
            "heading_close",
            "paragraph_open",
            "paragraph_close",
            "inline",
            "text",
            "text_special",
        ),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("blockquote_open", "blockquote_close", "softbreak", "hardbreak", "strong_open", "strong_close"),
        *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "link_open", "link_close"),
    }
    code = ("code_inline", "fence")
    return {
        token.type
        for token in tokens(markdown)
        if token.type not in code or not any(one.fullmatch("".join(token.content.split())) for one in known)
    } - ours
