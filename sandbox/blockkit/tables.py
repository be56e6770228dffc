"""Tables (Slack: table block, data table block)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.rich_text import RICH_TEXT
from sandbox.blockkit.schema import (
    Check,
    Constraint,
    Fault,
    Fields,
    Required,
    anything,
    boolean,
    by_type,
    integer,
    listed,
    number,
    one_of,
    record,
    string,
)

_TEXT = Required(string(least=1))
_CELL = by_type(
    {
        "raw_text": record({"type": anything, "text": _TEXT}),
        "raw_number": record({"type": anything, "value": Required(number()), "text": _TEXT}),
        "rich_text": RICH_TEXT,
    }
)
# Rows of unequal length and settings for more or fewer columns than there are pass: no source of Slack refuses them.
TABLE: Fields = {
    "rows": Required(listed(listed(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS, 1)),
    "column_settings": listed(
        record({"align": one_of("left", "center", "right"), "is_wrapped": boolean}), limits.TABLE_COLUMNS
    ),
}


@dataclass(frozen=True)
class _Table:
    """The fields of a block, and what holds between its rows."""

    fields: Fields
    shape: Check


def _data_table_shape(value: Any, at: str) -> Iterator[Fault]:
    """The first row holds plain headings, and all rows are of its length."""
    rows = value.get("rows") if isinstance(value, dict) else None
    lists = [row if isinstance(row, list) else [] for row in rows] if isinstance(rows, list) else []
    heading = lists[0] if lists else []
    for index, cell in enumerate(heading):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            expected = Constraint("enum", ("raw_text", "raw_number"))
            yield Fault("unsupported type: rich_text", f"{at}/rows/0/{index}/type", expected)
    for index, row in enumerate(lists):
        if len(row) != len(heading):
            yield Fault(f"must have {len(heading)} cells like the first row", f"{at}/rows/{index}")


DATA_TABLE = _Table(
    fields={
        "caption": Required(string()),
        "rows": Required(listed(listed(_CELL, limits.TABLE_COLUMNS, 1), limits.DATA_TABLE_ROWS, 2)),
        "page_size": integer(1, limits.DATA_TABLE_PAGE),
        "row_header_column_index": integer(0),
    },
    shape=_data_table_shape,
)


def characters(table: Any) -> int:
    """How many characters the cells of a table show."""
    waiting = [table.get("rows")] if isinstance(table, dict) else []
    total = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            total += len(node["text"]) if isinstance(node.get("text"), str) else 0
            waiting.append(node.get("elements"))
        elif isinstance(node, list):
            waiting += node
    return total
