"""One set of facts for several audiences: seen, changed, checked before it is sent, and sent once (domain §8, §15)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.app import Bot
from bot.domain.audiences import Audience, Briefing
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.forgetting import heard_all
from tests.journeys.opening import closed, commanded, owner_asked
from tests.journeys.workspace import MovedClock, Person, Room, Slack, readable

FACTS = {
    "status": "amber",
    "impact": "NDCG of ranker is down 8 % on mobile",
    "actions": "Half of the traffic goes to 2026.10.4",
}


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a modal by name."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def begins(view: dict[str, Any], field: str) -> str:
    """What a text begins with."""
    return str(fields(view)[field].get("initial_value", ""))


async def briefings(bot: Bot, person: str | None = None) -> tuple[Briefing, ...]:
    """What the latest update of incident 1 had for audiences."""
    it = await bot.queries.incident(1, person)
    assert it is not None
    return it.updates[-1].posted.briefings


async def with_ranker(slack: Slack) -> Room:
    """Ana commands a SEV2 incident of the demo's ranker."""
    ana = slack.person("ana")
    await ana.runs("/incident declare Stale prices")
    await ana.submits(severity="SEV2", type="data", model="ranker")
    await ana.closes()
    room = await slack.room("inc-1-stale-prices")
    await room.card("Stale prices")
    await (await slack.room("incidents")).hears("Stale prices")
    await owner_asked(slack, room)
    await ana.runs("/incident take", room)
    await room.hears("is now Incident Commander")
    await (await slack.direct("ana")).hears("You are Incident Commander")
    return room


async def previewed(person: Person, room: Room, **more: Any) -> dict[str, Any]:
    """Somebody writes the facts down; the preview that they see."""
    await person.runs("/incident update", room)
    await person.submits(**{**FACTS, **more})
    view = await person.modal()
    assert view["callback_id"] == "update_preview"
    return view


async def test_everybody_in_their_own_words(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Nothing is sent before the preview is; then the room, a manager and customers each read their own words."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    view = await previewed(ana, room, customers="Search results on phones may be in the wrong order.")
    said = readable(view)
    assert "Nothing is sent yet." in said and "<@UDEE>" in said and "<#CGENERAL>" in said
    assert "The room reads: 🟠 Amber. Impact: NDCG of ranker" in said
    assert set(fields(view)) == {"text_executives", "text_customers"}
    executives, customers = begins(view, "text_executives"), begins(view, "text_customers")
    assert "Impact: NDCG of ranker is down 8 % on mobile" in executives
    assert "Recovery: unknown, there is no estimate yet" in executives and "Next update: " in executives
    assert customers.startswith("Search results on phones may be in the wrong order.")
    assert "We do not know yet when" in customers and "Our next update comes by " in customers
    assert "ranker" not in customers and "INC-1" not in customers
    await settled()
    assert await slack.unheard() == []

    await ana.submits(
        text_executives="Search on phones is worse: about 2 % fewer bookings. Next update in an hour."
    )
    heard = readable(await room.hears("Impact: NDCG of ranker is down 8 % on mobile"))
    assert "Also told: Executives (1 person)" in heard and "Customers and support (<#CGENERAL>)" in heard
    direct = readable(await (await slack.direct("dee")).hears("about 2 % fewer bookings"))
    assert "INC-1, by <@UANA>" in direct
    general = Room(slack, slack.person("eli"), "CGENERAL", "general")
    public = await general.hears("Search results on phones")
    assert "INC-1" not in readable(public) and "UANA" not in readable(public)
    told = {each.audience: each for each in await briefings(bot)}
    assert told[Audience.EXECUTIVES].people == ("UDEE",) and "2 % fewer" in told[Audience.EXECUTIVES].text
    assert told[Audience.CUSTOMERS].channels == ("CGENERAL",)
    await ana.sees_no_modal()


async def test_what_customers_must_not_read(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Internal names and promises are shown with why; changed, they go out; a second look finds what is left."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    view = await previewed(
        ana, room, customers="The ranker will be fixed by 15:00, says Ana.", audiences=["customers"]
    )
    said = readable(view)
    for words, reason in (
        ("*ranker*", "the internal name of a model"),
        ("*will be fixed by 15:00*", "a moment by which"),
        ("*Ana*", "somebody's name"),
    ):
        assert words in said and reason in said
    assert "Send without customers" in said
    await ana.tries()
    again = readable(await ana.modal())
    assert "*ranker*" in again
    await ana.tries(text_customers="Search may be slow at 10.1.2.3. We are working on it.")
    again = readable(await ana.modal())
    assert "*10.1.2.3*" in again and "*ranker*" not in again
    await settled()
    assert await slack.unheard() == []
    await ana.submits(text_customers="Search may be slow. We are working on it. Next update by 16:00.")
    await room.hears("Impact: NDCG")
    await Room(slack, ana, "CGENERAL", "general").hears("Search may be slow.")
    [told] = await briefings(bot)
    assert told.flagged == () and told.override == ""


async def test_all_the_same(slack: Slack, bot: Bot) -> None:
    """Words that were pointed out go out with a reason, which stands in the room and in the record."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    await previewed(
        ana, room, customers="Version 2026.11.2 of our price ranker is public.", audiences=["customers"]
    )
    await ana.submits(override="The release notes name it")
    heard = readable(await room.hears("Impact: NDCG"))
    assert "all the same because: The release notes name it" in heard
    await Room(slack, ana, "CGENERAL", "general").hears("2026.11.2")
    [told] = await briefings(bot)
    assert told.flagged == ("Version 2026.11.2", "ranker") and told.override == "The release notes name it"


async def test_without_customers(slack: Slack, bot: Bot) -> None:
    """One choice leaves customers out and tells the others; an emptied text leaves its audience out, too."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    await previewed(ana, room, customers="Ask Ana.")
    await ana.submits(without_customers=["without"])
    await room.hears("Impact: NDCG")
    await (await slack.direct("dee")).hears("Impact: NDCG")
    assert [each.audience for each in await briefings(bot)] == [Audience.EXECUTIVES]
    await previewed(ana, room, status="green", impact="None any more")
    await ana.submits(text_executives=" ", text_customers="")
    assert "Also told" not in readable(await room.hears("Impact: None any more"))
    assert await briefings(bot) == ()


async def test_the_room_alone(slack: Slack, bot: Bot) -> None:
    """With nobody chosen the update is posted at once, in one step."""
    room = await commanded(slack)
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    await ana.submits(**FACTS, audiences=[])
    await room.hears("Impact: NDCG")
    assert await briefings(bot) == ()
    await ana.sees_no_modal()


async def test_not_of_every_severity(slack: Slack) -> None:
    """Where the policy tells nobody, an update is one step, with a look at how it would read for others on request."""
    room = await commanded(slack, "SEV3")
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    assert "Who else is told?" not in readable(await ana.modal())
    await ana.submits(**FACTS, audiences=["preview"])
    view = await ana.modal()
    assert "Nobody but the room is told" in readable(view)
    assert set(fields(view)) == {"text_engineers", "text_executives", "text_note", "text_customers"}
    assert "Surface: unknown" in begins(view, "text_engineers")
    await ana.submits()
    assert "Also told" not in readable(await room.hears("Impact: NDCG"))


async def test_a_drill_stays_in_its_room(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Of a drill nobody outside is told, whatever the policy says."""
    ana = slack.person("ana")
    await ana.declares("Practice", flags=["drill"])
    room = await slack.room("inc-1-practice")
    await room.card("Practice")
    await ana.runs("/incident update", room)
    await ana.submits(**FACTS, audiences=["preview"])
    assert "this is a drill" in readable(await ana.modal())
    await ana.submits()
    await room.hears("Impact: NDCG")
    await settled()
    assert await briefings(bot) == ()


async def test_of_a_restricted_incident(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Nothing leaves unless the writer chooses it, never to a channel, and no link leads to the room."""
    ana = slack.person("ana")
    await ana.declares("Odd scores", flags=["restricted"])
    room = await slack.room("inc-1-odd-scores")
    await room.card("Odd scores")
    await ana.runs("/incident update", room)
    form = await ana.modal()
    assert "initial_options" not in fields(form)["audiences"]
    offered = [option["value"] for option in fields(form)["audiences"]["options"]]
    assert offered == ["executives"], (
        "customers have nothing but a channel, and channels hear of open incidents only"
    )
    await ana.submits(**FACTS)
    await room.hears("Impact: NDCG")
    await settled()
    assert await briefings(bot, "UANA") == ()
    await ana.runs("/incident update", room)
    await ana.submits(**{**FACTS, "impact": "Scores leaked"}, audiences=["executives"])
    assert "It is restricted" in readable(await ana.modal())
    await ana.submits(text_executives="One thing for you alone.")
    await room.hears("Impact: Scores leaked")
    direct = readable(await (await slack.direct("dee")).hears("One thing for you alone."))
    assert room.id not in direct and "There is no incident 1 " in await slack.person("dee").runs(
        "/incident status 1"
    )


async def test_a_last_word(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Whoever was told that it began hears that it is over, once, and nobody else does."""
    room = await with_ranker(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await previewed(ana, room)
    await ana.submits()
    await room.hears("Impact: NDCG")
    await (await slack.direct("dee")).hears("Impact: NDCG")
    general = Room(slack, ana, "CGENERAL", "general")
    await general.hears("Search may show results that are less accurate than usual.")
    await closed(slack, room)
    await ben.clicks("send_last_word", room)
    view = await ben.modal()
    assert "so they hear that it is over" in readable(view)
    assert "This was our last update on it." in begins(view, "text_customers")
    await ben.tries(text_customers="ranker is well")
    assert "*ranker*" in readable(await ben.modal())
    await ben.submits(text_customers="All is as usual again. Thank you.")
    assert "*Last word* by <@UBEN>" in readable(await room.hears("Last word"))
    await (await slack.direct("dee")).hears("Freshness is back under 5 minutes")
    await general.hears("All is as usual again.")
    await ana.clicks("send_last_word", room)
    await room.hears("There is nobody left to tell.")
    await settled()
    await ana.sees_no_modal()


async def test_written_for_too_long(slack: Slack, clock: MovedClock, settled: Settle) -> None:
    """Words that name a moment which has passed meanwhile are not sent; another moment is asked for."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    await previewed(ana, room, audiences=["executives"])
    await clock.forward(minutes=61)
    await room.hears("Update due")
    await ana.tries()
    view = await ana.modal()
    assert "That has passed while you wrote" in readable(view)
    later = int(clock.now().timestamp()) + 1800
    await ana.submits(next_check_in=later, text_executives="Next update at a quarter to.")
    await room.hears("Impact: NDCG")
    await (await slack.direct("dee")).hears("Next update at a quarter to.")


async def test_hostile_words(slack: Slack) -> None:
    """Whatever is typed is text, in the preview and in every place that it goes to."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    bad = "<!channel> <https://evil.example|click> & *bold* \u202e{{ 7 * 7 }}"
    await previewed(ana, room, impact=bad)
    await ana.tries(text_customers=bad)
    await ana.submits(override=bad)
    await room.hears("Impact: <!channel>")
    direct = await (await slack.direct("dee")).hears("Impact: <!channel>")
    public = await Room(slack, ana, "CGENERAL", "general").hears("{{ 7 * 7 }}")
    for message in (direct, public):
        assert message["blocks"][0]["text"]["type"] == "plain_text"
        assert "<!channel>" not in message["text"]


async def test_too_much_to_remember(slack: Slack) -> None:
    """Words that a modal could not remember are refused next to their field, and nothing is lost."""
    room = await with_ranker(slack)
    ana = slack.person("ana")
    await ana.runs("/incident update", room)
    said = await ana.tries(status="red", impact='"' * 700, actions='"' * 700, eta='"' * 200)
    assert "That is too much to be shown beforehand" in str(said["errors"])
    await ana.submits(audiences=[])
    await room.hears('Impact: "')


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """The demo's configuration in which a user group and a channel that is not there are told, too."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "sandbox" / "demo", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = folder / "policy.yml"
    policy.write_text(
        policy.read_text().replace(
            "  executives:\n    people: [UDEE]\n",
            "  engineers: {channels: [CGONE], groups: [SMLONCALL]}\n  executives:\n    people: [UDEE]\n",
        )
    )
    return folder


class TestGroups:
    """A team that tells a group."""

    @pytest.fixture
    def config(self, grouped: Path) -> Path:
        """Theirs."""
        return grouped

    async def test_each_directly(self, slack: Slack, bot: Bot) -> None:
        """Everybody in the group is told directly; a channel that is gone is said, and may be tried again."""
        room = await with_ranker(slack)
        ana = slack.person("ana")
        view = await previewed(ana, room, audiences=["engineers"])
        text = begins(view, "text_engineers")
        for words in (
            "version 2026.11.2",
            "last known good 2026.10.4",
            "Surface: unknown",
            "In place: nothing",
        ):
            assert words in text
        await ana.submits()
        await room.hears("Impact: NDCG")
        it = await bot.queries.incident(1, None)
        members = (await slack.calls("usergroups.users.list"))[-1]
        assert members and it is not None
        for name in ("ana", "ben"):
            heard = readable(await (await slack.direct(name)).hears("Model: ranker, version 2026.11.2"))
            assert "Dashboard" in heard or "dashboard" in heard
        await room.card("Somebody outside the room could not be told of an update")
        it = await bot.queries.incident(1, None)
        assert it is not None and set(it.addressed[0].people) == {"UANA", "UBEN"}


async def test_two_at_once(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Of two previews the second shows what the first said before it goes out, too, and keeps what was written."""
    room = await with_ranker(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.does("join", channel=room.id)
    for each in (ana, ben):
        await previewed(each, room, audiences=["executives"])
    await ana.submits(text_executives="Ana's words")
    await ben.tries(text_executives="Ben's words")
    view = await ben.modal()
    assert "<@UANA> posted an update meanwhile" in readable(view) and "NDCG of ranker is down" in readable(
        view
    )
    assert begins(view, "text_executives") == "Ben's words"
    assert [told.text for told in await briefings(bot)] == ["Ana's words"]
    await ben.submits()
    assert [told.text for told in await briefings(bot)] == ["Ben's words"]
    await settled()
    await heard_all(slack)


async def test_two_at_once_for_the_room(slack: Slack, bot: Bot, settled: Settle) -> None:
    """An update for the room alone waits as well when somebody posted since it was begun."""
    room = await with_ranker(slack)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.does("join", channel=room.id)
    for each in (ana, ben):
        await each.runs("/incident update", room)
    alone = {**FACTS, "audiences": []}
    await ana.submits(**alone)
    await ben.tries(**{**alone, "impact": "Twice as bad"})
    assert "<@UANA> posted an update meanwhile" in readable(await ben.modal())
    await ben.submits()
    it = await bot.queries.incident(1, "UANA")
    assert it is not None and [each.by for each in it.updates] == ["UANA", "UBEN"]
    assert it.updates[-1].posted.impact == "Twice as bad"
    await settled()
    await heard_all(slack)


async def test_closed_before_it_was_sent(slack: Slack) -> None:
    """A preview that was still open when somebody closed the incident says so, and sends nothing."""
    room = await commanded(slack)
    ben = slack.person("ben")
    await previewed(ben, room)
    await closed(slack, room)
    answered = await ben.tries()
    assert "This incident is closed. Reopen it first." in str(answered["errors"])
    await ben.closes()
