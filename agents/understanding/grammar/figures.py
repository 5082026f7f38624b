"""The grammar of what is computed and how it is laid out: measures, groups, orders, limits, and what is asked for."""

from typing import Any

from agents.understanding.grammar.conditions import op_of
from agents.understanding.grammar.phrases import Found, Rule
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.lexicon.lookup import Lexicon
from db.catalog import Catalog

Node = dict[str, Any]
AGGREGATES = ("median", "mean", "sum", "min", "max")
_AGG = "mean|median|sum|min|max"
_CMP = "gt|ge|lt|le"
_MOST_LISTED = 200
_DEGREE = "max|most|more|min|least|less"
_WHETHER, _PEOPLE = "what_if|if_word", "customers|customer|pronoun|them"


class Figures:
    """Builds measures, groups, orders and limits over one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._catalog: Catalog = lexicon.catalog

    def rules(self) -> list[Rule]:
        """All patterns of figures."""
        held: list[tuple[str, Any]] = [
            ("half C", lambda m: self._held(m[1], 0.5)),
            ("P C|value_at_risk", lambda m: self._held(m[1], round(m[0].number.value / 100, 6) if m[0].number else 0)),
            ("half value_at_risk", lambda m: self._held(m[1], 0.5)),
        ]
        part = [Rule(pattern, "held", build) for pattern, build in held]
        return [*self._measures(), *self._layout(), *self._asks(), *part]

    def _measures(self) -> list[Rule]:
        made: list[tuple[str, Any]] = [
            (f"{_AGG} C", lambda m: self._of_column(m[1], m[0])),
            (f"C {_AGG}", lambda m: self._of_column(m[0], m[1])),
            (f"{_AGG} and|, {_AGG} C", lambda m: self._several(m[3], m[0], m[2])),
            (f"{_AGG} , {_AGG} and|, {_AGG} C", lambda m: self._several(m[5], m[0], m[2], m[4])),
            ("mean|sum C and C", lambda m: self._each(m[0], m[1], m[3])),
            ("C and C mean|sum", lambda m: self._each(m[3], m[0], m[2])),
            ("count C", lambda m: None),
            ("how_much C usual", lambda m: self._usual(m[1])),
            ("how_much usual C", lambda m: self._usual(m[2])),
            ("max|min lone C", lambda m: self._of_column(m[2], m[0])),
            ("stay or churn|left", lambda m: {"measure": "churn_rate"}),
            ("churn|left or stay", lambda m: {"measure": "churn_rate"}),
            ("N percentile in? C", lambda m: self._percentile(m[3], m[0])),
            ("percentile N C", lambda m: self._percentile(m[2], m[1])),
            ("rate? churn!leavers rate?", lambda m: {"measure": "churn_rate"}),
            ("share churn!leavers", lambda m: {"measure": "churn_rate"}),
            ("rate? retention_rate", lambda m: kept(self._catalog)),
            ("rate left", lambda m: {"measure": "churn_rate"}),
            ("sum? value_at_risk sum?", lambda m: self._at_stake()),
            ("mean risk", lambda m: {"measure": "mean_risk"}),
            ("risk mean", lambda m: {"measure": "mean_risk"}),
            ("C per C", lambda m: self._ratio(m[0], m[2])),
            ("mean? ratio mean? in|among|between? C to|and|/ C mean?", lambda m: self._ratio(m[4], m[6])),
            ("mean? C to|/ C ratio mean?", lambda m: self._ratio(m[1], m[3])),
        ]
        loose = {f"C {_AGG}", *(pattern for pattern, _ in made if pattern.count(_AGG) > 1)}
        return [Rule(pattern, "measure", build, -0.5 if pattern in loose else 0.0) for pattern, build in made]

    def _layout(self) -> list[Rule]:
        made: list[tuple[str, str, Any]] = [
            ("how_much sum C", "amount", lambda m: self._amount(m[2])),
            ("how_much C", "amount", lambda m: self._amount(m[1])),
            ("by K|F|C|U|D|V band?", "group", lambda m: self._group(m[1])),
            ("with|without and|or V", "group", lambda m: self._both_ways(m[2])),
            ("with and|or without F|K", "group", lambda m: self._both_ways(m[3])),
            ("without and|or with F|K", "group", lambda m: self._both_ways(m[3])),
            ("by count|how_much C|D", "group", lambda m: self._group(m[2])),
            ("worst|best K", "verdict", lambda m: self._verdict(m[1], high=m[0].has("worst"))),
            (f"which K loses {_DEGREE} customers?", "verdict", lambda m: self._losing(m[1], m[3])),
            ("which K keeps customers?", "verdict", lambda m: self._verdict(m[1], high=False)),
            (f"which K {_DEGREE} customers? loses", "verdict", lambda m: self._losing(m[1], m[2])),
            ("by band in? K|F|C|U", "group", lambda m: self._group(m[3]) if _plain_band(m[1]) else None),
            ("by risk|risky band?", "group", lambda m: {"column": "risk_band"}),
            (
                "risk|risky|band? high|low ,|and medium and|or|, high|low risk|risky?",
                "group",
                lambda m: {"column": "risk_band"},
            ),
            ("by band risk", "group", lambda m: {"column": "risk_band"}),
            ("K|F|C|D|U -? wise", "group", lambda m: self._group(m[0])),
            ("K|F|C|D by K|F|C|D", "group", lambda m: self._twice(m[0], m[2])),
            ("by K|F|V by K|F band?", "crossing", lambda m: self._crossed(m[1], m[3])),
            ("K by K|F band?", "crossing", lambda m: self._crossed(m[0], m[2])),
            (f"by {_WHETHER}? {_PEOPLE}? V or not|without", "group", lambda m: self._one_or_not(m[3])),
            (f"by {_WHETHER}? {_PEOPLE}? with? F or not|without", "group", lambda m: self._group(m[4])),
            (f"by {_WHETHER} {_PEOPLE}? V", "group", lambda m: self._one_or_not(m[3])),
            (f"by {_WHETHER} {_PEOPLE}? with? F", "group", lambda m: self._group(m[4])),
            ("varies by? count|how_much? K|F|C|D", "group", lambda m: self._group(m[3])),
            ("by band", "group", lambda m: {"column": "risk_band"} if not m[1].entry.columns else None),
            ("which K", "which", lambda m: self._group(m[1])),
            ("and|, by? K|F", "also", lambda m: self._group(m[2])),
            ("and|, by C band?", "also", lambda m: self._group(m[2])),
            ("top|bottom|sorts by? C|risk|value_at_risk desc|asc?", "order", self._sorted),
            ("top|bottom N customers!stay|left|V? by C|risk|value_at_risk", "order", self._ranked),
            ("max|most|more value_at_risk|risk", "order", lambda m: self._most(m[1])),
            ("max|min|most|least|more high|low? C", "order", lambda m: self._extreme(m[2], m[0])),
            ("C max|min", "order", lambda m: self._extreme(m[0], m[1])),
            ("N C max|min", "order", lambda m: self._several_of(m[0], m[1], m[2])),
            ("top|bottom|max|min P customers? by|in|with? C", "best", self._best),
            ("P customers? with? max|min|most|more C", "best", lambda m: self._share_of(m[0], m[4], m[3])),
            ("max|min|most|least A", "order", lambda m: self._adjective(m[1], lowest=m[0].has("min", "least"))),
            ("A!max|min|gt|lt|more|less", "order", lambda m: self._adjective(m[0], lowest=False)),
            (f"with|in? {_CMP} N customers!stay|left", "having", lambda m: self._sized(m[1], m[2], m[3])),
            (f"with {_AGG} C {_CMP} N U?", "having", lambda m: self._kept(m[1], m[2], m[3], m[4])),
            ("top|bottom N customers!V|stay|left?", "limit", self._limit),
            ("list? N customers!V|stay|left", "limit", self._limit),
        ]
        return [Rule(pattern, kind, build) for pattern, kind, build in made]

    def _asks(self) -> list[Rule]:
        def said(text: str) -> Any:
            return lambda m: text

        made = [
            ("count customers!stay|left|V|A?", "ask", said("count")),
            ("how_much customers!stay|left|V", "ask", said("count")),
            ("still C|in_account|customers|customer", "who", lambda m: "current" if _beside(m[1]) else None),
            ("with? we with? still with", "who", said("current")),
            ("we still", "who", said("current")),
            ("not left|churn!rate", "who", said("current")),
            ("lt left|churn!rate", "who", lambda m: "current" if "not" in m[0].words or "no" in m[0].words else None),
            ("list|which customers!stay|left|V", "ask", said("list")),
            ("list", "ask", said("show")),
            ("share customers!stay|left|V?", "ask", said("share")),
            ("distribution", "ask", said("distribution")),
            ("call", "ask", said("watch")),
            ("left eq|ne|= N", "who", _coded),
            ("left|leavers", "who", said("left")),
            ("stay", "who", said("current")),
            ("which not churn|left!rate", "who", said("current")),
            ("max|most|more", "rank", said("desc")),
            ("min|least|less", "rank", said("asc")),
        ]
        return [Rule(pattern, kind, build) for pattern, kind, build in made]

    # --- measures

    def _of_column(self, about: Span, aggregate: Span) -> Node | None:
        column = column_of(about, self._catalog, "C")
        name = next((name for name in AGGREGATES if aggregate.has(name)), None)
        return None if column is None or name is None else {"measure": name, "column": column}

    def _several(self, about: Span, *aggregates: Span) -> list[Node] | None:
        found = [self._of_column(about, aggregate) for aggregate in aggregates]
        return None if None in found else [node for node in found if node is not None]

    def _each(self, aggregate: Span, *columns: Span) -> list[Node] | None:
        found = [self._of_column(about, aggregate) for about in columns]
        return None if None in found else [node for node in found if node is not None]

    def _amount(self, about: Span) -> Node | None:
        column = column_of(about, self._catalog, "C")
        money = column is not None and self._catalog.columns[column].kind == "money"
        return {"measure": "sum", "column": column} if money else None

    def _usual(self, about: Span) -> Node | None:
        """``how much money do people usually have``: what one of them has, not all together."""
        column = column_of(about, self._catalog, "C")
        return None if column is None else {"measure": "mean", "column": column}

    def _verdict(self, about: Span, *, high: bool) -> Node | None:
        """``worst country``: the group that loses most."""
        group = self._group(about)
        return None if group is None else {**group, "order": "desc" if high else "asc"}

    def _losing(self, about: Span, how: Span) -> Node | None:
        """``which country loses the most customers``."""
        return self._verdict(about, high=not how.has("min", "least", "less"))

    def _percentile(self, about: Span, number: Span) -> Node | None:
        column, value = column_of(about, self._catalog, "C"), number.number
        if column is None or value is None or not 0 < value.value < 100:
            return None
        return {"measure": "percentile", "column": column, "q": value.plain}

    def _ratio(self, left: Span, right: Span) -> Node | None:
        one, other = (column_of(span, self._catalog, "C") for span in (left, right))
        if one is None or other is None or one == other:
            return None
        return {"measure": "ratio", "of": {"measure": "sum", "column": one}, "to": {"measure": "sum", "column": other}}

    def _at_stake(self) -> Node | None:
        return {"measure": "value_at_risk"} if self._catalog.value else None

    def _held(self, about: Span, share: float) -> Node | None:
        """``half of the balance``: a part of a column's sum, of which the holders are asked."""
        column = column_of(about, self._catalog, "C") or ("value_at_risk" if about.has("value_at_risk") else None)
        return {"column": column, "share": share} if column is not None and 0 < share < 1 else None

    # --- layout

    def _sized(self, how: Span, number: Span, people: Span) -> Node | None:
        """``with more than 1,000 customers``: the groups that are kept, by how many they are."""
        value, beside = number.number, people.start - number.end <= 1
        if value is None or value.percent or value.currency or not beside or how.has("top"):
            return None
        return {"measure": "customers", "op": op_of(how), "value": value.plain}

    def _kept(self, aggregate: Span, about: Span, how: Span, number: Span) -> Node | None:
        """``with an average balance over 80,000``: the groups that are kept, by a figure of theirs."""
        measure = self._of_column(about, aggregate)
        return (
            None
            if measure is None or number.number is None
            else {**measure, "op": op_of(how), "value": number.number.plain}
        )

    def _group(self, about: Span) -> Node | None:
        column = column_of(about, self._catalog, "K", "F", "C", "D")
        if column is None and len(about.entry.units) == 1:
            column = about.entry.units[0]
        if column is None or column in {self._catalog.name, self._catalog.label.column}:
            return None
        return {"column": column}

    def _both_ways(self, about: Span) -> Node | None:
        """``with and without a card``: those who have it beside those who have not."""
        flags = [column for column, _ in about.entry.values if self._catalog.columns[column].kind == "flag"]
        column = flags[0] if flags else column_of(about, self._catalog, "F", "K")
        return None if column is None else {"column": column}

    def _sorted(self, found: Found) -> Node | None:
        about, way = found[2], found.spans[3]
        column = self._ranking(about)
        low = found[0].has("bottom") or (way is not None and way.has("asc"))
        return None if column is None else {"column": column, "order": "asc" if low else "desc"}

    def _ranked(self, found: Found) -> Node | None:
        """``top 3 by salary``: an order and how many."""
        column, limit = self._ranking(found[4]), self._count(found[1])
        low = found[0].has("bottom") and not found[0].has("top")
        if column is None or limit is None:
            return None
        return {"column": column, "order": "asc" if low else "desc", "limit": limit}

    def _most(self, about: Span) -> Node:
        return {"column": self._ranking(about), "order": "desc"}

    def _twice(self, one: Span, other: Span) -> Node | None:
        """``country by country``."""
        group = self._group(other)
        return group if group == self._group(one) else None

    def _crossed(self, one: Span, other: Span) -> list[Node] | None:
        """``a country by gender grid``: two columns, every value of one with every value of the other."""
        first, second = self._group(one), self._group(other)
        if first is None or second is None or first == second:
            return None
        return [first, second]

    def _one_or_not(self, value: Span) -> Node | None:
        """``by whether they are active``: the groups of the column that holds the value."""
        columns = {column for column, _ in value.entry.values}
        return {"column": columns.pop()} if len(columns) == 1 else None

    def _best(self, found: Found) -> Node | None:
        return self._share_of(found[1], found[4], found[0])

    def _share_of(self, share: Span, about: Span, how: Span) -> Node | None:
        """``the top 10 % by balance``, ``the 10 % with most balance``: those above the percentile."""
        column, number = column_of(about, self._catalog, "C"), share.number
        if column is None or number is None or not 0 < number.value < 100:
            return None
        low = how.has("bottom", "min", "least") and not how.has("top", "max", "most")
        at = number.value if low else 100 - number.value
        return {"column": column, "op": "le" if low else "ge", "value": {"stat": f"p{at:g}"}}

    def _ranking(self, about: Span) -> str | None:
        if about.has("value_at_risk"):
            return "value_at_risk"
        return column_of(about, self._catalog, "C") or ("probability" if about.has("risk") else None)

    def _extreme(self, about: Span, how: Span) -> Node | None:
        column = column_of(about, self._catalog, "C")
        low = how.has("min", "least") and not how.has("max", "most", "more")
        return None if column is None else {"column": column, "order": "asc" if low else "desc"}

    def _several_of(self, size: Span, about: Span, how: Span) -> Node | None:
        """``las 2 puntuaciones más bajas``: so many of them, where the column cannot count that few."""
        order, limit = self._extreme(about, how), self._count(size)
        spec = None if order is None else self._catalog.columns[order["column"]]
        if order is None or spec is None or limit is None:
            return None
        low = spec.range[0]
        counts = spec.kind == "integer" and (low is None or low <= limit)
        return None if counts else {**order, "limit": limit}

    def _adjective(self, about: Span, *, lowest: bool) -> Node | None:
        columns = about.entry.adjectives
        if len(columns) != 1:
            return None
        column, way = columns[0]
        return {"column": column, "order": "desc" if (way > 0) != lowest else "asc"}

    def _limit(self, found: Found) -> int | None:
        return self._count(found[1])

    @staticmethod
    def _count(span: Span) -> int | None:
        number = span.number
        fits = number is not None and not number.percent and not number.currency and number.value == int(number.value)
        return int(number.value) if number is not None and fits and 1 <= number.value <= _MOST_LISTED else None


def kept(catalog: Catalog) -> Node:
    """The share of customers who stayed."""
    stayed = {"column": catalog.label.column, "op": "eq", "value": catalog.label.negative}
    return {"measure": "share", "where": stayed}


def _coded(found: Found) -> str | None:
    """``Exited = 1``: who left, by what the label stores."""
    number = found[2].number
    if number is None or number.value not in (0, 1):
        return None
    return "left" if (number.value == 1) != found[1].has("ne") else "current"


def _beside(span: Span) -> bool:
    """``with the bank``, ``customers``: where somebody still is, whatever column it may name."""
    return span.has("customers", "customer", "in_account") or not symbol_set("leads").isdisjoint(span.words[:1])


def _plain_band(span: Span) -> bool:
    """Whether a word for bands leaves their width open: not deciles nor decades."""
    return not symbol_set("bands").isdisjoint(span.words)
