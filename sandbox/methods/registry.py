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
        "account_inactive",
        "fatal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_auth",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "token_expired",
        "token_revoked",
        "unknown_method",
    ]
)
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True)
class Call:
    """One call of the app: the workspace it acts on, its arguments and its token ("" for none)."""

    workspace: Workspace
    triggers: Triggers
    args: Args
    token: str = ""

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
    its own that it may answer. `token`: "bot", "app", "none", or "other" for a kind that is never given out here.
    `json`: whether it reads a JSON body; Slack does not look into one where it is not supported. `simplified`: what
    it does in a simpler way than Slack, one sentence for the conformance table, empty for nothing.
    """

    name: str
    handler: Handler
    scopes: tuple[str, ...]
    tier: int
    required: tuple[str, ...]
    optional: tuple[str, ...]
    errors: frozenset[str]
    token: str
    json: bool
    simplified: str


METHODS: dict[str, Method] = {}


def method(  # noqa: PLR0913 - all but the name have a default and a name
    name: str,
    *,
    args: str = "",
    errors: str = "",
    scopes: str = "",
    tier: int = 0,
    token: str = "bot",
    json: bool = True,
    simplified: str = "",
) -> Callable[[Handler], Handler]:
    """Enter a handler in the table; what the parameters say is at `Method`.

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
            json=json,
            simplified=simplified,
        )
        return handler

    return enter


def missing_scope(workspace: Workspace, *needed: str) -> Refusal:
    """The refusal for a scope that was not granted."""
    return Refusal(
        "missing_scope", needed=",".join(needed), provided=",".join(workspace.installation.granted)
    )
