"""A document as a tree, and as one HTML file."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bot.views.charts import TimelineChart
from bot.views.html import html
from bot.views.palette import PALETTE, REVERSED, exchangeable
from bot.views.paper import (
    Figure,
    Heading,
    Items,
    Paper,
    Paragraph,
    Run,
    Table,
    blocks,
    figures,
    plain,
    title,
)
from tests.bot.views.documents import DOCUMENTS, shown
from tests.bot.views.responses import false_page, long_words, responded
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import History

LIVES: dict[str, Callable[[], History]] = {
    "plain": drift,
    "empty": empty,
    "hostile": hostile,
    "whole": whole_life,
    "long": lambda: responded(long_words),
    "false page": false_page,
}
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>t</title><rect fill="#1b1b1f"/></svg>'
TRICKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![i](https://evil.example/i.png)",
    "</style></title><svg onload=alert(1)>",
    "&lt;b&gt; &#60;b&#62;",
    '"><a href="data:text/html,x">y</a>',
)


class Reader(HTMLParser):
    """What a browser would find: elements with their attributes, and the text outside styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._styled = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element."""
        self.found.append((tag, dict(attrs)))
        self._styled += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Its end."""
        self._styled -= tag == "style"

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._styled:
            self.words.append(data)

    @property
    def tags(self) -> set[str]:
        """The kinds of elements."""
        return {tag for tag, _ in self.found}


def paper_of(history: History) -> Paper:
    """Its document as a tree."""
    return DOCUMENTS.postmortem_paper(history.it, history.events, history.now)


def page_of(history: History) -> str:
    """Its document as HTML, with a drawing that is none."""
    paper = paper_of(history)
    return html(paper, dict.fromkeys(paper.charts, DRAWING))


def without_spaces(text: str) -> str:
    """The characters that are seen."""
    return re.sub(r"\s|\u2060", "", text)


def test_markdown_becomes_a_tree() -> None:
    """Headings, paragraphs, lists, quotes, tables, code and rules are read with the looks of their words."""
    tree = blocks(
        "# T\n\nOne **two** *three* `four` <https://example.com/a>\n\n- a\n\n  b\n- c\n\n3. d\n\n> e\n\n"
        "| x | y |\n|---|---|\n| 1 | 2 |\n\n| | |\n|---|---|\n| k | v |\n\n    code\n\n---\n"
    )
    kinds = [each.kind for each in tree]
    assert kinds == ["heading", "paragraph", "items", "items", "quote", "table", "table", "code", "rule"]
    assert title(tree) == "T"
    runs = tree[1].runs if isinstance(tree[1], Paragraph) else ()
    assert [run.text for run in runs] == [
        "One ",
        "two",
        " ",
        "three",
        " ",
        "four",
        " ",
        "https://example.com/a",
    ]
    assert (runs[1].strong, runs[3].emphasis, runs[5].code, runs[7].link) == (True, True, True, runs[7].text)
    items, ordered, named = tree[2], tree[3], tree[6]
    assert isinstance(items, Items) and [len(item) for item in items.items] == [2, 1]
    assert isinstance(ordered, Items) and (ordered.ordered, ordered.start) == (True, 3)
    assert isinstance(named, Table) and named.head == () and plain(named.rows[0][1]) == "v"


def test_comments_are_places_and_not_words() -> None:
    """A mark that names a chart is its place; other marks and comments are not shown, and other HTML is text."""
    tree = blocks(
        "[//]: # (chart: timeline)\n\n[//]: # (begin x)\n\n<!-- section: impact -->\n\na <!-- b --> c\n\n<div>d</div>\n"
    )
    assert tree[0] == Figure(name="timeline")
    words = [plain(each.runs) for each in tree[1:] if isinstance(each, Paragraph)]
    assert words == ["a  c", "<div>d</div>"]
    assert figures(tree, {}) == {}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_is_more_than_text(trick: str) -> None:
    """Even if it stood in the Markdown as it is, HTML is text, and links lead to the web or nowhere."""
    paper = Paper(
        title=trick,
        reference=trick,
        subject=trick,
        marks=(trick,),
        as_of=drift().now,
        as_of_words=trick,
        blocks=(*blocks(f"# x {trick}\n\n{trick}\n"), Paragraph(runs=(Run(text=trick, code=True),))),
        charts={},
    )
    read = Reader(html(paper, {}))
    assert not read.tags & {"script", "img", "svg", "iframe", "object", "form"}
    assert not [name for _, attributes in read.found for name in attributes if name.startswith("on")]
    links = [attributes["href"] for tag, attributes in read.found if tag == "a"]
    assert all(link and link.startswith(("#", "https://")) for link in links)
    assert trick in "".join(read.words)


@pytest.mark.parametrize("life", LIVES)
def test_html_says_what_the_markdown_says(life: str) -> None:
    """Every word of the Markdown document stands in the HTML in the same order."""
    history = LIVES[life]()
    markdown = DOCUMENTS.postmortem_markdown(history.it, history.events, history.now)
    body = page_of(history).partition("<main")[2].partition("</main>")[0]
    without = re.sub(r"<nav.*?</nav>|<figure>.*?</figure>", "", body, flags=re.DOTALL)
    assert without_spaces("".join(Reader(f"<main{without}").words)) == without_spaces(
        re.sub(r"<!--.*?-->", "", shown(markdown))
    )


@pytest.mark.parametrize("life", LIVES)
def test_html_stands_alone(life: str) -> None:
    """It asks for nothing: no script, image or stylesheet, no address but in links, and a policy that forbids them."""
    page = page_of(LIVES[life]())
    read = Reader(page)
    assert not read.tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base"}
    assert not [tag for tag, attributes in read.found if "src" in attributes]
    assert "url(" not in page and "@import" not in page
    (policy,) = [each["content"] for tag, each in read.found if tag == "meta" and "http-equiv" in each]
    assert policy and policy.startswith("default-src 'none'")
    assert page == page_of(LIVES[life]())


@pytest.mark.parametrize("life", LIVES)
def test_html_can_be_found_ones_way_in(life: str) -> None:
    """It has a language, landmarks, one first heading, no level left out below, and contents that lead somewhere."""
    read = Reader(page_of(LIVES[life]()))
    assert {"header", "main", "footer", "title"} <= read.tags
    assert [attributes.get("lang") for tag, attributes in read.found if tag == "html"] == ["en"]
    levels = [int(tag[1]) for tag, _ in read.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = [
        attributes["href"] or "" for tag, attributes in read.found if tag == "a" and "href" in attributes
    ]
    assert all(link[1:] in ids for link in inner if link.startswith("#"))


def test_marks_stand_first() -> None:
    """What is restricted, a drill or not over says so on the page's head, in words."""
    history = drift(restricted=True, drill=True)
    assert paper_of(history).marks == ("restricted", "drill")
    assert paper_of(empty()).marks == ("not over yet",)
    assert "<strong>restricted</strong>" in page_of(history)


def test_the_drawing_has_its_place_and_its_words() -> None:
    """The timeline stands behind its heading, in the page's colours, and once more in words below it."""
    history = drift()
    paper = paper_of(history)
    nth = next(n for n, each in enumerate(paper.blocks) if isinstance(each, Figure))
    before = paper.blocks[nth - 1]
    assert isinstance(before, Heading) and plain(before.runs).endswith("Timeline")
    chart = paper.charts["timeline"]
    assert isinstance(chart, TimelineChart)
    page = page_of(history)
    assert 'fill="var(--ink,#1b1b1f)"' in page
    assert "<?xml" not in page
    assert "Milestones: " in page


def test_colours_by_day_and_by_night() -> None:
    """No two colours are alike by day, so each is exchanged for its own variable, and others are left as they are."""
    assert len({colour.day for colour in PALETTE.values()}) == len(PALETTE)
    assert exchangeable("fill:#ffffff;stroke:#123456") == "fill:var(--paper,#ffffff);stroke:#123456"


@pytest.mark.parametrize("ground", ["paper", "band"])
@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize("ink", ["ink", "muted", "change"])
def test_text_can_be_read(ground: str, time: str, ink: str) -> None:
    """Text has a contrast of at least 4.5 to what it stands on, by day and by night (WCAG 1.4.3)."""
    assert contrast(getattr(PALETTE[ink], time), getattr(PALETTE[ground], time)) >= 4.5


GROUNDS = (
    *("detect", "triage", "contain", "recover", "verify", "learn", "severity_1", "severity_2", "severity_3"),
    *("surface", "proposed", "approved", "applied", "verified"),
)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("time", ["day", "night"])
def test_words_in_bars_can_be_read(ground: str, time: str) -> None:
    """What is written in a bar has a contrast of at least 4.5 to it, by day and by night."""
    ink = "reverse" if ground in REVERSED else "ink"
    assert contrast(getattr(PALETTE[ink], time), getattr(PALETTE[ground], time)) >= 4.5


@pytest.mark.parametrize(
    "kind", ["moment", "change", "due", "on_time", "late", "missed", "decision", "note", "alarm"]
)
@pytest.mark.parametrize("time", ["day", "night"])
def test_marks_can_be_seen(kind: str, time: str) -> None:
    """A mark has a contrast of at least 3 to both grounds (WCAG 1.4.11)."""
    for ground in ("paper", "band"):
        assert contrast(getattr(PALETTE[kind], time), getattr(PALETTE[ground], time)) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
