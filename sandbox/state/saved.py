"""A workspace as a JSON document, to be kept and to go on from."""

import dataclasses
import json

from pydantic import TypeAdapter, ValidationError

from sandbox.refusal import Json, Refusal
from sandbox.state.model import TEAM
from sandbox.state.workspace import Contents, Workspace

FORMAT = 1
_CONTENTS = TypeAdapter(Contents)


def save(workspace: Workspace) -> Json:
    """Everything the workspace holds.

    Not in it, because it is over within minutes: trigger ids, response URLs, and events that wait to be sent again.
    """
    held = Contents(**{each.name: getattr(workspace, each.name) for each in dataclasses.fields(Contents)})
    return {
        "format": FORMAT,
        "team": TEAM,
        "saved_at": workspace.clock.now(),
        "contents": _CONTENTS.dump_python(held, mode="json"),
    }


def load(workspace: Workspace, document: Json) -> None:
    """Put what was saved in place of what is there; time goes on from when it was saved, if that is later than now.

    Raises Refusal("invalid_state") for a document that is none, and then changes nothing.
    """
    if document.get("format") != FORMAT or document.get("team") != TEAM:
        raise Refusal("invalid_state", messages=[f"This is no saved workspace of format {FORMAT}."])
    try:
        held = _CONTENTS.validate_json(json.dumps(document.get("contents")))
        saved_at = float(document["saved_at"])
    except ValidationError as error:
        problems = [
            f"{'/'.join(['contents', *map(str, each['loc'])])}: {each['msg']}" for each in error.errors()[:5]
        ]
        raise Refusal("invalid_state", messages=problems) from None
    except (KeyError, TypeError, ValueError):
        raise Refusal("invalid_state", messages=["saved_at is UTC seconds"]) from None
    for each in dataclasses.fields(Contents):
        setattr(workspace, each.name, getattr(held, each.name))
    workspace.clock.reach(saved_at)
    workspace.changed(None, "state")
