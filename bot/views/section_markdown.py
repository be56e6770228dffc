"""Sections that people write, as Markdown and back (domain §13).

Whoever writes a section may use emphasis, lists, quotes, code in a line and links to the web. Everything else is text:
HTML, headings, images, tables, fences, mentions and the marks of the document itself. `shown` of what `typed` read is
the same Markdown again, so that a document that nobody edited changes nothing.
"""

from __future__ import annotations

import re

from bot.views.markdown import WORD_JOINER, Markdown
from bot.views.text import clean

TO_BE_WRITTEN = "**To be written:**"
"""How a line begins that waits for people; it is never a part of what they wrote."""

LEFT_UNWRITTEN = "**Left unwritten on purpose.**"
"""What stands where nobody wrote anything, once the review is completed; no part of what people wrote, either."""

_ENTITY = re.compile(r"&(?=#?\w+;)")
_MENTION = re.compile(r"@(?=\S)(?!\u2060)")
_IMAGE = re.compile(r"!\[")
_LINK = re.compile(r"\]\((?!https?://[^/\s])")
_SQUARE = re.compile(r"\]\[|\[//\]")
_LEAD = r"^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)"
_HEADING = re.compile(_LEAD + r"(?=#{1,6}(?:\s|$))")
_FENCE = re.compile(_LEAD + r"(?=```|~~~)")
_DEFINITION = re.compile(_LEAD + r"(?=\[[^\]]*\]:)")
_WAITING = re.compile(_LEAD + r"(?=\*\*(?:To be written|Left unwritten))")
_RULED = re.compile(r"^([ \t>]*+)(?=[:+ \t]*[-=*_|][-=*_|:+ \t]*$)")
_BEGINNINGS = (_HEADING, _FENCE, _DEFINITION, _WAITING, _RULED)
_ESCAPED = re.compile(r"\\([\\#`~\[(*=_|:+-])")
_LEADING = re.compile(_LEAD)
_OURS = (TO_BE_WRITTEN, LEFT_UNWRITTEN)
_DEEPEST = 3
"""Spaces before a line; four would make code of it."""


def shown(text: str) -> Markdown:
    """The section as it stands in the document."""
    return Markdown("\n".join(_shown(line) for line in clean(text).strip("\n").split("\n")))


def typed(markdown: str) -> str:
    """What a section says that stands so in a document; lines that wait for people are left out."""
    lines = [line.rstrip() for line in clean(markdown).split("\n") if not line.startswith(_OURS)]
    return "\n".join(map(_typed, lines)).strip()


def _shown(line: str) -> str:
    text = _LEADING.sub(_indented, line.rstrip().expandtabs(4)).replace("\\", "\\\\")
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    text = _MENTION.sub(f"@{WORD_JOINER}", text)
    text = _IMAGE.sub(r"!\\[", text)
    text = _LINK.sub(r"]\\(", text)
    text = _SQUARE.sub(lambda found: "]\\[" if found[0] == "][" else "\\[//]", text)
    for beginning in _BEGINNINGS:
        text = beginning.sub(r"\1\\", text, count=1)
    return text


def _indented(lead: re.Match[str]) -> str:
    """Lists and quotes keep their signs, with as many spaces as those need."""
    signs = lead[0].lstrip(" ")
    margin = min(len(lead[0]) - len(signs), _DEEPEST)
    return " " * margin + re.sub(" {2,}", " ", signs)


def _typed(line: str) -> str:
    text = _ESCAPED.sub(r"\1", line)
    return text.replace(f"@{WORD_JOINER}", "@").replace("&lt;", "<").replace("&amp;", "&")
