"""Words for customers, measured on sentences that were written before the lexicon had been mended for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.bot.domain.test_customer_words import found

_SETS = yaml.safe_load(Path(__file__).with_name("customer_held_out.yml").read_text("utf-8"))
_FLOORS = {
    "first": (0.95, 0.95),
    "second": (0.95, 0.95),
    "third": (0.95, 0.8),
    "fourth": (0.85, 0.75),
    "fifth": (0.95, 0.75),
}
"""Precision and recall of each set. All but the fifth have been seen; at first sight theirs were lower."""


@dataclass(frozen=True, slots=True)
class Count:
    """Labels found and not found; findings that are right and wrong."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.found + other.found,
            self.missed + other.missed,
            self.right + other.right,
            self.wrong + other.wrong,
        )

    @property
    def precision(self) -> float:
        """Of what was pointed out, the share that is rightly so."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of what is to be pointed out, the share that was."""
        return self.found / (self.found + self.missed)


def spans(says: str, words: list[str]) -> list[tuple[int, int]]:
    """Where these words stand."""
    return [(says.index(each), says.index(each) + len(each)) for each in words]


def count(says: str, offends: list[str], also: list[str] | None = None) -> Count:
    """What of it is found, and what besides."""
    hits = [(each.start, each.end) for each in found(says)]
    wanted, besides = spans(says, offends), spans(says, also or [])
    caught = sum(any(_overlap(each, hit) for hit in hits) for each in wanted)
    right = [hit for hit in hits if any(_overlap(each, hit) for each in wanted)]
    neutral = [hit for hit in hits if hit not in right and any(_overlap(each, hit) for each in besides)]
    return Count(caught, len(wanted) - caught, len(right), len(hits) - len(right) - len(neutral))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def total(name: str) -> Count:
    """Of one set."""
    return sum((count(**each) for each in _SETS[name]), start=Count())


@pytest.mark.parametrize("name", _SETS)
def test_each_set(name: str) -> None:
    """What has been mended stays mended, and the set that nothing was mended for is found as far as it was."""
    counted, (precision, recall) = total(name), _FLOORS[name]
    assert counted.precision >= precision, counted
    assert counted.recall >= recall, counted


def test_all_of_them() -> None:
    """Over all sets, precision and recall are at least 0.9."""
    counted = sum(map(total, _SETS), start=Count())
    print(f"{counted}: precision {counted.precision:.2f}, recall {counted.recall:.2f}")
    assert counted.precision >= 0.9
    assert counted.recall >= 0.9
