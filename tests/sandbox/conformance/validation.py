"""blocks.validate."""

from tests.sandbox.conformance.cases import refused, succeeds
from tests.sandbox.driver import Driver, Json

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}


@succeeds("blocks.validate")
async def _validate(driver: Driver) -> Json:
    return await driver.api("blocks.validate", blocks=[SECTION])


refused("blocks.validate", "invalid_blocks", blocks=[{"type": "header"}])
refused("blocks.validate", "invalid_message", message={"blocks": [{"type": "header"}]})
refused("blocks.validate", "invalid_view", view={"type": "modal", "blocks": []})
