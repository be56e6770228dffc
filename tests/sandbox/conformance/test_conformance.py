"""The sandbox held against Slack's own method reference: arguments, scopes, tiers, answers and every code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from sandbox.methods import COMMON_ERRORS, METHODS
from sandbox.server import Sandbox
from tests.sandbox.conformance import reference, table
from tests.sandbox.conformance.absent import ABSENT
from tests.sandbox.conformance.cases import TABLES
from tests.sandbox.driver import MANIFEST, WAYS, Driver

beside_reference = pytest.mark.skipif(
    not reference.present(), reason="Slack's method reference is not beside the project"
)
every_method = pytest.mark.parametrize("name", sorted(METHODS))


@asynccontextmanager
async def opened(way: str = "json") -> AsyncIterator[Driver]:
    """A sandbox that was just opened, and its driver."""
    async with Sandbox(MANIFEST, ack_seconds=0.5) as sandbox, aiohttp.ClientSession() as session:
        yield Driver(sandbox, session, way)


@pytest.mark.parametrize(("name", "code"), sorted(TABLES.refusals))
async def test_refuses(name: str, code: str) -> None:
    """Each documented code that the sandbox knows is answered where Slack would answer it."""
    async with opened() as driver:
        body = await TABLES.refusals[name, code](driver)
        assert (body["ok"], body["error"]) == (False, code)
        assert driver.sandbox.web_api.calls.last(name)["error"] == code


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(TABLES.successes))
async def test_succeeds(name: str, way: str) -> None:
    """Each method succeeds however its arguments come, with every key that Slack's example shows."""
    async with opened(way) as driver:
        body = await TABLES.successes[name](driver)
        assert body["ok"], body
    shown = reference.example(name) if reference.present() else None
    if shown is not None:
        lacking = {path for method, path in TABLES.lacking if method == name}
        assert set(reference.missing(shown, body)) == lacking


@every_method
def test_is_complete(name: str) -> None:
    """Each method is brought to succeed and to each code it declares; one whose token nobody has, to that refusal."""
    method = METHODS[name]
    provoked = {code for of, code in TABLES.refusals if of == name}
    assert method.errors <= provoked
    assert provoked <= method.errors | COMMON_ERRORS
    assert (name in TABLES.successes) == (method.token != "other")


def test_common_codes_are_provoked() -> None:
    """Each code that every method may answer is answered by at least one."""
    assert {code for _, code in TABLES.refusals} >= COMMON_ERRORS


@beside_reference
@every_method
def test_agrees_with_the_reference(name: str) -> None:
    """Arguments, scopes, tier and the reading of JSON are as Slack documents them."""
    method = METHODS[name]
    known, required = reference.arguments(name)
    assert {*method.required, *method.optional} == known
    assert set(method.required) == required - table.OWN_CODE.get(name, set())
    if method.token == "bot":
        assert set(method.scopes) == reference.bot_scopes(name)
    assert method.tier == table.STRICTER_TIER.get(name, reference.tier(name))
    assert method.json == bool(reference.method(name).get("json_input_supported"))


@beside_reference
@every_method
def test_every_documented_code_is_accounted_for(name: str) -> None:
    """Each code Slack documents for a method is answered, or it is said why not; nothing else is answered."""
    if METHODS[name].token == "other":
        return
    documented = reference.errors(name)
    assert METHODS[name].errors <= documented | reference.common_errors()
    explained = {code for method, code in TABLES.unreachable if method == name}
    unexplained = documented - METHODS[name].errors - COMMON_ERRORS - ABSENT.keys() - explained
    assert unexplained == set()
    assert explained <= documented - METHODS[name].errors


@beside_reference
def test_every_common_code_is_accounted_for() -> None:
    """Each code that Slack documents for all methods is answered, or it is said why not."""
    assert reference.common_errors() - COMMON_ERRORS - ABSENT.keys() == set()
    assert COMMON_ERRORS - reference.common_errors() == {"invalid_arguments", "invalid_auth"}


@beside_reference
def test_every_method_is_known() -> None:
    """Slack's methods are modelled or known by name not to be, so that none is taken for a misspelling."""
    assert set(METHODS) <= reference.every_name()
    assert table.unmodelled() == reference.every_name() - set(METHODS)


@beside_reference
def test_the_table_is_current() -> None:
    """docs/conformance.md is what these tables and the reference give."""
    assert table.DOCUMENT.read_text(encoding="utf-8") == table.document(), "run: make conformance"
