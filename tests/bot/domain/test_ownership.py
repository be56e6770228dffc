"""The model's owner is brought in and asked to be ML Owner; nobody is assigned without saying yes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.ownership import DeclineProposal, OwnerProposed
from bot.domain.policy import Policy
from bot.domain.react import react
from bot.domain.severity import Severity
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, RANKER, Telling, policy

ON_CALL = "S0ONCALL"
MODEL = RANKER.model_copy(update={"oncall_group": ON_CALL})


def opened(telling: Telling) -> Telling:
    """Its room is there."""
    return telling.by(None, ask.ReportRoomOpened("C0ROOM", "inc-7"))


def carded(telling: Telling) -> Telling:
    """Its room is there, with the card in it."""
    return opened(telling).by(None, ask.ReportCardPosted("1.1"))


def reactions(telling: Telling) -> tuple[do.Effect, ...]:
    """What the last event makes Tocsin do."""
    history = telling.done()
    return react(history.it, history.events[-1])


def invited(telling: Telling) -> do.Invite | None:
    """Whom the last event brings in."""
    return next((each for each in reactions(telling) if isinstance(each, do.Invite)), None)


def proposed(telling: Telling) -> list[str]:
    """Everybody who was proposed so far."""
    return [each.event.person for each in telling.events if isinstance(each.event, OwnerProposed)]


def without_the_role() -> Policy:
    """A policy of a team that has no ML Owner."""
    whole = policy()
    roles = {key: rule for key, rule in whole.roles.items() if key != "ml_owner"}
    return whole.model_copy(update={"roles": roles})


def test_the_owner_comes_in() -> None:
    """The model's owner and its on-call group come into the room as soon as it opens."""
    came = invited(opened(Telling().declare(entry=MODEL)))
    assert came == do.Invite(people=(ANA, DIMA), groups=(ON_CALL,))


def test_a_mild_one_interrupts_nobody() -> None:
    """Of a SEV3 the owner hears, and the on-call group only when it gets worse."""
    telling = opened(Telling().declare(entry=MODEL, severity=Severity.SEV3))
    assert invited(telling) == do.Invite(people=(ANA, DIMA))
    telling.by(BEN, ask.ChangeSeverity(Severity.SEV2, "Users see it"))
    assert invited(telling) == do.Invite(people=(), groups=(ON_CALL,))
    telling.by(BEN, ask.ChangeSeverity(Severity.SEV1, "All of them"))
    assert invited(telling) is None


def test_a_confidential_one() -> None:
    """The owner of the model has to know of a restricted incident, too; a whole group does not."""
    came = invited(opened(Telling().declare(entry=MODEL, restricted=True)))
    assert came == do.Invite(people=(ANA, DIMA))


def test_proposed_once() -> None:
    """After the card the owner is proposed to the room and asked directly, once, and holds nothing."""
    telling = carded(Telling().declare(entry=MODEL))
    version = len(telling.events)
    assert proposed(telling) == [DIMA]
    assert reactions(telling) == (
        do.TellRoom(event=version),
        do.TellPerson(person=DIMA, event=version),
    )
    assert telling.done().it.roles == {}
    telling.by(None, ask.ReportCardPosted("2.2", instead_of="1.1"))
    assert proposed(telling) == [DIMA]


def test_nobody_to_propose() -> None:
    """Without an entry, an owner or the role, with the role taken, or when it is over, nobody is proposed."""
    nobody = MODEL.model_copy(update={"owner": None})
    for telling in (
        Telling().declare(entry=None),
        Telling().declare(entry=nobody),
        Telling().declare(entry=MODEL, rules=without_the_role()),
        Telling().declare(entry=MODEL).by(BEN, ask.GiveRole("ml_owner", CLEO)),
        Telling()
        .declare(entry=MODEL)
        .by(BEN, ask.GiveRole("ic", BEN))
        .by(BEN, ask.Close("Well again", "Seen")),
    ):
        assert proposed(carded(telling)) == []
        came = invited(opened(replace_room(telling)))
        assert came is None or (DIMA not in came.people and not came.groups)


def replace_room(telling: Telling) -> Telling:
    """The same without its room, so that it opens again."""
    assert telling.it is not None
    telling.it = replace(telling.it, room=None)
    return telling


def test_whoever_declared_reads_it_in_the_room() -> None:
    """An owner who declared is not asked twice."""
    telling = carded(Telling().declare(by=DIMA, entry=MODEL))
    assert proposed(telling) == [DIMA]
    assert not any(isinstance(each, do.TellPerson) for each in reactions(telling))


def test_not_me() -> None:
    """Only who was proposed can decline, once; the room is told, and the role stays free for whoever takes it."""
    telling = carded(Telling().declare(entry=MODEL))
    before = len(telling.events)
    telling.by(BEN, DeclineProposal()).by(None, DeclineProposal())
    assert len(telling.events) == before
    telling.by(DIMA, DeclineProposal()).by(DIMA, DeclineProposal())
    assert len(telling.events) == before + 1
    assert reactions(telling) == (do.TellRoom(event=before + 1),)
    asked = telling.done().it.proposed_owner
    assert asked is not None and asked.declined
    telling.by(CLEO, ask.GiveRole("ml_owner", CLEO, if_vacant=True))
    assert telling.done().it.roles == {"ml_owner": CLEO}


def test_declined_too_late() -> None:
    """When somebody is ML Owner there is nothing to decline: the role is given back instead."""
    telling = carded(Telling().declare(entry=MODEL)).by(DIMA, ask.GiveRole("ml_owner", DIMA))
    before = len(telling.events)
    telling.by(DIMA, DeclineProposal())
    assert len(telling.events) == before


def test_every_offer_is_settled_with_the_role() -> None:
    """Given or given back, what offered the role in the room and directly is shown anew; of another role it is not."""
    telling = carded(Telling().declare(entry=MODEL))
    offer = len(telling.events)
    refusal = len(telling.by(DIMA, DeclineProposal()).events)
    anew = {
        do.RefreshTold(event=offer),
        do.RefreshTold(event=refusal),
        do.RefreshToldPerson(person=DIMA, event=offer),
    }
    telling.by(BEN, ask.GiveRole("comms", BEN))
    assert not anew & set(reactions(telling))
    telling.by(DIMA, ask.GiveRole("ml_owner", DIMA))
    assert anew <= set(reactions(telling))
    telling.by(DIMA, ask.DeclineRole("ml_owner", "On call elsewhere"))
    assert anew <= set(reactions(telling))
