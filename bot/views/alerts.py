"""What `tocsin slo` prints: the alerts that follow from each SLO (domain §6), as a table and as Prometheus rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

from bot.domain.catalogue import ModelEntry, SliFamily, Slo
from bot.domain.slo import (
    Alert,
    Fitness,
    alerts,
    budget_minutes,
    error_budget,
    hours,
    rate_expression,
)
from bot.views.text import length, one_line

ALERT_NAME = "ModelErrorBudgetBurn"
"""One name for all, so that they can be routed and silenced together; the labels tell them apart."""

_SHOWN = Context(prec=4, rounding=ROUND_HALF_EVEN)
_EXACT = Context(prec=12, rounding=ROUND_HALF_EVEN)
_BREAKS = re.compile(r"\s*\n\s*")
_WORDS = 150
_HEADINGS = ("tier", "long", "short", "burn", "threshold", "budget spent", "budget gone in", "")
_NOTES: Mapping[Fitness, str] = {
    Fitness.FIT: "",
    Fitness.NEVER_FIRES: "can never fire: no share of bad events exceeds 100 %",
    Fitness.OUTLASTS: "of no use: looks further back than the SLO does",
    Fitness.EARLY: "fires early: at this burn the budget outlasts the window",
}


def alert_table(entry: ModelEntry) -> str:
    """Every SLO of the model with its error budget and its alerts, to be read in a terminal; ends in a line end."""
    name = one_line(entry.name, _WORDS)
    if not entry.slos:
        return f"{name} has no SLOs. They stand in models.yml, under `slos` of the model.\n"
    parts = [f"{name}: an alert fires while both windows are above its threshold.", *map(_table, entry.slos)]
    if any(slo.bad_ratio for slo in entry.slos):
        parts.append("--format prometheus prints the rules of those that have a bad_ratio.")
    return "\n\n".join(parts) + "\n"


def rule_groups(entry: ModelEntry) -> dict[str, Any]:
    """The content of a Prometheus rule file: a group for each SLO that has a `bad_ratio` and alerts that can fire."""
    groups = (
        {"name": f"tocsin slo: {_plain(entry.name)} / {_plain(slo.name)}", "rules": rules}
        for slo in entry.slos
        if (rules := list(_rules(entry, slo)))
    )
    return {"groups": list(groups)}


def left_out(entry: ModelEntry) -> tuple[str, ...]:
    """In a line each: why an SLO or a tier of it has no rule in `rule_groups`."""
    return tuple(_left_out(entry))


def figure(number: Fraction, context: Context = _SHOWN) -> str:
    """The number as a decimal without needless zeros, rounded to four significant digits unless told otherwise."""
    rounded = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Fraction) -> str:
    """A share of 0 to 1 in percent."""
    return f"{figure(share * 100)} %"


def days(number: int) -> str:
    """The SLO's window in words."""
    return "1 day" if number == 1 else f"{number} days"


def _table(slo: Slo) -> str:
    rows = [_HEADINGS, *map(_row, alerts(slo))]
    widths = [max(map(length, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join([_promise(slo), *(f"  {line}" for line in lines)])


def _promise(slo: Slo) -> str:
    """The SLO and its budget in two lines."""
    words = f", {one_line(slo.threshold, _WORDS)}" if slo.threshold else ""
    said = f"{one_line(slo.name, _WORDS)} ({slo.family}): {slo.objective:f} % over {days(slo.window_days)}{words}"
    budget = f"  error budget {percent(error_budget(slo))}"
    if slo.family is SliFamily.AVAILABILITY:
        budget += f", that is {figure(budget_minutes(slo))} minutes of full outage"
    return f"{said}\n{budget}"


def _row(alert: Alert) -> tuple[str, ...]:
    tier = alert.tier
    return (
        tier.name,
        _span(hours(tier.long)),
        _span(hours(tier.short)),
        f"{figure(alert.burn)}x",
        percent(alert.threshold),
        percent(tier.share),
        _span(alert.exhausted_in_hours),
        _NOTES[alert.fitness],
    )


def _span(length_in_hours: Fraction) -> str:
    """Minutes below one hour, hours below three days, then days."""
    if length_in_hours < 1:
        return f"{figure(length_in_hours * 60)} min"
    if length_in_hours >= 72:
        return f"{figure(length_in_hours / 24)} d"
    return f"{figure(length_in_hours)} h"


def _rules(entry: ModelEntry, slo: Slo) -> Iterator[dict[str, Any]]:
    for alert in alerts(slo):
        if slo.bad_ratio and alert.fitness.useful:
            yield {
                "alert": ALERT_NAME,
                "expr": f"{_above(slo, alert, alert.tier.long)} and {_above(slo, alert, alert.tier.short)}",
                "labels": {
                    "severity": alert.tier.severity,
                    "model": _plain(entry.name),
                    "slo": _plain(slo.name),
                    "family": slo.family.value,
                    "burn_tier": alert.tier.name,
                },
                "annotations": _annotations(entry, slo, alert),
            }


def _above(slo: Slo, alert: Alert, window: timedelta) -> str:
    expression = _BREAKS.sub(" ", rate_expression(slo, prometheus_span(window)).strip())
    return f"(({expression}) > {figure(alert.threshold, _EXACT)})"


def _annotations(entry: ModelEntry, slo: Slo, alert: Alert) -> dict[str, str]:
    long, short = (_span(hours(window)) for window in (alert.tier.long, alert.tier.short))
    said = {
        "summary": f"{_plain(entry.name)}: the error budget of {_plain(slo.name)} is spent {_pace(alert)}.",
        "description": f"Promised are {slo.objective:f} % over {days(slo.window_days)}"
        f"{f' ({_plain(slo.threshold)})' if slo.threshold else ''}. More than {percent(alert.threshold)} were bad "
        f"in the last {long} and in the last {short}; at this rate a whole budget lasts "
        f"{_span(alert.exhausted_in_hours)}.",
    }
    more = (("runbook_url", entry.runbooks), ("dashboard_url", entry.dashboards))
    return said | {key: _plain(links[0], 1000) for key, links in more if links}


def _pace(alert: Alert) -> str:
    if alert.burn == 1:
        return "faster than it lasts"
    return f"more than {figure(alert.burn)} times as fast as it lasts"


def prometheus_span(window: timedelta) -> str:
    """The window as PromQL writes it, in the largest unit that divides it: `3d`, `6h`, `5m`."""
    minutes = window // timedelta(minutes=1)
    unit, size = next(each for each in (("d", 1440), ("h", 60), ("m", 1)) if minutes % each[1] == 0)
    return f"{minutes // size}{unit}"


def _plain(text: str, most: int = _WORDS) -> str:
    """Typed words on one line; two braces would open one of Prometheus's templates."""
    return one_line(text, most).replace("{{", '{{ "{{" }}')


def _left_out(entry: ModelEntry) -> Iterator[str]:
    for slo in entry.slos:
        name = one_line(slo.name, _WORDS)
        if not slo.bad_ratio:
            yield f"{name}: no rules, for it has no bad_ratio"
            continue
        for alert in alerts(slo):
            if not alert.fitness.useful:
                yield f"{name}, {alert.tier.name}: {_NOTES[alert.fitness]}"
