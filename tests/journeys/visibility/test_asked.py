"""What is said to whoever asks: every verb, and App Home, to those inside, outside, gone and come later."""

from __future__ import annotations

from tests.journeys.test_responder_visibility import busy
from tests.journeys.visibility.stage import (
    EVERYBODY,
    INSIDE,
    LEFT,
    MEMBER,
    NONE,
    OUTSIDE,
    Stage,
    shown_to,
    told,
)
from tests.journeys.visibility.surfaces import VERBS
from tests.journeys.workspace import eventually, readable


async def test_verbs_to_outsiders(there: Stage) -> None:
    """No verb tells outsiders anything, whatever number or words it is given; they change nothing either."""
    await there.gathered(await busy(there.slack, "restricted"))
    await there.settled()
    before, wrong = (await there.incident()).version, {}
    for name in OUTSIDE:
        person = there.person(name)
        for verb, row in VERBS.items():
            if row.about == "one":
                hidden = await shown_to(there, person, f"/incident {verb} inc-1 {row.words}")
                missing = await shown_to(there, person, f"/incident {verb} inc-99 {row.words}")
                if hidden.replace(" 1 ", " 99 ") != missing or f"{NONE} 99" not in missing:
                    wrong[name, verb] = (hidden, missing)
            elif told(said := await shown_to(there, person, f"/incident {verb} {row.words}")):
                wrong[name, verb] = (said, "")
    assert wrong == {}
    assert (await there.incident()).version == before


async def test_verbs_to_insiders(there: Stage, flags: tuple[str, ...]) -> None:
    """Every verb answers those who are inside, and tells whatever it is there to tell; of an open one, everybody."""
    await there.gathered(await busy(there.slack, *flags))
    telling = {verb: row for verb, row in VERBS.items() if row.tells}
    wrong = {}
    for name in INSIDE if flags else EVERYBODY:
        for verb, row in telling.items():
            number = "inc-1 " if row.about == "one" else ""
            said = await shown_to(there, there.person(name), f"/incident {verb} {number}{row.words}")
            if not told(said):
                wrong[name, verb] = said
    for verb, row in VERBS.items():
        if row.about == "one":
            said = await shown_to(there, there.person(MEMBER), f"/incident {verb} inc-1 {row.words}")
            if NONE in said or not said.strip():
                wrong[MEMBER, verb] = said
    assert wrong == {}


async def test_home(there: Stage, flags: tuple[str, ...]) -> None:
    """App Home shows it to who may see it, and takes it away from whoever leaves, opened again or not."""
    ana, gone = there.person(MEMBER), there.person(LEFT)
    room = await busy(there.slack, *flags)
    await ana.does("invite", channel=room.id, user=gone.id)

    async def shows() -> bool:
        return told(readable(await gone.home()))

    await eventually(shows, "the incident on Dee's home")
    await gone.does("leave", channel=room.id)

    async def taken_away() -> bool:
        return not told(readable((await there.slack.get(f"as/{gone.id}/view"))["home"]))

    if flags:
        await eventually(taken_away, "Dee's home without it")
    for name in EVERYBODY:
        seen = told(readable(await there.person(name).home()))
        assert seen is (not flags or name == MEMBER), name
