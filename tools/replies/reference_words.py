"""Conditions that compare with more than a value, in words: other columns, figures of many, customers, periods."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tools.query.periods import named
from tools.replies import formats, grammar
from tools.replies.value_words import Namer

Node = Mapping[str, Any]
_IN_TEXT = frozenset({"contains", "starts_with", "ends_with"})
_TIMES = {0.5: "half", 2: "double", 3: "triple"}


def special(n: Namer, node: Node) -> str | None:
    """What is compared with what, as what somebody has; ``None`` for a plain comparison with a value."""
    column, op, value = node["column"], node["op"], node.get("value")
    against = node.get("against")
    if isinstance(against, Mapping):
        return _groups(n, column, op, value, against) if "groups" in against else _against(n, node, against)
    if isinstance(value, Mapping):
        return _of_column(n, column, op, value) if "column" in value else None
    if node.get("part"):
        return _part(n, column, str(node["part"]), op, value)
    if op in _IN_TEXT:
        told = n.text(f"in_text.{op}", name=n.column(column), text=n.plain(str(value)))
        return told if n.language == "es" else f"{grammar.an(told)} {told}"
    return _period(n, column, op, value)


def _of_column(n: Namer, column: str, op: str, value: Node) -> str:
    other, times = str(value["column"]), float(value.get("times", 1))
    if times == 1 and not value.get("plus") and n.counted(column) and op in _OPS:
        name = n.things(column)
        many = n.text(f"many.{'feminine' if grammar.feminine(name) else 'masculine'}")
        compared = n.things(other) or n.column(other)
        return n.text(f"compare_counted.{op}", name=name, other=compared, many=many)
    what = _times(n, other, times)
    plus = float(value.get("plus", 0))
    if plus:
        key = "plus" if plus > 0 else "minus"
        what = n.text(key, what=what, amount=n.threshold(other, abs(plus), unit=False))
    return _compared(n, column, op, what)


_OPS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


def _times(n: Namer, column: str, times: float) -> str:
    """``el doble del salario``, ``twice the salary``."""
    name = n.column(column)
    the = n.text("reference.the", article=grammar.the(name), name=name)
    if times == 1:
        return the
    of = f"de {the}".replace("de el ", "del ", 1)
    shown = formats.number(times, n.language, 0 if times == int(times) else 2)
    return n.text(f"times.{_TIMES.get(times, 'other')}", the=the, of=of, times=shown)


def _compared(n: Namer, column: str, op: str, what: str) -> str:
    """``un saldo superior a la media``: prepositions and articles put together."""
    name = n.text("number_of", name=n.things(column)) if n.things(column) else n.column(column)
    text = n.text(f"compare.{op}", name=name, other=what)
    if n.language == "en":
        return f"{grammar.an(name)} {text}"
    if grammar.plural(name):
        text = text.replace(" superior ", " superiores ").replace(" inferior ", " inferiores ")
    return text.replace(" a el ", " al ").replace(" de el ", " del ")


def _against(n: Namer, node: Node, against: Node) -> str:
    column, shown = str(node["column"]), n.threshold(str(node["column"]), node["value"])
    if "customer" in against:
        gender = "feminine" if grammar.feminine(n.column(column)) else "masculine"
        who = n.of({"customer_id": against["customer"]})
        text = n.text("of_customer", what=n.text(f"own.{gender}"), of=who, value=shown)
        return _compared(n, column, str(node["op"]), text)
    stat = _stat(n, str(against["stat"]))
    if against.get("column") and against["column"] != column:
        stat = n.text("reference.of", stat=stat, column=n.column(str(against["column"])))
    times = float(against.get("times", 1))
    if times != 1:
        of = f"de {stat}".replace("de el ", "del ", 1)
        told = formats.number(times, n.language, 0 if times == int(times) else 2)
        stat = n.text(f"times.{_TIMES.get(times, 'other')}", the=stat, of=of, times=told)
    of_whom = against.get("of") or "all"
    if isinstance(of_whom, Mapping):
        text = n.text("stat.those", stat=stat, people=n.where(of_whom), value=shown)
    else:
        key = n.population if of_whom == "all" and n.population in ("current", "left") else of_whom
        text = n.text(f"stat.{key}", stat=stat, value=shown)
    return _compared(n, column, str(node["op"]), text)


def _stat(n: Namer, stat: str) -> str:
    if stat[:1] == "p":
        return n.text("stat.percentile", q=formats.ordinal(float(stat[1:]), n.language))
    return n.text(f"stat.{stat}")


def _groups(n: Namer, column: str, op: str, value: Any, against: Node) -> str:
    groups = against["groups"]
    values = [n.value(column, v) for v in value or ()]
    listed = n.both(values) if values else n.text("groups.none")
    key = "groups.not_in" if op == "not_in" else "groups.in"
    name = n.column(column)
    one = grammar.one(name) if n.language == "es" else grammar.an(name)
    return n.text(key, one=one, column=name, having=having(n, groups), values=listed)


def having(n: Namer, measure: Node) -> str:
    """What groups have: ``más de 3.000 clientes``; ``tasa de abandono superior al 25 %``."""
    op, value = str(measure["op"]), measure["value"]
    group = "having_customers" if measure["measure"] == "customers" and not measure.get("where") else "having"
    pair = value if isinstance(value, Sequence) and not isinstance(value, str) else (value, value)
    low, high = (n.limit(measure, float(v)) for v in pair)
    text = n.text(f"{group}.{op}", name=n.measure(measure), value=low, low=low, high=high)
    if n.language == "es":
        return text.replace("rior a ", "rior al ") if low.endswith("%") else text
    return text if group == "having_customers" else f"{grammar.an(text)} {text}"


def _period(n: Namer, column: str, op: str, value: Any) -> str | None:
    """A date within a whole month, quarter or year."""
    spec = n.spec(column)
    if spec is None or spec.kind != "date" or op != "between" or not isinstance(value, Sequence):
        return None
    first, last = (date.fromisoformat(str(v)[:10]) for v in value)
    found = named(first, last)
    return n.text("within", name=n.column(column), period=period(n, found)) if found else None


def period(n: Namer, name: Any) -> str:
    """A period as people say it: ``marzo de 2024``, ``trimestre 1 de 2024``, ``2024``."""
    year, _, rest = str(name).partition("-")
    if not rest:
        return year
    if rest[0] == "Q":
        return n.text("period.quarter", quarter=rest[1:], year=year)
    return n.text("period.month", month=formats.months(n.language)[int(rest) - 1], year=year)


def part_value(n: Namer, part: str, value: Any) -> str:
    """A month, a weekday or a quarter by its number, whatever the year."""
    at = int(value)
    match part.removesuffix("_of_year"):
        case "month" if 1 <= at <= 12:
            return formats.months(n.language)[at - 1]
        case "weekday" if 1 <= at <= 7:
            return str(n.texts("weekdays")[at - 1])
        case "quarter":
            return n.text("period.quarter_of_year", quarter=at)
        case _:
            return str(at)


def _part(n: Namer, column: str, part: str, op: str, value: Any) -> str:
    values = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    shown = [part_value(n, part, v) for v in values]
    key = {"eq": "in", "ne": "not_in"}.get(op, op)
    key = f"{key}_day" if part == "weekday" and key in {"in", "not_in"} else key
    low, high = shown[0], shown[-1]
    return n.text(f"part_compare.{key}", name=n.column(column), periods=n.either(shown), low=low, high=high)
