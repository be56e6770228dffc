"""The search for a playbook: what people type at night finds the right one first."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.library import read_library
from bot.domain.playbook import Playbook
from bot.domain.playbook_search import search
from bot.domain.severity import IncidentType
from bot.files import shipped

LIBRARY = read_library(Path("nowhere"), shipped("playbooks") / "library", None).playbooks

CRISIS = {
    "drift-alert": (
        "drfit alert psi",
        "psi over treshold on price feature",
        "featurs moved",
        "distribution shfit",
        "drift",
    ),
    "quality-drop": (
        "auc droped",
        "conversion fell on mobile",
        "presicion down since depoly",
        "serch results look wrong",
        "the model is worse than yesterday",
    ),
    "p99-latency-spike": (
        "p99 latncy",
        "reqests timing out slow",
        "pods restarting oom",
        "gpu satuation",
        "everything is slow!!",
        "timeouts",
    ),
    "feature-store-outage": (
        "featurestore down",
        "feture stor unreachable",
        "stale featres",
        "feature freshnes",
        "503 errors from the feature store",
    ),
    "prompt-injection": (
        "promt injecton",
        "jailbrake",
        "assistant called tool by itself",
        "llm leaked system promt",
        "poisened document rag",
    ),
    "unsafe-output": ("toxic ouput", "offensiv answers chatbot", "hate speach", "hallucinated refund policy"),
    "training-etl-failure": (
        "trainig job failed",
        "airflow dag red",
        "checksum missmatch model",
        "corupted artifact",
    ),
    "fairness-regression": ("fairnes", "biased against women gender", "discriminaton complaint"),
    "pii-leakage": (
        "pii leek",
        "customer emails in logs gdpr",
        "personl data exposed",
        "wrong tennant data",
        "databreach",
    ),
    "vendor-outage": (
        "vendor outtage",
        "provider rate limt 429",
        "third party api errors 503",
        "cloud regon down",
    ),
}


def keys(words: str, limit: int = 3, kind: IncidentType | None = None) -> list[str]:
    """What the shipped library has for these words."""
    return [hit.playbook.key for hit in search(LIBRARY, words, limit, kind)]


@pytest.mark.parametrize(
    ("words", "key"), [(words, key) for key, queries in CRISIS.items() for words in queries]
)
def test_in_a_crisis(words: str, key: str) -> None:
    """Few, hurried, misspelt words find the playbook that is needed, and find it first."""
    assert keys(words)[0] == key


@pytest.mark.parametrize("playbook", LIBRARY, ids=lambda each: each.key)
def test_by_its_own_name(playbook: Playbook) -> None:
    """A playbook's key, title and every one of its signals find it among the first three, the first two at once."""
    assert keys(playbook.key)[0] == keys(playbook.title.upper())[0] == playbook.key
    assert [signal for signal in playbook.signals if playbook.key not in keys(signal)] == []


@pytest.mark.parametrize("words", ["xyzzy qqq", "🔥🔥", "the", "<!>", "\x00\u202e", "?" * 10_000])
def test_nothing_is_found(words: str) -> None:
    """Words that no playbook has find none, instead of any."""
    assert keys(words) == []


def test_why_it_fits() -> None:
    """A hit says in which of its phrases the words were found."""
    (first, *_) = search(LIBRARY, "oom on gpu", 3)
    assert first.why == ("gpu at 100 %", "oom restarts") or set(first.why) == {"gpu at 100 %", "oom restarts"}


@pytest.mark.parametrize("kind", IncidentType)
def test_no_words(kind: IncidentType) -> None:
    """Without words all are given, those for the incident's type first; without a type, all by title."""
    shown = search(LIBRARY, " ", 99, kind)
    fits = [kind in hit.playbook.types for hit in shown]
    assert fits == sorted(fits, reverse=True) and any(fits) and len(shown) == len(LIBRARY)
    assert shown[0].playbook.types[0] is kind
    assert keys("", 99) == [each.key for each in sorted(LIBRARY, key=lambda each: each.title)]


def test_the_type_decides_between_equals() -> None:
    """A word that several have finds the one for the type of incident at hand."""
    twins = [
        LIBRARY[0].model_copy(update={"key": str(kind), "types": (kind,)})
        for kind in (IncidentType.DATA, IncidentType.SAFETY)
    ]
    for kind in (IncidentType.DATA, IncidentType.SAFETY):
        assert search(twins, LIBRARY[0].title, 1, kind)[0].playbook.key == kind


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(0, 4))
def test_any_words(words: str, limit: int) -> None:
    """Whatever is typed, the answer is at most as long as asked, each playbook once, and always the same."""
    found = keys(words, limit)
    assert len(found) <= limit and len(set(found)) == len(found)
    assert found == keys(words, limit)
