"""Block Kit as Slack checks it: structure, allowed elements, lengths, counts and unique ids."""

from sandbox.blockkit.ids import complete
from sandbox.blockkit.surfaces import check_blocks, check_message
from sandbox.blockkit.views import check_view

__all__ = ["check_blocks", "check_message", "check_view", "complete"]
