"""Fourth step: settled phrases as the one frame they can be; nothing where one of them has no place."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.grammar.figures import kept
from agents.understanding.grammar.of_each import first_of_each
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.placing import place
from agents.understanding.grammar.rewritings import (
    PREDICTED,
    RISK,
    against_others,
    before_they_go,
    both_ends,
    described_people,
    figure_asked,
    groups_in_order,
    in_a_direction,
    listed_leavers,
    of_people_to_lose,
    people_asked,
    ranked,
    sorted_by,
    spread_with_figures,
    take_ends,
)
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.shares import split
from agents.understanding.grammar.sides import against, by_values, rivals, sides, with_rest
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.status_sides import by_status
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.grammar.where import where
from agents.understanding.lexicon.lookup import Lexicon
from tools.frames import MOST_GROUPS, Comparison, Concentration, Frame, Listing, Query, Spread, Watch

Node = dict[str, Any]
_MOST_MEASURES = 6
_LOSSES = frozenset(["churn_rate", "mean_risk", "high_risk_share", "value_at_risk"])
"""Measures of which less is better."""
_PLURAL = frozenset(["are", "son", "quienes"])
_SURELY_RANKED = frozenset(["riskiest", "likely"])


class Assembly:
    """Reads one message's phrases as a frame."""

    def __init__(self, found: Sequence[Phrase], row: Sequence[Span], lexicon: Lexicon) -> None:
        self._row, self._catalog = row, lexicon.catalog
        self._told = Settled.of(found, row, lexicon)
        place(self._told, self._catalog)
        self._told.asks = {phrase.value for phrase in self._of("ask")}

    def told(self) -> list[Phrase]:
        """The phrases that have found their place, whatever frame they make."""
        return list(self._told.phrases)

    @property
    def settled(self) -> Settled:
        """The phrases, those with a place and those without."""
        return self._told

    def _of(self, kind: str) -> list[Phrase]:
        return self._told.every(kind)

    def frames(self) -> list[Frame]:
        """The frames these phrases can be, mostly one; none where they could be others or lack something."""
        ends = both_ends(self._told, self._catalog)
        frame = self._frame() if ends is None else None
        found = self._ends(ends) if ends is not None else [] if frame is None else [frame]
        return [] if self._told.loose else found

    def _ends(self, column: str) -> list[Frame]:
        """The two ends of a column as figures, or who stands at each."""
        take_ends(self._told)
        node, population = self._whom()
        if figure_asked(self._told, column):
            measures = ({"measure": "min", "column": column}, {"measure": "max", "column": column})
            return [Query(measures=measures, where=node, population=population)]
        told = {"where": node, "order_by": column, "limit": 1, "population": population}
        return [Listing(order="asc", **told), Listing(order="desc", **told)]

    def _frame(self) -> Frame | None:
        if (ranked := first_of_each(self._told, self._catalog)) is not None:
            return Listing(**{"where": self.where(), "population": self.population(), **ranked})
        groups_in_order(self._told, self._catalog)
        sorted_by(self._told, self._catalog)
        spread_with_figures(self._told)
        kinds = {
            "concentration": bool(self._of("held")),
            "mode": "mode" in self._told.cues,
            "ruling": bool(self._of("verdict")),
            "overview": "overview" in self._told.cues and not self._of("measure"),
            "spread": "distribution" in self._told.asks,
            "share": "share" in self._told.asks,
            "watch": self._watches(),
        }
        builds = {
            "concentration": self._concentration,
            "mode": self._mode,
            "ruling": self._ruling,
            "overview": self._overview,
            "spread": self._spread,
            "share": self._share,
            "watch": self._watch,
        }
        kind = next((kind for kind, told in kinds.items() if told), None)
        return self._figures_or_list() if kind is None else builds[kind]()

    def _figures_or_list(self) -> Frame | None:
        listed_leavers(self._told)
        ranked(self._told)
        against_others(self._told, self._catalog)
        by_status(self._told, self._catalog)
        compared = self._comparison()
        if compared is not None:
            return compared
        described_people(self._told)
        measures, groups = self._measures(), self._groups()
        counted = "count" in self._told.asks and not self._of("order") and self._told.limit() is None
        if self._of("having"):
            self._told.take("cue", lambda p: p.value <= {"only", "band"})
        return self._query(measures, groups) if measures or groups or counted else self._listing()

    # --- which customers

    def where(self) -> Node | None:
        """The filter of all conditions."""
        return where(self._of("condition"), self._row)

    def population(self) -> Any:
        """Those who left, or those who did not, where one of them is said."""
        said = {phrase.value for phrase in self._of("who")}
        return next(iter(said)) if len(said) == 1 else None

    def _whom(self, said: Sequence[Phrase] | None = None) -> tuple[Node | None, Any]:
        """The filter and the population; beside a percentile, which is one of all, status is part of the filter.

        ``said``: the phrases that tell the filter, where not all do.
        """
        population, label = self.population(), self._catalog.label
        ranked = any(
            isinstance(p.value.get("value"), dict) and "stat" in p.value["value"] for p in self._of("condition")
        )
        if population is None or not ranked:
            return self.where(), population
        status = label.positive if population == "left" else label.negative
        node = {"column": label.column, "op": "eq", "value": status}
        told = self._of("condition") if said is None else [p for p in said if p.kind == "condition"]
        return where([*told, Phrase("condition", node, 0, 0, label.column)], self._row), None

    def _places_limit(self) -> int | None:
        """The limit, a bare number included."""
        numbers = self._told.take(
            "number", lambda p: isinstance(p.value, int) and 1 <= p.value <= 200 and self._many(p)
        )
        if len(numbers) == 1 and not self._of("limit"):
            self._told.add(Phrase("limit", numbers[0].value, numbers[0].start, numbers[0].end))
        else:
            self._told.loose += numbers
        order = next((phrase.value for phrase in self._of("order")), None)
        return self._told.limit() or (order or {}).get("limit")

    def _many(self, number: Phrase) -> bool:
        """Whether a bare number can be how many: not the one of ``a lady of 45``."""
        behind = number.start > 0 and self._row[number.start - 1].has("in")
        after = self._row[number.end] if number.end < len(self._row) else None
        return not behind or (after is not None and (bool(after.entry.values) or after.has("customers", "customer")))

    # --- single kinds of frames

    def _spread(self) -> Frame | None:
        """``distribution of ages of those with 2 products``."""
        columns = self._told.take("column", lambda p: not p.value["beside"])
        if "share" in self._told.asks:
            self._told.take("aggregate", lambda p: p.value == "sum")  # number and % of total
        names = {p.value["column"] for p in columns} | {p.value["column"] for p in self._of("group")}
        others = {p.kind for p in self._told.phrases} - {"condition", "ask", "who", "group"}
        if len(names) != 1 or others or "count" in self._told.asks:
            return None
        return Spread(column=names.pop(), where=self.where(), population=self.population())

    def _concentration(self) -> Frame | None:
        """``how many customers hold half of the balance?``."""
        held = self._of("held")[0].value
        self._told.take("cue", lambda p: p.value <= {"breakdown"})  # make up half of it
        others = [p.kind for p in self._told.phrases if p.kind not in {"held", "condition", "ask", "who"}]
        if "count" not in self._told.asks or others or len(self._of("held")) > 1:
            return None
        return Concentration(**held, where=self.where(), population=self.population())

    def _mode(self) -> Frame | None:
        """``the most common tenure``: how many customers have each value, most first."""
        self._told.take("cue", lambda p: "mode" in p.value)
        for ask in [p for p in self._of("ask") if p.value in {"count", "show"}]:
            self._told.drop(ask)
        loose = self._told.take("column", lambda p: not p.value["beside"])
        self._told.take("unit")
        said = [p for kind in ("group", "which") for p in self._of(kind)]
        names = {p.value["column"] for p in (*loose, *said)}
        others = {p.kind for p in self._told.phrases} - {"condition", "who", "group", "which"}
        if len(names) != 1 or others or self._catalog.columns[min(names)].kind == "money":
            return None
        return Query(
            measures=({"measure": "customers"},),
            where=self.where(),
            groups=(self._each_value(names.pop()),),
            population=self.population(),
            order="desc",
            order_by=0,
        )

    def _each_value(self, column: str) -> Node:
        """A group for every value, a number's too."""
        return {"column": column, "bands": []} if self._catalog.columns[column].numeric else {"column": column}

    def _overview(self) -> Frame | None:
        """``how is Germany doing?``: the usual figures of those described."""
        self._told.take("cue", lambda p: p.value <= {"overview", "in"})
        others = {p.kind for p in self._told.phrases} - {"condition", "who"}
        if others or self._told.asks - {"show"} or not self._of("condition"):
            return None
        return Query(measures=tuple(self._usual()), where=self.where(), population=self.population())

    def _ruling(self) -> Frame | None:
        """``worst country``: the groups by their churn rate, where no other figure is said.

        ``in percentage`` says what is told anyway; ``in absolute numbers`` how many left.
        """
        told = self._of("verdict")
        measured = {node["measure"] for node in self._measures()} - {"churn_rate"}
        others = {p.kind for p in self._told.phrases} & {"group", "also", "rank", "order"}
        if len(told) > 1 or measured or self._told.asks - {"share"} or others:
            return None
        counted = any(not symbol_set("absolute").isdisjoint(span.words) for span in self._row)
        return Query(
            measures=({"measure": "customers" if counted else "churn_rate"},),
            where=self.where(),
            groups=({"column": told[0].value["column"]},),
            population="left" if counted else None,
            order=told[0].value["order"],
            order_by=0,
            limit=self._told.limit(),
        )

    def _share(self) -> Frame | None:
        """``what share of A are B``."""
        held = self._held_by_the_best()
        if held is not None:
            return held
        others = {p.kind for p in self._told.phrases} - {"condition", "ask", "who", "group", "also", "measure"}
        asked = self._told.asks - {"share", "show", "count"}
        measures = self._measures(counted=False)
        groups = self._groups()
        if others or asked or len(groups) > MOST_GROUPS or self._told.cues & RISK:
            return None
        summed = self._share_of_a_sum(measures, groups)
        if summed is not None:
            return summed
        if measures:
            churn = measures == [{"measure": "churn_rate"}] and not self._of("who")
            return Query(measures=tuple(measures), where=self.where(), groups=tuple(groups)) if churn else None
        return self._part_of_whole(groups)

    def _share_of_a_sum(self, measures: list[Node], groups: list[Node]) -> Frame | None:
        """``what part of the total balance do the Germans hold``: of the sum, that of those who are named behind it."""
        told = next(iter(self._of("measure")), None)
        at = next(p.end for p in self._of("ask") if p.value == "share")
        if len(measures) != 1 or measures[0]["measure"] != "sum" or told is None or groups or self._of("who"):
            return None
        said = self._of("condition")
        between = any(at <= p.start < told.start for p in said)
        part = [p for p in said if p.start >= told.end]
        if told.start < at or between or not part or len({p.column for p in part}) < len(part):
            return None
        whole = where([p for p in said if p.start < at], self._row)
        share = {"measure": "share", "column": measures[0]["column"], "where": where(part, self._row)}
        return Query(measures=(share,), where=whole)

    def _held_by_the_best(self) -> Frame | None:
        """``what share of the balance do the top 10 % hold``: of its sum, not of people."""
        at = next(p.end for p in self._of("ask") if p.value == "share")
        first = next((i for i in range(at, len(self._row)) if not _small(self._row[i])), at)
        ranked = [p for p in self._of("condition") if p.value.get("op") == "ge" and _percentile(p.value) is not None]
        others = [p for p in self._told.phrases if p.kind not in {"condition", "ask", "who"}]
        others = [p for p in others if not ranked or p.value != {"measure": "sum", "column": ranked[0].column}]
        if (
            len(ranked) != 1
            or others
            or first >= len(self._row)
            or ranked[0].column not in self._row[first].entry.columns
        ):
            return None
        said = ranked[0].start <= first  # one word for both: the top 10 % by balance
        if said and sum(ranked[0].column in span.entry.columns for span in self._row) < 2 and ranked[0].start < first:
            return None
        self._told.take("column", lambda p: p.value["column"] == ranked[0].column)
        rest = [p for p in self._of("condition") if p is not ranked[0]]
        percent = 100 - (_percentile(ranked[0].value) or 0)
        return Concentration(
            column=ranked[0].column,
            top_percent=percent,
            where=where(rest, self._row),
            population=self.population(),
        )

    def _part_of_whole(self, groups: list[Node]) -> Frame | None:
        at = next(p.start for p in self._of("ask") if p.value == "share")
        part, whole = split(self._told, at)
        gone = [p for p in part if p.kind == "who"]
        if not part or len(gone) not in (0, len(part)) or len([p for p in whole if p.kind == "who"]) > 1:
            return None
        population = next((p.value for p in whole if p.kind == "who"), None)
        of = where([p for p in whole if p.kind == "condition"], self._row)
        if not gone:
            node = where([p for p in part if p.kind == "condition"], self._row)
            if len({p.column for p in part}) < len(part):
                return None
            high = node == {"column": "risk_band", "op": "eq", "value": "high"}
            measure: Node = {"measure": "high_risk_share"} if high else {"measure": "share", "where": node}
        elif population is None and gone[0].value == "left":
            measure = {"measure": "churn_rate"}
        elif population is None:
            measure = kept(self._catalog)
        else:
            return None
        if population is not None and any(_percentile(p.value) is not None for p in part):
            of, population = self._whom(whole)  # the percentile is one of the whole bank
        return Query(measures=(measure,), where=of, groups=tuple(groups), population=population)

    # --- comparisons

    def _comparison(self) -> Frame | None:
        """Sides of one column, or one side and the rest, by what is measured."""
        if not against(self._told) or self._told.groups_said() or {"list"} & self._told.asks or self._of("having"):
            return None
        same = rivals(self._told)
        rest = self._told.take("cue", lambda p: "rest" in p.value)
        groups = with_rest(self._told) if rest else []
        if len(same) < 2 and not groups:
            self._told.loose += rest
            return None
        self._told.take("cue", lambda p: bool(p.value & {"versus", "compare", "than", "gt", "lt", "breakdown"}))
        self._told.take("number", lambda p: p.value == len(same or groups))
        for limit in [p for p in self._of("limit") if p.value == len(same or groups)]:
            self._told.drop(limit)
        ways = [p.value["order"] for p in self._of("order")] + [p.value for p in self._of("rank")]
        measures = self._compared_by()
        if not measures or self._told.limit() is not None or self._of("order"):
            return None
        population = None if kept(self._catalog) in measures else self.population()  # who stays more: all of both
        if groups or not by_values(same):
            groups = groups or sides(self._told, same)
            return Comparison(groups=tuple(groups), measures=tuple(measures), population=population)
        return Query(
            measures=tuple(measures),
            where=self.where(),
            groups=({"column": same[0].column},),
            population=population,
            order=ways[0] if ways else None,
            order_by=0 if ways else None,
        )

    def _compared_by(self) -> list[Node]:
        self._likelier()
        measures = self._measures()
        orders = [p for p in self._of("order") if p.value["column"] in self._catalog.columns]
        columns = [p for p in self._told.take("column") if self._catalog.columns[p.value["column"]].numeric]
        for order in orders:
            self._told.drop(order)
        if orders:
            self._told.take("aggregate", lambda p: p.value == "mean")
        named = [p.value["column"] for p in (*orders, *columns)]
        self._told.take("cue", lambda p: p.value <= RISK) if measures else None
        if measures and not named:
            return measures
        means = [{"measure": "mean", "column": column} for column in dict.fromkeys(named)]
        if means and (not measures or "list" not in self._told.asks):
            return [*measures, *means]
        risk = self._told.take("cue", lambda p: bool(p.value & RISK))
        if risk:
            return [{"measure": "mean_risk"}]
        if self._of("rank") or self._told.cues & {"gt", "lt", "than"}:
            return [{"measure": "customers"}]
        return self._usual() if self._told.cues & {"versus", "compare"} else []

    def _likelier(self) -> None:
        """``who is likelier to have left``: how many of each left."""
        whos = [p for p in self._of("who") if p.value == "left"]
        if whos and not self._of("measure") and (self._told.cues & RISK or self._of("rank")):
            self._told.take("cue", lambda p: bool(p.value & RISK))
            self._told.drop(whos[0])
            self._told.add(Phrase("measure", {"measure": "churn_rate"}, whos[0].start, whos[0].end))

    def _usual(self) -> list[Node]:
        """What groups are compared on when nothing is said."""
        value = [{"measure": "mean", "column": self._catalog.value}] if self._catalog.value else []
        return [{"measure": "customers"}, {"measure": "churn_rate"}, *value, {"measure": "mean_risk"}]

    # --- figures

    def _measures(self, *, counted: bool = True) -> list[Node]:
        found: list[Node] = []
        for phrase in self._of("measure"):
            found += phrase.value if isinstance(phrase.value, list) else [phrase.value]
        found = [node for i, node in enumerate(found) if node not in found[:i]]
        if found and counted and "count" in self._told.asks:
            found = [{"measure": "customers"}, *found]
        return found

    def _groups(self) -> list[Node]:
        return self._told.groups_said() or self._side_by_side()

    def _side_by_side(self) -> list[Node]:
        """``average balance of men and women``: values of one column joined by and, something measured of each."""
        same = rivals(self._told)
        joined = any(span.has("and") for one, other in pairwise(same) for span in self._told.between(one, other))
        either = any(span.has("or") for span in self._row)
        values = len(same) > 1 and by_values(same)
        return [{"column": same[0].column}] if values and joined and not either and self._of("measure") else []

    def _query(self, measures: list[Node], groups: list[Node]) -> Frame | None:
        ranks = self._of("rank")
        if "count" in self._told.asks and not measures:
            measures = [{"measure": "customers"}]
        if ranks and groups and not measures and self._told.spoken("customers"):
            measures = [{"measure": "customers"}]
        limit = self._told.limit()
        if not self._fits(measures, groups, limit):
            return None
        order = self._rank(ranks[0], measures) if ranks else self._way() if groups else None
        node, population = self._whom()
        return Query(
            measures=tuple(measures or [{"measure": "customers"}]),
            where=node,
            groups=tuple(groups),
            having=tuple(phrase.value for phrase in self._of("having")),
            population=population,
            order=order,
            order_by=0 if order else None,
            limit=limit,
        )

    def _rank(self, rank: Phrase, measures: list[Node]) -> Any:
        """Its direction; the worst of a rate of leaving is the highest."""
        bad, span = bool(measures) and measures[0]["measure"] in _LOSSES, self._row[rank.start]
        return "desc" if bad and span.has("worst") else "asc" if bad and span.has("best") else rank.value

    def _way(self) -> Any:
        """``descending``, ``lowest first``: the one direction that is said."""
        ways = self._told.take("cue", lambda p: bool(p.value) and p.value <= {"desc", "asc"})
        self._told.loose += ways if len(ways) > 1 else []
        return min(ways[0].value) if len(ways) == 1 else None

    def _fits(self, measures: list[Node], groups: list[Node], limit: int | None) -> bool:
        """Whether the phrases go together as figures."""
        whos, names = {phrase.value for phrase in self._of("who")}, {node["measure"] for node in measures}
        headless = bool(self._of("also")) and not self._of("group")
        crowded = len(groups) > MOST_GROUPS or len(measures) > _MOST_MEASURES or len(whos) > 1
        lone = not groups and (limit is not None or bool(self._of("rank")) or bool(self._of("having")))
        unranked = bool(self._of("rank")) and (len(groups) != 1 or not measures)
        which = bool(whos) and bool(self._of("which"))
        listed = "mean_risk" in names and bool(self._told.asks & {"count", "list"})
        twice = bool(whos) and ("churn_rate" in names or kept(self._catalog) in measures)
        of_whom = "show" in self._told.asks and bool(names & {"min", "max"}) and not groups and self._told.who_asked()
        return not (headless or crowded or lone or unranked or which or listed or twice or of_whom or self._of("order"))

    # --- lists

    def _listing(self) -> Frame | None:
        if self._of("having"):
            return None
        limit = self._places_limit()
        in_a_direction(self._told, self._catalog)
        orders = self._of("order")
        order = orders[0].value if orders else None
        conditions, whos = self._of("condition"), self._of("who")
        asked = self._told.asks or conditions or order
        if self._of("rank") and order is None:
            return None
        if len(orders) > 1 or not asked or not (conditions or whos or order) or "count" in self._told.asks:
            return None
        if order is not None and limit is None and not self._told.several:
            several = self._told.spoken("customers") and not self._told.spoken("customer")
            if several or not (self._told.spoken("customer") or self._told.who_asked()):
                return None
            limit = 1
        if order is not None and order["column"] == "value_at_risk":
            return Watch(where=self.where(), limit=limit)
        return Listing(
            where=self.where(),
            order_by=order["column"] if order else None,
            order=order["order"] if order else None,
            limit=limit,
            population=self.population(),
        )

    def _watches(self) -> bool:
        """Whether it asks whom to call, or who of many is at risk."""
        if before_they_go(self._told) or "watch" in self._told.asks:
            return True
        people = people_asked(self._told)
        orders = {p.value["column"] for p in self._of("order")}
        risk = self._told.cues & RISK or orders & PREDICTED
        of_people_to_lose(self._told)
        return bool(people and risk) and not self._of("measure") and "count" not in self._told.asks

    def _of_one(self) -> bool:
        """``who is the riskiest?``"""
        plural = any(not _PLURAL.isdisjoint(span.words) for span in self._row)
        risky = self._told.spoken("risky", "riskiest") and not self._told.spoken("customers")
        return risky and self._told.who_asked() and not plural

    def _watch(self) -> Frame | None:
        if self._of("measure") or self.population() == "left" or self._groups() or "count" in self._told.asks:
            return None
        orders = self._of("order")
        order = orders[0].value if orders else None
        if len(orders) > 1 or (order is not None and order["column"] not in PREDICTED):
            return None
        limit = self._places_limit()
        by = order["column"] if order else None
        self._told.take("cue", lambda p: bool(p.value & RISK))
        if "watch" not in self._told.asks and by is None:
            cues = self._told.cues
            ranked = bool(cues & _SURELY_RANKED or (cues & {"risk", "risky"} and self._of("rank")))
            by = "probability" if ranked else None
            limit = 1 if ranked and limit is None and self._of_one() else limit
        self._told.take("cue", lambda p: bool(p.value & {"ordinal", "than"}) or p.value <= {"top", "only"})
        if any(p.value == "asc" for p in self._of("rank")) or (order or {}).get("order") == "asc":
            return None
        return Watch(where=self.where(), order_by=by, limit=limit)


def _small(span: Span) -> bool:
    """A word that names nothing of the bank."""
    return not span.entry.of_the_bank and span.number is None


def _percentile(node: Node) -> float | None:
    """The percentile a condition compares with, if it does."""
    value = node.get("value")
    stat = str(value.get("stat", "")) if isinstance(value, dict) else ""
    return float(stat[1:]) if stat.startswith("p") else None
