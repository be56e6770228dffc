"""The Web API methods, one module a family; importing this package fills the table."""

from sandbox.methods import auth, chat, conversations, files, marks, people, reading, views
from sandbox.methods.registry import COMMON_ERRORS, METHODS, TIERS, Call, Method

__all__ = [
    "COMMON_ERRORS",
    "METHODS",
    "TIERS",
    "Call",
    "Method",
    "auth",
    "chat",
    "conversations",
    "files",
    "marks",
    "people",
    "reading",
    "views",
]
