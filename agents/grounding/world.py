"""The Facts as what a sentence can speak of: people with their attributes, rows with their measures, drivers, changes.

`figures` answers "is this number there, and whose is it"; this answers "what does the bank know of Chu, what raises his
risk, which row is the highest, what would change".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agents.grounding.figures import CUSTOMER, Subject, flag_shares
from agents.grounding.lexicon import fold
from db.catalog import Catalog, Column
from tools.facts import Fact

LEFT = "left"
_ROWS = ("rows", "options", "bins", "values", "brackets")
_TENTHS = ("predicted", "observed")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One customer or group: whose it is, its numbers by key, its values in words by column."""

    subject: Subject
    numbers: Mapping[str, float]
    texts: Mapping[str, str]

    @property
    def customer(self) -> str | None:
        """The customer's id, where the row is one customer's."""
        return next(iter(self.subject.get(CUSTOMER, ())), None)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows that can be set against each other; ``measures`` are the keys asked for; ``total`` the whole's numbers."""

    fact_id: str
    rows: tuple[Row, ...]
    measures: tuple[str, ...]
    total: Mapping[str, float] = field(default_factory=dict)
    complete: bool = True
    of_people: bool = False
    ranked: bool = True
    where: Subject = field(default_factory=dict)
    population: str = "all"
    """Whom its rows count: everybody, ``current`` customers or those who ``left``."""


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A column's part in a risk: ``weight`` signed where a direction is known, else its importance (``signed`` no)."""

    column: str
    weight: float
    customer: str | None
    signed: bool = True


@dataclass(frozen=True, kw_only=True)
class Change:
    """A supposed or proposed change of a customer's columns and the risk it leads to."""

    customer: str | None
    after: Mapping[str, Any]
    before: Mapping[str, Any]
    baseline: float
    probability: float
    band: str
    baseline_band: str
    at_risk: tuple[float, float] | None = None
    """The value at risk before and after, where it is told."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Whatever else is told of it in numbers."""


@dataclass
class World:
    """What a turn's Facts hold."""

    catalog: Catalog
    people: dict[str, Row] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    drivers: list[list[Driver]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    totals: list[Mapping[str, float]] = field(default_factory=list)
    entities: list[Table] = field(default_factory=list)
    """What is ranked besides customers and groups: the columns by their weight, the models of the mixture."""
    options: list[Change] = field(default_factory=list)
    """The proposals for a customer, the best first."""
    wheres: dict[str, Any] = field(default_factory=dict)
    """What each Fact is filtered to, by its id."""
    measured: set[str] = field(default_factory=set)
    """Columns that a measure counts by: whose share is told."""
    offers: bool = False
    """Whether a Fact tells what can be offered to a customer, be it nothing."""
    model: Mapping[str, float] = field(default_factory=dict)
    """The measures of the model in use."""
    top: Mapping[str, float] = field(default_factory=dict)
    """What came of those called at the top of the list, ``per_hundred`` and ``by_chance``."""
    populations: dict[str, str] = field(default_factory=dict)
    """Whom each Fact is about, by its id: ``all``, ``current`` or ``left``."""
    texts: list[str] = field(default_factory=list)
    program: bool = False
    """Whether a Fact is the program's account of itself: its models, agents and replies."""
    topped: bool = False
    """Whether a Fact tells what those with the most hold: a concentration."""
    dated: bool = False
    """Whether the Facts compare moments: a trend can be borne out."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a text in the Facts, folded."""
        return frozenset(word for text in self.texts for word in fold(text.replace("_", " ")).split())

    def only_person(self) -> str | None:
        """The one customer the Facts are about, if there is just one."""
        return next(iter(self.people)) if len(self.people) == 1 else None


def read(facts: Sequence[Fact], catalog: Catalog) -> World:
    """What the Facts hold."""
    world = World(catalog=catalog)
    for fact in facts:
        _Reader(world, fact).read()
    people = tuple(world.people.values())
    if len(people) > 1 and not any(table.of_people and len(table.rows) >= len(people) for table in world.tables):
        world.tables.append(
            Table(fact_id=facts[0].id, rows=people, measures=("probability",), of_people=True, ranked=False)
        )
    return world


class _Reader:
    """Reads one Fact."""

    def __init__(self, world: World, fact: Fact) -> None:
        self._world, self._fact, self._catalog = world, fact, world.catalog

    def read(self) -> None:
        data = self._fact.data
        self._world.offers |= isinstance(data.get("options"), list)
        self._world.topped |= "holders_share" in data
        self._world.program |= self._fact.tool == "about_system"
        self._texts(data)
        if isinstance(data.get("customer_id"), str | int):
            self._person(data)
        for key in _ROWS:
            rows = data.get(key)
            if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
                self._table(key, rows)
        self._drivers(data)
        self._votes(data)
        self._members(data)
        self._sides(data)
        self._changes(data)
        if isinstance(data.get("where"), Mapping):
            self._world.wheres[self._fact.id] = data["where"]
        for measure in data.get("measures") or ():
            self._world.measured |= _equals(measure.get("where")).keys() if isinstance(measure, Mapping) else set()
        if "mean_risk" in data or "high_risk_share" in data:
            self._world.totals.append(
                {k: v for k, v in _numbers(data).items() if k in {"mean_risk", "high_risk_share"}}
            )
        total = data.get("total")
        if isinstance(total, Mapping):
            self._world.totals.append(_numbers(total))
        elif data.get("kind") == "number" or "median" in data:
            self._world.totals.append(_numbers({k: v for k, v in data.items() if not isinstance(v, list | Mapping)}))
        if isinstance(data.get("population"), str):
            self._world.populations[self._fact.id] = data["population"]
        kinds = {self._catalog.columns[c].kind for c in _grouped(data) if c in self._catalog.columns}
        told = [data, *(row for row in data.get("rows") or () if isinstance(row, Mapping))]
        told = told if len(told) != 2 or "change" not in data else [data]  # one score compares no moments
        keys = {key for part in told for key, value in part.items() if value not in (None, [], {})}
        self._world.dated |= "date" in kinds or bool(
            keys & {"scored_at", "at", "history", "previous", "change", "since"}
        )

    def _texts(self, value: Any) -> None:
        if isinstance(value, Mapping):
            for item in value.values():
                self._texts(item)
        elif isinstance(value, list | tuple):
            for item in value:
                self._texts(item)
        elif isinstance(value, str) and not value.isalnum():
            self._world.texts.append(value)
        if isinstance(value, str) and (spec := self._catalog.columns.get(value)) is not None:
            self._world.texts += (*spec.names.es, *spec.names.en)

    def _person(self, data: Mapping[str, Any]) -> Row:
        row = self._row(data, ())
        customer = row.customer or ""
        known = self._world.people.get(customer)
        if "changes" in data and "baseline" in data:
            now = self._row({"columns": data.get("before")}, ())
            texts = {k: v for k, v in row.texts.items() if k in {LEFT, *now.texts}}
            row = Row(subject=row.subject, texts={**texts, **now.texts}, numbers=now.numbers)
        if known is not None:
            row = Row(subject=row.subject, numbers={**row.numbers, **known.numbers}, texts={**row.texts, **known.texts})
        self._world.people[customer] = row
        return row

    def _row(self, data: Mapping[str, Any], grouped: Sequence[str]) -> Row:
        numbers = {k: v for k, v in _numbers(data).items() if k not in {"customer_id", *grouped}}
        texts: dict[str, str] = {}
        subject: dict[str, frozenset[str]] = {}
        if data.get("customer_id") is not None:
            subject[CUSTOMER] = frozenset({str(data["customer_id"])})
        columns = {
            **(data.get("columns") or {}),
            **{a["column"]: a.get("value") for a in data.get("attributions") or ()},
        }
        for key, value in (*columns.items(), *data.items()):
            if key in grouped or (CUSTOMER not in subject and key == "risk_band"):
                subject[key] = frozenset({_label(value)})
            else:
                self._cell(key, value, numbers, texts)
        value = self._catalog.value
        if CUSTOMER in subject and value is not None and "value" in numbers:
            numbers.setdefault(value, numbers["value"])
        if isinstance(data.get("label"), str) and isinstance(data.get("where"), Mapping):
            subject |= _equals(data["where"])
        return Row(subject=subject, numbers=numbers, texts=texts)

    def _cell(self, key: str, value: Any, numbers: dict[str, float], texts: dict[str, str]) -> None:
        spec = self._catalog.columns.get(key)
        if key == LEFT and (value is None or isinstance(value, bool)):
            texts[LEFT] = "yes" if value else "no"  # nobody is known to have left of whom the bank does not know
        elif key in {"band", "risk_band"} and isinstance(value, str):
            texts["risk_band"] = value
        elif key == "owner" and isinstance(value, str):
            texts[self._catalog.owner or "owner"] = value
        elif spec is not None and value is not None and not isinstance(value, Mapping | list):
            _column_value(spec, value, numbers, texts)

    def _table(self, key: str, raw: Sequence[Mapping[str, Any]]) -> None:
        data = self._fact.data
        grouped = _grouped(data)
        column = data.get("column")
        rows = []
        for item in raw:
            if any(item.get(kind, item) is None for kind in grouped):
                continue  # those without a value are no group among the others
            row = self._row(item, grouped)
            if column and key in {"bins", "values"}:
                value = item.get("value", item.get("label"))
                row = Row(subject={str(column): frozenset({_label(value)})}, numbers=_numbers(item), texts={})
            if key == "options":
                row = Row(subject={"option": frozenset({str(item.get("rank"))})}, numbers=_numbers(item), texts={})
            rows.append(row)
        if raw and all("member" in item for item in raw):
            self._ranked_members([(str(item["member"]), item) for item in raw])
            return
        people = bool(rows) and all(row.customer for row in rows)
        if people and data.get("population") in {"current", LEFT}:
            told = {LEFT: "no" if data["population"] == "current" else "yes"}
            rows = [Row(subject=row.subject, numbers=row.numbers, texts={**told, **row.texts}) for row in rows]
        for row in rows if people else ():
            known = self._world.people.get(row.customer or "")
            merged = (
                row
                if known is None
                else Row(
                    subject=row.subject, numbers={**row.numbers, **known.numbers}, texts={**row.texts, **known.texts}
                )
            )
            self._world.people[row.customer or ""] = merged
        total = data.get("total")
        label = {value for row in rows for value in row.subject.get(self._catalog.label.column, ())}
        if total is None and label == {self._catalog.label.positive, self._catalog.label.negative}:
            total = {
                "customers": sum(row.numbers.get("customers", 0.0) for row in rows)
            }  # everybody is one or the other
        shown, of = data.get("shown"), data.get("groups_total", total)
        self._world.tables.append(
            Table(
                fact_id=self._fact.id,
                rows=tuple(rows),
                measures=tuple(str(m.get("key")) for m in data.get("measures") or () if isinstance(m, Mapping))
                or (("customers",) if key in {"bins", "values"} else ())
                or ((str(data["order_by"]), "probability") if people and data.get("order_by") else ()),
                total=_numbers(total) if isinstance(total, Mapping) else _totals(data, key),
                complete=not isinstance(of, int) or not isinstance(shown, int) or shown >= of,
                of_people=people,
                ranked=people and (data.get("order_by") is not None or "value_at_risk_total" in data),
                where=_equals(data.get("where")),
                population=str(data.get("population") or "all"),
            )
        )

    def _drivers(self, data: Mapping[str, Any]) -> None:
        said = data.get("attributions")
        if isinstance(said, list):
            customer = str(data["customer_id"]) if data.get("customer_id") is not None else None
            self._world.drivers.append(
                [Driver(column=str(a["column"]), weight=float(a["shapley"]), customer=customer) for a in said]
            )
        ranked = data.get("importance")
        if isinstance(ranked, list) and ranked and isinstance(ranked[0], Mapping):
            self._world.drivers.append(
                [
                    Driver(column=str(a["column"]), weight=float(a["importance"]), customer=None, signed=False)
                    for a in ranked
                ]
            )

    def _sides(self, data: Mapping[str, Any]) -> None:
        """Those with a flag and those without, where only the share of the one is told."""
        for column, _, parts in flag_shares(data, self._catalog):
            customers, scope = float(data["total"]["customers"]), _equals(data.get("where"))
            rows = (
                Row(
                    subject={column: frozenset({value}), **scope},
                    numbers={"customers": part * customers, "share": part},
                    texts={},
                )
                for value, part in parts.items()
            )
            table = Table(fact_id=self._fact.id, rows=tuple(rows), measures=("share",), total={"customers": customers})
            self._world.tables.append(table)

    def _votes(self, data: Mapping[str, Any]) -> None:
        """What each model of the mixture says of one customer."""
        votes = [vote for vote in data.get("votes") or () if isinstance(vote, Mapping)]
        if votes:
            self._world.model = {"probability": float(data["probability"])}
            self._ranked_members([(str(vote["member"]), vote) for vote in votes])

    def _ranked_members(self, members: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """The models of the mixture as rows that can be set against each other."""
        rows = (Row(subject={"member": frozenset({name})}, numbers=_numbers(m), texts={}) for name, m in members)
        self._world.entities.append(Table(fact_id=self._fact.id, rows=tuple(rows), measures=("weight",)))

    def _tenths(self, reliability: Sequence[Mapping[str, Any]]) -> None:
        """What was predicted of each tenth of the customers, and what came of it."""
        rows = [
            Row(subject={"tenth": frozenset({str(number)})}, numbers={k: float(one[k]) for k in _TENTHS}, texts={})
            for number, one in enumerate(reliability)
        ]
        if rows:
            self._world.tables.append(Table(fact_id=self._fact.id, rows=tuple(rows), measures=_TENTHS, ranked=False))

    def _members(self, data: Mapping[str, Any]) -> None:
        if "auc" in data:
            self._world.model = _numbers(data)
            self._world.top = _numbers(data.get("top") or {})
        report = data.get("report")
        if not isinstance(report, Mapping):
            return
        self._world.model = _numbers(report.get("mixture") or {})
        self._tenths(report.get("reliability") or ())
        told = _numbers(report)
        self._world.totals.append({"customers": told.get("rows", 0.0), "left": told.get("positives", 0.0)})
        members = {**(report.get("baselines") or {}), **(report.get("members") or {})}
        weights = report.get("weights_in_force") or {}
        measured = {name: {**m, "weight": weights.get(name)} for name, m in members.items() if isinstance(m, Mapping)}
        if measured:
            self._ranked_members(list(measured.items()))

    def _changes(self, data: Mapping[str, Any]) -> None:
        customer = str(data["customer_id"]) if data.get("customer_id") is not None else None
        if isinstance(data.get("changes"), Mapping) and "baseline" in data:
            self._change(customer, data, float(data["baseline"]), str(data.get("baseline_band", "")))
        for option in data.get("options") or ():
            if isinstance(option, Mapping) and "changes" in option:
                self._change(customer, option, float(data["probability"]), str(data.get("band", "")))
                self._world.options.append(self._world.changes[-1])

    def _change(self, customer: str | None, data: Mapping[str, Any], baseline: float, band: str) -> None:
        self._world.changes.append(
            Change(
                customer=customer,
                after=data["changes"],
                before=data.get("before") or {},
                baseline=baseline,
                probability=float(data["probability"]),
                band=str(data.get("band", "")),
                baseline_band=band,
                at_risk=_before_and_after(data),
                numbers=_numbers(data),
            )
        )


def _numbers(data: Mapping[str, Any]) -> dict[str, float]:
    return {
        key: float(value)
        for key, value in data.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _column_value(spec: Column, value: Any, numbers: dict[str, float], texts: dict[str, str]) -> None:
    """Put down a value of a column of the catalog, as a number or in words."""
    if spec.numeric and isinstance(value, int | float):
        numbers[spec.name] = float(value)
    elif not spec.numeric:
        texts[spec.name] = str(value)


def _before_and_after(data: Mapping[str, Any]) -> tuple[float, float] | None:
    before, after = data.get("value_at_risk_before"), data.get("value_at_risk")
    told = isinstance(before, int | float) and isinstance(after, int | float)
    return (float(before), float(after)) if told else None  # type: ignore[arg-type]


def _totals(data: Mapping[str, Any], key: str) -> dict[str, float]:
    if key in {"bins", "values"} and isinstance(data.get("customers"), int):
        return {"customers": float(data["customers"])}
    return {"customers": float(data["total"])} if isinstance(data.get("total"), int) else {}


def _grouped(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(g["column"]) for g in data.get("groups") or () if isinstance(g, Mapping) and "column" in g)


def _label(value: Any) -> str:
    return str(value.get("label")) if isinstance(value, Mapping) else str(value)


def _equals(node: Any) -> dict[str, frozenset[str]]:
    """The columns a filter fixes to values."""
    if not isinstance(node, Mapping):
        return {}
    found: dict[str, frozenset[str]] = {}
    for part in node.get("all") or ():
        found |= _equals(part)
    if node.get("op") in {"eq", "in"} and isinstance(node.get("column"), str):
        value = node.get("value")
        found[node["column"]] = frozenset(str(v) for v in (value if isinstance(value, list) else [value]))
    return found


def rows_of(world: World, wanted: Mapping[str, frozenset[str]], table: Table) -> Iterator[Row]:
    """The rows of a table that a subject names; a kind the table does not know must be the table's own filter."""
    for row in table.rows:
        if all(_is(row, kind, values, table) for kind, values in wanted.items()):
            yield row


def _is(row: Row, kind: str, values: frozenset[str], table: Table) -> bool:
    own = row.subject.get(kind)
    if own is None and kind in row.texts:
        own = frozenset({row.texts[kind]})
    if own is None:
        own = table.where.get(kind)
    return own is not None and bool(own & values)
