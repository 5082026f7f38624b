"""Facts to points, one function for each tool whose answers have a known best content. Others have none.

The weights are set here once for every use: 3 what was asked for, 2 what carries the answer, 1 what completes it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from agents.points.model import Point
from tools.facts import Fact

_DRIVERS = 3
_NEXT_ROWS = 3
_WIDE = 0.2
"""A risk's interval from this width on is told as wide."""
_FEW = 100
"""Groups below this size are told as small where their rate is told."""
_RATES = frozenset({"churn_rate", "mean_risk", "high_risk_share"})
_Found = Iterator[Point]


def points_of(facts: Sequence[Fact]) -> tuple[Point, ...]:
    """The points of a good answer over these Facts, the weightiest of each Fact first."""
    found: dict[str, Point] = {}
    for fact in facts:
        derive = _BY_TOOL.get(fact.tool)
        if derive is not None and fact.data.get("status") is None:
            for point in sorted(derive(fact), key=lambda point: -point.weight):
                found.setdefault(point.id, point)
    return tuple(found.values())


def _figure(fact: Fact, path: str, weight: float, words: str, **told: Any) -> Point:
    customer = told.get("customer", fact.data).get("customer_id")
    return Point(
        id=f"{fact.id}.{path}", kind="figure", weight=weight, fact=fact, words=words, path=path,
        customer=None if customer is None else str(customer), told=told,
    )  # fmt: skip


def _caution(fact: Fact, words: str, weight: float = 1, **told: Any) -> Point:
    customer = fact.data.get("customer_id")
    return Point(
        id=f"{fact.id}.{words}", kind="caution", weight=weight, fact=fact, words=words, told=told,
        customer=None if customer is None else str(customer),
    )  # fmt: skip


def _cautions_of_one(fact: Fact) -> _Found:
    """What has to be said of one customer's risk: that they left, that the interval is wide."""
    data = fact.data
    if data.get("left"):
        yield _caution(fact, "left", 2)
    interval = data.get("interval")
    if interval and interval[1] - interval[0] >= _WIDE:
        yield _caution(fact, "wide", low=interval[0], high=interval[1])


def _risk(fact: Fact) -> _Found:
    data = fact.data
    if isinstance(data.get("rows"), list):
        yield from _risks(fact, data["rows"][:_NEXT_ROWS])
    elif data.get("probability") is not None:
        yield _figure(fact, "probability", 3, "probability", value=data["probability"])
        if data.get("value_at_risk") is not None:
            yield _figure(fact, "value_at_risk", 1, "value_at_risk", value=data["value_at_risk"])
        yield from _cautions_of_one(fact)


def _risks(fact: Fact, rows: Sequence[Mapping[str, Any]]) -> _Found:
    """Several customers' risks."""
    for number, row in enumerate(rows):
        if row.get("probability") is not None:
            path = f"rows[{number}].probability"
            yield _figure(fact, path, 2, "probability", value=row["probability"], customer=row)


def _reasons(fact: Fact) -> _Found:
    data = fact.data
    yield _figure(fact, "probability", 2, "probability", value=data["probability"])
    ranked = sorted(enumerate(data["attributions"]), key=lambda pair: -abs(pair[1]["shapley"]))
    for place, (_, driver) in enumerate(ranked[:_DRIVERS]):
        if driver["shapley"] == 0:
            continue
        rises = driver["shapley"] > 0
        yield Point(
            id=f"{fact.id}.driver.{driver['column']}", kind="driver", weight=2 if place == 0 else 1.5, fact=fact,
            words="raises" if rises else "lowers", columns=(driver["column"],), rises=rises,
            customer=str(data["customer_id"]),
        )  # fmt: skip
    yield _caution(fact, "association")
    yield from _cautions_of_one(fact)


def _options(fact: Fact) -> _Found:
    data = fact.data
    if data.get("left"):
        yield _caution(fact, "left", 3)
    if not data.get("options"):
        return
    first = data["options"][0]
    yield Point(
        id=f"{fact.id}.first_action", kind="action", weight=3, fact=fact, words="propose",
        path="options[0].probability", columns=tuple(first["changes"]), customer=str(data["customer_id"]),
        told={"value": first["probability"], "option": first},
    )  # fmt: skip
    yield _figure(fact, "probability", 1, "probability", value=data["probability"])
    yield _caution(fact, "association")


def _what_if(fact: Fact) -> _Found:
    data = fact.data
    yield _figure(fact, "probability", 3, "supposed", value=data["probability"], option=data)
    if data["baseline"] != data["probability"]:
        yield _figure(fact, "baseline", 1, "baseline", value=data["baseline"])
    yield _caution(fact, "association")
    if data.get("left"):
        yield _caution(fact, "left", 2)


def _watch(fact: Fact) -> _Found:
    rows = fact.data["rows"]
    for number, row in enumerate(rows[:_NEXT_ROWS]):
        weight = 2 if number == 0 else 1
        yield _figure(
            fact, f"rows[{number}].probability", weight, "probability", value=row["probability"], customer=row
        )
    if rows:
        first = rows[0]
        if first.get("value_at_risk") is not None:
            yield _figure(
                fact, "rows[0].value_at_risk", 1, "value_at_risk", value=first["value_at_risk"], customer=first
            )
        yield Point(
            id=f"{fact.id}.first_call", kind="action", weight=2, fact=fact, words="call",
            customer=str(first["customer_id"]), told={"customer": first},
        )  # fmt: skip


def _measures(fact: Fact) -> _Found:
    data = fact.data
    for measure in data["measures"][:2]:
        key = measure["key"]
        if data["total"].get(key) is not None and not isinstance(data["total"][key], str):
            weight = 1 if data["rows"] else 3
            words = "overall_count" if measure["measure"] == "customers" else "overall"
            yield _figure(fact, f"total.{key}", weight, words, value=data["total"][key], measure=measure)
    if data["rows"]:
        yield from _ends(fact, data["measures"][0])
    if any(m["measure"] in _RATES for m in data["measures"]):
        sizes = [row["customers"] for row in data["rows"]] or [data["total"].get("customers", 0)]
        if any(0 < size < _FEW for size in sizes):
            yield _caution(fact, "few")


def _ends(fact: Fact, measure: Mapping[str, Any]) -> _Found:
    """The group with the most, and the one with the least."""
    key, columns = measure["key"], [group["column"] for group in fact.data["groups"]]
    known = [
        (row[key], number)
        for number, row in enumerate(fact.data["rows"])
        if isinstance(row.get(key), int | float) and all(row.get(c) is not None for c in columns)
    ]
    cut = fact.data.get("shown", len(known)) < fact.data.get("groups_total", len(known))
    if len({value for value, _ in known}) < 2 or cut:
        return
    for words, (value, number), weight in (("highest", max(known), 2), ("lowest", min(known), 1)):
        if sum(value == other for other, _ in known) == 1:
            row = fact.data["rows"][number]
            yield _figure(fact, f"rows[{number}].{key}", weight, words, value=value, measure=measure, row=row)


def _similar(fact: Fact) -> _Found:
    yield _figure(fact, "left_count", 3, "similar", value=fact.data["left_count"])
    yield _caution(fact, "cases")


def _drivers_of_all(fact: Fact) -> _Found:
    for place, item in enumerate((fact.data.get("importance") or ())[:_DRIVERS]):
        yield Point(
            id=f"{fact.id}.driver.{item['column']}", kind="driver", weight=2 if place == 0 else 1, fact=fact,
            words=("first_driver", "second_driver", "third_driver")[place], columns=(item["column"],),
        )  # fmt: skip
    if fact.data.get("importance"):
        yield _caution(fact, "association")


def _compared(fact: Fact) -> _Found:
    rows = fact.data.get("rows") or ()
    if fact.data.get("kind") == "customers":
        yield from _risks(fact, rows[:_NEXT_ROWS])


_BY_TOOL: dict[str, Callable[[Fact], _Found]] = {
    "predict_churn": _risk,
    "explain_churn": _reasons,
    "retention_options": _options,
    "what_if": _what_if,
    "watch_list": _watch,
    "portfolio": _measures,
    "similar_customers": _similar,
    "model_report": _drivers_of_all,
    "compare": _compared,
}
