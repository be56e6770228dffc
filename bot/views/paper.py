"""A document as a tree of blocks, read from its Markdown, so that every format shows the same words.

What people typed is text in the Markdown already (`bot/views/markdown.py`), so it is text here: a run of characters
that whoever sets the document puts down as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import Field

from bot.domain.strict import Strict
from bot.views.charts import Chart

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_PLACE = re.compile(r"^\[//\]: # \(chart: ([a-z]+)\)$", re.MULTILINE)
"""A line that no reader of Markdown is shown; typed text never is one, for its brackets are escaped."""

_CHART = re.compile(r"\s*chart:\s*([a-z]+)\s*")
_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)


class Run(Strict):
    """Characters of one look; `link` is a web address or empty. A line break is in it as such."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    struck: bool = False
    link: str = ""


Runs = tuple[Run, ...]


class Heading(Strict):
    """A heading; the title of the document has level 1."""

    kind: Literal["heading"] = "heading"
    level: int
    runs: Runs


class Paragraph(Strict):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    runs: Runs


class Quote(Strict):
    """What somebody said."""

    kind: Literal["quote"] = "quote"
    blocks: tuple[Block, ...]


class Items(Strict):
    """A list; `ordered` ones are counted from `start`."""

    kind: Literal["items"] = "items"
    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


class Table(Strict):
    """A table; `head` is empty where the first column names the rows."""

    kind: Literal["table"] = "table"
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Code(Strict):
    """Lines that keep their spaces."""

    kind: Literal["code"] = "code"
    text: str


class Rule(Strict):
    """A line between two parts."""

    kind: Literal["rule"] = "rule"


class Figure(Strict):
    """The place of the chart of that name."""

    kind: Literal["figure"] = "figure"
    name: str


Block = Annotated[
    Heading | Paragraph | Quote | Items | Table | Code | Rule | Figure, Field(discriminator="kind")
]
AnyChart = Annotated[Chart, Field(discriminator="kind")]


class Paper(Strict):
    """A document to be set.

    reference: what the incident is called, on every page. marks: what has to stand on every page beside it, such as
    restricted. as_of: the moment of the record (UTC), which the file bears as its date; as_of_words: as people read it.
    """

    title: str
    reference: str
    subject: str
    marks: tuple[str, ...]
    as_of: datetime
    as_of_words: str
    blocks: tuple[Block, ...]
    charts: dict[str, AnyChart]


for _model in (Quote, Items, Paper):
    _model.model_rebuild()


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a Markdown document. The mark `[//]: # (chart: <name>)` is a figure; comments are not shown."""
    return tuple(_blocks(_READER.parse(_PLACE.sub(r"<!-- chart: \1 -->", markdown))))


def title(them: Sequence[Block]) -> str:
    """The words of the first heading of level 1, empty without one."""
    return next((plain(each.runs) for each in them if isinstance(each, Heading) and each.level == 1), "")


def plain(runs: Runs) -> str:
    """The words without their looks."""
    return "".join(run.text for run in runs)


def figures(them: Sequence[Block], charts: Mapping[str, AnyChart]) -> dict[str, AnyChart]:
    """The charts that have a place among these blocks."""
    places = {each.name for each in them if isinstance(each, Figure)}
    return {name: chart for name, chart in charts.items() if name in places}


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = _end(tokens, place)
        yield from _block(token, tokens[place + 1 : end])
        place = end + 1


def _end(tokens: Sequence[Token], place: int) -> int:
    """Where the token that opens at `place` is closed; the place itself when it opens nothing."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _block(token: Token, within: Sequence[Token]) -> Iterator[Block]:
    match token.type:
        case "heading_open":
            yield Heading(level=int(token.tag[1:]), runs=_runs(within[0]))
        case "paragraph_open":
            yield Paragraph(runs=_runs(within[0]))
        case "blockquote_open":
            yield Quote(blocks=tuple(_blocks(within)))
        case "bullet_list_open" | "ordered_list_open":
            yield _items(token, within)
        case "table_open":
            yield _table(within)
        case "fence" | "code_block":
            yield Code(text=token.content.rstrip("\n"))
        case "hr":
            yield Rule()
        case "html_block":
            yield from _html(token.content)
        case _:
            raise TypeError(f"a document has no {token.type}")


def _items(token: Token, within: Sequence[Token]) -> Items:
    items: list[tuple[Block, ...]] = []
    place = 0
    while place < len(within):
        end = _end(within, place)
        items.append(tuple(_blocks(within[place + 1 : end])))
        place = end + 1
    start = int(token.attrs.get("start", 1))
    return Items(ordered=token.type.startswith("ordered"), start=start, items=tuple(items))


def _table(within: Sequence[Token]) -> Table:
    rows: list[list[Runs]] = []
    for token in within:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_runs(token))
    head = tuple(rows[0]) if any(map(plain, rows[0])) else ()
    return Table(head=head, rows=tuple(map(tuple, rows[1:])))


def _html(content: str) -> Iterator[Block]:
    """Comments are not shown, figures are; anything else is text."""
    for comment in _COMMENT.finditer(content):
        if chart := _CHART.fullmatch(comment[1]):
            yield Figure(name=chart[1])
    if rest := _COMMENT.sub("", content).strip():
        yield Paragraph(runs=(Run(text=rest),))


def _runs(inline: Token) -> Runs:
    runs: list[Run] = []
    looks = {"strong": 0, "em": 0, "s": 0}
    link = ""
    for token in inline.children or ():
        name = token.type.rpartition("_")[0]
        if name in looks:
            looks[name] += token.nesting
        elif name == "link":
            link = _web(token) if token.nesting > 0 else ""
        elif text := _text(token):
            strong, emphasis, struck = (looks[look] > 0 for look in ("strong", "em", "s"))
            code = token.type == "code_inline"
            run = Run(text=text, strong=strong, emphasis=emphasis, code=code, struck=struck, link=link)
            runs.append(run)
    return tuple(_joined(runs))


def _text(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline":
            return _COMMENT.sub("", token.content)
        case _:
            return token.content


def _web(token: Token) -> str:
    """The address if it is one of the web; anything else is no link."""
    address = str(token.attrs.get("href", ""))
    return address if _WEB.match(address) else ""


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Neighbours of the same look as one run."""
    held: Run | None = None
    for run in runs:
        if held is not None and held.model_copy(update={"text": ""}) == run.model_copy(update={"text": ""}):
            held = held.model_copy(update={"text": held.text + run.text})
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
