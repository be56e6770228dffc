"""The press's own process: a task as JSON on its standard input, the file on its standard output.

It knows no secret, has no address to go to, and may take so much memory and time and no more; whatever typed text does
to a renderer, it does here.
"""

from __future__ import annotations

import sys
import warnings

from bot.adapters.child_limits import within

MEMORY_MOST = 2 * 1024**3
"""Bytes of address space: a usual document takes half a gigabyte, mostly only reserved; one of 500 pages, one."""

CPU_SECONDS_MOST = 90


def main() -> None:
    """Do the task that stands on standard input."""
    within(MEMORY_MOST, CPU_SECONDS_MOST)
    # A letter that a font lacks is drawn as a box; there is nobody here to be warned of it.
    warnings.simplefilter("ignore")
    sys.stdout.buffer.write(done(sys.stdin.buffer.read()))


def done(text: bytes) -> bytes:
    """The file that the task asks for.

    Raises:
        pydantic.ValidationError: the text is no task.
        typst.TypstError: the document cannot be set.
    """
    from bot.adapters.press_task import DrawChart, from_json  # noqa: PLC0415 - within the limits

    task = from_json(text)
    if isinstance(task, DrawChart):
        from bot.adapters.drawing import draw  # noqa: PLC0415 - matplotlib is for those who draw

        return draw(task.chart, task.form)
    from bot.adapters.typesetting import typeset  # noqa: PLC0415 - Typst is for those who set

    return typeset(task.paper, task.template)


if __name__ == "__main__":
    main()
