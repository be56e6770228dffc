"""Message and view templates: YAML parsed first, jinja2 only in string leaves, everything checked at start.

Block Kit is written as Slack documents it. Two directives on the items of a list: `when: <expression>` keeps the
item only if the expression holds, `for: <name> in <expression>` repeats it. The vocabulary is `words.yml`;
`refusals.yml` and `answers.yml` hold sentences by key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from bot.views.fields import Scope, scope_of
from bot.views.leaves import Kind, Leaves, Tables
from bot.views.limits import FALLBACK, Json, fit_message, fit_text, fit_view
from bot.views.models import View

Values = dict[str, Any]
Render = Callable[[Values], Any]

_FOR = re.compile(r"(\w+) in (.+)")
_MESSAGE_KEYS = {"text", "blocks"}
_VIEW_KEYS = {"type", "blocks", "title", "submit", "close", "callback_id"}
_INTEGERS = ("initial_date_time",)


class TemplateErrors(Exception):
    """The templates are not fit to be used; `problems` has every reason, each with file and place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Templates:
    """All templates of a folder, one for each view model."""

    def __init__(
        self,
        folder: Path,
        models: Iterable[type[View]],
        vocabulary: Mapping[str, Iterable[str]],
        sentences: Mapping[str, tuple[Iterable[str], Iterable[str]]],
    ) -> None:
        """Load and check everything.

        Args:
            folder: the `*.yml` files.
            models: the view models, each with the name of its template.
            vocabulary: the keys that each table of `words.yml` must have.
            sentences: for each file of sentences the keys that it must have and the values that it may name.

        Raises:
            TemplateErrors: anything is missing, unknown or malformed.
        """
        loader = _Loader(folder)
        loader.vocabulary(vocabulary)
        self._tables = loader.tables
        self._rendered = {model: loader.template(model) for model in models}
        self._sentences = {name: loader.sentences(name, *needs) for name, needs in sentences.items()}
        if loader.problems:
            raise TemplateErrors(loader.problems)

    def message(self, view: View) -> tuple[str, list[Json]]:
        """Fallback text and blocks."""
        rendered = self._render(view)
        return fit_message(rendered["text"], rendered["blocks"])

    def view(self, view: View) -> Json:
        """A modal or home view."""
        return fit_view(self._render(view))

    def text(self, view: View) -> str:
        """The fallback text alone, for templates that have no blocks."""
        return fit_text(self._render(view)["text"], FALLBACK)

    def table(self, name: str) -> Mapping[str, str]:
        """A table of the vocabulary: keys and their words.

        Raises:
            KeyError: there is none of that name.
        """
        return self._tables[name]

    def has_sentence(self, name: str, key: str) -> bool:
        """Whether the file of sentences has that key."""
        return key in self._sentences[name]

    def sentence(self, name: str, key: str, values: Values) -> str:
        """One of the sentences, as mrkdwn.

        Raises:
            KeyError: there is no such key.
        """
        return fit_text(self._sentences[name][key](values), FALLBACK)

    def _render(self, view: View) -> Any:
        return self._rendered[type(view)]({each.name: getattr(view, each.name) for each in fields(view)})


class _Loader:
    """Compiles templates and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self._folder = folder
        self.tables: Tables = self._tables_of(self._read("words.yml"))
        self._leaves = Leaves(self.tables)

    def vocabulary(self, needed: Mapping[str, Iterable[str]]) -> None:
        for table, keys in needed.items():
            for key in keys:
                if key not in self.tables.get(table, {}):
                    self._wrong(f"words.yml: {table}", f"no words for {key!r}")

    def template(self, model: type[View]) -> Render:
        file = f"{model.template}.yml"
        raw = self._read(file)
        if not raw:
            return lambda _: {}
        message = "type" not in raw
        for key in sorted(raw.keys() - (_MESSAGE_KEYS if message else _VIEW_KEYS)):
            self._wrong(f"{file}: {key}", "no such property here")
        needed = "text" if message else "blocks"
        if needed not in raw:
            self._wrong(f"{file}: {needed}", "missing")
        return self._mapping(raw, file, ": ", scope_of(model), message=message)

    def sentences(self, name: str, keys: Iterable[str], values: Iterable[str]) -> dict[str, Render]:
        file = f"{name}.yml"
        raw = self._read(file)
        scope = dict.fromkeys(values, str)
        for key in keys:
            if key not in raw:
                self._wrong(f"{file}: {key}", "missing")
        return {key: self._leaf(str(raw[key]), f"{file}: {key}", Kind.MRKDWN, scope) for key in raw}

    def _read(self, file: str) -> Json:
        try:
            raw = yaml.load((self._folder / file).read_text("utf-8"), yaml.CSafeLoader)
        except OSError as error:
            self._wrong(file, error.strerror or "cannot be read")
            return {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self._wrong(file, " ".join(str(error).split()))
            return {}
        if not isinstance(raw, dict):
            self._wrong(file, "is not a mapping")
            return {}
        return raw

    def _tables_of(self, raw: Json) -> Tables:
        tables: dict[str, dict[str, str]] = {}
        for table, words in raw.items():
            if isinstance(words, dict):
                tables[table] = {str(key): str(word) for key, word in words.items()}
            else:
                self._wrong(f"words.yml: {table}", "is not a mapping")
        return tables

    def _wrong(self, place: str, why: str) -> None:
        self.problems.append(f"{place}: {why}")

    def _value(self, raw: Any, place: str, scope: Scope, name: str = "") -> Render:
        match raw:
            case str():
                return self._raw(raw, place, scope, name)
            case dict():
                return self._mapping(raw, place, ".", scope)
            case list():
                return self._list(raw, place, scope)
            case _:
                return lambda _: raw

    def _mapping(self, raw: Json, place: str, between: str, scope: Scope, *, message: bool = False) -> Render:
        kind = Kind.MRKDWN if message else _TEXT_KINDS.get(str(raw.get("type")))
        parts: dict[str, Render] = {}
        for key, part in raw.items():
            where = f"{place}{between}{key}"
            if key == "text" and kind is not None and isinstance(part, str):
                parts[key] = self._leaf(part, where, kind, scope)
            else:
                parts[key] = self._value(part, where, scope, key)
        # Slack would otherwise turn addresses and channel names that people typed into links.
        fixed = {"verbatim": True} if kind is Kind.MRKDWN and not message else {}
        return lambda values: {**{key: part(values) for key, part in parts.items()}, **fixed}

    def _list(self, raw: list[Any], place: str, scope: Scope) -> Render:
        items = [self._item(item, f"{place}[{index}]", scope) for index, item in enumerate(raw)]
        return lambda values: [rendered for item in items for rendered in item(values)]

    def _item(self, raw: Any, place: str, scope: Scope) -> Callable[[Values], list[Any]]:
        """An item of a list with its directives: the items that it becomes."""
        if not isinstance(raw, dict):
            single = self._value(raw, place, scope)
            return lambda values: [single(values)]
        each, inner = self._each(raw.get("for"), place, scope)
        when: Render = lambda _: True
        if "when" in raw:
            condition, _, problems = self._leaves.expression(str(raw["when"]), inner)
            self.problems.extend(f"{place}.when: {problem}" for problem in problems)
            when = lambda values: condition(**values)
        body = {key: part for key, part in raw.items() if key not in ("for", "when")}
        item = self._mapping(body, place, ".", inner)
        return lambda values: [item(inside) for inside in each(values) if when(inside)]

    def _each(self, source: Any, place: str, scope: Scope) -> tuple[Callable[[Values], list[Values]], Scope]:
        """What `for` goes through: the values of every round, and the names that they have."""
        if source is None:
            return (lambda values: [values]), scope
        match = _FOR.fullmatch(str(source))
        if match is None:
            self._wrong(f"{place}.for", "is not of the form <name> in <expression>")
            return (lambda values: [values]), scope
        name, expression = match.groups()
        go_through, held, problems = self._leaves.expression(expression, scope)
        if held is None and not problems:
            problems = [f"{expression!r} is not a tuple"]
        self.problems.extend(f"{place}.for: {problem}" for problem in problems)
        return (lambda values: [{**values, name: one} for one in go_through(**values)]), {**scope, name: held}

    def _leaf(self, source: str, place: str, kind: Kind, scope: Scope) -> Render:
        render, problems = self._leaves.leaf(source, kind, scope)
        self.problems.extend(f"{place}: {problem}" for problem in problems)
        return lambda values: render(**values)

    def _raw(self, source: str, place: str, scope: Scope, name: str) -> Render:
        if "{" not in source:
            return lambda _: source
        leaf = self._leaf(source, place, Kind.RAW, scope)
        if name not in _INTEGERS:
            return leaf
        return lambda values: int(text) if (text := leaf(values)) else None


_TEXT_KINDS = {"mrkdwn": Kind.MRKDWN, "plain_text": Kind.PLAIN}
