"""Small checks that are put together into the rules of Block Kit.

A check is a function of a value and the place it stands in; it yields one `Fault` for each thing that is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer such as /blocks/0/text."""

    message: str
    pointer: str

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
            yield Fault(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield Fault(f"must be more than {least - 1} characters", at)

    return check


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault("must provide a number", at)
        elif least is not None and value < least:
            yield Fault(f"must be at least {least}", at)
        elif most is not None and value > most:
            yield Fault(f"must be at most {most}", at)

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
            yield Fault(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def listed(item: Check, most: int | None = None, least: int = 0) -> Check:
    """A list of `least` to `most` items, each of which passes `item`."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault("must be an array", at)
            return
        if most is not None and len(value) > most:
            yield Fault(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield Fault(f"no less than {least} items allowed", at)
        for index, entry in enumerate(value):
            yield from item(entry, f"{at}/{index}")

    return check


def record(fields: Fields) -> Check:
    """An object with these fields and no others."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("must provide an object", at)
            return
        for name, rule in fields.items():
            if value.get(name) is None:
                if isinstance(rule, Required):
                    yield Fault(f"missing required field: {name}", at)
                continue
            yield from (rule.check if isinstance(rule, Required) else rule)(value[name], f"{at}/{name}")
        for name in value:
            if name not in fields:
                yield Fault(f"invalid additional property: {name}", at)

    return check


def both(*checks: Check) -> Check:
    """Every one of several checks."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        for each in checks:
            yield from each(value, at)

    return check


def exactly_one(*names: str) -> Check:
    """An object that has one of these fields and not two."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            return
        found = [name for name in names if value.get(name) is not None]
        if not found:
            yield Fault(f"missing required field: {names[0]}", at)
        elif len(found) > 1:
            yield Fault(f"only one of {', '.join(names)} is allowed", at)

    return check


def any_of(*names: str) -> Check:
    """An object that has at least one of these fields."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            yield Fault(f"missing required field: {names[0]}", at)

    return check


def by_type(table: dict[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """An object whose `type` names the rule; a type not `allowed` here is refused like an unknown one."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            yield Fault("missing required field: type", at)
        elif kind not in table or (allowed is not None and kind not in allowed):
            yield Fault(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from table[kind](value, at)

    return check
