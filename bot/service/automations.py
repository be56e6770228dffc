"""Asking a webhook to try, do, or take back a containment action (domain §15).

The same run is always asked for with the same body under the same key, so that whoever answers can tell a repetition:
after a crash, or an answer that was lost, nobody here knows whether it was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import effects as do
from bot.domain.action_log import Action, Run
from bot.domain.actions import ReportAutomation
from bot.domain.incident import Incident
from bot.service.ports import Claimed, NoAnswer, NotYet, WebhookAnswer
from bot.service.way import Way
from bot.views.text import clean

AGAIN: Mapping[int, bool] = {
    408: True,  # it did not hear all of it
    409: False,  # a run under this key is under way
    423: True,  # what it would change is locked
    425: True,  # too early
    429: True,  # too many
    502: False,  # somebody in between got no answer
    503: False,  # it, or whatever it needs, is away
    504: False,  # somebody in between waited too long
}
"""Answers after which the same is asked again, and whether they say that surely nothing was done.

2xx is done. Everything else is final: it was refused, or it broke (5xx) and nobody can tell how far it came. To be sent
elsewhere is a refusal: where a change is asked for stands in the policy and nowhere else.
"""

PATIENCE = timedelta(minutes=5)
"""How long after it was asked for a run is begun or asked again: later it would surprise those who went on by hand."""

AGAIN_FIRST, AGAIN_MOST = 2.0, 60.0
"""Seconds before the next attempt: doubled each time, at most this."""

ANSWER_KEPT = 500
"""Characters of an answer that are recorded."""

TURNED_OFF = "The policy does not turn this automation on any more."
TOO_LATE = (
    "It could not be asked when it should have been, and now it is too late to begin without asking you."
)
NO_ANSWER = "There was no final answer within five minutes."


async def run_automation(
    way: Way, claimed: Claimed, effect: do.RunAutomation, it: Incident
) -> ReportAutomation | None:
    """What came of the run; None when it is answered already.

    The address is the present policy's, which may have been turned off meanwhile.

    Raises:
        NotYet: there was no final answer; the same is asked again later.
    """
    action = it.action(effect.action)
    run = next((each for each in action.runs if each.number == effect.run), None) if action else None
    if action is None or run is None or run.ok is not None:
        return None
    asked = body(it, action, run)
    dry = bool(asked["dry_run"])
    maybe = claimed.uncertain and not dry
    left = run.asked_at + PATIENCE - way.clock.now()
    webhook = way.policy.automation.webhook(action.webhook)
    if webhook is None or not webhook.serves(action.containment, it.model):
        return not_done(effect, TURNED_OFF, unknown=maybe)
    if left <= timedelta():
        return not_done(effect, NO_ANSWER if claimed.uncertain else TOO_LATE, unknown=maybe)
    try:
        seconds = webhook.timeout_seconds
        answer = await way.automations.ask(webhook.url, asked, key=str(asked["key"]), seconds=seconds)
        return replace(
            final(effect, answer, claimed.attempts), unknown=in_doubt(answer, maybe=maybe, dry=dry)
        )
    except NoAnswer as silent:
        not_yet = NotYet(
            f"No answer: {silent}.", wait=backoff(claimed.attempts), certain=silent.happened is False
        )
    except NotYet as told:
        not_yet = told
    if timedelta(seconds=not_yet.wait) < left:
        raise not_yet
    return not_done(effect, str(not_yet), unknown=maybe or not (not_yet.certain or dry))


def final(effect: do.RunAutomation, answer: WebhookAnswer, attempts: int) -> ReportAutomation:
    """The final answer to the `attempts`-th attempt.

    Raises:
        NotYet: it is not final.
    """
    words = clean(answer.text).strip()[:ANSWER_KEPT]
    if answer.status in AGAIN:
        wait = min(AGAIN_MOST, max(backoff(attempts), answer.retry_after or 0.0))
        said = f"It answers {answer.status}. {words}".strip()
        raise NotYet(said, wait=wait, certain=AGAIN[answer.status])
    return ReportAutomation(effect.action, effect.run, 200 <= answer.status < 300, answer.status, words)


def in_doubt(answer: WebhookAnswer, *, maybe: bool, dry: bool) -> bool:
    """Whether a final answer leaves open what was done: it broke, or an earlier attempt may have done it (`maybe`)."""
    return answer.status >= 300 and (maybe or (answer.status >= 500 and not dry))


def backoff(attempts: int) -> float:
    """Seconds to wait after that many attempts."""
    return min(AGAIN_MOST, AGAIN_FIRST * 2.0 ** min(attempts - 1, 10))


def not_done(effect: do.RunAutomation, why: str, *, unknown: bool) -> ReportAutomation:
    """There is no final answer and will be none; `unknown`: nobody can tell what an earlier attempt did."""
    words = why[:ANSWER_KEPT]
    return ReportAutomation(effect.action, effect.run, ok=False, status=0, answer=words, unknown=unknown)


def key(it: Incident, action: Action, run: Run) -> str:
    """The run's idempotency key: the same for every attempt, and no other installation's."""
    asked = int(run.asked_at.timestamp() * 1000)
    return f"tocsin-{it.number}-{action.number}-{run.number}-{asked}"


def body(it: Incident, action: Action, run: Run) -> dict[str, object]:
    """What a webhook is told: nothing that somebody typed but the model's name, and nothing that changes meanwhile."""
    entry = it.entry
    return {
        "key": key(it, action, run),
        "purpose": run.purpose,
        # A drill touches nothing real (domain §16).
        "dry_run": run.purpose == "dry_run" or it.drill,
        "drill": it.drill,
        "incident": it.number,
        "action": action.number,
        "run": run.number,
        "containment": action.containment.value,
        "model": entry.name if entry else it.model,
        "current_version": entry.current_version if entry else "",
        "last_known_good_version": entry.last_known_good_version if entry else "",
        "asked_by": run.asked_by,
        "asked_at": run.asked_at.isoformat(timespec="milliseconds"),
        "approved_by": [approval.person for approval in action.approvals if approval.at <= run.asked_at],
    }
