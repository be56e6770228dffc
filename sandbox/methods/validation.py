"""The method blocks.validate."""

import json
from collections.abc import Callable
from typing import Any

from sandbox import blockkit
from sandbox.blockkit.schema import Constraint, Fault
from sandbox.methods.registry import Call, method
from sandbox.refusal import Json, Refusal

# Slack: blocks.validate, `maxLength` of each argument.
ARGUMENT_LENGTH = 100_000
_CHECKS: dict[str, Callable[[Any], list[Fault]]] = {
    "blocks": lambda blocks: blockkit.check_blocks(blocks, "message", ""),
    "message": lambda message: blockkit.check_message(message, ""),
    "view": lambda view: blockkit.check_view(view, at=""),
}


@method(
    "blocks.validate",
    args="blocks message view",
    errors="invalid_blocks invalid_message invalid_view",
    token="none",
    simplified="Faults are of the codes `missing_field` and `failed_constraint` only, and name a `constraint` where"
    " it is one of lengths, counts or allowed words; blocks alone are taken for those of a message.",
)
def validate(call: Call) -> Json:
    """Check blocks, a message or a view without sending it; nobody has to say who they are."""
    given = [name for name in _CHECKS if not call.args.missing((name,))]
    if len(given) != 1:
        raise _invalid("must provide exactly one of `blocks`, `view`, or `message`")
    name = given[0]
    faults = _CHECKS[name](_decoded(call.args.plain()[name], name))
    if faults:
        raise Refusal(f"invalid_{name}", errors=[_described(fault) for fault in faults])
    return {}


def _decoded(value: Any, name: str) -> Any:
    """What an argument says, as JSON text or as it is; raises Refusal for text that is no JSON and for too much."""
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        decoded = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid(f"must be valid JSON [json-pointer:/{name}]") from None
    if len(text) > ARGUMENT_LENGTH:
        raise _invalid(f"must be less than {ARGUMENT_LENGTH + 1} characters [json-pointer:/{name}]")
    return decoded


def _invalid(message: str) -> Refusal:
    # Without the "[ERROR]" of other methods: Slack's reference shows it so for this one.
    return Refusal("invalid_arguments", response_metadata={"messages": [message]})


def _described(fault: Fault) -> Json:
    place: Json = {"message": fault.message, "pointer": fault.pointer}
    if fault.missing is not None:
        return {"code": "missing_field", **place, "field": fault.missing}
    return {"code": "failed_constraint", **place, **_constraint(fault.constraint)}


def _constraint(constraint: Constraint | None) -> Json:
    if constraint is None:
        return {}
    expected = constraint.expected
    return {
        "constraint": {
            "type": constraint.type,
            "expected": list(expected) if isinstance(expected, tuple) else expected,
        }
    }
