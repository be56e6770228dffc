"""Typed text as Markdown that shows exactly that text.

Nothing of it becomes HTML, a heading, a link, an image, a list or a mention. The rules hold for CommonMark, GitHub's
extensions and the first Markdown alike, so `<` becomes an entity (the first Markdown cannot escape it otherwise) and
bare addresses are broken up (GitHub links them by themselves).
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

from bot.views.text import clean

WORD_JOINER = "\u2060"
"""Stands behind every typed `@`: unseen, and nobody takes what follows for a mention or an address."""

SHORT = 200
"""Up to so many characters on one line are quoted within a sentence."""

_ENTITY = re.compile(r"&(?=#?\w+;)")
_SPECIAL = re.compile(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])|(?<=[ \t])#(?=#*$)")
_ADDRESS = re.compile(r"(?i)(?<=\b(?:www))\.|(?<=\bhttp):(?=//)|(?<=\bhttps):(?=//)|(?<=\bftp):(?=//)")
_MENTION = re.compile(r"@(?=\S)")
_BLOCK_START = re.compile(r"[#>+=-]|(?<=\d)[.)](?=\s|$)")
_BACKTICKS = re.compile(r"`+")
_INDENT = re.compile(r"^[ \t]+")
_SAFE_IN_URL = "!#$%&'()*+,/:;=?@[]~"


class Markdown(str):
    """Text that is Markdown already; everything else is escaped when a document is written."""

    __slots__ = ()


def inline(text: str) -> Markdown:
    """The typed text on one line; its line breaks are shown as slashes."""
    return Markdown(" / ".join(_escaped(line.strip()) for line in _lines(text) if line.strip()))


def quote(text: str, indent: int = 0) -> Markdown:
    """The typed text as a block quote that keeps its lines; `indent` spaces stand before each."""
    margin = " " * indent
    lines = [f"{margin}> {_escaped(line)}" if line.strip() else f"{margin}>" for line in _lines(text)]
    return Markdown("  \n".join(lines))


def said(text: str, indent: int = 2) -> Markdown:
    """Words behind a sentence of ours: short ones in quotation marks, longer ones as a block quote; or nothing."""
    if not clean(text).strip():
        return Markdown("")
    if "\n" not in text.strip() and len(text) <= SHORT:
        return Markdown(f" “{inline(text)}”")
    return Markdown(f"\n\n{quote(text, indent)}")


def code(text: str, indent: int = 2) -> Markdown:
    """A command behind a sentence of ours, to be copied as it was typed: in the line, or as a block of its lines.

    No more than control characters are taken from it, and no backticks of its own end it.
    """
    lines = _lines(text)
    longest = max(map(len, _BACKTICKS.findall("\n".join(lines))), default=0)
    if len(lines) > 1:
        fence = "`" * max(3, longest + 1)
        margin = " " * indent
        inside = (f"{margin}{line}".rstrip() for line in (fence, *lines, fence))
        return Markdown("\n\n" + "\n".join(inside))
    if not "".join(lines).strip():
        return Markdown("")
    command, fence = lines[0].strip(), "`" * (longest + 1)
    pad = " " if command.startswith("`") or command.endswith("`") else ""
    return Markdown(f" {fence}{pad}{command}{pad}{fence}")


def paragraphs(text: str) -> Markdown:
    """The typed text with a paragraph for each of its lines."""
    return Markdown("\n\n".join(_escaped(line) for line in _lines(text) if line.strip()))


def link(url: str) -> Markdown:
    """The web address as a link that shows itself; anything but http and https stays text."""
    if not re.match(r"https?://[^/]", url):
        return inline(url)
    return Markdown(f"<{percent_encoded(clean(url), safe=_SAFE_IN_URL)}>")


def _lines(text: str) -> list[str]:
    return clean(text).strip("\r\n").splitlines()


def _escaped(line: str) -> str:
    indent = _INDENT.match(line)
    width = len(indent.group().expandtabs(4)) if indent else 0
    words = line.strip()
    text = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", words)).replace("<", "&lt;")
    text = _MENTION.sub(f"@{WORD_JOINER}", _ADDRESS.sub(r"\\\g<0>", text))
    return "\u00a0" * width + _start_escaped(text)


def _start_escaped(text: str) -> str:
    """Nothing at the beginning of the line begins a heading, a list, a quote or a rule."""
    start = re.match(r"\d{0,9}", text)
    at = start.end() if start else 0
    mark = _BLOCK_START.match(text, at)
    if mark is None or (at > 0 and text[at] not in ".)"):
        return text
    return f"{text[:at]}\\{text[at:]}"
