"""The team's configuration: a folder of YAML files, read strictly and all at once.

A folder may hold `policy.yml`, `models.yml`, `blameless.yml`, `customer_words.yml` and `library_words.yml`; for a file
that is not there the one that Tocsin ships is taken. Its `library` adds playbooks to those that ship, and changes them
(`bot.adapters.library`). An incident keeps what it was declared under, so a change here never changes a running one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from bot.adapters.automation_faults import automation_faults, tracker_faults
from bot.adapters.escalation_faults import escalation_faults
from bot.adapters.library import read_library
from bot.adapters.plain_words import shortened
from bot.adapters.strict_yaml import Fault, problems_of, validated
from bot.adapters.yaml_text import Place, read_text
from bot.domain.blameless_lexicon import Lexicon
from bot.domain.catalogue import Catalogue
from bot.domain.customer_lexicon import CustomerWords
from bot.domain.customer_words import with_names
from bot.domain.library_words import LibraryWords, with_signals
from bot.domain.playbook import Playbook
from bot.domain.policy import COMMANDER, Policy
from bot.domain.severity import Severity
from bot.domain.strict import Strict
from bot.files import shipped
from bot.problem import Problem, nearest

POLICY_FILE = "policy.yml"
MODELS_FILE = "models.yml"
BLAMELESS_FILE = "blameless.yml"
CUSTOMER_FILE = "customer_words.yml"
WORDS_FILE = "library_words.yml"
LIBRARY = "library"

_FILES = (POLICY_FILE, MODELS_FILE, BLAMELESS_FILE, CUSTOMER_FILE, WORDS_FILE)
_NAMED = {"slos": "SLO", "fallbacks": "fallback", "upstream": "source"}
"""The lists of a model whose items are told apart by name, and what one of them is called."""

_M = TypeVar("_M", bound=Strict)
_Rule = Callable[[Any], Iterator[Fault]]


class ConfigurationErrors(Exception):
    """The configuration cannot be used; `problems` has everything that is wrong in all of its files.

    A problem's `where` is the file, the line and the field.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a team configured; `digest` is the SHA-256 (hex) of the files it was read from."""

    policy: Policy
    catalogue: Catalogue
    playbooks: tuple[Playbook, ...]
    lexicon: Lexicon
    customer_words: CustomerWords
    library_words: LibraryWords
    digest: str


def read_configuration(folder: Path) -> Configuration:
    """Read the team's folder, with the shipped file in place of each that is not there.

    Raises:
        ConfigurationErrors: the folder or anything in it is not as it should be.
    """
    if not folder.is_dir():
        remedy = f"Make it, or unset TOCSIN_CONFIG to use {shipped('playbooks')}"
        raise ConfigurationErrors((Problem("There is no such folder", str(folder), remedy),))
    policy_path, models_path, lexicon_path, customer_path, words_path = (
        _path(folder, name) for name in _FILES
    )
    catalogue, models_content, models_problems = _read(models_path, Catalogue, _model_faults)
    policy, policy_content, policy_problems = _read(policy_path, Policy, _policy_faults(catalogue))
    lexicon, lexicon_content, lexicon_problems = _read(lexicon_path, Lexicon, lambda _: iter(()))
    told, told_content, told_problems = _read(customer_path, CustomerWords, lambda _: iter(()))
    alike, alike_content, alike_problems = _read(words_path, LibraryWords, lambda _: iter(()))
    library = read_library(folder / LIBRARY, shipped("playbooks") / LIBRARY, policy)
    problems = (
        *_misnamed(folder),
        *policy_problems,
        *models_problems,
        *lexicon_problems,
        *told_problems,
        *alike_problems,
        *library.problems,
    )
    if policy is None or catalogue is None or lexicon is None or told is None or alike is None or problems:
        raise ConfigurationErrors(problems)
    digest = _digest(
        policy_content, models_content, lexicon_content, told_content, alike_content, *library.contents
    )
    words = with_names(told, catalogue)
    field = with_signals(alike, library.playbooks)
    return Configuration(policy, catalogue, library.playbooks, lexicon, words, field, digest)


def _path(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else shipped("playbooks") / name


def _misnamed(folder: Path) -> Iterator[Problem]:
    """Files that were surely meant to be read and are not, for their name."""
    for path in sorted(folder.iterdir()):
        meant = nearest(f"{path.stem}.yml", _FILES) if path.suffix in (".yml", ".yaml") else None
        if meant and path.name not in _FILES and not (folder / meant).exists():
            yield Problem("A file of this name is not read", str(path), f"Did you mean {meant}?")


def _digest(*contents: bytes) -> str:
    return sha256(b"".join(sha256(content).digest() for content in contents)).hexdigest()


def _read(path: Path, model: type[_M], also: _Rule) -> tuple[_M | None, bytes, list[Problem]]:
    """The file as a model, its bytes, and everything that is wrong with it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, b"", [Problem(f"It cannot be read ({error.strerror})", str(path), "Let Tocsin read it")]
    text = read_text(content)
    problems = [Problem(flaw.what, f"{path}, line {flaw.line}", flaw.remedy) for flaw in text.flaws]
    if text.data is None:
        return None, content, problems
    read, faults = validated(text.data, model)
    if () not in (place for place, _, _ in faults):
        faults += also(text.data)
    return read, content, [*problems, *problems_of(path, text, faults)]


def _policy_faults(catalogue: Catalogue | None) -> _Rule:
    """What the policy cannot see of itself, or only when all else is right."""

    def faults(data: Any) -> Iterator[Fault]:
        yield from _missing_parts(data)
        yield from _approver_faults(data)
        yield from automation_faults(data, catalogue)
        yield from tracker_faults(data)
        yield from escalation_faults(data)

    return faults


def _missing_parts(data: Any) -> Iterator[Fault]:
    """The policy's own completeness, which pydantic looks at only when all else is right."""
    for part, keys in (("severities", tuple(Severity)), ("roles", (COMMANDER,))):
        there = data.get(part) if isinstance(data, dict) else None
        for key in keys:
            if isinstance(there, dict) and key not in there:
                yield (part, str(key)), f"{str(key)!r} is missing", "Add it"


def _approver_faults(data: Any) -> Iterator[Fault]:
    """Approvers that the team has no role for; what is left out counts as far as the team has the roles."""
    parts = data if isinstance(data, dict) else {}
    roles, approvals = parts.get("roles"), parts.get("approvals")
    if not isinstance(roles, dict) or not isinstance(approvals, dict):
        return
    for key in ("roles", "risky_roles"):
        named = approvals.get(key)
        for n, role in enumerate(named if isinstance(named, list) else ()):
            if isinstance(role, str) and role not in roles:
                meant = nearest(role, roles)
                remedy = f"Did you mean {meant}?" if meant else f"Give one of {', '.join(roles)}"
                yield ("approvals", key, n), f"There is no role {shortened(role)!r}", remedy


def _model_faults(data: Any) -> Iterator[Fault]:
    """What no model can see of itself: a second one of its name; and the same of what stands in its lists."""
    models = data.get("models") if isinstance(data, dict) else None
    yield from _second_ones(models, ("models",), "model")
    for n, entry in enumerate(models if isinstance(models, list) else ()):
        for key, what in _NAMED.items():
            parts = entry.get(key) if isinstance(entry, dict) else None
            yield from _second_ones(parts, ("models", n, key), what)


def _second_ones(items: Any, place: Place, what: str) -> Iterator[Fault]:
    """Whatever has the name of one before it in the same list, letter case apart."""
    first: dict[str, int] = {}
    for n, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and first.setdefault(name.strip().casefold(), n) != n:
            second = f"There is a second {what} {shortened(name)!r}"
            yield (*place, n, "name"), second, "Keep one of the two"
