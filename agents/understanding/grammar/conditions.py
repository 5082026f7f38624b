"""The grammar of conditions: columns against numbers, columns, figures; values; what customers have or lack."""

from dataclasses import replace
from typing import Any

from agents.understanding.grammar.phrases import Found, Rule
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, quantile, symbol_set
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.numbers import Number
from db.bank.filters import OPPOSITE
from db.catalog import Catalog
from db.text import unaccented

Node = dict[str, Any]
_OPS = ("ge", "le", "gt", "lt", "ne", "eq", "around")
_CMP = "gt|ge|lt|le"
_OVER = "gt|ge|lt|le|or_more|or_less"
_ANY = "gt|ge|lt|le|eq|ne|around"
_HIGH, _LOW = "top|max|most|high|gt|ge", "bottom|min|least|low|lt|le"
_AGE = (16, 110)
_WEIGHTS = {"only|eq? one only? C only?": -0.5}
"""Of patterns that hold only where nothing longer does: ``una puntuación inferior a 500`` is no puntuación of one."""
_MONEY = 1000
"""From which a number without a column is money."""


def op_of(span: Span) -> str:
    """The comparison a span stands for; ``and above`` goes on, ``or above`` includes."""
    if span.has("or_more", "or_less") and not span.has(*_OPS):
        more, inclusive = span.has("or_more"), symbol_set("either").issuperset(span.words[:1])
        return ("ge" if more else "le") if inclusive else ("gt" if more else "lt")
    return next(op for op in _OPS if op in span.entry.cues)


def opposite(node: Node) -> Node:
    """The negation of a condition."""
    op = OPPOSITE.get(node["op"])
    return {**node, "op": op} if op else {"not": node}


def _scaled(low: Number | None, high: Number | None) -> tuple[Number | None, Number | None]:
    """``between 50 and 75 thousand``: the multiplier said once is meant of both."""
    if low is None or high is None or low.times != 1 or high.times == 1 or low.value >= high.value / high.times:
        return low, high
    return replace(low, value=low.value * high.times, times=high.times), high


def _zero(span: Span) -> bool:
    return span.number is not None and span.number.value == 0


def negated(node: Node, catalog: Catalog) -> Node:
    """The other value of a yes-and-no column, else all others."""
    spec = catalog.columns.get(node.get("column", ""))
    flag = spec is not None and spec.kind == "flag" and node["op"] == "eq"
    other = spec.other(node["value"]) if flag and spec is not None else None
    return opposite(node) if other is None else {**node, "value": other}


def _factor(times: Span | None) -> float:
    if times is None or times.number is not None:
        return 1.0 if times is None or times.number is None else times.number.value
    return 2.0 if times.has("double") else 3.0 if times.has("triple") else 0.5


def outer_quarter(column: str, *, high: bool) -> Node:
    """What having much or little of a number means where no bound is said; the reply names the bound."""
    return {"column": column, "op": "ge" if high else "le", "value": {"stat": "p75" if high else "p25"}}


class Conditions:
    """Builds conditions over one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._catalog = lexicon.catalog

    def rules(self) -> list[Rule]:
        """All patterns of conditions."""
        made: list[tuple[str, Any]] = [
            (f"C {_ANY} N U?", lambda m: self.compared(m[0], m[1], m[2], m.spans[3])),
            (f"C C {_ANY} N U?", lambda m: self._said_twice(m[0], m[1], m[2], m[3])),
            (f"{_ANY} N U", lambda m: self.compared(m[2], m[0], m[1], m[2])),
            (f"{_ANY} N U C", lambda m: self.compared(m[3], m[0], m[1], m[2]) if self._agree(m[2], m[3]) else None),
            (f"{_ANY} N C", lambda m: self.compared(m[2], m[0], m[1], None)),
            ("N or_more|or_less U|C", lambda m: self._open(m[2], m[0], m[1])),
            ("N or_more|or_less U|C C", lambda m: self._open(m[3], m[0], m[1]) if self._agree(m[2], m[3]) else None),
            ("N U|C or_more|or_less", lambda m: self._open(m[1], m[0], m[2])),
            ("C N or_more|or_less U?", lambda m: self._open(m[0], m[1], m[2])),
            ("C between N and|to N U?", lambda m: self._between(m[0], m[2], m[4])),
            ("between|to? N and|to|- N U|C", lambda m: self._between(m[4], m[1], m[3])),
            (
                "between N and|to N U|C C",
                lambda m: self._between(m[5], m[1], m[3]) if self._agree(m[4], m[5]) else None,
            ),
            ("N to|- N U|C", lambda m: self._between(m[3], m[0], m[2])),
            ("N to|- N U|C C", lambda m: self._between(m[4], m[0], m[2]) if self._agree(m[3], m[4]) else None),
            ("C in? N to|- N U?", lambda m: self._between(m[0], m[2], m[4])),
            ("N or|and|, N or|and N C", lambda m: self._among(m[5], m[0], m[2], m[4])),
            ("N or N C", lambda m: self._among(m[3], m[0], m[2])),
            ("C eq? N or N", lambda m: self._among(m[0], m[2], m[4])),
            ("C eq? N or|, N or N", lambda m: self._among(m[0], m[2], m[4], m[6])),
            ("F eq|ne|= N", lambda m: self._coded(m[0], m[1], m[2])),
            ("C except N|one", lambda m: self._other_than(m[0], m[2])),
            ("C N U?", lambda m: self._equal(m[0], m[1], m.spans[2])),
            ("N C", lambda m: self._counted(m[1], m[0])),
            ("only|eq? one only? C only?", lambda m: self._single("eq", m[3])),
            (f"{_CMP} to? one C", lambda m: self._single(op_of(m[0]), m[3])),
            ("N lt|gt|le|ge C", lambda m: self._or_so(m[2], m[0], m[1])),
            ("C N U or_more|or_less", lambda m: self._open(m[0], m[1], m[3])),
            ("between N and|to N", lambda m: self._bare_between(m[1], m[3])),
            ("them N C", lambda m: self._above(m[0], m[2], m[1])),
            ("C N or_more|or_less", lambda m: self._open(m[0], m[1], m[2])),
            ("N U", lambda m: self._aged(m[1], m[0])),
            (f"{_CMP} N", lambda m: self._bare(m[0], m[1])),
            (f"risk {_ANY} N", lambda m: self._risk(m[1], m[2])),
            (f"{_ANY} N risk|churn", lambda m: self._risk(m[0], m[1])),
            ("risk between N and|to N", lambda m: self._risk_between(m[2], m[4])),
            ("high|medium|low risk|risky", lambda m: self._band(m[0])),
            ("risk|band high|medium!mean|low", lambda m: self._band(m[1])),
            ("K|F eq|ne V", lambda m: self._stated(m[2], m[1])),
            ("and|, K|F V", lambda m: self._of_its_own(m[1], m[2])),
            ("C in? N or|and|, N", lambda m: self._among(m[0], m[2], m[4])),
            ("C in? N or|and|, N or|and|, N", lambda m: self._among(m[0], m[2], m[4], m[6])),
            ("V", self._value),
            ("stay V", lambda m: self._value_of(m[1]) if self._goes_on(m) else None),
            ("not|except V", lambda m: self._lacking(m[1])),
            ("not are unk|customers|customer|F|K V", lambda m: self._lacking(m[3])),
            ("not in|are V", lambda m: self._negated(self._value_of(m[2]))),
            ("without zero K", lambda m: self._none(m[2])),
            ("without K zero", lambda m: self._none(m[1])),
            ("without|not|zero C|K|D|T|F recorded", lambda m: self._gap(m[1], "is_missing")),
            ("gap C|K|D|T|F", lambda m: self._gap(m[1], "is_missing")),
            ("C|K|D|T|F gap", lambda m: self._gap(m[0], "is_missing")),
            ("without zero? T", lambda m: self._gap(m[2], "is_missing")),
            ("not with zero? T", lambda m: self._gap(m[3], "is_missing")),
            ("with T", lambda m: self._gap(m[1], "is_known")),
            ("gap what_if|if_word? left|churn|stay|outcome", lambda m: self._label("is_missing")),
            ("outcome gap", lambda m: self._label("is_missing")),
            ("without|not outcome recorded?", lambda m: self._label("is_missing")),
            ("with C|K|D|T|F recorded", lambda m: self._gap(m[1], "is_known")),
            ("without K", lambda m: self._none(m[1])),
            ("without F|C|V", lambda m: self._lacking(m[1])),
            ("not without F|C|V", lambda m: self._not_lacking(m[2])),
            (f"A ,? {_CMP} N U?", lambda m: self._described(m[0], m[2], m[3])),
            ("A than N U?", lambda m: self._graded(m[0], m[2], "more")),
            ("more|most|gt A than N U?", lambda m: self._graded(m[1], m[3], "more")),
            ("less|least|lt A than N U?", lambda m: self._graded(m[1], m[3], "less")),
            ("not with F", lambda m: self._lacking(m[2])),
            ("and? with to? F", lambda m: self._having(m[3])),
            ("and? with to? K", lambda m: self._some(m[3])),
            ("not with K", lambda m: self._none(m[2])),
            ("zero C", lambda m: self._zero(m[1])),
            ("C zero!all|not", lambda m: self._zero(m[0])),
            ("nonzero C", lambda m: self._nonzero(m[1])),
            ("broke", lambda m: self._zero(None)),
            ("gt|ge|lt|le decade", lambda m: self._past_decade(m[0], m[1])),
            ("zero in_account", lambda m: self._zero(None)),
            ("decade", lambda m: self._decade(m[0])),
            ("adult|minor", lambda m: self._grown(m[0])),
            (f"C {_ANY} double|triple|half C", lambda m: self._against(m[0], op_of(m[1]), m[3], m[2])),
            (f"C {_CMP} N times than? C", lambda m: self._against(m[0], op_of(m[1]), m[5], m[2])),
            (f"C {_CMP} double|triple|half than C", lambda m: self._against(m[0], op_of(m[1]), m[4], m[2])),
            (f"{_CMP} double|triple|half C than C", lambda m: self._against(m[2], op_of(m[0]), m[4], m[1])),
            (f"C {_CMP} than|which? C", lambda m: self._against(m[0], op_of(m[1]), m[3], None)),
            (f"C {_CMP} than|which? in_account", lambda m: self._of_the_account(m[0], op_of(m[1]))),
            (f"with {_CMP} than|which? C", lambda m: self._at_stake(op_of(m[1]), m[3]) if self._money(m[3]) else None),
            ("C which? double|triple than? C", lambda m: self._against(m[0], "ge", m[4], m[2])),
            ("more C in_account? than C", lambda m: self._against(m[1], "gt", m[4], None)),
            ("less C in_account? than C", lambda m: self._against(m[1], "lt", m[4], None)),
            ("more in_account than C", lambda m: self._at_stake("gt", m[3])),
            ("less in_account than C", lambda m: self._at_stake("lt", m[3])),
            (f"in_account {_CMP} than? C", lambda m: self._at_stake(op_of(m[1]), m[3])),
            ("in_account more than C", lambda m: self._at_stake("gt", m[3])),
            (f"in_account {_ANY} double|triple|half than? C", lambda m: self._at_stake(op_of(m[1]), m[4], m[2])),
            (f"{_ANY} double|triple|half than? C in_account", lambda m: self._at_stake(op_of(m[0]), m[3], m[1])),
            (f"in_account {_CMP} N times than? C", lambda m: self._at_stake(op_of(m[1]), m[5], m[2])),
            (f"{_CMP} N times than? C in_account", lambda m: self._at_stake(op_of(m[0]), m[4], m[1])),
            ("C more than C", lambda m: self._against(m[0], "gt", m[3], None)),
            (f"C {_OVER} mean|median", lambda m: self._to_figure(m[0], op_of(m[1]), m[2])),
            (f"{_OVER} mean|median C", lambda m: self._to_figure(m[2], op_of(m[0]), m[1])),
            (f"C {_OVER} percentile N in? C", lambda m: self._over_percentile(m[0], m[1], m[3], m[5])),
            (f"C {_OVER} N percentile in? C", lambda m: self._over_percentile(m[0], m[1], m[2], m[5])),
            (f"C {_OVER} percentile N", lambda m: self._over_percentile(m[0], m[1], m[3])),
            (f"C {_OVER} N percentile", lambda m: self._over_percentile(m[0], m[1], m[2])),
            (f"{_OVER} percentile N in? C", lambda m: self._over_percentile(m[4], m[0], m[2])),
            (f"{_OVER} N percentile in? C", lambda m: self._over_percentile(m[4], m[0], m[1])),
            (f"{_OVER} C percentile N", lambda m: self._over_percentile(m[1], m[0], m[3])),
            (f"{_HIGH}|{_LOW} quantile by? C", lambda m: self._part(m[3], m[1], m[0])),
            (f"quantile {_HIGH}|{_LOW} by? C", lambda m: self._part(m[3], m[0], m[1])),
            (f"C quantile {_HIGH}|{_LOW}", lambda m: self._part(m[0], m[1], m[2])),
            ("max|min|most|least? A quantile", lambda m: self._outer_part(m[1], m[2])),
            ("quantile max|min|most|least? A", lambda m: self._outer_part(m[2], m[0])),
            ("more|less? A than mean|median", lambda m: self._than_figure(m[1], m[3], less=m.spans[0])),
            ("gt|lt mean|median C", lambda m: self._to_figure(m[2], op_of(m[0]), m[1])),
            (f"ratio in? C to|/|and C {_ANY} N", lambda m: self._times(m[2], m[4], op_of(m[5]), m[6])),
            (f"C to!and|/ C ratio? {_ANY} N", lambda m: self._times(m[0], m[2], op_of(m[4]), m[5])),
            ("high|low C!max!min", lambda m: self._outer_quarter(m[1], m[0])),
            ("C high|low!max!min", lambda m: self._outer_quarter(m[0], m[1])),
            ("penny in_account?", lambda m: self._zero(None)),
            ("not|without penny in_account?", lambda m: self._zero(None)),
            ("N and? or_more|or_less", lambda m: self._bare_open(m[0], m[2])),
            (f"K with {_CMP} N customers", lambda m: self._sized(m[0], op_of(m[2]), m[3])),
            (f"V|not V with? {_CMP} N customers", lambda m: None),
        ]
        return [Rule(pattern, "condition", build, _WEIGHTS.get(pattern, 0.0)) for pattern, build in made]

    # --- numbers

    def compared(self, about: Span, how: Span, number: Span, unit: Span | None) -> Node | None:
        """A column against a number."""
        column = self._numeric(about) or (self._of_unit(unit, number.number) if unit is not None else None)
        return self._node(column, op_of(how), number.number)

    def _said_twice(self, about: Span, again: Span, how: Span, number: Span) -> Node | None:
        """``llevan con el banco al menos 5``: two words for the same column."""
        same = self._numeric(about) == self._numeric(again)
        return self._node(self._numeric(about), op_of(how), number.number) if same else None

    def _open(self, about: Span, number: Span, how: Span) -> Node | None:
        op = "ge" if how.has("or_more") else "le"
        return self._node(self._numeric(about) or self._of_unit(about, number.number), op, number.number)

    def _between(self, about: Span, low: Span, high: Span) -> Node | None:
        return self._range(self._numeric(about) or self._of_unit(about, high.number), low, high)

    def _range(self, column: str | None, low: Span, high: Span) -> Node | None:
        ends = [self._fits(column, number) for number in _scaled(low.number, high.number)]
        if column is None or None in ends:
            return None
        return {"column": column, "op": "between", "value": sorted(end for end in ends if end is not None)}

    def _among(self, about: Span, *numbers: Span) -> Node | None:
        column = self._numeric(about)
        values = [self._fits(column, span.number) for span in numbers]
        return None if column is None or None in values else {"column": column, "op": "in", "value": values}

    def _equal(self, about: Span, number: Span, unit: Span | None) -> Node | None:
        column = self._numeric(about)
        spec = self._catalog.columns[column] if column else None
        exact = spec is not None and (spec.kind == "integer" or unit is not None or _zero(number))
        return self._node(column, "eq", number.number) if exact else None

    def _other_than(self, about: Span, number: Span) -> Node | None:
        """``a number of products other than one``."""
        column = self._numeric(about)
        value = 1 if number.number is None else self._fits(column, number.number)
        return None if column is None or value is None else {"column": column, "op": "ne", "value": value}

    def _counted(self, about: Span, number: Span) -> Node | None:
        """``4 products``: a number of things; not an amount."""
        column = self._numeric(about)
        spec = self._catalog.columns[column] if column else None
        counts = spec is not None and (spec.kind == "integer" or _zero(number))
        return self._node(column, "eq", number.number) if counts else None

    def _single(self, op: str, about: Span) -> Node | None:
        """``just the one product``, ``más de un producto``: of a column that counts."""
        column = self._numeric(about)
        spec = self._catalog.columns[column] if column is not None else None
        stretch = spec is not None and op == "eq" and bool(spec.unit.es or spec.unit.en)  # ``una antigüedad``
        counts = spec is not None and spec.kind == "integer" and not stretch
        return {"column": column, "op": op, "value": 1} if counts else None

    def _or_so(self, about: Span, number: Span, how: Span) -> Node | None:
        """``15.000 o menos de salario``: what ``or`` leads to includes the number."""
        op = {"lt": "le", "gt": "ge"}.get(op_of(how), op_of(how))
        return self._node(self._numeric(about), op, number.number)

    def _above(self, how: Span, about: Span, number: Span) -> Node | None:
        """``the above-60 age group``: above, not the above."""
        return self._node(self._numeric(about), "gt", number.number) if "above" in how.words else None

    def _bare_between(self, low: Span, high: Span) -> Node | None:
        """``entre 50.000 y 75.000 euros``: money is the value at stake."""
        number, column = high.number, self._catalog.value
        money = number is not None and not number.percent and (number.currency or number.value >= _MONEY)
        return self._range(column, low, high) if money else None

    def _aged(self, unit: Span, number: Span) -> Node | None:
        return self._node(self._of_unit(unit, number.number), "eq", number.number)

    def _bare(self, how: Span, number: Span) -> Node | None:
        """``over 60``, ``más de 100.000``: years where it could be an age, else the value at stake."""
        return self._bare_of(op_of(how), number)

    def _bare_of(self, op: str, number: Span) -> Node | None:
        value = number.number
        if value is None or value.percent:
            return None
        if not value.currency and value.times == 1 and _AGE[0] <= value.value <= _AGE[1]:
            return self._node(self._lexicon.years, op, value)
        return self._node(self._catalog.value, op, value) if value.value >= _MONEY or value.currency else None

    def _node(self, column: str | None, op: str, number: Number | None) -> Node | None:
        value = self._fits(column, number)
        if column is None or value is None:
            return None
        if op == "around":
            return {"column": column, "op": "between", "value": [round(value * 0.9, 6), round(value * 1.1, 6)]}
        return {"column": column, "op": op, "value": value}

    def _fits(self, column: str | None, number: Number | None) -> float | int | None:
        """The number as the column holds it; none where the column could never hold it."""
        if column is None or number is None or number.percent:
            return None
        high = self._catalog.columns[column].range[1]
        return None if high is not None and number.value > 10 * high else number.plain

    def _numeric(self, span: Span | None) -> str | None:
        return None if span is None else column_of(span, self._catalog, "C")

    def _of_unit(self, unit: Span | None, number: Number | None) -> str | None:
        """The column a unit belongs to; where several have it, the one of people's years."""
        units = [] if unit is None else unit.entry.units
        fitting = [name for name in units if self._fits(name, number) is not None]
        return fitting[0] if len(fitting) == 1 else self._lexicon.years if self._lexicon.years in fitting else None

    def _agree(self, unit: Span, about: Span) -> bool:
        """Whether a unit is of the column named behind it: ``30 years tenure``, not ``de 40 años tienen saldo``."""
        column, kinds = self._numeric(about), self._catalog.columns
        units = unit.entry.units
        if not units:
            return column is not None and self._numeric(unit) == column
        money = column is not None and all(kinds[name].kind == kinds[column].kind == "money" for name in units)
        return column in units or money

    # --- risk

    def _risk(self, how: Span, number: Span) -> Node | None:
        value = number.number
        if value is None or not (value.percent or value.value <= 1):
            return None
        return {"column": "probability", "op": op_of(how), "value": self._share(value)}

    def _risk_between(self, low: Span, high: Span) -> Node | None:
        if low.number is None or high.number is None or not high.number.percent:
            return None
        ends = sorted((round(low.number.value / 100, 6), self._share(high.number)))
        return {"column": "probability", "op": "between", "value": ends}

    @staticmethod
    def _share(number: Number) -> float:
        return round(number.value / 100, 6) if number.percent else number.value

    @staticmethod
    def _band(span: Span) -> Node:
        return {"column": "risk_band", "op": "eq", "value": next(b for b in ("high", "medium", "low") if span.has(b))}

    # --- values and having

    def _value(self, found: Found) -> Node | None:
        return self._value_of(found[0])

    def _goes_on(self, found: Found) -> bool:
        """``siguen activos``: a verb of what somebody still is; not ``still with us in France``."""
        stay, value = found[0], found[1]
        return len(stay.words) == 1 and self._catalog.columns[value.entry.values[0][0]].kind == "flag"

    @staticmethod
    def _value_of(span: Span) -> Node:
        column, stored = span.entry.values[0]
        return {"column": column, "op": "eq", "value": stored}

    def _stated(self, value: Span, how: Span) -> Node:
        """``country != 'Germany'``."""
        node = self._value_of(value)
        return self._negated(node) if how.has("ne") and not how.has("eq") else node

    def _negated(self, node: Node) -> Node:
        return negated(node, self._catalog)

    def _flag(self, span: Span) -> str | None:
        return column_of(span, self._catalog, "F")

    def _gap(self, span: Span, op: str) -> Node | None:
        """``no tenure recorded``, ``sin datos de oferta``: whether anything is known, which no zero answers.

        Where the bank has a value that says so (``Unknown``), that value.
        """
        column = column_of(span, self._catalog, "C", "K", "D", "T", "F")
        if column is None:
            return None
        stored = self._stored_as(column, "unknown_values")
        known = {"column": column, "op": "eq" if op == "is_missing" else "ne", "value": stored}
        return {"column": column, "op": op} if stored is None else known

    def _none(self, span: Span) -> Node | None:
        """``no offer``: the value that says that there is none, where the bank has one; else a gap."""
        column = column_of(span, self._catalog, "K")
        stored = None if column is None else self._stored_as(column, "none_values")
        return self._gap(span, "is_missing") if stored is None else {"column": column, "op": "eq", "value": stored}

    def _label(self, op: str) -> Node:
        """``whose outcome is not known``: neither left nor stayed."""
        return {"column": self._catalog.label.column, "op": op}

    def _some(self, span: Span) -> Node | None:
        """``tech support``: the yes of a kind that has one (and a third value), or all but its no."""
        column = column_of(span, self._catalog, "K")
        yes = None if column is None else self._stored_as(column, "yes_values")
        if yes is not None:
            return {"column": column, "op": "eq", "value": yes}
        none = None if column is None else self._stored_as(column, "none_values")
        return None if none is None else {"column": column, "op": "ne", "value": none}

    def _stored_as(self, column: str, words: str) -> str | None:
        """The one value of a column that is such a word."""
        found = [value for value in self._catalog.columns[column].values if unaccented(value) in symbol_set(words)]
        return found[0] if len(found) == 1 else None

    def _having(self, span: Span) -> Node | None:
        flag = self._flag(span)
        return None if flag is None else {"column": flag, "op": "eq", "value": self._catalog.columns[flag].yes}

    def _of_its_own(self, about: Span, value: Span) -> Node | None:
        """``and country Spain``: a value behind the column that holds it; no group, no list of two columns."""
        named = column_of(about, self._catalog, "K", "F")
        return self._value_of(value) if named == value.entry.values[0][0] else None

    def _coded(self, span: Span, how: Span, number: Span) -> Node | None:
        """``HasCrCard = 1``: a yes-and-no column by what is stored."""
        flag, value = self._flag(span), number.number
        spec = self._catalog.columns[flag] if flag is not None else None
        if spec is None or value is None or value.value not in (0, 1):
            return None
        yes = (value.value == 1) != how.has("ne")
        return {"column": flag, "op": "eq", "value": spec.yes if yes else spec.other(spec.yes)}

    def _lacking(self, span: Span) -> Node | None:
        flag = self._flag(span)
        if flag is not None:
            spec = self._catalog.columns[flag]
            return {"column": flag, "op": "eq", "value": spec.other(spec.yes)}
        if span.entry.values:  # two words for none are one: ``no tienen ninguna``
            return self._value_of(span) if span.has("zero") else self._negated(self._value_of(span))
        return self._zero(span)

    def _not_lacking(self, span: Span) -> Node | None:
        """``not without``, ``no carecen de``: two negations are none."""
        if self._flag(span) is not None:
            return self._having(span)
        return self._value_of(span) if span.entry.values else self._nonzero(span)

    def _described(self, about: Span, how: Span, number: Span) -> Node | None:
        """``young, say up to 25``: a number that says what the adjective before it means."""
        columns = {column for column, _ in about.entry.adjectives}
        return self._node(columns.pop(), op_of(how), number.number) if len(columns) == 1 else None

    def _graded(self, about: Span, number: Span, how: str) -> Node | None:
        """``older than 50``, ``less old than 50``."""
        grades = about.entry.adjectives
        if len(grades) != 1:
            return None
        column, way = grades[0]
        return self._node(column, "gt" if (way > 0) == (how == "more") else "lt", number.number)

    def _zero(self, span: Span | None) -> Node | None:
        column = self._catalog.value if span is None else self._numeric(span)
        if column is None:
            return None
        if self._lexicon.gap_if_none(column):
            return {"column": column, "op": "is_missing"}
        return {"column": column, "op": "eq", "value": 0}

    def _nonzero(self, span: Span) -> Node | None:
        column = self._numeric(span)
        if column is None:
            return None
        if self._lexicon.gap_if_none(column):
            return {"column": column, "op": "is_known"}
        return {"column": column, "op": "gt", "value": 0}

    def _decade(self, span: Span) -> Node | None:
        years, decade = self._lexicon.age, span.entry.decade
        if years is None or decade is None:
            return None
        return {"column": years, "op": "between", "value": [decade, decade + 9]}

    def _past_decade(self, how: Span, span: Span) -> Node | None:
        years = self._lexicon.age
        return None if years is None else {"column": years, "op": op_of(how), "value": span.entry.decade}

    def _grown(self, span: Span) -> Node | None:
        years = self._lexicon.age
        return None if years is None else {"column": years, "op": "ge" if span.has("adult") else "lt", "value": 18}

    # --- against columns, figures and sizes

    def _against(self, left: Span, op: str, right: Span, times: Span | None) -> Node | None:
        if left.has("in_account") and times is None:
            return self._at_stake(op, right)
        one, other = self._numeric(left), self._numeric(right)
        if one is None or other is None or one == other:
            return None
        factor = _factor(times)
        return {"column": one, "op": op, "value": {"column": other, **({"times": factor} if factor != 1 else {})}}

    def _at_stake(self, op: str, right: Span, times: Span | None = None) -> Node | None:
        """``keep more in the bank than they earn``: the value at stake against another column."""
        other, factor = self._numeric(right), _factor(times)
        if other is None or self._catalog.value in (None, other):
            return None
        value = {"column": other, **({"times": factor} if factor != 1 else {})}
        return {"column": self._catalog.value, "op": op, "value": value}

    def _money(self, about: Span) -> bool:
        column = self._numeric(about)
        return column is not None and self._catalog.columns[column].kind == "money"

    def _of_the_account(self, left: Span, op: str) -> Node | None:
        """``earn more than they keep with us``: a column against the value at stake."""
        column = self._numeric(left)
        if column is None or self._catalog.value in (None, column):
            return None
        return {"column": column, "op": op, "value": {"column": self._catalog.value}}

    def _to_figure(self, about: Span, op: str, figure: Span) -> Node | None:
        column = self._numeric(about)
        stat = "median" if figure.has("median") else "mean"
        return None if column is None else {"column": column, "op": op, "value": {"stat": stat}}

    def _over_percentile(self, about: Span, how: Span, number: Span, again: Span | None = None) -> Node | None:
        """``above the 90th percentile of balance``."""
        column, at = self._numeric(about), number.number
        same = again is None or self._numeric(again) == column
        if column is None or at is None or not same or not 0 < at.value < 100:
            return None
        return {"column": column, "op": op_of(how), "value": {"stat": f"p{at.value:g}"}}

    def _part(self, about: Span, part: Span, how: Span) -> Node | None:
        """``the bottom quarter by credit score``, ``el decil superior de saldo``."""
        column, size = self._numeric(about), quantile(part)
        low = how.has(*_LOW.split("|")) and not how.has(*_HIGH.split("|"))
        if column is None:
            return None
        return {"column": column, "op": "le" if low else "ge", "value": {"stat": f"p{size if low else 100 - size:g}"}}

    def _outer_part(self, about: Span, part: Span) -> Node | None:
        """``the oldest decile``."""
        if len(about.entry.adjectives) != 1:
            return None
        column, way = about.entry.adjectives[0]
        size = quantile(part)
        return {
            "column": column,
            "op": "ge" if way > 0 else "le",
            "value": {"stat": f"p{100 - size if way > 0 else size:g}"},
        }

    def _than_figure(self, about: Span, figure: Span, *, less: Span | None) -> Node | None:
        """``younger than average``, ``más jóvenes que la media``."""
        if len(about.entry.adjectives) != 1:
            return None
        column, way = about.entry.adjectives[0]
        fewer = less is not None and less.has("less")
        stat = "median" if figure.has("median") else "mean"
        return {"column": column, "op": "gt" if (way > 0) != fewer else "lt", "value": {"stat": stat}}

    def _times(self, one: Span, other: Span, op: str, number: Span) -> Node | None:
        """``a balance-to-salary ratio above 2``: one column against so many times the other."""
        left, right = self._numeric(one), self._numeric(other)
        if left is None or right is None or left == right or number.number is None or number.number.percent:
            return None
        return {"column": left, "op": op, "value": {"column": right, "times": number.number.value}}

    def _outer_quarter(self, about: Span, how: Span) -> Node | None:
        """``high salary``, ``saldos bajos``."""
        column = self._numeric(about)
        extreme = how.has("max", "min", "most", "least", "top", "bottom")
        return None if column is None or extreme else outer_quarter(column, high=how.has("high"))

    def _bare_open(self, number: Span, how: Span) -> Node | None:
        """``seventy and upwards``: years where it could be an age, else the value at stake."""
        return self._bare_of("ge" if how.has("or_more") else "le", number)

    def _sized(self, about: Span, op: str, number: Span) -> Node | None:
        column = column_of(about, self._catalog, "K")
        if column is None or number.number is None:
            return None
        sized = {"measure": "customers", "op": op, "value": number.number.plain}
        return {"column": column, "op": "in", "value": {"groups": sized}, "split": True}
