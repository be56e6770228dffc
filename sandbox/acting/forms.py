"""Buttons, menus and modals: clicking, submitting, closing, and asking for options."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.acting import payloads
from sandbox.acting.checks import unfilled
from sandbox.acting.commands import outcome
from sandbox.acting.people import People
from sandbox.acting.respond import Answers
from sandbox.delivery import Ack, Deliveries
from sandbox.refusal import Json, Refusal, invalid_arguments
from sandbox.state import files, modals, shapes, values
from sandbox.state.log import Message
from sandbox.state.model import Channel, View
from sandbox.state.workspace import Workspace
from sandbox.tickets import Responses, Triggers


@dataclass(frozen=True)
class Place:
    """Where an element stands: in a view, or in a message of a channel."""

    blocks: list[Json]
    about: Json
    view: View | None = None
    channel: Channel | None = None
    message: Message | None = None


class Forms:
    """Everything people press or fill in."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        deliveries: Deliveries,
        triggers: Triggers,
        responses: Responses,
        answers: Answers,
    ) -> None:
        self._workspace = workspace
        self._people = people
        self._deliveries = deliveries
        self._triggers = triggers
        self._responses = responses
        self._answers = answers

    def _view(self, user: str, view_id: str) -> View:
        view = self._workspace.views.get(view_id)
        if view is None or view.user != user:
            raise Refusal("view_not_found")
        return view

    def _place(self, user: str, body: Json) -> Place:
        self._people.active(user)
        if body.get("view_id"):
            view = self._view(user, str(body["view_id"]))
            return Place(view.blocks, payloads.in_view(view), view=view)
        channel = self._people.channel(user, str(body.get("channel", "")))
        message = self._people.message(user, channel, str(body.get("ts", "")))
        about = payloads.in_message(self._workspace, channel, message, user)
        return Place(payloads.message_blocks(message), about, channel=channel, message=message)

    async def click(self, user: str, body: Json) -> Json:
        """Press a button, or choose `value` in a menu; what the app is sent and how it answered.

        `body` names the element: `channel` and `ts`, or `view_id`; `action_id`, and `block_id` when it is not the only
        one. Raises Refusal for an element or a value that is not there.
        """
        place = self._place(user, body)
        block, element = _element(place.blocks, body)
        state = await self._entered(user, place, block, element, body.get("value"))
        if state is not None and values.holds_value(element):
            self._remember(user, place, block, element, state)
            place = self._place(user, body)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"status": "answered", "seconds": 0.0, "delivered": False}
        action = payloads.action(block, element, state, self._workspace.clock.ts())
        url = self._response_url(user, place)
        payload = payloads.block_actions(
            self._people.active(user), place.about, action, self._triggers.issue(user), url
        )
        ack = await self._deliveries.interact("interactive", payload)
        if ack.status == "operation_timeout" and place.channel is not None:
            self._answers.timed_out(user, place.channel, "This action")
        return outcome(ack)

    def _response_url(self, user: str, place: Place) -> str | None:
        if place.channel is None or place.message is None:
            return None
        thread_ts = place.message.thread_ts
        path = self._responses.issue("actions", user, place.channel.id, place.message.ts, thread_ts)
        return f"{self._workspace.url}/respond/{path}"

    async def _entered(self, user: str, place: Place, block: Json, element: Json, value: Any) -> Json | None:
        """The state after entering `value`; None for a button."""
        if element["type"] in ("button", "workflow_button", "icon_button"):
            return None
        if element["type"] == "feedback_buttons":
            return {"value": _offered(lambda: values.feedback(element, value))}
        if element["type"] == "overflow":
            return {"selected_option": _offered(lambda: values.chosen(values.options(element), value))}
        choices = await self._choices(user, place, block, element, value)
        state = _offered(lambda: values.entered(element, value, choices))
        if element["type"] == "file_input":
            state["files"] = [self._file(user, id_) for id_ in state["files"]]
        return state

    def _file(self, user: str, id_: str) -> Json:
        stored = self._workspace.files.get(id_)
        if stored is None or stored.user != user:
            raise Refusal("file_not_found")
        stored.given = True
        return files.shape(self._workspace, stored)

    async def _choices(self, user: str, place: Place, block: Json, element: Json, value: Any) -> list[Json]:
        """What an external select may be set to: what it has shown, else what the app offers for the value."""
        if element["type"] not in values.EXTERNAL or value in (None, "", []):
            return []
        own = [element[key] for key in ("initial_option",) if element.get(key)] + (
            element.get("initial_options") or []
        )
        shown = place.view.choices.get(block["block_id"], {}) if place.view else {}
        known = own + shown.get(element["action_id"], [])
        wanted = value if isinstance(value, list) else [value]
        for each in wanted:
            if each not in [option.get("value") for option in known]:
                _, found = await self._suggestions(user, place, block, element, str(each))
                known += found
        return known

    async def suggest(self, user: str, body: Json) -> Json:
        """Type `value` into an external select; returns `options` as the app offers them."""
        place = self._place(user, body)
        block, element = _element(place.blocks, body)
        if element["type"] not in values.EXTERNAL:
            raise Refusal("not_an_external_select")
        ack, found = await self._suggestions(user, place, block, element, str(body.get("value") or ""))
        groups = (ack.body or {}).get("option_groups")
        return outcome(ack) | {"options": found} | ({"option_groups": groups} if groups else {})

    async def _suggestions(
        self, user: str, place: Place, block: Json, element: Json, typed: str
    ) -> tuple[Ack, list[Json]]:
        person = self._people.active(user)
        block_id, action_id = block["block_id"], element["action_id"]
        payload = payloads.block_suggestion(person, place.about, block_id, action_id, typed)
        ack = await self._deliveries.interact("interactive", payload)
        found = values.options(ack.body or {})
        if place.view is not None:
            place.view.choices.setdefault(block_id, {}).setdefault(action_id, []).extend(found)
        return ack, found

    def _remember(self, user: str, place: Place, block: Json, element: Json, state: Json) -> None:
        block_id, action_id = block["block_id"], element["action_id"]
        if place.view is not None:
            modals.entered_by_hand(place.view, block_id, action_id, state)
        elif place.message is not None:
            place.message.values.setdefault(user, {}).setdefault(block_id, {})[action_id] = state

    async def submit(self, user: str, view_id: str, entered: Json) -> Json:
        """Fill a modal in and submit it.

        `entered` maps block or action ids to values; what is not named stays as it is. What the client itself would
        refuse (a required input left empty, text too short) comes back as `errors` with `client_side`, and the app is
        not asked. Raises Refusal for an unknown id or a value that is not offered.
        """
        person = self._people.active(user)
        view = self._view(user, view_id)
        if view.type != "modal" or not view.content["submit"]:
            raise Refusal("view_not_submittable")
        place = Place(view.blocks, payloads.in_view(view), view=view)
        for name, value in entered.items():
            block, element = _named(view.blocks, name)
            state = await self._entered(user, place, block, element, value)
            if state is None or not values.holds_value(element):
                raise invalid_arguments(f"{name} takes no value")
            modals.entered_by_hand(view, block["block_id"], element["action_id"], state)
        wrong = unfilled(view)
        if wrong:
            return {
                "status": "answered",
                "seconds": 0.0,
                "response_action": "errors",
                "errors": wrong,
                "client_side": True,
            }
        payload = payloads.view_submission(
            person, view, self._triggers.issue(user), self._response_urls(user, view)
        )
        ack = await self._deliveries.interact("interactive", payload)
        if ack.status != "answered":
            return outcome(ack)
        return await self._follow(user, view, ack)

    def _response_urls(self, user: str, view: View) -> list[Json]:
        found = []
        for block, element in values.elements(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            state = view.values.get(block["block_id"], {}).get(element["action_id"], {})
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                path = self._responses.issue("app", user, channel)
                found.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": f"{self._workspace.url}/respond/{path}",
                    }
                )
        return found

    async def _follow(self, user: str, view: View, ack: Ack) -> Json:
        """Do what the answer to a submission says (Slack: response_action)."""
        body = ack.body or {}
        action = body.get("response_action")
        if view.id not in self._workspace.views:
            return outcome(ack)
        try:
            if action == "errors":
                return outcome(ack) | {"response_action": "errors", "errors": _block_errors(view, body)}
            if action == "update":
                content = modals.check(body.get("view"), "modal")
                shown = modals.replace(self._workspace, view, content, None)
            elif action == "push":
                shown = modals.push(self._workspace, user, modals.check(body.get("view"), "modal"))
            elif action == "clear":
                await self._tell_closed(user, modals.clear(self._workspace, user), cleared=True)
                return outcome(ack) | {"response_action": "clear"}
            elif action is None:
                modals.close(self._workspace, view)
                return outcome(ack)
            else:
                raise Refusal("invalid_response_action")
        except Refusal as refusal:
            return outcome(ack) | {"status": "failed", "error": refusal.code, "details": refusal.details}
        return outcome(ack) | {"response_action": action, "view": shapes.view(shown)}

    async def close(self, user: str, view_id: str, *, clear: bool = False) -> Json:
        """Close a modal without submitting; with `clear`, or where it says `clear_on_close`, the whole stack goes."""
        self._people.active(user)
        view = self._view(user, view_id)
        if view.type != "modal":
            raise Refusal("view_not_closable")
        if clear or view.content["clear_on_close"]:
            closed = modals.clear(self._workspace, user)
            await self._tell_closed(user, closed, cleared=True)
        else:
            modals.close(self._workspace, view)
            await self._tell_closed(user, [view], cleared=False)
        return {"status": "answered"}

    async def _tell_closed(self, user: str, views: list[View], *, cleared: bool) -> None:
        for view in views:
            if view.content["notify_on_close"]:
                payload = payloads.view_closed(self._people.active(user), view, cleared=cleared)
                await self._deliveries.interact("interactive", payload)


def _block_errors(view: View, body: Json) -> Json:
    errors = body.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_response_errors")
    return errors


def _element(blocks: list[Json], body: Json) -> tuple[Json, Json]:
    wanted, block_id = body.get("action_id"), body.get("block_id")
    for block, element in values.elements(blocks):
        if element["action_id"] == wanted and block_id in (None, block["block_id"]):
            return block, element
    raise Refusal("element_not_found")


def _named(blocks: list[Json], name: str) -> tuple[Json, Json]:
    found = list(values.elements(blocks))
    for block, element in found:
        if block["block_id"] == name:
            return block, element
    for block, element in found:
        if element["action_id"] == name:
            return block, element
    raise Refusal("element_not_found")


def _offered(enter: Callable[[], Json]) -> Json:
    try:
        return enter()
    except values.NotOffered as error:
        raise invalid_arguments(str(error)) from error
