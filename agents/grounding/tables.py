"""Reading a Markdown table: a figure belongs to whom its row names and to what its column's heading names."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.grounding.clauses import Owners
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import Lexicon, Mention
from agents.grounding.quantities import Quantity
from db.bank.table import fold


class Table:
    """A table, known from its heading row."""

    def __init__(self, lexicon: Lexicon, heading: str, mentions: Sequence[Mention], named_by: frozenset[str]) -> None:
        spans = _cells(heading)
        self._people = [bool(named_by & set(fold(heading[start:end]).split())) for start, end in spans]
        self._keys = [
            frozenset().union(*(label.keys for label in lexicon.labels(heading[start:end]))) for start, end in spans
        ]
        self._named = [
            [m for m in mentions if start <= m.start < end and _names_the_cell(m, heading[start:end])]
            for start, end in spans
        ]

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
    edges = [-1, *(index for index, character in enumerate(line) if character == "|"), len(line)]
    return [(start + 1, end) for start, end in pairwise(edges)]


def _column(row: str, at: int) -> int:
    return row.count("|", 0, at)
