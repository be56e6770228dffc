"""`tocsin playbook` as it is typed: without Slack, without Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tocsin(*words: str, config: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program with nothing but a configuration in its environment."""
    environment = {"PATH": os.environ["PATH"], "TOCSIN_CONFIG": str(config or ROOT / "sandbox" / "demo")}
    command = [sys.executable, "-m", "bot", "playbook", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)


def test_found() -> None:
    """Misspelt words print the best playbook with all three checks and their commands, filled in for a model."""
    said = tocsin("feture", "stor", "slow", "--model", "Ranker")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Feature-store outage (data, Operations, about 60 min)\n")
    assert all(f"\n  {number}. " in said.stdout for number in (1, 2, 3))
    assert "pipeline = 'price-city-features'" in said.stdout and "filled in for ranker" in said.stdout


def test_whole() -> None:
    """`--whole` prints all of the best one, from the first check to compliance."""
    said = tocsin("p99", "--whole")
    assert said.returncode == 0
    assert said.stdout.index("FIRST: LOOK AT THESE THREE") < said.stdout.index("COMPLIANCE")
    assert "Not known: model, endpoint." in said.stdout


def test_not_found() -> None:
    """Words that no playbook has list what there is, and a model that there is not is said so; status 1."""
    nothing, stranger = tocsin("\x1b[2Jxyzzy"), tocsin("p99", "--model", "\x1b[2Jrankr")
    assert (nothing.returncode, stranger.returncode) == (1, 1)
    assert "  Drift alert\n" in nothing.stdout and "\x1b" not in nothing.stdout + stranger.stderr
    assert stranger.stdout == ""


def test_a_broken_library(tmp_path: Path) -> None:
    """What is wrong with the team's own playbooks is told with file, line and field."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "mine.yml").write_text("extends: drift-alert\ntitel: x\n")
    said = tocsin("drift", config=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert "mine.yml, line 2, titel" in said.stderr and "Did you mean title?" in said.stderr
