"""What the app called, for those who watch it work."""

from collections import OrderedDict
from collections.abc import Callable, Iterator

from sandbox.refusal import Json

KEPT = 5_000


class Calls:
    """The last Web API calls, without their tokens; `on_change` is called after every change of a record."""

    def __init__(self) -> None:
        self._records: OrderedDict[int, Json] = OrderedDict()
        self._count = 0
        self._revision = 0
        self.on_change: Callable[[], None] = lambda: None

    def __iter__(self) -> Iterator[Json]:
        return iter(sorted(self._records.values(), key=lambda record: int(record["n"])))

    @property
    def revision(self) -> int:
        """How many changes there have been."""
        return self._revision

    def last(self, method: str) -> Json:
        """The last call of a method; raises KeyError when there was none."""
        found = [record for record in self if record["method"] == method]
        if not found:
            raise KeyError(method)
        return found[-1]

    def enter(self, method: str, at: float) -> Json:
        """A new record of a call that came at `at` (UTC seconds); fill it in with `note`."""
        self._count += 1
        record: Json = {"n": self._count, "method": method}
        self._records[self._count] = record
        self.note(record, at=at)
        if len(self._records) > KEPT:
            del self._records[min(self._records)]
        return record

    def note(self, record: Json, **known: object) -> None:
        """Add what is known of a call by now."""
        self._revision += 1
        record |= known | {"revision": self._revision}
        if record["n"] in self._records:
            self._records.move_to_end(record["n"])
        self.on_change()

    def since(self, revision: int, most: int) -> list[Json]:
        """The newest records that are new or different since a revision, at most so many, in order."""
        found: list[Json] = []
        for record in reversed(self._records.values()):
            if record["revision"] <= revision or len(found) >= most:
                break
            found.append(record)
        return sorted(found, key=lambda record: int(record["n"]))
