"""Small checks that are put together into the rules of Block Kit.

A check is a function of a value and the place it stands in; it yields one `Fault` for each thing that is wrong. It
takes any JSON and never raises, and does work in proportion to the size of the value.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Constraint:
    """A rule that was broken, in Slack's words: "enum", "max_length", … and what it expects."""

    type: str
    expected: int | tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer such as /blocks/0/text.

    `pointer` names the value itself, or for a field that is missing or does not belong there the object around it.
    `missing` is the name of the missing field. `constraint` is the rule, where Slack has a word for it.
    """

    message: str
    pointer: str
    constraint: Constraint | None = None
    missing: str | None = None

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Fault]]


@dataclass(frozen=True)
class Required:
    """Marks a field that must be there."""

    check: Check


Fields = dict[str, "Check | Required"]


def string(most: int | None = None, least: int = 0) -> Check:
    """Text of `least` to `most` characters."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault("must provide a string", at)
        elif most is not None and len(value) > most:
            yield Fault(f"must be less than {most + 1} characters", at, Constraint("max_length", most))
        elif len(value) < least:
            yield Fault(f"must be more than {least - 1} characters", at, Constraint("min_length", least))

    return check


def formatted(pattern: str, name: str) -> Check:
    """Text that matches a pattern from end to end; `name` is what people call the format."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault("must provide a string", at)
        elif not compiled.fullmatch(value):
            yield Fault(f"must be in the format {name}", at)

    return check


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and (
        isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    )


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not _is_number(value) or value != math.floor(value):
            yield Fault("must provide a number", at)
        elif least is not None and value < least:
            yield Fault(f"must be at least {least}", at)
        elif most is not None and value > most:
            yield Fault(f"must be at most {most}", at)

    return check


def number(above: int | None = None) -> Check:
    """A number that is more than `above`."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not _is_number(value):
            yield Fault("must provide a number", at)
        elif above is not None and value <= above:
            yield Fault(f"must be more than {above}", at)

    return check


def boolean(value: Any, at: str) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield Fault("must provide a boolean", at)


def anything(value: Any, at: str) -> Iterator[Fault]:
    """No rule."""
    yield from ()


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(f"must be a valid enum value: {', '.join(allowed)}", at, Constraint("enum", allowed))

    return check


def listed(item: Check, most: int | None = None, least: int = 0) -> Check:
    """A list of `least` to `most` items, each of which passes `item`."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault("must be an array", at)
            return
        if most is not None and len(value) > most:
            yield Fault(f"no more than {most} items allowed", at, Constraint("max_items", most))
        if len(value) < least:
            yield Fault(f"no less than {least} items allowed", at, Constraint("min_items", least))
        for index, entry in enumerate(value):
            yield from item(entry, f"{at}/{index}")

    return check


def record(fields: Fields, *, closed: bool = True) -> Check:
    """An object with these fields, and when `closed` no others; a field that is null counts as absent."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("must provide an object", at)
            return
        for name, rule in fields.items():
            if value.get(name) is None:
                if isinstance(rule, Required):
                    yield missing(name, at)
                continue
            yield from (rule.check if isinstance(rule, Required) else rule)(value[name], f"{at}/{name}")
        for name in value if closed else ():
            if name not in fields:
                yield Fault(f"invalid additional property: {name}", at)

    return check


def missing(name: str, at: str) -> Fault:
    """The fault of an object at `at` that lacks a field."""
    return Fault(f"missing required field: {name}", at, missing=name)


def both(*checks: Check) -> Check:
    """Every one of several checks."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        for each in checks:
            yield from each(value, at)

    return check


def _given(value: Any, names: tuple[str, ...]) -> list[str] | None:
    """Which of these fields an object has; None for what is no object."""
    return [name for name in names if value.get(name) is not None] if isinstance(value, dict) else None


def at_most_one(*names: str) -> Check:
    """An object that does not have two of these fields."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if len(_given(value, names) or ()) > 1:
            yield Fault(f"only one of {', '.join(names)} is allowed", at)

    return check


def any_of(*names: str) -> Check:
    """An object that has at least one of these fields."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if _given(value, names) == []:
            yield missing(names[0], at)

    return check


def exactly_one(*names: str) -> Check:
    """An object that has one of these fields and not two."""
    return both(any_of(*names), at_most_one(*names))


def by_type(table: dict[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """An object whose `type` names the rule; a type not `allowed` here is refused like an unknown one."""
    rules = {kind: rule for kind, rule in table.items() if allowed is None or kind in allowed}
    expected = Constraint("enum", tuple(rules))

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            yield missing("type", at)
        elif not isinstance(kind, str) or kind not in rules:
            yield unsupported(kind, f"{at}/type", expected)
        else:
            yield from rules[kind](value, at)

    return check


def unsupported(kind: Any, at: str, expected: Constraint | None = None) -> Fault:
    """The fault of a `type` that does not belong where it stands."""
    return Fault(f"unsupported type: {kind if isinstance(kind, str) else 'not a string'}", at, expected)


def objects(value: Any, *path: str, at: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects in the list under each name of `path`, taken in turn, with their places; nothing for other JSON."""
    for name in path:
        entries = value.get(name) if isinstance(value, dict) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield entry, f"{at}/{name}/{index}"
