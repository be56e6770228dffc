"""The post-mortem document."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import get_args

import pytest

from bot.domain import commands as ask
from bot.domain.events import Event
from bot.domain.severity import Status
from bot.views.postmortem import DOCUMENT, WORDS, DocumentErrors, Documents
from tests.bot.views.documents import DOCUMENTS, TEMPLATES, foreign, headings, links, outside_code, shown
from tests.bot.views.stories import drift, empty, hostile, whole_life
from tests.bot.views.telling import (
    ANA,
    BEGINNING,
    BEN,
    CLEO,
    DIMA,
    HOSTILE,
    PEOPLE,
    History,
    Telling,
    message,
    policy,
)

NAMES = {ANA: "Ana Lind", BEN: "Ben *Bold* <b>", CLEO: "Cleo"}
SECTIONS = [
    "## 1. Summary",
    "## 2. Impact",
    "## 3. Timeline",
    "## 4. Detection",
    "## 5. Response",
    "## 6. Decisions",
    "## 7. Updates in full",
    "## 8. Root cause and contributing factors",
    "## 9. Looking back",
    "## 10. Action items",
    "## 11. The machine-learning side",
    "## 12. Measures",
    "## 13. Appendix: evidence",
]


def written(history: History, names: dict[str, str] | None = None) -> str:
    """The document of that history."""
    return DOCUMENTS.postmortem_markdown(history.it, history.events, history.now, names)


def section(markdown: str, number: int) -> str:
    """The text of one numbered section."""
    return markdown.partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def timeline(markdown: str) -> list[str]:
    """The lines of the timeline, each with what hangs below it."""
    return [line.strip() for line in section(markdown, 3).split("\n- ")[1:]]


@pytest.mark.parametrize("history", [drift(), empty(), hostile(), whole_life()])
def test_all_sections_are_there(history: History) -> None:
    """Whatever is known of it, the document has every section of a post-mortem, in order."""
    assert [heading for heading in headings(written(history)) if heading.startswith("## ")] == SECTIONS


@pytest.mark.parametrize("history", [drift(), empty(), hostile(), whole_life()])
def test_every_event_is_on_the_timeline(history: History) -> None:
    """Each event stands on the timeline exactly once, with date, time, zone and UTC."""
    numbers = Counter(
        int(found[1]) for line in timeline(written(history)) if (found := re.search(r"· event (\d+) ·", line))
    )
    assert numbers == Counter(recorded.version for recorded in history.events)
    for line in timeline(written(history)):
        assert re.match(
            r"\*\*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T\*\* \((\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d UTC\) · ", line
        )


def test_every_kind_of_event_has_words() -> None:
    """The whole life of an incident holds every kind of event, and all of them can be told."""
    history = whole_life()
    kinds = {member.model_fields["kind"].default for member in get_args(Event)}
    assert {recorded.event.kind for recorded in history.events} == kinds
    assert written(history)


@pytest.mark.parametrize("history", [hostile(), drift()])
def test_typed_text_stays_text(history: History) -> None:
    """Nothing that people typed becomes HTML, a heading, a list, a picture, a link or a mention."""
    markdown = written(history)
    assert not foreign(markdown, [action.command for action in history.it.actions])
    prose = outside_code(markdown)
    assert all(
        "example/archives/" in url or url.startswith("https://d") or "F0FILE" in url
        for url in links(markdown)
    )
    assert "<" not in re.sub(r"<https://[^\s<>]+>", "", prose)
    assert "<!" not in prose
    assert "@here" not in prose


def test_long_text_is_there_in_full() -> None:
    """Ten thousand characters are neither cut nor changed."""
    impact, note = "y" * 10_000, "word " * 2_000
    telling = (
        Telling().declare("z" * 10_000).by(ANA, ask.PostUpdate(impact, "Looking.", "", Status.RED, None))
    )
    telling.by(ANA, ask.AddNote(note, None, "command"))
    markdown = written(telling.done())
    assert impact in markdown
    assert note.strip() in markdown
    assert "z" * 10_000 in headings(markdown)[0]


def test_hostile_text_is_seen_as_typed() -> None:
    """What was typed can be read line by line where it stands in full."""
    seen = shown(section(written(hostile()), 7)).replace("\u2060", "")
    for line in (
        "# not a heading",
        "| no | table |",
        "`no` *no* _no_ ~~no~~ $no$ &lt;b&gt; &#60;b&#62; \\<b>",
    ):
        assert line in seen
        assert line in HOSTILE


def test_roles_instead_of_names() -> None:
    """People are called by the role they held at the moment, never by id or name, even if names are known."""
    for history in (drift(), whole_life(), hostile()):
        markdown = written(history, NAMES)
        assert not any(person in markdown for person in (*PEOPLE, *NAMES.values()))
    lines = timeline(written(drift()))
    assert any("responder C: Took the role Incident Commander" in line for line in lines)
    assert any("· IC: **Severity raised**" in line for line in lines)
    assert any("· IC/Ops: **Closed.**" in line for line in lines)
    assert "declarer can you look?" in section(written(drift()), 4)


def test_names_where_the_team_wants_them() -> None:
    """With a policy of names, people have their name and role; who has no known name keeps the role."""
    markdown = written(drift(policy(names_in_exports=True)), NAMES)
    assert "· Cleo (IC/Ops): **Closed.**" in markdown
    assert r"Ben \*Bold\* &lt;b>" in markdown
    assert DIMA not in markdown
    assert "People are named" in markdown


def test_mentions_of_strangers() -> None:
    """Someone mentioned who had no part in it is a person, in Slack's markup as in plain words."""
    telling = Telling().declare("Ask <@U9STRANGER> or @U8STRANGE or @Ursula")
    title = headings(written(telling.done()))[0].replace("\u2060", "")
    assert title.endswith("Ask a person or a person or @Ursula")


def test_a_note_stands_where_it_was_written() -> None:
    """A message noted later stands at the time it was written, with author, link, and who noted it when."""
    lines = timeline(written(drift()))
    note = next(place for place, line in enumerate(lines) if "Wrote a message" in line)
    assert lines[note].startswith("**2025-03-04 14:36:34 CET** (13:36:34 UTC)")
    assert "IC: Wrote a message (noted 2025-03-04 14:38:34 CET by Ops)" in lines[note]
    assert "https://team.slack.example/archives/C0ROOM/p" in lines[note]
    assert "edited later" in lines[note]
    early = message("First sign", at=BEGINNING - timedelta(hours=4))
    telling = Telling().declare().after(minutes=1).by(ANA, ask.AddNote(early.text, early, "shortcut"))
    assert "First sign" in timeline(written(telling.done()))[0]


def test_edited_and_withdrawn_notes_keep_their_first_words() -> None:
    """An edit shows the first words and the new ones; what was deleted says so and keeps its first words."""
    markdown = written(whole_life(until_erased=True))
    edit = next(line for line in timeline(markdown) if "Edited a noted message" in line)
    assert "moved :chart\\_with" in edit or "moved :chart_with" in edit
    assert "(since 12:10)" in edit
    gone = next(line for line in timeline(markdown) if "was deleted by its author" in line)
    assert "Its first words: “False alarm, that was the old dashboard.”" in gone
    assert "(withdrawn)" in section(markdown, 13)


def test_corrections_show_both() -> None:
    """A moment known better is shown with what was first said; measures count what is known now."""
    markdown = written(drift())
    assert "| Began | 2025-03-04 13:07:10 CET (first said: 2025-03-04 13:25:10 CET) |" in markdown
    assert "| Time to detect | began → detected | 49 min |" in markdown
    assert "The feature pipeline's log shows the first bad batch." in section(markdown, 4)


def test_decisions_are_linked_both_ways() -> None:
    """A corrected decision names the one that sets it right, and the other way round."""
    text = section(written(drift()), 6)
    assert "by IC. **Corrected by decision 2.**" in text
    assert "by Ops. **Corrects decision 1.**" in text


def test_cadence_is_told_update_by_update() -> None:
    """Each owed update is listed with when it was due, when it was given, and how late."""
    text = section(written(drift()), 5)
    assert "2 of 3 owed updates were on time." in text
    assert "(update 2) | 9 min late |" in text


def test_a_long_history_is_told_in_full() -> None:
    """Hundreds of events stand on the timeline each, in order, and none of their words is lost."""
    telling = Telling().declare().by(BEN, ask.GiveRole("ic", BEN))
    for number in range(400):
        telling.after(minutes=3).by(CLEO, ask.AddNote(f"Reading {number} of the gauge", None, "command"))
    lines = timeline(written(telling.done()))
    noted = [line for line in lines if "of the gauge" in line]
    assert [f"Reading {number} of" in line for number, line in enumerate(noted)] == [True] * 400


def test_unknown_is_called_unknown() -> None:
    """What nobody recorded says so, and what people must add is marked as to be written."""
    markdown = written(empty())
    assert "The root cause is **unknown**" in section(markdown, 8)
    assert "| Model version at the start | not recorded |" in markdown
    assert "| Time to contain | detected → contained | not reached |" in markdown
    assert "Nobody took a role." in markdown
    assert section(markdown, 9).count("**To be written:**") == 3
    assert section(markdown, 10).count("| to be written | to be named | to be set |") == 5


def test_restricted_and_drill_are_marked_in_words() -> None:
    """A confidential or practice incident says so before anything else is said."""
    marked = written(drift(restricted=True, drill=True)).split("## 1.")[0]
    assert "> **RESTRICTED.**" in marked
    assert "> **DRILL.**" in marked
    plain = written(drift())
    assert "RESTRICTED" not in plain
    assert "DRILL" not in plain


def test_the_zone_is_the_teams() -> None:
    """Times are in the team's zone; where that is UTC itself they are not said twice."""
    telling = Telling().declare(rules=policy(timezone="UTC"))
    assert timeline(written(telling.done()))[-1].startswith("**2025-03-04 13:05:10 UTC** · event 1 ·")
    telling = Telling().declare(rules=policy(timezone="America/Sao_Paulo"))
    assert "**2025-03-04 10:05:10 UTC-03** (13:05:10 UTC)" in written(telling.done())


def test_templates_are_checked_when_loaded(tmp_path: Path) -> None:
    """A document that names what there is not, and an event without words, are errors at start."""
    copytree(TEMPLATES, tmp_path, dirs_exist_ok=True)
    words, document = tmp_path / WORDS, tmp_path / DOCUMENT
    words.write_text(words.read_text().replace("macro reopened(", "macro reopend("))
    document.write_text(document.read_text() + "{{ reviewer }}")
    with pytest.raises(DocumentErrors) as problems:
        Documents(tmp_path)
    assert "there is no 'reviewer' to show" in str(problems.value)
    assert "no words for 'reopened'" in str(problems.value)
    document.unlink()
    with pytest.raises(DocumentErrors, match="TemplateNotFound"):
        Documents(tmp_path)
