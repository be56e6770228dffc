"""Whether an expression only names fields that its typed view model has: a walk over its syntax tree."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from jinja2 import nodes

Scope = Mapping[str, Any]
"""Names that an expression may use, and their types."""


def scope_of(model: type) -> dict[str, Any]:
    """The fields of a view model and their types."""
    hints = typing.get_type_hints(model)
    return {each.name: hints[each.name] for each in fields(model)}


def element_of(kind: Any) -> Any:
    """The type of what a `tuple[X, ...]` holds; None for anything that is not one."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def unknown_fields(tree: nodes.Node, scope: Scope) -> Iterator[str]:
    """What is wrong with the names in the tree, in words."""
    if isinstance(tree, nodes.For):
        yield from unknown_fields(tree.iter, scope)
        held = element_of(type_of(tree.iter, scope))
        if held is None or not isinstance(tree.target, nodes.Name):
            yield "for: what it goes through is not a tuple"
            return
        for child in tree.body:
            yield from unknown_fields(child, {**scope, tree.target.name: held})
        return
    match tree:
        case nodes.Name(name=name) if name not in scope:
            yield f"{name!r} is not a field of the view model"
        case nodes.Getattr(node=inner, attr=attr) if _known(inner, scope):
            if attr not in _attributes(type_of(inner, scope)):
                yield f"{attr!r} is not a field of {_spelt(type_of(inner, scope))}"
        case nodes.Getitem():
            yield "subscripts are not for templates"
    for child in tree.iter_child_nodes():
        yield from unknown_fields(child, scope)


def type_of(tree: nodes.Node, scope: Scope) -> Any:
    """The type of a name or of an attribute of one, without `None`; None when it cannot be known."""
    match tree:
        case nodes.Name(name=name):
            return _present(scope.get(name))
        case nodes.Getattr(node=inner, attr=attr):
            return _present(_attributes(type_of(inner, scope)).get(attr))
        case _:
            return None


def _known(tree: nodes.Node, scope: Scope) -> bool:
    return type_of(tree, scope) is not None


def _present(kind: Any) -> Any:
    """`X` for `X | None`."""
    if typing.get_origin(kind) not in (types.UnionType, typing.Union):
        return kind
    rest = [each for each in typing.get_args(kind) if each is not types.NoneType]
    return rest[0] if len(rest) == 1 else kind


def _attributes(kind: Any) -> dict[str, Any]:
    return scope_of(kind) if isinstance(kind, type) and is_dataclass(kind) else {}


def _spelt(kind: Any) -> str:
    return getattr(kind, "__name__", str(kind))
