"""Markdown cut into its blocks, as a canvas keeps it (Slack: canvases.create, the elements it supports)."""

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_DIVIDER = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKERS = re.compile(r"(?m)^\s*(?:#{1,6}\s+|>\s?|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)|[*_~`]")
_NAMES = {
    "list": "List",
    "code": "Code block",
    "quote": "Block quote",
    "divider": "Divider",
    "table": "Table",
}
_DEEPEST = 3


class Unsupported(Exception):
    """Markdown that a canvas cannot show; `detail` is said as Slack says it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.detail = f"'content' error: line {line}: {what}"


@dataclass(frozen=True)
class Block:
    """One block. `kind` is h1, h2, h3, paragraph, list, quote, code, divider or table."""

    kind: str
    text: str


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text, in order; raises Unsupported for what a canvas cannot show."""
    lines = _NEWLINE.split(markdown)
    found = []
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        kind = _kind(lines, start)
        end = _end(lines, start, kind)
        _check(lines, start, end, kind)
        found.append(Block(kind, "\n".join(lines[start:end]).rstrip()))
        start = end
    return found


def plain(markdown: str) -> str:
    """The words of a block without the marks of its formatting."""
    return _MARKERS.sub("", _LINK.sub(r"\1", markdown)).strip()


def _kind(lines: list[str], at: int) -> str:
    line = lines[at]
    if _FENCE.match(line):
        return "code"
    heading = _HEADING.match(line)
    if heading:
        return f"h{len(heading.group(1))}"
    if _DIVIDER.match(line):
        return "divider"
    if _QUOTE.match(line):
        return "quote"
    if _ITEM.match(line):
        return "list"
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return "table" if "|" in line and "|" in following and _DELIMITER.match(following) else "paragraph"


def _end(lines: list[str], start: int, kind: str) -> int:
    """The index after the last line of the block that begins at `start`."""
    if kind == "code":
        return _fence_end(lines, start)
    if kind in ("quote", "table", "paragraph", "list"):
        end = start + 1
        while end < len(lines) and _goes_on(lines, end, kind):
            end += 1
        return end
    return start + 1


def _fence_end(lines: list[str], start: int) -> int:
    opened = _FENCE.match(lines[start])
    fence = opened.group(1) if opened else ""
    for at in range(start + 1, len(lines)):
        closing = lines[at].strip()
        if closing.startswith(fence) and not closing.strip(fence[0]):
            return at + 1
    return len(lines)


def _goes_on(lines: list[str], at: int, kind: str) -> bool:
    line = lines[at]
    if kind == "list":
        following = lines[at + 1] if at + 1 < len(lines) else ""
        continued = line if line.strip() else following
        if _DIVIDER.match(continued):
            return False
        if _ITEM.match(continued) or (continued.strip() and continued.startswith(("  ", "\t"))):
            return True
        return bool(line.strip()) and _kind(lines, at) == "paragraph"
    if not line.strip():
        return False
    if kind == "table":
        return "|" in line
    return _kind(lines, at) == kind


def _check(lines: list[str], start: int, end: int, kind: str) -> None:
    if kind.startswith("h") and int(kind[1:]) > _DEEPEST:
        raise Unsupported(start + 1, f"Unsupported heading depth ({kind[1:]})")
    if kind != "quote":
        return
    inner = [_QUOTE.sub("", line, count=1) for line in lines[start:end]]
    for at in range(len(inner)):
        within = _kind(inner, at)
        if inner[at].strip() and within != "paragraph":
            name = _NAMES.get(within, "Heading")
            raise Unsupported(start + at + 1, f"Unsupported block type ({name}) within block quote")
