"""What happens to digests, and what must be told because of it (domain §8); times are UTC, days the team's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from bot.domain.digest_rules import DigestKind
from bot.domain.strict import Strict


class DigestsPlanned(Strict):
    """These digests go out from now on; what was due before somebody wanted them is not made up for."""

    kind: Literal["digests_planned"] = "digests_planned"
    digests: tuple[DigestKind, ...]


class DigestBegun(Strict):
    """A digest was due at `due`, and goes to these places (Slack channels and people); `since`: what is new in it."""

    kind: Literal["digest_begun"] = "digest_begun"
    digest: DigestKind
    day: date
    due: datetime
    since: datetime
    places: tuple[str, ...]


class DigestSent(Strict):
    """A place has the message, and where; `ts` is empty when there was nothing to tell and silence is wanted.

    due, since: as they were told there.
    """

    kind: Literal["digest_sent"] = "digest_sent"
    digest: DigestKind
    day: date
    place: str
    due: datetime
    since: datetime
    channel: str = ""
    ts: str = ""


class DigestShared(Strict):
    """A place has its documents, too; `missing` is a sentence for what could not be made."""

    kind: Literal["digest_shared"] = "digest_shared"
    digest: DigestKind
    day: date
    place: str
    files: tuple[str, ...]
    missing: str = ""


class DigestLeftOut(Strict):
    """A place was not told, because a newer digest had begun by then: that one tells it of everything since `since`."""

    kind: Literal["digest_left_out"] = "digest_left_out"
    digest: DigestKind
    day: date
    place: str
    since: datetime


class DigestGivenUp(Strict):
    """Slack refused for good to take the message, or its documents, to this place; `reason` is Slack's word for it."""

    kind: Literal["digest_given_up"] = "digest_given_up"
    digest: DigestKind
    day: date
    place: str
    effect: str
    reason: str


DigestEvent = DigestsPlanned | DigestBegun | DigestSent | DigestShared | DigestLeftOut | DigestGivenUp


class SendDigest(Strict):
    """Tell this place how the incidents stand."""

    kind: Literal["send_digest"] = "send_digest"
    digest: DigestKind
    day: date
    due: datetime
    since: datetime
    place: str

    @property
    def lane(self) -> str:
        """One lane a place, so that one that is slow holds nobody up."""
        return f"digest:{self.place}"


class ShareDigest(Strict):
    """Give this place the documents that belong to the message `ts`."""

    kind: Literal["share_digest"] = "share_digest"
    digest: DigestKind
    day: date
    due: datetime
    since: datetime
    place: str
    channel: str
    ts: str

    @property
    def lane(self) -> str:
        """Behind the message."""
        return f"digest:{self.place}"
