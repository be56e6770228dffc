"""The arguments of a Web API call, however they came."""

import json
from typing import Any

from sandbox.refusal import invalid_arguments

_TRUE = {"true", "1", "True"}
_FALSE = {"false", "0", "False", ""}


class Args:
    """Arguments by name; JSON bodies bring typed values, query and form bring text."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def plain(self) -> dict[str, Any]:
        """The arguments as they came."""
        return dict(self._given)

    def without(self, name: str) -> "Args":
        """The other arguments."""
        return Args({key: value for key, value in self._given.items() if key != name})

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Which of these were not given, or empty."""
        return [name for name in names if self._given.get(name) in (None, "")]

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as written."""
        value = self._given.get(name, default)
        if isinstance(value, (dict, list)):
            raise invalid_arguments(f"must provide a string [json-pointer:/{name}]")
        return str(value)

    def flag(self, name: str) -> bool:
        """A boolean, false when absent."""
        value = self._given.get(name, False)
        if isinstance(value, bool):
            return value
        if str(value) in _TRUE | _FALSE:
            return str(value) in _TRUE
        raise invalid_arguments(f"must provide a boolean [json-pointer:/{name}]")

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self._given.get(name, default))
        except (TypeError, ValueError):
            raise invalid_arguments(f"must provide a number [json-pointer:/{name}]") from None

    def structure(self, name: str) -> Any:
        """An object or array, given as such or as JSON text; None when absent. Raises ValueError for broken JSON."""
        value = self._given.get(name)
        if isinstance(value, str):
            return json.loads(value) if value else None
        return value

    def names(self, name: str) -> list[str]:
        """A comma-separated list (or an array), without blanks."""
        value = self._given.get(name, "")
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]
