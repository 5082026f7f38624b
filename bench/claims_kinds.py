"""Sentences over what Facts hold besides rates: means of a population, models, neighbours, proposals, statistics."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from db.catalog import Catalog
from db.errors import Language

Slots = Mapping[str, str]
Filling = tuple[str, str, Slots | None, Slots | None]
"""Family, kind, a filling that is true and one that is false."""


class Shown(Protocol):
    """How figures and groups are written in the language of the sentences."""

    def count(self, value: float) -> str:
        """A count."""

    def percent(self, share: float, places: int = 1) -> str:
        """A share."""

    def money(self, value: float) -> str:
        """An amount."""

    def group(self, column: str, value: Any) -> str:
        """A group of a column."""


def fillings(data: Mapping[str, Any], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Filling]:
    """Every filling that a Fact allows."""
    rows = [row for row in data.get("rows") or () if isinstance(row, Mapping)]
    groups = [str(g["column"]) for g in data.get("groups") or () if isinstance(g, Mapping) and "column" in g]
    if len(groups) == 1 and data.get("groups_total") == len(rows) > 1:
        yield from (("means", *one) for one in _means(groups[0], rows, data, catalog, shown))
        yield from (("unions", *one) for one in _unions(groups[0], rows, shown))
    if isinstance(data.get("report"), Mapping):
        yield from (("models", *one) for one in _models(data["report"]))
    if rows and all("distance" in row and row.get("name") for row in rows):
        yield from (("neighbours", *one) for one in _neighbours(rows, data, catalog, language))
    if data.get("options") and data.get("name"):
        yield from (("options", *one) for one in _options(data, catalog, language))
    if {"mean", "median", "q3"} <= data.keys() and data.get("customers"):
        yield from (("statistics", *one) for one in _statistics(data, shown))


Kind = tuple[str, Slots | None, Slots | None]


def _means(column: str, rows: Sequence[Any], data: Mapping[str, Any], catalog: Catalog, shown: Shown) -> Iterator[Kind]:
    """Of whom a mean is told, and how far two means lie apart."""
    key = next((str(m["key"]) for m in data["measures"] if str(m.get("key", "")).startswith("mean_")), "")
    spec = catalog.columns.get(key.removeprefix("mean_"))
    named = [row for row in rows if row.get(column) is not None and isinstance(row.get(key), float)]
    if spec is None or spec.kind != "money" or len(named) < 2:
        return
    top, low = max(named, key=lambda row: row[key]), min(named, key=lambda row: row[key])
    slots = {"G": shown.group(column, top[column]), "H": shown.group(column, low[column]), "v": shown.money(top[key])}
    if data.get("population") in {"left", "current"}:
        left = data["population"] == "left"
        yield "of_leavers", slots if left else None, None if left else slots
        yield "of_current", None if left else slots, slots if left else None
    gap = top[key] - low[key]
    if gap > 1:
        yield "gap", {**slots, "d": shown.money(gap)}, {**slots, "d": shown.money(gap * 1.7 + 3)}


def _unions(column: str, rows: Sequence[Any], shown: Shown) -> Iterator[Kind]:
    """Two groups together, and the share of a group that stays."""
    named = [row for row in rows if row.get(column) is not None and row.get("customers")]
    if len(named) < 3 or not all("left" in row and "churn_rate" in row for row in named):
        return
    one, other = named[0], named[1]
    both = one["customers"] + other["customers"]
    rate = (one["left"] + other["left"]) / both
    slots = {"G": shown.group(column, one[column]), "H": shown.group(column, other[column])}
    yield "counted", {**slots, "c": shown.count(both)}, {**slots, "c": shown.count(both * 2 + 7)}
    yield "rate", {**slots, "v": shown.percent(rate)}, {**slots, "v": shown.percent(_far(rate))}
    stay = 1 - one["churn_rate"]
    if abs(stay - 0.5) > 0.1:
        yield "stay", {**slots, "v": shown.percent(stay)}, {**slots, "v": shown.percent(_far(stay))}


def _models(report: Mapping[str, Any]) -> Iterator[Kind]:
    """Which model weighs most, which measures best."""
    weights = {name: weight for name, weight in (report.get("weights_in_force") or {}).items() if name != "base rate"}
    members = {name: m["auc"] for name, m in (report.get("members") or {}).items() if isinstance(m, Mapping)}
    if len(weights) < 2 or len(set(members.values())) < len(members) or len(members) < 2:
        return
    heavy, light = max(weights, key=weights.__getitem__), min(weights, key=weights.__getitem__)
    best, worst = max(members, key=members.__getitem__), min(members, key=members.__getitem__)
    yield "heaviest", {"M": heavy}, {"M": light}
    yield "best", {"M": best}, {"M": worst}
    yield "better", {"M": best, "N": worst}, {"M": worst, "N": best}


def _neighbours(rows: Sequence[Any], data: Mapping[str, Any], catalog: Catalog, language: Language) -> Iterator[Kind]:
    """Who is the nearest, and within which limits a column lies."""
    ranked = sorted(rows, key=lambda row: row["distance"])
    names = [str(row["name"]) for row in ranked]
    if len(set(names)) < len(names) or len(names) < 2:
        return
    who = str(data["name"])
    yield "nearest", {"P": names[0], "Q": who}, {"P": names[-1], "Q": who}
    for column, spec in catalog.columns.items():
        values = [row["columns"].get(column) for row in rows if isinstance(row.get("columns"), Mapping)]
        if spec.kind != "integer" or len(values) < len(rows) or not all(isinstance(v, int) for v in values):
            continue
        low, high = min(values), max(values)
        called = spec.names.shown(language)
        if low < high:
            slots = {"column": called, "Q": who}
            yield (
                "between",
                {**slots, "a": str(low), "b": str(high)},
                {**slots, "a": str(high + 41), "b": str(high + 57)},
            )
            return


def _options(data: Mapping[str, Any], catalog: Catalog, language: Language) -> Iterator[Kind]:
    """What is proposed."""
    offered = {column for option in data["options"] for column in option.get("changes") or {}}
    others = [c.name for c in catalog.columns.values() if c.actionable and c.name not in offered]
    others += [c.name for c in catalog.columns.values() if c.numeric and c.name not in {*offered, *others}]
    changes = data["options"][0].get("changes") or {}
    first = next(iter(changes), None)
    if first is None or not others or len(changes) > 1:
        return
    said = {"P": str(data["name"])}
    called = {c: catalog.columns[c].names.shown(language) for c in (first, others[0])}
    yield "proposed", {**said, "column": called[first]}, {**said, "column": called[others[0]]}


def _statistics(data: Mapping[str, Any], shown: Shown) -> Iterator[Kind]:
    """The mean beside the median, and the share beyond a quartile."""
    mean, median = data["mean"], data["median"]
    if abs(mean - median) > abs(median) * 0.02:
        above = mean > median
        yield "mean_above", {} if above else None, None if above else {}
        yield "mean_below", None if above else {}, {} if above else None
    if float(data["q3"]).is_integer() and float(median).is_integer() and data["q3"] != median:
        yield "beyond", {"v": shown.count(median)}, {"v": shown.count(data["q3"])}


def _far(share: float) -> float:
    return share + 0.21 if share < 0.6 else share - 0.23
