"""Third step: phrases as a frame about many customers; nothing where a span has no place in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from agents.offline.lexicon import Lexicon
from agents.understanding.conditions import Conditions
from agents.understanding.figures import Figures
from agents.understanding.grammar import Phrase, Rule, phrases
from agents.understanding.spans import Span
from agents.understanding.symbols import symbol_set, symbols
from agents.understanding.where import where
from tools.frames import MOST_GROUPS, Concentration, Frame, Listing, Query, Watch

Node = dict[str, Any]
_ID_DIGITS = 6
_MOST_MEASURES = 6
_COMPARES = ("top", "bottom", "more", "less", "most", "least", "max", "min", "versus", "compare")
_SEXES = {"ellos": "hombre", "ellas": "mujer"}
_NARROWS = frozenset(["condition", "who", "limit"])


def customer_digits(span: Span) -> bool:
    """Whether a number looks like an id."""
    return span.number is not None and len(span.number.digits) >= _ID_DIGITS


@dataclass(frozen=True)
class Restriction:
    """What a message says of which customers, and how many of them."""

    where: Node | None
    population: Any
    limit: int | None


class QueryReader:
    """Reads messages into query frames over one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._catalog = lexicon.catalog
        self._conditions = Conditions(lexicon)
        self._rules: tuple[Rule, ...] = (*self._conditions.rules(), *Figures(lexicon).rules())

    def conditions(self, row: Sequence[Span]) -> Restriction | None:
        """Which customers are meant, whatever is asked of them; none where something of the bank has no place."""
        kinds = [symbols(span, self._catalog) for span in row]
        if any(self._conditions.feminine(span) for span in row):
            return None
        found, _ = phrases(row, kinds, self._rules, lambda i: 1.0 if kinds[i] & symbol_set("bank") else 0.1)
        placed = {i for phrase in found if phrase.kind in _NARROWS for i in range(phrase.start, phrase.end)}
        if any(
            kinds[i] & symbol_set("bank") and i not in placed and not customer_digits(row[i]) for i in range(len(row))
        ):
            return None
        parts = _Assembly(found, row, self._lexicon)
        return Restriction(parts.where(), parts.population(), parts.limit())

    def read(self, row: Sequence[Span]) -> Frame | None:
        """The frame, where every span that holds something is part of it."""
        row = self._sexes(row)
        kinds = [symbols(span, self._catalog) for span in row]
        if any(self._conditions.feminine(span) for span in row):
            return None
        if any(span.entry.topics and not span.entry.of_the_bank for span in row):
            return None
        if any(span.code or customer_digits(span) for span in row):
            return None

        def passes(i: int) -> float:
            return 1.0 if kinds[i] & symbol_set("holds") and not row[i].sign and not _light(kinds[i]) else 0.1

        found, missed = phrases(row, kinds, self._rules, passes)
        if missed or not found:
            return None
        return _Assembly(found, row, self._lexicon).frame()

    def _sexes(self, row: Sequence[Span]) -> Sequence[Span]:
        """``¿quién gana más, ellos o ellas?``: the two pronouns side by side mean men and women."""
        words = {span.words[-1] for span in row}
        entries = [self._lexicon.exact.get((name,)) for name in _SEXES.values()]
        if not words.issuperset(_SEXES) or any(entry is None or not entry.values for entry in entries):
            return row
        meant = dict(zip(_SEXES, entries, strict=True))
        return [
            replace(span, entry=entry, stop=False) if (entry := meant.get(span.words[-1])) is not None else span
            for span in row
        ]


def _light(kinds: frozenset[str]) -> bool:
    """Whether a small word only happens to have a heavy reading too."""
    return (
        "S" in kinds and not kinds & symbol_set("heavy") and kinds <= symbol_set("free") | {"more", "most", "than", "U"}
    )


class _Assembly:
    def __init__(self, found: Sequence[Phrase], row: Sequence[Span], lexicon: Lexicon) -> None:
        self._row, self._catalog = row, lexicon.catalog
        self._found = found
        self._asks = {phrase.value for phrase in self._of("ask")}

    def _of(self, kind: str) -> list[Phrase]:
        return [phrase for phrase in self._found if phrase.kind == kind]

    def frame(self) -> Frame | None:
        """The one frame these phrases can be; none where they could be several or lack something."""
        limits = self._of("limit")
        if len(limits) > 1 or len(self._of("order")) > 1 or self._asks & {"share", "distribution"}:
            return None
        if self._of("held") or "watch" in self._asks:
            return self._concentration() if self._of("held") else self._watch()
        if self._of("verdict"):
            return self._ruling()
        measures = self._measures()
        groups = self._groups()
        if measures or groups:
            return self._query(measures, groups)
        if "count" in self._asks and not self._of("order") and not limits:
            return self._query([{"measure": "customers"}], groups)
        return self._listing()

    def _concentration(self) -> Frame | None:
        """``how many customers hold half of the balance?``."""
        held = self._of("held")[0].value
        others = [phrase.kind for phrase in self._found if phrase.kind not in {"held", "condition", "ask", "who"}]
        if "count" not in self._asks or others or len(self._of("held")) > 1:
            return None
        return Concentration(**held, where=self.where(), population=self.population())

    def _ruling(self) -> Frame | None:
        """``worst country``: the groups by their churn rate, where no other figure is said."""
        told = self._of("verdict")
        measured = {node["measure"] for node in self._measures()} - {"churn_rate"}
        if (
            len(told) > 1
            or measured
            or self._asks
            or {p.kind for p in self._found} & {"group", "also", "rank", "order"}
        ):
            return None
        return Query(
            measures=({"measure": "churn_rate"},),
            where=self.where(),
            groups=({"column": told[0].value["column"]},),
            order=told[0].value["order"],
            order_by=0,
            limit=self.limit(),
        )

    def _measures(self) -> list[Node]:
        found: list[Node] = []
        for phrase in self._of("measure"):
            found += phrase.value if isinstance(phrase.value, list) else [phrase.value]
        if found and "count" in self._asks:
            found = [{"measure": "customers"}, *found]
        return found

    def _groups(self) -> list[Node]:
        split = [{"column": phrase.column} for phrase in self._of("condition") if phrase.value.get("split")]
        told = [phrase.value for kind in ("group", "which", "also") for phrase in self._of(kind)]
        return [*split, *told] or self._side_by_side()

    def _side_by_side(self) -> list[Node]:
        """``average balance of men and women``: values of one column joined by and, something measured of each.

        Joined by ``or`` they are alternatives where something is compared: ``who earns more, men or women``.
        """
        node = self.where()
        several = node is not None and node.get("op") == "in" and isinstance(node["value"], list)
        either = any(span.has("or") for span in self._row)
        joined = any(span.has(*_COMPARES) for span in self._row) if either else any(s.has("and") for s in self._row)
        values = [phrase for phrase in self._of("condition") if phrase.value.get("op") == "eq"]
        measured = bool(self._of("measure"))
        return [{"column": node["column"]}] if node and several and joined and measured and len(values) > 1 else []

    def where(self) -> Node | None:
        """The filter of all conditions."""
        return where(self._of("condition"), self._row)

    def limit(self) -> int | None:
        """How many, if one number says it."""
        limits = self._of("limit")
        return limits[0].value if len(limits) == 1 else None

    def population(self) -> Any:
        """Those who left, or those who did not, where one of them is said."""
        said = {phrase.value for phrase in self._of("who")}
        return next(iter(said)) if len(said) == 1 else None

    def _query(self, measures: list[Node], groups: list[Node]) -> Frame | None:
        limit, ranks = self.limit(), self._of("rank")
        if not self._fits(measures, groups):
            return None
        order = ranks[0].value if ranks else None
        return Query(
            measures=tuple(measures or [{"measure": "customers"}]),
            where=self.where(),
            groups=tuple(groups),
            population=self.population(),
            order=order,
            order_by=0 if order else None,
            limit=limit,
        )

    def _fits(self, measures: list[Node], groups: list[Node]) -> bool:
        """Whether the phrases go together as figures."""
        whos, names = {phrase.value for phrase in self._of("who")}, {node["measure"] for node in measures}
        headless = bool(self._of("also")) and not self._of("group")
        crowded = len(groups) > MOST_GROUPS or len(measures) > _MOST_MEASURES or len(whos) > 1
        lone = not groups and (self.limit() is not None or bool(self._of("rank")))
        unranked = bool(self._of("rank")) and (len(groups) != 1 or not (measures or "count" in self._asks))
        which = bool(whos) and bool(self._of("which"))
        listed = "mean_risk" in names and bool(self._asks & {"count", "list"})
        of_whom = "show" in self._asks and bool(names & {"min", "max"}) and not groups
        return not (headless or crowded or lone or unranked or which or listed or of_whom or self._of("order"))

    def _listing(self) -> Frame | None:
        order = next((phrase.value for phrase in self._of("order")), None)
        conditions, whos = self._of("condition"), self._of("who")
        ranked = self._of("rank")
        asked = self._asks or conditions or order
        if not asked or ranked or not (conditions or whos or order) or "count" in self._asks:
            return None
        limit = next((phrase.value for phrase in self._of("limit")), order and order.get("limit"))
        alone = any(span.has("customer") and not span.has("customers") for span in self._row)
        if order is not None and limit is None:
            if not alone:
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

    def _watch(self) -> Frame | None:
        if self._of("measure") or self._of("who") or self._groups():
            return None
        order = next((phrase.value for phrase in self._of("order")), None)
        if order is not None and order["column"] not in {"probability", "value_at_risk"}:
            return None
        return Watch(
            where=self.where(),
            order_by=order["column"] if order else None,
            limit=next((phrase.value for phrase in self._of("limit")), None),
        )
