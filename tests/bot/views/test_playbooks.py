"""Playbooks as they are shown: within Slack's limits and two phone screens, what people typed being text."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.library import read_library
from bot.domain.catalogue import ModelEntry
from bot.domain.containment import Containment
from bot.domain.playbook import Check, Comms, Option, Playbook, Row
from bot.domain.playbook_search import Hit, search
from bot.domain.policy import RoleRule
from bot.domain.severity import IncidentType, Surface
from bot.files import shipped
from bot.views import playbooks as views
from bot.views.playbook_text import PlaybookText
from bot.views.render import Message
from bot.views.text import clean
from tests.bot.views.gallery import HOSTILE
from tests.bot.views.slack_limits import markup_of, problems_of_message, problems_of_view, texts_of
from tests.bot.views.test_render import PHONE, phone_lines
from tests.bot.views.wording import WORDS

TEXT = PlaybookText(shipped("templates"))
LIBRARY = read_library(Path("nowhere"), shipped("playbooks") / "library", None).playbooks
ROLES = {"ops": RoleRule(title="Operations", short="Ops", duties=("Watch",))}
RANKER = ModelEntry(
    name="ranker", current_version="2", last_known_good_version="1", feature_pipeline="price, hourly"
)


def filled_with(text: str) -> Playbook:
    """A playbook whose every text is this one, as long and as often as it may be."""

    def most(limit: int) -> str:
        return (text * (limit // len(text) + 1))[:limit]

    command = " ".join(most(360).replace("{", "(").replace("`", "'").split())
    command = "\n".join(command[at : at + 72] for at in range(0, 360, 72)).rstrip()
    check = Check(look=most(200), tell=most(240), command=f"{command} {{model}} {{endpoint}}")
    options = [
        Option(
            key=key,
            what=most(300),
            command=check.command,
            effect=most(300),
            verify=most(300),
            lift=most(300),
            review_after_minutes=14 * 24 * 60,
            risky=True,
        )
        for key in list(Containment)[:10]
    ]
    return Playbook(
        key="x" * 40,
        version=most(20),
        title=most(60),
        surface=Surface.UNKNOWN,
        types=tuple(IncidentType),
        signals=(most(60),) * 60,
        causes=(most(300),) * 12,
        owner="a" * 30,
        checks=(check,) * 3,
        containment=tuple(options),
        decisions=tuple(Row(when=most(300), then=most(300), containment=option.key) for option in options),
        rollback=most(300),
        steps=(most(300),) * 20,
        verification=(most(300),) * 10,
        success=(most(300),) * 10,
        comms=Comms(internal=most(600), customers=most(600)),
        duration_minutes=14 * 24 * 60,
        compliance=most(300),
    )


STRANGE = {
    "hostile": filled_with(HOSTILE),
    "signs": filled_with("<&>"),
    "long": filled_with("W"),
    "words": filled_with("word "),
    "emoji": filled_with("\U0001f525"),
}
SHOWN = {**{each.key: each for each in LIBRARY}, **STRANGE}


def pages(it: Playbook, entry: ModelEntry | None = RANKER) -> list[dict[str, Any]]:
    """Every page of a playbook."""
    at = views.Reading(ROLES, entry, 7)
    return [WORDS.playbook(views.playbook(it, at, page)) for page in range(views.playbook(it, at, 0).pages)]


def found(
    words: str, hits: tuple[Hit, ...], *, fits: bool = True, entry: ModelEntry | None = RANKER
) -> Message:
    """The answer to a search."""
    library = [*LIBRARY, *(hit.playbook for hit in hits)]
    keys = {each.key: each for each in library}
    return WORDS.playbooks(
        views.playbooks(hits, words, list(keys.values()), views.Reading(ROLES, entry, 7), fits=fits)
    )


@pytest.mark.parametrize("name", SHOWN)
def test_pages(name: str) -> None:
    """Slack takes every page, each is at most two phone screens long, and nothing in it is live."""
    for view in pages(SHOWN[name]):
        assert problems_of_view(view) == []
        assert phone_lines(Message("", view["blocks"])) <= PHONE
        assert [text for text in markup_of(view) if "<" in text] == []


@pytest.mark.parametrize("it", LIBRARY, ids=lambda each: each.key)
def test_nothing_is_left_out(it: Playbook) -> None:
    """All pages together have everything of the playbook, in at most eight pages."""
    shown = pages(it, None)
    text = unescape("\n".join(texts_of(shown)))
    said = [it.title, it.rollback, it.compliance, it.comms.internal, it.comms.customers]
    said += [*it.causes, *it.steps, *it.verification, *it.success]
    said += [part for check in it.checks for part in (check.look, check.tell, (check.command or "").strip())]
    said += [part for row in it.decisions for part in (row.when, row.then)]
    said += [part for each in it.containment for part in (each.what, each.effect, each.verify, each.lift)]
    assert [part for part in said if part not in text] == []
    assert len(shown) <= 8


@pytest.mark.parametrize("it", LIBRARY, ids=lambda each: each.key)
def test_the_first_page_says_what_to_do_first(it: Playbook) -> None:
    """The three checks and the beginning of the decision table stand on the first page."""
    text = unescape("\n".join(texts_of(pages(it)[0])))
    assert all(check.look in text for check in it.checks)
    assert it.decisions[0].when in text


def test_pages_turn() -> None:
    """Each page leads to its neighbours; a page that there is not is the nearest one."""
    it = LIBRARY[0]
    at = views.Reading(ROLES, number=7)
    first, second = (views.playbook(it, at, page) for page in (0, 1))
    assert (first.before, first.after) == ("", f"{it.key}:1:7")
    assert (second.before, second.page) == (f"{it.key}:0:7", 2)
    assert views.playbook(it, at, -3) == first
    assert views.playbook(it, at, 99).page == first.pages
    assert views.playbook(it, at, 99).after == ""


@pytest.mark.parametrize("it", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("fits", [True, False])
def test_hits(it: Playbook, fits: bool) -> None:
    """Slack takes every answer, it is at most two phone screens long, and what was typed is not live."""
    hits = (Hit(it, (HOSTILE[:60], it.signals[0])), *(Hit(each, each.signals[:2]) for each in LIBRARY[:2]))
    message = found(HOSTILE, hits, fits=fits)
    assert problems_of_message(message.text, message.blocks) == []
    assert phone_lines(message) <= PHONE
    assert "<" not in message.text + "".join(markup_of(message.blocks))


@pytest.mark.parametrize("words", ["zzz", HOSTILE, "x" * 10_000, "\u200b"])
def test_no_hits(words: str) -> None:
    """Where nothing fits, that is said, and every playbook can still be chosen."""
    message = found(words, (), fits=False)
    assert problems_of_message(message.text, message.blocks) == []
    (choice,) = message.blocks[-1]["elements"]
    assert choice["options"][0]["value"] == "drift-alert:0:7"
    assert len(choice["options"]) == len(LIBRARY)


def test_three_checks_at_once() -> None:
    """The answer has title, why, who owns it, three checks, and its commands filled in for the model."""
    message = found("stale features", search(LIBRARY, "stale features", 3))
    text = unescape("\n".join(texts_of(message.blocks)))
    assert "*Feature-store outage* · data · Operations · about 60 min" in text
    assert "Fits: stale features" in text
    assert [text.count(f"*{number}.*") for number in (1, 2, 3)] == [1, 1, 1]
    assert "pipeline = 'price'" in text and "filled in for ranker." in text


def test_what_is_not_known_is_said() -> None:
    """Without a model the placeholders stay, and are listed."""
    text = unescape("\n".join(texts_of(found("p99", search(LIBRARY, "p99", 3), entry=None).blocks)))
    assert "app={model}" in text and "Not known: model, endpoint." in text


def test_owner_without_role() -> None:
    """A role that the policy lacks is named by its key in words."""
    assert views.owner_title(LIBRARY[0], {}) == "ml owner"


@pytest.mark.parametrize("it", SHOWN.values(), ids=SHOWN)
def test_in_a_terminal(it: Playbook) -> None:
    """As text it is whole and has no control characters, whatever it is made of."""
    text = TEXT.whole(views.whole(it, views.Reading(ROLES, RANKER)))
    hits = TEXT.found(
        views.playbooks((Hit(it, it.signals[:2]),), HOSTILE, (it,), views.Reading(ROLES, RANKER))
    )
    for said in (text, hits):
        assert clean(said) == said
        assert said.endswith("\n") and not said.endswith("\n\n")
    assert it.steps[0][:20].strip() in " ".join(text.split()) or it in STRANGE.values()


def test_terminal_text() -> None:
    """The text reads like the messages."""
    it = next(each for each in LIBRARY if each.key == "vendor-outage")
    text = TEXT.whole(views.whole(it, views.Reading(ROLES)))
    assert text.startswith("Vendor or upstream outage (serving, Operations, about 2 h, version 1.0)\n")
    assert "\n  1. Them or us?" in text and "Undo: " in text and "Not known: " in text
    nothing = TEXT.found(views.playbooks((), "zzz", LIBRARY, views.Reading(ROLES), fits=False))
    assert nothing.startswith("No playbook has “zzz”. There are:\n  Drift alert\n")
