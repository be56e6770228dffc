"""The team's configuration: a folder of YAML files, read strictly and all at once.

A folder may hold `policy.yml` and `models.yml`; for a file that is not there the one that Tocsin ships is taken. An
incident keeps what it was declared under, so a change here never changes a running one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.plain_words import in_plain_words, shortened
from bot.adapters.yaml_text import Place, Text, read_text
from bot.domain.catalogue import Catalogue
from bot.domain.policy import COMMANDER, Policy, Strict
from bot.domain.severity import Severity
from bot.files import shipped
from bot.problem import Problem, nearest

POLICY_FILE = "policy.yml"
MODELS_FILE = "models.yml"

_FILES = (POLICY_FILE, MODELS_FILE)
_NO_ZONE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")

_M = TypeVar("_M", bound=Strict)
_Fault = tuple[Place, str, str]
"""Where, what is wrong, what to do."""
_Rule = Callable[[Any], Iterator[_Fault]]


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
    digest: str


def read_configuration(folder: Path) -> Configuration:
    """Read the team's folder, with the shipped file in place of each that is not there.

    Raises:
        ConfigurationErrors: the folder or anything in it is not as it should be.
    """
    if not folder.is_dir():
        remedy = f"Make it, or unset TOCSIN_CONFIG to use {shipped('playbooks')}"
        raise ConfigurationErrors((Problem("There is no such folder", str(folder), remedy),))
    policy_path, models_path = (_path(folder, name) for name in _FILES)
    policy, policy_content, policy_problems = _read(policy_path, Policy, _missing_parts)
    catalogue, models_content, models_problems = _read(models_path, Catalogue, _model_faults)
    problems = (*_misnamed(folder), *policy_problems, *models_problems)
    if policy is None or catalogue is None or problems:
        raise ConfigurationErrors(problems)
    return Configuration(policy, catalogue, _digest(policy_content, models_content))


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
    read, faults = _validated(text.data, model)
    if () not in (place for place, _, _ in faults):
        faults += also(text.data)
    faults.sort(key=lambda fault: text.line(fault[0]))
    problems += [Problem(what, _where(path, text, place), remedy) for place, what, remedy in faults]
    return read, content, problems


def _validated(data: Any, model: type[_M]) -> tuple[_M | None, list[_Fault]]:
    try:
        return model.model_validate(data), []
    except ValidationError as errors:
        return None, [_fault(error, model) for error in errors.errors()]


def _fault(error: ErrorDetails, model: type[Strict]) -> _Fault:
    place = tuple(step for step in error["loc"] if step != "[key]")
    return (place, *in_plain_words(error, model))


def _where(path: Path, text: Text, place: Place) -> str:
    field = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{shortened(step)}" for step in place)
    return f"{path}, line {text.line(place)}" + (f", {field.lstrip('.')}" if field else "")


def _missing_parts(data: Any) -> Iterator[_Fault]:
    """The policy's own completeness, which pydantic looks at only when all else is right."""
    for part, keys in (("severities", tuple(Severity)), ("roles", (COMMANDER,))):
        there = data.get(part) if isinstance(data, dict) else None
        for key in keys:
            if isinstance(there, dict) and key not in there:
                yield (part, str(key)), f"{str(key)!r} is missing", "Add it"


def _model_faults(data: Any) -> Iterator[_Fault]:
    """What no model can see of itself: a second one of its name, a time whose zone is nobody's guess."""
    models = data.get("models") if isinstance(data, dict) else None
    first: dict[str, int] = {}
    for n, entry in enumerate(models if isinstance(models, list) else ()):
        if not isinstance(entry, dict):
            continue
        name = entry.get("name")
        if isinstance(name, str) and first.setdefault(name.strip().casefold(), n) != n:
            yield ("models", n, "name"), f"There is a second model {name!r}", "Keep one of the two"
        for key in ("last_deploy", "feature_pipeline_last_good_run"):
            if isinstance(entry.get(key), str) and _NO_ZONE.fullmatch(entry[key]):
                yield ("models", n, key), "It does not say in which time zone", "Add Z for UTC, or +01:00"
