"""Files: up, in, about and away."""

from typing import Any

import aiohttp

from tests.sandbox.conformance.cases import lacks, never, provokes, refused, succeeds
from tests.sandbox.conformance.people import hear, heard
from tests.sandbox.driver import Driver, Json

CONTENT = b"first\nsecond\n"
PICTURES = "No pictures are made of pictures."


async def uploaded(driver: Driver, **args: Any) -> str:
    """A file whose bytes have come; its id."""
    told = {"length": len(CONTENT), "filename": "log.txt"} | args
    ticket = await driver.api("files.getUploadURLExternal", **told)
    async with driver.session.post(ticket["upload_url"], data=CONTENT) as response:
        assert response.status == 200
    id_: str = ticket["file_id"]
    return id_


async def shared(driver: Driver, **args: Any) -> Json:
    """A file that was handed in and shared in a channel the app is in."""
    await driver.api("conversations.join", channel="CGENERAL")
    files = [{"id": await uploaded(driver), "title": "The log"}]
    return await driver.api(
        "files.completeUploadExternal", **{"files": files, "channel_id": "CGENERAL"} | args
    )


@succeeds("files.getUploadURLExternal")
async def ticket(driver: Driver) -> Json:
    """A snippet with a description."""
    return await driver.api(
        "files.getUploadURLExternal", length=9, filename="a.py", snippet_type="python", alt_txt="What failed"
    )


refused("files.getUploadURLExternal", "alt_txt_too_large", length=9, filename="a.png", alt_txt="x" * 1001)
refused(
    "files.getUploadURLExternal", "unknown_snippet_type", length=9, filename="a.x", snippet_type="klingon"
)
refused(
    "files.getUploadURLExternal",
    "snippet_too_large",
    length=1_000_001,
    filename="a.py",
    snippet_type="python",
)
never("files.getUploadURLExternal", "unknown_subtype", "There is no argument for one.")


@succeeds("files.completeUploadExternal")
async def handed_in(driver: Driver) -> Json:
    """In a channel and to a person."""
    body = await shared(driver, channel_id=None, channels="CGENERAL,UANA", initial_comment="look")
    shown = (await driver.api("conversations.history", channel="CGENERAL"))["messages"][0]
    assert (shown["subtype"], shown["text"], shown["files"][0]["title"]) == ("file_share", "look", "The log")
    assert len(body["files"][0]["ims"]) == 1
    return body


refused("files.completeUploadExternal", "channel_not_found", files=[{"id": "F1"}], channel_id="CNONE")
refused("files.completeUploadExternal", "invalid_channel", files=[{"id": "F1"}], channels="CNONE")
refused("files.completeUploadExternal", "not_in_channel", files=[{"id": "F1"}], channel_id="CGENERAL")
refused("files.completeUploadExternal", "file_not_found", files=[{"id": "F1"}])
refused("files.completeUploadExternal", "invalid_blocks", files=[{"id": "F1"}], blocks='[{"type": "input"}]')
refused(
    "files.completeUploadExternal",
    "channels_limit_exceeded",
    files=[{"id": "F1"}],
    channels=[f"C{number}" for number in range(101)],
)


@provokes("files.completeUploadExternal", "file_update_failed")
async def handed_in_twice(driver: Driver) -> Json:
    """The same file again."""
    files = [{"id": await uploaded(driver)}]
    await driver.api("files.completeUploadExternal", files=files)
    return await driver.api("files.completeUploadExternal", files=files)


@provokes("files.completeUploadExternal", "posting_to_channel_denied")
async def handed_in_to_the_archive(driver: Driver) -> Json:
    """In an archived channel."""
    channel = (await driver.api("conversations.create", name="inc-1"))["channel"]["id"]
    await driver.api("conversations.archive", channel=channel)
    files = [{"id": await uploaded(driver)}]
    return await driver.api("files.completeUploadExternal", files=files, channel_id=channel)


@succeeds("files.info")
async def known(driver: Driver) -> Json:
    """One that was shared."""
    return await driver.api("files.info", file=(await shared(driver))["files"][0]["id"])


_THUMBNAILS = """
    thumb_64 thumb_80 thumb_160 thumb_360 thumb_360_gif thumb_360_w thumb_360_h image_exif_rotation original_w
    original_h deanimate_gif pjpeg
"""
for key in _THUMBNAILS.split():
    lacks("files.info", f"file/{key}", PICTURES)
lacks("files.info", "file/shares/public/C0T8SE4AU", "A channel's id: ours are others.")
refused("files.info", "file_not_found", file="FNONE")
never("files.info", "not_visible", "A file the app may not see is file_not_found.")
never("files.info", "template_not_visible", "There are no templates of canvases here.")


@succeeds("files.delete")
async def deleted(driver: Driver) -> Json:
    """A tombstone stays in the message."""
    hear(driver, "file_created", "file_deleted")
    id_ = (await shared(driver))["files"][0]["id"]
    body = await driver.api("files.delete", file=id_)
    created, removed = await heard(driver, "file_created"), await heard(driver, "file_deleted")
    assert created[-1]["file_id"] == removed[-1]["file_id"] == id_
    assert removed[-1]["channel_ids"] == ["CGENERAL"]
    change = (await heard(driver, "message"))[-1]
    assert change["subtype"] == "message_changed"
    assert change["previous_message"]["files"][0]["mode"] == "hosted"
    shown = (await driver.api("conversations.history", channel="CGENERAL"))["messages"][0]
    assert shown["files"] == [{"id": id_, "mode": "tombstone"}]
    return body


@provokes("files.delete", "file_deleted")
async def deleted_twice(driver: Driver) -> Json:
    """The same file again."""
    id_ = (await shared(driver))["files"][0]["id"]
    await driver.api("files.delete", file=id_)
    return await driver.api("files.delete", file=id_)


@provokes("files.info", "file_deleted")
async def known_no_more(driver: Driver) -> Json:
    """A file that was deleted."""
    id_ = (await shared(driver))["files"][0]["id"]
    await driver.api("files.delete", file=id_)
    return await driver.api("files.info", file=id_)


@provokes("files.delete", "cant_delete_file")
async def deleted_for_another(driver: Driver) -> Json:
    """A file of somebody else's."""
    form = aiohttp.FormData()
    form.add_field("file", CONTENT, filename="log.txt")
    async with driver.session.post(f"{driver.sandbox.url}/sandbox/as/UANA/upload", data=form) as response:
        id_ = (await response.json())["file"]["id"]
    await driver.act("UANA", "message", channel="CGENERAL", text="look", files=[id_])
    return await driver.api("files.delete", file=id_)


refused("files.delete", "file_not_found", file="FNONE")
never("files.delete", "delete_not_allowed", "There are no templates of canvases here.")
never("files.delete", "file_deleting_disabled", "There are no preferences of the workspace here.")
