"""What follows `/incident`, taken apart: the verb, the incident that is named, the words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

WITHOUT_WORDS = {
    "status",
    "summary",
    "similar",
    "catchup",
    "decisions",
    "hypotheses",
    "update",
    "times",
    "postmortem",
    "review",
    "retry",
    "ack",
    "actions",
    "containments",
}
"""Verbs after which a bare number can only name an incident."""

WITH_WORDS = {"playbook", "search"}
"""Verbs after which a bare number is a word like any other, such as an error's code, and so is an odd one."""

WORDS_ONLY = {"", "help", "declare", "list", "metrics", "oncall"}
"""Verbs that are about no incident: whatever follows is words."""

_READS = {
    *(
        "status",
        "summary",
        "catchup",
        "list",
        "model",
        "search",
        "similar",
        "steps",
        "decisions",
        "hypotheses",
    ),
    *("oncall", "containments", "metrics", "actions"),
}

_ZERO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_BLANKS = "".join(chr(point) for point in range(0x3001) if chr(point).isspace()) + _ZERO_WIDTH

_NAMED = re.compile(r"(?:(inc[-‐‑‒–—−\s]?|#))?(\d+)[:,.;]*(?=\s|$)", re.IGNORECASE)  # noqa: RUF001
_MEANT = re.compile(r"(?:[^\w\s#]|_)*(?:inc[\W_]{0,3}|#)\d", re.IGNORECASE)
_FIGURE = re.compile(r"[-+]?\d+(?:[.,:]\d+)*[.,:;]*(?=\s|$)")
_DIGITS = 9
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said. `rest` is the words without the `number` that they begin with.

    `bare` tells that the number has no sign before it: whether it names an incident depends on where it is said.
    `misnamed` is what was to name an incident and names none that there could be; empty for nothing of that kind.
    """

    verb: str
    words: str = ""
    number: int | None = None
    bare: bool = False
    rest: str = ""
    misnamed: str = ""

    @property
    def only_reads(self) -> bool:
        """Whether nothing is to be recorded."""
        attaches = first_word(self.words)[0].lower() == "attach"
        return self.verb in _READS or (self.verb == "playbook" and not attaches)


def first_word(words: str) -> tuple[str, str]:
    """The first word, and what follows it with its line breaks; any white space stands between the two."""
    parts = words.strip(_BLANKS).split(None, 1)
    first, rest = (*parts, "", "")[:2]
    return first.strip(_BLANKS), rest.strip(_BLANKS)


def hear(text: str) -> Heard:
    """The text of a slash command; pure, and for whatever may be typed or pasted.

    `inc-7`, `INC 7` and `#7` name an incident, with a sign like `:` behind it or not. What begins like that and is no
    number that an incident may have is told apart, so that nobody takes it for words about the incident at hand.
    """
    verb, words = first_word(text)
    verb = verb.lower()
    if verb in WORDS_ONLY:
        return Heard(verb, words)
    named = _NAMED.match(words)
    number = _number(named[2]) if named else None
    if named and number is not None:
        return Heard(verb, words, number, named[1] is None, words[named.end() :].strip(_BLANKS))
    return Heard(verb, words, misnamed=_misnamed(verb, words))


def _number(digits: str) -> int | None:
    """A number that an incident may have: from 1 on."""
    known = digits.lstrip("0")
    return (int(known) or None) if 0 < len(known) <= _DIGITS else None


def _misnamed(verb: str, words: str) -> str:
    if verb in WITH_WORDS:
        return ""
    plain = "".join(sign for sign in words[:_LOOKED_AT] if unicodedata.category(sign) != "Cf")
    meant = _MEANT.match(unicodedata.normalize("NFKC", plain))
    if not meant and not (verb in WITHOUT_WORDS and _FIGURE.match(plain)):
        return ""
    first, rest = first_word(words)
    return first if any(map(str.isnumeric, first)) else f"{first} {first_word(rest)[0]}"
