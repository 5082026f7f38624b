"""Reading a Markdown table: a figure belongs to whom its row names and to what its column's heading names."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from agents.grounding.clauses import Owners
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import Lexicon, Mention
from agents.grounding.quantities import Quantity
from db.text import fold

Columns = Callable[[str], Iterable[str]]
"""The columns of the catalog, but its id, that a text names."""
_ANY = frozenset({"value"})
"""What the heading over values of every kind says is no field: "Column | Value"."""
_EDGE = re.compile(r"\\.|\|")


class Table:
    """A table, known from its heading row."""

    def __init__(
        self,
        lexicon: Lexicon,
        heading: str,
        mentions: Sequence[Mention],
        named_by: frozenset[str],
        columns: Columns,
    ) -> None:
        spans = _cells(heading)
        self._people = [bool(named_by & set(fold(heading[start:end]).split())) for start, end in spans]
        self._keys = [
            frozenset().union(*(label.keys for label in lexicon.labels(heading[start:end]))) - _ANY
            for start, end in spans
        ]
        self._columns = [frozenset(columns(heading[start:end])) for start, end in spans]
        self._of_columns = columns
        self._names_customers = [
            any(m.kind == CUSTOMER for m in mentions if start <= m.start < end) for start, end in spans
        ]
        self._named = [
            [m for m in mentions if start <= m.start < end and _names_the_cell(m, heading[start:end])]
            for start, end in spans
        ]

    def mentions(self, row: str, found: Sequence[Mention], types: Mapping[str, Collection[str]]) -> list[Mention]:
        """Whom and what a row names: people where people stand, a column's values (numbers too) where it stands."""
        kept = [m for m in found if m.kind != CUSTOMER or not self._elsewhere(row, m)]
        cells = _cells(row)
        first = frozenset(self._of_columns(row[slice(*cells[1])])) if len(cells) > 2 else frozenset()
        for number, (start, end) in enumerate(cells):
            text = row[start:end].strip(" *_")
            own = self._columns[number] if number < len(self._columns) else frozenset()
            for kind in (own or first) if text.isdigit() else ():
                if text in types.get(kind, ()):
                    at = row.index(text, start)
                    values = frozenset({text})
                    kept.append(Mention(kind=kind, values=values, text=text, start=at, end=at + len(text)))
        return sorted(kept, key=lambda mention: mention.start)

    def _elsewhere(self, row: str, mention: Mention) -> bool:
        """Whether a customer is found in a cell of something else: a manager of that name, a number that is also an
        id.
        """
        column = _column(row, mention.start)
        if column >= len(self._people) or self._people[column]:
            return False
        return self._names_customers[column] or (any(self._people) and bool(self._columns[column]))

    def name_cells(self, row: str) -> Iterator[tuple[int, int]]:
        """The cells of a row that stand under a heading for people."""
        for people, (start, end) in zip(self._people, _cells(row), strict=False):
            if people:
                yield start, end

    def owners(self, row: str, q: Quantity, mentions: Sequence[Mention]) -> tuple[Owners, frozenset[str]]:
        """Whose a row's quantity is, and of which fields (empty where the heading names none)."""
        column = _column(row, q.start)
        heading = self._named[column] if column < len(self._named) else []
        keys = self._keys[column] if column < len(self._keys) else frozenset()
        named = {m.kind: m.values for m in heading}
        named |= {m.kind: m.values for m in mentions if m.kind not in named}
        customers = [m.values for m in mentions if m.kind == CUSTOMER]
        customer = named.pop(CUSTOMER, None)
        if customers:
            customer = frozenset.intersection(*customers) or customer
        return Owners(customer=customer, groups={} if customer else named), keys


def _names_the_cell(mention: Mention, cell: str) -> bool:
    """Whether a heading speaks of the group: "Saldo medio" is a mean, only "medio" alone the band of risk."""
    return mention.kind != "risk_band" or mention.text.strip() == cell.strip(" *_")


def _cells(line: str) -> list[tuple[int, int]]:
    edges = [-1, *_edges(line), len(line)]
    return [(start + 1, end) for start, end in pairwise(edges)]


def _column(row: str, at: int) -> int:
    return sum(edge < at for edge in _edges(row))


def _edges(line: str) -> list[int]:
    """Where cells end; an escaped bar is a letter of its cell."""
    return [match.end() - 1 for match in _EDGE.finditer(line) if match.group() == "|"]
