"""Words for customers, read for what does not belong there: internal names, versions, people, promises (domain §8).

Only words are looked at, never meaning: what is pointed out is changed, or sent all the same with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue, ModelEntry
from bot.domain.customer_lexicon import NO_WORDS, CustomerWords, Kind, any_of
from bot.domain.incident import Incident

MOST = 40
"""Offences in one text."""

REACH = 60
"""Characters before a phrase among which a word spares it, in the same sentence."""

_BEFORE, _AFTER = r"(?<![\w@-])", r"(?![\w-])"
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_SEPARATOR = re.compile(r"[-_.]+")
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_NOTHING = "(?!)"
"""An expression that nothing is."""

_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)?\d\d")

_SHAPES: tuple[tuple[Kind, str], ...] = (
    ("person", r"<[@!][^<>\s]+>|(?<![\w.@])@[\w.-]*\w"),
    ("place", r"[a-zA-Z][a-zA-Z0-9+]{1,15}://[^\s<>]*[^\s<>.,;:!?)]"),
    ("place", rf"{_BEFORE}(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?::\d+)?(?![\w.])"),
    ("place", rf"{_BEFORE}(?:[0-9a-fA-F]{{1,4}}:){{3,7}}[0-9a-fA-F]{{1,4}}(?![\w:])"),
    ("place", rf"{_BEFORE}(?:[a-z0-9-]++\.){{2,8}}[a-z]{{2,16}}(?::\d+)?(?![\w@])(?:/[\w./-]*\w)?"),
    (
        "place",
        rf"{_BEFORE}[a-z0-9][a-z0-9.-]{{0,100}}\.(?:internal|local|localdomain|svc|corp|intra|lan)(?:[.:][\w.:]*\w)?",
    ),
    ("place", rf"{_BEFORE}[a-z][a-z0-9-]*[a-z0-9]:\d{{2,5}}{_AFTER}"),
    ("place", r"(?<![\w/.:])~?/[\w.-]+(?:/[\w.-]+)+|(?<!\w)[A-Za-z]:\\[\w\\.-]+|\\\\[\w\\.-]+"),
    (
        "place",
        rf"{_BEFORE}[\w.-]{{1,100}}\.(?:py|ya?ml|json|csv|parquet|sql|sh|pkl|onnx|log|ipynb|toml|conf)(?!\w)",
    ),
    ("place", rf"{_BEFORE}(?-i:[a-z][a-z0-9]*+(?=-[a-z-]*\d)(?:-[a-z0-9]+){{2,8}}){_AFTER}"),
    (
        "place",
        rf"{_BEFORE}(?-i:[a-z][a-z0-9]*+-(?:[a-z]{{1,8}}\d+[a-z]?|\d{{1,8}})|[a-z]{{2,12}}0\d{{1,3}}){_AFTER}",
    ),
    ("place", r"(?<![\w/.:@-])(?=[\w./-]*[\d_-])[a-zA-Z][\w.-]*+(?:/[\w.-]+){2,}"),
    ("person", rf"{_BEFORE}(?=\w{{1,64}}?[._]\w)\w[\w.]{{2,63}}+@[\w-]{{1,63}}+(?:\.[\w-]++)++"),
    ("version", rf"{_BEFORE}(?:(?-i:[a-z]+\d+[a-z]+\d+)|20\d{{6}}-\d{{1,4}}|20\d\d\.\d\d){_AFTER}"),
    ("version", rf"{_BEFORE}v\d+(?:[._-]\d+)*[a-z]?{_AFTER}"),
    (
        "version",
        rf"{_BEFORE}(?:version|release|build|rev|revision|checkpoint|snapshot|deploy|patch|commit)\s+#?\d(?:[\w.-]*\w)?",
    ),
    ("version", rf"{_BEFORE}\d+\.\d+\.\d+(?:[.-][\w.]{{0,60}}\w)?{_AFTER}"),
    ("version", rf"{_BEFORE}(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}{_AFTER}"),
    ("identifier", rf"{_BEFORE}[A-Za-z0-9]++(?:_[A-Za-z0-9]++)++{_AFTER}"),
    ("incident", rf"{_BEFORE}INC[-\s]?\d+{_AFTER}|{_BEFORE}incident\s+(?:no\.?\s*|number\s+|#)?\d+{_AFTER}"),
    ("incident", rf"{_BEFORE}(?-i:[A-Z][A-Z0-9]{{1,9}})-\d{{1,6}}{_AFTER}"),
    ("incident", r"<#[^<>\s]+>|(?<![\w&/#])#[a-zA-Z][\w-]*"),
    ("incident", rf"{_BEFORE}SEV[-\s]?\d{_AFTER}"),
)
"""What is internal by its shape, whatever it names.

Words are taken whole and long ones are cut short, so that no text takes longer than its length.
"""

_FOUND_BY_SHAPE = tuple((kind, re.compile(shape, re.IGNORECASE)) for kind, shape in _SHAPES)


@dataclass(frozen=True, slots=True)
class Offence:
    """`text[start:end]` is `words`, which do not belong there; `why` and `better` are for people to read."""

    start: int
    end: int
    words: str
    kind: Kind
    why: str
    better: str


def offences(
    text: str, it: Incident, lexicon: CustomerWords = NO_WORDS, names: Sequence[str] = ()
) -> tuple[Offence, ...]:
    """What in a text for customers does not belong there, in its order and without overlaps, at most `MOST`.

    Internal names are those of the incident, its policy and its model's entry; `names` are what people who take part
    are called. What the policy's products are called, and what it allows, is never pointed out.
    """
    spared = tuple(_harmless(text, it, lexicon))
    found = [
        each
        for each in (
            *_by_names(text, it, lexicon, names),
            *_by_shapes(text, lexicon),
            *_by_rules(text, lexicon),
        )
        if not any(start <= each.start and each.end <= end for start, end in spared)
    ]
    kept: list[Offence] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept[:MOST])


def _harmless(text: str, it: Incident, lexicon: CustomerWords) -> Iterator[tuple[int, int]]:
    rules = it.policy.audiences
    known = (*rules.allowed, *rules.products.values())
    if known:
        yield from (found.span() for found in _whole(any_of(known)).finditer(text))
    if lexicon.sparing_phrases:
        yield from (found.span() for found in lexicon.sparing_phrases.finditer(text))


def _by_names(text: str, it: Incident, lexicon: CustomerWords, names: Sequence[str]) -> Iterator[Offence]:
    """What is internal because this incident, its policy or its model's entry says so."""
    known = (*_of_model(it), *_of_people(it, lexicon, names), *_of_teams(it, lexicon), *_of_others(lexicon))
    for kind, pattern in known:
        for found in pattern.finditer(text):
            yield _offence(found, kind, lexicon)


def _by_shapes(text: str, lexicon: CustomerWords) -> Iterator[Offence]:
    for kind, pattern in _FOUND_BY_SHAPE:
        for found in pattern.finditer(text):
            if not (kind == "version" and _DATE.fullmatch(found[0])):
                yield _offence(found, kind, lexicon)


def _by_rules(text: str, lexicon: CustomerWords) -> Iterator[Offence]:
    for rule, pattern in lexicon.compiled:
        for found in pattern.finditer(text):
            reach = text[max(0, found.start() - REACH) : found.start()]
            if rule.behind and not any(lexicon.right_before[group].search(reach) for group in rule.behind):
                continue
            before = _SENTENCE_END.split(reach)[-1]
            if not any(lexicon.sparing[group].search(before) for group in rule.spared):
                yield Offence(*found.span(), found[0], rule.kind, rule.why, rule.better)


def _offence(found: re.Match[str], kind: Kind, lexicon: CustomerWords) -> Offence:
    advice = lexicon.advice(kind)
    return Offence(*found.span(), found[0], kind, advice.why, advice.better)


def _of_model(it: Incident) -> Iterator[tuple[Kind, re.Pattern[str]]]:
    entry = it.known_model
    if entry is None:
        return
    yield "model", _whole(_spelt(entry.name))
    versions = (entry.current_version, entry.previous_version, entry.last_known_good_version)
    yield from (("version", _whole(re.escape(each))) for each in dict.fromkeys(versions) if each)
    features = (*entry.important_features, *(name for each in entry.upstream for name in each.features))
    technical = [each for each in (*features, *(one.name for one in entry.slos)) if _technical(each)]
    pipeline = entry.feature_pipeline.partition(",")[0].strip()
    for each in dict.fromkeys((*technical, *filter(None, (pipeline,)))):
        yield "identifier", _whole(_spelt(each))
    for source in entry.upstream:
        if not _PLAIN_WORD.fullmatch(source.name):
            yield "source", _whole(_spelt(source.name))


def _of_people(
    it: Incident, lexicon: CustomerWords, names: Sequence[str]
) -> Iterator[tuple[Kind, re.Pattern[str]]]:
    ids = {it.declared_by, *it.members, *it.roles.values(), it.entry.owner if it.entry else None}
    known = sorted(each for each in ids if each)
    if known:
        yield "person", re.compile(rf"(?<!\w)@?(?:{'|'.join(map(re.escape, known))}){_AFTER}")
    ordinary = {word.casefold() for word in lexicon.ordinary}
    for name in names:
        parts = name.split()
        if len(parts) > 1:
            yield "person", _whole(r"\s+".join(map(re.escape, parts)))
        alone = [part for part in parts if len(part) > 2 and part.casefold() not in ordinary]
        yield from (("person", _whole(re.escape(part), exact=True)) for part in alone)


def _of_teams(it: Incident, lexicon: CustomerWords) -> Iterator[tuple[Kind, re.Pattern[str]]]:
    """A team or a role that is called by a plain word counts where the words beside it tell that it is one."""
    if it.entry and it.entry.team:
        yield "team", _called(it.entry.team, lexicon)
    for rule in it.policy.roles.values():
        yield "role", _called(rule.title, lexicon)
        if rule.short != rule.title:
            yield "role", _whole(re.escape(rule.short), exact=True)
    if it.room:
        yield "incident", _whole(re.escape(it.room.name))
    for name in _owners(it.entry) if it.entry else ():
        yield "team", _called(name, lexicon)


def _of_others(lexicon: CustomerWords) -> Iterator[tuple[Kind, re.Pattern[str]]]:
    for name in dict.fromkeys(lexicon.internal):
        technical = _technical(name)
        yield (
            ("model" if technical else "team"),
            (_whole(_spelt(name)) if technical else _called(name, lexicon)),
        )


def _owners(entry: ModelEntry) -> Iterator[str]:
    """Who owns what feeds the model: teams and vendors, by the parts of it that are names."""
    parts = (part.strip() for source in entry.upstream for part in source.owner.split(","))
    return (part for part in parts if part[:1].isupper())


def with_names(lexicon: CustomerWords, catalogue: Catalogue) -> CustomerWords:
    """The words with the catalogue's own: models, teams, and who owns what feeds them.

    A model whose name is a plain word is found in its own incidents only.
    """
    models = [each.name for each in catalogue.models if _technical(each.name)]
    others = [name for each in catalogue.models for name in (*filter(None, (each.team,)), *_owners(each))]
    return lexicon.model_copy(update={"internal": (*lexicon.internal, *models, *others)})


def _called(name: str, lexicon: CustomerWords) -> re.Pattern[str]:
    if not _PLAIN_WORD.fullmatch(name) or re.search(r"[^\W\d_][A-Z]", name):
        return _whole(_spelt(name))
    word, beside = f"(?-i:{re.escape(name)})", any_of(lexicon.beside) or _NOTHING
    return _whole(rf"{word}\s+(?:{beside})|(?:{beside})\s+{word}")


def _technical(name: str) -> bool:
    """Whether nobody would say it in a sentence."""
    return bool(re.search(r"[_\d]|\w-\w", name))


def _spelt(name: str) -> str:
    """The name however its parts are joined."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in _SEPARATOR.split(name) if part.strip()]
    return "[-_.]?".join(parts) or re.escape(name)


def _whole(pattern: str, *, exact: bool = False) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}(?:{pattern}){_AFTER}", 0 if exact else re.IGNORECASE)


def words_of(found: Iterable[Offence]) -> tuple[str, ...]:
    """The words that were pointed out, each once."""
    return tuple(dict.fromkeys(each.words for each in found))
