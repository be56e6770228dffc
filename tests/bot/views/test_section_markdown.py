"""Sections that people write: a safe part of Markdown, the same again when it is read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.views.section_markdown import shown, typed

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = st.text(alphabet=st.sampled_from(list("ab #*-_=`~[]()!<>&;@\\|:/\n\t1.+xhtps\u2060")), max_size=60)
UNSAFE = {"html_block", "fence", "code_block", "table_open", "hr"}


@settings(max_examples=300, deadline=None)
@given(st.one_of(SIGNS, st.text(max_size=60)))
def test_it_stays_in_its_place(text: str) -> None:
    """Nothing that is typed becomes a heading, HTML, an image, code in a block, a table, or ends its section."""
    tokens = READER.parse(f"[//]: # (begin summary)\n\n{shown(text)}\n\n[//]: # (end summary)\n\n## Next")
    assert not {token.type for token in tokens} & UNSAFE
    assert [token.type for token in tokens].count("heading_open") == 1 and tokens[-2].content == "Next"
    inline = [child for token in tokens for child in token.children or ()]
    assert not {child.type for child in inline} & {"html_inline", "image"}
    assert all(str(child.attrs["href"]).startswith("http") for child in inline if child.type == "link_open")


@settings(max_examples=300, deadline=None)
@given(st.one_of(SIGNS, st.text(max_size=60)))
def test_the_same_again(text: str) -> None:
    """What is read back from a document is shown as it was: an unedited document changes nothing."""
    once = shown(typed(shown(text)))
    assert shown(typed(once)) == once


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*two* hours, `v42`", "*two* hours, `v42`"),
        ("- the gate\n  - its test\n1. first", "- the gate\n  - its test\n1. first"),
        ("> said", "> said"),
        ("[runbook](https://x.example/r)", "[runbook](https://x.example/r)"),
        ("[no](javascript:alert(1))", "[no]\\(javascript:alert(1))"),
        ("# no heading", "\\# no heading"),
        ("```\nno fence", "\\```\nno fence"),
        ("<b>no tag</b> & &lt;", "&lt;b>no tag&lt;/b> & &amp;lt;"),
        ("![no](http://x.example/i.png)", "!\\[no](http://x.example/i.png)"),
        ("[//]: # (end summary)", "\\[//]: # (end summary)"),
        ("a\n---", "a\n\\---"),
    ],
)
def test_what_it_becomes(text: str, markdown: str) -> None:
    """Emphasis, lists, quotes, code and links of the web are kept; everything else is text, and comes back."""
    assert shown(text) == markdown
    assert typed(markdown) == text


def test_long_rule() -> None:
    """A line that is nearly a rule, however long, is told to be text without trying every part of it."""
    line = "-" * 400_000 + "x"
    assert shown(line) == line
