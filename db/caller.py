"""Who asks. Reaches tools by LangChain's runtime context, never as a tool argument."""

from dataclasses import dataclass
from typing import Literal

from db.errors import Language

Role = Literal["rm", "support", "presenter", "admin"]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A person (or program) with the customers they may see.

    ``owner`` is the value of the catalog's owner column this caller is limited to; ``None`` means the whole bank.
    """

    name: str
    role: Role = "rm"
    language: Language | None = None
    owner: str | None = None


WHOLE_BANK = Caller(name="cli", role="admin")
