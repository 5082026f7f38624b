"""How a column's sum is spread over the customers who hold it: amounts from the largest down, added up."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from sqlalchemy import case, func

from db.bank.query import CustomerTable, Slice

_SLACK = 1e-12
"""Of the sum: what adding up in another order may leave."""


@dataclass(frozen=True, kw_only=True)
class Concentration:
    """``sizes``: how many customers hold each different amount above nought, largest first; ``total``: their sum.

    ``known``: customers with any value; of those ``positive`` hold something and ``negative`` less than nothing.
    """

    amounts: tuple[float, ...]
    sizes: tuple[int, ...]
    total: float
    known: int
    missing: int
    negative: int
    sql: str

    @cached_property
    def _people(self) -> list[int]:
        return list(accumulate(self.sizes))

    @cached_property
    def _sums(self) -> list[float]:
        return list(accumulate(amount * n for amount, n in zip(self.amounts, self.sizes, strict=True)))

    @property
    def positive(self) -> int:
        """How many hold something."""
        return self._people[-1] if self.sizes else 0

    def amount(self, holders: int) -> float:
        """What so many customers with most hold together."""
        people, sums = self._people, self._sums
        if holders >= self.positive:
            return self.total
        at = bisect_left(people, holders)
        before, held = (people[at - 1], sums[at - 1]) if at else (0, 0.0)
        return held + (holders - before) * self.amounts[at]

    def holders(self, share: float) -> int:
        """The fewest customers that hold this share of the total."""
        wanted = share * self.total * (1 - _SLACK)
        people, sums = self._people, self._sums
        at = min(bisect_left(sums, wanted), len(sums) - 1)
        before, held = (people[at - 1], sums[at - 1]) if at else (0, 0.0)
        return before + min(self.sizes[at], max(0, -int(-(wanted - held) // self.amounts[at])))


def concentration_of(bank: CustomerTable, of: Slice, column: str) -> Concentration:
    """The different amounts above nought and how many customers hold each, of the slice; read once."""
    value = bank.column(column)
    counted = [func.count().label("n"), func.count(value).label("known")]
    counted.append(func.count(case((value < 0, 1))).label("negative"))
    head: dict[str, Any] = bank.run(bank.select(counted, of, named={column})).rows[0]
    query = bank.select([value.label("v"), func.count().label("n")], of, named={column}).where(value > 0)
    answer = bank.run(query.group_by(value).order_by(value.desc()))
    amounts = tuple(float(row["v"]) for row in answer.rows)
    sizes = tuple(int(row["n"]) for row in answer.rows)
    return Concentration(
        amounts=amounts,
        sizes=sizes,
        total=sum(amount * n for amount, n in zip(amounts, sizes, strict=True)),
        known=int(head["known"]),
        missing=int(head["n"]) - int(head["known"]),
        negative=int(head["negative"]),
        sql=answer.sql,
    )
