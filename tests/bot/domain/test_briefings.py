"""Who outside the room hears what: routes, reasons, groups, drills, restricted incidents, and the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.audiences import (
    BRIEFING_MOST,
    Audience,
    AudienceRules,
    BriefingAddressed,
    ReportAddressed,
    Route,
    SendLastWord,
    Writing,
    Written,
)
from bot.domain.briefings import chosen_by_hand, last_routes, routes
from bot.domain.decide import decide
from bot.domain.effects import Effect
from bot.domain.events import Recorded, UpdatePosted
from bot.domain.policy import Policy
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused
from bot.domain.severity import Severity, Status
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling, policy

EXECUTIVES = Route(
    channels=("CBOARD",), people=(BEN,), groups=("SBOSS",), severities=(Severity.SEV1, Severity.SEV2)
)
RULES = AudienceRules(executives=EXECUTIVES, customers=Route(channels=("CHELP",)))


def rules(told: AudienceRules = RULES) -> Policy:
    """A policy with these routes."""
    return policy().model_copy(update={"audiences": told})


def led(told: AudienceRules = RULES, *, restricted: bool = False, drill: bool = False) -> Telling:
    """A SEV2 incident under that policy, with its room."""
    telling = Telling().declare(rules=rules(told), restricted=restricted, drill=drill)
    return telling.by(None, ask.ReportRoomOpened("CROOM", "inc-7"))


def update(*written: Written) -> ask.PostUpdate:
    """An update with these words for audiences."""
    return ask.PostUpdate("All users", "Looking", "", Status.RED, None, Writing(written))


FOR_EXECUTIVES = Written(Audience.EXECUTIVES, " About 2 % of bookings. ")
FOR_CUSTOMERS = Written(Audience.CUSTOMERS, "Search may be slow.")


def effects_of(telling: Telling) -> tuple[Effect, ...]:
    """What must be told because of the last event."""
    it = telling.done().it
    return react(it, telling.events[-1])


def sent(telling: Telling) -> list[tuple[str, str]]:
    """To whom which audience's words are sent because of the last event."""
    return [(each.audience, each.to) for each in effects_of(telling) if isinstance(each, do.SendBriefing)]


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.SEV1, {Audience.EXECUTIVES, Audience.CUSTOMERS}),
        (Severity.SEV2, {Audience.EXECUTIVES, Audience.CUSTOMERS}),
        (Severity.SEV3, {Audience.CUSTOMERS}),
    ],
)
def test_by_severity(severity: Severity, told: set[Audience]) -> None:
    """Each audience hears at the severities that the policy names for it."""
    assert routes(Telling().declare(rules=rules(), severity=severity).done().it).keys() == told


def test_nowhere_by_default() -> None:
    """A policy that says nothing tells nobody but the room."""
    assert routes(Telling().declare().done().it) == {}


def test_a_drill_stays_in_its_room() -> None:
    """Nobody is told of a drill, and words for them are refused."""
    telling = led(drill=True)
    assert routes(telling.done().it) == {}
    refused = telling.tried(ANA, update(FOR_EXECUTIVES))
    assert refused is not None and refused.reason is Reason.NOT_ROUTED


def test_nothing_of_a_drill_leaves_whatever_was_recorded() -> None:
    """Even words that stand in a drill's history are not sent."""
    posted = led().by(ANA, update(FOR_EXECUTIVES))
    it = replace(posted.done().it, drill=True)
    assert not any(
        isinstance(each, do.SendBriefing | do.AddressGroup) for each in react(it, posted.events[-1])
    )


@pytest.mark.parametrize(("allowed", "channels"), [(False, ()), (True, ("CBOARD",))])
def test_restricted(allowed: bool, channels: tuple[str, ...]) -> None:
    """Of a restricted incident channels hear only if the policy says so, and nobody unless the writer chooses."""
    it = led(RULES.model_copy(update={"restricted": allowed}), restricted=True).done().it
    assert routes(it)[Audience.EXECUTIVES].channels == channels
    assert (Audience.CUSTOMERS in routes(it)) is allowed
    assert chosen_by_hand(it) and not chosen_by_hand(led().done().it)


def test_each_place_by_itself() -> None:
    """An update is sent to every place once, and groups are looked up; the room hears it as ever."""
    telling = led().by(ANA, update(FOR_EXECUTIVES, FOR_CUSTOMERS))
    assert sent(telling) == [("executives", "CBOARD"), ("executives", BEN), ("customers", "CHELP")]
    groups = [each.group for each in effects_of(telling) if isinstance(each, do.AddressGroup)]
    assert groups == ["SBOSS"]
    assert do.TellRoom(event=telling.events[-1].version) in effects_of(telling)
    assert len({each.lane for each in effects_of(telling) if isinstance(each, do.SendBriefing)}) == 3
    event = telling.events[-1].event
    assert isinstance(event, UpdatePosted) and event.briefings[0].text == "About 2 % of bookings."


def test_without_words_as_ever() -> None:
    """An update without words for anybody else is for the room alone."""
    telling = led().by(ANA, update())
    assert sent(telling) == []
    event = telling.events[-1].event
    assert isinstance(event, UpdatePosted) and event.briefings == ()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (Written(Audience.CUSTOMERS, "ranker is broken"), Reason.CUSTOMER_WORDS),
        (Written(Audience.CUSTOMERS, "ranker is broken", "  "), Reason.CUSTOMER_WORDS),
        (Written(Audience.CUSTOMERS, " \u200b"), Reason.BLANK),
        (Written(Audience.CUSTOMERS, "x" * (BRIEFING_MOST + 1)), Reason.TOO_LONG),
        (Written(Audience.ENGINEERS, "ranker is broken"), Reason.NOT_ROUTED),
    ],
)
def test_refused(written: Written, reason: Reason) -> None:
    """Words that do not belong there, no words, too many, or for nobody: next to their field."""
    refused = led().tried(ANA, update(written))
    assert refused is not None
    assert (refused.reason, refused.where) == (reason, f"text_{written.audience}")


def test_others_may_read_names() -> None:
    """Only words for customers are held against names and promises."""
    assert led().tried(ANA, update(Written(Audience.EXECUTIVES, "ranker will be fixed by noon"))) is None


def test_all_the_same_with_a_reason() -> None:
    """What was pointed out and why it went out all the same is recorded; a reason that was not needed is not."""
    telling = led().by(ANA, update(Written(Audience.CUSTOMERS, "ranker is broken", "They know the name")))
    event = telling.events[-1].event
    assert isinstance(event, UpdatePosted)
    assert (event.briefings[0].flagged, event.briefings[0].override) == (("ranker",), "They know the name")
    telling.by(ANA, update(Written(Audience.CUSTOMERS, "Search may be slow.", "They know the name")))
    event = telling.events[-1].event
    assert isinstance(event, UpdatePosted) and event.briefings[0].override == ""


def addressed(telling: Telling, *people: str, group: str = "SBOSS", of: int = 0) -> ReportAddressed:
    """The courier's news of who is in a group."""
    version = of or next(each.version for each in telling.events if isinstance(each.event, UpdatePosted))
    return ReportAddressed(version, Audience.EXECUTIVES, group, people, ("One is gone.",))


def test_a_group() -> None:
    """Whoever is in the group is told directly, but for those who are told anyway; problems are told in the room."""
    telling = led().by(ANA, update(FOR_EXECUTIVES))
    telling.by(None, addressed(telling, BEN, CLEO, CLEO, DIMA))
    event = telling.events[-1].event
    assert isinstance(event, BriefingAddressed) and event.people == (CLEO, DIMA)
    assert sent(telling) == [("executives", CLEO), ("executives", DIMA)]
    assert do.TellRoom(event=telling.events[-1].version) in effects_of(telling)
    before = len(telling.events)
    telling.by(None, addressed(telling, ANA))
    assert len(telling.events) == before, "the same group again is no news"
    telling.by(None, addressed(telling, CLEO, ANA, group="SOTHER"))
    assert sent(telling) == [("executives", ANA)]
    telling.by(None, addressed(telling, ANA, group="SMORE", of=1))
    assert len(telling.events) == before + 1, "an event without a briefing addresses nobody"


def test_the_last_word() -> None:
    """After the end those who had been told are told once more, and only they."""
    telling = led().by(ANA, update(FOR_EXECUTIVES))
    word = SendLastWord(Writing((Written(Audience.EXECUTIVES, "It is over."),)))
    refused = telling.tried(ANA, word)
    assert refused is not None and refused.reason is Reason.NOT_CLOSED
    telling.after(minutes=5).by(ANA, ask.Close("All is well", "In a test"))
    assert last_routes(telling.done().it).keys() == {Audience.EXECUTIVES}
    wrong = telling.tried(ANA, SendLastWord(Writing((FOR_CUSTOMERS,))))
    assert wrong is not None and wrong.reason is Reason.NOT_ROUTED
    telling.by(BEN, word)
    assert sent(telling) == [("executives", "CBOARD"), ("executives", BEN)]
    before = len(telling.events)
    telling.by(ANA, word)
    assert len(telling.events) == before and last_routes(telling.done().it) == {}
    telling.by(ANA, ask.Reopen("It came back")).after(minutes=5).by(ANA, ask.Close("Well", "In a test"))
    assert last_routes(telling.done().it).keys() == {Audience.EXECUTIVES}


def test_nobody_was_told() -> None:
    """Without words for anybody there is no last word either."""
    telling = led().by(ANA, update()).by(ANA, ask.Close("Well", "In a test"))
    assert last_routes(telling.done().it) == {}


def test_old_records() -> None:
    """Updates and policies from before there were audiences are read as telling nobody."""
    telling = led()
    declared = telling.events[0].model_dump(mode="json")
    del declared["event"]["policy"]["audiences"]
    assert (
        Recorded.model_validate(declared).model_dump()["event"]["policy"]["audiences"]["executives"]["people"]
        == ()
    )
    it = telling.done().it
    verdict = decide(it, update(), telling.now + timedelta(minutes=1), ANA)
    assert not isinstance(verdict, Refused)
