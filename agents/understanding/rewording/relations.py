"""How one thing goes with another, who leaves, what a usual customer is: questions as the figures that answer them.

``does age affect churn?`` asks for the churn rate by age, ``what do leavers look like?`` for the means of those who
left beside those who stayed. Whatever else the message says stays where it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from agents.understanding.words import word_file
from db.catalog import NUMERIC, Catalog, Column
from db.errors import Language
from db.text import flat

_MEANS = 6
_LONGEST, _TIMES = 600, 3
_KEPT = ("base", "part", "verb", "denied", "kept")
"""Groups of a pattern that stand in the answer as they were written."""


@lru_cache(maxsize=1)
def _said() -> dict[Language, dict[str, Any]]:
    loaded: dict[Language, dict[str, Any]] = word_file("relations")
    return loaded


class Relations:
    """Finds them in messages about one catalog's columns."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        roles = {catalog.id, catalog.name, catalog.owner, catalog.label.column}
        self._columns = [c for c in catalog.columns.values() if c.name not in roles and c.kind not in ("text", "date")]

    def plain(self, message: str, language: Language) -> str:
        """The message with such a question as its figures; as written where it holds none."""
        for _ in range(_TIMES):
            said = self._once(message, language)
            if said == message:
                break
            message = said
        return message

    def _once(self, message: str, language: Language) -> str:
        if len(message) > _LONGEST:
            return message
        plain = flat(message)
        for kind, pattern in self._patterns[language]:
            found = pattern.search(plain)
            instead = self._instead(kind, found, message, language) if found else None
            if found and instead:
                return f"{message[: found.start()]}{instead}{message[found.end() :]}"
        return message

    def _instead(self, kind: str, found: re.Match[str], message: str, language: Language) -> str | None:
        said, groups = _said()[language], found.groupdict()
        x, z = (self._called(groups.get(slot), language) for slot in ("x", "z"))
        if kind == "relation":
            return str(said["risk" if groups["risky"] else "rate"]).format(x=x)
        if kind == "of_two":
            first, second = (self._named.get(groups[slot] or "") for slot in ("x", "z"))
            if second is None or second.kind not in NUMERIC or first is second:
                return None
            return str(said["of_two"]).format(x=x, z=z)
        if kind == "adjective":
            return str(said["rate"]).format(x=self._adjectives[groups["adjective"]].names.shown(language))
        if kind in said:
            told = {
                name: message[found.start(name) : found.end(name)] for name in _KEPT if groups.get(name) is not None
            }
            return str(said[kind]).format(x=x, **told)
        return self._profile(kind, language)

    def _profile(self, kind: str, language: Language) -> str | None:
        said = _said()[language]
        shown = [c.names.shown(language) for c in self._columns if c.kind in NUMERIC and c.feature][:_MEANS]
        if not shown:
            return None
        means = ", ".join(str(said["mean"]).format(x=name) for name in shown)
        return str(said["by_churn"]).format(means=means) if kind == "profile" else means

    def _called(self, written: str | None, language: Language) -> str:
        column = self._named.get(written or "")
        return (column.names.shown(language) or column.name) if column is not None else ""

    @cached_property
    def _named(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in self._columns:
            for name in (column.name, column.name.replace("_", " "), *column.names.es, *column.names.en):
                found.setdefault(flat(name), column)
        flags = (column for column in self._columns if column.kind == "flag")
        said = (
            (name, column) for column in flags for names in column.values.values() for name in (*names.es, *names.en)
        )
        for name, column in said:
            found.setdefault(flat(name), column)
        return found

    @cached_property
    def _adjectives(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in self._columns:
            for name in (*column.more.es, *column.more.en, *column.less.es, *column.less.en):
                found.setdefault(flat(name), column)
        return found

    def _statuses(self, usual: Sequence[str]) -> Sequence[str]:
        """What is said of having left or stayed, but what a value of another column is called."""
        label = self._catalog.label
        own = self._catalog.columns[label.column].values
        of_label = [own[value] for value in (label.positive, label.negative) if value in own]
        others = (names for c in self._columns for names in c.values.values())
        taken = {flat(name) for names in others for name in (*names.es, *names.en)}
        said = (*usual, *(flat(name) for names in of_label for name in (*names.es, *names.en)))
        return [name for name in dict.fromkeys(said) if name not in taken]

    @cached_property
    def _patterns(self) -> dict[Language, list[tuple[str, re.Pattern[str]]]]:
        return {language: list(self._compiled(said)) for language, said in _said().items()}

    def _compiled(self, said: dict[str, Any]) -> Iterator[tuple[str, re.Pattern[str]]]:
        columns = _either(self._named)
        slots = {
            "x": f"{said['determiner']}(?P<x>{columns})",
            "z": f"{said['determiner']}(?P<z>{columns})",
            "y": f"(?:(?P<leaving>{said['leaving']})|(?P<risky>{said['risky']}))",
            "adjective": f"(?P<adjective>{_either(self._adjectives)})",
            "leavers": f"(?:{said['leavers']})",
            "status": f"(?:{_either(self._statuses(said['status']))})",
        }
        for kind, patterns in said["patterns"].items():
            for pattern in patterns:
                filled = re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], pattern).replace(" ", r"\s+")
                yield kind, re.compile(rf"(?<!\w){filled}(?!\w)")


def _either(names: Iterable[str]) -> str:
    """A pattern for any of these, the longest first; nothing where there are none."""
    return "|".join(re.escape(name).replace(r"\ ", " ") for name in sorted(names, key=lambda n: (-len(n), n))) or "(?!)"
