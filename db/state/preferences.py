"""How a person likes the page, kept with their account: the same on every device."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Engine

from db.errors import Language
from db.state import kept


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What somebody has chosen; None (or "") leaves it to the browser or to the installation."""

    language: Language | None = None
    region: str | None = None
    """Whose numbers and dates: ``es-MX``."""
    profile: str | None = None
    density: str | None = None
    theme: str | None = None


def preferences(engine: Engine, user: str) -> Preferences:
    """What this person has chosen so far."""
    known = kept.kept(engine, _key(user)) or {}
    names = {field.name for field in fields(Preferences)}
    return Preferences(**{name: value for name, value in known.items() if name in names})


def prefer(engine: Engine, user: str, **chosen: Any) -> Preferences:
    """Keep what was chosen now beside what was chosen before."""
    made = replace(preferences(engine, user), **chosen)
    kept.keep(engine, _key(user), {name: value for name, value in asdict(made).items() if value})
    return made


def forget_preferences(engine: Engine, user: str) -> None:
    """Take away what a person chose, with their account."""
    kept.forget(engine, _key(user))


def _key(user: str) -> str:
    return f"preferences {user}"
