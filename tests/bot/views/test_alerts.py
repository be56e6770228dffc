"""What `tocsin slo` prints, as a table and as a Prometheus rule file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adapters.configuration import read_configuration
from bot.adapters.yaml_text import written
from bot.domain.catalogue import ModelEntry, SliFamily, Slo
from bot.views.alerts import alert_table, figure, left_out, percent, prometheus_span, rule_groups

DEMO = Path(__file__).parents[3] / "sandbox" / "demo"
RATIO = 'sum(rate(bad{code=~"5.."}[{window}])) / sum(rate(all[{window}]))'


def model(objective: str = "99.9", days: int = 30, **words: str) -> ModelEntry:
    """A model with one availability SLO."""
    name, threshold = words.get("slo", "answers"), words.get("threshold", "no 5xx")
    promised = Slo(
        name=name,
        family=SliFamily.AVAILABILITY,
        objective=Decimal(objective),
        window_days=days,
        threshold=threshold,
        bad_ratio=words.get("ratio", RATIO),
    )
    return ModelEntry(name=words.get("name", "ranker"), slos=(promised,))


def test_the_table() -> None:
    """The table has the figures of domain §6, with the budget and what each alert means for it."""
    assert alert_table(model()) == (
        "ranker: an alert fires while both windows are above its threshold.\n\n"
        "answers (availability): 99.9 % over 30 days, no 5xx\n"
        "  error budget 0.1 %, that is 43.2 minutes of full outage\n"
        "  tier         long  short   burn   threshold  budget spent  budget gone in\n"
        "  page-fast    1 h   5 min   14.4x  1.44 %     2 %           50 h\n"
        "  page-medium  6 h   30 min  6x     0.6 %      5 %           5 d\n"
        "  ticket-slow  3 d   6 h     1x     0.1 %      10 %          30 d\n\n"
        "--format prometheus prints the rules of those that have a bad_ratio.\n"
    )


def test_a_tier_that_can_never_fire_is_said_so() -> None:
    """A tier whose threshold reaches 100 % stands in the table with that, and has no rule; the reason is given."""
    entry = model("93")
    (line,) = [line for line in alert_table(entry).splitlines() if "page-fast" in line]
    assert "100.8 %" in line and line.endswith("can never fire: no share of bad events exceeds 100 %")
    (group,) = rule_groups(entry)["groups"]
    assert [rule["labels"]["burn_tier"] for rule in group["rules"]] == ["page-medium", "ticket-slow"]
    assert left_out(entry) == ("answers, page-fast: can never fire: no share of bad events exceeds 100 %",)


def test_a_model_without_slos() -> None:
    """A model without SLOs is told where to write them, and its rule file is empty and valid."""
    entry = ModelEntry(name="ranker")
    assert "has no SLOs" in alert_table(entry)
    assert yaml.safe_load(written(rule_groups(entry))) == {"groups": []}


def test_the_rules() -> None:
    """Each rule asks both windows, pages or tickets for that model, and says in words what it means."""
    (group,) = yaml.safe_load(written(rule_groups(model())))["groups"]
    assert group["name"] == "tocsin slo: ranker / answers"
    fast, medium, slow = group["rules"]
    assert fast["expr"] == (
        '((sum(rate(bad{code=~"5.."}[1h])) / sum(rate(all[1h]))) > 0.0144)'
        ' and ((sum(rate(bad{code=~"5.."}[5m])) / sum(rate(all[5m]))) > 0.0144)'
    )
    assert "[6h]" in medium["expr"] and "[30m]" in medium["expr"] and "> 0.006)" in medium["expr"]
    assert "[3d]" in slow["expr"] and "[6h]" in slow["expr"] and "> 0.001)" in slow["expr"]
    assert [rule["labels"]["severity"] for rule in group["rules"]] == ["page", "page", "ticket"]
    assert {rule["labels"]["model"] for rule in group["rules"]} == {"ranker"}
    assert fast["annotations"]["summary"] == (
        "ranker: the error budget of answers is spent more than 14.4 times as fast as it lasts."
    )
    assert "a whole budget lasts 50 h" in fast["annotations"]["description"]


def test_the_demo_models_have_rules() -> None:
    """Every model of the demo has a table and at least one group of rules, and no two rules are the same."""
    for entry in read_configuration(DEMO).catalogue.models:
        groups = rule_groups(entry)["groups"]
        labels = [str(rule["labels"]) for group in groups for rule in group["rules"]]
        assert groups and len(set(labels)) == len(labels)
        assert len({group["name"] for group in groups}) == len(groups)
        assert all(len(line) <= 140 for line in alert_table(entry).splitlines())


def test_typed_words_open_no_template() -> None:
    """Braces in names are text in labels and annotations, where Prometheus would otherwise run them."""
    (group,) = rule_groups(model(name="{{ printf }}", slo="{{{"))["groups"]
    assert group["rules"][0]["labels"]["model"] == '{{ "{{" }} printf }}'
    assert group["rules"][0]["labels"]["slo"] == '{{ "{{" }}{'


@given(
    st.text(min_size=1, max_size=75),
    st.text(max_size=150),
    st.decimals(Decimal("50.000001"), Decimal("99.999999"), places=6),
    st.integers(1, 90),
)
def test_any_words_and_figures_make_a_valid_file(
    name: str, words: str, objective: Decimal, days: int
) -> None:
    """Whatever is typed, the file is YAML that says what was meant, and every other line is a comment."""
    try:
        entry = model(f"{objective:f}", days, name=name, slo=name, threshold=words)
    except ValidationError:
        return
    text = "".join(f"# {line}\n" for line in left_out(entry)) + written(rule_groups(entry))
    assert yaml.safe_load(text) == rule_groups(entry)
    assert alert_table(entry).count("\n") == 10


def test_an_expression_of_several_lines_is_one() -> None:
    """Line breaks in a bad_ratio become blanks."""
    (group,) = rule_groups(model(ratio="rate(bad[{window}])\n  / rate(all[{window}])\n"))["groups"]
    assert group["rules"][0]["expr"].startswith("((rate(bad[1h]) / rate(all[1h])) > ")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("14.4", "14.4"),
        ("1", "1"),
        ("720", "720"),
        ("1/3", "0.3333"),
        ("1/100000", "0.00001"),
        ("1200", "1200"),
    ],
)
def test_figures(number: str, shown: str) -> None:
    """Figures have four significant digits and no needless zeros."""
    assert figure(Fraction(number)) == shown


def test_shares_and_windows() -> None:
    """Shares are shown in percent, windows as PromQL writes them."""
    assert percent(Fraction("0.0144")) == "1.44 %"
    lengths = (timedelta(minutes=5), timedelta(hours=6), timedelta(days=3), timedelta(minutes=90))
    assert [prometheus_span(length) for length in lengths] == ["5m", "6h", "3d", "90m"]
