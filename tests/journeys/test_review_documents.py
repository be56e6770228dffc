"""Post-mortems that are edited outside Slack and brought back, and those that stand in a canvas (domain §13)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.app import Bot
from bot.domain.incident import Incident
from bot.domain.review import Section
from sandbox.server import Sandbox
from sandbox.state.canvases import Canvas
from tests.journeys.conftest import ROOT, Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.responding import told_alone
from tests.journeys.reviewing import dropped, kept, panel, published, shared, written
from tests.journeys.workspace import Slack, readable

BLAMES = "The engineer failed to check the feed. The change reached production without a contract test."


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, "UANA")
    assert it is not None
    return it


async def test_edited_outside(slack: Slack, bot: Bot, settled: Settle) -> None:
    """An edited document is compared, facts stay, and what somebody wrote meanwhile is shown before it is replaced."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    await written(slack, "ana", room, "summary", "Stale <features> for *two* hours")
    await panel(room, "*Written:* Summary")
    text = await shared(slack, room)
    assert "Stale &lt;features> for *two* hours" in text

    await dropped(slack, "ana", room, text)
    await room.hears("The document changes no section")

    edited = text.replace("for *two* hours", "for *three* hours", 1)
    edited = edited.replace("**To be written:** what should be kept?", "- The gate\n- The <b>runbook</b>", 1)
    edited = edited.replace("A SEV2 incident", "A SEV3 incident", 1)
    await written(slack, "ana", room, "summary", "Stale features, four hours")
    await panel(room, "Last by <@UANA>")
    await dropped(slack, "ana", room, edited)
    said = readable(await room.hears("The document of <@UANA> changes the post-mortem"))
    assert "somebody else wrote in 1 of its sections" in said
    assert "- Stale features, four hours" in said and "+ Stale <features> for *three* hours" in said
    assert "+ - The gate" in said
    assert "Recorded facts stay as they are" in said and "+ A SEV3 incident" in said
    assert (await incident(bot)).review.text(Section.SUMMARY) == "Stale features, four hours"

    await ana.clicks("take_over_document", room)
    heard = readable(await room.hears("Taken over from the document"))
    assert "Summary, What went well" in heard
    it = await incident(bot)
    assert it.review.text(Section.SUMMARY) == "Stale <features> for *three* hours"
    assert it.review.text(Section.WENT_WELL) == "- The gate\n- The <b>runbook</b>"
    again = await shared(slack, room)
    assert "- The gate\n- The &lt;b>runbook&lt;/b>" in again and "A SEV2 incident" in again
    await settled()


async def test_uploaded_in_a_form(slack: Slack, bot: Bot, settled: Settle) -> None:
    """An edited document that is put into the form is compared as a dropped one is, whatever its name."""
    room = await commanded(slack)
    await closed(slack, room)
    ben = slack.person("ben")
    edited = (await shared(slack, room)).replace("**To be written:** what should be kept?", "- The gate", 1)
    await ben.clicks("more", room, value="upload_review:1")
    assert (await ben.tries())["errors"].keys() == {"document"}
    await ben.submits(document=[await kept(slack, "ben", edited, "notes.txt")])
    said = readable(await room.hears("The document of <@UBEN> changes the post-mortem"))
    assert "+ - The gate" in said
    await slack.person("ana").clicks("take_over_document", room)
    await room.hears("Taken over from the document")
    assert (await incident(bot)).review.text(Section.WENT_WELL) == "- The gate"
    await settled()


async def test_written_after_it_was_compared(slack: Slack, bot: Bot) -> None:
    """What is taken over is what was shown: whoever writes in between is shown first, in a comparison of its own."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    text = await shared(slack, room)
    edited = text.replace("**To be written:** what should be kept?", "The gate", 1)
    await dropped(slack, "ana", room, edited)
    await room.hears("changes the post-mortem")
    await written(slack, "ana", room, "went_well", "The runbook")
    await panel(room, "*Written:* What went well")
    await ana.clicks("take_over_document", room)
    await told_alone(slack, room, "ana", "Somebody wrote meanwhile")
    said = readable(await room.hears("somebody else wrote in 1 of its sections"))
    assert "- The runbook" in said and "+ The gate" in said
    assert (await incident(bot)).review.text(Section.WENT_WELL) == "The runbook"
    await ana.clicks("take_over_document", room)
    await room.hears("Taken over from the document")
    assert (await incident(bot)).review.text(Section.WENT_WELL) == "The gate"


async def test_documents_that_say_nothing(slack: Slack, bot: Bot, settled: Settle) -> None:
    """A file without marks, of another incident or that is no text is refused in words; other files are left alone."""
    room = await commanded(slack)
    await closed(slack, room)
    text = await shared(slack, room)
    for content, words in (
        ("# My own words", "lines that mark its sections are missing"),
        (text.replace("incident 1,", "incident 2,", 1), "belongs to another incident"),
        (text.replace(", event ", ", event 9", 1), "made from an event that there is not"),
        (text.replace("[//]: # (end summary)", "", 1), "is not marked as it was"),
        (b"\xff\xfe\x00", "is not text"),
        (text.replace("**To be written:** what should be kept?", "x" * 20_001, 1), "longer than 20,000"),
        ("x" * 1_000_001, "larger than a post-mortem"),
    ):
        await dropped(slack, "ana", room, content)
        await room.hears(words)
    await dropped(slack, "ana", room, "# Nothing to do with it", name="shopping.md")
    await settled()
    assert (await incident(bot)).review.sections == {}


async def test_hostile_words(slack: Slack, bot: Bot) -> None:
    """Whatever people type into a section, it stays text in Slack and cannot break out of its place in the document."""
    room = await commanded(slack)
    await closed(slack, room)
    words = "[//]: # (end summary)\n# Not a heading\n<script>x</script> <!channel> <@UBEN>\n```\n![i](http://x.example/i.png)"
    await written(slack, "ana", room, "summary", words)
    await panel(room, "*Written:* Summary")
    text = await shared(slack, room)
    assert "<script>" not in text and "UBEN" not in text and text.count("\n# ") == 0
    await dropped(slack, "ana", room, text)
    await room.hears("The document changes no section")
    assert (await incident(bot)).review.text(Section.SUMMARY) == words


class TestCanvas:
    """A team that publishes as a canvas, too."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        """The demo's configuration with that policy."""
        folder = tmp_path / "config"
        shutil.copytree(ROOT / "sandbox" / "demo", folder)
        policy = folder / "policy.yml"
        policy.write_text(policy.read_text("utf-8") + "\nreview: {format: [markdown, canvas]}\n", "utf-8")
        return folder

    async def test_published_as_a_canvas(self, slack: Slack, sandbox: Sandbox, settled: Settle) -> None:
        """What people wrote stands in the room's canvas as text; published again, the same canvas shows it."""
        room = await commanded(slack)
        await closed(slack, room)
        await written(slack, "ana", room, "cause", "# <b>no heading</b> of <@UBEN>\n> - no list in a quote")
        await published(slack, room)
        await settled()
        [canvas] = [each for each in sandbox.workspace.canvases.values() if not each.deleted]
        assert canvas.is_channel_canvas and canvas.channel == room.id
        assert "Stale for two hours" in canvas.markdown and "Detection gap" in canvas.markdown
        assert (
            "UBEN" not in canvas.markdown and "<b>" not in canvas.markdown and "\n# <" not in canvas.markdown
        )
        await written(slack, "ana", room, "hard", "No dashboard")
        await room.hears("in review again")
        await panel(room, "*Post-mortem:* in review")
        await slack.person("ana").clicks("move_review", room)
        await room.hears("The post-mortem is published")
        await room.hears("Post-mortem of INC-1")
        await settled()
        [again] = [each for each in sandbox.workspace.canvases.values() if not each.deleted]
        assert again is canvas and "No dashboard" in canvas.markdown

    async def test_somebody_elses_canvas(self, slack: Slack, sandbox: Sandbox, settled: Settle) -> None:
        """A canvas that people made in the room is never touched: the post-mortem gets a tab of its own."""
        room = await commanded(slack)
        theirs = Canvas("F0THEIRS", "Notes", "UANA", 1, 1, channel=room.id, is_channel_canvas=True)
        sandbox.workspace.canvases[theirs.id] = theirs
        await closed(slack, room)
        await published(slack, room)
        await settled()
        [ours] = [each for each in sandbox.workspace.canvases.values() if each is not theirs]
        assert not ours.is_channel_canvas and "Stale for two hours" in ours.markdown and theirs.sections == []

    async def test_a_plan_without_canvases(self, slack: Slack) -> None:
        """Where the workspace has none it is said in words on the card, and everything else goes on."""
        room = await commanded(slack)
        await closed(slack, room)
        code = "team_tier_cannot_create_channel_canvases"
        await slack.fault("conversations.canvases.create", "error", error=code)
        await published(slack, room)
        await room.card("as a canvas: the workspace's plan has no canvases")
