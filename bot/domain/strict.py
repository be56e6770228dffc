"""Strict data: records in which an unknown field is an error, and the kinds of words that stand in them."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A frozen record in which an unknown field is an error."""

    # What is complained of may end in a log, which is no place for what people typed.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone name such as Europe/Vienna") from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
PERSON_PATTERN = r"^[UW][A-Z0-9]{2,}$"
SlackPerson = Annotated[str, Field(pattern=PERSON_PATTERN)]
GROUP_PATTERN = r"^S[A-Z0-9]{2,}$"
SlackGroup = Annotated[str, Field(pattern=GROUP_PATTERN)]
CHANNEL_PATTERN = r"^[CG][A-Z0-9]{2,}$"
SlackChannel = Annotated[str, Field(pattern=CHANNEL_PATTERN)]
RoleKey = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,30}$")]
