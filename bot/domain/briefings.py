"""Who outside the room hears what: routes by policy, what a writer sends, and the last word (domain §8, §15)."""

from __future__ import annotations

from bot.domain.audiences import (
    BRIEFING_MOST,
    Audience,
    AudienceCommand,
    Briefing,
    BriefingAddressed,
    LastWordSent,
    ReportAddressed,
    Route,
    SendLastWord,
    Writing,
    Written,
)
from bot.domain.customer_words import offences, words_of
from bot.domain.incident import Incident
from bot.domain.refusal import Reason, Refused, Verdict, blank

Routes = dict[Audience, Route]


def field_of(audience: Audience) -> str:
    """The name of the input that holds what this audience is told."""
    return f"text_{audience}"


def routes(it: Incident) -> Routes:
    """Where each audience hears of this incident's updates now; audiences that hear nothing are left out.

    A drill stays in its room. Of a restricted incident channels hear only if the policy says so, and people and groups
    only what the writer chose for them (`chosen_by_hand`).
    """
    if it.drill:
        return {}
    rules = it.policy.audiences
    found = {audience: rules.route(audience) for audience in Audience}
    if it.restricted and not rules.restricted:
        found = {audience: route.model_copy(update={"channels": ()}) for audience, route in found.items()}
    return {
        audience: route
        for audience, route in found.items()
        if route.leads and it.severity in route.severities
    }


def chosen_by_hand(it: Incident) -> bool:
    """Whether nothing leaves the room unless the writer chooses each audience (domain §15)."""
    return it.restricted


def last_routes(it: Incident) -> Routes:
    """Where those are who were told that it began: every place that an update went to, and nobody else."""
    if it.drill or it.open or it.last_word:
        return {}
    places: dict[Audience, tuple[dict[str, None], dict[str, None], dict[str, None]]] = {}
    for update in it.updates:
        for told in update.posted.briefings:
            channels, people, groups = places.setdefault(told.audience, ({}, {}, {}))
            channels.update(dict.fromkeys(told.channels))
            people.update(dict.fromkeys(told.people))
            groups.update(dict.fromkeys(told.groups))
    return {
        audience: Route(channels=tuple(channels), people=tuple(people), groups=tuple(groups))
        for audience, (channels, people, groups) in places.items()
    }


def briefed(it: Incident, writing: Writing, ways: Routes) -> tuple[Briefing, ...] | Refused:
    """What goes out where, or why it does not: words that do not belong there need a reason of the writer."""
    told: list[Briefing] = []
    for written in writing.written:
        briefing = _briefing(it, written, writing, ways)
        if isinstance(briefing, Refused):
            return briefing
        told.append(briefing)
    return tuple(told)


def _briefing(it: Incident, written: Written, writing: Writing, ways: Routes) -> Briefing | Refused:
    where, text = field_of(written.audience), written.text.strip()
    route = ways.get(written.audience)
    if route is None:
        return Refused(Reason.NOT_ROUTED, where)
    if blank(text):
        return Refused(Reason.BLANK, where)
    if len(text) > BRIEFING_MOST:
        return Refused(Reason.TOO_LONG, where, {"most": str(BRIEFING_MOST)})
    flagged: tuple[str, ...] = ()
    if written.audience is Audience.CUSTOMERS:
        flagged = words_of(offences(text, it, writing.lexicon, writing.names))
        if flagged and blank(written.override):
            return Refused(Reason.CUSTOMER_WORDS, where, {"known": ", ".join(flagged)})
    return Briefing(
        audience=written.audience,
        text=text,
        channels=route.channels,
        people=route.people,
        groups=route.groups,
        flagged=flagged,
        override=written.override.strip() if flagged else "",
    )


def decide_audience(it: Incident, command: AudienceCommand) -> Verdict:
    """What the command makes happen to what audiences are told."""
    match command:
        case SendLastWord(writing=writing):
            return _last_word(it, writing)
        case ReportAddressed():
            return _addressed(it, command)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _last_word(it: Incident, writing: Writing) -> Verdict:
    """Once, after the end, and to those who had been told."""
    if it.open:
        return Refused(Reason.NOT_CLOSED)
    if it.last_word:
        return ()
    told = briefed(it, writing, last_routes(it))
    if isinstance(told, Refused):
        return told
    return (LastWordSent(briefings=told),) if told else ()


def _addressed(it: Incident, report: ReportAddressed) -> Verdict:
    """Whoever is told already, by name or in another group, is not told twice."""
    briefing = briefing_of(it, report.of, report.audience)
    before = [each for each in it.addressed if (each.of, each.audience) == (report.of, report.audience)]
    if briefing is None or any(each.group == report.group for each in before):
        return ()
    told = {*briefing.people, *(person for each in before for person in each.people)}
    fresh = tuple(person for person in dict.fromkeys(report.people) if person not in told)
    return (
        BriefingAddressed(
            of=report.of,
            audience=report.audience,
            group=report.group,
            people=fresh,
            problems=report.problems,
        ),
    )


def briefing_of(it: Incident, version: int, audience: Audience) -> Briefing | None:
    """What event number `version` has for this audience."""
    return next((each for each in it.briefings.get(version, ()) if each.audience is audience), None)
