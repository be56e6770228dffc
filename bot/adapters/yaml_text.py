"""YAML files that people write by hand, read as plain text with line numbers.

Nothing is guessed from how a value looks: `1.10`, `no` and `16:00` stay the text that was typed, and whoever knows
the field decides what it means. A key without a value counts as not given, `null` means none. Tags, aliases and
duplicate keys are refused, so that a file holds what it shows and cannot unfold into more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""Where a value stands: keys and 0-based list positions from the top."""

_Loader = type[yaml.SafeLoader] | type[yaml.CSafeLoader]
_MOST_BYTES = 512 * 1024
_DEEPEST = 20
_SYNTAX = (
    "Look at this line and the one above: indent with spaces, put a space after each colon, "
    "and quotes around a text that has ': ' or ' #' in it"
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in the YAML itself, at a 1-based line."""

    line: int
    what: str
    remedy: str


@dataclass(slots=True)
class Text:
    """What a file holds: dicts, lists and strings.

    data: None when the file could not be read at all, and `flaws` say why; empty files hold an empty dict.
    lines: the 1-based line of every place.
    """

    data: Any = None
    lines: dict[Place, int] = field(default_factory=lambda: {(): 1})
    flaws: list[Flaw] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest one around it that the file has."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_text(content: bytes) -> Text:
    """Read one YAML document; what is wrong with it is among the answer's flaws."""
    text = Text()
    if len(content) > _MOST_BYTES:
        what = f"The file is larger than {_MOST_BYTES // 1024} KiB and is not read"
        text.flaws.append(Flaw(1, what, "Make it smaller"))
        return text
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text.flaws.append(Flaw(line, "The file is not UTF-8 text", "Save it as UTF-8"))
        return text
    try:
        flaws, root = _composed(source)
        text.flaws += flaws
    except yaml.MarkedYAMLError as error:
        text.flaws.append(_syntax(error))
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        text.flaws.append(Flaw(line, "There is an invisible control character", "Delete it"))
    else:
        if not text.flaws:
            text.data = {} if root is None or _is_plain(root, "") else _value(root, (), text)
    return text


def written(data: Any) -> str:
    """Plain data as YAML for other programs, in the order given, every text on one line and quoted where needed."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=math.inf)


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 1


def _syntax(error: yaml.MarkedYAMLError) -> Flaw:
    what = ", ".join(part for part in (error.context, error.problem) if part)
    return Flaw(_line(error.problem_mark or error.context_mark), f"This is not YAML: {what}", _SYNTAX)


def _composed(source: str) -> tuple[list[Flaw], yaml.Node | None]:
    """What is not wanted, and without it what stands there; of what is no YAML the slow loader says most."""
    try:
        return _composed_with(source, yaml.CSafeLoader)
    except yaml.YAMLError:
        return _composed_with(source, yaml.SafeLoader)


def _composed_with(source: str, loader: _Loader) -> tuple[list[Flaw], yaml.Node | None]:
    flaws = _refused(source, loader)
    return flaws, None if flaws else yaml.compose(source, loader)


def _refused(source: str, loader: _Loader) -> list[Flaw]:
    """What is YAML but not wanted; found without building anything, however it is nested."""
    flaws: list[Flaw] = []
    depth = 0
    for event in yaml.parse(source, loader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return [*flaws, Flaw(line, f"It is nested deeper than {_DEEPEST} levels", "Make it flatter")]
        if isinstance(event, yaml.AliasEvent):
            flaws.append(
                Flaw(line, "There is an alias (*)", "Write the value out, or put quotes around the text")
            )
        elif getattr(event, "tag", None) is not None:
            flaws.append(Flaw(line, "There is a tag (!)", "Leave it out, or put quotes around the text"))
    return flaws


def _value(node: yaml.Node, place: Place, text: Text) -> Any:
    text.lines.setdefault(place, _line(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, text)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, n), text) for n, item in enumerate(node.value)]
    return None if _is_plain(node, "null", "~") else node.value


def _is_plain(node: yaml.Node, *words: str) -> bool:
    """Whether it is one of these words without quotes; in quotes it is a text like any other."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in words


def _mapping(node: yaml.MappingNode, place: Place, text: Text) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            text.flaws.append(Flaw(line, "A key is a list or a mapping", "Use a plain word as the key"))
            continue
        key: str = key_node.value
        first = text.lines.get((*place, key))
        if first is not None:
            text.flaws.append(
                Flaw(line, f"The key {key!r} stands here twice", f"Keep one; the first is in line {first}")
            )
            continue
        text.lines[(*place, key)] = line
        if not _is_plain(value_node, ""):
            found[key] = _value(value_node, (*place, key), text)
    return found
