"""The review by several people: from the draft at closing to completed, with wording, documents and reminders (§13)."""

from __future__ import annotations

from bot.app import Bot
from bot.domain.incident import Incident
from bot.domain.review import ReviewState, Section
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.pressing import modal_with
from tests.journeys.responding import told_alone
from tests.journeys.reviewing import chooses, document, panel, published, shared, written
from tests.journeys.workspace import MovedClock, Slack, readable

BLAMES = "The engineer failed to check the feed. The change reached production without a contract test."


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    return it


async def test_from_draft_to_completed(slack: Slack, bot: Bot) -> None:
    """Closing begins it; people write, blame is found and settled, it is published, and completing needs a change."""
    room = await commanded(slack)
    await closed(slack, room)
    ana, ben = slack.person("ana"), slack.person("ben")
    it = await incident(bot)
    assert (it.review.state, it.review.owner) == (ReviewState.DRAFT, "UANA")
    await ben.does("join", channel=room.id)
    seen_by_ben = await slack.room(room.name, seen_by="ben")

    await ana.clicks("move_review", room, value="1:in_review")
    assert (await written(slack, "ana", room, "summary", "Stale features for two hours"))["ok"]
    await panel(room, "*Written:* Summary")
    await written(slack, "ben", seen_by_ben, "cause", BLAMES)
    await panel(room, "1 to change or keep")

    await ana.clicks("move_review", room)
    await room.hears("The post-mortem is in review")
    await panel(room, "*Post-mortem:* in review")
    await ana.clicks("move_review", room)
    asked = readable(await ana.modal())
    assert "Not published yet" in asked and "*“failed to check”*" in asked and "Better:" in asked
    assert (await incident(bot)).review.state is ReviewState.IN_REVIEW
    await chooses(slack, "ana", "change_wording")
    form = readable(await modal_with(ana, "What should it say?"))
    assert "“failed to check”" in form and "Better:" in form
    await ana.submits(text="The feed changed its schema, and no contract test stood in the way")
    await panel(room, "nothing in it blames anybody")
    await ana.clicks("move_review", room)
    assert "by <@UANA>" in readable(await room.hears("The post-mortem is published"))
    text = await document(await room.hears("Post-mortem of INC-1"))
    assert "Stale features for two hours" in text and "The review: **published**" in text

    await ana.clicks("move_review", room)
    await told_alone(slack, room, "ana", "One concrete action item is needed")
    assert (await incident(bot)).review.state is ReviewState.PUBLISHED
    await ana.clicks("more", room, value="waive_items:1")
    await ana.submits(reason="The feed is switched off next week")
    await room.hears("without a concrete action item")
    await panel(room, "none needed: The feed is switched off next week")
    await ana.clicks("move_review", room)
    said = readable(await room.hears("The review is completed"))
    assert "because: The feed is switched off next week" in said
    assert "Left unwritten on purpose: Impact, Detection" in said
    assert "*Left unwritten on purpose:* Impact" in await panel(room, "*Post-mortem:* completed")
    it = await incident(bot)
    assert (it.review.state, it.postmortem_missing) == (ReviewState.COMPLETED, False)
    whole = await document(await room.hears("its review is completed"))
    assert "To be written" not in whole and whole.count("**Left unwritten on purpose.**") == 7


async def test_two_write_the_same(slack: Slack, bot: Bot) -> None:
    """Whoever saves second sees what the first wrote before anything is replaced, and may bring both together."""
    room = await commanded(slack)
    await closed(slack, room)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ben.does("join", channel=room.id)
    await ana.clicks("write_section", room, value="1:lucky")
    await ana.modal()
    seen_by_ben = await slack.room(room.name, seen_by="ben")
    await written(slack, "ben", seen_by_ben, "lucky", "It was a holiday <!channel>")
    await panel(room, "*Written:* Where we got lucky")
    said = await ana.tries(text="The fallback was warm")
    assert said["response_action"] == "update"
    both = readable(await modal_with(ana, "wrote here while you did"))
    assert "It was a holiday <!channel>" in both and "The fallback was warm" in both
    assert (await incident(bot)).review.text(Section.LUCKY) == "It was a holiday <!channel>"
    await ana.submits(text="It was a holiday, and the fallback was warm")
    it = await incident(bot)
    assert it.review.text(Section.LUCKY) == "It was a holiday, and the fallback was warm"
    assert it.review.sections[Section.LUCKY].by == "UANA"


async def test_kept_on_purpose(slack: Slack, bot: Bot) -> None:
    """Words that blame may stay with a reason, which the document and the timeline show."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    await written(slack, "ana", room, "summary", BLAMES)
    await panel(room, "1 to change or keep")
    await ana.clicks("open_wording", room)
    await ana.modal()
    await chooses(slack, "ana", "keep_wording")
    await modal_with(ana, "Why do they stay?")
    assert (await ana.tries(reason=" "))["errors"]
    await ana.submits(reason="The vendor's own words")
    await modal_with(ana, "Nothing blames anybody.")
    await ana.closes()
    await panel(room, "nothing in it blames anybody")
    text = await shared(slack, room)
    assert "was pointed out and kept on purpose: “failed to check”. Why: “The vendor's own words”" in text


async def test_changed_after_publishing(slack: Slack, bot: Bot) -> None:
    """What is published is what was reviewed: a change puts it in review again, and a step back needs a reason."""
    room = await commanded(slack)
    await closed(slack, room)
    await published(slack, room)
    ana = slack.person("ana")
    await written(slack, "ana", room, "hard", "No dashboard of freshness")
    said = readable(await room.hears("in review again"))
    assert "<@UANA> changed it after it was published" in said
    await panel(room, "*Post-mortem:* in review")
    await ana.clicks("more", room, value="review_back:1")
    assert (await ana.tries(reason=" "))["errors"]
    await ana.submits(reason="The impact is not known yet")
    assert "Why: The impact is not known yet" in readable(await room.hears("The post-mortem went back"))
    assert (await incident(bot)).review.state is ReviewState.DRAFT


async def test_reopened(slack: Slack, bot: Bot) -> None:
    """An incident that is taken up again takes its review back to draft; nothing is lost, and it goes on at the end."""
    room = await commanded(slack)
    await closed(slack, room)
    await published(slack, room)
    ana = slack.person("ana")
    await ana.runs("/incident reopen It is back", room)
    await room.hears("It is not over")
    await room.hears("The post-mortem is a draft again")
    await panel(room, "The incident is open again")
    it = await incident(bot)
    assert (it.review.state, it.review.text(Section.SUMMARY)) == (ReviewState.DRAFT, "Stale for two hours")
    assert "begins when" not in await ana.runs("/incident review", room)
    await ana.runs("/incident close It is well again", room)
    await room.hears("is closed")
    it = await incident(bot)
    assert (it.review.state, it.review.owner) == (ReviewState.DRAFT, "UANA")
    await panel(room, "Send to review")


async def test_reminded(slack: Slack, bot: Bot, clock: MovedClock, settled: Settle) -> None:
    """Whoever writes it is reminded on mornings of work until it is completed, and told when it is overdue."""
    room = await commanded(slack)
    await closed(slack, room)
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.clicks("more", room, value="assign_review:1")
    await ana.submits(owner="UBEN")
    assert "<@UBEN> writes the post-mortem" in readable(await room.hears("writes the post-mortem"))
    asked = await slack.direct("ben")
    await asked.hears("The post-mortem of INC-1 is yours to write")
    await clock.forward(days=4)
    await asked.hears("is still to be written")
    await ben.clicks("write_summary", asked)
    await ben.submits(text="Stale for two hours")
    await clock.forward(days=10)
    await asked.hears("The post-mortem of INC-1 is overdue")
    await settled()
    it = await incident(bot)
    assert it.review.owner == "UBEN" and it.review.sections[Section.SUMMARY].by == "UBEN"


async def test_before_the_end(slack: Slack) -> None:
    """While the incident goes on there is nothing to review, and that is said; its document can be had all the same."""
    room = await commanded(slack, "SEV3")
    ana = slack.person("ana")
    assert "The review begins when the incident is closed" in await ana.runs("/incident review", room)
    await ana.runs("/incident close It is well", room)
    await room.hears("is closed")
    assert "The review begins" in await ana.runs("/incident review", room)
    await room.hears("Review of INC-1")
    assert "*Post-mortem:* a draft" in await ana.runs("/incident review", room)


async def test_restricted(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Nobody outside the room of a confidential incident learns of its review, nor can change it."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.runs("/incident declare Names in the training data")
    await ana.submits(severity="SEV2", type="data", flags=["restricted"])
    await ana.closes()
    room = await slack.room("inc-1-names-in-the-training-data")
    await room.card()
    await ana.runs("/incident close The data is gone", room)
    await room.hears("is closed")
    await room.hears("Review of INC-1")
    assert "no incident" in (await eli.runs("/incident review inc-1")).casefold()
    assert "no incident" in (await eli.runs("/incident postmortem inc-1")).casefold()
    await settled()
