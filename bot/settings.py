"""Settings from the environment: read once, all of them, and every fault told at once.

`VARIABLES` is the whole list. Surrounding blanks are dropped and an empty value counts as not set, as Compose files
and secret stores produce both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.files import shipped
from bot.problem import Problem, nearest

VARIABLES: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": "The bot token, xoxb-…: your app's page, Install App.",
    "SLACK_APP_TOKEN": "The app-level token, xapp-…, for Socket Mode: your app's page, Basic Information, "
    "App-Level Tokens, with the scope connections:write. Wins when SLACK_SIGNING_SECRET is set, too.",
    "SLACK_SIGNING_SECRET": "For HTTP instead of Socket Mode: your app's page, Basic Information, Signing Secret.",
    "SLACK_API_URL": "Where Slack's Web API is; ends in /. Default: https://slack.com/api/",
    "REDIS_URL": "redis://, rediss:// or unix://. Default: a server of Tocsin's own in TOCSIN_DATA.",
    "TOCSIN_DATA": "The folder of Tocsin's own server. Default: .tocsin in the working directory.",
    "TOCSIN_CONFIG": "The folder of your policy.yml and models.yml. Default: those that Tocsin ships.",
    "TOCSIN_WEBHOOK_SECRET": "Signs what is sent to the webhooks of policy.yml; needed once automation is turned on.",
    "TOCSIN_HOST": "The address to listen on. Default: 127.0.0.1",
    "TOCSIN_PORT": "The port to listen on, 0 for any that is free. Default: 8710",
    "TOCSIN_CLOCK": "For rehearsals only: a URL that answers how far the machine's clock is turned. Default: none.",
}
"""Every variable that is read, with what it means and where its value comes from."""

_SLACK = "https://slack.com/api/"
_PORT = 8710
_SECRET_LEAST = 32


class SettingsError(Exception):
    """Settings are wrong or missing; `problems` has all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SocketMode:
    """Slack is heard over a WebSocket that the bot opens; nothing needs to reach the bot."""

    app_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """Slack posts to the bot's /slack/events and signs what it posts."""

    signing_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where incidents are kept.

    redis_url: the team's server, or None for the embedded one in `data`. It may hold a password.
    data: the absolute folder of the embedded server.
    """

    redis_url: str | None = field(repr=False)
    data: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is needed to run.

    listening: how Slack reaches the bot; Socket Mode when both ways are given.
    slack_api_url: the Web API's base URL, ends in /.
    config: the absolute folder of the team's configuration; it may turn out not to exist.
    host, port: where the bot itself listens; port 0 is any free one.
    webhook_secret: signs what is sent to webhooks; empty when it is not set.
    clock_url: where it is asked how far the clock is turned; empty for the machine's own.
    """

    bot_token: str = field(repr=False)
    listening: SocketMode | SignedHttp
    slack_api_url: str
    store: StoreSettings
    config: Path
    host: str
    port: int
    webhook_secret: str = field(default="", repr=False)
    clock_url: str = ""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in these environment variables.

    Raises:
        SettingsError: one or more are wrong or missing.
    """
    given, problems = _given(environ)
    settings = Settings(
        bot_token=_token(given, "SLACK_BOT_TOKEN", "xoxb-", problems),
        listening=_listening(given, problems),
        slack_api_url=_api_url(given, problems),
        store=_store(given, problems),
        config=_folder(given, "TOCSIN_CONFIG") or shipped("playbooks"),
        host=given.get("TOCSIN_HOST", "127.0.0.1"),
        port=_port(given, problems),
        webhook_secret=_webhook_secret(given, problems),
        clock_url=_clock_url(given, problems),
    )
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def read_store_settings(environ: Mapping[str, str]) -> StoreSettings:
    """Only what is needed to reach the incidents (`tocsin export`), whatever else is missing.

    Raises:
        SettingsError: REDIS_URL is wrong, or there is an unknown TOCSIN_ variable.
    """
    given, problems = _given(environ)
    store = _store(given, problems)
    if problems:
        raise SettingsError(tuple(problems))
    return store


def read_configuration_folder(environ: Mapping[str, str]) -> Path:
    """Only where the team's configuration is (`tocsin slo`), whatever else is missing.

    Raises:
        SettingsError: there is an unknown TOCSIN_ variable.
    """
    given, problems = _given(environ)
    if problems:
        raise SettingsError(tuple(problems))
    return _folder(given, "TOCSIN_CONFIG") or shipped("playbooks")


def _given(environ: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The variables that hold something, and a problem for each that nobody reads although it looks like ours."""
    given = {name: value.strip() for name, value in environ.items() if name in VARIABLES and value.strip()}
    unknown = sorted(name for name in environ if name.startswith("TOCSIN_") and name not in VARIABLES)
    return given, [_unknown(name) for name in unknown]


def _unknown(name: str) -> Problem:
    meant = nearest(name, VARIABLES)
    ours = ", ".join(known for known in VARIABLES if known.startswith("TOCSIN_"))
    remedy = f"Did you mean {meant}?" if meant else f"Unset it; there are {ours}."
    return Problem("There is no such setting", name, remedy)


def _token(given: Mapping[str, str], name: str, prefix: str, problems: list[Problem]) -> str:
    token = given.get(name, "")
    if not token:
        problems.append(Problem("It is not set", name, VARIABLES[name]))
    elif not re.fullmatch(re.escape(prefix) + r"[\x21-\x7e]+", token):
        problems.append(Problem(f"It is no token that begins with {prefix}", name, VARIABLES[name]))
    return token


def _listening(given: Mapping[str, str], problems: list[Problem]) -> SocketMode | SignedHttp:
    if "SLACK_APP_TOKEN" in given:
        return SocketMode(_token(given, "SLACK_APP_TOKEN", "xapp-", problems))
    if "SLACK_SIGNING_SECRET" not in given:
        problems.append(
            Problem(
                "Neither is set, so Slack cannot reach Tocsin",
                "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
                f"Set the first (recommended): {VARIABLES['SLACK_APP_TOKEN']}",
            )
        )
    return SignedHttp(given.get("SLACK_SIGNING_SECRET", ""))


def _api_url(given: Mapping[str, str], problems: list[Problem]) -> str:
    url = given.get("SLACK_API_URL", _SLACK)
    if not _is_url(url, {"http", "https"}) or not url.endswith("/"):
        remedy = f"Unset it to use {_SLACK}, or give a URL such as http://127.0.0.1:8700/api/"
        problems.append(Problem("It is no http(s) URL that ends in /", "SLACK_API_URL", remedy))
    return url


def _store(given: Mapping[str, str], problems: list[Problem]) -> StoreSettings:
    url = given.get("REDIS_URL")
    if url is not None and not (_is_url(url, {"redis", "rediss"}) or _is_socket(url)):
        remedy = "Give redis://host:6379/0, rediss://… (TLS) or unix:///path/to/socket, or unset it to use Tocsin's own"
        problems.append(Problem("It is no URL of a Redis or Valkey server", "REDIS_URL", remedy))
    return StoreSettings(url, _folder(given, "TOCSIN_DATA") or Path(".tocsin").absolute())


def _port(given: Mapping[str, str], problems: list[Problem]) -> int:
    text = given.get("TOCSIN_PORT", str(_PORT))
    if re.fullmatch(r"[0-9]{1,5}", text) and int(text) < 65536:
        return int(text)
    remedy = f"Unset it to use {_PORT}, or give 0 for any free port"
    problems.append(Problem("It is no number from 0 to 65535", "TOCSIN_PORT", remedy))
    return _PORT


def _webhook_secret(given: Mapping[str, str], problems: list[Problem]) -> str:
    """Empty when it is not set; whether it has to be is the policy's to say."""
    secret = given.get("TOCSIN_WEBHOOK_SECRET", "")
    if secret and len(secret) < _SECRET_LEAST:
        what = f"It is shorter than {_SECRET_LEAST} characters, so that it could be guessed"
        remedy = "Give what `openssl rand -hex 32` prints"
        problems.append(Problem(what, "TOCSIN_WEBHOOK_SECRET", remedy))
    return secret


def _clock_url(given: Mapping[str, str], problems: list[Problem]) -> str:
    url = given.get("TOCSIN_CLOCK", "")
    if url and not _is_url(url, {"http", "https"}):
        problems.append(
            Problem("It is no http(s) URL", "TOCSIN_CLOCK", "Unset it to go by the machine's clock")
        )
    return url


def _folder(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]).expanduser().absolute() if name in given else None


def _is_url(text: str, schemes: set[str]) -> bool:
    """Whether it has one of these schemes, a host, and a port that is a number if any."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_socket(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "unix" and parts.path.startswith("/") and len(parts.path) > 1
