"""Slack's own method reference, where it stands beside the project."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.sandbox.driver import Json

PACK = Path(__file__).parents[4] / "shared" / "slack"
METHODS_DOCS = PACK / "methods_docs"
TIERS = {"t1": 1, "t2": 2, "t3": 3, "t4": 4}


def present() -> bool:
    """Whether the reference is there."""
    return METHODS_DOCS.is_dir()


@cache
def method(name: str) -> Json:
    """The reference of one method."""
    document: Json = json.loads((METHODS_DOCS / f"{name}.json").read_text())
    return document


@cache
def documented() -> frozenset[str]:
    """The methods whose reference is there."""
    return frozenset(p.stem for p in METHODS_DOCS.glob("*.json") if not p.name.startswith("_"))


@cache
def every_name() -> frozenset[str]:
    """The names of all methods of Slack."""
    index = json.loads((METHODS_DOCS / "_index.json").read_text())
    return frozenset(entry["name"] for entry in index)


@cache
def common_errors() -> frozenset[str]:
    """The codes every method may answer."""
    return frozenset(json.loads((METHODS_DOCS / "_common_errors.json").read_text())["errors"])


def arguments(name: str) -> tuple[set[str], set[str]]:
    """All arguments of a method and those that must be given, without the token."""
    args = method(name)["args"]
    return set(args.get("properties", {})) - {"token"}, set(args.get("required") or []) - {"token"}


def errors(name: str) -> frozenset[str]:
    """The codes of a method of its own."""
    return frozenset(method(name).get("errors") or {})


def bot_scopes(name: str) -> set[str]:
    """The scopes one of which a bot's token needs."""
    return set((method(name).get("scope") or {}).get("bot") or [])


def tier(name: str) -> int:
    """The tier, 0 for special and none."""
    return TIERS.get(str(method(name).get("rate_limits")), 0)


def example(name: str) -> Json | None:
    """The body of the example of success, None when the reference shows none."""
    shown = ((method(name).get("examples") or {}).get("success") or {}).get("example")
    return shown if isinstance(shown, dict) else None


def missing(shown: Any, ours: Any, at: str = "") -> list[str]:
    """The keys of an example that our answer does not have, by path; of lists the first entries are compared."""
    if isinstance(shown, dict) and isinstance(ours, dict):
        found = [f"{at}{key}" for key in shown if key not in ours]
        for key in shown.keys() & ours.keys():
            found += missing(shown[key], ours[key], f"{at}{key}/")
        return found
    if isinstance(shown, list) and isinstance(ours, list) and shown and ours:
        return missing(shown[0], ours[0], at)
    return []
