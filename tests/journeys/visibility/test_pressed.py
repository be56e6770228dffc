"""What is shown to whoever presses a control or fills a modal in, however it is forged."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

from handlers.listeners import BUTTONS, MENU_OPTIONS
from tests.journeys.test_responder_visibility import FIELDS, SECRET, about, busy, values
from tests.journeys.visibility.stage import LATER, NONE, OUTSIDE, Stage, told
from tests.journeys.visibility.surfaces import CONTROLS_OF_ONE, MODALS_OF_ONE, OF_MODALS

Press = Coroutine[Any, Any, tuple[int, str]]
AT_ONCE = 60


async def answers(there: Stage, name: str) -> dict[str, str]:
    """What this person is answered to every control, menu option and modal of incident 1, with every value."""
    it, person, forger = await there.incident(), there.person(name).id, there.forger
    presses = [
        forger.presses(person, action_id, value, mark=f"button {action_id}")
        for action_id in BUTTONS
        for value in (*values(it), "1:1:1", f"0:{SECRET}")
    ]
    presses += [
        forger.presses(person, "more", f"{option}:{value}", mark=f"option {option}")
        for option in MENU_OPTIONS
        for value in values(it)
    ]
    for some in batched(presses, AT_ONCE):
        assert set(await asyncio.gather(*some)) == {(200, "")}
    said = await forger.heard_by_mark()
    for callback_id in MODALS_OF_ONE:
        remembered, filled = OF_MODALS.get(callback_id, ({}, {}))
        answer = await forger.submits(person, callback_id, about(it) | remembered, FIELDS | filled)
        said[f"modal {callback_id}"] = str(answer)
    return said


def batched(presses: list[Press], size: int) -> Iterator[list[Press]]:
    """So many of them at a time."""
    for first in range(0, len(presses), size):
        yield presses[first : first + size]


async def test_controls_to_outsiders(there: Stage) -> None:
    """No button, menu or modal tells outsiders anything, however it is forged, and none changes anything."""
    await there.gathered(await busy(there.slack, "restricted"))
    await there.settled()
    it = await there.incident()
    for name in OUTSIDE:
        said = await answers(there, name)
        assert {surface: text for surface, text in said.items() if told(text)} == {}, name
        about_it = [f"button {each}" for each in CONTROLS_OF_ONE] + [
            f"option {each}" for each in MENU_OPTIONS
        ]
        counts = {surface: said.get(surface, "").count(NONE) for surface in about_it}
        assert {each: count for each, count in counts.items() if count < len(values(it))} == {}, name
        modals = [said[f"modal {each}"] for each in MODALS_OF_ONE]
        assert [text for text in modals if NONE not in text] == [], name
        assert not told(await there.read_by(name)), name
    assert (await there.incident()).version == it.version


async def test_controls_to_insiders(there: Stage) -> None:
    """The same presses by whoever is inside are never answered as if there were no incident."""
    await there.gathered(await busy(there.slack, "restricted"))
    await there.settled()
    it = await there.incident()
    said = await answers(there, LATER)
    # Of the values one begins with another number, and so does what is forged about many.
    others = [value for value in values(it) if not value.startswith("1")]
    wrong = {}
    for surface, text in said.items():
        kind, _, key = surface.partition(" ")
        if (kind != "button" or key in CONTROLS_OF_ONE) and text.count(NONE) > len(others) + 1:
            wrong[surface] = text
    assert wrong == {}
    assert told(said)
