"""Digests: gathering what may be told to a place, telling it, and giving it the documents that belong to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.domain.digest_log import (
    DigestGivenUp,
    DigestLeftOut,
    DigestSent,
    DigestShared,
    SendDigest,
    ShareDigest,
)
from bot.domain.digest_rules import DigestKind
from bot.domain.record import Record
from bot.service.answers import passes
from bot.service.links import links
from bot.service.messages import post, posted
from bot.service.ports import Claimed, PressFailed
from bot.service.queries import Queries
from bot.service.sharing import Attachment, share
from bot.service.slack_port import SlackRefused
from bot.service.way import Way
from bot.views.digest import Gathered, Story
from bot.views.digest_weekly import trend
from bot.views.people import is_person
from bot.views.render import Message

STORIES = 40
"""Open incidents whose histories are read for one digest, the worst first; of the others only their lines are."""


async def send_digest(
    way: Way,
    claimed: Claimed,
    effect: SendDigest,
    newer: DigestLeftOut | None,
    refused: Sequence[DigestGivenUp],
) -> DigestSent | DigestLeftOut:
    """Tell the place; one that was told by an attempt that was cut short is not told again.

    newer: what is recorded when it was not told so far, for a newer digest will. refused: what Slack refused to take to
    some place, which is told here.

    Raises:
        SlackRefused, SlackSilent: it was not told.
        StoreUnavailable: the store went away meanwhile.
    """
    if newer is not None:
        return await _told_before(way, claimed, effect) or newer
    gathered = replace(await gather(way, effect), refused=refused)
    nothing = gathered.empty and not refused and way.policy.digests.when_empty == "nothing"
    if nothing and not claimed.uncertain:
        return _sent(effect)
    channel = await _channel(way, effect.place)
    if not is_person(effect.place):
        await _enter(way, channel)
    ts = await post(way, claimed, channel, _message(way, gathered))
    return _sent(effect, channel, ts)


async def _told_before(way: Way, claimed: Claimed, effect: SendDigest) -> DigestSent | None:
    """That an earlier attempt told the place, of whose end nobody heard."""
    if not claimed.uncertain:
        return None
    channel = await _channel(way, effect.place)
    ts = await posted(way, claimed, channel)
    return _sent(effect, channel, ts) if ts else None


def _sent(effect: SendDigest, channel: str = "", ts: str = "") -> DigestSent:
    return DigestSent(
        digest=effect.digest,
        day=effect.day,
        place=effect.place,
        due=effect.due,
        since=effect.since,
        channel=channel,
        ts=ts,
    )


async def share_digest(way: Way, claimed: Claimed, effect: ShareDigest) -> DigestShared:
    """Put the documents under the message, once.

    Raises:
        SlackRefused, SlackSilent: they are not there.
        StoreUnavailable: the store went away meanwhile.
    """

    async def make() -> tuple[list[Attachment], str]:
        return await _documents(way, await gather(way, effect))

    shared = await share(way, claimed, effect.channel, effect.ts, make)
    return DigestShared(
        digest=effect.digest,
        day=effect.day,
        place=effect.place,
        files=tuple(file for file, _ in shared.files),
        missing=shared.missing,
    )


async def gather(way: Way, effect: SendDigest | ShareDigest) -> Gathered:
    """Everything that this place may be told of as it is now; drills are left out.

    A person is told of the confidential incidents that they are in; a channel of none, whoever is in it.
    """
    person = effect.place if is_person(effect.place) else None
    everything = [
        each for each in await Queries(way.store, way.ledger).all_records() if not each.summary.drill
    ]
    records = [each for each in everything if each.summary.visible_to(person)]
    hidden = sum(each.summary.open for each in everything) - sum(each.summary.open for each in records)
    told = [each for each in records if each.summary.open]
    told.sort(key=lambda each: (each.summary.severity.rank, each.number))
    stories = {}
    if effect.digest is DigestKind.DAILY:
        for each in told[:STORIES]:
            story = await _story(way, each.number, person)
            if story is not None:
                stories[each.number] = story
    counted = person is None and way.policy.digests.count_restricted
    return Gathered(
        digest=effect.digest,
        day=effect.day,
        due=effect.due,
        since=effect.since,
        now=way.clock.now(),
        policy=way.policy,
        records=records,
        stories=stories,
        names=await _names(way, _people(records, stories.values(), everybody=way.policy.names_in_exports)),
        hidden=hidden if counted else 0,
    )


async def _story(way: Way, number: int, person: str | None) -> Story | None:
    """None when it may not be told of any more."""
    it = await Queries(way.store, way.ledger).incident(number, person)
    if it is None:
        return None
    history = await way.ledger.history(number)
    return Story(it, history, links(await way.store.told(number), way.identity, it, history))


def _people(records: Iterable[Record], stories: Collection[Story], *, everybody: bool) -> set[str]:
    """Who is named in a digest: who commands, owns reviews and items, and `everybody` who did what is told."""
    people = {story.it.commander for story in stories}
    if everybody:
        people |= {recorded.by for story in stories for recorded in story.history}
        people |= {person for story in stories for person in story.it.roles.values()}
    for each in records:
        people |= {each.review_owner, *(item.owner for item in each.items if item.open)}
    return {person for person in people if person}


async def _names(way: Way, people: Iterable[str]) -> dict[str, str]:
    """What they are called; somebody whom Slack does not know is left out."""
    names = {}
    for person in sorted(people):
        try:
            user = (await way.slack.call("users.info", user=person))["user"]
        except SlackRefused as refused:
            if passes(refused):
                raise
            continue
        names[person] = str(user.get("real_name") or user.get("name") or "")
    return {person: name for person, name in names.items() if name}


async def _channel(way: Way, place: str) -> str:
    if not is_person(place):
        return place
    return str((await way.slack.call("conversations.open", users=place))["channel"]["id"])


async def _enter(way: Way, channel: str) -> None:
    """Join the channel before anything is said in it: files ask for that (Slack: files.completeUploadExternal).

    What cannot be joined is told, or is refused when it is told.
    """
    try:
        await way.slack.call("conversations.join", channel=channel)
    except SlackRefused as refused:
        if passes(refused):
            raise


def _message(way: Way, gathered: Gathered) -> Message:
    if gathered.empty and gathered.digest is DigestKind.DAILY:
        return way.words.quiet(gathered)
    if gathered.digest is DigestKind.DAILY:
        return way.words.daily(gathered)
    return way.words.weekly(gathered)


async def _documents(way: Way, gathered: Gathered) -> tuple[list[Attachment], str]:
    """The files, and a sentence for what could not be made; a picture that fails keeps nothing else back."""
    made, missing = [], ""
    name = f"incidents-{gathered.digest}-{gathered.day.isoformat()}"
    written = way.digest_documents.write(gathered)
    for form in way.policy.digests.documents:
        try:
            content = written.markdown.encode() if form == "md" else await way.press.pdf(written.paper)
            made.append(Attachment(f"{name}.{form}", written.paper.title, content))
        except PressFailed as failed:
            missing = str(failed)
    if gathered.digest is DigestKind.WEEKLY:
        chart = trend(gathered)
        try:
            picture = await way.press.picture(chart, "png")
            made.append(Attachment(f"{name}.png", chart.title, picture, chart.alternative))
        except PressFailed as failed:
            missing = str(failed)
    return made, missing
