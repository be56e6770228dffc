"""Hypotheses by several people: raised, evidence for and against, handed on, judged, and the root cause."""

from __future__ import annotations

from bot.app import Bot
from bot.domain.hypotheses import HypothesisState
from bot.domain.incident import Incident
from bot.domain.severity import Surface
from tests.journeys.conftest import Settle
from tests.journeys.opening import closed, commanded
from tests.journeys.workspace import Slack, readable


async def incident(bot: Bot) -> Incident:
    """Incident 1 as it is."""
    it = await bot.queries.incident(1, None)
    assert it is not None
    return it


def begins(view: dict[str, object], field: str, key: str) -> object:
    """What a field of a modal begins with."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return next(block for block in blocks if block.get("block_id") == field)["element"].get(key)


async def test_from_a_thought_to_the_root_cause(slack: Slack, bot: Bot) -> None:
    """Three people raise, support, correct and confirm; the first thought is kept, and the cause is where it fails."""
    room = await commanded(slack)
    ana, ben, chi = slack.person("ana"), slack.person("ben"), slack.person("chi")
    await ana.runs("/incident hypothesis", room)
    assert begins(await ana.modal(), "owner", "initial_user") == "UANA"
    await ana.submits(statement="The <price> feed is late", surface="data", owner="UBEN")
    said = readable(await room.hears("Hypothesis 1 (data)"))
    assert "The <price> feed is late" in said and "Looks into it: <@UBEN>" in said
    asked = await slack.direct("ben")
    assert "Asked by <@UANA>" in readable(await asked.hears("Hypothesis 1 of INC-1 is yours"))

    await ben.clicks("add_evidence", asked)
    assert "The <price> feed is late" in readable(await ben.modal())
    assert (await ben.tries(words="Its last batch is of 02:10"))["client_side"]
    await ben.submits(side="for", words="Its last batch is of 02:10")
    assert "Now 1 for, 0 against." in readable(await room.hears("Evidence for hypothesis 1"))

    await ben.does("join", channel=room.id)
    seen_by_ben = await slack.room(room.name, seen_by="ben")
    await ben.clicks("evidence_against", seen_by_ben)
    form = await ben.modal()
    assert begins(form, "side", "initial_option")["value"] == "against"  # type: ignore[index]
    await ben.submits(words="Other models read it and are well")
    assert "Now 1 for, 1 against." in readable(await room.hears("Evidence against hypothesis 1"))

    await chi.does("join", channel=room.id)
    seen_by_chi = await slack.room(room.name, seen_by="chi")
    listed = await chi.runs("/incident hypotheses", seen_by_chi)
    assert "*1.* The &lt;price&gt; feed is late" in listed and "No root cause is confirmed yet." in listed
    assert "1 for, latest: Its last batch" in listed and "1 against, latest: Other models" in listed
    await chi.clicks("more", seen_by_chi, value="correct_hypothesis:1:1")
    assert "First said, and kept: data. The <price> feed is late" in readable(await chi.modal())
    await chi.submits(statement="v42 reads another price", surface="model", owner="UCHI")
    said = readable(await room.hears("Hypothesis 1 is corrected"))
    assert "Where it fails: model, before: data" in said and "Before: The <price> feed is late" in said

    await ana.clicks("judge_hypothesis", room)
    form = await ana.modal()
    assert "• Its last batch is of 02:10" in readable(form) and "Against:" in readable(form)
    assert (await ana.tries(state="confirmed", reason=" "))["errors"] == {
        "reason": "Please say why; it goes on the timeline."
    }
    await ana.submits(state="confirmed", reason="A replay with v41 is well")
    said = readable(await room.hears("Root cause, as far as is known: hypothesis 1"))
    assert "· model" in said and "Why: A replay with v41 is well" in said

    it = await incident(bot)
    known = it.hypotheses[0]
    assert it.surface is Surface.MODEL and known.state is HypothesisState.CONFIRMED
    assert (known.first_surface, known.first_statement) == (Surface.DATA, "The <price> feed is late")
    assert "Root cause, as far as is known: hypothesis 1" in await chi.runs(
        "/incident hypotheses", seen_by_chi
    )


async def test_in_one_line(slack: Slack, bot: Bot, settled: Settle) -> None:
    """Words are the statement as typed; where it would fail is asked for when it is not known, and twice is once."""
    room = await commanded(slack)
    ana = slack.person("ana")
    told = await ana.runs("/incident hypothesis The cache is cold", room)
    assert "Hypothesis 1 is recorded; where it would fail is not known." in told
    assert "surface not known" in readable(await room.hears("Hypothesis 1"))
    assert "recorded already" in await ana.runs("/incident hypothesis The cache is cold", room)
    await ana.clicks("judge_hypothesis", room)
    await ana.submits(state="confirmed", reason="Warm again, and well")
    said = readable(await room.hears("Root cause, as far as is known: hypothesis 1"))
    assert "Say where it fails" in said
    await ana.clicks("correct_hypothesis", room)
    await ana.submits(surface="serving")
    await room.hears("Where it fails: serving, before: surface not known")
    assert (await incident(bot)).surface is Surface.SERVING
    told = await ana.runs("/incident hypothesis The quota was cut", room)
    assert told.strip() == "Hypothesis 2 is recorded."
    assert "· serving" in readable(await room.hears("Hypothesis 2"))
    await settled()


async def test_a_second_root_cause(slack: Slack, bot: Bot) -> None:
    """A second confirmed one is asked about beforehand; both stay, the later counts, and taking it back is told."""
    room = await commanded(slack)
    ana = slack.person("ana")
    for number, (surface, statement) in enumerate((("data", "Stale feed"), ("serving", "Cold cache")), 1):
        await ana.runs("/incident hypothesis", room)
        await ana.submits(statement=statement, surface=surface)
        await room.hears(f"Hypothesis {number} ({surface})")
        await ana.clicks("judge_hypothesis", room, value=f"1:{number}")
        assert ("Hypothesis 1 is confirmed already." in readable(await ana.modal())) is (number == 2)
        await ana.submits(state="confirmed", reason="Shown by a replay")
        said = readable(await room.hears(f"Root cause, as far as is known: hypothesis {number}"))
        assert ("Confirmed, too: 1." in said) is (number == 2)
    assert (await incident(bot)).surface is Surface.SERVING
    await ana.runs("/incident hypotheses", room)
    await ana.clicks("more", room, value="judge:1:2")
    await ana.submits(state="refuted", reason="It was warm after all")
    said = readable(await room.hears("Hypothesis 2 is refuted"))
    assert "It no longer counts as the root cause. Hypothesis 1 does." in said
    assert (await incident(bot)).surface is Surface.DATA
    await ana.clicks("open_hypothesis", room)
    await ana.closes()


async def test_many(slack: Slack) -> None:
    """A long list has pages, the likeliest first, and is shown only to who asks."""
    room = await commanded(slack)
    ana = slack.person("ana")
    for number in range(1, 6):
        await ana.runs(f"/incident hypothesis Cause {number}", room)
        await room.hears(f"Hypothesis {number}")
    await ana.clicks("judge_hypothesis", room, value="1:5")
    await ana.submits(state="supported", reason="Likely")
    await room.hears("Hypothesis 5 is supported")
    listed = await ana.runs("/incident hypotheses", room)
    assert listed.index("*5.*") < listed.index("*1.*") and "Page 1 of 2, 5 hypotheses" in listed
    await ana.clicks("hypotheses_page:next", room)


async def test_after_closing(slack: Slack, bot: Bot) -> None:
    """A cause may be found when the incident is closed, by its number from anywhere."""
    room = await commanded(slack)
    await closed(slack, room)
    ana = slack.person("ana")
    await ana.runs("/incident hypothesis inc-1 The feed was late")
    await room.hears("Hypothesis 1")
    assert [each.statement for each in (await incident(bot)).hypotheses] == ["The feed was late"]


async def test_of_a_confidential_incident(slack: Slack) -> None:
    """Whoever is not in a restricted incident's room is told of no hypothesis of it, and can raise none."""
    ana, eli = slack.person("ana"), slack.person("eli")
    await ana.declares("Odd scores", flags=["restricted"])
    room = await slack.room("inc-1-odd-scores")
    await room.card("Odd scores")
    await ana.runs("/incident hypothesis Leaked labels", room)
    await room.hears("Hypothesis 1")
    for line in ("hypothesis inc-1 Mine", "hypotheses inc-1", "hypothesis inc-1"):
        assert "There is no incident 1 " in await eli.runs(f"/incident {line}")
