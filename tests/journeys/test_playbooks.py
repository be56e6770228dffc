"""Playbooks in a crisis: found by hurried words, the first checks at once, and the whole of one to read."""

from __future__ import annotations

from typing import Any

from tests.journeys.opening import declared, owner_asked
from tests.journeys.workspace import Person, Room, Slack, eventually, readable


async def page(person: Person, words: str) -> dict[str, Any]:
    """The modal, as soon as it shows these words."""

    async def look() -> dict[str, Any] | None:
        view = await person.modal()
        return view if words in readable(view) else None

    return await eventually(look, f"a modal with {words}")


async def room_of(slack: Slack, name: str) -> Room:
    """The room, its card and its announcement heard."""
    room = await slack.room(name)
    await room.card("INC-1")
    await (await slack.room("incidents")).hears("INC-1")
    return room


async def test_in_the_room(slack: Slack) -> None:
    """Misspelt words in an incident's room find the playbook, with commands filled in for the incident's model."""
    ana = slack.person("ana")
    await ana.declares("Ranking is slow", model="ranker")
    room = await room_of(slack, "inc-1-ranking-is-slow")
    await owner_asked(slack, room)
    said = await ana.runs("/incident playbook p99 latncy spik", room)
    assert "*p99 latency spike* · serving · Operations · about 45 min" in said
    assert "Fits: p99 latency" in said
    assert all(f"*{number}.*" in said for number in (1, 2, 3))
    assert "kubectl top pods -l app=ranker" in said and "{model}" not in said
    assert "filled in for ranker" in said

    await ana.clicks("read_playbook:1", room)
    first = await page(ana, "Page 1 of 5")
    assert "First: look at these three" in readable(first) and "Then decide" in readable(first)
    await ana.does("click", view_id=first["id"], action_id="playbook_page:next")
    second = await page(ana, "Page 2 of 5")
    assert "kubectl rollout undo deployment/ranker" in readable(second)
    await ana.does("click", view_id=second["id"], action_id="playbook_page:prev")
    await page(ana, "Page 1 of 5")
    await ana.closes()


async def test_another_hit_and_the_menu(slack: Slack) -> None:
    """Every hit has its button, and the menu leads to any playbook, from any channel."""
    ana, general = slack.person("ana"), await slack.room("general")
    said = await ana.runs("/incident playbook 503 errors from the feature store")
    assert "*Feature-store outage*" in said and "*Vendor or upstream outage*" in said
    assert "Not known: feature_pipeline" in said
    await ana.clicks("read_playbook:2", general)
    await page(ana, "*Vendor or upstream outage*")
    await ana.closes()
    await ana.clicks("choose_playbook", general, value="pii-leakage:0:0")
    assert "Restricted incident. Access review" in await whole(ana)
    await ana.closes()


async def whole(person: Person) -> str:
    """Everything that stands on the pages of the open playbook."""
    shown = readable(await page(person, "Page 1 of "))
    for number in range(2, int(shown.rpartition(" of ")[2].partition(",")[0]) + 1):
        view = await person.modal()
        await person.does("click", view_id=view["id"], action_id="playbook_page:next")
        shown += readable(await page(person, f"Page {number} of "))
    return shown


async def test_without_words(slack: Slack) -> None:
    """Without words, and with words that no playbook has, those for the incident's type are shown."""
    room, ana = await declared(slack), slack.person("ana")
    said = await ana.runs("/incident playbook", room)
    assert "*Drift alert*" in said and "*Feature-store outage*" in said
    said = await ana.runs("/incident playbook xyzzy", room)
    assert (
        "No playbook has “xyzzy”. These are for incidents of this type." in said and "*Drift alert*" in said
    )
    said = await ana.runs("/incident playbook xyzzy")
    assert "Choose one below" in said and "Drift alert" in said
    assert "*Drift alert*" in await ana.runs("/incident playbook inc-1")
    assert "There is no incident 99 that you can see" in await ana.runs("/incident playbook inc-99 drift")
    hostile = await ana.runs("/incident playbook <!channel> ``` *x* " + "y" * 3000)
    assert "<!channel>" not in hostile


async def test_restricted_models_stay_restricted(slack: Slack) -> None:
    """Whoever may not see an incident does not learn of its model from a playbook's commands."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.declares("Leaked records", model="fraud-score", flags=["restricted"])
    room = await slack.room("inc-1-leaked-records")
    await room.card("Leaked records")
    await owner_asked(slack, room, "chi", "fraud-score")
    assert "fraud-score" in await ana.runs("/incident playbook pii leek", room)
    general = await slack.room("general", seen_by="eli")
    assert "There is no incident 1 that you can see" in await eli.runs("/incident playbook inc-1 pii leek")
    assert "fraud-score" not in await eli.runs("/incident playbook pii leek")
    await eli.clicks("read_playbook:1", general)
    assert "fraud-score" not in await whole(eli)
