"""Settings: what each variable means, and that every fault is told at once and no secret with it."""

from pathlib import Path

import pytest

from bot.files import shipped
from bot.settings import (
    VARIABLES,
    SettingsError,
    SignedHttp,
    SocketMode,
    StoreSettings,
    read_settings,
    read_store_settings,
)

LEAST = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
FULL = LEAST | {
    "SLACK_API_URL": "http://127.0.0.1:8700/api/",
    "REDIS_URL": "rediss://ben:hunter2@redis.example.com:6380/1",
    "TOCSIN_DATA": "/var/lib/tocsin",
    "TOCSIN_CONFIG": "/etc/tocsin",
    "TOCSIN_HOST": "0.0.0.0",
    "TOCSIN_PORT": "0",
}


def faults(environ: dict[str, str]) -> dict[str, str]:
    """Where something is wrong, and what."""
    with pytest.raises(SettingsError) as raised:
        read_settings(environ)
    return {problem.where: problem.what for problem in raised.value.problems}


def test_two_tokens_are_enough() -> None:
    """Everything but the tokens has a default that works on one machine."""
    settings = read_settings(LEAST)
    assert settings.bot_token == "xoxb-1-secret"
    assert settings.listening == SocketMode("xapp-1-secret")
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.store == StoreSettings(None, Path.cwd() / ".tocsin")
    assert settings.config == shipped("playbooks")
    assert (settings.host, settings.port) == ("127.0.0.1", 8710)


def test_every_variable_counts() -> None:
    """Whatever is set is what holds."""
    settings = read_settings(FULL)
    assert settings.slack_api_url == "http://127.0.0.1:8700/api/"
    assert settings.store == StoreSettings(FULL["REDIS_URL"], Path("/var/lib/tocsin"))
    assert settings.config == Path("/etc/tocsin")
    assert (settings.host, settings.port) == ("0.0.0.0", 0)


def test_a_signing_secret_means_http() -> None:
    """Without an app token the bot listens over HTTP."""
    environ = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    assert read_settings(environ).listening == SignedHttp("s")


def test_socket_mode_wins() -> None:
    """When both ways are given it is Socket Mode."""
    assert read_settings(LEAST | {"SLACK_SIGNING_SECRET": "s"}).listening == SocketMode("xapp-1-secret")


def test_everything_wrong_is_told_at_once() -> None:
    """Each wrong variable is named once, with what to do about it."""
    with pytest.raises(SettingsError) as raised:
        read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxp-a-user",
                "SLACK_API_URL": "https://slack.com/api",
                "REDIS_URL": "localhost:6379",
                "TOCSIN_PORT": "eighty",
                "TOCSIN_CONFG": "/etc/tocsin",
                "TOCSIN_BANANA": "1",
            }
        )
    problems = {problem.where: problem for problem in raised.value.problems}
    assert list(problems) == [
        "TOCSIN_BANANA",
        "TOCSIN_CONFG",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
        "REDIS_URL",
        "TOCSIN_PORT",
    ]
    assert all(problem.what and problem.remedy for problem in problems.values())
    assert problems["TOCSIN_CONFG"].remedy == "Did you mean TOCSIN_CONFIG?"
    assert "TOCSIN_DATA" in problems["TOCSIN_BANANA"].remedy
    assert str(raised.value).count("\n") == len(problems) - 1


def test_a_webhook_secret_that_could_be_guessed() -> None:
    """The secret that signs what webhooks are asked is long or missing, and never shown."""
    secret = "tocsin-webhook-secret-0123456789"
    settings = read_settings(LEAST | {"TOCSIN_WEBHOOK_SECRET": secret})
    assert settings.webhook_secret == secret
    assert secret not in repr(settings)
    with pytest.raises(SettingsError) as raised:
        read_settings(LEAST | {"TOCSIN_WEBHOOK_SECRET": secret[1:]})
    [problem] = raised.value.problems
    assert problem.where == "TOCSIN_WEBHOOK_SECRET"
    assert secret[1:] not in str(problem)


def test_empty_means_not_set() -> None:
    """An empty variable, as Compose files make them, counts as not set."""
    assert read_settings(LEAST | dict.fromkeys(set(VARIABLES) - set(LEAST), " ")) == read_settings(LEAST)
    assert faults({"SLACK_BOT_TOKEN": " ", "SLACK_APP_TOKEN": "xapp-1"}) == {
        "SLACK_BOT_TOKEN": "It is not set"
    }


def test_a_copied_line_end_does_no_harm() -> None:
    """Blanks around a value, as secret files have them, are dropped."""
    assert read_settings(LEAST | {"SLACK_BOT_TOKEN": "xoxb-1\n"}).bot_token == "xoxb-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 2"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_API_URL", "slack.com/api/"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "https:///api/"),
        ("SLACK_API_URL", "https://[::/api/"),
        ("REDIS_URL", "http://localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://host:port"),
        ("REDIS_URL", "unix://"),
        ("REDIS_URL", "redis://[::"),
        ("TOCSIN_CLOCK", "tomorrow"),
        ("TOCSIN_PORT", "-1"),
        ("TOCSIN_PORT", "65536"),
        ("TOCSIN_PORT", "80.0"),
        ("TOCSIN_PORT", "９"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    """A value that cannot be meant is a fault of its own variable and of no other."""
    assert list(faults(LEAST | {name: value})) == [name]


@pytest.mark.parametrize(
    "url", ["redis://h", "redis://h:6379/0", "rediss://u:p@h:1", "unix:///run/redis.sock"]
)
def test_a_redis_url_is_taken(url: str) -> None:
    """All three kinds of address are taken as they are."""
    assert read_settings(LEAST | {"REDIS_URL": url}).store.redis_url == url


def test_no_secret_is_shown() -> None:
    """Neither the text of the settings nor that of their errors holds a secret."""
    shown = repr(read_settings(FULL)) + repr(
        read_settings({"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "s3cret"})
    )
    with pytest.raises(SettingsError) as raised:
        read_settings(
            {
                "SLACK_BOT_TOKEN": "wrong-secret",
                "SLACK_APP_TOKEN": "wrong-secret",
                "REDIS_URL": "reds://ben:hunter2@h",
                "TOCSIN_TOKEN": "xoxb-secret",
            }
        )
    for secret in ("secret", "s3cret", "hunter2"):
        assert secret not in shown + str(raised.value)


def test_an_export_needs_no_tokens() -> None:
    """The store's settings are read by themselves, and hold to the same rules."""
    assert read_store_settings({"REDIS_URL": "redis://h"}).redis_url == "redis://h"
    assert read_store_settings({}).data == Path.cwd() / ".tocsin"
    with pytest.raises(SettingsError) as raised:
        read_store_settings({"REDIS_URL": "h", "TOCSIN_DTA": "/x"})
    assert [problem.where for problem in raised.value.problems] == ["TOCSIN_DTA", "REDIS_URL"]
