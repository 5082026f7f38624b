"""Words that say something only with others: an aggregate without a column, a column without a number, a negation.

Each becomes a loose phrase; a frame is whole only where every one of them has found its place.
"""

from typing import Any

from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.phrases import Found, Rule
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, is_light, symbol_set, symbols
from agents.understanding.lexicon.lookup import Lexicon

_WEIGHT = -0.4
_CUES = (
    "except",
    "not",
    "without",
    "rest",
    "versus",
    "compare",
    "breakdown",
    "than",
    "gt",
    "lt",
    "risk",
    "risky",
    *("ge", "le", "or_more", "or_less"),
)
_IDLE = (
    *("what_if", "only", "pronoun", "them", "find", "ordinal", "rate", "together", "second_ask", "worst", "best"),
    *(
        "riskiest",
        "likely",
        "losable",
        "band",
        "among",
        "both",
        "sum",
        "usual",
        "double",
        "with",
        "card",
        "high",
        "mode",
        "overview",
        "desc",
        "asc",
    ),
)


class Loose:
    """Builds loose phrases over one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._catalog = lexicon.catalog

    def rules(self) -> list[Rule]:
        """One pattern for each kind of word."""
        made: list[tuple[str, str, Any]] = [
            ("mean|median|sum|max|min", "aggregate", self._aggregate),
            ("C|K|F|D", "column", self._column),
            ("U", "unit", self._unit),
            ("P", "percent", lambda m: m[0].number.value if m[0].number else None),
            ("N", "number", lambda m: m[0].number.plain if m[0].number and not m[0].number.percent else None),
            ("percentile N", "percentile", lambda m: _rank(m[1])),
            ("N percentile", "percentile", lambda m: _rank(m[0])),
            ("zero!all", "zero", lambda m: True),
            *((cue, "cue", self._cue) for cue in (*_CUES, *_IDLE)),
        ]
        out = Rule("set_aside", "set_aside", lambda m: True, _WEIGHT)
        return [out, *(Rule(pattern, kind, self._heavy(build), _WEIGHT) for pattern, kind, build in made)]

    def _heavy(self, build: Any) -> Any:
        """The builder, for what is no small word only."""
        return lambda m: None if is_light(symbols(m[0], self._catalog)) else build(m)

    @staticmethod
    def _aggregate(found: Found) -> str:
        return next(name for name in AGGREGATES if found[0].has(name))

    def _column(self, found: Found) -> dict[str, Any] | None:
        span = found[0]
        column = column_of(span, self._catalog, "C", "K", "F", "D")
        beside = len(span.words) > 1 and span.words[0] in symbol_set("leads")
        return None if column is None else {"column": column, "beside": beside}

    def _unit(self, found: Found) -> str | None:
        units = found[0].entry.units
        return units[0] if len(units) == 1 else None

    @staticmethod
    def _cue(found: Found) -> frozenset[str]:
        return frozenset(found[0].entry.cues)


def _rank(span: Span) -> float | None:
    """Which percentile a number says."""
    number = span.number
    return None if number is None or not 0 < number.value < 100 else number.plain


def one_of(span: Span) -> bool:
    """``un``, ``one``, ``a single``: one thing where a column that counts things follows."""
    return not symbol_set("one").isdisjoint(span.words)
