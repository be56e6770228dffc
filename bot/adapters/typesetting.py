"""Documents as PDF, set with Typst; only the press's own process imports this (`bot.adapters.press`)."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import typst

from bot.adapters.drawing import draw
from bot.views.paper import Paper


def typeset(paper: Paper, template: str) -> bytes:
    """The document as a tagged PDF that is the same for the same paper.

    Everything that the template shows comes as data, so that no word of it can be markup. Letters that the fonts at
    hand lack are taken from the machine's.

    Raises:
        typst.TypstError: the template has a fault.
    """
    drawings = {name: draw(chart, "svg").decode() for name, chart in paper.charts.items()}
    told = {name: chart.alternative for name, chart in paper.charts.items()}
    data = {**paper.model_dump(mode="json", exclude={"charts"}), "drawings": drawings, "alternatives": told}
    made = typst.compile(
        template,
        root=str(Path(template).parent),
        font_paths=[str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        timestamp=int(paper.as_of.timestamp()),
    )
    assert isinstance(made, bytes), "one document is one file"
    return made
