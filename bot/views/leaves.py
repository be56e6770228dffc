"""The string leaves of templates: jinja2, with values escaped for the place they stand in.

Three kinds of place: `mrkdwn` (values are escaped, so that what people typed is text), `plain` (values are only
cleaned), `raw` (urls, values, ids). Filters that make mentions, links and local times exist only where Slack reads
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, nodes

from bot.domain.retention import is_gone
from bot.views.fields import Scope, element_of, type_of, unknown_fields
from bot.views.text import clean, escape, goes_on, one_line, passage, span, written

Tables = Mapping[str, Mapping[str, str]]
"""The vocabulary: table to key to words."""

_PERSON = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")
_WEB = re.compile(r"https?://\S+")
_IN_URLS = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "&": "&amp;"})
OTHER = "other"
"""The key of a table's words for whatever it has no words of its own for."""


class Kind(StrEnum):
    """What reads the rendered leaf."""

    MRKDWN = "mrkdwn"
    PLAIN = "plain"
    RAW = "raw"


class Markup(str):
    """Mrkdwn that we made ourselves; it is not escaped again."""

    __slots__ = ()


class Leaves:
    """Compiles leaves and expressions of templates; one environment a kind of place."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._environments = {kind: self._environment(kind) for kind in Kind}
        self._rendered: dict[tuple[Kind, str], Callable[..., str]] = {}

    def leaf(self, source: str, kind: Kind, scope: Scope) -> tuple[Callable[..., str], list[str]]:
        """A function from values to the rendered leaf, and what is wrong with the leaf (then it must not be called)."""
        if "{" not in source:
            fixed = source.removesuffix("\n")
            return (lambda **_: fixed), []
        environment = self._environments[kind]
        try:
            tree = environment.parse(source)
            problems = list(self._problems(environment, tree, scope))
            if not problems and (kind, source) not in self._rendered:
                # Compiling takes longest, and many places say the same.
                self._rendered[kind, source] = environment.from_string(tree).render
            return (_never if problems else self._rendered[kind, source]), problems
        except TemplateError as error:
            return _never, [f"{error.message or error}"]

    def expression(self, source: str, scope: Scope) -> tuple[Callable[..., Any], Any, list[str]]:
        """A function from values to the expression's value, the element type if it is a tuple, and what is wrong."""
        environment = self._environments[Kind.RAW]
        try:
            tree = environment.parse(f"{{{{ {source} }}}}")
            value = next(tree.body[0].iter_child_nodes())
            problems = list(self._problems(environment, tree, scope))
            held = element_of(type_of(value, scope))
            if problems:
                return _never, held, problems
            return environment.compile_expression(source, undefined_to_none=False), held, problems
        except TemplateError as error:
            return _never, None, [f"{error.message or error}"]

    def _problems(self, environment: Environment, tree: nodes.Node, scope: Scope) -> Iterator[str]:
        yield from unknown_fields(tree, scope)
        for used in tree.find_all(nodes.Filter):
            if used.name not in environment.filters:
                yield f"there is no filter {used.name!r} in this place"
            elif used.name in ("say", "listed") and _first(used) not in self._tables:
                yield f"words.yml has no table {_first(used)!r}"
            elif used.name == "person" and used.args and _first(used) not in self._tables.get("name", {}):
                yield f"words.yml: name: no words for {_first(used)!r}"

    def _environment(self, kind: Kind) -> Environment:
        environment = Environment(
            autoescape=False,
            undefined=StrictUndefined,
            finalize=_as_mrkdwn if kind is Kind.MRKDWN else _as_text,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.clear()
        environment.filters.clear()
        environment.filters.update(
            clip=lambda text, limit: passage(str(text), limit),
            line=lambda text, limit: one_line(str(text), limit),
            joined=lambda items, between: between.join(map(str, items)),
            goes_on=lambda text: goes_on(str(text)),
            span=span,
            day=written,
            say=self._say,
            listed=lambda keys, table: ", ".join(self._say(key, table) for key in keys),
            moment=_moment_in_words,
            marked=lambda marks: "".join(f"{self._say(mark, 'mark')} " for mark in marks),
        )
        if kind is Kind.MRKDWN:
            environment.filters.update(
                person=self._person,
                group=_group,
                channel=_channel,
                moment=_moment,
                link=self._link,
                quote=_quote,
            )
        return environment

    def _say(self, key: object, table: str) -> str:
        """The words for a key; `other` (or the key itself) when the table has none for it."""
        words = self._tables[table]
        return words.get(str(key), words.get(OTHER, str(key)))

    def _person(self, person: str | None, nobody: str = "nobody") -> str:
        """A mention; `nobody` names the words (table `name`) for when there is no person."""
        if not person:
            return self._tables["name"][nobody]
        if is_gone(person):
            return self._tables["name"]["gone"]
        return Markup(f"<@{person}>") if _PERSON.fullmatch(person) else person

    def _link(self, url: str, kind: str, nth: int) -> str:
        """A link with the words of its kind (table `link`); the words alone when the address is not one of the web."""
        label = self._say(kind, "link") + (f" {nth}" if nth > 1 else "")
        address = clean(url).translate(_IN_URLS)
        return Markup(f"<{address}|{escape(label)}>") if _WEB.fullmatch(address) else label


def _first(used: nodes.Filter) -> object:
    first = used.args[0] if used.args else None
    return first.value if isinstance(first, nodes.Const) else None


def _never(*_: object, **__: object) -> Any:
    raise AssertionError("a template with problems is never rendered")


def _as_text(value: object) -> str:
    return "" if value is None else clean(str(value))


def _as_mrkdwn(value: object) -> str:
    return str(value) if isinstance(value, Markup) else escape(_as_text(value))


def _utc(moment: datetime | int | str) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.fromtimestamp(int(moment), UTC)


def _moment_in_words(moment: datetime | int | str) -> str:
    return f"{_utc(moment).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _moment(moment: datetime | int | str) -> Markup:
    """In each reader's own time zone, such as `11:57 today` (Slack: date formatting); UTC for clients that cannot."""
    seconds = int(_utc(moment).timestamp())
    return Markup(f"<!date^{seconds}^{{time}} {{date_short_pretty}}|{_moment_in_words(moment)}>")


def _group(group: str) -> str:
    """A mention of a user group (Slack: mentioning user groups)."""
    return Markup(f"<!subteam^{group}>") if _GROUP.fullmatch(group) else group


def _channel(channel: str) -> str:
    return Markup(f"<#{channel}>") if _CHANNEL.fullmatch(channel) else channel


def _quote(text: str, limit: int) -> Markup:
    """Words of a person as a quotation, line by line."""
    lines = escape(passage(text, limit)).split("\n")
    return Markup("\n".join(f"> {line}" for line in lines))
