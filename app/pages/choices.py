"""Customers of one name to choose from: all of them, with what tells them apart, to be narrowed down by typing."""

from dataclasses import dataclass

from app.chat.labels import column_label, value_label
from app.pages.visit import StoredTurn, Visit
from db.catalog import Catalog
from db.errors import Language, Problem
from tools.arguments import FindArguments
from tools.customer.cards import find_customers

MOST = 1000
"""More than a tool call may ask for: the page shows ten of them at a time."""
LAST_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One customer: ``id`` with its ``last`` digits apart, and what tells them from their namesakes."""

    id: str
    name: str
    head: str
    last: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Whom a question may mean; ``total`` counts those as well for whom the list is too long."""

    people: tuple[Choice, ...]
    total: int


def choices_of(who: Visit, turn: StoredTurn) -> Choices | None:
    """Whom a turn's question may mean, read again within what the person may see now; None where it was one."""
    asked = next((fact for fact in turn.facts if fact.data.get("status") == "ambiguous"), None)
    if asked is None:
        return None
    named = FindArguments(name=asked.data["name_asked"], exact=bool(asked.arguments.get("exact")))
    try:
        found = find_customers(who.desk, who.caller, named.model_copy(update={"limit": MOST})).data
    except Problem:
        found = {}
    told = found if found.get("choices") else asked.data
    people = tuple(_choice(dict(row), who.house.catalog, turn.language) for row in told["choices"])
    return Choices(people=people, total=told["total"])


def _choice(row: dict[str, object], catalog: Catalog, language: Language) -> Choice:
    identifier = str(row["customer_id"])
    columns = row.get("columns")
    told = [
        _told(catalog, name, value, language) for name, value in (columns.items() if isinstance(columns, dict) else ())
    ]
    return Choice(
        id=identifier,
        name=str(row.get("name") or identifier),
        head=identifier[:-LAST_DIGITS],
        last=identifier[-LAST_DIGITS:],
        told=" · ".join(told),
    )


def _told(catalog: Catalog, name: str, value: object, language: Language) -> str:
    shown = value_label(catalog, name, value, language)
    return shown if isinstance(value, str) else f"{column_label(catalog, name, language)} {shown}"
