"""The metadata of a message: an event of the app, or entities (Slack: message metadata)."""

import json
from typing import Any

from sandbox.blockkit.schema import Fields, Required, anything, listed, record, string
from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal, faulty

# Slack names no number; above this many bytes of JSON the sandbox refuses.
BYTES_LIMIT = 16_000
_EVENT: Fields = {"event_type": Required(string(255, 1)), "event_payload": Required(anything)}
_ENTITY = record(
    {
        "entity_type": Required(string(least=1)),
        "entity_payload": Required(anything),
        "external_ref": Required(anything),
        "url": Required(string(least=1)),
        "app_unfurl_url": string(),
    }
)


def read(args: Args) -> Json | None:
    """The argument `metadata`: None when it was not given, {} to take it away; raises Refusal."""
    try:
        metadata = args.structure("metadata")
    except ValueError:
        raise Refusal("invalid_metadata_format") from None
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if metadata:
        _check(metadata)
    return metadata


def _check(metadata: dict[str, Any]) -> None:
    event: Fields = dict.fromkeys(_EVENT, anything) if "entities" in metadata else _EVENT
    rules = record(event | {"entities": listed(_ENTITY)})
    faults = [str(fault) for fault in rules(metadata, "/metadata")]
    if not isinstance(metadata.get("event_payload", {}), dict):
        faults.append("must provide an object [json-pointer:/metadata/event_payload]")
    if faults:
        raise faulty("invalid_metadata_schema", faults)
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > BYTES_LIMIT:
        raise Refusal("metadata_too_large")
