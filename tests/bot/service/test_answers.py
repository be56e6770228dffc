"""What follows from each of Slack's answers."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from bot.domain.effects import Effect
from bot.domain.workspace import WorkspaceEffect
from bot.service.answers import AGAIN, AGAIN_MOST, DONE, ELSEWHERE, UNTIL_MENDED, WITHOUT_HURRY, Judged, judge
from bot.service.slack_port import SlackRefused, SlackSilent

OF_INCIDENTS, OF_THE_WORKSPACE = (
    {effect.model_fields["kind"].default for effect in get_args(union)} for union in (Effect, WorkspaceEffect)
)
KINDS = sorted(OF_INCIDENTS | OF_THE_WORKSPACE)
IN_THE_ROOM = sorted(OF_INCIDENTS - ELSEWHERE)
GIVEN_UP = Judged("give_up")
DONE_ALREADY = Judged("done")


@pytest.mark.parametrize(
    ("kind", "code", "judged"),
    [
        pytest.param("pin_card", "already_pinned", DONE_ALREADY, id="pinned already"),
        pytest.param("mark_noted", "already_reacted", DONE_ALREADY, id="marked already"),
        pytest.param("mark_noted", "no_reaction", DONE_ALREADY, id="unmarked already"),
        pytest.param("mark_noted", "message_not_found", DONE_ALREADY, id="nothing left to mark"),
        pytest.param("mark_noted", "is_archived", DONE_ALREADY, id="a mark in somebody's archive"),
        pytest.param("archive_room", "already_archived", DONE_ALREADY, id="archived already"),
        pytest.param("unarchive_room", "not_archived", DONE_ALREADY, id="back already"),
        pytest.param("show_receipt", "not_found", DONE_ALREADY, id="modal closed"),
        pytest.param("show_receipt", "expired_trigger_id", DONE_ALREADY, id="modal gone"),
        pytest.param("tell_room", "already_pinned", GIVEN_UP, id="a done of something else"),
        pytest.param("pin_card", "not_found", GIVEN_UP, id="not found, but no modal"),
        pytest.param("tell_room", "is_archived", Judged("archived"), id="the room is archived"),
        pytest.param("refresh_card", "is_inactive", Judged("archived"), id="the room is inactive"),
        pytest.param("announce", "is_archived", GIVEN_UP, id="the announcements' channel is archived"),
        pytest.param("tell_person", "is_archived", GIVEN_UP, id="a conversation is archived"),
        pytest.param("read_message", "is_archived", GIVEN_UP, id="another channel is archived"),
        pytest.param("send_digest", "is_archived", GIVEN_UP, id="a digest's channel is archived"),
        pytest.param("share_digest", "is_archived", GIVEN_UP, id="a digest's documents, too"),
        pytest.param("tell_room", "channel_not_found", GIVEN_UP, id="no such channel"),
        pytest.param("tell_room", "msg_too_long", GIVEN_UP, id="too long"),
        pytest.param("open_room", "restricted_action", GIVEN_UP, id="forbidden"),
        pytest.param("open_room", "missing_scope", GIVEN_UP, id="a scope is missing"),
        pytest.param("tell_room", "nobody_has_heard_of_this", GIVEN_UP, id="unknown"),
        pytest.param("tell_room", "", GIVEN_UP, id="no word at all"),
    ],
)
def test_final_answers(kind: str, code: str, judged: Judged) -> None:
    """What is as it should be is done, an archived room is news, and any other no is final."""
    assert judge(kind, SlackRefused(code), 1) == judged


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", sorted(AGAIN - {"ratelimited", "rate_limited"}))
def test_what_passes(kind: str, code: str) -> None:
    """What passes by itself is tried again, whatever it was, and surely has not happened yet."""
    assert judge(kind, SlackRefused(code), 1) == Judged("again", 1.0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", sorted(UNTIL_MENDED))
@pytest.mark.parametrize("attempts", [1, 2, 1000])
def test_until_the_token_is_mended(kind: str, code: str, attempts: int) -> None:
    """While the bot may not speak at all nothing is given up, nor asked in a hurry."""
    assert judge(kind, SlackRefused(code), attempts) == Judged("again", WITHOUT_HURRY)


@pytest.mark.parametrize("kind", IN_THE_ROOM)
def test_an_archived_room(kind: str) -> None:
    """Whatever was to happen in the room: that it is archived is what is recorded, or was the aim."""
    assert judge(kind, SlackRefused("is_archived"), 1) == Judged("archived")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [0.0, 1.0, 30.0, 3600.0])
def test_as_long_as_slack_says(kind: str, seconds: float) -> None:
    """When Slack says how long to wait, that is how long, however often it was tried and whatever its word is."""
    for code in ("ratelimited", "rate_limited", "anything_else"):
        for attempts in (1, 50):
            refused = SlackRefused(code, retry_after=seconds)
            assert judge(kind, refused, attempts) == Judged("again", seconds)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (10_000, 60)],
)
def test_waiting_longer(attempts: int, wait: float) -> None:
    """Each attempt waits twice as long as the one before, up to a minute."""
    assert judge("tell_room", SlackRefused("internal_error"), attempts).wait == wait
    assert judge("tell_room", SlackSilent("timeout", happened=None), attempts).wait == wait


def test_waits_never_shrink() -> None:
    """However often Slack fails, the wait neither shrinks nor ends."""
    waits = [judge("tell_room", SlackSilent("x", happened=None), attempts).wait for attempts in range(1, 99)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[-1] == AGAIN_MOST


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("happened", "certain"), [(None, False), (False, True), (True, False)])
def test_silence(kind: str, happened: bool | None, certain: bool) -> None:
    """Silence is never final; only a request that never left has surely not happened."""
    assert judge(kind, SlackSilent("x", happened=happened), 1) == Judged("again", 1.0, certain=certain)


def test_the_tables_speak_of_effects() -> None:
    """Every kind in the tables is one that exists, and no word is judged in two ways."""
    assert DONE.keys() | ELSEWHERE <= set(KINDS)
    assert not OF_INCIDENTS & OF_THE_WORKSPACE
    final = set().union(*DONE.values())
    assert not AGAIN & UNTIL_MENDED
    assert not final & (AGAIN | UNTIL_MENDED)
