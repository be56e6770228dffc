"""What responders do after an incident was declared: triage, the playbook, containment, a cause, the proof."""

from __future__ import annotations

from typing import Any

from bot.domain.severity import Surface
from bot.domain.triage import conclude
from bot.domain.triage_questions import BY_KEY
from bot.domain.triage_rule import FalsePage
from tests.journeys.workspace import Person, Room, Slack, eventually, readable

CHECKLIST = ", attached by "
"""What stands on the playbook's own message, and not on the card."""


async def panel(slack: Slack, room: Room, *words: str) -> dict[str, Any]:
    """The newest message of the bot in the room that shows all these words, as soon as there is one."""

    async def look() -> dict[str, Any] | None:
        for message in reversed(await room.messages()):
            said = readable(message)
            if room.is_bots(message) and not message.get("ephemeral") and all(each in said for each in words):
                slack.mark("", room.id, message["ts"])
                return dict(message)
        return None

    try:
        return await eventually(look, f"a message with {words}")
    except AssertionError as never:
        said = [readable(message) for message in await room.messages()]
        raise AssertionError(f"{never}; there is {said[-3:]}") from None


async def presses(
    person: Person, place: dict[str, str], shown: dict[str, Any], ending: str, kind: str = ""
) -> None:
    """Press the control whose value ends so and whose action begins with `kind`, or choose it in a menu."""
    for block in shown["blocks"]:
        for element in (*block.get("elements", ()), *filter(None, (block.get("accessory"),))):
            action = str(element.get("action_id", ""))
            body = {**place, "action_id": action, "block_id": block["block_id"]}
            if not action.startswith(kind):
                continue
            chosen = [each["value"] for each in element.get("options", ()) if each["value"].endswith(ending)]
            if chosen or str(element.get("value", "")).endswith(ending):
                said = await person.does("click", **body, **({"value": chosen[0]} if chosen else {}))
                assert said["status"] == "answered", said
                return
    raise AssertionError(f"no control {kind} ends in {ending!r}: {readable(shown)}")


def on(room: Room, message: dict[str, Any]) -> dict[str, str]:
    """Where that message is, for the control API."""
    return {"channel": room.id, "ts": str(message["ts"])}


async def told_alone(slack: Slack, room: Room, name: str, words: str) -> str:
    """What only that person was told in the room, as soon as it has these words."""
    person = slack.person(name)

    async def look() -> str:
        told = await slack.get(f"as/{person.id}/channels/{room.id}/messages")
        alone = [each for each in told["messages"] if each.get("ephemeral")]
        for message in alone:
            slack.mark(person.id, room.id, message["ts"])
        return "\n".join(said for each in alone if words in (said := readable(each)))

    return await eventually(look, f"a private word to {name} with {words!r}")


async def triages(
    slack: Slack, room: Room, answers: str, people: str, evidence: dict[str, str], *, before: int = 0
) -> None:
    """These people answer in turn what stands on the card, some with what they saw; `before`: answered so far."""
    asked, names = answers.split(), people.split()
    for nth, pair in enumerate(asked):
        question, _, chosen = pair.partition("=")
        person = slack.person(names[nth % len(names)])
        shown = await panel(slack, room, "*Triage*", f"*{BY_KEY[question].asks}*")
        if question in evidence:
            await person.clicks("triage_explain:next", room)
            await person.submits(**{f"answer_{question}": chosen, f"evidence_{question}": evidence[question]})
        else:
            await presses(person, on(room, shown), shown, f":{question}:{chosen}")
        await panel(slack, room, "*Triage*", f"{before + nth + 1} answered")


async def hears_conclusions(room: Room, answers: str) -> list[str]:
    """What the room is told while these answers are given: each new conclusion once, and nothing else of triage."""
    said: dict[str, str] = {}
    told, page, heard = Surface.UNKNOWN, FalsePage.NONE, []
    for pair in answers.split():
        question, _, chosen = pair.partition("=")
        said[question] = chosen
        found = conclude(said)
        if found.false_page.value is not FalsePage.NONE:
            if page is FalsePage.NONE:
                heard.append(readable(await room.hears("Triage: it looks like a false page")))
        elif found.surface.value not in (Surface.UNKNOWN, told):
            told = found.surface.value
            heard.append(readable(await room.hears("*Triage points to")))
        elif page is not FalsePage.NONE:
            heard.append(readable(await room.hears("no false page after all")))
        page = found.false_page.value
    return heard


async def works_by_playbook(slack: Slack, room: Room, name: str, results: tuple[str, str, str]) -> None:
    """Attach what triage offers, and do the first three checks with what was seen."""
    person = slack.person(name)
    card = await panel(slack, room, "*Triage*", "*Playbook that fits")
    await person.does("click", **on(room, card), action_id="attach_playbook")
    await told_alone(slack, room, name, "attached")
    for nth, result in enumerate(results, 1):
        shown = await panel(slack, room, CHECKLIST, f"{nth - 1} of ")
        await presses(person, on(room, shown), shown, f":check:{nth}", "open_item")
        await person.submits(state="done", result=result)
    await panel(slack, room, CHECKLIST, "The checks are done.")


async def proposes_by_row(slack: Slack, room: Room, name: str, row: int, **values: Any) -> dict[str, Any]:
    """Say what is seen in the decision table, and propose what follows; the action's message."""
    person = slack.person(name)
    shown = await panel(slack, room, CHECKLIST, " done")
    if f":row:{row}'" in str(shown["blocks"]):
        await presses(person, on(room, shown), shown, f":row:{row}", "choose_row")
    else:
        await presses(person, on(room, shown), shown, "", "open_rows")
        table = await person.modal()
        await presses(person, {"view_id": table["id"]}, table, f":row:{row}", "choose_row")
    await person.submits(**values)
    return await panel(slack, room, "*Action ", "*Proposed*")


async def approves(slack: Slack, room: Room, number: int, people: str) -> None:
    """These people say yes, and that is enough."""
    for name in people.split():
        message = await panel(slack, room, f"*Action {number}: ", "*Proposed*")
        await presses(slack.person(name), on(room, message), message, f":{number}", "approve_action")
    await room.hears(f"Action {number} is approved")


async def puts_in_place(slack: Slack, room: Room, number: int, name: str) -> None:
    """Somebody does it."""
    message = await panel(slack, room, f"*Action {number}: ", "*Approved*")
    await slack.person(name).does("click", **on(room, message), action_id="apply_action")
    await room.hears(f"Action {number} is in place")


async def sees_it_work(slack: Slack, room: Room, number: int, name: str, seen: str) -> None:
    """Somebody says what it does."""
    message = await panel(slack, room, f"*Action {number}: ", "*In place, not verified*")
    person = slack.person(name)
    await person.does("click", **on(room, message), action_id="verify_action")
    await person.submits(words=seen)
    await room.hears(f"Action {number} works, verified")


async def contains(
    slack: Slack, room: Room, number: int, *, approved_by: str, done_by: str, seen: str
) -> None:
    """These people approve; somebody does it, and says what it does."""
    await approves(slack, room, number, approved_by)
    await puts_in_place(slack, room, number, done_by)
    await sees_it_work(slack, room, number, done_by, seen)


async def lifts(slack: Slack, room: Room, number: int, name: str, words: str) -> None:
    """It is not needed any more."""
    message = await panel(slack, room, f"*Action {number}: ", "*In place and verified*")
    person = slack.person(name)
    await person.does("click", **on(room, message), action_id="lift_action")
    await person.submits(words=words)
    await room.hears(f"Action {number} is lifted")


async def supposes(slack: Slack, room: Room, name: str, statement: str, surface: str) -> None:
    """Somebody names what may be the cause, to look into it."""
    person = slack.person(name)
    await person.runs("/incident hypothesis", room)
    await person.submits(statement=statement, surface=surface)
    await room.hears(statement)


async def finds(slack: Slack, room: Room, name: str, side: str, words: str) -> None:
    """Somebody finds what speaks `for` or `against` the newest hypothesis."""
    person = slack.person(name)
    await person.clicks(f"evidence_{side}", room)
    await person.submits(words=words)
    await room.hears(f"Evidence {side} hypothesis")


async def judges(slack: Slack, room: Room, name: str, state: str, why: str) -> None:
    """Somebody says how the newest hypothesis stands."""
    person = slack.person(name)
    await person.clicks("judge_hypothesis", room)
    await person.submits(state=state, reason=why)
    await room.hears("Root cause, as far" if state == "confirmed" else f"is {state}")


async def finds_the_cause(
    slack: Slack, room: Room, name: str, statement: str, evidence: str, why: str
) -> None:
    """A hypothesis with what speaks for it, confirmed."""
    await slack.person(name).runs(f"/incident hypothesis {statement}", room)
    await room.hears("Hypothesis ")
    await finds(slack, room, name, "for", evidence)
    await judges(slack, room, name, "confirmed", why)
