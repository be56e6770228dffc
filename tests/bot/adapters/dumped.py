"""All that a Redis server holds, to look for what should not be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from redis import Redis


def everything(url: str) -> str:
    """All that the server holds, keys and values, as they are."""
    with Redis.from_url(url, decode_responses=True) as client:
        read: dict[str, Callable[[str], Any]] = {
            "hash": client.hgetall,
            "string": client.get,
            "stream": client.xrange,
            "list": lambda key: client.lrange(key, 0, -1),
            "zset": lambda key: client.zrange(key, 0, -1),
        }
        return "\n".join(
            text for key in client.scan_iter() for text in (key, *_texts(read[str(client.type(key))](key)))
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)
