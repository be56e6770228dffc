"""The JSON Schema of the export, for whoever reads it with another language (docs/schema/incident.schema.json)."""

from __future__ import annotations

import json

from bot.views.export import Export

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export_schema() -> str:
    """The schema of what `tocsin export --format json` writes, as JSON that ends in a line end."""
    schema = Export.model_json_schema(mode="serialization")
    schema["title"] = "The record of an incident"
    return json.dumps({"$schema": DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"
