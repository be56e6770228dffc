"""The template engine: what it promises to those who write templates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.views.models import View
from bot.views.render import VIEWS, Words
from bot.views.templates import TemplateErrors, Templates
from tests.bot.views.gallery import HOSTILE, bare, gallery, story
from tests.bot.views.wording import TEMPLATES, WORDS

SCHEMA = Path(__file__).parents[4] / "shared/slack/blockkit/slack-types-3.2.0.schema.json"
MEASURES = ("minLength", "maxLength", "pattern", "format", "minItems", "maxItems")
"""Rules about how long a string or a list is, or how a string looks."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A part of the model below."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ThingsView(View):
    """A model of templates in these tests."""

    template = "things"
    title: str
    things: tuple[Thing, ...]
    best: Thing | None


def templates(folder: Path, things: str, words: str = "name: {nobody: nobody}") -> Templates:
    """The engine on a folder with these two files."""
    (folder / "things.yml").write_text(things, "utf-8")
    (folder / "words.yml").write_text(words, "utf-8")
    return Templates(folder, [ThingsView], {}, {})


def rendered(folder: Path, things: str, view: ThingsView) -> tuple[str, list[dict[str, Any]]]:
    """A message of that template."""
    return templates(folder, things).message(view)


VIEW = ThingsView(title="<a> & b", things=(Thing("one", 1), Thing("two", 0)), best=None)


def test_values_are_escaped_for_their_place(tmp_path: Path) -> None:
    """The same value is escaped in mrkdwn, shown as it is in plain text, and raw in a value."""
    text, blocks = rendered(
        tmp_path,
        """
text: "{{ title }}"
blocks:
  - type: section
    text: {type: mrkdwn, text: "*{{ title }}*"}
    accessory: {type: button, action_id: a, value: "{{ title }}", text: {type: plain_text, text: "{{ title }}"}}
""",
        VIEW,
    )
    assert text == "&lt;a&gt; &amp; b"
    assert blocks == [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*&lt;a&gt; &amp; b*", "verbatim": True},
            "accessory": {
                "type": "button",
                "action_id": "a",
                "value": "<a> & b",
                "text": {"type": "plain_text", "text": "<a> & b"},
            },
        }
    ]


def test_two_directives(tmp_path: Path) -> None:
    """`for` repeats an item and `when` keeps it; neither is left in what is sent."""
    _, blocks = rendered(
        tmp_path,
        """
text: x
blocks:
  - for: thing in things
    when: thing.count
    type: section
    text: {type: plain_text, text: "{{ thing.name }}"}
  - when: best
    type: section
    text: {type: plain_text, text: "{{ best.name }}"}
""",
        VIEW,
    )
    assert blocks == [{"type": "section", "text": {"type": "plain_text", "text": "one"}}]


def test_empty_texts(tmp_path: Path) -> None:
    """A required text that came out empty is a dash, an optional property is left out."""
    text, blocks = rendered(
        tmp_path,
        """
text: "{{ title }}"
blocks:
  - type: section
    text: {type: plain_text, text: "{{ title }}"}
  - type: actions
    elements: [{type: button, action_id: a, value: "{{ title }}", text: {type: plain_text, text: "{{ title }}"}}]
  - type: actions
    elements: [{when: best, type: button, action_id: a, text: {type: plain_text, text: no}}]
""",
        ThingsView(title="\u200b \u202e", things=(), best=None),
    )
    assert text == "—"
    assert [block["type"] for block in blocks] == ["section", "actions"]
    assert blocks[0]["text"]["text"] == "—"


def test_templates_are_never_data(tmp_path: Path) -> None:
    """What people typed is not evaluated, whatever it looks like."""
    _, blocks = rendered(
        tmp_path,
        'text: x\nblocks: [{type: section, text: {type: plain_text, text: "{{ title }}"}}]',
        ThingsView(title="{{ things }} {% if %} when: x", things=(), best=None),
    )
    assert blocks[0]["text"]["text"] == "{{ things }} {% if %} when: x"


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            'text: {type: mrkdwn, text: "{{ titel }}"}',
            "things.yml: blocks[0].text.text: 'titel' is not a field",
        ),
        (
            'text: {type: mrkdwn, text: "{{ best.nam }}"}',
            "things.yml: blocks[0].text.text: 'nam' is not a field of Thing",
        ),
        ('text: {type: mrkdwn, text: "{{ title.name }}"}', "'name' is not a field of str"),
        (
            'text: {type: mrkdwn, text: "{{ title"}',
            "things.yml: blocks[0].text.text: unexpected end of template",
        ),
        (
            'text: {type: plain_text, text: "{{ title | person }}"}',
            "there is no filter 'person' in this place",
        ),
        (
            'text: {type: mrkdwn, text: "{% if best %}{{ title | sya }}{% endif %}"}',
            "there is no filter 'sya'",
        ),
        ("text: {type: mrkdwn, text: \"{{ title | say('none') }}\"}", "words.yml has no table 'none'"),
        (
            "text: {type: mrkdwn, text: \"{{ title | person('who') }}\"}",
            "words.yml: name: no words for 'who'",
        ),
        ('text: {type: mrkdwn, text: "{% for t in title %}{{ t }}{% endfor %}"}', "is not a tuple"),
        ('text: {type: mrkdwn, text: "{{ things[0] }}"}', "subscripts are not for templates"),
        ("when: beste", "things.yml: blocks[0].when: 'beste' is not a field"),
        ("for: thing of things", "things.yml: blocks[0].for: is not of the form"),
        ("for: thing in thinks", "things.yml: blocks[0].for: 'thinks' is not a field"),
        ("for: thing in title", "things.yml: blocks[0].for: 'title' is not a tuple"),
        ('for: thing in things\n    value: "{{ thing.size }}"', "'size' is not a field of Thing"),
    ],
)
def test_mistakes_are_found_at_start(tmp_path: Path, block: str, problem: str) -> None:
    """A template that names what its view model lacks does not load; file and place are told."""
    with pytest.raises(TemplateErrors) as caught:
        templates(tmp_path, f"text: x\nblocks:\n  - type: section\n    {block}\n")
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]


@pytest.mark.parametrize(
    ("things", "problem"),
    [
        ("text: [", "things.yml: while parsing"),
        ("- text", "things.yml: is not a mapping"),
        ("text: x\nbloks: []", "things.yml: bloks: no such property here"),
        ("blocks: []", "things.yml: text: missing"),
        ("type: modal\ntitle: {type: plain_text, text: x}", "things.yml: blocks: missing"),
    ],
)
def test_malformed_files(tmp_path: Path, things: str, problem: str) -> None:
    """A file that is no template says why."""
    with pytest.raises(TemplateErrors, match=r"things\.yml") as caught:
        templates(tmp_path, things)
    assert problem in caught.value.problems[0]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Every mistake of every file is told together."""
    (tmp_path / "sayings.yml").write_text('known: "{{ nobody }}"', "utf-8")
    (tmp_path / "words.yml").write_text("name: {}\nodd: 1", "utf-8")
    (tmp_path / "things.yml").write_text('text: "{{ one }} {{ two }}"\nblocks: []', "utf-8")
    with pytest.raises(TemplateErrors) as caught:
        Templates(tmp_path, [ThingsView], {"name": ["nobody"]}, {"sayings": (["known", "missing"], ["who"])})
    assert caught.value.problems == (
        "words.yml: odd: is not a mapping",
        "words.yml: name: no words for 'nobody'",
        "things.yml: text: 'one' is not a field of the view model",
        "things.yml: text: 'two' is not a field of the view model",
        "sayings.yml: missing: missing",
        "sayings.yml: known: 'nobody' is not a field of the view model",
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    """Without its files nothing is rendered by accident."""
    with pytest.raises(TemplateErrors, match=r"card\.yml: No such file"):
        Words(tmp_path)


def test_every_file_is_used() -> None:
    """No template lies about that nothing shows."""
    used = {model.template for model in VIEWS} | {
        "words",
        "answers",
        "refusals",
        "facts",
    }
    assert {path.stem for path in TEMPLATES.glob("*.yml")} == used


@pytest.mark.skipif(not SCHEMA.exists(), reason="the reference pack is not beside this checkout")
def test_blocks_have_the_official_shape() -> None:
    """Everything rendered is of a shape that Slack's own types allow."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    named = frozenset(strings_of(schema))
    shown: dict[tuple[str, str], str] = {}
    for told in (story("Plain"), story(HOSTILE, drill=True), bare()):
        for said in gallery(WORDS, told):
            for block in said.blocks or (said.view or {}).get("blocks", []):
                shown.setdefault(("KnownBlock", json.dumps(shape(block, named))), said.name)
            if said.view:
                shown.setdefault(("View", json.dumps(shape(said.view, named))), said.name)
    valid = {
        kind: Draft7Validator({**schema, "$ref": f"#/definitions/{kind}"}) for kind in ("KnownBlock", "View")
    }
    wrong = {
        (name, error.message)
        for (kind, text), name in shown.items()
        for error in valid[kind].iter_errors(json.loads(text))
    }
    assert wrong == set()


def shape(of: Any, named: frozenset[str]) -> Any:
    """What the schema can tell apart, so that each is looked at once: strings it does not name are all one to it."""
    match of:
        case dict():
            return {key: shape(value, named) for key, value in sorted(of.items())}
        case list():
            shapes = [shape(each, named) for each in of]
            return [each for place, each in enumerate(shapes) if each not in shapes[:place]]
        case str():
            return of if of in named else "any"
        case _:
            return of


def strings_of(schema: Any) -> Iterator[str]:
    """Every string in it, wherever it stands; it has no rule about a string's length or how many are in a list."""
    if isinstance(schema, str):
        yield schema
    elif isinstance(schema, dict):
        assert not any(isinstance(schema.get(rule), str | int) for rule in MEASURES)
        for value in schema.values():
            yield from strings_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from strings_of(value)
