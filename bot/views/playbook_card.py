"""The playbook that an incident is worked by: its living checklist, the whole of it to tick, and what is told of it.

A control names the incident, when the playbook was attached (POSIX milliseconds) and the item, so that a press on what
another playbook has replaced meanwhile never ticks the wrong item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.checklists import Attached, Item, PlaybookAttached, PlaybookDetached
from bot.domain.containment import MENU
from bot.domain.incident import Incident
from bot.domain.playbook import Playbook, Row, fill
from bot.views.forms import Choice
from bot.views.playbook_card_models import (
    ChoiceLine,
    ItemLine,
    PlaybookCardView,
    PlaybookChangedView,
    PlaybookChangeForm,
    PlaybookItemForm,
    PlaybookItemsView,
    PlaybookRowsView,
)
from bot.views.playbooks import COMMAND_LINES, WIDTH, lines_of, owner_title, value_of

ROWS = 6
"""Rows of the decision table that stand on the card."""

NEXT_STEPS = 4
"""Steps that stand on the card once the decision table has made way for them; beside it, one."""

WHOLE = 300
_ROW_LINES = 30
_ROW_FRAME = 2


def playbook_card(it: Incident) -> PlaybookCardView:
    """The first three checks until they are done; then the decision table and what is next."""
    attached = it.playbook
    if attached is None:
        return _nothing_attached(it)
    playbook = attached.playbook
    checks = tuple(_short(it, attached, [item for item in attached.items if item.is_check]))
    after = [item for item in attached.open_items if not item.is_check]
    contained = any(action.steps[0].at >= attached.at for action in it.actions)
    deciding = attached.checked and not contained and len(after) == len(attached.items) - len(checks)
    rows = playbook.decisions if deciding else ()
    room = _room(len(rows[:ROWS]))
    upcoming = after[: 1 if deciding else NEXT_STEPS] if attached.checked else []
    return PlaybookCardView(
        number=it.number,
        open=it.open,
        title=playbook.title,
        version=playbook.version,
        owner=owner_title(playbook, it.policy.roles),
        by=attached.by or "",
        at=attached.at,
        done=len(attached.ticks),
        total=len(attached.items),
        checked=attached.checked,
        summed=any(check.done for check in checks),
        checks=checks,
        rows=tuple(_rows(it, attached, rows[:ROWS], room)),
        more_rows=len(rows) > ROWS or any(len(text) > room for row in rows for text in (row.when, row.then)),
        steps=tuple(_line(it, attached, item) for item in upcoming),
        missing=_missing(it, [item.command for item in attached.items if item.is_check]),
        model=it.model,
        page=value_of(playbook, 0, it.number),
        stamp=_stamp(it, attached),
    )


def _nothing_attached(it: Incident) -> PlaybookCardView:
    return PlaybookCardView(
        number=it.number,
        open=it.open,
        title="",
        version="",
        owner="",
        by="",
        at=None,
        done=0,
        total=0,
        checked=False,
        summed=False,
        checks=(),
        rows=(),
        more_rows=False,
        steps=(),
        missing=(),
        model="",
        page="",
        stamp="",
    )


def playbook_items(it: Incident, attached: Attached) -> PlaybookItemsView:
    """Everything that the playbook asks for, each with its state."""
    lines = [(item.key.partition(":")[0], _line(it, attached, item)) for item in attached.items]

    def of(kind: str) -> tuple[ItemLine, ...]:
        return tuple(line for each, line in lines if each == kind)

    return PlaybookItemsView(
        number=it.number,
        open=it.open,
        title=attached.playbook.title,
        version=attached.playbook.version,
        done=len(attached.ticks),
        total=len(attached.items),
        checks=of("check"),
        steps=of("step"),
        verification=of("verification"),
        missing=_missing(it, [item.command for item in attached.items]),
    )


def playbook_rows(it: Incident, attached: Attached) -> PlaybookRowsView:
    """What may be seen, and what follows, in whole sentences."""
    rows = attached.playbook.decisions
    return PlaybookRowsView(
        number=it.number,
        open=it.open,
        title=attached.playbook.title,
        rows=tuple(_rows(it, attached, rows, WHOLE)),
    )


def playbook_item(it: Incident, attached: Attached, item: Item) -> PlaybookItemForm:
    """One item; it begins as done, which is why people open it."""
    line = _line(it, attached, item)
    return PlaybookItemForm(item=line, missing=_missing(it, [item.command]))


def playbook_change(it: Incident, library: Sequence[Playbook], chosen: str) -> PlaybookChangeForm:
    """Another playbook, or none; the library in the order in which it is offered."""
    before = it.playbook
    return PlaybookChangeForm(
        number=it.number,
        title=before.playbook.title if before else "",
        done=len(before.ticks) if before else 0,
        options=tuple(Choice(each.key, each.title) for each in library),
        chosen=chosen,
    )


def told(event: PlaybookAttached | PlaybookDetached, by: str) -> PlaybookChangedView:
    """What the room is told of the playbook; of its items the living message says it all."""
    if isinstance(event, PlaybookDetached):
        return PlaybookChangedView(by=by, title="", before=event.title, reason=event.reason)
    return PlaybookChangedView(by=by, title=event.playbook.title, before=event.before, reason=event.reason)


def _line(it: Incident, attached: Attached, item: Item, *, command: str | None = None) -> ItemLine:
    """An item with its state; `command` takes the place of its own, filled in, where there is no room for it."""
    tick, filled = attached.ticks.get(item.key), fill(item.command, it.known_model).text
    shown = filled if command is None else command
    return ItemLine(
        nth=int(item.key.partition(":")[2]),
        words=item.words,
        tell=item.tell,
        command=shown,
        more=bool(filled) and not shown,
        done=tick is not None,
        by=(tick.by or "") if tick else "",
        at=tick.at if tick else None,
        result=tick.result if tick else "",
        value=f"{_stamp(it, attached)}:{item.key}",
    )


def _short(it: Incident, attached: Attached, items: Sequence[Item]) -> Iterator[ItemLine]:
    """The checks; commands of open ones as far as there is room."""
    room = COMMAND_LINES
    for item in items:
        takes = lines_of(fill(item.command, it.known_model).text, 0)
        fits = takes <= room and item.key not in attached.ticks
        room -= takes if fits else 0
        yield _line(it, attached, item, command=None if fits else "")


def _rows(it: Incident, attached: Attached, rows: Sequence[Row], room: int) -> Iterator[ChoiceLine]:
    for nth, row in enumerate(rows, 1):
        yield ChoiceLine(
            when=row.when,
            then=row.then,
            change=MENU[row.containment].label if row.containment else "",
            room=room,
            value=f"{_stamp(it, attached)}:row:{nth}",
        )


def _room(rows: int) -> int:
    """Characters for each of a row's two sentences, so that all rows together keep to their lines."""
    lines = max(2, _ROW_LINES // max(1, rows) - _ROW_FRAME)
    return min(WHOLE, lines * WIDTH // 2)


def _stamp(it: Incident, attached: Attached) -> str:
    return f"{it.number}:{stamp_of(attached)}"


def stamp_of(attached: Attached) -> int:
    """When it was attached, in POSIX milliseconds: which of an incident's playbooks a control belongs to."""
    return int(attached.at.timestamp() * 1000)


def _missing(it: Incident, commands: Sequence[str]) -> tuple[str, ...]:
    entry = it.known_model
    return tuple(dict.fromkeys(name for command in commands for name in fill(command, entry).missing))
