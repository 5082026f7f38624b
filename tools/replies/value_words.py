"""How a reply names things: columns, values, filters and measures in the reader's language, from the catalog."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.catalog import NO, YES, Catalog, Column
from db.errors import Language
from db.text import fold
from db.texts import entry, plural, text
from tools.fields import OF_COLUMN
from tools.replies import formats, grammar
from tools.replies.formats import ordinal

BANDS = {
    "es": {"low": "bajo", "medium": "medio", "high": "alto"},
    "en": {"low": "low", "medium": "medium", "high": "high"},
}
_PREDICTED = {
    "es": {"probability": "riesgo", "risk_band": "nivel de riesgo", "value_at_risk": "valor en riesgo"},
    "en": {"probability": "risk", "risk_band": "risk level", "value_at_risk": "value at risk"},
}
_MEASURES = {
    "es": {
        "customers": "clientes", "churn_rate": "tasa de abandono", "share": "proporción",
        "value_at_risk": "valor en riesgo", "high_risk_share": "proporción de riesgo alto", "mean_risk": "riesgo medio",
    },
    "en": {
        "customers": "customers", "churn_rate": "churn rate", "share": "share",
        "value_at_risk": "value at risk", "high_risk_share": "share at high risk", "mean_risk": "average risk",
    },
}  # fmt: skip
_OF_COLUMN = {
    "es": {"mean": "medio", "sum": "total", "min": "mínimo", "max": "máximo"},
    "en": {"mean": "average {}", "median": "median {}", "sum": "total {}", "min": "minimum {}", "max": "maximum {}"},
}
_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}
_KNOWN = {"is_missing": "value.unknown", "is_known": "value.known"}
_MANY_DIGITS = 1000
_FIGURE = re.compile(r"[-+−<≥]?\s?[€$£]?\d[^\W\d_]{0}[\d.,\s%€$£–-]*(?:\s[^\W\d_]+)?$|—$")


class Namer:
    """Names and numbers for one reader."""

    def __init__(self, language: Language, catalog: Catalog, question: str = "", population: str = "all") -> None:
        self.language = language
        self.catalog = catalog
        self.question = question
        self.population = population
        """Of the Fact that is told: who "everybody" is."""

    def text(self, key: str, **values: object) -> str:
        """A sentence of the message catalogue in the reader's language."""
        return text(self.language, key, **values)

    def plural(self, key: str, count: int, **values: object) -> str:
        """The sentence for that many, in the language's own plural form."""
        return plural(self.language, key, count, **values)

    def texts(self, key: str) -> Any:
        """A list or group of the message catalogue."""
        return entry(self.language, key)

    # --- columns and values

    def spec(self, column: str) -> Column | None:
        """The catalog's column, or ``None`` for a predicted one."""
        return self.catalog.columns.get(column)

    def column(self, column: str) -> str:
        """What a column is called."""
        spec = self.spec(column)
        if spec is None:
            return _PREDICTED[self.language].get(column, column)
        return spec.names.shown(self.language) or column

    def value(self, column: str, value: Any, *, unit: bool = False) -> str:  # noqa: PLR0911
        """A value as people write it; a missing one is a dash."""
        if value is None:
            return "—"
        spec = self.spec(column)
        if column == "probability":
            return formats.share(float(value), self.language)
        if column == "risk_band":
            return BANDS[self.language].get(str(value), str(value))
        if column == "value_at_risk" or (spec is not None and spec.kind == "money"):
            return formats.money(float(value), self.language, self.catalog.currency)
        if spec is None or column in {self.catalog.id, self.catalog.name}:
            return self.plain(str(value))
        if spec.kind == "date":
            return formats.day(str(value), self.language)
        if spec.numeric:
            return self._number(spec, value, unit)
        return self._named(spec, str(value))

    def _number(self, spec: Column, value: Any, unit: bool) -> str:
        number = float(value)
        decimals = spec.decimals if spec.decimals is not None else (0 if number == int(number) else 2)
        text = formats.number(number, self.language, decimals)
        word = self.unit(spec, number) if unit else ""
        return f"{text} {word}" if word else text

    def threshold(self, column: str, value: Any, *, unit: bool = True) -> str:
        """A value to compare with: whole amounts without their zeros."""
        spec = self.spec(column)
        money = column == "value_at_risk" or (spec is not None and spec.kind == "money")
        if money and float(value) == int(value):
            return formats.money(float(value), self.language, self.catalog.currency, 0)
        return self.value(column, value, unit=unit)

    def unit(self, spec: Column, number: float) -> str:
        """The unit in the singular or plural."""
        names = spec.unit.es if self.language == "es" else spec.unit.en
        if not names:
            return ""
        return names[1] if number == 1 and len(names) > 1 else names[0]

    def _named(self, spec: Column, value: str) -> str:
        label = self.catalog.label
        if spec.name == label.column and value in {label.positive, label.negative}:
            return self.yes(value == label.positive)
        if spec.kind == "flag" and len(spec.values) <= 2 and fold(value) in YES | NO:
            return self.yes(fold(value) in YES)
        names = spec.values.get(value)
        return (names.shown(self.language) if names else "") or self.plain(value)

    def yes(self, true: bool) -> str:
        """Yes or no."""
        return yes_or_no(true, self.language)

    @staticmethod
    def plain(text: str) -> str:
        """Text of the bank that cannot act as Markdown or table structure."""
        flat = " ".join(text.split())
        for mark in "\\`*_[]<>|#~":
            flat = flat.replace(mark, f"\\{mark}")
        return flat

    def flag(self, column: str, value: str, *, feminine: bool = False) -> str:
        """``con tarjeta``/``inactivo``: a flag as its value's name in the reader's language, else column: yes."""
        spec = self.spec(column)
        names = spec.values.get(value) if spec is not None else None
        shown = next(iter(names.es if self.language == "es" else names.en), "") if names else ""
        if feminine and names is not None and self.language == "es" and f"{shown[:-1]}a" in names.es:
            shown = f"{shown[:-1]}a"
        return shown or answered(self.column(column), self.value(column, value))

    def customer(self, data: Mapping[str, Any]) -> str:
        """``Hargrave (15634602)``; without a name ``el cliente 15634602``, or the id alone where it has letters."""
        name, number = data.get("name"), data.get("customer_id")
        if number is None:
            return self.text("value.the_described_profile")
        if name:
            return f"{self.plain(str(name))} ({number})"
        text = self.plain(str(number))
        return self.text("value.customer", text=text) if text.isdigit() else text

    def listed(self, data: Mapping[str, Any]) -> str:
        """A customer in a table."""
        name, number = data.get("name"), data.get("customer_id")
        return self.customer(data) if name or number is None else self.plain(str(number))

    def of(self, data: Mapping[str, Any]) -> str:
        """``de Hargrave (15634602)``, ``del cliente 15634602``."""
        return f"of {self.customer(data)}" if self.language == "en" else self._joined("de", data)

    def to(self, data: Mapping[str, Any]) -> str:
        """``a Hargrave (15634602)``, ``al cliente 15634602``."""
        return f"to {self.customer(data)}" if self.language == "en" else self._joined("a", data)

    def _joined(self, preposition: str, data: Mapping[str, Any]) -> str:
        who = self.customer(data)
        return f"{preposition}l {who[3:]}" if who.startswith("el ") else f"{preposition} {who}"

    # --- measures and filters

    def measure(self, measure: Mapping[str, Any]) -> str:
        """What a measure is called, its column and filter included."""
        name, column = str(measure["measure"]), measure.get("column")
        if name in {"percentile", "stdev", "distinct", "ratio", "growth"}:
            text = self._made(name, measure)
        elif column and name in OF_COLUMN:
            text = self._of_column(name, column)
        elif column and name == "share":
            text = self.text("value.share_of_total", column=self.column(column))
        else:
            text = _MEASURES[self.language].get(name, name)
        return f"{text} ({self.where(measure['where'])})" if measure.get("where") else text

    def _made(self, name: str, measure: Mapping[str, Any]) -> str:
        """``percentil 90 de saldo``, ``saldo total entre total de productos``, ``crecimiento de clientes``."""
        if name in {"ratio", "growth"}:
            of, to = (self.measure(part) if part else "" for part in (measure.get("of"), measure.get("to")))
            per_customer = (measure.get("to") or {}).get("measure") == "customers" and name == "ratio"
            return self.text("measure.per_customer" if per_customer else f"measure.{name}", of=of, to=to)
        q = ordinal(measure["q"], self.language) if name == "percentile" else ""
        return self.text(f"measure.{name}", column=self.column(str(measure["column"])), q=q)

    def _of_column(self, name: str, column: str) -> str:
        """``saldo medio``, ``mediana de edad``, ``total de productos``; ``average age``."""
        called, word = self.column(column), _OF_COLUMN[self.language].get(name, "")
        if self.language == "en":
            if name == "mean" and self.things(column) == called:
                called = f"number of {called}"
            if name == "sum" and called.startswith("total "):
                word = "sum of {}"
            return called if name == "mean" and "average" in called.split() else word.format(called)
        if name == "median":
            return f"mediana de {called}"
        if name == "sum" and "total" in called.split():
            return f"suma de {called}"
        if name == "mean" and {"medio", "media"} & set(called.split()):
            return called
        if self.things(column) == called:
            return f"{ {'mean': 'media'}.get(name, word) } de {called}"
        return grammar.described(called, word)

    def things(self, column: str) -> str:
        """What a column counts, so that people say how many of it: products; empty where it counts nothing."""
        spec = self.spec(column)
        if spec is None or not spec.numeric or spec.kind == "money" or column == self.catalog.id:
            return ""
        named = self.column(column)
        inner = named.removeprefix(self.text("value.number_of"))
        if inner != named:
            return inner
        return named if (grammar.plural(named) if self.language == "es" else grammar.plural_en(named)) else ""

    def counted(self, column: str) -> bool:
        """Whether people say how many of it somebody has."""
        return bool(self.things(column))

    def figure(self, measure: Mapping[str, Any], value: Any) -> str:  # noqa: PLR0911
        """A measured value in its unit."""
        if value is None:
            return "—"
        name, column = measure["measure"], measure.get("column")
        if name in {"ratio", "growth", "distinct"}:
            return self._made_figure(measure, float(value))
        if name in {"churn_rate", "share", "high_risk_share", "mean_risk"} or column == "probability":
            return formats.share(float(value), self.language)
        if name == "customers":
            return formats.number(float(value), self.language)
        if name == "value_at_risk" or column == "value_at_risk":
            return formats.money(float(value), self.language, self.catalog.currency)
        if isinstance(value, str):
            return formats.day(value, self.language)
        return self._in_unit(self.spec(column) if column else None, float(value))

    def _in_unit(self, spec: Column | None, value: float) -> str:
        """A number in its column's unit."""
        if spec is not None and spec.kind == "money":
            return formats.money(value, self.language, self.catalog.currency)
        decimals = 0 if value == int(value) else (1 if abs(value) >= _MANY_DIGITS else 2)
        text = formats.number(value, self.language, decimals)
        word = self.unit(spec, value) if spec is not None else ""
        return f"{text} {word}" if word else text

    def _made_figure(self, measure: Mapping[str, Any], value: float) -> str:
        if measure["measure"] == "growth":
            sign = "+" if value > 0 else ""
            return f"{sign}{formats.share(value, self.language)}"
        if measure["measure"] == "distinct":
            return formats.number(value, self.language)
        if measure.get("unit") == "money":
            return formats.money(value, self.language, self.catalog.currency)
        return formats.number(value, self.language, 2)

    def limit(self, measure: Mapping[str, Any], value: float) -> str:
        """What a measure is compared with: whole percentages and amounts without their zeros."""
        column = measure.get("column")
        if measure.get("unit") == "share" or measure["measure"] in {
            "churn_rate",
            "mean_risk",
            "high_risk_share",
            "share",
        }:
            hundredth = value * 100
            return formats.share(value, self.language, 0 if abs(hundredth - round(hundredth)) < 1e-9 else 1)
        if measure["measure"] in {"customers", "distinct"}:
            return formats.number(value, self.language)
        if measure["measure"] == "value_at_risk":
            return self.threshold("value_at_risk", value)
        return self.threshold(str(column), value) if column else formats.number(value, self.language, 2)

    def where(self, node: Mapping[str, Any] | None) -> str:
        """A filter in words: ``Alemania, mujer, edad > 60``."""
        if not node:
            return ""
        if "all" in node:
            return ", ".join(self._inner(part) for part in node["all"])
        if "any" in node:
            return self.text("value.or").join(self._inner(part) for part in node["any"])
        if "not" in node:
            return self.text("value.not") + self._inner(node["not"])
        from tools.replies.reference_words import special  # noqa: PLC0415 - conditions and names tell each other

        return special(self, node) or self.condition(node["column"], node["op"], node.get("value"))

    def _inner(self, node: Mapping[str, Any]) -> str:
        text = self.where(node)
        return f"({text})" if "any" in node or "all" in node else text

    def condition(self, column: str, op: str, value: Any) -> str:
        """One condition in short, for tables: ``edad > 60``."""
        spec = self.spec(column)
        label = self.catalog.label
        if column == label.column and op == "eq" and value in {label.positive, label.negative}:
            gone = value == label.positive
            return self.text("ended.left" if gone else "ended.stayed")
        if op in _KNOWN:
            return self.text(_KNOWN[op], column=self.column(column))
        kind = spec.kind if spec is not None else column
        if isinstance(value, list | tuple):
            return self._several(column, op, value, of_category=kind == "category")
        if kind == "flag" and op == "eq" and column != label.column:
            return self.flag(column, str(value))
        if kind in {"category", "risk_band"} and op in {"eq", "ne"}:
            text = self.value(column, value)
            text = self.text("value.risk", band=text) if kind == "risk_band" else text
            return {"eq": "", "ne": self.text("value.not")}[op] + text
        return f"{self.column(column)} {_SIGNS.get(op, op)} {self.value(column, value)}"

    def _several(self, column: str, op: str, values: Sequence[Any], *, of_category: bool) -> str:
        """A range, or one (none) of several values."""
        if op == "between":
            low, high = (self.value(column, v) for v in values)
            return self.text("value.between_and", low=low, high=high, column=self.column(column))
        listed = self.either([self.value(column, v) for v in values])
        named = listed if of_category else f"{self.column(column)} {listed}"
        return named if op == "in" else self.text("value.not_2", named=named)

    def either(self, parts: Sequence[str]) -> str:
        """``a, b o c``."""
        return grammar.joined(list(parts), self.text("value.or_2"))

    def both(self, parts: Sequence[str]) -> str:
        """``a, b y c``."""
        return grammar.joined(list(parts), self.text("value.and"))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """A Markdown table; columns of figures are aligned to the right."""
        body = [list(row) for row in rows]
        right = [bool(body) and all(_FIGURE.match(row[i]) for row in body) for i in range(len(header))]
        lines = [list(header), ["---:" if figures else "---" for figures in right], *body]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def first_upper(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def yes_or_no(true: bool, language: Language) -> str:
    """Yes or no, in a language."""
    return text(language, "common.yes_" if true else "common.no_")


def answered(called: str, said: str) -> str:
    """``premium: no``: how a flag without words of its own in a language is told."""
    return f"{called}: {said}"
