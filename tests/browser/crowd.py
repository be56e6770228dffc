"""Two hundred people in a channel of ten thousand messages, and all of them writing at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp

from tests.browser.driving import Json

PEOPLE = [f"UCROWD{number:03d}" for number in range(1, 201)]
"""Their ids; the first of them is the one who looks at the page."""

APP_USER = "UTOCSIN"
MESSAGES = 10_000
APART = 30
"""Seconds between two messages of the past."""

TALK = (
    "Looks *fine* from here, see <https://example.com/board|the board> :eyes:",
    "> PSI 0.32 on `price_bucket`\n_still rising_, I think",
    "<@UCROWD002> can you have a look? :pray:",
    "No change since the rollback.",
)


def crowded(document: Json, channels: dict[str, int]) -> Json:
    """A saved workspace with the crowd in it, and all of them and the app in new channels.

    `channels` says how many messages each of them has, by name; the id of `crowd` is `CCROWD`.
    """
    contents = document["contents"]
    people = {
        user: {"id": user, "name": f"crowd{at:03d}", "real_name": f"Crowd Member {at}"}
        for at, user in enumerate(PEOPLE, 1)
    }
    return document | {
        "contents": contents
        | {
            "people": contents["people"] | people,
            "channels": contents["channels"]
            | {
                channel_id(name): _channel(name, count, int(document["saved_at"]))
                for name, count in channels.items()
            },
        }
    }


def channel_id(name: str) -> str:
    """The id of a channel that `crowded` made."""
    return f"C{name.upper()}"


def _channel(name: str, count: int, now: int) -> Json:
    here = channel_id(name)
    began = now - APART * (count + 1)
    newest = f"{began + APART * count}.999999"
    return {
        "id": here,
        "name": name,
        "kind": "channel",
        "created": began,
        "creator": PEOPLE[0],
        "members": [*PEOPLE, APP_USER],
        "last_read": dict.fromkeys(PEOPLE, newest),
        "messages": {"entries": [_past(here, began, at) for at in range(count)]},
    }


def _past(channel: str, began: int, at: int) -> Json:
    """A message of the past: every twentieth begins a thread of three replies, others are long, liked or the app's."""
    author = PEOPLE[(at * 7) % len(PEOPLE)]
    entry: Json = {
        "ts": _ts(began, at),
        "channel": channel,
        "user": author,
        "text": f"{at}: {TALK[at % len(TALK)]}",
        "client_msg_id": f"past-{at}",
    }
    place = at % 20
    if place in {6, 7, 8}:
        return entry | {"thread_ts": _ts(began, at - place + 5)}
    if place == 12:
        return entry | {
            "user": APP_USER,
            "by_app": True,
            "text": f"Check {at}",
            "blocks": _blocks(at),
            "client_msg_id": None,
        }
    if place == 3:
        return entry | {"reactions": {"eyes": PEOPLE[:3], "white_check_mark": [author]}}
    if at % 100 == 9:
        return entry | {"text": f"{at}: " + "The whole story, told slowly. " * 120}
    return entry


def _ts(began: int, at: int) -> str:
    return f"{began + APART * at}.{at:06d}"


def _blocks(at: int) -> list[Json]:
    return [
        {"type": "header", "block_id": "head", "text": {"type": "plain_text", "text": f"Check {at}"}},
        {
            "type": "section",
            "block_id": "facts",
            "fields": [
                {"type": "mrkdwn", "text": f"*Drift*\n0.{at % 100:02d}"},
                {"type": "mrkdwn", "text": "*Latency*\n`41 ms`"},
            ],
        },
        {
            "type": "actions",
            "block_id": "act",
            "elements": [
                {
                    "type": "button",
                    "action_id": "seen",
                    "text": {"type": "plain_text", "text": "Seen"},
                    "value": "x",
                }
            ],
        },
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """What one of the crowd wrote, as ts: into the channel, and into the thread."""

    user: str
    said: Sequence[str]
    replied: str


async def all_write(
    url: str,
    people: Sequence[str],
    channel: str,
    thread: str,
    rounds: int,
    enough: Callable[[], bool] = lambda: True,
) -> list[Written]:
    """These people write at once: each writes `rounds` messages and more until it is `enough`, one after the other.

    Each edits their first, likes it, and answers once in the thread.

    Raises:
        aiohttp.ClientResponseError: the sandbox refused some of it.
    """
    connector = aiohttp.TCPConnector(limit=len(people))
    async with aiohttp.ClientSession(url, connector=connector, raise_for_status=True) as session:
        writing = (_writes(session, user, channel, thread, rounds, enough) for user in people)
        return list(await asyncio.gather(*writing))


async def _writes(
    session: aiohttp.ClientSession,
    user: str,
    channel: str,
    thread: str,
    rounds: int,
    enough: Callable[[], bool],
) -> Written:
    async def act(verb: str, **body: object) -> Json:
        async with session.post(f"/sandbox/as/{user}/{verb}", json={"channel": channel, **body}) as answer:
            done: Json = await answer.json()
            return done

    said = [(await act("message", text=f"{user} says 0 :tada:"))["ts"]]
    replied = (await act("message", text=f"{user} answers", thread_ts=thread))["ts"]
    await act("edit", ts=said[0], text=f"{user} says it better")
    await act("react", ts=said[0], name="eyes")
    while len(said) < rounds or not enough():
        said.append((await act("message", text=f"{user} says {len(said)} :tada:"))["ts"])
    return Written(user, said, replied)
