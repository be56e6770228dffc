"""The tables of docs/triage.md, made from the rules; `python -m tests.bot.domain.triage_tables` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.domain.signals import DEFAULTS, Signals, UsersHit, page_burn, suggest, ticket_burn
from bot.domain.triage_questions import QUESTIONS
from bot.domain.triage_rule import FalsePage
from bot.domain.triage_rules import (
    CONTRADICTIONS,
    DRIFTS,
    EARLY,
    EXPLANATIONS,
    FALSE_PAGE_CHECKS,
    FINDINGS,
    OBJECTIONS,
    PLAYBOOKS,
    RULED_OUT,
    SKIPS,
)

PAGE = Path(__file__).parents[3] / "docs" / "triage.md"
TABLE = re.compile(r"(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def code(text: str) -> str:
    """The text as code."""
    return f"`{text}`"


def kinds(when: str) -> str:
    """What that objection objects to."""
    refuted = [rule.kind for rule in OBJECTIONS if rule.when == when]
    every = len(refuted) == len(FalsePage) - 1
    return "every explanation" if every else ", ".join(code(kind.value) for kind in refuted)


EVERYONE, SLICE, NOBODY = UsersHit.EVERYONE, UsersHit.SLICE, UsersHit.NOBODY

SIGNALS = (
    ("output unsafe or legally risky", Signals(safety_or_legal=True)),
    ("serving down", Signals(serving_down=True)),
    ("quality SLO breached, everyone hit", Signals(quality_slo_breached=True, users_hit=EVERYONE)),
    (
        f"quality SLO breached, {DEFAULTS.scale_percent:g} % of users hit",
        Signals(quality_slo_breached=True, slice_share_percent=DEFAULTS.scale_percent),
    ),
    (
        f"KPI −{DEFAULTS.kpi_grave_percent:g} %, everyone hit",
        Signals(kpi_change_percent=-DEFAULTS.kpi_grave_percent, users_hit=EVERYONE),
    ),
    ("quality SLO breached", Signals(quality_slo_breached=True)),
    (f"KPI −{DEFAULTS.kpi_visible_percent:g} %", Signals(kpi_change_percent=-DEFAULTS.kpi_visible_percent)),
    (f"SLO burn {page_burn(DEFAULTS):g} ×", Signals(slo_burn=page_burn(DEFAULTS))),
    ("everyone hit", Signals(users_hit=EVERYONE)),
    ("a slice hit", Signals(users_hit=SLICE)),
    ("a slice hit, a workaround exists", Signals(users_hit=SLICE, workaround_exists=True)),
    (f"SLO burn {ticket_burn(DEFAULTS):g} ×", Signals(slo_burn=ticket_burn(DEFAULTS))),
    ("PSI 0.21", Signals(psi=0.21)),
    ("nobody hit yet", Signals(users_hit=NOBODY)),
    ("nothing known", Signals()),
)

TABLES = {
    "questions": table(
        ("step", "question", "asks", "answers"),
        (
            (
                each.step.value,
                code(each.key),
                each.asks,
                ", ".join(code(option.key) for option in each.options),
            )
            for each in QUESTIONS
        ),
    ),
    "skips": table(
        ("not asked", "when", "because"),
        ((code(skip.question), code(skip.when), skip.says) for skip in SKIPS),
    ),
    "early": table(
        ("asked at once", "when", "because"),
        ((code(rule.question), code(rule.when), rule.says) for rule in EARLY),
    ),
    "explanations": table(
        ("when", "false page", "because"),
        ((code(rule.when), code(rule.kind.value), rule.says) for rule in EXPLANATIONS),
    ),
    "objections": table(
        ("when", "refutes", "because"),
        (
            (code(when), kinds(when), says)
            for when, says in {rule.when: rule.says for rule in OBJECTIONS}.items()
        ),
    ),
    "checks": table(("when", "says"), ((code(rule.when), rule.says) for rule in FALSE_PAGE_CHECKS)),
    "findings": table(
        ("when", "speaks for", "as", "because"),
        ((code(rule.when), rule.surface.value, rule.evidence.value, rule.says) for rule in FINDINGS),
    ),
    "ruled-out": table(("when", "says"), ((code(rule.when), rule.says) for rule in RULED_OUT.values())),
    "drift": table(
        ("when", "drift", "because"),
        ((code(rule.when), code(rule.drift.value), rule.says) for rule in DRIFTS),
    ),
    "playbooks": table(
        ("when", "playbook", "because"),
        ((code(rule.when), code(rule.playbook.value), rule.says) for rule in PLAYBOOKS),
    ),
    "severity": table(
        ("signals", "suggested", "because"),
        ((words, suggest(each).severity.value, suggest(each).reasons[0].says) for words, each in SIGNALS),
    ),
    "contradictions": table(("when", "says"), ((code(rule.when), rule.says) for rule in CONTRADICTIONS)),
}


def with_tables(page: str) -> str:
    """The page with every table as the code has it."""
    return TABLE.sub(lambda found: f"{found[1]}{TABLES[found[2]]}{found[4]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
