"""The arguments of the methods of canvases: documents, changes, criteria and lists of ids."""

from typing import Any

from sandbox.methods.registry import Call
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import canvases
from sandbox.state.canvases import LIMIT, Section

_SECTION_TYPES = ("any_header", "h1", "h2", "h3")
# Operation → what must stand beside it, and what may (Slack: canvases.edit).
_OPERATIONS: dict[str, tuple[set[str], set[str]]] = {
    "insert_after": ({"section_id", "document_content"}, set()),
    "insert_before": ({"section_id", "document_content"}, set()),
    "insert_at_start": ({"document_content"}, set()),
    "insert_at_end": ({"document_content"}, set()),
    "replace": ({"document_content"}, {"section_id"}),
    "delete": ({"section_id"}, set()),
    "rename": ({"title_content"}, set()),
}


def ids(call: Call, name: str) -> list[str]:
    """Ids, as an array, as JSON text, or separated by commas; Slack takes one at a time."""
    if name not in call.args:
        return []
    try:
        given = call.args.structure(name)
    except ValueError:
        given = call.args.names(name)
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str):
        raise invalid_arguments(f"must be an array of 1 item [json-pointer:/{name}]")
    return given


def structure(call: Call, name: str) -> Any:
    """An object or array, given as such or as JSON text; None when absent."""
    try:
        return call.args.structure(name)
    except ValueError:
        raise invalid_arguments(f"must be valid JSON [json-pointer:/{name}]") from None


def content(call: Call, refusal: str) -> tuple[str, list[Section]]:
    """Title and sections of a new canvas; raises Refusal(`refusal`) for what a canvas cannot show."""
    title, document = call.args.text("title"), structure(call, "document_content")
    return title, [] if document is None else sections(document, refusal, refusal)


def sections(document: Any, refusal: str, too_long: str) -> list[Section]:
    """The sections of a `document_content`; `refusal` is the code for bad content, `too_long` for too much of it."""
    text = markdown(document, "document_content")
    if len(text) > LIMIT:
        raise Refusal(too_long, detail=f"'content' error: more than {LIMIT} characters")
    return canvases.sections(text, refusal)


def markdown(document: Any, name: str) -> str:
    """The text of a `document_content` or `title_content`."""
    if not isinstance(document, dict) or set(document) != {"type", "markdown"}:
        raise invalid_arguments(f"must be an object with type and markdown [json-pointer:/{name}]")
    if document["type"] != "markdown" or not isinstance(document["markdown"], str):
        raise invalid_arguments(f"must be of type markdown [json-pointer:/{name}/type]")
    return str(document["markdown"])


def change(call: Call) -> Json:
    """The one change of a call, checked for what its operation needs."""
    changes = structure(call, "changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise invalid_arguments("must be an array of 1 item [json-pointer:/changes]")
    asked: Json = changes[0]
    operation = asked.get("operation")
    if operation not in _OPERATIONS:
        raise invalid_arguments("unknown operation [json-pointer:/changes/0/operation]")
    needed, allowed = _OPERATIONS[operation]
    given = {name for name in asked if name != "operation" and asked[name] is not None}
    if not needed <= given <= needed | allowed:
        raise invalid_arguments(f"{operation} needs {', '.join(sorted(needed))} [json-pointer:/changes/0]")
    if "section_id" in given and not (isinstance(asked["section_id"], str) and asked["section_id"]):
        raise invalid_arguments("must provide a string [json-pointer:/changes/0/section_id]")
    return {name: asked[name] for name in {*given, "operation"}}


def criteria(call: Call) -> tuple[list[str], str]:
    """The section types and the words that are looked for; none of either means any."""
    wanted = structure(call, "criteria")
    given = wanted if isinstance(wanted, dict) else {}
    types, text = given.get("section_types", []), given.get("contains_text", "")
    if not given or not set(given) <= {"section_types", "contains_text"}:
        raise invalid_arguments("must have section_types or contains_text [json-pointer:/criteria]")
    if not isinstance(types, list) or ("section_types" in given and not 1 <= len(types) <= 3):
        raise invalid_arguments("must be an array of 1 to 3 items [json-pointer:/criteria/section_types]")
    if any(each not in _SECTION_TYPES for each in types):
        raise invalid_arguments(f"must be {', '.join(_SECTION_TYPES)} [json-pointer:/criteria/section_types]")
    if not isinstance(text, str):
        raise invalid_arguments("must provide a string [json-pointer:/criteria/contains_text]")
    return types, text
