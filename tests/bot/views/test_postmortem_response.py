"""What the post-mortem tells of triage, checklists, containment, verification and the cause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.domain import commands as ask
from bot.domain import hypotheses as think
from bot.domain import triage_log as triage
from bot.domain.severity import Phase, Severity, Surface
from bot.domain.triage_questions import BY_KEY
from bot.domain.verification import AwaitLabels, NameMetric
from tests.bot.views.documents import DOCUMENTS, foreign, headings, links, outside_code, shown
from tests.bot.views.responses import (
    ADDRESS,
    false_page,
    hostile_words,
    long_words,
    plain,
    responded,
    rules,
)
from tests.bot.views.stories import drift, empty
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, HOSTILE, PEOPLE, History, Telling


def written(history: History, names: Mapping[str, str] | None = None) -> str:
    """The document of that history."""
    return DOCUMENTS.postmortem_markdown(history.it, history.events, history.now, names)


def part(markdown: str, heading: str) -> str:
    """What stands below that heading, up to the next one that is not deeper."""
    level = heading.split(" ", maxsplit=1)[0]
    behind = markdown.partition(f"\n{heading}\n")[2]
    return re.split(rf"(?m)^#{{1,{len(level)}}} ", behind)[0]


def test_triage_is_told_question_by_question() -> None:
    """Each question is there once, in the order of triage, with its answer in words, its evidence, who and when."""
    told = part(written(responded()), "### Triage")
    asked = [int(found[1]) for line in told.splitlines() if (found := re.match(r"- Question (\d+): ", line))]
    assert asked == sorted(asked)
    assert len(asked) == len(set(asked)) == 11
    assert "**A slice: a country, a tier, a device** (2025-03-04 14:11:30 CET, Ops)." in told
    assert "Evidence: “Seen for impact by ML Owner.”" in told
    assert "detector\\_changed" not in told.replace("Seen for detector_changed", "")
    assert "[" not in told


def test_answers_that_changed_show_both() -> None:
    """An answer that was changed or taken back stands with the one before it, and with the evidence of both."""
    told = part(written(responded()), "### Triage")
    changed = told.partition(BY_KEY["detector_changed"].asks)[2].partition("\n- ")[0]
    assert "**No** (2025-03-04 14:11:50 CET, IC). Evidence: “That was last week.”" in changed
    assert "Before: Yes, its threshold, window or version" in changed
    assert "Seen for detector_changed" in changed
    back = told.partition(BY_KEY["onset"].asks)[2].partition("\n- ")[0]
    assert "The answer was **taken back**" in back
    assert "Before: At once" in back


def test_conclusions_are_told_over_time() -> None:
    """What triage meant is told each time that it changed, with reasons and the questions that they rest on."""
    told = part(written(responded()), "### Triage")
    assert "14:08:50 CET: **a false page** – the detector moved, not the system; confidence low" in told
    assert "**surface data**; drift none: something else explains it; confidence high" in told
    assert "The feature pipeline changed when it began. (question 13)" in told
    assert "Measured" not in told
    assert "14:12:50 CET, IC: KPI -3 %; PSI 0.32" in told
    assert "KPI -12.5 %; PSI 0.32; output does no harm" in told


def test_severity_chosen_and_suggested() -> None:
    """Each time that the chosen severity or the suggested one changed, both stand side by side."""
    told = part(written(responded()), "### Severity: chosen and suggested")
    assert "| 2025-03-04 14:14:50 CET (IC) | SEV3 | SEV2 | differs |" in told
    assert "| 2025-03-04 14:16:50 CET (IC) | SEV2 | SEV2 | the same |" in told
    assert "No signal was recorded" in part(written(empty()), "### Severity: chosen and suggested")


def test_playbooks_that_were_worked_by() -> None:
    """Every playbook is there with its items: who did which, when, with what result, and what nobody did."""
    told = part(written(responded()), "### Playbook")
    assert told.count("| Item | Done | By | Result |") == 3
    assert "**Quality drop** (version 1.0), taken up 2025-03-04 14:17:50 CET by Ops, worked by until" in told
    assert "| 2025-03-04 14:18:50 CET | Ops | The detector did not change, nor its window. |" in told
    assert "| 2025-03-04 14:19:50 CET | ML Owner | Done. |" in told
    assert re.search(r"Not recorded as done \(\d+ of \d+\): .* · ", told)
    assert "No playbook was worked by." in part(written(empty()), "### Playbook")


def test_the_first_90_minutes() -> None:
    """Each step has its due time and what became of it: on time, late, left out and why, not done."""
    told = part(written(responded()), "### The first 90 minutes")
    assert re.search(r"\| Stabilise first \| [^|]+ \| [^|]+ \(by the record\) \| on time \|", told)
    assert re.search(r"\| Record \| [^|]+ \| [^|]+ \(IC\) \| on time: All is in the channel. \|", told)
    late = Telling().declare(rules=rules()).after(minutes=200)
    late.by(BEN, NameMetric("PSI", "below 0.1")).after(minutes=1)
    told = part(written(late.done()), "### The first 90 minutes")
    assert told.count("| not done |") == 10
    early = Telling().declare(rules=rules()).after(minutes=1).by(BEN, ask.Close("It was a test"))
    told = part(written(early.after(minutes=200).done()), "### The first 90 minutes")
    assert "| open when it was closed |" in told and "not due yet" not in told
    assert "no such checklist" in part(written(empty()), "### The first 90 minutes")


def test_containment_action_by_action() -> None:
    """An action is told from its proposal to its end: approvals by role, runs, outcome, why beside another one."""
    told = part(written(responded()), "### Containment")
    assert (
        "| 1 | Roll back the feature pipeline together with the model (risky) | Incident Commander, ML Owner "
        "| 2025-03-04 14:33:01 CET | verified, stays on purpose (ML Owner) |" in told
    )
    assert "| 3 | Switch the feature off | nobody | never | withdrawn |" in told
    assert "Roll-backs: 1 tried, 1 succeeded." in told
    one = part(written(responded()), "#### Action 1: Roll back the feature pipeline together with the model")
    for words in (
        "- Command: `deployctl rollback --to 2025.02.25-3`",
        "Asked the automation roll-back-ranker (run 1 of action 1): a dry run.",
        "(run 2 of action 1, to apply it; HTTP 202). “Done.”",
        "Approved action 1 as ML Owner",
        "Set action 1 right: it is applied, not verified. “That was the old dashboard.”",
        "Action 1 stays on purpose",
    ):
        assert words in one
    two = part(written(responded()), "#### Action 2: Limit the rate, shed non-critical traffic")
    assert "Although action 1 was not verified yet. Why: “Queues are full.”" in two
    assert "No containment was recorded." in written(empty())


def test_gates_and_verification() -> None:
    """A gate that was passed while open stands there with its reason, and so does what proves recovery."""
    markdown = written(responded())
    assert "Although no metric was named that proves recovery. Why: “The metric comes next.”" in part(
        markdown, "### Gates that were passed"
    )
    told = part(markdown, "### Verification")
    assert "> PSI of price\\_normalised" in told or "> PSI of price_normalised" in told
    assert "Observed last (it holds):\n\n> 0.04 for one hour" in told
    assert "**The metric does not hold.** Observed: “0.15”" in told
    assert "Instead of: “PSI”" in told
    waiting = Telling().declare().by(BEN, ask.ChangePhase(Phase.RECOVER, "Rolled back.", "It is urgent."))
    waiting.by(BEN, NameMetric("AUC", "0.87"))
    waiting.by(BEN, AwaitLabels(waiting.now + timedelta(days=3), "Labels take 3 days."))
    told = part(written(waiting.done()), "### Verification")
    assert "Labels are awaited until 2025-03-07 14:05:10 CET." in told
    assert "What it shows is not recorded." in told


def test_the_root_cause_is_the_confirmed_hypothesis() -> None:
    """The confirmed one is the root cause, supported ones contribute, refuted ones are listed, the first is judged."""
    told = part(written(responded()), "## 8. Root cause and contributing factors")
    assert "The root cause, by hypothesis 2, which is confirmed (surface **data**" in told
    assert "> Prices are normalised twice." in told
    assert "At first it said:\n\n> A stale cache." in told
    assert "What speaks against it:\n\n- 2025-03-04 14:30:50 CET, Ops: “Desktop is fine.”" in told
    assert "supported:\n\n- Hypothesis 3 (surface data" in told
    assert "Refuted:\n\n- Hypothesis 1 (surface model" in told
    assert "The first hypothesis named the surface model, which was **not right**: it was data." in told


def test_nothing_is_invented_about_the_cause() -> None:
    """While nothing is confirmed, the root cause is unknown, and so is whether the first hypothesis was right."""
    telling = Telling().declare().by(BEN, think.RaiseHypothesis(Surface.DATA, "The inputs moved."))
    told = part(written(telling.done()), "## 8. Root cause and contributing factors")
    assert "The root cause is **unknown**: no hypothesis is confirmed." in told
    assert "whether that was right is not known yet" in told
    telling.by(BEN, think.JudgeHypothesis(1, think.HypothesisState.CONFIRMED, "Seen."))
    told = part(written(telling.done()), "## 8. Root cause and contributing factors")
    assert "What speaks for it: not recorded." in told
    assert "which was **right**" in told


def test_the_machine_learning_side() -> None:
    """Surface, quality, drift and label lag say what triage and hypotheses recorded, or that nobody did."""
    told = part(written(responded()), "## 11. The machine-learning side")
    assert "| data, by hypothesis 2, which is confirmed; declared as data/feature |" in told
    assert "| Quality within its SLO? | No, breached: Seen for quality" in told
    assert (
        "| Drift: virtual, real or label? | none: something else explains it (by triage, confidence high) |"
        in told
    )
    assert "| Label lag a factor? | no, labels were as complete as usual |" in told
    told = part(written(empty()), "## 11. The machine-learning side")
    assert "unknown (not recorded); declared as" in told
    assert told.count("not recorded – to be written") == 3
    assert "| Which quality SLO, how long breached? | not recorded |" in told
    telling = Telling().declare().by(ANA, triage.AnswerTriage("quality_slo", "breached"))
    telling.by(ANA, triage.AnswerTriage("labels", "incomplete"))
    told = part(written(telling.done()), "## 11. The machine-learning side")
    assert "seen on incomplete labels, so it does not count" in told
    assert "yes, fewer labels had arrived than usual" in told


def test_evidence_stands_once_beside_what_it_is_for() -> None:
    """What was named for answers and hypotheses, changed and refuted ones too, is there and not told twice."""
    markdown = written(responded())
    assert "“The old one does the same" in part(markdown, "## 8. Root cause and contributing factors")
    assert "Seen for detector" in part(markdown, "### Triage")
    appendix = part(markdown, "## 13. Appendix: evidence")
    assert "answers of triage in section 5" in appendix and "Seen for" not in appendix


def test_reasons_of_conclusions_are_told_once() -> None:
    """A conclusion tells only what the one before did not say, and nothing twice."""
    for told in part(written(responded()), "### Triage").split("confidence ")[1:]:
        reasons = [line.partition(" (question")[0] for line in told.splitlines() if line.startswith("  - ")]
        assert len(reasons) == len(set(reasons))


@pytest.mark.parametrize("history", [responded(hostile_words), false_page(hostile_words)])
def test_typed_text_stays_text(history: History) -> None:
    """Nothing that people or automations wrote becomes HTML, a heading, a list, a link or a mention."""
    markdown = written(history)
    assert not foreign(markdown, [action.command for action in history.it.actions])
    prose = outside_code(markdown)
    assert "<" not in re.sub(r"<https://[^\s<>]+>", "", prose)
    assert not [url for url in links(markdown) if "evil" in url]
    assert "@here" not in prose


def test_headings_are_ours() -> None:
    """Typed text adds no heading and no list to the document."""
    assert headings(written(responded(hostile_words))) == headings(written(responded(plain)))
    assert headings(written(false_page(hostile_words)))[1:] == headings(written(false_page()))[1:]


def test_hostile_text_is_seen_as_typed() -> None:
    """What was typed can be read line by line where it stands in full."""
    seen = shown(part(written(responded(hostile_words)), "## 8. Root cause and contributing factors"))
    line = "`no` *no* _no_ ~~no~~ $no$ &lt;b&gt; &#60;b&#62; \\<b>"
    assert line in HOSTILE
    assert line in seen.replace("\u2060", "")


def test_long_text_is_there_in_full() -> None:
    """Whatever is typed, of ten thousand characters, is somewhere neither cut nor changed."""
    markdown = written(responded(long_words))
    for words in (
        "Seen for impact by ML Owner.",
        "That was last week.",
        "The detector did not change, nor its window.",
        "All is in the channel.",
        "The new version is bad.",
        "Desktop is fine.",
        "Reproduced in staging.",
        "Roll back pipeline and model.",
        "The pipeline is fixed.",
        "Queues are full.",
        "It did not help.",
        "Until the fix is out.",
        "PSI of price_normalised",
        "below 0.2",
        "0.04 for one hour",
        "Labels take 3 days.",
    ):
        assert f"{words} {'y' * 10_000}" in markdown, words


def test_people_are_roles_unless_named() -> None:
    """Owners and approvers are called by their roles; by name only where the team wants that."""
    names = {ANA: "Ana Lind", BEN: "Ben Ode", CLEO: "Cleo Park", DIMA: "Dima Ro"}
    markdown = written(responded(), names)
    assert not any(word in markdown for word in (*PEOPLE, *names.values()))
    markdown = written(responded(names_in_exports=True), names)
    assert not any(person in markdown for person in PEOPLE)
    assert "looked into by Dima Ro (ML Owner)" in markdown


def test_an_owner_without_a_part_is_not_shown_by_id() -> None:
    """Somebody who owns a hypothesis and did nothing else is a responder, not an id."""
    telling = (
        Telling().declare(entry=None).by(BEN, think.RaiseHypothesis(Surface.DATA, "Inputs.", "U9STRANGER"))
    )
    markdown = written(telling.done())
    assert "U9STRANGER" not in markdown
    assert "looked into by responder B" in markdown


def test_a_false_page_has_its_own_document() -> None:
    """It says that it was none, of which kind and why, that no post-mortem is owed, and asks for no root cause."""
    markdown = written(false_page())
    assert headings(markdown)[0] == "# False page INC-7: PSI alert on price"
    assert "of a false page no post-mortem is owed" in markdown
    assert "**the detector moved, not the system**" in part(markdown, "## 1. Summary")
    assert "**No, it stays silent**" in part(markdown, "## 2. Why it was none")
    assert "Root cause" not in markdown
    assert "Closed as a false page.** Why it was none: the detector moved" in part(markdown, "## 4. Timeline")


def test_a_reopened_false_page_is_an_incident_again() -> None:
    """Whoever reopens it gets the post-mortem again, with the false page on its timeline."""
    telling = Telling()
    told = false_page()
    telling.now, telling.events, telling.it = told.now, list(told.events), told.it
    markdown = written(telling.by(ANA, ask.Reopen("Conversion fell.")).done())
    assert headings(markdown)[0].startswith("# Post-mortem INC-7")
    assert "Closed as a false page" in markdown


def test_the_address_of_an_automation_is_nowhere() -> None:
    """The policy's webhook is named, never shown with its address."""
    markdown = written(responded())
    assert "roll-back-ranker" in markdown
    assert ADDRESS not in markdown


def test_a_difference_that_ended_is_still_told() -> None:
    """A severity that differed from the suggested one is told after it does not any more."""
    telling = Telling().declare(severity=Severity.SEV3)
    telling.after(minutes=1).by(ANA, triage.AnswerTriage("quality_slo", "breached"))
    telling.after(minutes=1).by(ANA, triage.AnswerTriage("quality_slo", "intact"))
    told = part(written(telling.done()), "### Severity: chosen and suggested")
    assert told.count("| differs |") == 1
    assert told.count("| the same |") == 1


def test_declared_otherwise_than_suggested_until_the_end() -> None:
    """A severity that was never what the signals suggested, from the declaration to the close, is told as different."""
    telling = Telling().declare(severity=Severity.SEV3)
    telling.after(minutes=1).by(ANA, triage.AnswerTriage("quality_slo", "breached"))
    telling.after(minutes=1).by(ANA, ask.Close("Well again"))
    told = part(written(telling.done()), "### Severity: chosen and suggested")
    assert "| SEV3 | SEV1 |" in told or "| SEV3 | SEV2 |" in told
    assert told.count("| differs |") == 1 and "| the same |" not in told


def test_a_document_reads_the_same_twice() -> None:
    """The same record at the same moment makes the same text."""
    assert written(responded()) == written(responded())
    assert written(drift()) == written(drift())
