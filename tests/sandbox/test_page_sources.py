"""The page in the repository is the one its sources give."""

import hashlib
from pathlib import Path

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
BUILT_FROM = ("package.json", "package-lock.json", "tsconfig.json", "build.mjs")


def test_the_page_is_current() -> None:
    """Each source is as it was when the page was built; CI builds it anew besides (make check-page)."""
    sources = [PAGE / name for name in BUILT_FROM] + [p for p in (PAGE / "src").rglob("*") if p.is_file()]
    sums = {p.relative_to(PAGE).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sources}
    lines = (PAGE / "built" / "sources.sha256").read_text(encoding="utf-8").splitlines()
    recorded = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert recorded == sums, "run: make page"
