"""Escalations: they begin and climb by themselves, somebody has them once, and nothing leaves a drill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import commands as ask
from bot.domain import effects as do
from bot.domain.commands import Command
from bot.domain.decide import decide
from bot.domain.decide_escalation import meant_for, next_level, unacknowledged
from bot.domain.effects import Effect
from bot.domain.escalation import (
    AcknowledgeEscalation,
    Escalate,
    Escalation,
    EscalationAcknowledged,
    EscalationExhausted,
    EscalationStarted,
    LevelReached,
    LevelStaffed,
    Paged,
    ReportPaged,
    ReportStaffed,
)
from bot.domain.escalation_rules import Concern, EscalationRules, LevelRule, Pager, Rota
from bot.domain.events import Closed
from bot.domain.policy import Policy
from bot.domain.react import react
from bot.domain.refusal import Reason, Refused, Verdict
from bot.domain.reminders import next_due
from bot.domain.severity import Severity
from tests.bot.views.telling import ANA, BEN, CLEO, DIMA, Telling, policy

LADDER = (
    LevelRule(title="On-call", people=(BEN,), pagers=("duty",), within_minutes=10),
    LevelRule(title="Leads", people=(CLEO,), within_minutes=15),
    LevelRule(title="Head of ML", people=(DIMA,), pagers=("boss",), within_minutes=20),
)
PRIVACY = Concern(
    title="Data governance", levels=(LevelRule(title="Privacy", people=(DIMA,), within_minutes=30),)
)


def rules(**changes: object) -> Policy:
    """Three levels for SEV2, one for SEV1, and one for a concern."""
    escalation = EscalationRules(
        paths={
            Severity.SEV2: LADDER,
            Severity.SEV1: (LevelRule(title="Everyone", people=(CLEO, DIMA), within_minutes=5),),
        },
        concerns={"data_governance": PRIVACY},
        rotas={"primary": Rota(url="https://rota.example/t0ken", people={"Ben": BEN})},
        pagers={
            "duty": Pager(kind="pagerduty", routing_key="k3y"),
            "boss": Pager(kind="webhook", url="https://pager.example/hook"),
        },
    ).model_copy(update=changes)
    return policy().model_copy(update={"escalation": escalation})


def begun(**said: object) -> Telling:
    """A SEV2 was declared by Ana."""
    return Telling().declare(**{"rules": rules(), **said})  # type: ignore[arg-type]


def staffed(telling: Telling, level: int = 0, *people: str, number: int = 1) -> Telling:
    """It is known who answers at that level."""
    return telling.by(None, ReportStaffed(number, level, people))


def known(telling: Telling, number: int = 1) -> Escalation:
    """The escalation as it stands."""
    assert telling.it is not None
    return telling.it.escalations[number - 1]


def asked(telling: Telling, by: str | None, command: Command) -> Verdict:
    """What would happen if it were asked now."""
    assert telling.it is not None
    return decide(telling.it, command, telling.now, by)


def happened(telling: Telling) -> list[str]:
    """The kinds of events of escalations so far."""
    kinds = ("escalation_", "level_", "paged")
    return [each.event.kind for each in telling.events if each.event.kind.startswith(kinds)]


def effects_of(telling: Telling, kind: type[object]) -> list[Effect]:
    """Everything that the last event of that kind leads to."""
    assert telling.it is not None
    last = next(each for each in reversed(telling.events) if isinstance(each.event, kind))
    return list(react(telling.it, last))


def test_without_a_path_nothing_begins() -> None:
    """A team that configured nothing has today's incidents: no event, no reminder, no effect of escalation."""
    telling = Telling().declare()
    assert happened(telling) == []
    assert telling.it is not None and telling.it.escalations == ()


def test_a_declaration_alerts_its_first_level() -> None:
    """The path of the severity begins with the declaration: its people are looked up and its pagers asked at once."""
    telling = begun()
    assert happened(telling) == ["escalation_started", "level_reached"]
    level = known(telling).levels[0]
    assert level.answer_by == telling.now + timedelta(minutes=10)
    wanted = effects_of(telling, LevelReached)
    assert do.StaffLevel(number=1, level=0) in wanted
    assert do.Page(number=1, level=0, pager="duty", purpose="alarm") in wanted


def test_people_are_told_directly_with_a_button_and_in_the_room() -> None:
    """Who answers at a level hears of it, comes in, and the room is told."""
    telling = begun().by(None, ask.ReportRoomOpened("CROOM", "inc-7"))
    staffed(telling, 0, BEN)
    version = known(telling).levels[0].version
    wanted = effects_of(telling, LevelStaffed)
    assert do.TellRoom(event=version) in wanted
    assert do.TellPerson(person=BEN, event=version) in wanted
    assert do.Invite(people=(BEN,)) in wanted


def test_a_room_that_opens_later_hears_who_was_alerted() -> None:
    """Pages wait for no room: what was said before it was open is said then, and people come in."""
    telling = begun()
    staffed(telling, 0, BEN)
    assert do.TellPerson(person=BEN, event=known(telling).levels[0].version) in effects_of(
        telling, LevelStaffed
    )
    assert not any(isinstance(each, do.TellRoom) for each in effects_of(telling, LevelStaffed))
    telling.by(None, ask.ReportRoomOpened("CROOM", "inc-7"))
    wanted = react(telling.it, telling.events[-1]) if telling.it else ()
    assert do.TellRoom(event=known(telling).levels[0].version) in wanted
    assert do.Invite(people=(BEN,)) in wanted


def test_a_level_that_does_not_answer_makes_way_for_the_next() -> None:
    """Level after level is reached at its time, each with its own time to answer, and the end is said."""
    telling = begun()
    staffed(telling, 0, BEN)
    assert telling.it is not None and next_due(telling.it, telling.now) is not None
    telling.after(minutes=10).by(None, ask.LetTimePass())
    assert [level.because for level in known(telling).levels] == ["started", "unanswered"]
    assert known(telling).levels[1].answer_by == telling.now + timedelta(minutes=15)
    telling.after(minutes=15).by(None, ask.LetTimePass())
    telling.after(minutes=20).by(None, ask.LetTimePass())
    assert known(telling).exhausted_at == telling.now
    exhausted = effects_of(telling, EscalationExhausted)
    assert do.TellPerson(person=ANA, event=telling.events[-1].version) in exhausted


def test_time_that_passed_unseen_is_no_answer_missed_twice() -> None:
    """A bot that was away for an hour alerts one level when it is back, and that one has its whole time."""
    telling = staffed(begun(), 0, BEN).after(minutes=60).by(None, ask.LetTimePass())
    assert [level.level for level in known(telling).levels] == [0, 1]
    assert known(telling).levels[1].answer_by == telling.now + timedelta(minutes=15)


def test_somebody_has_it_once() -> None:
    """The first to acknowledge has it; the second hears who, the first pressing again changes nothing."""
    telling = staffed(begun(), 0, BEN, CLEO).after(minutes=3)
    telling.by(BEN, AcknowledgeEscalation(1))
    assert known(telling).acknowledged_by == BEN
    assert telling.it is not None and telling.it.acknowledged_at == telling.now
    assert asked(telling, CLEO, AcknowledgeEscalation(1)) == Refused(
        Reason.ESCALATION_HELD, "", {"holder": BEN}
    )
    assert asked(telling, BEN, AcknowledgeEscalation(1)) == ()
    wanted = effects_of(telling, EscalationAcknowledged)
    assert do.Page(number=1, level=0, pager="duty", purpose="acknowledge") in wanted
    assert [each.person for each in wanted if isinstance(each, do.TellPerson)] == [CLEO]
    telling.after(minutes=60).by(None, ask.LetTimePass())
    assert len(known(telling).levels) == 1


def test_late_is_better_than_never() -> None:
    """Somebody may acknowledge after the last level's time, too."""
    telling = begun(severity=Severity.SEV1).after(minutes=5).by(None, ask.LetTimePass())
    assert known(telling).exhausted_at is not None
    assert known(telling.by(CLEO, AcknowledgeEscalation(1))).acknowledged_by == CLEO


def test_nobody_there_reaches_the_next_level_at_once() -> None:
    """A level without anybody waits for its pager only, and when that is dead, too, the next one is alerted."""
    telling = begun()
    telling.by(None, ReportStaffed(1, 0, (), ("Nobody is on call now by the rota primary.",)))
    assert len(known(telling).levels) == 1
    telling.by(None, ReportPaged(1, 0, "duty", "alarm", "It cannot be reached."))
    assert [level.because for level in known(telling).levels] == ["started", "nobody"]
    telling.by(None, ReportStaffed(1, 1, ()))
    assert [level.because for level in known(telling).levels] == ["started", "nobody", "nobody"]
    telling.by(None, ReportStaffed(1, 2, ()))
    telling.by(None, ReportPaged(1, 2, "boss", "alarm", "It answers 500."))
    assert known(telling).exhausted_at == telling.now


def test_a_pager_alone_is_waited_for() -> None:
    """Where the pager took the alarm, somebody may come; its level keeps its time."""
    telling = begun().by(None, ReportPaged(1, 0, "duty", "alarm"))
    staffed(telling, 0)
    assert len(known(telling).levels) == 1


def test_a_dead_pager_is_said_and_people_are_still_waited_for() -> None:
    """The room hears of it at once; those who were told directly keep their time."""
    telling = staffed(begun().by(None, ask.ReportRoomOpened("CROOM", "inc-7")), 0, BEN)
    telling.by(None, ReportPaged(1, 0, "duty", "alarm", "It cannot be reached."))
    assert do.TellRoom(event=telling.events[-1].version) in effects_of(telling, Paged)
    assert len(known(telling).levels) == 1


def test_a_report_that_comes_twice_is_recorded_once() -> None:
    """After a crash between the doing and the report both come again, and change nothing."""
    telling = staffed(begun(), 0, BEN).by(None, ReportPaged(1, 0, "duty", "alarm"))
    assert asked(telling, None, ReportStaffed(1, 0, (CLEO,))) == ()
    assert asked(telling, None, ReportPaged(1, 0, "duty", "alarm", "late")) == ()


def test_getting_worse_begins_the_path_of_the_new_severity() -> None:
    """It takes the place of the one that still waited, whose pagers put their alarm away; milder begins nothing."""
    telling = staffed(begun(), 0, BEN).by(None, ReportPaged(1, 0, "duty", "alarm"))
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV1, "Everyone is hit"))
    assert known(telling).replaced_by == 2 and not known(telling).waiting
    assert known(telling, 2).severity is Severity.SEV1
    quiet = do.Page(number=1, level=0, pager="duty", purpose="resolve")
    assert quiet in effects_of(telling, EscalationStarted)
    telling.by(BEN, AcknowledgeEscalation(1))
    assert known(telling, 2).acknowledged_by == BEN, "an old button counts for the new one"
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV3, "Only a signal"))
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV2, "Not only"))
    assert len(telling.it.escalations if telling.it else ()) == 3


def test_an_alerted_person_who_takes_command_has_acknowledged() -> None:
    """Taking command answers the alert, from whoever was alerted; from somebody else it does not."""
    telling = staffed(begun(), 0, BEN).by(ANA, ask.GiveRole("ic", ANA))
    assert known(telling).waiting
    telling.by(ANA, ask.GiveRole("ic", BEN))
    assert known(telling).waiting, "somebody else said so"
    telling.by(CLEO, ask.GiveRole("ic", CLEO)).by(BEN, ask.GiveRole("ic", BEN))
    assert known(telling).acknowledged_by == BEN


def test_by_hand_the_next_level_is_alerted_now() -> None:
    """Whoever asks names why; the last level has none above it, and that is said."""
    telling = staffed(begun(), 0, BEN).by(ANA, Escalate("", " It gets worse "))
    level = known(telling).levels[-1]
    assert (level.level, level.because, level.by, level.reason) == (1, "by_hand", ANA, "It gets worse")
    telling.by(ANA, Escalate("", ""))
    assert asked(telling, ANA, Escalate("", "")) == Refused(Reason.NO_HIGHER_LEVEL, "concern")


def test_by_hand_after_an_answer_the_one_above_is_alerted() -> None:
    """Who has it may need help: the level above them; and from the top it begins again."""
    telling = (
        staffed(begun(), 0, BEN).by(BEN, AcknowledgeEscalation(1)).by(BEN, Escalate("", "I need a lead"))
    )
    assert [level.level for level in known(telling, 2).levels] == [1]
    telling.by(CLEO, AcknowledgeEscalation(2)).by(CLEO, Escalate("", "")).by(DIMA, AcknowledgeEscalation(3))
    telling.by(DIMA, Escalate("", ""))
    assert [level.level for level in known(telling, 4).levels] == [0]


def test_a_concern_has_its_own_path() -> None:
    """Data governance is alerted beside the severity's path, which goes on; a concern nobody knows is refused."""
    telling = begun().by(ANA, Escalate("data_governance", "Mails of customers in logs"))
    assert known(telling).waiting and known(telling, 2).waiting
    assert known(telling, 2).concern == "data_governance"
    acknowledged = telling.it.acknowledged_at if telling.it else None
    telling.by(DIMA, AcknowledgeEscalation(2))
    assert telling.it is not None and telling.it.acknowledged_at == acknowledged
    refused = Refused(Reason.UNKNOWN_CONCERN, "concern", {"known": "data_governance"})
    assert asked(telling, ANA, Escalate("weather", "")) == refused


def test_where_no_path_is_that_is_said() -> None:
    """SEV3 has none: the refusal names what there is."""
    telling = begun(severity=Severity.SEV3)
    refused = Refused(Reason.NO_PATH, "concern", {"known": "data_governance"})
    assert asked(telling, ANA, Escalate("", "")) == refused


def test_the_end_of_the_incident_ends_waiting() -> None:
    """Nobody is alerted any more, pagers put their alarms away, and buttons say that it is over."""
    telling = staffed(begun(), 0, BEN).by(None, ReportPaged(1, 0, "duty", "alarm"))
    telling.by(ANA, ask.GiveRole("ic", ANA)).by(ANA, ask.Close("Fresh again", override="A test"))
    assert known(telling).ended_at == telling.now
    wanted = effects_of(telling, Closed)
    assert do.Page(number=1, level=0, pager="duty", purpose="resolve") in wanted
    telling.after(minutes=30)
    assert asked(telling, None, ask.LetTimePass()) == ()
    assert asked(telling, BEN, AcknowledgeEscalation(1)) == Refused(Reason.CLOSED)
    assert asked(telling, ANA, Escalate("", "")) == Refused(Reason.CLOSED)


def test_a_drill_alerts_nobody_outside_and_asks_no_pager() -> None:
    """In a drill only those in its room hear of it, no pager is asked, and it climbs in time."""
    telling = begun(drill=True).by(None, ask.ReportRoomOpened("CROOM", "inc-7"))
    telling.by(None, ask.ReportInvited((BEN,), {}))
    assert not any(isinstance(each, do.Page) for each in effects_of(telling, LevelReached))
    staffed(telling, 0, BEN, CLEO)
    level = known(telling).levels[0]
    assert (level.people, level.left_out) == ((BEN,), 1)
    wanted = effects_of(telling, LevelStaffed)
    assert not any(isinstance(each, do.Invite) for each in wanted)
    assert [each.person for each in wanted if isinstance(each, do.TellPerson)] == [BEN]
    telling.after(minutes=10).by(None, ask.LetTimePass())
    staffed(telling, 1, CLEO)
    assert len(known(telling).levels) == 2, "nobody was there to hear it, and it waits all the same"
    telling.by(BEN, AcknowledgeEscalation(1))
    assert not any(isinstance(each, do.Page) for each in effects_of(telling, EscalationAcknowledged))


def test_of_a_restricted_incident_only_those_hear_who_came_in() -> None:
    """Somebody alerted is told directly once Slack has let them into the room, and not before."""
    telling = begun(restricted=True).by(None, ask.ReportRoomOpened("GROOM", "inc-7"))
    staffed(telling, 0, BEN, CLEO)
    wanted = effects_of(telling, LevelStaffed)
    assert do.Invite(people=(BEN, CLEO)) in wanted
    assert not any(isinstance(each, do.TellPerson) for each in wanted)
    telling.by(None, ask.ReportInvited((BEN,), {CLEO: "user_is_restricted"}))
    assert telling.it is not None
    told = react(telling.it, telling.events[-1])
    assert [each.person for each in told if isinstance(each, do.TellPerson)] == [BEN]


def test_the_ladder_of_updates_may_use_the_path() -> None:
    """`next_level` is one level up, a new beginning where nobody waits, and nothing without a path or after the end."""
    telling = begun()
    assert telling.it is not None
    step = next_level(telling.it, telling.now, "No update for an hour")
    assert [each.kind for each in step] == ["level_reached"]
    milder = begun(severity=Severity.SEV3)
    assert milder.it is not None and next_level(milder.it, milder.now, "x") == ()


def test_secrets_do_not_go_into_the_record() -> None:
    """An incident's copy of the policy has neither addresses nor keys, and reads back as it is."""
    told = rules().recorded()
    text = told.model_dump_json()
    assert not any(secret in text for secret in ("t0ken", "k3y", "pager.example"))
    assert Policy.model_validate_json(text) == told
    assert all(secret not in repr(rules()) for secret in ("t0ken", "k3y", "pager.example"))


@pytest.mark.parametrize("field", ["people", "groups", "rotas", "roles", "pagers"])
def test_a_level_names_somebody(field: str) -> None:
    """A level that nobody could answer is a mistake of the policy."""
    value = {"people": (BEN,), "groups": ("S0ML",), "rotas": ("a",), "roles": ("ic",), "pagers": ("p",)}[
        field
    ]
    assert LevelRule.model_validate({"title": "x", "within_minutes": 5, field: value})
    with pytest.raises(ValueError, match="name somebody"):
        LevelRule.model_validate({"title": "x", "within_minutes": 5})


def shown_anew(telling: Telling, kind: type[object]) -> set[tuple[int, str]]:
    """Which messages the last event of that kind shows anew: the event that they told of, and whom ("": the room)."""
    kinds = (do.RefreshTold, do.RefreshToldPerson)
    wanted = [each for each in effects_of(telling, kind) if isinstance(each, kinds)]
    return {(each.event, each.person if isinstance(each, do.RefreshToldPerson) else "") for each in wanted}


def test_what_asked_for_an_answer_is_shown_anew_once_it_is_settled() -> None:
    """A level that was passed on, acknowledged or in vain no longer asks: neither in the room nor directly."""
    telling = begun().by(None, ask.ReportRoomOpened("CROOM", "inc-7"))
    staffed(telling, 0, BEN).after(minutes=10).by(None, ask.LetTimePass())
    first = known(telling).levels[0].version
    assert shown_anew(telling, LevelReached) == {(first, ""), (first, BEN)}
    staffed(telling, 1, CLEO).by(CLEO, AcknowledgeEscalation(1))
    second = known(telling).levels[1].version
    both = {(first, ""), (first, BEN), (second, ""), (second, CLEO)}
    assert shown_anew(telling, EscalationAcknowledged) == both


def test_the_end_is_shown_where_somebody_was_asked() -> None:
    """After the last level, a worse severity or the closing, what asked for an answer says so."""
    telling = begun().by(None, ask.ReportRoomOpened("CROOM", "inc-7"))
    telling.by(ANA, ask.ChangeSeverity(Severity.SEV1, "worse"))
    staffed(telling, 0, CLEO, number=2)
    version = known(telling, 2).levels[0].version
    asked_of = {(version, ""), (version, CLEO)}
    telling.after(minutes=5).by(None, ask.LetTimePass())
    assert shown_anew(telling, EscalationExhausted) == asked_of
    telling.by(ANA, ask.Close("v"))
    assert shown_anew(telling, Closed) == asked_of


def test_by_word_one_has_what_one_was_alerted_for() -> None:
    """Of several that wait, a person's is the one that alerted them; who was alerted for none has none."""
    telling = begun()
    staffed(telling, 0, BEN).by(ANA, Escalate("data_governance", "r"))
    staffed(telling, 0, DIMA, number=2)
    assert telling.it is not None
    assert meant_for(telling.it, BEN) == known(telling)
    assert meant_for(telling.it, DIMA) == known(telling, 2)
    assert meant_for(telling.it, CLEO) is None
    assert [each.number for each in unacknowledged(telling.it)] == [1, 2]
    telling.by(BEN, AcknowledgeEscalation(1))
    assert meant_for(telling.it, BEN) is None
