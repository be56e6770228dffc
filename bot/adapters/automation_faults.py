"""What is wrong with the webhooks of a policy that the policy cannot see of itself (domain §15)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.plain_words import shortened
from bot.adapters.strict_yaml import Fault
from bot.adapters.yaml_text import Place
from bot.domain.catalogue import Catalogue
from bot.domain.policy import Policy
from bot.problem import Problem, nearest

INSIDE = ("local", "localhost", "internal", "test")
"""Ends of names that no public name server answers (RFC 6761, RFC 6762, and ICANN's reservation of `internal`)."""

SECRET = "TOCSIN_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable


def automation_faults(data: Any, catalogue: Catalogue | None) -> Iterator[Fault]:
    """Addresses that are missing or not safe, and models that are not in the catalogue (if it could be read)."""
    automation = data.get("automation") if isinstance(data, dict) else None
    webhooks = automation.get("webhooks") if isinstance(automation, dict) else None
    for n, webhook in enumerate(webhooks if isinstance(webhooks, list) else ()):
        if isinstance(webhook, dict):
            place: Place = ("automation", "webhooks", n)
            yield from address_faults(webhook, place)
            yield from _model_faults(webhook.get("models"), (*place, "models"), catalogue)


def tracker_faults(data: Any) -> Iterator[Fault]:
    """The tracker's address, when it is missing or not safe."""
    items = data.get("items") if isinstance(data, dict) else None
    tracker = items.get("tracker") if isinstance(items, dict) else None
    if isinstance(tracker, dict):
        yield from address_faults(tracker, ("items", "tracker"))


def unsigned(policy: Policy, secret: str) -> tuple[Problem, ...]:
    """The problems that webhooks are to be asked, and that nothing would show them who asks."""
    if secret:
        return ()
    how = f"Set {SECRET} to what `openssl rand -hex 32` prints"
    turned_on = (
        (policy.automation.enabled, "Automation is turned on", "set automation.enabled to false"),
        (policy.items.tracker is not None, "Action items go to a tracker", "take items.tracker away"),
    )
    return tuple(
        Problem(f"{what}, and there is no secret to sign with", SECRET, f"{how}, or {otherwise}")
        for on, what, otherwise in turned_on
        if on
    )


def address_faults(webhook: dict[str, Any], place: Place) -> Iterator[Fault]:
    """An address that is missing, is not encrypted though its host may be anywhere, or has no host."""
    url = webhook.get("url")
    if "url" not in webhook:
        yield place, "'url' is missing", "Add it"
    elif isinstance(url, str) and url.startswith("http://") and not _inside(url):
        what = "The url is not encrypted, and its host may be anywhere"
        remedy = (
            f"Give https://; http:// is for addresses and names of your own network ({', '.join(INSIDE)})"
        )
        yield (*place, "url"), what, remedy
    elif isinstance(url, str) and url.startswith("https://") and not _host(url):
        yield (
            (*place, "url"),
            "The url has no host that could be asked",
            "Give the whole address, such as https://ml.example.com/roll-back",
        )


def _inside(url: str) -> bool:
    """Whether the host can only be on this machine or in a private network: by its address, or by a name's end."""
    host = _host(url)
    try:
        return ip_address(host).is_private
    except ValueError:
        return bool(host) and (("." not in host) or host.rpartition(".")[2] in INSIDE)


def _host(url: str) -> str:
    """The host, empty where there is none, or where the port is none."""
    try:
        parts = urlsplit(url)
        return "" if parts.port == 0 else (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""


def _model_faults(models: Any, place: Place, catalogue: Catalogue | None) -> Iterator[Fault]:
    for n, name in enumerate(models if isinstance(models, list) else ()):
        if catalogue is not None and isinstance(name, str) and catalogue.find(name) is None:
            known = [entry.name for entry in catalogue.models]
            meant = nearest(name, known)
            remedy = f"Did you mean {meant}?" if meant else "Add it to models.yml, or leave it out"
            yield (*place, n), f"There is no model {shortened(name)!r} in the catalogue", remedy
