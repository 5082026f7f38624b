"""The one place where questions become SQL: SQLAlchemy Core built from the catalog, values always bound parameters.

Every statement starts in ``CustomerTable.select`` and so passes the caller's row scope (`db.bank.scope`). Who asks and
which customers are meant travel together as a ``Slice``. Predicted columns join the scores that `ml.score` wrote. Rows
are in `db.bank.rows`, figures in `db.bank.figures`, names in `db.bank.names`.
"""

import copy
import json
import operator
import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Engine,
    Float,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    case,
    cast,
    extract,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.exc import DBAPIError

from db.bank.filters import (
    IN_TEXT,
    NEGATIVE,
    OPPOSITE,
    PREDICTED,
    Condition,
    Every,
    Node,
    Not,
    OfColumn,
    Part,
    columns_of,
)
from db.bank.indexes import in_order, of_few_values, planned, sorted_by
from db.bank.scope import scoped
from db.bank.table import NAME_KEY, customers, id_type, same_customer
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from db.errors import DataProblem
from db.state import outcomes
from db.state.generations import GENERATIONS, Run, in_use
from db.state.outcome_records import told_ids
from db.text import fold

Population = Literal["all", "current", "left"]
Joined = Literal["no", "outer", "inner"]

_STEPS = 50_000
"""So many scores are walked through in less time than all customers of a large bank are joined."""
_FRESH_S = 120.0
_MOMENT_S = 0.5
"""So long one statement may take to be built, which must speak of one generation of the scores."""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Which customers a question is about. ``left``: whom the label, or somebody, says to have left;
    ``current``: everybody else."""

    caller: Caller
    where: Node | None = None
    population: Population = "all"


@dataclass(frozen=True)
class Answer:
    """Rows as dictionaries, and the statement that brought them with its parameters as text, for a Fact's source."""

    rows: tuple[dict[str, Any], ...]
    sql: str


class CustomerTable:
    """Selects on the customer table of one bank.

    Which scores are in use, and whether any outcome was told, is looked up for each statement; ``pinned`` holds both
    still for a turn.
    """

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self.catalog = catalog
        self.engine = engine
        self.table = customers(catalog)
        self._plans = planned(catalog)
        self._counted = (-inf, 0)
        self.id = self.table.c[catalog.id]
        self._pinned: tuple[Run | None, bool] | None = None
        self._looked: tuple[float, Run | None] = (-inf, None)

    def pinned(self) -> "CustomerTable":
        """The same table with the scores in use now: a run that ends meanwhile changes nothing for its holder."""
        held = copy.copy(self)
        held._pinned = (in_use(self.engine), self._any_told())
        return held

    @property
    def run_in_use(self) -> Run | None:
        """The scoring whose scores are read, of a moment ago at most; None before the first."""
        if self._pinned is not None:
            return self._pinned[0]
        if time.monotonic() - self._looked[0] > _MOMENT_S:
            self._looked = (time.monotonic(), in_use(self.engine))
        return self._looked[1]

    @property
    def scores(self) -> Table:
        """The scores in use."""
        run = self.run_in_use
        return GENERATIONS[0] if run is None else run.table

    @property
    def told(self) -> bool:
        """Whether any outcome was told and not taken back."""
        return self._pinned[1] if self._pinned is not None else self._any_told()

    def _any_told(self) -> bool:
        return bool(self.run(select(outcomes.c.id).where(outcomes.c.in_force).limit(1)).rows)

    def told_to_have(self, *, left: bool) -> ColumnElement[bool]:
        """Whether somebody told that the customer left (or stayed), and did not take it back."""
        ids = told_ids(int(left)).subquery().c.customer_id
        own: ColumnElement[bool] = self.id.in_(select(ids if id_type(self.catalog) is str else cast(ids, BigInteger)))
        return own

    @property
    def sqlite(self) -> bool:
        """Whether the bank is in SQLite, whose plans need to be told."""
        return self.engine.dialect.name == "sqlite"

    def assigns_owners(self) -> bool:
        """Whether the bank holds any owner; asked anew each time (by the index), since a load may bring the first."""
        if self.catalog.owner is None:
            return False
        owner = self.table.c[self.catalog.owner]
        return bool(self.run(select(owner).where(owner.is_not(None)).limit(1)).rows)

    @property
    def left(self) -> ColumnElement[bool]:
        """Whether the label, or somebody, says that the customer left (null where nothing is known)."""
        by_label = self.table.c[self.catalog.label.column] == self.catalog.label.positive
        return or_(by_label, self.told_to_have(left=True)) if self.told else by_label

    @property
    def is_current(self) -> ColumnElement[bool]:
        """Whether nothing and nobody says that the customer left."""
        label = self.table.c[self.catalog.label.column]
        by_label = or_(label != self.catalog.label.positive, label.is_(None))
        return and_(by_label, not_(self.told_to_have(left=True))) if self.told else by_label

    @property
    def label(self) -> ColumnElement[Any]:
        """The label's value with what was told laid over it: left above all, stayed where the bank knows nothing."""
        spec = self.catalog.label
        stored = self.table.c[spec.column]
        if not self.told:
            return stored
        unknown = or_(stored.is_(None), stored.not_in([spec.positive, spec.negative]))
        stayed = and_(unknown, self.told_to_have(left=False))
        return case((self.told_to_have(left=True), spec.positive), (stayed, spec.negative), else_=stored)

    def column(self, name: str, population: Population = "all") -> ColumnElement[Any]:
        """A column of the bank or a predicted one, with what was told laid over it; KeyError where there is none.

        ``population``: that of the slice it is read in, where nobody who left may be among them.
        """
        if name == self.catalog.label.column:
            return self.label
        if name == "value_at_risk" and self.told and population != "current":
            return case((not_(self.told_to_have(left=True)), self.scores.c.value_at_risk))
        predicted = {"probability": "probability", "risk_band": "band", "value_at_risk": "value_at_risk"}
        return self.scores.c[predicted[name]] if name in predicted else self.table.c[name]

    def about(self) -> int:
        """About how many customers the bank has; counted every few minutes."""
        if time.monotonic() - self._counted[0] > _FRESH_S:
            self._counted = (time.monotonic(), self.count(Slice(caller=WHOLE_BANK)))
        return self._counted[1]

    def spoken_of(self, of: Slice, named: Set[str]) -> set[str] | None:
        """The bank's columns that a question of these names touches; None where an index could not hold them all."""
        spoken = {*named, *columns_of(of.where)}
        if spoken & set(PREDICTED) and id_type(self.catalog) is str:
            return None
        if of.population != "all":
            spoken.add(self.catalog.label.column)
        if self.catalog.label.column in spoken and self.told:
            return None
        if of.caller.owner is not None and self.catalog.owner is not None:
            spoken.add(self.catalog.owner)
        return spoken - {*PREDICTED, self.catalog.id}

    def in_order(self, of: Slice, named: Set[str], grouped: Set[str]) -> tuple[str, ...] | None:
        """The columns by which to group first to spare SQLite a sort (`db.bank.indexes`); None where none is."""
        needed = self.spoken_of(of, named) if self.sqlite and grouped and not grouped & set(PREDICTED) else None
        if needed is None:
            return None
        narrow = self._scored(of, named)
        return in_order(self._plans, needed=needed, grouped=grouped, narrow=narrow, customers=self.about())

    def sorted_by(self, of: Slice, column: str, named: Set[str]) -> bool:
        """Whether one of SQLite's indexes holds the question's columns in the order of this one, without the scores."""
        needed = self.spoken_of(of, {column, *named}) if self.sqlite else None
        return needed is not None and not self._scored(of, {column, *named}) and sorted_by(self._plans, column, needed)

    def _scored(self, of: Slice, named: Set[str]) -> bool:
        return bool({*named, *columns_of(of.where)} & set(PREDICTED))

    def every(self, columns: Sequence[Any], of: Slice, *, named: Set[str]) -> Select[Any]:
        """As ``select``; so many customers that SQLite had better read them, and their scores, in order of the ids."""
        query = self.select(columns, of, named=named)
        few = of_few_values(self._plans) | set(PREDICTED)
        many = of.caller.owner is None and columns_of(of.where) <= few
        if self._scored(of, named) and many and id_type(self.catalog) is int:
            return query.with_hint(self.table, "NOT INDEXED", "sqlite")
        return query

    def select(
        self, columns: Sequence[Any], of: Slice, *, scored: Joined = "no", named: Set[str] = frozenset()
    ) -> Select[Any]:
        """The columns of the slice's customers, within what the caller may see.

        The scores are joined where ``scored`` says so, and where the filter or the columns ``named`` are predicted.
        """
        if scored == "no" and self._scored(of, named):
            scored = "outer"
        query = select(*columns).select_from(self.table)
        if scored != "no":
            joined = self.table.join(self.scores, self._same_customer, isouter=scored == "outer")
            query = select(*columns).select_from(joined)
        return self._within(query, of)

    def _within(self, query: Select[Any], of: Slice) -> Select[Any]:
        """The query limited to what the caller may see and the slice holds."""
        owners = of.caller.owner is not None and self.assigns_owners()
        query = scoped(query, self.table, self.catalog, of.caller, owners=owners)
        if of.population != "all":
            query = query.where(self.left if of.population == "left" else self.is_current)
        return query if of.where is None else query.where(self.test(of.where))

    def walks(self, column: str | None, *, share: float) -> bool:
        """Whether the first few of a slice are found soon by walking the scores in the order of a predicted column.

        ``share``: how many of the slice's customers are wanted.
        """
        if column not in PREDICTED or column == "risk_band" or id_type(self.catalog) is str or not self.sqlite:
            return False
        return share * self.about() <= _STEPS

    def walk(self, columns: Sequence[Any], of: Slice) -> Select[Any]:
        """As ``select``, starting from the scores: so written that no index leads to them from the bank."""
        scored = self.scores
        joined = self.table.join(scored, self.id == cast(scored.c.customer_id, Integer))
        return self._within(select(*columns).select_from(joined), of)

    @property
    def _same_customer(self) -> ColumnElement[bool]:
        """How bank and scores are joined; SQLite has the numbers of the scores in an index."""
        if id_type(self.catalog) is str or not self.sqlite:
            return same_customer(self.table, self.catalog, self.scores.c.customer_id)
        return self.id == cast(self.scores.c.customer_id, BigInteger)

    def test(self, node: Node, *, negated: bool = False) -> ColumnElement[bool]:
        """The filter as SQL. Negation is pushed down to the conditions, where missing values are decided."""
        if isinstance(node, Condition):
            return self._condition(node, negated)
        if isinstance(node, Not):
            return self.test(node.part, negated=not negated)
        parts = [self.test(part, negated=negated) for part in node.parts]
        if isinstance(node, Every) != negated:
            return and_(true(), *parts)
        return or_(false(), *parts)

    def _condition(self, condition: Condition, negated: bool) -> ColumnElement[bool]:
        column, values = self._comparable(condition)
        unknown = [column.is_(None)]
        if isinstance(condition.value, OfColumn):
            unknown.append(self.column(condition.value.column).is_(None))
        if condition.op == "between" or condition.op in IN_TEXT:
            positive = column.between(*values) if condition.op == "between" else _in_text(column, condition.op, values)
            return or_(not_(positive), *unknown) if negated else positive
        op = OPPOSITE[condition.op] if negated else condition.op
        test = _compare(column, op, values)
        widened = op in NEGATIVE or (negated and condition.op in ("lt", "le", "gt", "ge"))
        return or_(test, *unknown) if widened else test

    def _reckoned(self, value: OfColumn) -> ColumnElement[Any]:
        """Another column, times a number, plus one."""
        other: ColumnElement[Any] = self.column(value.column)
        other = other * _bound(value.times) if value.times != 1 else other
        return other + _bound(value.plus) if value.plus else other

    def _comparable(self, condition: Condition) -> tuple[ColumnElement[Any], Any]:
        """The column and the bound value; names are compared folded, fractions are never rounded to whole."""
        column = self.column(condition.column)
        value = condition.value
        if condition.part is not None:
            column = date_part(column, condition.part)
        if isinstance(value, OfColumn):
            return column, self._reckoned(value)
        named = condition.column == self.catalog.name and condition.op not in ("is_missing", "is_known")
        if named and (condition.op not in IN_TEXT or fold(str(value)) or not value):
            key = self.table.c[NAME_KEY]
            return key, [fold(str(v)) for v in value] if isinstance(value, tuple) else fold(str(value))
        if isinstance(value, tuple):
            # One fraction makes all of them fractions: the driver types a list by its first value.
            mixed = any(isinstance(v, float) for v in value)
            return column, [_bound(float(v) if mixed else v) for v in value]
        return column, _bound(value)

    def run(self, query: Select[Any] | CompoundSelect[Any]) -> Answer:
        """Run a statement.

        Raises:
            DataProblem: the bank cannot be read, or the statement took longer than it may.
        """
        try:
            with self.engine.connect() as connection:
                result = connection.execute(query)
                names, rows = list(result.keys()), result.all()
        except DBAPIError as error:
            raise DataProblem(
                "db.query.bank_failed",
                reason=str(error.orig).splitlines()[0],
            ) from error
        found = (dict(zip(names, map(_plain, row), strict=True)) for row in rows)
        return Answer(tuple(found), _told(result.context))

    def count(self, of: Slice, *, scored: Joined = "no") -> int:
        """How many customers the slice holds."""
        return int(self.run(self.select([func.count().label("n")], of, scored=scored)).rows[0]["n"])


def _compare(column: ColumnElement[Any], op: str, value: Any) -> ColumnElement[bool]:
    if op in ("is_missing", "is_known"):
        return column.is_(None) if op == "is_missing" else column.is_not(None)
    if op in ("in", "not_in"):
        return column.in_(value) if op == "in" else column.not_in(value)
    test: ColumnElement[bool] = getattr(operator, op)(column, value)
    return test


def _in_text(column: ColumnElement[Any], op: str, text: str) -> ColumnElement[bool]:
    if op == "contains":
        return column.icontains(text, autoescape=True)
    return column.istartswith(text, autoescape=True) if op == "starts_with" else column.iendswith(text, autoescape=True)


def date_part(column: ColumnElement[Any], part: Part) -> ColumnElement[Any]:
    """A date's year, or its quarter, month or weekday (1 is Monday), as a whole number on either database."""
    if part == "quarter":
        return (cast(extract("month", column), Integer) + 2) // 3
    if part == "weekday":
        return (cast(extract("dow", column), Integer) + 6) % 7 + 1
    return cast(extract(part, column), Integer)


def _bound(value: Any) -> Any:
    return bindparam(None, value, type_=Float()) if isinstance(value, float) else value


def _told(context: Any) -> str:
    """What was run, as the database got it: compiling it once more would take as long as a small question."""
    return f"{context.statement} -- {json.dumps(context.parameters[0], default=str, ensure_ascii=False)}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    return value
