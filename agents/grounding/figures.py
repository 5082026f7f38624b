"""The Facts as an index of figures: every number with whom it belongs to, so that a claim can be matched and bound.

A figure's subject says whose it is: the customer of the row it stands in, the groups (country = Germany) of that row
and of the Fact's filter. Figures of no customer and no group belong to the whole bank.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.catalog import Catalog
from tools.facts import Fact

CUSTOMER = "customer"
_SHARES = frozenset(
    {"probability", "baseline", "interval", "share", "churn_rate", "difference", "weight", "risk_lowered"}
)
_BAND = frozenset({"from", "to", "last", "label"})
_BY_MEMBER = frozenset({"members", "baselines", "weights_in_force"})
_NUMBER_IN_TEXT = re.compile(r"\d+(?:[.,]\d+)*")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

ANY = frozenset({"*"})
"""Filtered by this kind, but not to one value of it: not Germany, Germany or Spain, over 60."""
Subject = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A number in a Fact. ``unit`` as in `Fact.units`; ``echo``: a limit or threshold of the question, true of
    nobody.
    """

    value: float
    unit: str
    fact_id: str
    path: str
    key: str
    subject: Subject
    echo: bool = False
    derived: str = ""


@dataclass
class FigureIndex:
    """All figures of a turn's Facts, looked up by value."""

    figures: list[Bound] = field(default_factory=list)
    dates: dict[str, list[Bound]] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    """Customer name as written -> ids of the customers of that name."""
    owners: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    """Every other text in the Facts, for telling names from words."""
    types: dict[str, set[str]] = field(default_factory=dict)
    """Kinds of groups in the Facts (columns) and their values."""

    told_apart: dict[str, set[str]] = field(default_factory=dict)
    """The kinds of groups that each Fact's rows are told apart by."""

    def __post_init__(self) -> None:
        self._sorted: list[tuple[float, int]] = []

    def close(self) -> None:
        """Sort for lookup; after the last figure was added."""
        self._sorted = sorted((figure.value, number) for number, figure in enumerate(self.figures))
        self._values = [value for value, _ in self._sorted]

    def between(self, low: float, high: float) -> Iterator[Bound]:
        """Figures whose value lies in [low, high]."""
        first, last = bisect_left(self._values, low), bisect_right(self._values, high)
        yield from (self.figures[number] for _, number in self._sorted[first:last])

    @property
    def customers(self) -> set[str]:
        """Ids of all customers in the Facts."""
        return self.types.get(CUSTOMER, set())


def index(facts: Sequence[Fact], catalog: Catalog) -> FigureIndex:
    """Index the Facts."""
    found = FigureIndex()
    for fact in facts:
        walker = _Walker(found, fact, catalog)
        walker.walk(fact.data, "", walker.scope(), "")
        walker.arguments(fact.arguments, "arguments")
        walker.kinds()
        walker.sides()
    found.close()
    return found


class _Walker:
    """Walks one Fact."""

    def __init__(self, found: FigureIndex, fact: Fact, catalog: Catalog) -> None:
        self._found, self._fact, self._catalog = found, fact, catalog
        groups = fact.data.get("groups")
        self._grouped = {
            str(group["column"])
            for group in (groups if isinstance(groups, list) else ())
            if isinstance(group, Mapping) and "column" in group
        }
        found.told_apart[fact.id] = self._grouped
        measures = fact.data.get("measures")
        self._of_measure = {
            str(measure.get("key")): self._filter(measure.get("where"))
            for measure in (measures if isinstance(measures, list) else ())
            if isinstance(measure, Mapping) and measure.get("where")
        }
        for measure in measures if isinstance(measures, list) else ():
            self._thresholds(measure.get("where") if isinstance(measure, Mapping) else None)

    def kinds(self) -> None:
        """How many groups of each kind a Fact tells apart: three countries, though the rows are six."""
        rows = self._fact.data.get("rows") or ()
        for column in sorted(self._grouped) if len(self._grouped) > 1 else ():
            values = {str(row.get(column)) for row in rows if isinstance(row, Mapping)}
            self._add(float(len(values)), "rows", {}, column, unit="count", derived=f"count of {column}")

    def sides(self) -> None:
        """Of a share of a flag's one value: how many that is, and the share and number of the other value."""
        scope = self._filter(self._fact.data.get("where"))
        for column, value, parts in flag_shares(self._fact.data, self._catalog):
            self._found.types.setdefault(column, set()).update(parts)
            for side, part in parts.items():
                subject = {**scope, column: frozenset({side})}
                count = float(round(part * self._fact.data["total"]["customers"]))
                self._add(count, "total.share", subject, "customers", unit="count", derived="share × customers")
                if side != value:
                    self._add(part, "total.share", subject, "share", unit="share", derived="1 − share")

    def scope(self) -> dict[str, frozenset[str]]:
        """Groups the whole Fact is filtered to, and its thresholds as figures that may be echoed."""
        where = self._fact.data.get("where")
        self._thresholds(where)
        return self._filter(where)

    def _filter(self, node: Any) -> dict[str, frozenset[str]]:
        """A filter as a subject: values by column where all must hold, ``ANY`` where it is looser than that."""
        if not isinstance(node, Mapping):
            return {}
        subject: dict[str, frozenset[str]] = {}
        for part in node.get("all") or ():
            subject |= self._filter(part)
        for part in (*(node.get("any") or ()), *([node["not"]] if "not" in node else ())):
            subject |= dict.fromkeys(_columns_in(part), ANY)
        column, op, value = node.get("column"), node.get("op"), node.get("value")
        if isinstance(column, str):
            values = frozenset(str(v) for v in (value if isinstance(value, list) else [value]))
            subject[column] = values if op in {"eq", "in"} else ANY
            self._found.types.setdefault(column, set()).update(values if op in {"eq", "in"} else ())
        return subject

    def _thresholds(self, node: Any) -> None:
        if isinstance(node, list | tuple):
            for part in node:
                self._thresholds(part)
        elif isinstance(node, Mapping):
            for key in ("all", "any", "not"):
                self._thresholds(node.get(key))
            value, column = node.get("value"), str(node.get("column", ""))
            against = node.get("against")
            if isinstance(against, Mapping) and str(against.get("stat", ""))[1:].isdigit():
                self._echo(float(against["stat"][1:]), "where", key=column)  # the 90 of "percentile 90"
            for number in value if isinstance(value, list) else [value]:
                if isinstance(number, int | float) and not isinstance(number, bool):
                    self._echo(float(number), "where", key=column)

    def walk(self, value: Any, path: str, subject: Subject, key: str) -> None:
        """Visit a value inside the data."""
        if isinstance(value, Mapping):
            self._mapping(value, path, subject)
        elif isinstance(value, list | tuple):
            self._list(value, path, subject, key)
        elif isinstance(value, bool) or value is None:
            return
        elif isinstance(value, int | float):
            self._add(float(value), path, subject, key)
        else:
            self._text(str(value), path, subject, key)

    def _mapping(self, value: Mapping[str, Any], path: str, subject: Subject) -> None:
        own = {**subject, **self._identity(value)}
        self._identify(value, own)
        for key, item in value.items():
            if key == "value" and value.get("column") in self._catalog.columns:
                self.walk(item, f"{path}.{key}", own, str(value["column"]))
            elif key in _BY_MEMBER and isinstance(item, Mapping):
                self._members(item, f"{path}.{key}" if path else key, own)
            elif key == "overall":  # of everybody, whatever the Fact is filtered to
                self.walk(item, f"{path}.{key}" if path else key, {}, key)
            elif key not in {"where", "units", "measures", "groups"}:
                self.walk(item, f"{path}.{key}" if path else key, own, key)
            self._found.texts.add(str(key))

    def _members(self, value: Mapping[str, Any], path: str, subject: Subject) -> None:
        """What is told of each model of the mixture, by its name."""
        for name, item in value.items():
            self._found.types.setdefault("member", set()).add(str(name))
            self._found.texts.add(str(name))
            self.walk(item, f"{path}.{name}", {**subject, "member": frozenset({str(name)})}, "weight")

    def _identity(self, value: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """Whose row this is."""
        if value.get("customer_id") is not None:
            return {CUSTOMER: frozenset({str(value["customer_id"])})}
        if value.keys() <= _BAND:
            return {}
        own = self._filter(value.get("where"))
        if own:
            self._thresholds(value["where"])
        if isinstance(value.get("member"), str):
            own["member"] = frozenset({str(value["member"])})
        column = self._fact.data.get("column")
        if column and "value" in value and "customers" in value:
            own[str(column)] = frozenset({str(value["value"])})
        for key, item in value.items():
            spec = self._catalog.columns.get(key)
            if (key == "risk_band" or (spec and spec.kind in {"category", "flag"})) and isinstance(item, str | int):
                own[key] = frozenset({str(item)})
            elif spec and isinstance(item, Mapping) and "label" in item:
                own[key] = frozenset({str(item["label"])})
            elif key in self._grouped and isinstance(item, int | float) and float(item).is_integer():
                own[key] = frozenset({str(int(item))})
        if "label" in value and isinstance(value["label"], str) and not own:
            own[str(column or "label")] = frozenset({value["label"]})
        return own

    def _identify(self, value: Mapping[str, Any], own: Subject) -> None:
        for kind, values in own.items():
            self._found.types.setdefault(kind, set()).update(values)
        customer, name = value.get("customer_id"), value.get("name")
        if customer is not None and isinstance(name, str) and name.strip():
            known = self._found.names.get(name, frozenset())
            self._found.names[name] = known | {str(customer)}

    def _list(self, value: Sequence[Any], path: str, subject: Subject, key: str) -> None:
        for number, item in enumerate(value):
            self.walk(item, f"{path}[{number}]", subject, key)
        if value and key != "interval":
            self._add(float(len(value)), path, subject, key, unit="count", derived=f"count of {path}")
            left = sum(1 for item in value if isinstance(item, Mapping) and item.get("left") is True)
            if left:
                self._add(float(left), path, subject, key, unit="count", derived=f"count of {path} with left")

    def _add(self, value: float, path: str, subject: Subject, key: str, *, unit: str = "", derived: str = "") -> None:
        if key == "value" and CUSTOMER in subject and self._unit(key) == "money" and self._catalog.value:
            key = self._catalog.value  # what a customer is worth to the bank is a column of its own
        self._found.figures.append(
            Bound(
                value=value,
                unit=unit or self._unit(key),
                fact_id=self._fact.id,
                path=path,
                key=key,
                subject={**subject, **self._of_measure[key]} if key in self._of_measure else subject,
                derived=derived,
            )
        )

    def _unit(self, key: str) -> str:
        said = self._fact.units.get(key)
        if said:
            return said
        spec = self._catalog.columns.get(key)
        if key in {"customer_id", self._catalog.id}:
            return "id"
        if key == "left":
            return "count"
        if spec is not None:
            return spec.kind if spec.kind in {"money", "date"} else spec.unit.shown("en") or "number"
        if (
            key in _SHARES
            or key.endswith(("_share", "_rate", "_probability"))
            or key.startswith(("share", "churn_rate"))
        ):
            return "share"
        return "number"

    def _text(self, value: str, path: str, subject: Subject, key: str) -> None:
        self._found.texts.add(value)
        if key in {"owner", self._catalog.owner}:
            self._found.owners.add(value)
        for day in _ISO.findall(value):
            bound = Bound(value=0, unit="date", fact_id=self._fact.id, path=path, key=key, subject=subject)
            self._found.dates.setdefault(day, []).append(bound)
        if key in {"customer_id", self._catalog.id} and value.isdigit():
            self._add(float(value), path, subject, key, unit="id")
            return
        spec = self._catalog.columns.get(key)
        if spec is not None and spec.kind in {"category", "flag"}:
            if value.isdigit() and spec.kind == "category":
                self._found.types.setdefault(key, set()).add(value)
            return
        for digits in _NUMBER_IN_TEXT.findall(_ISO.sub(" ", value))[:50]:
            plain = digits.replace(",", ".")
            if plain.count(".") <= 1:
                self._add(float(plain), path, subject, key, unit="text")

    def arguments(self, value: Any, path: str) -> None:
        """Numbers of the call (limits, thresholds, ids asked for): they may be echoed."""
        if isinstance(value, Mapping):
            for key, item in value.items():
                self.arguments(item, f"{path}.{key}")
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                self.arguments(item, f"{path}[{number}]")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._echo(float(value), path)
        elif isinstance(value, str):
            self._found.texts.add(value)
            for day in _ISO.findall(value):
                bound = Bound(value=0, unit="date", fact_id=self._fact.id, path=path, key="", subject={}, echo=True)
                self._found.dates.setdefault(day, []).append(bound)
            for digits in _NUMBER_IN_TEXT.findall(value):
                if digits.replace(".", "", 1).isdigit():
                    self._echo(float(digits), path)

    def _echo(self, value: float, path: str, *, key: str = "") -> None:
        unit = self._unit(key) if key else "echo"
        self._found.figures.append(
            Bound(value=value, unit=unit, fact_id=self._fact.id, path=path, key=key, subject={}, echo=True)
        )


def flag_shares(data: Mapping[str, Any], catalog: Catalog) -> Iterator[tuple[str, str, dict[str, float]]]:
    """The flags whose share of everybody a Fact tells: the column, the value told, and the share of each value."""
    total = data.get("total")
    if not isinstance(total, Mapping) or not total.get("customers") or data.get("rows"):
        return
    for measure in data.get("measures") or ():
        where = measure.get("where") if isinstance(measure, Mapping) else None
        if not isinstance(where, Mapping) or where.get("op") != "eq":
            continue
        spec, share = catalog.columns.get(str(where.get("column"))), total.get(str(measure.get("key")))
        if spec is not None and spec.kind == "flag" and len(spec.values) == 2 and isinstance(share, float):
            value = str(where.get("value"))
            yield spec.name, value, {v: share if v == value else 1 - share for v in spec.values}


def _columns_in(node: Any) -> set[str]:
    """Every column a filter names."""
    if isinstance(node, list | tuple):
        return {column for part in node for column in _columns_in(part)}
    if not isinstance(node, Mapping):
        return set()
    inner = {column for key in ("all", "any", "not") for column in _columns_in(node.get(key))}
    return inner | ({str(node["column"])} if "column" in node else set())
