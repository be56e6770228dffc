"""What is wrong with the escalation of a policy that the policy cannot see of itself (domain §7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.automation_faults import SECRET, address_faults
from bot.adapters.plain_words import shortened
from bot.adapters.rota_feeds import WEBCAL, RotaFeeds
from bot.adapters.rota_shifts import NotACalendar
from bot.adapters.strict_yaml import Fault
from bot.adapters.webhooks import session
from bot.adapters.yaml_text import Place
from bot.domain.policy import Policy
from bot.problem import Problem, nearest
from bot.service.ports import Clock

WHERE = "policy.yml, escalation"


def escalation_faults(data: Any) -> Iterator[Fault]:
    """Names that lead nowhere, addresses and keys that are missing or not safe."""
    parts = data if isinstance(data, dict) else {}
    rules = parts.get("escalation")
    if not isinstance(rules, dict):
        return
    known = {what: _keys(rules.get(what)) for what in ("rotas", "pagers")} | {
        "roles": _keys(parts.get("roles"))
    }
    for place, level in _levels(rules):
        for what, names in known.items():
            yield from _unknown(level.get(what), (*place, what), what.removesuffix("s"), names)
    for name, rota in _items(rules.get("rotas")):
        yield from _feed_faults(rota, ("escalation", "rotas", name))
    for name, pager in _items(rules.get("pagers")):
        yield from _pager_faults(pager, ("escalation", "pagers", name))


def unsigned_pagers(policy: Policy, secret: str) -> tuple[Problem, ...]:
    """The problem that a pager is a webhook and nothing would show it who asks."""
    if secret or all(pager.kind != "webhook" for pager in policy.escalation.pagers.values()):
        return ()
    remedy = f"Set {SECRET} to what `openssl rand -hex 32` prints, or take the pager out"
    return (Problem("A pager is a webhook, and there is no secret to sign with", SECRET, remedy),)


async def feed_problems(policy: Policy, clock: Clock) -> tuple[Problem, ...]:
    """Feeds that cannot be read, shifts in them that cannot, and people on call now whom the policy does not know."""
    rotas = policy.escalation.rotas
    problems: list[Problem] = []
    async with session() as connections:
        feeds = RotaFeeds(rotas, policy.timezone, connections, clock)
        for name in rotas:
            where = f"{WHERE}.rotas.{name}"
            try:
                found = await feeds.found(name)
            except NotACalendar as why:
                remedy = "Copy the address of the feed again from where the rota is kept"
                problems.append(Problem(f"The feed cannot be read: {why}", where, remedy))
                continue
            remedy = "Add the name or address to `people`, with the person's Slack id"
            problems += [Problem(said.removesuffix("."), where, remedy) for said in found.strangers]
            remedy = "See to their times and rules where the rota is kept"
            problems += [Problem(said.removesuffix("."), where, remedy) for said in found.left_out]
    return tuple(problems)


def _levels(rules: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every level of every path and concern, with its place."""
    paths: list[tuple[Place, Any]] = [
        (("escalation", "paths", key), path) for key, path in _items(rules.get("paths"))
    ]
    paths += [
        (("escalation", "concerns", key, "levels"), concern.get("levels"))
        for key, concern in _items(rules.get("concerns"))
        if isinstance(concern, dict)
    ]
    for place, path in paths:
        for n, level in enumerate(path if isinstance(path, list) else ()):
            if isinstance(level, dict):
                yield (*place, n), level


def _unknown(names: Any, place: Place, what: str, known: tuple[str, ...]) -> Iterator[Fault]:
    for n, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name not in known:
            meant = nearest(name, known)
            remedy = f"Did you mean {meant}?" if meant else f"Add it under {what}s, or leave it out"
            yield (*place, n), f"There is no {what} {shortened(name)!r}", remedy


def _feed_faults(rota: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(rota, dict):
        return
    url = rota.get("url")
    if isinstance(url, str):
        # Calendars give webcal: for what they serve over https: as well.
        rota = {**rota, "url": WEBCAL.sub("https:", url)}
    yield from address_faults(rota, place)


def _pager_faults(pager: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(pager, dict):
        return
    duty = pager.get("kind") == "pagerduty"
    if duty and not pager.get("routing_key"):
        remedy = "Add the integration key of the service: Events API V2"
        yield place, "'routing_key' is missing", remedy
    if pager.get("kind") == "webhook" and "routing_key" in pager:
        yield (
            (*place, "routing_key"),
            "A webhook has no routing_key",
            "Take it out; what it is asked is signed",
        )
    if "url" in pager or not duty:
        yield from address_faults(pager, place)


def _items(part: Any) -> list[tuple[str, Any]]:
    return [(str(key), value) for key, value in part.items()] if isinstance(part, dict) else []


def _keys(part: Any) -> tuple[str, ...]:
    return tuple(key for key, _ in _items(part))
