"""What a Web API method is, and the table of them."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.methods.args import Args
from sandbox.refusal import Json, Refusal
from sandbox.state.model import BOT_USER, Channel
from sandbox.state.workspace import Workspace
from sandbox.tickets import Triggers

# Errors every method may answer (Slack: common errors), and invalid_arguments, which Slack shows in examples of many
# methods without listing it in any.
COMMON_ERRORS = frozenset(
    [
        "access_denied",
        "account_inactive",
        "fatal_error",
        "invalid_arguments",
        "invalid_auth",
        "invalid_form_data",
        "invalid_post_type",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "service_unavailable",
        "unknown_method",
    ]
)
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True)
class Call:
    """One call of the app: the workspace it acts on and its arguments."""

    workspace: Workspace
    triggers: Triggers
    args: Args

    def need_scope(self, scope: str) -> None:
        """Refuse with missing_scope unless this scope was granted."""
        if not self.workspace.has_scope(scope):
            raise missing_scope(self.workspace, scope)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation an argument names, as far as the app can see it; raises Refusal("channel_not_found")."""
        channel = self.workspace.channels.get(self.args.text(name))
        if channel is None or (channel.is_private and BOT_USER not in channel.members):
            raise Refusal("channel_not_found")
        return channel


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """A Web API method.

    `scopes`: one of them is needed (none when empty). `tier`: 1 to 4, 0 for special or none. `errors`: every code of
    its own that it may answer. `token`: "bot", "app" or "none".
    """

    name: str
    handler: Handler
    scopes: tuple[str, ...]
    tier: int
    required: tuple[str, ...]
    optional: tuple[str, ...]
    errors: frozenset[str]
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str, *, args: str = "", errors: str = "", scopes: str = "", tier: int = 0, token: str = "bot"
) -> Callable[[Handler], Handler]:
    """Enter a handler in the table.

    `args`, `errors` and `scopes` are words; an argument that must be given ends in "!".
    """

    def enter(handler: Handler) -> Handler:
        words = args.split()
        METHODS[name] = Method(
            name=name,
            handler=handler,
            scopes=tuple(scopes.split()),
            tier=tier,
            required=tuple(word[:-1] for word in words if word.endswith("!")),
            optional=tuple(word for word in words if not word.endswith("!")),
            errors=frozenset(errors.split()),
            token=token,
        )
        return handler

    return enter


def missing_scope(workspace: Workspace, *needed: str) -> Refusal:
    """The refusal for a scope that was not granted."""
    return Refusal("missing_scope", needed=",".join(needed), provided=",".join(workspace.manifest.scopes))
