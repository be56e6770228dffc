"""What people typed, as Slack hands it on and as Tocsin keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.service.slack_text import from_ts, permalink, person_in, typed, whole


@pytest.mark.parametrize(
    ("handed_on", "kept"),
    [
        ("plain", "plain"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("ask <@U1ANA|ana> in <#C1|general>", "ask @ana in #general"),
        ("ask <@U1ANA> in <#C1>", "ask @U1ANA in #C1"),
        ("<!channel> <!subteam^S1|@ml-oncall>", "@channel @ml-oncall"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example/x|https://a.example/x>", "https://a.example/x"),
        ("<https://a.example/x|the dashboard>", "the dashboard (https://a.example/x)"),
        ("half \ud83d and whole \ud83d\udd25", "half \ufffd and whole 🔥"),
    ],
)
def test_typed(handed_on: str, kept: str) -> None:
    """Slack's markup is taken off once, never twice."""
    assert typed(handed_on) == kept


def test_whole() -> None:
    """What it returns can be written as UTF-8, and whole characters are left alone."""
    assert whole("a\udd25b").encode() == "a\ufffdb".encode()
    assert whole("🔥 النموذج\x00") == "🔥 النموذج\x00"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<@U1ANA|ana> look at <@U2BEN>", ("U1ANA", "look at <@U2BEN>")),
        ("<#C1|general> <@W1ANA>", ("W1ANA", "")),
        ("ana look", None),
        ("&lt;@U1ANA&gt;", None),
        ("", None),
    ],
)
def test_person_in(text: str, found: tuple[str, str] | None) -> None:
    """The first person mentioned and the words after them; a name that was only typed is nobody."""
    assert person_in(text) == found


def test_times_and_places() -> None:
    """A ts is a moment in UTC; a reply's address names its thread, a message's own does not."""
    assert from_ts("1764000000.500000") == datetime(2025, 11, 24, 16, 0, 0, 500000, tzinfo=UTC)
    base = "https://x.slack.com/"
    assert permalink(base, "C1", "1.000002") == "https://x.slack.com/archives/C1/p1000002"
    assert permalink(base, "C1", "1.000002", "1.000002") == "https://x.slack.com/archives/C1/p1000002"
    assert permalink(base, "C1", "1.000002", "1.000001").endswith("p1000002?thread_ts=1.000001&cid=C1")
