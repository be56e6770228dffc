"""Charts (Slack: data visualization block)."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.schema import (
    Check,
    Fault,
    Required,
    anything,
    both,
    by_type,
    listed,
    number,
    objects,
    record,
    string,
)

_LABEL = Required(string(limits.CHART_LABEL, 1))
_POINT = record({"label": _LABEL, "value": Required(number())})
_SERIES = record({"name": _LABEL, "data": Required(listed(_POINT, limits.CHART_POINTS, 1))})
_AXES = record(
    {
        "categories": Required(listed(string(limits.CHART_LABEL, 1), limits.CHART_POINTS, 1)),
        "x_label": string(limits.AXIS_LABEL),
        "y_label": string(limits.AXIS_LABEL),
    }
)


def _series_fit(value: Any, at: str) -> Iterator[Fault]:
    """Every series has a name of its own and a point for each category."""
    axes = value.get("axis_config") if isinstance(value, dict) else None
    categories = _words(axes.get("categories") if isinstance(axes, dict) else None)
    names: set[str] = set()
    for series, place in objects(value, "series", at=at):
        name = series.get("name")
        if isinstance(name, str) and name in names:
            yield Fault("`name` must be unique", f"{place}/name")
        names |= _words([name])
        labels = _words([point.get("label") for point, _ in objects(series, "data", at=place)])
        if labels and categories and labels != categories:
            yield Fault("must have a point for each category", f"{place}/data")


def _words(values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str)} if isinstance(values, list) else set()


_ON_AXES = both(
    record(
        {
            "type": anything,
            "series": Required(listed(_SERIES, limits.CHART_PARTS, 1)),
            "axis_config": Required(_AXES),
        }
    ),
    _series_fit,
)
_PIE = record(
    {
        "type": anything,
        "segments": Required(
            listed(record({"label": _LABEL, "value": Required(number(above=0))}), limits.CHART_PARTS, 1)
        ),
    }
)
CHART: Check = by_type({"pie": _PIE, "bar": _ON_AXES, "area": _ON_AXES, "line": _ON_AXES})
