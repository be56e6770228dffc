"""`tocsin export` and `tocsin schema` as they are typed: without Slack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.embedded import EmbeddedRedis
from bot.adapters.redis_store import RedisStore
from bot.domain.events import to_json
from bot.service.ports import Commit
from bot.views.export import Export
from bot.views.export_schema import export_schema
from tests.bot.views.stories import drift

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """A store that has one incident, of number 1."""
    redis = EmbeddedRedis(tmp_path / "data")
    address = await redis.start()
    store = RedisStore(address)
    try:
        history = drift()
        records = tuple(map(to_json, history.events))
        await store.commit(
            Commit(
                incident=None,
                expected=0,
                command_id="all",
                records=records,
                effects=(),
                rank=1,
                due=None,
                summary="{}",
                record="{}",
                open=False,
                now=history.now.timestamp(),
            )
        )
        yield address
    finally:
        await store.close()
        await redis.stop()


def tocsin(*words: str, url: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run the program with nothing but its store in its environment."""
    environment = {"PATH": os.environ["PATH"], "REDIS_URL": url}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True)


async def test_every_format_is_written(url: str, tmp_path: Path) -> None:
    """Each format is printed, or written into the file that is named, and both are what the format's readers expect."""
    beginnings = {"md": b"# Post-mortem INC-1", "html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "json": b"{\n"}
    for form, beginning in beginnings.items():
        file = tmp_path / f"record.{form}"
        printed = tocsin("export", "inc-1", "--format", form, url=url)
        assert (printed.returncode, printed.stderr) == (0, b"")
        assert printed.stdout.startswith(beginning)
        written = tocsin("export", "1", "--format", form, "--output", str(file), url=url)
        assert (written.returncode, written.stdout, written.stderr) == (0, b"", b"")
        assert file.read_bytes().startswith(beginning)
    assert Export.model_validate_json(file.read_bytes()).events


async def test_what_cannot_be_is_said(url: str, tmp_path: Path) -> None:
    """No such incident, a place that cannot be written, and a format that is none are told, with status 1 or 2."""
    nothing = tocsin("export", "9", "--format", "pdf", url=url)
    assert (nothing.returncode, nothing.stdout) == (1, b"")
    assert nothing.stderr.startswith(b"There is no incident 9 here.")
    nowhere = tocsin("export", "1", "--output", str(tmp_path / "no" / "x.md"), url=url)
    assert nowhere.returncode == 1
    assert nowhere.stderr.endswith(b"x.md cannot be written: No such file or directory.\n")
    assert tocsin("export", "1", "--format", "docx", url=url).returncode == 2


def test_the_schema_is_printed() -> None:
    """The schema needs no store."""
    printed = tocsin("schema")
    assert (printed.returncode, printed.stderr) == (0, b"")
    assert printed.stdout.decode() == export_schema()
    assert json.loads(printed.stdout)["$schema"].endswith("2020-12/schema")
