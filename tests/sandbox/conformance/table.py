"""`make conformance`: docs/conformance.md, what of Slack's Web API the sandbox models, simplifies and lacks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sandbox.methods import COMMON_ERRORS, METHODS
from sandbox.methods.unmodelled import UNMODELLED
from tests.sandbox.conformance import (
    auth,
    canvases,
    chat,
    conversations,
    files,
    marks,
    people,
    reference,
    scheduled,
    streams,
    validation,
    views,
)
from tests.sandbox.conformance.absent import ABSENT
from tests.sandbox.conformance.cases import TABLES

FAMILIES = (auth, canvases, chat, conversations, files, marks, people, scheduled, streams, validation, views)
DOCUMENT = Path(__file__).parents[3] / "docs" / "conformance.md"

# Required arguments whose absence Slack answers with a code of the method instead of invalid_arguments.
OWN_CODE: dict[str, set[str]] = {
    "chat.appendStream": {"markdown_text"},
    "conversations.create": {"name"},
    "conversations.invite": {"users"},
    "conversations.rename": {"name"},
    "conversations.setPurpose": {"purpose"},
    "conversations.setTopic": {"topic"},
    "dnd.teamInfo": {"users"},
    "pins.add": {"channel"},
    "pins.remove": {"channel"},
    "reactions.add": {"channel", "timestamp"},
    "usergroups.create": {"name"},
    "usergroups.users.update": {"users"},
}


# Where Slack's sources disagree on a tier, the sandbox keeps to the stricter one: (method) → our tier.
STRICTER_TIER = {"apps.connections.open": 1, "users.conversations": 2}

_HEAD = """# What of Slack's Web API the sandbox models

Made by `make conformance` from the sandbox's own tables, from the tests that bring each method to succeed and to
refuse, and from Slack's method reference; a test compares this page with what they give today.

- **Arguments**: how many of the documented ones the method knows (each may come as JSON, form, query or multipart).
- **Codes**: how many of the documented error codes are really provoked by a test, of how many; the others are listed
  below with the reason. Every documented code of every method can also be had on demand, as a fault (docs/sandbox.md).
- A method of Slack that is not in the table answers `not_modelled_by_sandbox` with HTTP 501; a name that Slack does
  not have answers `unknown_method`.

"""


def unmodelled() -> set[str]:
    """The methods of Slack that the sandbox does not model."""
    return set(UNMODELLED)


def counts() -> dict[str, int]:
    """How much there is: methods and codes modelled and provoked."""
    own = [(name, code) for name, code in TABLES.refusals if name in METHODS]
    return {
        "methods of Slack": len(reference.every_name()),
        "methods modelled": len(METHODS),
        "methods brought to succeed": len(TABLES.successes),
        "documented pairs of method and code": sum(len(reference.errors(name)) for name in METHODS),
        "pairs of method and code provoked": len(own),
        "different codes provoked": len({code for _, code in TABLES.refusals}),
    }


def reasons(name: str) -> dict[str, list[str]]:
    """Reason → the documented codes of a method that are not answered for it."""
    found: dict[str, list[str]] = {}
    answered = METHODS[name].errors | COMMON_ERRORS
    for code in sorted(reference.errors(name) - answered):
        reason = TABLES.unreachable.get((name, code)) or ABSENT.get(code) or "No reason was given."
        found.setdefault(reason, []).append(code)
    return found


def document() -> str:
    """The page."""
    lines = [_HEAD, "| | |\n|---|---:|\n"]
    lines += [f"| {what} | {number} |\n" for what, number in counts().items()]
    lines += ["\n## Methods\n\n| Method | Tier | Arguments | Codes | Simplified |\n|---|---|---:|---:|---|\n"]
    lines += [_row(name) for name in sorted(METHODS)]
    lines += ["\n## Codes every method may answer\n\n"]
    lines += [f"Provoked: {_words(COMMON_ERRORS)}.\n\n"]
    lines += [f"- {reason} {_words(codes)}\n" for reason, codes in _common_reasons().items()]
    lines += ["\n## Documented codes that are not answered, and why\n\n"]
    lines += [line for name in sorted(METHODS) if METHODS[name].token != "other" for line in _absences(name)]
    lines += ["\n## Keys of Slack's examples that our answers lack\n\n"]
    lines += [f"- `{name}`: `{path}`. {why}\n" for (name, path), why in sorted(TABLES.lacking.items())]
    lines += ["\n## Methods that are not modelled\n\n", f"{_words(UNMODELLED)}.\n"]
    return "".join(lines)


def _row(name: str) -> str:
    method = METHODS[name]
    known, _ = reference.arguments(name)
    documented = reference.errors(name)
    provoked = {code for of, code in TABLES.refusals if of == name} | (documented & COMMON_ERRORS)
    tier = str(method.tier) if method.tier else "special"
    codes = f"{len(documented & provoked)} of {len(documented)}"
    return f"| `{name}` | {tier} | {len(known)} | {codes} | {method.simplified or '–'} |\n"


def _common_reasons() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code in reference.common_errors() - COMMON_ERRORS:
        found.setdefault(ABSENT.get(code, "No reason was given."), set()).add(code)
    return dict(sorted(found.items()))


def _absences(name: str) -> list[str]:
    found = reasons(name)
    if not found:
        return []
    return [f"**{name}**\n\n", *(f"- {why} {_words(codes)}\n" for why, codes in found.items()), "\n"]


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def main() -> None:
    """Write the page."""
    if not reference.present():
        raise SystemExit("Slack's method reference is not beside the project (../shared/slack).")
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
