"""Sentences over what follows from Facts: round figures, complements, parts counted out, proposals compared.

Every typed row set is asked the same: which row is first by a number, which stands above which, whom a limit holds of.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bench.claims_kinds import Filling, Kind, Shown
from db.catalog import Catalog
from db.errors import Language

_WORDS = {"en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")}
_PALABRAS = ("ninguno", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")


def derived(data: Mapping[str, Any], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Filling]:
    """Every filling that a Fact allows."""
    rows = [row for row in data.get("rows") or () if isinstance(row, Mapping)]
    families = (
        _round(data, shown),
        _complements(data, catalog, language, shown),
        _options([o for o in data.get("options") or () if isinstance(o, Mapping)], catalog, language),
        _weights(data, catalog, language, shown),
        _slices(data, shown),
        _pairs(rows, shown),
        _status(data),
    )
    yield from (("derived", *one) for family in families for one in family)


def _round(data: Mapping[str, Any], shown: Shown) -> Iterator[Kind]:
    """Amounts rounded as people round them; one of them is the other's figure."""
    before, after = data.get("value_at_risk_before"), data.get("value_at_risk")
    if isinstance(after, float) and after > 1000:
        near = {"P": str(data.get("name")), "v": _short(after, -2, shown), "w": _short(after, -3, shown)}
        yield "round", near, {**near, "v": _short(after * 1.2, -2, shown), "w": _short(after * 1.2, -3, shown)}
        if isinstance(before, float) and before > after * 1.1:
            slots = {"a": _short(before, -2, shown), "b": _short(after, -2, shown)}
            yield "falls", slots, {"a": slots["b"], "b": slots["a"]}
            yield "difference", {"d": _short(before - after, -2, shown)}, {"d": slots["b"]}
            smaller = after / before < 0.5
            yield "to_less_than_half", {} if smaller else None, None if smaller else {}


def _short(value: float, places: int, shown: Shown) -> str:
    return re.sub(r"[.,]00(?!\d)", "", shown.money(round(value, places)))


def _complements(data: Mapping[str, Any], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Kind]:
    """How many a share is, and what is left of it: of a flag, both of whose values have names."""
    total, measures = data.get("total"), data.get("measures") or [{}]
    where = measures[0].get("where") or {} if isinstance(measures[0], Mapping) else {}
    spec = catalog.columns.get(str(where.get("column")))
    share = total.get("share") if isinstance(total, Mapping) else None
    if spec is None or spec.kind != "flag" or where.get("op") != "eq" or not isinstance(share, float) or data["rows"]:
        return
    value = str(where["value"])
    other = next(v for v in spec.values if v != value)
    customers = total["customers"]  # type: ignore[index]
    slots = {"A": spec.values[value].shown(language), "B": spec.values[other].shown(language)}
    sides = {"n": shown.count(round(share * customers, -1)), "m": shown.count(round((1 - share) * customers, -1))}
    yield "part_of", {**slots, "n": sides["n"]}, {**slots, "n": sides["m"]}
    yield "complement", {**slots, "k": shown.percent(1 - share)}, {**slots, "k": shown.percent(share)}
    yield "outnumber", *((slots, _turned(slots)) if share > 0.5 else (_turned(slots), slots))


def _turned(slots: Mapping[str, str]) -> Mapping[str, str]:
    return {**slots, "A": slots["B"], "B": slots["A"]}


def _options(options: Sequence[Mapping[str, Any]], catalog: Catalog, language: Language) -> Iterator[Kind]:
    """Which proposal does most, which more than another, in which band it ends."""
    sets = [frozenset(o.get("changes") or {}) for o in options]
    if len(options) < 2 or len(set(sets)) < len(sets) or any("value_kept" not in o for o in options):
        return
    called = [" + ".join(_change(c, o["changes"][c], catalog, language) for c in sorted(o["changes"])) for o in options]
    ranked = sorted(range(len(options)), key=lambda n: -options[n]["value_kept"])
    first, last = called[ranked[0]], called[ranked[-1]]
    yield "best_option", {"O": first}, {"O": last}
    yield "better_option", {"O": first, "Q": last}, {"O": last, "Q": first}
    for number in ranked[:2]:
        yield _ends_in(called[number], options[number]["band"], language)
    yield from _no_such(options, catalog, language)


def _ends_in(called: str, band: str, language: Language) -> Kind:
    """The band that a proposal ends in, and another one."""
    bands = {"low": ("bajo", "low"), "medium": ("medio", "medium"), "high": ("alto", "high")}
    wrong, at = "low" if band != "low" else "medium", 1 if language == "en" else 0
    return "option_band", {"O": called, "band": bands[band][at]}, {"O": called, "band": bands[wrong][at]}


def _no_such(options: Sequence[Mapping[str, Any]], catalog: Catalog, language: Language) -> Iterator[Kind]:
    """A change that is proposed only together with another."""
    sets = [frozenset(o["changes"]) for o in options]
    single = {next(iter(s)) for s in sets if len(s) == 1}
    missing = sorted({column for s in sets for column in s} - single)
    if missing:
        value = next(o["changes"][missing[0]] for o in options if missing[0] in o["changes"])
        yield "no_such_option", None, {"O": _change(missing[0], value, catalog, language)}


def _change(column: str, value: Any, catalog: Catalog, language: Language) -> str:
    """A change as a reply tells it."""
    name = catalog.columns[column].names.shown(language)
    return f"{value} {name}" if isinstance(value, int) and value > 1 else name


def _weights(data: Mapping[str, Any], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Kind]:
    """How many models weigh nothing, and whether all weigh something."""
    rows = [r for r in data.get("rows") or () if isinstance(r, Mapping) and {"member", "weight"} <= r.keys()]
    if len(rows) < 3:
        return
    none = [r["member"] for r in rows if r["weight"] == 0]
    some = sorted((r for r in rows if r["weight"] > 0), key=lambda r: -r["weight"])
    if none:
        count = _WORDS["en"] if language == "en" else _PALABRAS
        slots = {"k": count[len(none)], "n": count[len(rows)], "all": ", ".join(none)}
        yield "weigh_nothing", slots, {**slots, "k": count[len(none) + 1]}
        yield "all_weigh", None, slots
        yield "zero_weight", {"M": none[0]}, {"M": some[-1]["member"]}
    if len(some) > 1:
        yield from _heaviest(some, catalog, language, shown)


def _heaviest(some: Sequence[Mapping[str, Any]], catalog: Catalog, language: Language, shown: Shown) -> Iterator[Kind]:
    """The two models that weigh most, in their order; the weight of one told of a column is false."""
    a, b = (shown.percent(r["weight"], 0) for r in some[:2])
    slots = {"M": some[0]["member"], "N": some[1]["member"]}
    yield "follow", {**slots, "a": a, "b": b}, {**slots, "a": b, "b": a}
    column = next(c for c in catalog.columns.values() if c.kind == "integer" and c.name != catalog.id)
    yield "of_a_column", None, {"column": column.names.shown(language), "a": shown.percent(some[0]["weight"])}


def _slices(data: Mapping[str, Any], shown: Shown) -> Iterator[Kind]:
    """How much so many hold: the share of one row with the number of another is false."""
    curve = [row for row in data.get("curve") or () if isinstance(row, Mapping)]
    for one, other in pairwise(curve):
        slots = {"h": shown.count(one["holders"]), "s": shown.percent(one["share"])}
        yield "hold", slots, {**slots, "s": shown.percent(other["share"])}


def _pairs(rows: Sequence[Mapping[str, Any]], shown: Shown) -> Iterator[Kind]:
    """Two who are named: both of them, and one against the other."""
    named = [r for r in rows if r.get("name") and isinstance(r.get("probability"), float)][:2]
    if len(named) < 2 or named[0]["name"] == named[1]["name"]:
        return
    low, high = sorted(r["probability"] for r in named)
    slots = {"P": str(named[0]["name"]), "Q": str(named[1]["name"])}
    above, between = shown.percent(int(low * 100) / 100, 0), shown.percent((low + high) / 2, 1)
    yield "both_over", {**slots, "x": above}, {**slots, "x": between} if high - low > 0.01 else None
    if low != high:
        one, other = (shown.percent(r["probability"]) for r in named)
        yield "against", {**slots, "a": one, "b": other}, {**slots, "a": other, "b": one}


def _status(data: Mapping[str, Any]) -> Iterator[Kind]:
    """Whether somebody left, of whom the bank does not know."""
    if data.get("name") and "left" in data and "changes" not in data and data.get("probability") is not None:
        yield (
            "gone",
            {"P": str(data["name"])} if data["left"] else None,
            None if data["left"] else {"P": str(data["name"])},
        )
