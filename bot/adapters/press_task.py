"""What the press asks its own process to do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from bot.domain.strict import Strict
from bot.views.charts import Form
from bot.views.paper import AnyChart, Paper


class DrawChart(Strict):
    """Draw this chart."""

    kind: Literal["draw"] = "draw"
    chart: AnyChart
    form: Form


class SetPaper(Strict):
    """Set this document with the Typst file `template` (a path)."""

    kind: Literal["set"] = "set"
    paper: Paper
    template: str


Task = DrawChart | SetPaper

# What is complained of ends in the bot's log, which is no place for what people typed.
_task: TypeAdapter[Task] = TypeAdapter(
    Annotated[Task, Field(discriminator="kind")], config=ConfigDict(hide_input_in_errors=True)
)


def from_json(text: bytes) -> Task:
    """The task as it was sent.

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _task.validate_json(text)
