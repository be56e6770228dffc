"""What the team knows of its models (domain §13 needs it for the review)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from bot.domain.policy import SlackPerson, Strict

ModelName = Annotated[str, Field(min_length=1, max_length=75)]


class ModelEntry(Strict):
    """One model; an incident keeps a copy as of its declaration."""

    name: ModelName
    description: str = Field(default="", max_length=300)
    owner: SlackPerson | None = None
    team: str = Field(default="", max_length=75)
    current_version: str = Field(default="", max_length=75)
    last_known_good_version: str = Field(default="", max_length=75)
    last_deploy: datetime | None = None
    feature_pipeline: str = Field(default="", max_length=150)
    feature_pipeline_last_good_run: datetime | None = None
    training_cutoff: date | None = None
    label_lag: str = Field(default="", max_length=75)
    confidential: bool = False
    dashboards: tuple[Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)], ...] = ()
    runbooks: tuple[Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000)], ...] = ()


class Catalogue(Strict):
    """All models by name."""

    models: tuple[ModelEntry, ...] = ()

    def find(self, name: str) -> ModelEntry | None:
        """The entry of that name, letter case apart."""
        wanted = name.strip().casefold()
        return next((entry for entry in self.models if entry.name.casefold() == wanted), None)
