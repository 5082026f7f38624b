"""What a fragment changes of the call before: every phrase of it an operation, none of them asking anything whole."""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Done
from agents.understanding.follow_up.leaning import joined, named
from agents.understanding.follow_up.told import corrects, kinds_of
from agents.understanding.grammar.conditions import negated, op_of
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.sides import by_values, rivals
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.grammar.where import columns_of, parts
from db.catalog import Catalog

Node = dict[str, Any]
_OPERATIONS = frozenset(["condition", "who", "measure", "group", "also", "which"])
_STATUS = {"left": ("left", "leavers"), "current": ("stay",)}
_IDLE = frozenset(
    [
        "versus",
        "compare",
        "only",
        "them",
        "pronoun",
        "with",
        "top",
        "ordinal",
        "rate",
        "breakdown",
        "bottom",
        "less",
        "order",
    ]
)
_CHANGING = frozenset(["not", "without", "except", "rest"])
_COMPARES = ("gt", "ge", "lt", "le", "or_more", "or_less")
_SHORT = 6
_ENDS = {"upper": ("le", "lt", "top", "max", "or_less"), "lower": ("ge", "gt", "bottom", "min", "or_more")}


class Changes:
    """Reads one fragment against the answer before."""

    def __init__(
        self, row: Sequence[Span], last: Done, catalog: Catalog, *, pointed: bool, whole: Call | None = None
    ) -> None:
        self._row, self._last, self._call, self._catalog = row, last, last.call, catalog
        self._pointed, self._whole = pointed, whole

    def call(self, told: Settled | None) -> Call | None:
        """The changed call; none where the message is no fragment, or may mean more."""
        made = self._judged() or self._lifted() or self._summed()
        if made is not None:
            return made
        if any(span.has("remove") for span in self._row):
            return self._removed(told)
        if told is None or not self._is_fragment(told):
            return None
        self._without_idle(told)
        for read in (
            self._others,
            self._share_of,
            self._share,
            self._out_of,
            self._number,
            self._column_lifted,
            self._figure,
            self._view,
            self._sorted,
        ):
            made = read(told)
            if made is not None:
                return made
        return self._phrases(told)

    def _is_fragment(self, told: Settled) -> bool:
        """Whether it begins with a joint, points at those before, or is too short to be anything whole."""
        spoken = [span for span in self._row if not span.sign]
        short = len(spoken) <= _SHORT and not named(self._row) and len(told.every("condition")) < 2
        alone = short and not (told.every("ask") and told.every("condition"))
        against = told.spoken("versus", "compare") and len(told.every("condition")) == 1 and not told.every("measure")
        return joined(self._row) or self._pointed or alone or against

    # --- without the grammar

    def _judged(self) -> Call | None:
        """``which one is worst?``: nothing but the judgement and words that point at the groups shown."""
        said = [span for span in self._row if span.has("worst", "best")]
        others = [span for span in self._row if span not in said and not (span.sign or span.stop)]
        if len(said) != 1 or others:
            return None
        return operations.rank(self._call, worst=said[0].has("worst"))

    def _removed(self, told: Settled | None) -> Call | None:
        """``drop the Spain filter``, ``regardless of age``: a condition goes; ``drop the inactive ones``: people go."""
        columns: set[str] = set()
        for span in self._row:
            entry = span.entry
            columns |= {column for column, _ in (*entry.values, *entry.adjectives)} | {*entry.columns, *entry.units}
        described = told.every("condition") if told is not None else []
        held = [part for part in parts(self._call.arguments.get("where")) if columns_of(part) & columns]
        if held and (not described or any(p.value in held for p in described)):
            return operations.drop(self._call, columns)
        left_out = [negated(p.value, self._catalog) for p in described]
        if left_out:
            return operations.filtered(self._call, left_out)
        gone = {p.value for p in told.every("who")} if told is not None else set()
        return operations.without(self._call, gone.pop()) if len(gone) == 1 else None

    def _lifted(self) -> Call | None:
        """``drop the leavers thing``: who left, or stayed, is taken away from who is meant."""
        lifts = any(span.has("remove") for span in self._row) and not any(
            span.entry.of_the_bank and not span.stop for span in self._row
        )
        who = next(
            (name for name, cues in _STATUS.items() if any(s.has(*cues) and not s.stop for s in self._row)), None
        )
        return operations.of_everybody(self._call, who) if lifts and who is not None else None

    def _summed(self) -> Call | None:
        """``¿cuánto suman?``: the total of what was measured or ordered by."""
        small = all(span.stop or span.sign for span in self._row)
        summed = all(any(span.has(cue) for span in self._row) for cue in ("how_much", "sum"))
        return self._told({"measure": "sum"}) if small and summed else None

    # --- by the grammar

    def _without_idle(self, told: Settled) -> None:
        """``I mean``, ``better``: words that only correct; ``by gender instead of tenure``: what is given up."""
        meant = [p for p in told.loose if not all(corrects(span) for span in told.row[p.start : p.end])]
        told.loose = meant if meant or told.phrases else told.loose
        for rank in [p for p in told.every("rank") if p.start == 0 and told.row[0].stop]:
            told.drop(rank)
        self._without_given_up(told)

    def _without_given_up(self, told: Settled) -> None:
        grouped = {group.get("column") for group in self._call.arguments.get("groups") or []}
        columns = [p for p in told.loose if p.kind == "column" and p.value["column"] in grouped]
        for given_up in [p for p in columns if _same_or_instead(told.row[max(0, p.start - 3) : p.start])]:
            told.discard(given_up)
            counted = [p for p in told.loose if p.kind == "number" and p.end == given_up.start]  # same two countries
            told.loose = [p for p in told.loose if p not in counted]

    def _others(self, told: Settled) -> Call | None:
        """``¿y los que no?``, ``and how many don't?``, ``and the rest?``: everybody else."""
        asks = {p.value for p in told.every("ask")}
        bare = len(told.phrases) == len(told.every("ask")) and asks <= {"count"}
        kinds = {p.kind for p in told.loose}
        denied = any(
            span.has("not", "without") or (span.has("rest") and not span.entry.of_the_bank) for span in self._row
        )
        if not (bare and denied and kinds <= {"cue", "zero"}) or told.cues - {"not", "rest", "zero", "without"}:
            return None
        return operations.turn_round(self._call, self._catalog)

    def _share_of(self, told: Settled) -> Call | None:
        """``what percentage of the Spanish customers is that?``, ``of all leavers``"""
        of, whos = [p.value for p in told.every("condition")], {p.value for p in told.every("who")}
        ends = symbol_set("of_that") | symbol_set("makes_up")
        points = self._pointed or any(not ends.isdisjoint(span.words) for span in self._row)
        points = points or bool(whos and joined(self._row))  # and what share of the leavers?
        kinds = {p.kind for p in told.phrases}
        shared = kinds - {"condition", "who"} == {"ask"} and {p.value for p in told.every("ask")} == {"share"}
        if not (points and shared and len(kinds) > 1 and len(whos) < 2):
            return None
        return operations.share_of(self._call, of, self._catalog, next(iter(whos), None))

    def _share(self, told: Settled) -> Call | None:
        """``what percentage is that?``, after a list ``what share of the balance do they hold?``"""
        asked = {(p.kind, str(p.value)) for p in told.phrases} == {("ask", "share")}
        columns = {p.value["column"] for p in told.loose if p.kind == "column"}
        if not asked or len(columns) > 1 or not {p.kind for p in told.loose} <= {"cue", "aggregate", "column"}:
            return None
        if self._call.tool not in operations.LISTS:
            return None if columns else self._of_the_whole() or operations.share(self._call, self._catalog)
        column = next(iter(columns), None) or operations.measured_column(self._call, self._catalog)
        whom = operations.people(self._last, self._catalog.id, pointed=True).get("where")
        if not columns and not self._call.arguments.get("order_by"):
            return operations.share(self._call, self._catalog)
        return (
            Call("portfolio", {"measures": [{"measure": "share", "column": column, "where": whom}]}) if whom else None
        )

    def _of_the_whole(self) -> Call | None:
        """``as a percentage``, after some of those before were counted: of those before."""
        if self._whole is None:
            return None
        told = self._whole.arguments
        node, among = parts(told.get("where")), told.get("population")
        if parts(self._call.arguments.get("where")) == node:
            return None  # only what became of them was asked: their rate
        return operations.share_of(self._call, node, self._catalog, among)

    def _out_of(self, told: Settled) -> Call | None:
        """``out of how many?``: of those among whom the figure was."""
        first = next((span for span in self._row if not span.sign), None)
        asked = {(p.kind, str(p.value)) for p in told.phrases} == {("ask", "count")} and not told.loose
        among = first is not None and first.has("among", "in")
        return operations.out_of(self._call) if asked and among and not self._pointed else None

    def _number(self, told: Settled) -> Call | None:
        """``I meant three``, ``and those with one?``, ``make it 10``, ``30 to 40?``: nothing but numbers."""
        others = [p for p in told.phrases if p.kind not in {"limit", "ask", "rank"}]
        others += [p for p in told.loose if not (p.kind == "number" or self._idle(p) or _compares(p))]
        numbers = [p.value for p in (*told.every("limit"), *told.loose) if p.kind in {"limit", "number"}]
        if others or len(numbers) > 2:
            return None
        if len(numbers) == 2:
            return operations.between(self._call, sorted(numbers))
        return self._one_number(numbers[0], _op(told.row)) if numbers else self._with_one(told)

    def _one_number(self, number: float, op: str | None) -> Call | None:
        ends = [end for end, cues in _ENDS.items() if any(span.has(*cues) for span in self._row)]
        if len(ends) == 1 and (made := operations.one_end(self._call, number, upper=ends[0] == "upper")):
            return made
        if any(span.has("also") for span in self._row) and (made := operations.include(self._call, number)):
            return made
        if op is not None or self._call.tool not in operations.LISTS or not isinstance(number, int):
            return operations.renumber(self._call, number, op)
        if any(span.has("bottom", "less", "least") for span in self._row):
            return operations.other_end(self._call, number)
        return operations.resize(self._call, number)

    def _with_one(self, told: Settled) -> Call | None:
        """``and those with only one?``"""
        last = next((span for span in reversed(told.row) if not span.sign), None)
        single = last is not None and not symbol_set("one").isdisjoint(last.words)
        return operations.renumber(self._call, 1) if single and told.spoken("with", "only") else None

    def _column_lifted(self, told: Settled) -> Call | None:
        """``both sexes``, ``all countries``: no longer one of them."""
        columns = [p for p in told.loose if p.kind == "column"]
        lifted = len(columns) == 1 and any(
            s.has("both", "all") for s in told.row[max(0, columns[0].start - 2) : columns[0].start]
        )
        if not lifted or told.phrases or any(p.kind not in {"column", "cue"} for p in told.loose):
            return None
        return operations.drop(self._call, {columns[0].value["column"]})

    def _figure(self, told: Settled) -> Call | None:
        """``the median, I mean``, ``now the rate``, ``and salary?``: another figure, or of another column."""
        others = [p for p in told.phrases if not (p.kind == "rank" or p.value == "show")]
        if others:
            return None
        aggregates = [p.value for p in told.loose if p.kind == "aggregate"]
        columns = [p.value["column"] for p in told.loose if p.kind == "column"]
        rest = [p for p in told.loose if p.kind not in {"aggregate", "column", "cue"}]
        if rest or len(columns) > 1 or len(set(aggregates)) > 1:
            return None
        measure = self._measure(aggregates, columns, rate="rate" in told.cues)
        return self._told(measure) if measure is not None else None

    def _told(self, measure: Node) -> Call | None:
        """A figure of those the answer before was about."""
        if set(measure) == {"measure"} and measure["measure"] in AGGREGATES:
            measure = {**measure, "column": operations.measured_column(self._call, self._catalog)}
            if measure["column"] is None:
                return None
        if self._call.tool in operations.LISTS:
            whom = operations.people(self._last, self._catalog.id, pointed=True)
            return Call("portfolio", {"measures": [measure], **whom})
        return operations.remeasure(self._call, [measure])

    def _measure(self, aggregates: Sequence[str], columns: Sequence[str], *, rate: bool) -> Node | None:
        before: Node = next(iter(self._call.arguments.get("measures") or []), {})
        if aggregates:
            return {"measure": aggregates[0], **({"column": columns[0]} if columns else {})}
        if columns and before.get("column") and self._catalog.columns[columns[0]].numeric:
            return {**before, "column": columns[0]}
        return {"measure": "churn_rate"} if rate and not columns else None

    def _view(self, told: Settled) -> Call | None:
        """``who are they?``"""
        said = {str(p.value) for p in told.phrases} <= {"show", "list"} and not told.loose
        bare = said and any(span.has("list") for span in self._row)
        return operations.viewed(self._last, self._catalog.id) if bare else None

    def _sorted(self, told: Settled) -> Call | None:
        """``sort them by balance, biggest first``, ``the youngest first``, ``the three oldest``."""
        orders = told.every("order") or self._sorted_by(told) or self._first_the_most(told)
        ranks, columns = told.every("rank"), {p.value["column"] for p in orders}
        kinds = {p.kind for p in told.phrases} - {"order", "rank", "ask", "limit", "group"}
        asks = {p.value for p in told.every("ask")} - {"show", "list"}
        if len(columns) != 1 or kinds or asks or not all(self._idle(p) for p in told.loose):
            return None
        said = next((way for span in self._row if (way := _way(span))), None)
        way = said or (ranks[-1].value if ranks else orders[-1].value["order"])
        limit = self._how_many(told, orders)
        return operations.sort(self._last, columns.pop(), way, limit, id_column=self._catalog.id, pointed=self._those())

    def _sorted_by(self, told: Settled) -> list[Phrase]:
        """``re-sort by age``: after a word for sorting a column is an order, no group."""
        if not any("sort" in kinds_of(word) for span in self._row for word in span.words):
            return []
        said = [p for p in (*told.every("group"), *told.take("column")) if not p.value.get("bands")]
        return [Phrase("order", {"column": p.value["column"], "order": "desc"}, p.start, p.end) for p in said]

    def _first_the_most(self, told: Settled) -> list[Phrase]:
        """``biggest balance first``: beside a first one an extreme is an order, no figure."""
        if not any(span.entry.ordinal == 1 for span in self._row):
            return []
        ways = {"max": "desc", "min": "asc"}
        said = [p for p in told.every("measure") if isinstance(p.value, dict) and p.value["measure"] in ways]
        for extreme in said:
            told.drop(extreme)
        orders = [{"column": p.value["column"], "order": ways[p.value["measure"]]} for p in said]
        return [Phrase("order", order, p.start, p.end) for order, p in zip(orders, said, strict=True)]

    def _those(self) -> bool:
        """Whether the rows shown are meant, and no others: ``those ten``, ``esos mismos``."""
        return any("those" in kinds_of(word) for span in self._row for word in span.words)

    @staticmethod
    def _idle(loose: Phrase) -> bool:
        """A loose word that adds nothing."""
        return loose.kind == "cue" and (not loose.value or bool(loose.value & _IDLE)) and not loose.value & _CHANGING

    def _how_many(self, told: Settled, orders: Sequence[Phrase]) -> int | None:
        limits = [p.value for p in told.every("limit")] + [p.value["limit"] for p in orders if p.value.get("limit")]
        sorts = any(span.has("sorts", "top") or span.entry.ordinal is not None for span in self._row)
        sorts = sorts or any("sort" in kinds_of(word) for span in self._row for word in span.words)
        return limits[0] if limits else None if sorts else 1

    def _phrases(self, told: Settled) -> Call | None:
        """The operations, one after the other; none where one of them makes no sense of this call."""
        kinds = {phrase.kind for phrase in told.phrases if phrase.value != "show"}
        if not all(self._idle(p) for p in told.loose) or not kinds or not kinds <= _OPERATIONS:
            return None
        if same := rivals(told):
            return self._apart(told, same) if kinds == {"condition"} else None
        if told.every("measure") and told.every("condition"):
            return None
        return self._grouped(told, self._measured(told, self._population(told, self._filtered(told))))

    @staticmethod
    def _measured(told: Settled, call: Call | None) -> Call | None:
        nodes = [n for p in told.every("measure") for n in (p.value if isinstance(p.value, list) else [p.value])]
        return operations.remeasure(call, nodes) if nodes and call is not None else call

    def _filtered(self, told: Settled) -> Call | None:
        """With its conditions: in place of those before, or beside what is compared."""
        conditions = [{k: v for k, v in p.value.items() if k != "split"} for p in told.every("condition")]
        if not conditions:
            return self._call
        if len(conditions) == 1 and told.spoken("versus", "compare"):
            return operations.compare_with(self._call, conditions[0])
        if self._call.tool == "compare":
            return operations.one_more(self._call, conditions)
        return operations.filtered(self._call, conditions)

    def _apart(self, told: Settled, same: Sequence[Phrase]) -> Call | None:
        """``and separating men and women?``: the values of one column, side by side; all of them leave out nobody."""
        if not by_values(same) or len(same) < len(told.every("condition")) or self._call.tool != "portfolio":
            return None
        column, values = same[0].column, [p.value["value"] for p in same]
        spec = self._catalog.columns.get(column)
        found = operations.drop(self._call, {column})
        if spec is None or not {str(value) for value in spec.values} <= {str(value) for value in values}:
            found = operations.filtered(found, [{"column": column, "op": "in", "value": values}])
        return operations.regroup(found, [{"column": column}], also=bool(found.arguments.get("groups")))

    def _population(self, told: Settled, call: Call | None) -> Call | None:
        """``and of those who left?``: who they are is said anew, where they are is not."""
        whos = {p.value for p in told.every("who")}
        if not whos or call is None:
            return call
        if len(whos) > 1:
            return None
        flags = {c for c, spec in self._catalog.columns.items() if spec.kind == "flag"}
        if not told.every("condition"):
            call = operations.drop(call, flags)
        return operations.of_population(call, whos.pop())

    def _grouped(self, told: Settled, call: Call | None) -> Call | None:
        """By other groups, or by both; bands are no part of a fragment."""
        groups = [p.value for kind in ("group", "which", "also") for p in told.every(kind)]
        if call is None or not groups:
            return call
        if any(set(group) != {"column"} for group in groups):
            return None
        if told.spoken("all"):
            call = operations.drop(call, {str(group["column"]) for group in groups})  # in all countries: not in one
        if call.tool in operations.LISTS:
            whom = operations.people(Done(call, self._last.data), self._catalog.id, pointed=self._pointed)
            call = Call("portfolio", {"measures": [{"measure": "customers"}], **whom})
        return operations.regroup(call, groups, also=any(span.has("also") for span in told.row))


def _op(row: Sequence[Span]) -> str | None:
    """How a number is compared."""
    return next((op_of(span) for span in row if span.has(*_COMPARES)), None)


def _compares(loose: Phrase) -> bool:
    """``or more``, ``under``: how a number is compared, and nothing else."""
    return loose.kind == "cue" and bool(loose.value) and loose.value <= {*_COMPARES, "more", "less"}


def _way(span: Span) -> str | None:
    """The direction that a word says: ``descending``, ``from lowest to highest``."""
    words = [kind for word in span.words for kind in ("asc", "desc") if kind in kinds_of(word)]
    said = [way for way in ("asc", "desc") if span.has(way)]
    free = not (span.entry.of_the_bank or span.stop)
    return next(iter(said), None) or (next(iter(words), None) if free else None)


def _same_or_instead(before: Sequence[Span]) -> bool:
    return any(not symbol_set("in_place").isdisjoint(span.words) or span.has("same") for span in before)
