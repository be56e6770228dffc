"""Every answer of Slack, in one table: done already, try again, or give up (Slack: the methods' error lists)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.service.ports import NotYet
from bot.service.slack_port import SlackRefused, SlackSilent

Verdict = Literal["done", "again", "archived", "give_up"]

AGAIN_FIRST = 1.0
AGAIN_MOST = 60.0
"""Seconds before the next attempt: doubled each time, at most this."""

DONE = {
    "pin_card": {"already_pinned"},
    "mark_noted": {
        "already_reacted",
        "no_reaction",
        "message_not_found",
        "channel_not_found",
        "not_in_channel",
        "is_archived",
    },
    "refresh_told": {"message_not_found"},
    "refresh_told_person": {"message_not_found"},
    "archive_room": {"already_archived"},
    "unarchive_room": {"not_archived"},
    "show_receipt": {"not_found", "view_not_found", "hash_conflict", "expired_trigger_id"},
}
"""What is as it should be already, or of no use to anyone any more."""

AGAIN = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "accesslimited",
    "team_added_to_org",
    "migration_in_progress",
    "ekm_access_denied",
}
"""What passes by itself."""

UNTIL_MENDED = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "org_login_required",
}
"""The bot cannot speak at all until someone mends its token: it waits, and nothing is lost."""

WITHOUT_HURRY = 60.0

ARCHIVED = {"is_archived", "is_inactive"}
"""The channel is archived (Slack: chat.update calls it inactive)."""

ELSEWHERE = {
    "staff_level",
    "announce",
    "refresh_announcement",
    "tell_person",
    "refresh_told_person",
    "send_briefing",
    "address_group",
    "read_message",
    "mark_noted",
    "send_digest",
    "share_digest",
}
"""What happens outside the incident's room, so that an archived channel there says nothing about the room."""


def passes(refused: SlackRefused) -> bool:
    """Whether this no says nothing about what was asked: the same may be answered yes later."""
    return refused.retry_after is not None or refused.code in AGAIN | UNTIL_MENDED


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from an answer. `wait`: seconds until the next attempt; `certain`: it surely has not happened."""

    verdict: Verdict
    wait: float = 0.0
    certain: bool = True


def judge(kind: str, error: SlackRefused | SlackSilent | NotYet, attempts: int) -> Judged:
    """What to do after the `attempts`-th attempt at an effect of this kind; what is not Slack's says so itself."""
    if isinstance(error, NotYet):
        return Judged("again", error.wait, error.certain)
    backoff = min(AGAIN_MOST, AGAIN_FIRST * 2 ** min(attempts - 1, 10))
    if isinstance(error, SlackSilent):
        return Judged("again", backoff, certain=error.happened is False)
    if error.retry_after is not None:
        return Judged("again", error.retry_after)
    if error.code in DONE.get(kind, ()):
        return Judged("done")
    if error.code in AGAIN:
        return Judged("again", backoff)
    if error.code in UNTIL_MENDED:
        return Judged("again", WITHOUT_HURRY)
    if error.code in ARCHIVED and kind not in ELSEWHERE:
        return Judged("archived")
    return Judged("give_up")
