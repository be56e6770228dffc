"""Behind the scenes: what the app called, how it is installed, and being told of changes."""

from sandbox.calls import KEPT, Calls
from tests.sandbox.driver import Driver


async def test_calls_since(driver: Driver) -> None:
    """Calls come once each as they change, with arguments, outcome and time, and never with a token."""
    await driver.api("users.info", user="UANA")
    first = await driver.get("/sandbox/calls?since=0")
    assert [call["method"] for call in first["calls"]] == ["users.info"]
    await driver.api("users.info", user="UNOBODY")
    then = await driver.get(f"/sandbox/calls?since={first['revision']}")
    (call,) = then["calls"]
    assert (call["args"], call["ok"], call["error"], call["status"]) == (
        {"user": "UNOBODY"},
        False,
        "user_not_found",
        200,
    )
    assert call["seconds"] >= 0 and "xoxb" not in str(then)
    assert (await driver.get(f"/sandbox/calls?since={then['revision']}"))["calls"] == []


def test_old_calls_are_forgotten() -> None:
    """The last few thousand calls are kept, with numbers that go on; a change of one brings it to the end."""
    calls = Calls()
    first = calls.enter("api.test", 0.0)
    for _ in range(KEPT):
        calls.enter("auth.test", 0.0)
    assert len(list(calls)) == KEPT and next(call["n"] for call in calls) == 2
    calls.note(first, ok=True)
    revision = calls.revision
    late = calls.enter("users.info", 1.0)
    calls.note(late, ok=True)
    assert [call["n"] for call in calls.since(revision, 10)] == [KEPT + 2]
    assert [call["n"] for call in calls.since(0, 2)] == [KEPT + 1, KEPT + 2]


async def test_scopes_and_events(driver: Driver) -> None:
    """Without the scope the events stop and the method is refused; granted again, both are back."""
    await driver.api("conversations.join", channel="CGENERAL")
    await driver.post("/sandbox/installation", withdraw=["channels:history"])
    await driver.act("UANA", "message", channel="CGENERAL", text="unheard")
    assert (await driver.api("conversations.history", channel="CGENERAL"))["error"] == "missing_scope"
    shown = await driver.post("/sandbox/installation", grant=["channels:history"])
    assert "channels:history" in shown["granted"] and shown["token"] == "active"
    await driver.act("UANA", "message", channel="CGENERAL", text="heard")
    heard = (await driver.get("/sandbox/deliveries"))["deliveries"]
    assert [d["payload"]["event"]["text"] for d in heard if d["type"] == "message"][-1:] == ["heard"]
    assert "unheard" not in str(heard)


async def test_a_revoked_app_hears_nothing(driver: Driver) -> None:
    """A revoked token is refused everywhere, downloads too, and no event goes out until it works again."""
    await driver.api("conversations.join", channel="CGENERAL")
    given = await driver.api("files.getUploadURLExternal", filename="a.md", length=1)
    async with driver.session.post(given["upload_url"], data=b"x"):
        pass
    done = await driver.api("files.completeUploadExternal", files=[{"id": given["file_id"]}])
    address, headers = done["files"][0]["url_private"], {"Authorization": "Bearer xoxb-sandbox"}
    async with driver.session.get(address, headers=headers) as got:
        assert got.status == 200
    count = len((await driver.get("/sandbox/deliveries"))["deliveries"])
    await driver.post("/sandbox/installation", token="revoked")
    await driver.act("UANA", "message", channel="CGENERAL", text="unheard")
    assert (await driver.api("chat.postMessage", channel="CGENERAL", text="x"))["error"] == "token_revoked"
    assert len((await driver.get("/sandbox/deliveries"))["deliveries"]) == count
    async with driver.session.get(address, headers=headers) as got:
        assert got.status == 404
    refused = await driver.post("/sandbox/installation", token="lost")
    assert refused["error"] == "invalid_arguments"


async def test_an_administrator_archives(driver: Driver) -> None:
    """A channel is archived and brought back from behind the scenes; the app meets the same refusals as always."""
    await driver.api("conversations.join", channel="CINCIDENTS")
    await driver.post("/sandbox/channels/CINCIDENTS", archived=True)
    posted = await driver.api("chat.postMessage", channel="CINCIDENTS", text="x")
    assert posted["error"] == "is_archived"
    await driver.post("/sandbox/channels/CINCIDENTS", archived=False)
    assert (await driver.api("chat.postMessage", channel="CINCIDENTS", text="x"))["ok"]
    assert (await driver.post("/sandbox/channels/CNOWHERE", archived=True))["error"] == "channel_not_found"


async def test_pokes(driver: Driver) -> None:
    """Who watches behind the scenes is poked for calls, deliveries, faults, clock, installation and state."""
    async with driver.session.ws_connect(f"{driver.sandbox.url}/sandbox/wire") as wire:
        await driver.api("conversations.join", channel="CGENERAL")
        await driver.post("/sandbox/faults", method="api.test", kind="500")
        await driver.post("/sandbox/clock", advance=60)
        await driver.post("/sandbox/installation", grant=[])
        document = await driver.get("/sandbox/state")
        async with driver.session.put(f"{driver.sandbox.url}/sandbox/state", json=document):
            pass
        told: set[str] = set()
        while told < {"calls", "deliveries", "faults", "clock", "installation", "state"}:
            told.add((await wire.receive_json(timeout=5))["what"])


async def test_an_unmodelled_method_fails_loudly(driver: Driver) -> None:
    """A method Slack has and the sandbox has not is refused with a status no client takes for an answer."""
    async with driver.session.post(
        driver.sandbox.api_url + "reminders.add", headers={"Authorization": "Bearer xoxb-sandbox"}
    ) as response:
        body = await response.json()
    assert (response.status, body["error"]) == (501, "not_modelled_by_sandbox")
    assert "reminders.add" in body["message"]
