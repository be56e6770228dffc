"""What Slack shows of a model: the present entry, or an incident's copy of it."""

from __future__ import annotations

from bot.domain.catalogue import Catalogue, Fallback, FallbackKind, ModelEntry
from bot.views.render import Message
from tests.bot.views.gallery import bare, story
from tests.bot.views.wording import WORDS


def shown(message: Message) -> str:
    """All that stands in its blocks."""
    return str(message.blocks)


def test_a_copy_says_whose_it_is() -> None:
    """An incident's copy says when it was taken, and that the catalogue says something else if it does."""
    it = story("Plain").it
    assert it.entry is not None
    kept, changed = (shown(WORDS.model(it.entry, it, changed=changed)) for changed in (False, True))
    assert "As it was when INC-7 was declared" in kept and "has changed since" not in kept
    assert "As it was when INC-7 was declared" in changed and "has changed since" in changed
    assert "declared" not in shown(WORDS.model(it.entry))


def test_what_is_not_known_is_said_or_left_out() -> None:
    """Of a model of which only the name is known the owner, the version and the fallback are said to be missing."""
    text = shown(WORDS.model(ModelEntry(name="ranker")))
    assert "nobody is named" in text and "not known" in text and "the catalogue names none" in text
    assert "Promised" not in text and "Fed by" not in text


def test_more_than_is_shown_is_counted() -> None:
    """Of many fallbacks the first are shown, and how many more there are."""
    many = tuple(Fallback(name=f"way {n}", kind=FallbackKind.RULES) for n in range(5))
    text = shown(WORDS.model(ModelEntry(name="ranker", fallbacks=many)))
    assert "way 2 (rules)" in text and "way 3" not in text and "and 2 more" in text


def test_a_model_that_nobody_named() -> None:
    """An incident without a model says so, and an empty catalogue says where models are written."""
    text = shown(WORDS.unknown_model(Catalogue(), "", bare().it))
    assert "INC-7 names no model" in text and "models.yml" in text


def test_what_to_watch_first() -> None:
    """The important features are named, the first ones where they are many."""
    few = ModelEntry(name="ranker", important_features=("price", "city"))
    assert "*Watch first:* price, city" in shown(WORDS.model(few))
    many = ModelEntry(name="ranker", important_features=tuple(f"f{n}" for n in range(9)))
    assert "f5, 3 more" in shown(WORDS.model(many))
    assert "Watch first" not in shown(WORDS.model(ModelEntry(name="ranker")))
