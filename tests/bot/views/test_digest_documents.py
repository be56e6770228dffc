"""The documents of digests say what their messages say, in the same words, and name people where that is wanted."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from bot.adapters.press import ChildPress
from bot.domain import commands as ask
from bot.domain.digest_rules import DigestKind
from bot.files import shipped
from bot.views.digest import Gathered
from bot.views.digest_document import DigestDocuments
from tests.bot.domain.measuring import incident
from tests.bot.views.documents import DOCUMENTS
from tests.bot.views.gallery_briefs import gathered
from tests.bot.views.telling import ANA, Telling, policy
from tests.bot.views.wording import WORDS

WRITTEN = DigestDocuments(shipped("templates"), DOCUMENTS, WORDS)
TO_LATE = timedelta(hours=24, minutes=47)


def day(*, names_in_exports: bool = False) -> Gathered:
    """A day with one open incident, commanded by Ana, whose update is late."""
    telling = Telling().declare(rules=policy(names_in_exports=names_in_exports))
    history = telling.by(ANA, ask.GiveRole("ic", ANA)).after(minutes=1).done()
    assert history.it.update_due is not None
    now = history.it.update_due + TO_LATE
    found = gathered(history.it, history.events, 1, now, text="Look again")
    return replace(found, names={ANA: "Ana Ferreira", "UANA": "Ana Ferreira"})


@pytest.mark.parametrize("names", [False, True])
def test_people_are_named_where_that_is_wanted(names: bool) -> None:
    """A team that wants no names in documents finds none in a digest's; one that wants them finds them all through."""
    written = WRITTEN.write(day(names_in_exports=names)).markdown
    assert ("commanded by Ana Ferreira" in written) is names
    assert ("Ana Ferreira" in written) is names
    assert ("with an incident commander" in written and "| assigned |" in written) is not names


def test_a_length_of_time_is_said_in_one_way() -> None:
    """By how much an update is late reads the same in the message and in its document."""
    it = day()
    assert "by 24 h 47 min" in str(WORDS.daily(it).blocks)
    assert "**Update overdue by 24 h 47 min.**" in WRITTEN.write(it).markdown


def test_nothing_recorded_names_the_moment() -> None:
    """Where nothing happened the message says since when."""
    it = day()
    quiet = replace(it, since=it.now - timedelta(minutes=5))
    assert "Nothing was recorded since <!date^" in str(WORDS.daily(quiet).blocks)
    assert "- Nothing was recorded since Wed 5 Mar, 15:47." in WRITTEN.write(quiet).markdown


def week() -> Gathered:
    """A week with an incident whose surface is not known and that owed two updates."""
    it = day()
    known = incident(1, datetime(2026, 11, 18, 12, tzinfo=UTC), updates_owed=2, updates_on_time=1, detect=180)
    return replace(it, digest=DigestKind.WEEKLY, records=[known], stories={})


def test_updates_in_time_are_no_median() -> None:
    """The share of updates given in time stands apart from the medians, in message and document."""
    [medians] = [str(block) for block in WORDS.weekly(week()).blocks if "*Medians" in str(block)]
    assert "Updates in time" not in medians and "Updates in time:* 1 of 2" in str(WORDS.weekly(week()).blocks)
    assert "\n\nUpdates in time: 1 of 2; in the 8 weeks before: no case.\n" in WRITTEN.write(week()).markdown


def test_surfaces_and_lengths_of_the_week_are_said_in_one_way() -> None:
    """What is not known is called the same in the weekly message and in its document, and so is a length of time."""
    message, document = str(WORDS.weekly(week()).blocks), WRITTEN.write(week()).markdown
    for words in ("surface not known", "3 min (n = 1)"):
        assert words in message and words in document


async def test_a_single_page_has_no_contents() -> None:
    """A document of one page begins with what it says: each heading stands there once."""
    made = await ChildPress(shipped("templates")).pdf(WRITTEN.write(day()).paper)
    [page] = PdfReader(io.BytesIO(made)).pages
    assert page.extract_text().count("Overdue action items") == 1
