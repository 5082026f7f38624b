"""Sentences that relate rows to each other: rankings, who comes next, differences, sums, what is alike, statistics.

Written as notes are, with a label before what is said; each true filling has its least false one: two names exchanged,
another neighbour, another statistic, a sum that does not hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.claims_kinds import Filling, Kind, Shown
from db.catalog import Catalog
from db.errors import Language

_MOST = 6
"""Rows of a table whose whole ranking somebody would write."""


def relations(data: Mapping[str, Any], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Filling]:
    """Every filling that a Fact allows."""
    rows = [row for row in data.get("rows") or () if isinstance(row, Mapping)]
    groups = [str(g["column"]) for g in data.get("groups") or () if isinstance(g, Mapping) and "column" in g]
    if len(groups) == 1 and data.get("groups_total") == len(rows) > 1:
        key = str(data["measures"][0].get("key", "")) if data.get("measures") else ""
        yield from (("relations", *one) for one in _groups(groups[0], rows, key, shown))
    if rows and all(row.get("name") and row.get("customer_id") is not None for row in rows):
        yield from (("relations", *one) for one in _people(rows, data, catalog, language))
    if {"mean", "median"} <= data.keys():
        yield from (("relations", *one) for one in _statistics(data, catalog, language))


def _groups(column: str, rows: Sequence[Any], key: str, shown: Shown) -> Iterator[Kind]:
    named = [row for row in rows if row.get(column) is not None and isinstance(row.get(key), int | float)]
    called = [shown.group(column, row[column]) for row in named]
    values = [float(row[key]) for row in named]
    if len(named) < 3 or len(named) < len(rows) or len(set(values)) < len(values) or key == "":
        return
    ranked = sorted(named, key=lambda row: -float(row[key]))
    names = [shown.group(column, row[column]) for row in ranked]
    if len(names) <= _MOST and len(set(called)) == len(called):
        swapped = [names[1], names[0], *names[2:]]
        yield "ranking", {"order": ", ".join(names)}, {"order": ", ".join(swapped)}
        yield "arrows", {"order": " → ".join(names)}, {"order": " → ".join(swapped)}
    if key == "customers":
        sizes = [row["customers"] for row in ranked]
        slots = {"G": names[0], "H": names[1], "I": names[2]}
        more = sizes[0] > sizes[1] + sizes[2]
        yield "together", slots if more else None, None if more else slots


def _people(rows: Sequence[Any], data: Mapping[str, Any], catalog: Catalog, language: Language) -> Iterator[Kind]:
    names = [str(row["name"]) for row in rows]
    ids = [str(row["customer_id"]) for row in rows]
    if len(set(names)) < len(names) or len(rows) < 4:
        return
    who = [f"{name} ({customer})" for name, customer in zip(names, ids, strict=True)]
    if "value_at_risk_total" in data:
        yield "next", {"P": who[1], "Q": who[2]}, {"P": who[1], "Q": who[3]}
        yield "ranking", {"order": ", ".join(who[:3])}, {"order": ", ".join([who[0], who[2], who[1]])}
    main = data.get("columns")
    if not isinstance(main, Mapping) or "distance" not in rows[0]:
        return
    reference = f"{data.get('name')} ({data.get('customer_id')})"
    for column in (
        c.name for c in catalog.columns.values() if c.kind == "integer" and isinstance(main.get(c.name), int)
    ):
        alike = [w for w, row in zip(who, rows, strict=True) if row["columns"].get(column) == main[column]]
        other = [w for w, row in zip(who, rows, strict=True) if row["columns"].get(column) != main[column]]
        slots = {"Q": reference, "column": catalog.columns[column].names.shown(language)}
        yield "same", {**slots, "P": alike[0]} if alike else None, {**slots, "P": other[0]} if other else None


def _statistics(data: Mapping[str, Any], catalog: Catalog, language: Language) -> Iterator[Kind]:
    spec = catalog.columns.get(str(data.get("column")))
    mean, median = float(data["mean"]), float(data["median"])
    if spec is None or spec.kind != "integer" or abs(mean - median) < 1:
        return
    column = spec.names.shown(language)
    shown = {name: f"{value:.1f}" for name, value in (("mean", mean), ("median", median))}
    yield "mean", {"column": column, "v": shown["mean"]}, {"column": column, "v": shown["median"]}
    yield "median", {"column": column, "v": f"{median:g}"}, {"column": column, "v": shown["mean"]}
