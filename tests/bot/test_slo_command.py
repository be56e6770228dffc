"""`tocsin slo` as it is typed: without Slack, without Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def tocsin(*words: str, config: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program with nothing but a configuration in its environment."""
    environment = {"PATH": os.environ["PATH"], "TOCSIN_CONFIG": str(config or ROOT / "sandbox" / "demo")}
    command = [sys.executable, "-m", "bot", "slo", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)


def test_table_and_rules() -> None:
    """The table is printed for a model whatever its letter case, the rule file is YAML, and nothing goes wrong."""
    table = tocsin("Ranker")
    assert (table.returncode, table.stderr) == (0, "")
    assert "page-fast    1 h   5 min   14.4x  1.44 %" in table.stdout
    rules = tocsin("fraud-score", "--format", "prometheus")
    assert (rules.returncode, rules.stderr) == (0, "")
    assert rules.stdout.startswith("# fraud caught: no rules, for it has no bad_ratio\n")
    assert [group["name"] for group in yaml.safe_load(rules.stdout)["groups"]] == [
        "tocsin slo: fraud-score / scores"
    ]


def test_a_model_that_is_not_there() -> None:
    """A name that the catalogue lacks is answered with the nearest, or with where models stand, and status 1."""
    near, far = tocsin("rankr"), tocsin("\x1b[2Jzzz")
    assert (near.returncode, far.returncode) == (1, 1)
    assert near.stderr == "There is no model 'rankr' in the catalogue. Did you mean ranker?\n"
    assert "models.yml" in far.stderr and "\x1b" not in far.stderr


def test_a_broken_catalogue(tmp_path: Path) -> None:
    """Everything that is wrong with the catalogue is told with its line, and nothing is printed to be read as rules."""
    (tmp_path / "models.yml").write_text("models:\n- name: a\n  tier: 4\n  label_lag: soon\n")
    said = tocsin("a", config=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert "line 3, models[1].tier" in said.stderr and "line 4, models[1].label_lag" in said.stderr
