"""`tocsin triage`: what a file of answers means, and what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.triage_answers import AnswersErrors, read_answers
from bot.domain.signals import Signals
from bot.domain.triage_questions import QUESTIONS
from bot.files import shipped
from bot.views.triage import answers_template, triage_page

PRICE = """\
signal: drift
detector_changed: no
errors: normal
latency: normal
change: pipeline
features: one
impact: slice
quality_slo: intact
signals:
  psi: 0.32
  kpi_change_percent: -3
"""


def tocsin(*words: str) -> subprocess.CompletedProcess[str]:
    """The program itself."""
    command = [sys.executable, "-m", "bot", "triage", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def faults(folder: Path, content: str) -> list[str]:
    """What is wrong with such a file, the file's own name left out."""
    path = folder / "answers.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(AnswersErrors) as raised:
        read_answers(path)
    return [str(problem).replace(f"{path}, ", "") for problem in raised.value.problems]


def test_answers_are_explained(tmp_path: Path) -> None:
    """The command prints answers, conclusion, severity, playbook and the next question."""
    path = tmp_path / "answers.yml"
    path.write_text(PRICE, "utf-8")
    ran = tocsin(str(path))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Answered: 8 of 23 questions" in ran.stdout
    assert "Surface: data\n    - One or a few features moved: one source.  [features]" in ran.stdout
    assert "Playbook: drift-alert" in ran.stdout
    assert "Suggested severity: SEV2 (a person decides)" in ran.stdout
    assert "SEV3: Drift: PSI is 0.32, over 0.2." in ran.stdout
    assert "[cold_start]" in ran.stdout


def test_wrong_answers_are_told(tmp_path: Path) -> None:
    """A wrong file ends with status 1 and says where and what to do, without saying that Tocsin cannot start."""
    path = tmp_path / "answers.yml"
    path.write_text("impact: everyon\n", "utf-8")
    ran = tocsin(str(path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "The answers cannot be used:\n"
        f"- 'everyon' is no answer to it — {path}, line 1, impact — Did you mean everyone?\n"
    )


@pytest.mark.parametrize("words", [(), ("answers.yml", "--questions")])
def test_a_file_or_the_questions(words: tuple[str, ...]) -> None:
    """One of both is asked for."""
    assert tocsin(*words).returncode == 2


def test_the_questions_are_a_file_of_answers(tmp_path: Path) -> None:
    """What --questions prints can be read as it is, has every question, and answers none."""
    printed = tocsin("--questions").stdout
    assert printed == answers_template()
    path = tmp_path / "answers.yml"
    path.write_text(printed, "utf-8")
    read = read_answers(path)
    assert (dict(read.answers), read.measured) == ({}, Signals())
    assert all(f"\n{question.key}:\n" in printed and question.asks in printed for question in QUESTIONS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "signall: drift\n",
            "The question 'signall' is not known here — line 1, signall — Did you mean signal?",
        ),
        ("\nfeatures: on\n", "'on' is no answer to it — line 2, features — Did you mean one?"),
        (
            "onset: Thursday\n",
            "'Thursday' is no answer to it — line 1, onset — Known are sudden, gradual, dont_know",
        ),
        ("labels: [complete]\n", "This is no answer to it — line 1, labels — Known are complete, "),
        (
            "signals:\n  pssi: 1\n",
            "The signal 'pssi' is not known here — line 2, signals.pssi — Did you mean psi?",
        ),
        ("signals:\n  psi: nan\n", "'nan' is no number — line 2, signals.psi — Write digits only"),
        (
            "signals:\n  slice_share_percent: 101\n",
            "'101' is out of range — line 2, signals.slice_share_percent",
        ),
        ("signals: 3\n", "There are no signals — line 1, signals — Write lines below it"),
        ("- drift\n", "There are no answers — line 1 — Write 'question: answer' lines"),
        ("impact: slice\nimpact: nobody\n", "The key 'impact' stands here twice — line 2 — Keep one"),
        ("impact: 'nobody\u202e\x1b'\n", "There is an invisible control character — line 1"),
    ],
)
def test_every_mistake_has_its_place(tmp_path: Path, content: str, expected: str) -> None:
    """A mistake is told with its line and, where there is one, the nearest right word."""
    found = faults(tmp_path, content)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Everything that is wrong is told in the order of the file."""
    found = faults(tmp_path, "impakt: slice\nonset: sudden\nfeatures: some\nsignals:\n  psi: much\n")
    assert [problem.split(" — ")[1] for problem in found] == [
        "line 1, impakt",
        "line 3, features",
        "line 5, signals.psi",
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is told with the way to get one."""
    with pytest.raises(AnswersErrors, match="tocsin triage --questions"):
        read_answers(tmp_path / "none.yml")


def test_contradictions_and_moot_answers_are_shown() -> None:
    """The page names answers that do not go together, and those that would not have been asked for."""
    page = triage_page({"features": "none", "feature_fault": "broken"}, Signals())
    assert "Answers that do not go together\n    - No feature moved, yet values are broken" in page
    assert "Would not have been asked: No feature moved." in page


def test_the_team_says_where_figures_begin_to_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was measured is held against the thresholds of the team's own policy."""
    rules = (shipped("playbooks") / "policy.yml").read_text("utf-8") + "\nthresholds:\n  psi: 0.5\n"
    (tmp_path / "policy.yml").write_text(rules, "utf-8")
    answers = tmp_path.parent / "answers.yml"
    answers.write_text(PRICE, "utf-8")
    monkeypatch.setenv("TOCSIN_CONFIG", str(tmp_path))
    ran = tocsin(str(answers))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "SEV2: The KPI is visibly hit" in ran.stdout and "PSI is" not in ran.stdout
