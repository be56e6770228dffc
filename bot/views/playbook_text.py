"""Playbooks as plain text for a terminal (`tocsin playbook`)."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from textwrap import fill, indent

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.views.models import View
from bot.views.playbook_models import CheckLine, PlaybooksView, PlaybookView
from bot.views.text import clean, one_line, span

WIDTH = 96
_LONGEST = 600
_UNDER_A_NUMBER = " " * 5


class PlaybookText:
    """The same as in Slack, in words that a terminal can show; what people typed stays text."""

    def __init__(self, templates: Path) -> None:
        """Load `documents/playbook.txt.j2` and `documents/playbooks.txt.j2` below this directory."""
        self._environment = Environment(
            loader=FileSystemLoader(templates / "documents"),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text for a terminal, cleaned of control characters
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            one=_one, span=span, text=_text, item=_item, code=_code, numbered=_numbered
        )

    def found(self, view: PlaybooksView) -> str:
        """The best hits, ending in a line end."""
        return self._rendered("playbooks.txt.j2", view)

    def whole(self, view: PlaybookView) -> str:
        """A whole playbook, ending in a line end."""
        return self._rendered("playbook.txt.j2", view)

    def _rendered(self, template: str, view: View) -> str:
        values = {each.name: getattr(view, each.name) for each in fields(view)}
        return self._environment.get_template(template).render(values).strip("\n") + "\n"


def _one(text: str) -> str:
    return one_line(text, _LONGEST)


def _text(text: str) -> str:
    return fill(_one(text), WIDTH, initial_indent=_UNDER_A_NUMBER, subsequent_indent=_UNDER_A_NUMBER)


def _item(text: str) -> str:
    return fill(_one(text), WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _code(command: str) -> str:
    return indent(clean(command), _UNDER_A_NUMBER + "  ")


def _numbered(check: CheckLine) -> str:
    first = fill(
        f"{check.number}. {_one(check.look)}", WIDTH, initial_indent="  ", subsequent_indent=_UNDER_A_NUMBER
    )
    return "\n".join([first, _text(check.tell), *([_code(check.command)] if check.command else [])])
