"""Charts as image files, drawn with matplotlib; only the press's own process imports this (`bot.adapters.press`)."""

from __future__ import annotations

import io
import re
from xml.sax.saxutils import escape

import matplotlib as mpl

from bot.adapters.drawing_figures import draw_figures
from bot.adapters.drawing_sheet import FAMILY
from bot.adapters.drawing_timeline import draw_timeline
from bot.views.charts import Chart, Form

PNG_DPI = 200
"""Twice the pixels of the layout."""

_BEGINNING = re.compile(r"(<svg\b[^>]*>)")


def draw(chart: Chart, form: Form) -> bytes:
    """The chart as an SVG whose text can be read and searched, or as a PNG."""
    file = io.BytesIO()
    # Text stays text, a dollar is a dollar, and the same chart is the same file.
    with mpl.rc_context(
        {
            "font.family": [FAMILY],
            "svg.fonttype": "none",
            "svg.hashsalt": "tocsin",
            "text.parse_math": False,
            "hatch.linewidth": 0.7,
        }
    ):
        figure = draw_timeline(chart) if chart.kind == "timeline" else draw_figures(chart)
        if form == "png":
            figure.savefig(file, format="png", dpi=PNG_DPI, metadata={"Software": None})
            return file.getvalue()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(file, format="svg", metadata=nothing)
    return _told(file.getvalue().decode(), chart).encode()


def _told(drawing: str, chart: Chart) -> str:
    """The drawing with its name and what it shows, for those who listen to it."""
    told = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alternative)}</desc>"
    return _BEGINNING.sub(lambda found: f'{found[1][:-1]} role="img">{told}', drawing, count=1)
