"""How the app is installed: its tokens, whether they still work, and the scopes it was granted."""

from dataclasses import dataclass, field

from sandbox.refusal import Json, Refusal, invalid_arguments

# The state of a token → the code its use is refused with (Slack: common errors).
STATES = {
    "active": None,
    "revoked": "token_revoked",
    "expired": "token_expired",
    "account_inactive": "account_inactive",
}


@dataclass
class Token:
    """A token; `kind` is "bot" or "app", `state` one of `STATES`."""

    kind: str
    state: str = "active"


@dataclass
class Installation:
    """One app in one workspace; `asked` are the scopes of its manifest."""

    asked: list[str]
    granted: list[str]
    tokens: dict[str, Token] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether a bot token works, so that events go out."""
        return any(token.kind == "bot" and token.state == "active" for token in self.tokens.values())

    def works(self, given: str, kind: str) -> bool:
        """Whether this is a token of the kind, and good."""
        token = self.tokens.get(given)
        return token is not None and (token.kind, token.state) == (kind, "active")

    def authorise(self, given: str | None, kind: str) -> None:
        """Refuse a token that is missing, unknown, no longer good, or of another kind than `kind`."""
        if not given:
            raise Refusal("not_authed")
        token = self.tokens.get(given)
        if token is None:
            raise Refusal("invalid_auth")
        code = STATES[token.state]
        if code is not None:
            raise Refusal(code)
        if token.kind != kind:
            raise Refusal("not_allowed_token_type")

    def change(self, wanted: Json) -> None:
        """Set the state of the bot tokens (`token`), grant and withdraw scopes (`grant`, `withdraw`: lists)."""
        state = wanted.get("token")
        if state is not None and state not in STATES:
            raise invalid_arguments(f"token is one of {', '.join(STATES)}")
        given, taken = (_scopes(wanted, name) for name in ("grant", "withdraw"))
        for token in self.tokens.values():
            if state is not None and token.kind == "bot":
                token.state = state
        self.granted = [scope for scope in dict.fromkeys([*self.granted, *given]) if scope not in taken]

    def shape(self) -> Json:
        """As the control API shows it."""
        states = [token.state for token in self.tokens.values() if token.kind == "bot"]
        state = "active" if self.active else next(iter(states), "active")
        return {"token": state, "granted": list(self.granted), "asked": list(self.asked)}


def _scopes(wanted: Json, name: str) -> list[str]:
    scopes = wanted.get(name) or []
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise invalid_arguments(f"{name} is a list of scopes")
    return scopes
