"""Handing an action item to the team's issue tracker, by a signed webhook (domain §13).

The same news is always told with the same body under the same key, so that whoever keeps the issues can tell a
repetition: after a crash, or an answer that was lost, nobody here knows whether it arrived.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

from bot.domain import effects as do
from bot.domain.action_items import ActionItem, ReportItemSent, item_of
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.service.automations import AGAIN, backoff
from bot.service.ports import Claimed, NoAnswer, NotYet, WebhookAnswer
from bot.service.way import Way
from bot.views.text import clean

PATIENCE = timedelta(days=1)
"""How long after its news a tracker that does not answer is asked again."""

AGAIN_MOST = 900.0
"""Seconds before the next attempt, at most."""

SAID_KEPT = 300
"""Characters of a refusal that are recorded."""

NO_TRACKER = "The policy names no tracker any more."

_WEB = re.compile(r"https?://[^\s<>|\"]{3,1000}")


async def send_item(way: Way, claimed: Claimed, effect: do.SendItem, it: Incident) -> ReportItemSent | None:
    """What came of it; None when there is no tracker, or it may not know of this incident.

    The tracker is the present policy's: where items go belongs to the workspace and not to one incident.

    Raises:
        NotYet: there was no final answer; the same is told again later.
    """
    tracker = way.policy.items.tracker
    if tracker is None or (it.restricted and not tracker.restricted) or it.drill:
        return None
    history = (await way.ledger.history(it.number))[: effect.event]
    then = fold(it.number, history)
    item = item_of(then.items, effect.number) if then else None
    if then is None or item is None:
        return None
    told = body(then, item, effect.event)
    try:
        answer = await way.automations.ask(
            tracker.url, told, key=str(told["key"]), seconds=tracker.timeout_seconds
        )
        return _final(effect, answer, claimed.attempts)
    except NoAnswer as silent:
        wait, certain = _wait(claimed.attempts), silent.happened is False
        not_yet = NotYet(f"No answer: {silent}.", wait=wait, certain=certain)
    except NotYet as told_so:
        not_yet = told_so
    if history[-1].at + PATIENCE > way.clock.now() + timedelta(seconds=not_yet.wait):
        raise not_yet
    return ReportItemSent(effect.number, effect.event, problem=str(not_yet)[:SAID_KEPT])


def body(it: Incident, item: ActionItem, event: int) -> dict[str, object]:
    """What the tracker is told: the item as it was after event number `event` of the incident.

    key: of this news, the same for every attempt. issue: of the item, the same for all that is ever told of it, and no
    other installation's; whoever keeps the issues has one for each.
    """
    added = int(item.at.timestamp() * 1000)
    issue = f"tocsin-{it.number}-item-{item.number}-{added}"
    return {
        "key": f"{issue}-{event}",
        "issue": issue,
        "event": event,
        "incident": it.number,
        "title": it.title,
        "severity": it.severity.value,
        "model": it.model,
        "restricted": it.restricted,
        "item": item.number,
        "category": item.category.value,
        "what": item.what,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "state": item.state.value,
        "note": item.note,
        "link": item.link,
        "known_as": item.issue,
    }


def found_link(text: str) -> str:
    """Where the tracker says that the issue is: `link` or `url` of a JSON object, or a text that is an address."""
    try:
        read = json.loads(text)
    except ValueError:
        read = {"link": text.strip()}
    said = (read.get("link") or read.get("url")) if isinstance(read, dict) else None
    return said if isinstance(said, str) and _WEB.fullmatch(said) else ""


def _final(effect: do.SendItem, answer: WebhookAnswer, attempts: int) -> ReportItemSent:
    """The final answer to the `attempts`-th attempt.

    Raises:
        NotYet: it is not final. A tracker that broke (5xx) is told again, for the key makes that harmless.
    """
    words = clean(answer.text).strip()
    if 200 <= answer.status < 300:
        return ReportItemSent(effect.number, effect.event, link=found_link(words))
    said = f"It answers {answer.status}. {words}".strip()[:SAID_KEPT]
    if answer.status in AGAIN or answer.status >= 500:
        wait = max(_wait(attempts), min(AGAIN_MOST, answer.retry_after or 0.0))
        raise NotYet(said, wait=wait, certain=AGAIN.get(answer.status, False))
    return ReportItemSent(effect.number, effect.event, problem=said)


def _wait(attempts: int) -> float:
    return min(AGAIN_MOST, backoff(attempts) if attempts < 6 else 60.0 * 2.0 ** min(attempts - 6, 4))
