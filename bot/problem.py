"""One way to say what is wrong with an installation: settings, configuration, manifest, tokens, store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps Tocsin from working, and the way out.

    what: what is wrong, in plain words, without a full stop.
    where: the file and line, the variable or the server it was found in.
    remedy: what to do about it.
    """

    what: str
    where: str
    remedy: str

    def __str__(self) -> str:
        """One line, whatever people typed into the thing at fault."""
        line = f"{self.what} — {self.where} — {self.remedy}"
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be, or None when none is close."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None
