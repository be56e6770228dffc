"""A document as one HTML file that needs nothing else: no script, no request, its styles and drawings inside it.

Every word goes through `escape`; what may stand in it is decided here and nowhere else, and the policy in its head
lets a browser load nothing, should that ever fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from bot.views.charts import Chart
from bot.views.palette import exchangeable, variables
from bot.views.paper import Block, Figure, Heading, Items, Paper, Run, Runs, Table, plain
from bot.views.text import slug

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_PROLOG = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_NAMED = re.compile(r"<title>.*?</title>", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)

_STYLE = """
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--paper);outline:2px solid var(--change)}
header,main,footer{max-width:56rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
header p{margin:.25rem 0;color:var(--muted);font-size:.9rem}
.marks{display:flex;gap:.5rem;flex-wrap:wrap}
.marks strong{border:2px solid var(--ink);border-radius:.3rem;padding:.05rem .5rem;color:var(--ink)}
h1{font-size:1.7rem;line-height:1.25;margin:.75rem 0}
h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.08rem;margin:1.75rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .5rem}
p,ul,ol,blockquote{margin:.7rem 0}
ul,ol{padding-left:1.3rem}
li{margin:.35rem 0}
blockquote{margin-left:0;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}
nav{margin:1.25rem 0}
nav summary{cursor:pointer;font-weight:600}
nav ol{columns:18rem;padding-left:0;list-style:none}
a{color:var(--change)}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:2px solid var(--change);outline-offset:2px}
.wide{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.93rem}
.wide table.many{min-width:36rem}
.many th,.many td{min-width:7em}
.many th:first-child,.many td:first-child{min-width:4em}
thead th{overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--band)}
tbody th{font-weight:600;min-width:9rem}
pre{overflow-x:auto;background:var(--band);padding:.75rem}
figure{margin:1rem 0}
figure svg{display:block;width:100%;min-width:44rem;height:auto}
figcaption{color:var(--muted);font-size:.9rem}
details{margin:.5rem 0}
footer{color:var(--muted);font-size:.9rem;padding-top:1rem;padding-bottom:2.5rem}
@media print{
@page{size:A4;margin:18mm}
body{font-size:10pt}
header,main,footer{max-width:none;padding:0}
nav,.skip{display:none}
.wide{overflow:visible}
.wide table.many,figure svg{min-width:0}
.many th,.many td{padding:.3rem .4rem;min-width:6.8em;font-size:8.5pt}
h2,h3,h4{break-after:avoid}
tr,figure,blockquote{break-inside:avoid}
a{color:inherit}
}
"""


def html(paper: Paper, drawings: Mapping[str, bytes]) -> str:
    """The document; `drawings` are the SVG files of its charts by name."""
    body = paper.blocks
    opens = next(
        (nth for nth, each in enumerate(body) if isinstance(each, Heading) and each.level == 2), len(body)
    )
    ids = _ids(body)
    page = _Page(paper.charts, drawings, ids)
    dark = f"@media (prefers-color-scheme:dark){{@media screen{{:root{{{variables(night=True)}}}}}}}"
    style = f":root{{{variables()}}}{dark}{_STYLE}"
    marks = "".join(f"<strong>{escape(mark)}</strong>" for mark in paper.marks)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(paper.title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#content">To the content</a>',
            "<header>",
            f"<p>{escape(paper.reference)} · {escape(paper.subject)}</p>",
            f'<p class="marks">{marks}</p>' if marks else "",
            "</header>",
            '<main id="content" tabindex="-1">',
            *page.blocks(body[:opens]),
            *_contents(body, ids),
            *page.blocks(body[opens:]),
            "</main>",
            f"<footer><p>{escape(paper.reference)}, as of {escape(paper.as_of_words)}.</p></footer>",
            "</body>",
            "</html>",
            "",
        )
    )


class _Page:
    """What is needed to write the blocks of one document."""

    def __init__(
        self, charts: Mapping[str, Chart], drawings: Mapping[str, bytes], ids: Mapping[int, str]
    ) -> None:
        self._charts = charts
        self._drawings = drawings
        self._ids = ids

    def blocks(self, them: Sequence[Block]) -> Iterator[str]:
        for block in them:
            yield self._block(block)

    def _block(self, block: Block) -> str:
        match block.kind:
            case "heading":
                named = self._ids.get(id(block), "")
                attribute = f' id="{named}"' if named else ""
                return f"<h{block.level}{attribute}>{_runs(block.runs)}</h{block.level}>"
            case "paragraph":
                return f"<p>{_runs(block.runs)}</p>"
            case "quote":
                return f"<blockquote>{''.join(self.blocks(block.blocks))}</blockquote>"
            case "items":
                return self._items(block)
            case "table":
                return _table(block)
            case "code":
                return f"<pre><code>{escape(block.text)}</code></pre>"
            case "rule":
                return "<hr>"
            case "figure":
                return self._figure(block)

    def _items(self, block: Items) -> str:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        items = "".join(f"<li>{self._item(item)}</li>" for item in block.items)
        return f"<{tag}{start}>{items}</{tag}>"

    def _item(self, item: Sequence[Block]) -> str:
        """An item that is one paragraph is its words."""
        if item and item[0].kind == "paragraph":
            return _runs(item[0].runs) + "".join(self.blocks(item[1:]))
        return "".join(self.blocks(item))

    def _figure(self, block: Figure) -> str:
        chart, drawing = self._charts.get(block.name), self._drawings.get(block.name)
        if chart is None or drawing is None:
            return ""
        lines = "".join(f"<li>{escape(line)}</li>" for line in chart.alternative.splitlines()[1:])
        label = escape(chart.title)
        return (
            f'<figure><div class="wide" tabindex="0" role="region" aria-label="{label}">{_inline(drawing)}</div>'
            f"<details><summary>The picture in words</summary><ul>{lines}</ul></details></figure>"
        )


def _ids(body: Sequence[Block]) -> dict[int, str]:
    """An anchor for each heading, by the identity of its block."""
    ids: dict[int, str] = {}
    for nth, each in enumerate(body):
        if isinstance(each, Heading) and each.level > 1:
            ids[id(each)] = f"s{nth}-{slug(plain(each.runs), 40)}".rstrip("-")
    return ids


def _contents(body: Sequence[Block], ids: Mapping[int, str]) -> Iterator[str]:
    sections = [each for each in body if isinstance(each, Heading) and each.level == 2]
    if not sections:
        return
    entries = "".join(
        f'<li><a href="#{ids[id(each)]}">{escape(plain(each.runs))}</a></li>' for each in sections
    )
    yield f'<nav aria-label="Contents"><details open><summary>Contents</summary><ol>{entries}</ol></details></nav>'


def _table(block: Table) -> str:
    head = ""
    if block.head:
        cells = "".join(f'<th scope="col">{_runs(runs)}</th>' for runs in block.head)
        head = f"<thead><tr>{cells}</tr></thead>"
    rows = "".join(f"<tr>{_row(row, named=not block.head)}</tr>" for row in block.rows)
    columns = max((len(row) for row in (block.head, *block.rows)), default=0)
    many = ' class="many"' if columns > 2 else ""
    words = " ".join(plain(runs) for runs in block.head).strip() or "Facts"
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Table: {escape(words)}">'
        f"<table{many}>{head}<tbody>{rows}</tbody></table></div>"
    )


def _row(row: Sequence[Runs], *, named: bool) -> str:
    cells = (
        f'<th scope="row">{_runs(runs)}</th>' if named and nth == 0 else f"<td>{_runs(runs)}</td>"
        for nth, runs in enumerate(row)
    )
    return "".join(cells)


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    words = escape(run.text).replace("\n", "<br>")
    for look, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong"), (run.struck, "s")):
        words = f"<{tag}>{words}</{tag}>" if look else words
    return f'<a href="{escape(run.link)}" rel="noopener noreferrer">{words}</a>' if run.link else words


def _inline(drawing: bytes) -> str:
    """The drawing as part of a page, in the page's colours; its name stands in the page already."""
    svg = _PROLOG.sub("", drawing.decode(), count=1)
    return exchangeable(_METADATA.sub("", _NAMED.sub("", svg, count=1)))
