"""The library of playbooks: those that ship, and a team's own files over them.

A team's `<key>.yml` stands in place of the shipped playbook of that key, or is a new one. With `extends: <key>` it has
only what is different: mappings are merged key by key, lists are replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.plain_words import shortened
from bot.adapters.strict_yaml import Fault, problems_of, validated
from bot.adapters.yaml_text import Text, read_text
from bot.domain.playbook import Playbook
from bot.domain.policy import Policy
from bot.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Library:
    """All playbooks by key, the names and contents of the files that they came from, and what is wrong with those."""

    playbooks: tuple[Playbook, ...]
    contents: tuple[bytes, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _File:
    """One file; `data` is empty where it cannot be used, and `problems` say why."""

    path: Path
    text: Text = field(default_factory=Text)
    content: bytes = b""
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.path.stem

    @property
    def data(self) -> dict[str, Any]:
        return {"key": self.key, **self.text.data} if isinstance(self.text.data, dict) else {}


def read_library(own: Path, shipped: Path, policy: Policy | None) -> Library:
    """Read both folders; the team's may be missing.

    policy: where it could be read, a team's playbook may name only roles that it has.
    """
    ours = _files(shipped)
    theirs = _files(own) if own.exists() and not own.samefile(shipped) else {}
    readable = {key: file for key, file in (ours | theirs).items() if not file.problems}
    problems = [
        *_unread(own),
        *(problem for file in (*ours.values(), *theirs.values()) for problem in file.problems),
    ]
    playbooks = []
    for key, file in sorted(readable.items()):
        faults = list(_chain_faults(key, theirs, ours))
        playbook = None
        if not faults:
            playbook, faults = validated(_merged(key, theirs, ours), Playbook)
            faults = [*faults, *_own_faults(file, policy if key in theirs else None)]
            faults = [fault for fault in faults if _belongs(fault, file)]
        problems += problems_of(file.path, file.text, faults)
        if playbook is not None:
            playbooks.append(playbook)
    contents = (
        part
        for file in (*ours.values(), *theirs.values())
        for part in (file.path.name.encode(), file.content)
    )
    return Library(tuple(playbooks), tuple(contents), tuple(problems))


def _files(folder: Path) -> dict[str, _File]:
    if not folder.is_dir():
        return {}
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}


def _read(path: Path) -> _File:
    file = _File(path)
    try:
        file.content = path.read_bytes()
    except OSError as error:
        file.problems.append(
            Problem(f"It cannot be read ({error.strerror})", str(path), "Let Tocsin read it")
        )
        return file
    file.text = read_text(file.content)
    flaws = [Problem(flaw.what, f"{path}, line {flaw.line}", flaw.remedy) for flaw in file.text.flaws]
    if file.text.data is not None and not isinstance(file.text.data, dict):
        flaws.append(Problem("This has no keys", f"{path}, line 1", "Write 'key: value' lines"))
    file.problems += flaws
    return file


def _unread(own: Path) -> Iterator[Problem]:
    """What was surely meant to be read and is not, for its name or kind."""
    if own.exists() and not own.is_dir():
        yield Problem(
            "This is no folder", str(own), "Make it a folder with one file a playbook, or take it away"
        )
    elif own.is_dir():
        for path in sorted(own.glob("*.yaml")):
            yield Problem("A file of this name is not read", str(path), f"Name it {path.stem}.yml")


def _base(key: str, theirs: Mapping[str, _File], ours: Mapping[str, _File]) -> tuple[str, _File | None]:
    """What the playbook extends, and its file: of its own key the shipped one; empty when it extends nothing."""
    file = theirs.get(key) or ours[key]
    name = file.data.get("extends")
    if name is None:
        return "", None
    return str(name), ours.get(key) if name == key else theirs.get(str(name)) or ours.get(str(name))


def _chain_faults(key: str, theirs: Mapping[str, _File], ours: Mapping[str, _File]) -> Iterator[Fault]:
    """Whether everything that is extended is there, and nothing extends itself in the end."""
    seen = [key]
    while True:
        name, base = _base(seen[-1], theirs, ours)
        if base is None:
            if name and len(seen) == 1:
                known = sorted({*ours, *theirs} - {key})
                meant = nearest(name, known)
                remedy = f"Did you mean {meant}?" if meant else f"Give one of {', '.join(known)}"
                yield ("extends",), f"There is no playbook {shortened(name)!r} to extend", remedy
            return
        if name == seen[-1]:
            return
        if name in seen:
            yield (
                ("extends",),
                f"Those that it extends go in a circle: {', '.join(seen)}",
                "Let one stand alone",
            )
            return
        seen.append(name)


def _merged(key: str, theirs: Mapping[str, _File], ours: Mapping[str, _File]) -> dict[str, Any]:
    file = theirs.get(key) or ours[key]
    name, base = _base(key, theirs, ours)
    if base is None:
        return file.data
    under = base.data if name == key else _merged(name, theirs, ours)
    return {**_over(under, file.data), "key": file.data["key"]}


def _over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """The second over the first: mappings key by key, all else as a whole."""
    both = {key: (under.get(key), value) for key, value in over.items()}
    return under | {
        key: _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
        for key, (below, value) in both.items()
    }


def _own_faults(file: _File, policy: Policy | None) -> Iterator[Fault]:
    """What the model cannot see: the name of the file, and the roles of the policy."""
    if file.data["key"] != file.key:
        yield (
            ("key",),
            f"The file is called {file.key}.yml, and the key is another",
            "Give both the same name",
        )
    owner = file.data.get("owner")
    if policy is not None and isinstance(owner, str) and owner not in policy.roles:
        known = ", ".join(policy.roles)
        yield ("owner",), f"The policy has no role {shortened(owner)!r}", f"Give one of {known}"


def _belongs(fault: Fault, file: _File) -> bool:
    """Whether it is this file's: what is wrong in a playbook that it extends is told there."""
    place = fault[0]
    return "extends" not in file.data or not place or place[0] in file.data or place == ("decisions",)
