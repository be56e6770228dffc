"""The files that come with Tocsin: templates, the default configuration, the manifest."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Where `templates`, `playbooks` or `manifest.yml` lies, in an installed wheel as in a checkout.

    Raises:
        FileNotFoundError: this installation lacks the file.
    """
    # A wheel carries them inside the package; what lies beside it there belongs to other distributions.
    inside = _PACKAGE / "_data"
    path = (inside if inside.is_dir() else _PACKAGE.parent) / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; install Tocsin again")
    return path
