"""What is shown of playbooks: the hits of a search with the first checks, and a whole one, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.catalogue import ModelEntry
from bot.domain.containment import MENU
from bot.domain.incident import Incident
from bot.domain.playbook import Check, Filled, Option, Playbook, Row, fill
from bot.domain.playbook_search import Hit
from bot.domain.policy import RoleRule
from bot.domain.severity import Surface
from bot.views.playbook_models import (
    CheckLine,
    HitLine,
    OptionLine,
    PlaybooksView,
    PlaybookView,
    RowLine,
    StepLine,
)

PAGE_LINES = 54
"""Lines of a page on a phone, without its head and foot; two screens have 64."""

COMMAND_LINES = 7
"""Lines that the commands beside the first checks may take; longer ones are left to the whole playbook."""

WIDTH = 45
"""Characters of a line on a phone."""

_LABEL = 12
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """Where playbooks are read: the policy's roles, the model that commands are filled in for, the incident or 0.

    attachable: the incident is open, so that one can be attached to it; attached: the key of the one that is, or empty.
    """

    roles: Mapping[str, RoleRule]
    entry: ModelEntry | None = None
    number: int = 0
    attachable: bool = False
    attached: str = ""

    def attaches(self, playbook: Playbook) -> str:
        """What the button carries that attaches this playbook; empty where none does."""
        offered = self.attachable and playbook.key != self.attached
        return f"{self.number}:{playbook.key}" if offered else ""


def reading(it: Incident) -> Reading:
    """Playbooks as they are read in this incident."""
    attached = it.playbook.playbook.key if it.playbook else ""
    return Reading(it.policy.roles, it.known_model, it.number, attachable=it.open, attached=attached)


Part = tuple[str, object, int, tuple[str, ...]]
"""A field of the page, what belongs there, how many lines it takes, and the placeholders that it leaves open."""


def playbooks(
    hits: Sequence[Hit],
    words: str,
    library: Sequence[Playbook],
    at: Reading,
    *,
    fits: bool = True,
    room: int = COMMAND_LINES,
) -> PlaybooksView:
    """The best hits for these words; `room` are the lines that commands may take in all."""
    lines = [
        HitLine(nth, hit.playbook.title, hit.why, value_of(hit.playbook, 0, at.number))
        for nth, hit in enumerate(hits[:SHOWN], 1)
    ]
    best = hits[0].playbook if hits else None
    filled = (
        [fill(check.command, at.entry) if check.command else None for check in best.checks] if best else []
    )
    checks = tuple(_short_checks(best.checks, filled, room)) if best else ()
    shown = (command for check, command in zip(checks, filled, strict=True) if check.command)
    return PlaybooksView(
        words=words,
        fits=fits,
        best=lines[0] if lines else None,
        surface=best.surface if best else Surface.UNKNOWN,
        owner=owner_title(best, at.roles) if best else "",
        takes=timedelta(minutes=best.duration_minutes if best else 0),
        checks=checks,
        others=tuple(lines[1:]),
        choices=tuple(HitLine(0, each.title, (), value_of(each, 0, at.number)) for each in by_title(library)),
        missing=_missing(shown),
        model=at.entry.name if at.entry else "",
        number=at.number,
        attach=at.attaches(best) if best else "",
        attached=bool(best and at.number and best.key == at.attached),
    )


def playbook(it: Playbook, at: Reading, page: int) -> PlaybookView:
    """Page `page` of a playbook, counted from 0; a page that there is not is the nearest that there is."""
    pages = list(_pages(_parts(it, at.entry)))
    turned = min(max(page, 0), len(pages) - 1)
    return replace(
        _page(it, at, pages[turned]),
        page=turned + 1,
        pages=len(pages),
        before=value_of(it, turned - 1, at.number) if turned > 0 else "",
        after=value_of(it, turned + 1, at.number) if turned + 1 < len(pages) else "",
    )


def whole(it: Playbook, at: Reading) -> PlaybookView:
    """A playbook on one page without end, for a terminal."""
    return _page(it, at, _parts(it, at.entry))


def _page(it: Playbook, at: Reading, parts: Iterable[Part]) -> PlaybookView:
    fields: dict[str, tuple[object, ...]] = {}
    for name, part, _, missing in parts:
        fields[name] = (*fields.get(name, ()), part)
        fields["missing"] = tuple(dict.fromkeys((*fields.get("missing", ()), *missing)))
    bare = PlaybookView(
        title=it.title,
        version=it.version,
        surface=it.surface,
        owner=owner_title(it, at.roles),
        takes=timedelta(minutes=it.duration_minutes),
        page=1,
        pages=1,
        before="",
        after="",
        model=at.entry.name if at.entry else "",
        number=at.number,
        attach=at.attaches(it),
        attached=bool(at.number and it.key == at.attached),
    )
    # The parts' names are the page's fields, each a tuple of what stands there.
    return replace(bare, **fields)  # type: ignore[arg-type]


def value_of(it: Playbook, page: int, number: int) -> str:
    """What a control that opens this page carries: key, page from 0, and the incident's number or 0."""
    return f"{it.key}:{page}:{number}"


def owner_title(it: Playbook, roles: Mapping[str, RoleRule]) -> str:
    """The title of the role that owns it; the key in words where the policy has no such role."""
    rule = roles.get(it.owner)
    return rule.title if rule else it.owner.replace("_", " ")


def by_title(library: Sequence[Playbook]) -> list[Playbook]:
    """All playbooks as people look for them in a menu."""
    return sorted(library, key=lambda each: each.title.casefold())


def _short_checks(checks: Sequence[Check], filled: Sequence[Filled | None], room: int) -> Iterator[CheckLine]:
    for number, (check, command) in enumerate(zip(checks, filled, strict=True), 1):
        takes = lines_of(command.text, 0) if command else 0
        fits = takes <= room
        room -= takes if fits else 0
        text = command.text if command and fits else ""
        yield CheckLine(number, check.look, check.tell, text, more=command is not None and not fits)


def _parts(it: Playbook, entry: ModelEntry | None) -> Iterator[Part]:
    """Everything in the order in which it is needed at night."""
    for number, check in enumerate(it.checks, 1):
        yield _check(number, check, entry)
    yield from (_row(row) for row in it.decisions)
    for number, option in enumerate(it.containment, 1):
        yield _option(number, option, entry)
    yield _said("rollback", it.rollback)
    for number, step in enumerate(it.steps, 1):
        yield "steps", StepLine(number, step), lines_of(step) + 1, ()
    for name, texts in (
        ("verification", it.verification),
        ("success", it.success),
        ("internal", (it.comms.internal,)),
        ("customers", (it.comms.customers,)),
        ("causes", it.causes),
        ("compliance", (it.compliance,)),
    ):
        yield from (_said(name, text) for text in texts)


def _check(number: int, check: Check, entry: ModelEntry | None) -> Part:
    command = fill(check.command or "", entry)
    lines = lines_of(check.look) + lines_of(check.tell) + lines_of(command.text, 0) + 1
    return "checks", CheckLine(number, check.look, check.tell, command.text), lines, command.missing


def _row(row: Row) -> Part:
    change = MENU[row.containment].label if row.containment else ""
    return (
        "rows",
        RowLine(row.when, row.then, change),
        lines_of(f"{row.when}{row.then}{change}", 2 * WIDTH) + 1,
        (),
    )


def _option(number: int, option: Option, entry: ModelEntry | None) -> Part:
    command, change = fill(option.command or "", entry), MENU[option.key]
    line = OptionLine(
        number=number,
        label=change.label,
        what=option.what,
        command=command.text,
        effect=option.effect,
        verify=option.verify,
        lift=option.lift,
        review=timedelta(minutes=option.review_after_minutes),
        undone=change.undone,
        risky=option.risky,
    )
    texts = (change.label, option.what, option.effect, option.verify, option.lift, change.undone)
    lines = sum(lines_of(text) for text in texts) + lines_of(command.text, 0) + 2
    return "options", line, lines, command.missing


def _said(name: str, text: str) -> Part:
    return name, text, lines_of(text) + 1, ()


def lines_of(text: str, label: int = _LABEL) -> int:
    """About how many lines the text takes on a phone, beside a label of so many characters."""
    lines = text.split("\n") if text else []
    return sum(max(1, -(-(len(line) + label) // WIDTH)) for line in lines)


def _pages(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts in their order, as many on a page as two phone screens hold; a heading takes two lines."""
    page: list[Part] = []
    taken = 0
    for part in parts:
        lines = part[2] + (0 if page and page[-1][0] == part[0] else 2)
        if page and taken + lines > PAGE_LINES:
            yield page
            page, taken, lines = [], 0, part[2] + 2
        page.append(part)
        taken += lines
    yield page


def _missing(commands: Iterable[Filled | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for command in commands if command for name in command.missing))
