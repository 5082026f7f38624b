"""What somebody settled of a draft instead of what would be guessed: roles, the currency, the order of dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.currencies import CURRENCIES
from db.errors import UsageProblem
from db.loading.written import DateOrder

KEYS = ("id", "label", "left", "stayed", "value", "currency", "dates")
_ORDERS: dict[str, DateOrder] = {"day-first": "dmy", "month-first": "mdy"}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """None where it is guessed."""

    id: str | None = None
    label: str | None = None
    left: str | None = None
    """The label's value of those who left."""
    stayed: str | None = None
    value: str | None = None
    currency: str | None = None
    dates: str | None = None
    number_rows: bool = False

    @property
    def order(self) -> DateOrder | None:
        """The order of day and month."""
        return _ORDERS.get(self.dates or "")

    def settled(self, said: Sequence[str]) -> "Choices":
        """These with ``KEY=VALUE`` texts laid over.

        Raises:
            UsageProblem: a key that can not be settled, or a value that it cannot have.
        """
        found: dict[str, Any] = {}
        for text in said:
            key, _, value = text.partition("=")
            key, value = key.strip(), value.strip()
            if key not in KEYS or not value:
                raise UsageProblem(
                    "db.choices.not_key_value",
                    text=text,
                    names=", ".join(KEYS),
                )
            found[key] = _checked(key, value)
        return replace(self, **found)


def _checked(key: str, value: str) -> str:
    if key == "dates" and value not in _ORDERS:
        raise UsageProblem("db.choices.dates_order", value=value)
    if key == "currency" and value.upper() not in CURRENCIES:
        raise UsageProblem(
            "db.choices.no_currency",
            value=value,
        )
    return value.upper() if key == "currency" else value
