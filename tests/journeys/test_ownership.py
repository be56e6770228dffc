"""The model's owner comes into the room and is asked to be ML Owner; whoever says yes is it."""

from __future__ import annotations

from bot.app import Bot
from tests.journeys.conftest import Settle
from tests.journeys.workspace import Room, Slack, eventually, readable


async def of_the_ranker(slack: Slack, **values: object) -> Room:
    """Ana declared an incident of the ranker, which Ben owns; the room was told."""
    ana = slack.person("ana")
    await ana.declares("Slow drift", model="ranker", **values)
    room = await slack.room("inc-1-slow-drift")
    await room.card("Slow drift")
    await (await slack.room("incidents")).hears("Slow drift")
    said = readable(await room.hears("ML Owner: nobody yet"))
    assert "<@UBEN> owns ranker." in said
    return room


async def roles(bot: Bot) -> dict[str, str]:
    """Who holds what in incident 1."""
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    return it.roles


async def shows_the_holder(room: Room, holder: str) -> None:
    """Everything that offered the role says who has it, and offers it no more."""

    async def settled() -> bool:
        messages = await room.messages()
        named = any(f"*ML Owner:* {holder}" in readable(each) for each in messages)
        return named and "take_ownership" not in str(messages)

    await eventually(settled, f"nothing that offers what {holder} has")


async def test_the_owner_takes_it(slack: Slack, bot: Bot, settled: Settle) -> None:
    """The owner is in the room, is asked directly, and is ML Owner only after saying so; then nothing offers it."""
    room = await of_the_ranker(slack)
    asked = await slack.direct("ben")
    assert "Nothing is assigned until you say so" in readable(await asked.hears("You own ranker: INC-1"))
    assert await roles(bot) == {}

    async def inside() -> bool:
        return {"UANA", "UBEN"} <= set((await room.state())["members"])

    await eventually(inside, "Ben in the room")
    ben = slack.person("ben")
    await ben.clicks("take_ownership", asked)
    await room.hears("is now ML Owner")
    await asked.hears("You are ML Owner")
    await settled()
    assert await roles(bot) == {"ml_owner": "UBEN"}
    await shows_the_holder(room, "<@UBEN>")
    await shows_the_holder(asked, "<@UBEN>")


async def test_not_me(slack: Slack, bot: Bot, settled: Settle) -> None:
    """An owner who declines is believed, the room is told, and whoever is there takes it, but only one of them."""
    room = await of_the_ranker(slack)
    asked = await slack.direct("ben")
    await asked.hears("You own ranker")
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.clicks("decline_ownership", asked)
    await room.hears("<@UBEN> will not be ML Owner; nobody is yet.")
    await asked.hears("Noted. The room has been told")
    await ben.clicks("decline_ownership", asked)
    await asked.hears("Nothing to change")
    await ana.clicks("take_ownership", room)
    await room.hears("is now ML Owner")
    await (await slack.direct("ana")).hears("You are ML Owner")
    await settled()
    await shows_the_holder(room, "<@UANA>")
    await shows_the_holder(asked, "<@UANA>")
    assert await roles(bot) == {"ml_owner": "UANA"}


async def test_a_confidential_model(slack: Slack, bot: Bot) -> None:
    """The owner of a model with personal data is brought into its incident's private room and asked, too."""
    ana, chi = slack.person("ana"), slack.person("chi")
    await ana.declares("Scores doubled", model="fraud-score")
    room = await slack.room("inc-1-scores-doubled")
    await room.card("*Restricted:* its model sees personal data")
    await room.hears("<@UCHI> owns fraud-score")
    asked = await slack.direct("chi")
    await asked.hears("You own fraud-score")
    await slack.room("inc-1-scores-doubled", seen_by="chi")
    await chi.clicks("take_ownership", asked)
    await room.hears("is now ML Owner")
    await asked.hears("You are ML Owner")
    assert await roles(bot) == {"ml_owner": "UCHI"}


async def test_a_model_of_nobody(slack: Slack, settled: Settle) -> None:
    """Without an entry in the catalogue nobody is proposed."""
    await slack.person("ana").declares("Odd order", model_other="rankers")
    room = await slack.room("inc-1-odd-order")
    await room.card("Odd order")
    await (await slack.room("incidents")).hears("Odd order")
    await settled()
