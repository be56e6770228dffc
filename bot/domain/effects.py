"""What must be told to Slack because something happened.

An effect names what to do, not the words: text is rendered when it is sent, from present state. `lane` says what it
must wait for: effects of one lane are performed in order, lanes side by side.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.domain.audiences import Audience
from bot.domain.escalation import Purpose
from bot.domain.offers import Occasion
from bot.domain.strict import Strict

TRIAGE, PLAYBOOK, ACTION, REVIEW, ITEMS = "triage", "playbook", "action", "review", "items"
"""Panels: living messages of a room beside its card."""


def action_panel(number: int) -> str:
    """The panel of the containment action of that number."""
    return f"{ACTION}:{number}"


class OpenRoom(Strict):
    """Create the incident's channel."""

    kind: Literal["open_room"] = "open_room"

    @property
    def lane(self) -> str:
        """Alone: everything else follows from the room being open."""
        return "room"


class Invite(Strict):
    """Bring these people and groups (Slack ids) into the room."""

    kind: Literal["invite"] = "invite"
    people: tuple[str, ...]
    groups: tuple[str, ...] = ()

    @property
    def lane(self) -> str:
        """Invitations wait for nothing but each other."""
        return "people"


class PostCard(Strict):
    """Post the card into the room."""

    kind: Literal["post_card"] = "post_card"

    @property
    def lane(self) -> str:
        """The card's own."""
        return "card"


class RefreshCard(Strict):
    """Show present state on the card."""

    kind: Literal["refresh_card"] = "refresh_card"

    @property
    def lane(self) -> str:
        """Behind the card's posting."""
        return "card"


def _panel_lane(panel: str) -> str:
    """One lane a panel; the review's follows what is said in the room, so that it stands below what it follows from."""
    return "talk" if panel == REVIEW else f"panel:{panel}"


class PostPanel(Strict):
    """Post a living message into the room: `triage`, `playbook`, or `action:<number>`."""

    kind: Literal["post_panel"] = "post_panel"
    panel: str

    @property
    def lane(self) -> str:
        """Its own (`_panel_lane`)."""
        return _panel_lane(self.panel)


class RefreshPanel(Strict):
    """Show present state in a living message."""

    kind: Literal["refresh_panel"] = "refresh_panel"
    panel: str

    @property
    def lane(self) -> str:
        """Behind the panel's posting."""
        return _panel_lane(self.panel)


class RunAutomation(Strict):
    """Let the webhook of an action do what its run number `run` is for."""

    kind: Literal["run_automation"] = "run_automation"
    action: int
    run: int

    @property
    def lane(self) -> str:
        """One after the other, whichever action they belong to: changes never overtake each other."""
        return "automation"


class StaffLevel(Strict):
    """Find out who answers now at a level of an escalation."""

    kind: Literal["staff_level"] = "staff_level"
    number: int
    level: int

    @property
    def lane(self) -> str:
        """One lane an escalation, level after level."""
        return f"escalation:{self.number}"


class Page(Strict):
    """Ask a pager of a level to alarm, or to be quiet again."""

    kind: Literal["page"] = "page"
    number: int
    level: int
    pager: str
    purpose: Purpose

    @property
    def lane(self) -> str:
        """One lane a pager and level: it is never asked to be quiet before it was asked to alarm."""
        return f"pager:{self.number}:{self.level}:{self.pager}"


class OfferSimilar(Strict):
    """Show the room past incidents that are like this one, if there are any."""

    kind: Literal["offer_similar"] = "offer_similar"
    occasion: Occasion

    @property
    def lane(self) -> str:
        """Behind the card, which is the first message of a room."""
        return "card"


class SendItem(Strict):
    """Tell the team's tracker what event number `event` says of an action item."""

    kind: Literal["send_item"] = "send_item"
    number: int
    event: int

    @property
    def lane(self) -> str:
        """One lane an item: what is said of it arrives in order."""
        return f"item:{self.number}"


class StaffRung(Strict):
    """Find out who is in the groups of the rung that event number `event` climbed to."""

    kind: Literal["staff_rung"] = "staff_rung"
    event: int

    @property
    def lane(self) -> str:
        """Rung after rung."""
        return "ladder"


class PinCard(Strict):
    """Pin the card."""

    kind: Literal["pin_card"] = "pin_card"

    @property
    def lane(self) -> str:
        """Its own."""
        return "pin"


class SetTopic(Strict):
    """Show present state in the room's topic."""

    kind: Literal["set_topic"] = "set_topic"

    @property
    def lane(self) -> str:
        """Its own."""
        return "topic"


class Announce(Strict):
    """Announce the incident in the configured channel."""

    kind: Literal["announce"] = "announce"

    @property
    def lane(self) -> str:
        """The announcement's own."""
        return "announcement"


class RefreshAnnouncement(Strict):
    """Show present state in the announcement."""

    kind: Literal["refresh_announcement"] = "refresh_announcement"

    @property
    def lane(self) -> str:
        """Behind the announcement."""
        return "announcement"


class ShowReceipt(Strict):
    """Tell the declarer, in the modal still open, where the room is."""

    kind: Literal["show_receipt"] = "show_receipt"

    @property
    def lane(self) -> str:
        """Its own."""
        return "receipt"


class TellRoom(Strict):
    """Say in the room what event number `event` means."""

    kind: Literal["tell_room"] = "tell_room"
    event: int

    @property
    def lane(self) -> str:
        """What is said in the room is said in order."""
        return "talk"


class TellPerson(Strict):
    """Tell one person directly what event number `event` means for them."""

    kind: Literal["tell_person"] = "tell_person"
    person: str
    event: int

    @property
    def lane(self) -> str:
        """One lane a person."""
        return f"person:{self.person}"


class RefreshTold(Strict):
    """Show anew what the room was told of event number `event`: what was asked there is settled."""

    kind: Literal["refresh_told"] = "refresh_told"
    event: int

    @property
    def lane(self) -> str:
        """Its own: what is said next never waits for what was said before."""
        return f"told:{self.event}"


class RefreshToldPerson(Strict):
    """Show anew what one person was told of event number `event`."""

    kind: Literal["refresh_told_person"] = "refresh_told_person"
    person: str
    event: int

    @property
    def lane(self) -> str:
        """Its own, as in the room."""
        return f"told:{self.event}:{self.person}"


class SendBriefing(Strict):
    """Tell an audience outside the room what event number `event` has for it; `to` is a channel's or a person's id."""

    kind: Literal["send_briefing"] = "send_briefing"
    event: int
    audience: Audience
    to: str

    @property
    def lane(self) -> str:
        """One lane an audience and place: what is told there is told in order."""
        return f"brief:{self.audience}:{self.to}"


class AddressGroup(Strict):
    """Look up who is in a user group, so that each of them is told directly what event number `event` has for them."""

    kind: Literal["address_group"] = "address_group"
    event: int
    audience: Audience
    group: str

    @property
    def lane(self) -> str:
        """One lane an audience and group."""
        return f"brief:{self.audience}:{self.group}"


class ReadMessage(Strict):
    """Fetch a message's words for the timeline, on behalf of `asked_by`."""

    kind: Literal["read_message"] = "read_message"
    channel: str
    ts: str
    asked_by: str

    @property
    def lane(self) -> str:
        """One lane a message."""
        return f"mark:{self.channel}:{self.ts}"


class MarkNoted(Strict):
    """Show on a message that it stands on the timeline, or no longer does."""

    kind: Literal["mark_noted"] = "mark_noted"
    channel: str
    ts: str
    noted: bool

    @property
    def lane(self) -> str:
        """One lane a message."""
        return f"mark:{self.channel}:{self.ts}"


DocumentForm = Literal["markdown", "json", "html", "pdf"]
"""The forms of the post-mortem as a file; `json` is everything recorded."""


class SharePostmortem(Strict):
    """Write the post-mortem and put it into the room as a file of that form."""

    kind: Literal["share_postmortem"] = "share_postmortem"
    number: int
    format: DocumentForm = "markdown"

    @property
    def lane(self) -> str:
        """Files in order."""
        return "file"


class ReadDocument(Strict):
    """Read the edited post-mortem that `asked_by` put into the room."""

    kind: Literal["read_document"] = "read_document"
    file: str
    asked_by: str

    @property
    def lane(self) -> str:
        """One lane a file."""
        return f"document:{self.file}"


class ShowCanvas(Strict):
    """Show the published post-mortem in a canvas of the room."""

    kind: Literal["show_canvas"] = "show_canvas"

    @property
    def lane(self) -> str:
        """Its own."""
        return "canvas"


class ArchiveRoom(Strict):
    """Archive the room."""

    kind: Literal["archive_room"] = "archive_room"

    @property
    def lane(self) -> str:
        """With its opposite, in order."""
        return "archive"


class UnarchiveRoom(Strict):
    """Bring the room back."""

    kind: Literal["unarchive_room"] = "unarchive_room"

    @property
    def lane(self) -> str:
        """With its opposite, in order."""
        return "archive"


Effect = (
    OpenRoom
    | Invite
    | PostCard
    | RefreshCard
    | PostPanel
    | RefreshPanel
    | RunAutomation
    | SendItem
    | StaffLevel
    | Page
    | StaffRung
    | OfferSimilar
    | PinCard
    | SetTopic
    | Announce
    | RefreshAnnouncement
    | ShowReceipt
    | TellRoom
    | TellPerson
    | RefreshTold
    | RefreshToldPerson
    | SendBriefing
    | AddressGroup
    | ReadMessage
    | MarkNoted
    | SharePostmortem
    | ReadDocument
    | ShowCanvas
    | ArchiveRoom
    | UnarchiveRoom
)

_effect: TypeAdapter[Effect] = TypeAdapter(Annotated[Effect, Field(discriminator="kind")])


def collapsible(effect: Effect) -> bool:
    """Whether a second one, while the first still waits, would show nothing else."""
    shown = RefreshCard | RefreshPanel | SetTopic | RefreshAnnouncement | RefreshTold | RefreshToldPerson
    return isinstance(effect, shown)


def can_wait(effect: Effect) -> bool:
    """Whether a room can be used before this is done: in a storm the rooms come first."""
    patient = SetTopic | Announce | RefreshAnnouncement | ShowReceipt | PinCard | MarkNoted | SendBriefing
    return isinstance(effect, patient)


def to_json(effect: Effect) -> str:
    """The effect as it waits in the outbox."""
    return effect.model_dump_json()


def from_json(text: str | bytes) -> Effect:
    """The effect that waited in the outbox.

    Raises:
        pydantic.ValidationError: the text is not an effect of this version of the product.
    """
    return _effect.validate_json(text)
