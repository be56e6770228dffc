"""What the sandbox says when it refuses something."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """A request refused with one of Slack's documented error codes.

    `code` is what stands in `error`; `details` are the further keys of the answer (for example `needed`, `errors`
    or `response_metadata`).
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def body(self) -> Json:
        """The JSON answer: `{"ok": false, "error": code, …details}`."""
        return {"ok": False, "error": self.code, **self.details}


def invalid_arguments(*messages: str) -> Refusal:
    """The refusal for arguments that are missing or malformed; Slack lists them in `response_metadata.messages`."""
    return Refusal(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {text}" for text in messages]}
    )


def faulty(code: str, faults: list[str]) -> Refusal:
    """The refusal that names each place that is wrong, in `errors` and in `response_metadata.messages`."""
    told = {"messages": [f"[ERROR] {fault}" for fault in faults]}
    return Refusal(code, errors=faults, response_metadata=told)
