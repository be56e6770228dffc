"""What happens when something is asked: pure, one rule a command.

`decide` answers with events, with none when the command changes nothing (asked twice is not an error), or with
`Refused` when a person has to do something differently. What belongs to triage, checklists, hypotheses, containment and
verification is decided in the `decide_*.py` of that subject.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import commands as ask
from bot.domain import events as happened
from bot.domain.action_items import ItemCommand
from bot.domain.actions import ActionCommand
from bot.domain.audiences import AudienceCommand
from bot.domain.briefings import briefed, decide_audience, routes
from bot.domain.cadence import next_update_due
from bot.domain.cadence_log import CadenceCommand, UpdateMissed
from bot.domain.checklists import PlaybookCommand, StepCommand
from bot.domain.commands import Command
from bot.domain.decide_actions import decide_action
from bot.domain.decide_cadence import LONGEST_CHECK_IN, decide_cadence
from bot.domain.decide_checklists import decide_playbook, decide_step
from bot.domain.decide_escalation import decide_escalation, following, unanswered
from bot.domain.decide_escalation import started as first_escalation
from bot.domain.decide_hypotheses import decide_hypothesis
from bot.domain.decide_items import decide_items, remind_item, unsent
from bot.domain.decide_ownership import decide_ownership, owner_proposed
from bot.domain.decide_retention import decide_retention
from bot.domain.decide_review import back_at_reopening, begun_at_close, decide_review, with_review
from bot.domain.decide_triage import decide_triage, suggested
from bot.domain.decide_verification import decide_verification, named, observed, waiting_ends
from bot.domain.escalation import EscalationCommand
from bot.domain.events import Event
from bot.domain.gates import overridden, to_close, to_phase
from bot.domain.hypotheses import HypothesisCommand
from bot.domain.incident import Incident
from bot.domain.ladder import climb
from bot.domain.offers import ReportOffered, SimilarOffered
from bot.domain.ownership import OwnershipCommand
from bot.domain.refusal import Reason, Refused, Verdict, blank
from bot.domain.reminders import Reminder, due_by
from bot.domain.retention import RetentionCommand
from bot.domain.review_commands import ReviewCommand
from bot.domain.severity import Phase, Severity
from bot.domain.triage_log import TriageCommand
from bot.domain.triage_rule import FalsePage
from bot.domain.verification import VerificationCommand

CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far ahead of us a person's clock may be before a past moment counts as future."""

SAME_WORDS_WITHIN = timedelta(minutes=2)
"""The same words by the same person within this time are one entry: the button was pressed again."""


def decide_declare(command: ask.Declare, now: datetime) -> Verdict:
    """The beginning of a new incident."""
    if blank(command.title):
        return Refused(Reason.BLANK, "title")
    # That a model's incidents are nobody else's business may be known beforehand (domain §15).
    confidential = command.entry is not None and command.entry.restricts
    started = command.started_at or now
    if started > now + CLOCK_TOLERANCE:
        return Refused(Reason.IN_FUTURE, "started_at")
    return (
        happened.Declared(
            title=command.title.strip(),
            seen=command.seen.strip(),
            severity=command.severity,
            type=command.type,
            model=command.model.strip(),
            entry=command.entry,
            started_at=min(started, now),
            restricted=command.restricted or confidential,
            drill=command.drill,
            source=command.source,
            receipt=command.receipt,
            first_due=next_update_due(command.policy, command.severity, now),
            policy=command.policy.recorded(),
        ),
        *first_escalation(command.policy.escalation, command.severity, now),
    )


def decide(it: Incident, command: Command, now: datetime, by: str | None) -> Verdict:
    """What the command makes happen to this incident at `now` (UTC), asked by `by` (None: Tocsin itself)."""
    verdict = _decide(it, command, now, by)
    if isinstance(verdict, Refused):
        return verdict
    return (*verdict, *waiting_ends(it, verdict, now), *following(it, verdict, now, by))


def _decide(it: Incident, command: Command, now: datetime, by: str | None) -> Verdict:  # noqa: PLR0911, PLR0912 - a rule each
    match command:
        case ask.Declare():
            return decide_declare(command, now)
        case ask.GiveRole():
            return _give_role(it, command)
        case ask.DeclineRole():
            return _decline_role(it, command, by)
        case ask.PostUpdate():
            return _post_update(it, command, now)
        case ask.ChangeSeverity():
            return _change_severity(it, command, now)
        case ask.ChangePhase():
            return _change_phase(it, command)
        case ask.CorrectTime():
            return _correct_time(it, command, now)
        case ask.RecordDecision():
            return _record_decision(it, command, now, by)
        case ask.RequestNote():
            return _request_note(it, command)
        case ask.AddNote():
            return _add_note(it, command, now, by)
        case ask.EditNote():
            return _edit_note(it, command)
        case ask.WithdrawNote():
            return _withdraw_note(it, command)
        case ask.Close():
            return _close(it, command, now)
        case ask.Reopen():
            return _reopen(it, command, now)
        case ask.RequestPostmortem():
            return with_review(it, _request_postmortem(it), now)
        case ask.RetryDeliveries():
            bodies = (*(problem.body for problem in it.given_up), *unsent(it))
            return (happened.DeliveryRetried(effects=bodies),) if bodies else ()
        case ask.LetTimePass():
            return tuple(event for reminder in due_by(it, now) for event in _said(it, reminder, now))
        case TriageCommand():
            return decide_triage(it, command, by)
        case PlaybookCommand():
            return decide_playbook(it, command)
        case StepCommand():
            return decide_step(it, command, by)
        case HypothesisCommand():
            return decide_hypothesis(it, command)
        case OwnershipCommand():
            return decide_ownership(it, command, by)
        case ActionCommand():
            return decide_action(it, command, now, by)
        case VerificationCommand():
            return decide_verification(it, command, now)
        case CadenceCommand():
            return decide_cadence(it, command, now)
        case EscalationCommand():
            return decide_escalation(it, command, now, by)
        case ItemCommand():
            return decide_items(it, command, now, by)
        case ReviewCommand():
            return decide_review(it, command, now)
        case RetentionCommand():
            return decide_retention(it, command, by)
        case AudienceCommand():
            return decide_audience(it, command)
        case _:
            return _report(it, command)


def _report(it: Incident, command: Command) -> tuple[Event, ...]:  # noqa: PLR0911, PLR0912 - one rule a report
    """The courier's and Slack's own news; what is known already is no news."""
    match command:
        case ask.ReportRoomOpened():
            return () if it.room else (happened.RoomOpened(channel=command.channel, name=command.name),)
        case ask.ReportInvited():
            fresh = tuple(person for person in command.people if person not in it.members)
            told = happened.PeopleInvited(people=fresh, refused=command.refused)
            return (told,) if fresh or command.refused else ()
        case ask.ReportCardPosted():
            expected = command.instead_of == (it.card.ts if it.card else None)
            # The room's first message is the card; whom the catalogue names is proposed after it.
            return (happened.CardPosted(ts=command.ts), *owner_proposed(it)) if expected else ()
        case ask.ReportPanelPosted():
            known = it.panels.get(command.panel)
            expected = command.instead_of == (known.ts if known else None)
            return (happened.PanelPosted(panel=command.panel, ts=command.ts),) if expected else ()
        case ask.ReportAnnounced():
            return () if it.announcement else (happened.Announced(channel=command.channel, ts=command.ts),)
        case ask.ReportPostmortemShared():
            if (command.number, command.format) in it.shared:
                return ()
            shared = happened.PostmortemShared(
                number=command.number, file=command.file, permalink=command.permalink, format=command.format
            )
            return (shared,)
        case ask.ReportRoomArchived():
            return (happened.RoomArchived(),) if it.room and not it.room.archived else ()
        case ask.ReportRoomUnarchived():
            return (happened.RoomUnarchived(),) if it.room and it.room.archived else ()
        case ask.ReportPresence():
            return _presence(it, command)
        case ReportOffered():
            numbers = tuple(number for number in command.numbers if number not in it.offered)
            offered = SimilarOffered(numbers=numbers, occasion=command.occasion, ts=command.ts)
            return (offered,) if numbers else ()
        case ask.ReportGivenUp():
            return (
                happened.DeliveryGivenUp(effect=command.effect, body=command.body, reason=command.reason),
            )
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _presence(it: Incident, command: ask.ReportPresence) -> tuple[Event, ...]:
    """Who is in the room matters where only they may know of it."""
    if not it.restricted:
        return ()
    person, since = command.person, it.presence_since.get(command.person)
    if since is not None and command.at is not None and command.at <= since:
        return ()
    if command.present:
        # That somebody who is in has come is news if it is later: their leaving before may be told later.
        known = person in it.members and command.at is None
        return () if known else (happened.PersonJoined(person=person, since=command.at),)
    # That somebody left is news even of a stranger: their coming may be told later.
    return () if person in it.left else (happened.PersonLeft(person=person, since=command.at),)


def _said(it: Incident, reminder: Reminder, now: datetime) -> tuple[Event, ...]:
    if reminder.topic == "archive":
        return (happened.ArchiveRequested(),)
    if reminder.topic == "missed":
        return (UpdateMissed(due=it.update_due or reminder.at),)
    if reminder.topic == "ladder":
        return climb(it, now)
    if reminder.topic == "level_unanswered":
        return unanswered(it, reminder.escalation or 0, now)
    if reminder.topic == "item":
        return remind_item(it, reminder.item or 0, now)
    said = happened.Reminded(
        reminder=reminder.topic,
        at=reminder.at,
        decision=reminder.decision,
        action=reminder.action,
        step=reminder.step,
    )
    return (said,)


def _give_role(it: Incident, command: ask.GiveRole) -> Verdict:
    if command.role not in it.policy.roles:
        known = ", ".join(it.policy.roles)
        return Refused(Reason.UNKNOWN_ROLE, "role", {"role": command.role, "known": known})
    before = it.roles.get(command.role)
    if before == command.person:
        return ()
    if before is not None and command.if_vacant:
        title = it.policy.roles[command.role].title
        return Refused(Reason.ROLE_HELD, "role", {"role": title, "holder": before})
    taken = happened.RoleTaken(
        role=command.role, person=command.person, before=before, handover=command.handover.strip()
    )
    return (taken,)


def _decline_role(it: Incident, command: ask.DeclineRole, by: str | None) -> Verdict:
    if command.role not in it.policy.roles:
        known = ", ".join(it.policy.roles)
        return Refused(Reason.UNKNOWN_ROLE, "role", {"role": command.role, "known": known})
    holder = it.roles.get(command.role)
    if holder is None:
        return ()
    if holder != by:
        title = it.policy.roles[command.role].title
        return Refused(Reason.NOT_HOLDER, "role", {"role": title, "holder": holder})
    return (happened.RoleDeclined(role=command.role, person=holder, reason=command.reason.strip()),)


def _post_update(it: Incident, command: ask.PostUpdate, now: datetime) -> Verdict:
    if not it.open:
        return Refused(Reason.CLOSED)
    if command.seen is not None and len(it.updates) > command.seen:
        return Refused(Reason.UPDATED_MEANWHILE)
    for name, text in (("impact", command.impact), ("actions", command.actions)):
        if blank(text):
            return Refused(Reason.BLANK, name)
    check_in = command.next_check_in
    if check_in is not None and check_in <= now:
        return Refused(Reason.IN_PAST, "next_check_in")
    if check_in is not None and check_in > now + LONGEST_CHECK_IN:
        return Refused(Reason.TOO_FAR, "next_check_in", {"days": str(LONGEST_CHECK_IN.days)})
    told = briefed(it, command.writing, routes(it))
    if isinstance(told, Refused):
        return told
    return (
        happened.UpdatePosted(
            impact=command.impact.strip(),
            actions=command.actions.strip(),
            eta=command.eta.strip(),
            status=command.status,
            next_due=check_in or next_update_due(it.policy, it.paced_by, now, it.cadence_minutes),
            was_due=it.update_due,
            briefings=told,
        ),
    )


def _change_severity(it: Incident, command: ask.ChangeSeverity, now: datetime) -> Verdict:
    if not it.open:
        return Refused(Reason.CLOSED)
    if command.severity is it.severity:
        return ()
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    return (
        happened.SeverityChanged(
            was=it.severity,
            now=command.severity,
            reason=command.reason.strip(),
            next_due=next_update_due(it.policy, _pace(it, command.severity), now),
            suggested=suggested(it),
        ),
    )


def _pace(it: Incident, severity: Severity) -> Severity:
    """The severity whose cadence counts after that change: labels go on being waited for unless it is worse."""
    return it.paced_by if it.verification.awaiting_until and severity.rank >= it.severity.rank else severity


def _change_phase(it: Incident, command: ask.ChangePhase) -> Verdict:
    """The metric that will prove the recovery may be named in the same step."""
    if not it.open:
        return Refused(Reason.CLOSED)
    if command.phase is it.phase:
        return ()
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    metric: Verdict = named(it, command.metric, command.target) if command.metric or command.target else ()
    if isinstance(metric, Refused):
        return metric
    gates = to_phase(it, command.phase, command.metric)
    refused = overridden(gates, command.override)
    if refused is not None:
        return refused
    changed = happened.PhaseChanged(
        was=it.phase,
        now=command.phase,
        reason=command.reason.strip(),
        gates=tuple(unmet.gate for unmet in gates),
        override=command.override.strip() if gates else "",
    )
    return (*metric, changed)


def _correct_time(it: Incident, command: ask.CorrectTime, now: datetime) -> Verdict:
    if command.at > now + CLOCK_TOLERANCE:
        return Refused(Reason.IN_FUTURE, "at")
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    was = it.started_at if command.which == "started" else it.detected_at
    at = min(command.at, now)
    if was == at:
        return ()
    return (happened.TimeCorrected(which=command.which, was=was, now=at, reason=command.reason.strip()),)


def _record_decision(it: Incident, command: ask.RecordDecision, now: datetime, by: str | None) -> Verdict:
    what = command.what.strip()
    if blank(what):
        return Refused(Reason.BLANK, "what")
    if command.corrects is not None and not 1 <= command.corrects <= len(it.decisions):
        values = {"number": str(command.corrects), "count": str(len(it.decisions))}
        return Refused(Reason.UNKNOWN_DECISION, "corrects", values)
    if command.revisit_at is not None and command.revisit_at <= now:
        return Refused(Reason.IN_PAST, "revisit_at")
    decision = happened.DecisionRecorded(
        number=len(it.decisions) + 1,
        what=what,
        options=command.options.strip(),
        rationale=command.rationale.strip(),
        evidence=command.evidence.strip(),
        role=next(iter(it.roles_of(by)), ""),
        revisit_at=command.revisit_at,
        corrects=command.corrects,
    )
    last = it.decisions[-1] if it.decisions else None
    if last and last.by == by and now - last.at < SAME_WORDS_WITHIN and _same(last.recorded, decision):
        return ()
    return (decision,)


def _same(one: happened.DecisionRecorded, other: happened.DecisionRecorded) -> bool:
    """Whether they say the same, whatever number and role they were given."""
    given = {"number": 0, "role": ""}
    return one.model_copy(update=given) == other.model_copy(update=given)


def _request_note(it: Incident, command: ask.RequestNote) -> Verdict:
    known = it.note_of(f"{command.channel}:{command.ts}")
    if known is not None and not known.withdrawn:
        return ()
    return (happened.NoteRequested(channel=command.channel, ts=command.ts),)


def _add_note(it: Incident, command: ask.AddNote, now: datetime, by: str | None) -> Verdict:
    if command.source is not None:
        known = it.note_of(command.source.key)
        if known is not None and not known.withdrawn:
            return ()
        if command.via == "reaction" and command.source.key in it.notes_taken_back:
            return ()
        return (happened.NoteAdded(text=command.text, source=command.source, via=command.via),)
    text = command.text.strip()
    if blank(text):
        return Refused(Reason.BLANK, "text")
    for note in it.notes[-5:]:
        if note.by == by and note.source is None and note.text == text and now - note.at < SAME_WORDS_WITHIN:
            return ()
    return (happened.NoteAdded(text=text, source=None, via=command.via),)


def _edit_note(it: Incident, command: ask.EditNote) -> Verdict:
    note = it.note_of(command.source)
    if note is None or note.withdrawn or note.text == command.text:
        return ()
    return (happened.NoteEdited(source=command.source, text=command.text),)


def _withdraw_note(it: Incident, command: ask.WithdrawNote) -> Verdict:
    """A message may be deleted, or its pushpin taken off, while its words are still being read."""
    note = it.note_of(command.source)
    if command.source not in it.notes_asked and (note is None or note.withdrawn):
        return ()
    return (happened.NoteWithdrawn(source=command.source, why=command.why),)


def _close(it: Incident, command: ask.Close, now: datetime) -> Verdict:
    """A false page is closed as such: there is nothing to verify then but that it was one.

    Words that say how the named metric looks are recorded as having been seen in the same step.
    """
    if not it.open:
        return ()
    if blank(command.verified) and (blank(command.override) or command.false_page is not FalsePage.NONE):
        return Refused(Reason.BLANK, "verified")
    gates = to_close(it, command)
    refused = overridden(gates, command.override)
    if refused is not None:
        return refused
    seen: Verdict = ()
    if command.holds is not None and it.verification.metric and not blank(command.verified):
        seen = observed(it, command.verified, now, holds=command.holds)
    closed = happened.Closed(
        verified=command.verified.strip(),
        phase=Phase.LEARN,
        false_page=command.false_page,
        gates=tuple(unmet.gate for unmet in gates),
        override=command.override.strip() if gates else "",
    )
    false_page = command.false_page is not FalsePage.NONE
    review = begun_at_close(it, false_page=false_page, now=now)
    return seen if isinstance(seen, Refused) else (*seen, closed, *review)


def _request_postmortem(it: Incident) -> Verdict:
    """It is shared in the room, so there has to be one that takes messages; one that is on its way is enough."""
    if it.room is None:
        return Refused(Reason.NO_ROOM)
    if it.room.archived:
        return Refused(Reason.ROOM_ARCHIVED)
    shared = it.postmortem.number if it.postmortem else 0
    given_up = any(problem.effect == "share_postmortem" for problem in it.given_up)
    if it.postmortems_requested > shared and not given_up:
        return ()
    return (happened.PostmortemRequested(number=it.postmortems_requested + 1),)


def _reopen(it: Incident, command: ask.Reopen, now: datetime) -> Verdict:
    if it.open:
        return Refused(Reason.NOT_CLOSED)
    if blank(command.reason):
        return Refused(Reason.BLANK, "reason")
    return (
        happened.Reopened(
            reason=command.reason.strip(), next_due=next_update_due(it.policy, it.severity, now)
        ),
        *back_at_reopening(it),
    )
