"""Comparisons in words: ``edad superior a 50 años``, ``más de 3 productos``, ``a balance over €200,000``."""

from collections.abc import Sequence
from typing import Any

from tools.replies import grammar
from tools.replies.value_words import Namer

_ES = {"gt": "superior a {}", "ge": "de al menos {}", "lt": "inferior a {}", "le": "de como máximo {}", "eq": "de {}"}
_EN = {"gt": "over {}", "ge": "of at least {}", "lt": "under {}", "le": "of at most {}", "eq": "of {}"}
_ES_COUNTED = {"gt": "más de {}", "ge": "al menos {}", "lt": "menos de {}", "le": "como máximo {}", "eq": "{}"}
_EN_COUNTED = {"gt": "more than {}", "ge": "at least {}", "lt": "fewer than {}", "le": "at most {}", "eq": "{}"}
_ES_DATES = {"gt": "posterior a {}", "ge": "desde {}", "lt": "anterior a {}", "le": "hasta {}", "eq": "{}"}
_EN_DATES = {"gt": "after {}", "ge": "from {}", "lt": "before {}", "le": "until {}", "eq": "{}"}


def amount(n: Namer, column: str, op: str, value: Any) -> str:
    """One comparison of a column as what somebody has; signs where there are no words for it."""
    name, spec = n.column(column), n.spec(column)
    spanish = n.language == "es"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _several(n, column, op, list(value))
    words, dates, counted = (_ES, _ES_DATES, _ES_COUNTED) if spanish else (_EN, _EN_DATES, _EN_COUNTED)
    if spec is not None and spec.kind == "date":
        return f"{name} {dates[op].format(n.value(column, value))}" if op in dates else n.condition(column, op, value)
    if op in counted and n.counted(column):
        return counted[op].format(many(n, column, value))
    if op not in words:
        return n.condition(column, op, value)
    text = words[op]
    if spanish and grammar.plural(name):
        text = text.replace("superior ", "superiores ").replace("inferior ", "inferiores ")
    article = "" if spanish or grammar.plural_en(name) or spec is None else f"{grammar.an(name)} "
    return f"{article}{name} {text.format(n.threshold(column, value))}"


def _several(n: Namer, column: str, op: str, values: list[Any]) -> str:
    name = n.column(column)
    if op == "between" and len(values) == 2:
        if n.counted(column):
            low = n.threshold(column, values[0], unit=False)
            return n.text("amount.between_and", low=low) + many(n, column, values[1])
        low, high = n.threshold(column, values[0], unit=False), n.threshold(column, values[1])
        return n.text("amount.between_and_2", name=name, low=low, high=high)
    if op != "in":
        return n.condition(column, op, values)
    shown = [n.threshold(column, value, unit=False) for value in values]
    if n.counted(column):
        return n.either([*shown[:-1], many(n, column, values[-1])])
    return n.text("amount.of", name=name, either=n.either(shown))


def many(n: Namer, column: str, value: Any) -> str:
    """``2 productos``, ``1 producto``, ``3 months on book``."""
    name, shown = n.things(column), n.threshold(column, value, unit=False)
    if float(value) != 1:
        return f"{shown} {name}"
    spec = n.spec(column)
    known = (spec.names.es if n.language == "es" else spec.names.en) if spec is not None else ()
    head, _, rest = name.partition(" ")
    single = [" ".join(part for part in (head.removesuffix(end), rest) if part) for end in ("s", "es")]
    found = next((one for one in single if one in known), None)
    if found is None and n.language == "en":
        found = single[0] if head.endswith("s") else name.removesuffix("s")
    return f"{shown} {found or _singular(name)}"


def _singular(name: str) -> str:
    """A Spanish plural's singular by its ending: ``productos``, ``operaciones``, ``meses``."""
    head, _, rest = name.partition(" ")
    if head.endswith("iones"):
        head = f"{head[:-5]}ión"
    elif head.endswith(("ses", "des", "res", "les", "nes")):
        head = head[:-2]
    else:
        head = head.removesuffix("s")
    return " ".join(part for part in (head, rest) if part)
