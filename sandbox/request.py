"""What stands in a Web API request: the arguments and the token, in any of the forms Slack takes."""

import base64
import binascii
import json
import re
from dataclasses import dataclass

from aiohttp import web

from sandbox.methods import METHODS
from sandbox.refusal import Json, Refusal, invalid_arguments

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHARSETS = ("utf-8", "iso-8859-1")
_NAME = re.compile(r"[A-Za-z0-9_]{1,100}")


@dataclass(frozen=True)
class Sent:
    """Arguments without the token, and the token."""

    args: Json
    token: str | None


async def read(request: web.Request, name: str) -> Sent:
    """The arguments of a call of the method `name`, from query and body, and the token from header or arguments.

    A JSON body is looked into only where the method supports it. Raises Refusal for what cannot be read (Slack: common
    errors).
    """
    args: Json = dict(request.query)
    args |= await _body(request, name)
    if any(key.endswith("[]") for key in args):
        raise Refusal("invalid_array_arg")
    if not all(_NAME.fullmatch(key) for key in args):
        raise Refusal("invalid_arg_name")
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        args = _client(value) | args
    among = args.pop("token", None)
    bearer = value.strip() if scheme == "Bearer" else ""
    return Sent(args, bearer or (str(among) if among else None))


async def _body(request: web.Request, name: str) -> Json:
    if request.method != "POST" or not request.body_exists:
        return {}
    if "Content-Type" not in request.headers:
        raise Refusal("missing_post_type")
    if (request.charset or "utf-8").lower() not in _CHARSETS:
        raise Refusal("invalid_charset")
    if request.content_type == "application/json":
        return await _json(request) if name not in METHODS or METHODS[name].json else {}
    if request.content_type in _FORMS:
        try:
            form = await request.post()
        except (ValueError, web.HTTPException):
            raise Refusal("invalid_form_data") from None
        return {key: value for key, value in form.items() if isinstance(value, str)}
    if request.content_type == "text/plain":
        return {}
    raise Refusal("invalid_post_type")


async def _json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise invalid_arguments("the body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid_arguments("must provide an object")
    return body


def _client(credentials: str) -> Json:
    """Client id and secret from a Basic header."""
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"client_id": client_id, "client_secret": secret}
