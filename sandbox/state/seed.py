"""Who and what is there when the workspace opens."""

from sandbox.state.model import BOT_USER, Channel, Person, UserGroup

_PEOPLE = (
    ("UANA", "ana", "Ana Ferreira", "engineer", False),
    ("UBEN", "ben", "Ben Okafor", "ML engineer", False),
    ("UCHI", "chi", "Chi Nguyen", "data engineer", False),
    ("UDEE", "dee", "Dee Larsen", "manager", False),
    ("UELI", "eli", "Eli Haddad", "customer support lead", False),
    ("UFAY", "fay", "Fay Romano", "guest", True),
)
_CHANNELS = (("CGENERAL", "general"), ("CINCIDENTS", "incidents"), ("CMLPLATFORM", "ml-platform"))


def people(bot_name: str, now: int) -> list[Person]:
    """The six people and the app's bot user; `now` is UTC seconds."""
    humans = [
        Person(id=id_, name=name, real_name=real_name, title=title, is_restricted=guest, updated=now)
        for id_, name, real_name, title, guest in _PEOPLE
    ]
    bot = Person(id=BOT_USER, name=bot_name.lower(), real_name=bot_name, is_bot=True, updated=now)
    return [*humans, bot]


def channels(now: int) -> list[Channel]:
    """The three public channels, with everyone but the bot in them; `now` is UTC seconds."""
    everyone = [id_ for id_, *_ in _PEOPLE]
    return [
        Channel(
            id=id_,
            name=name,
            kind="channel",
            created=now,
            creator="UDEE",
            members=list(everyone),
            is_general=name == "general",
        )
        for id_, name in _CHANNELS
    ]


def groups(now: int) -> list[UserGroup]:
    """The one user group; `now` is UTC seconds."""
    return [
        UserGroup(id="SMLONCALL", handle="ml-oncall", name="ML on-call", users=["UANA", "UBEN"], created=now)
    ]
