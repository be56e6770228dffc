"""What people typed, as Slack hands it on and as Tocsin keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("write to <mailto:a@b.example|a@b.example>", "write to a@b.example"),
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


@pytest.mark.parametrize(
    ("handed_on", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("<>", "<>", id="no target"),
        pytest.param("<|x>", "<|x>", id="only a label"),
        pytest.param("a <b", "a <b", id="never closed"),
        pytest.param("<@U1ANA", "<@U1ANA", id="a mention never closed"),
        pytest.param("<<@U1ANA>>", "<@U1ANA>", id="nested"),
        pytest.param("<@U1ANA|<!channel>>", "<@U1ANA|@channel>", id="a label that would be a mention"),
        pytest.param("<@U1ANA|&lt;!channel&gt;>", "@<!channel>", id="a label that spells a mention"),
        pytest.param("&lt;https://a.example|b&gt;", "<https://a.example|b>", id="a link that was typed"),
        pytest.param("&amp;amp;lt;", "&amp;lt;", id="escaped twice"),
        pytest.param("<!here>", "@here", id="here"),
        pytest.param("<!here|here>", "@here", id="here, with its name"),
        pytest.param("<!subteam^S1>", "@subteam^S1", id="a group without a name"),
        pytest.param("<!date^1392734382^{date} at {time}|18 Feb>", "18 Feb", id="a date"),
        pytest.param("<!date^1392734382^{date_num}^https://a.example/|18 Feb>", "18 Feb", id="a date's link"),
        pytest.param("<!date^1392734382^{date}>", "", id="a date that nobody can show"),
        pytest.param("<https://a.example/?a=1&amp;b=2>", "https://a.example/?a=1&b=2", id="an address's &"),
        pytest.param("<https://a.example/|>", "https://a.example/", id="an empty label"),
        pytest.param("<javascript:alert(1)|click>", "click (javascript:alert(1))", id="a script is text"),
        pytest.param("\u202e<@U1ANA>\x00\x07", "\u202e@U1ANA\x00\x07", id="directions and controls stay"),
        pytest.param("🔥🧑‍🚒🏳️‍🌈", "🔥🧑‍🚒🏳️‍🌈", id="emoji only"),
        pytest.param("line\u2028two\r\nthree", "line\u2028two\r\nthree", id="lines"),
        pytest.param("<" * 10_000, "<" * 10_000, id="ten thousand openings"),
        pytest.param("<@U1ANA> " * 2_000, "@U1ANA " * 2_000, id="two thousand mentions"),
        pytest.param("\udd25\ud83d", "\ufffd\ufffd", id="halves in the wrong order"),
    ],
)
def test_typed_by_the_hostile(handed_on: str, kept: str) -> None:
    """Whatever is in it comes out as text, whole, and nothing is interpreted a second time."""
    assert typed(handed_on) == kept


@given(st.text())
def test_typed_is_what_was_typed(text: str) -> None:
    """Any text that Slack escaped on its way comes out as it was typed."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed(escaped) == text


@given(st.text(st.characters()) | st.text("<>|!@#&;lt^UW12 \ud83d\u202e"))
def test_typed_takes_anything(text: str) -> None:
    """No text is too strange to be taken, and what comes out can be written as UTF-8."""
    typed(text).encode()
    whole(text).encode()
    person_in(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("<@B1BOT> <@U2BEN>", ("U2BEN", ""), id="a bot is nobody"),
        pytest.param("<@u1ana>", None, id="small letters are no id"),
        pytest.param("<@U>", None, id="no id"),
        pytest.param("<@U1ANA", None, id="never closed"),
        pytest.param("<!subteam^S1> <!channel>", None, id="groups are nobody"),
        pytest.param("<@U1ANA|a<b> x", ("U1ANA", "x"), id="a strange name"),
        pytest.param("<@U1ANA|>", ("U1ANA", ""), id="no name"),
        pytest.param("x<@U1ANA>y", ("U1ANA", "y"), id="in the middle of a word"),
        pytest.param("<@U1ANA>\u00a0 \n to lead", ("U1ANA", "to lead"), id="all kinds of spaces"),
        pytest.param("<@" * 5_000 + "U1ANA>", ("U1ANA", ""), id="ten thousand characters"),
    ],
)
def test_person_in_hostile_text(text: str, found: tuple[str, str] | None) -> None:
    """Only Slack's own mention of a person names one."""
    assert person_in(text) == found


@pytest.mark.parametrize("ts", ["", "now", "nan", "inf", "-inf", "1e300", "1.2.3", "<!channel>"])
def test_what_is_no_time(ts: str) -> None:
    """What is no message timestamp is an error that says so."""
    with pytest.raises(ValueError, match=r"."):
        from_ts(ts)


@given(st.integers(1_000_000_000, 4_000_000_000), st.integers(0, 999_999))
def test_times_are_exact(seconds: int, micros: int) -> None:
    """Every timestamp that Slack can give is the very microsecond."""
    assert from_ts(f"{seconds}.{micros:06}") == datetime.fromtimestamp(seconds, UTC).replace(
        microsecond=micros
    )
