"""Words of a clause that nothing explains, with what leads to them, and where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set, symbols
from agents.understanding.learned_port import Learned, Words
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_adverb, is_verb_form
from agents.understanding.masks import masked

_LEADS = frozenset(["in", "with", "without", "which", "are", "by", "among", "only", "not", "except", "and", "versus"])
_MOST_LEADS = 3
_FAR, _NEAR = 40, 3
"""Spans before and behind a run that tell where it stands, and that are read with it; chosen by authors left out."""
PLACES = (
    ("number", ("N",)),
    ("value", ("V", "A", "F", "decade")),
    ("column", ("C", "K", "D", "U")),
    ("customers", ("customers", "customer")),
    ("gone", ("left", "stay", "leavers", "still")),
    ("count", ("count",)),
    ("figure", ("mean", "median", "sum", "max", "min", "top", "bottom", "how_much", "most", "least", "more", "less")),
    ("rate", ("rate", "churn", "share", "risk", "likely", "risky", "retention_rate", "value_at_risk")),
    ("list", ("list", "find", "call", "card", "distribution", "overview", "why", "options", "history", "similar")),
    ("compare", ("compare", "versus", "gt", "lt", "ge", "le", "between", "than", "around")),
    ("by", ("by",)),
    ("only", ("only", "except", "not", "without")),
    ("in", ("in", "among")),
    ("with", ("with",)),
    ("what", ("which",)),
    ("and", ("and", "or", "also")),
    ("are", ("are",)),
    ("them", ("them", "pronoun", "polite", "whether", "what_about", "greeting", "thanks")),
    ("unknown", ("unk",)),
    ("small", ("S",)),
)
"""What may stand beside such words: the first kind that fits."""
KINDS = (*(name for name, _ in PLACES), "sign", "other", "edge")


@dataclass(frozen=True)
class Leftover:
    """A run of unknown words in a clause: ``start`` to ``end`` with what leads to it, from ``core`` without."""

    start: int
    core: int
    end: int
    text: str


def leftovers(row: Sequence[Span]) -> Iterator[Leftover]:
    """The runs of unknown words, from the left; small words between two of them belong to one run."""
    i = 0
    while i < len(row):
        if not row[i].unknown:
            i += 1
            continue
        end = i + 1
        while end < len(row):
            if row[end].unknown:
                end += 1
            elif end + 1 < len(row) and _joint(row[end]) and row[end + 1].unknown:
                end += 2
            else:
                break
        start = i
        while start > 0 and i - start < _MOST_LEADS and _lead(row[start - 1]):
            start -= 1
        yield Leftover(start, i, end, " ".join(span.text for span in row[start:end]))
        i = end


_JOINTS = ("and", "or", "versus", "than")
_TURNS = ("not", "except", "without", "only")


@dataclass(frozen=True)
class Beside:
    """Unknown words that change no answer: the spans from ``start`` to ``end``; ``named``: said under the reply."""

    start: int
    end: int
    text: str
    named: bool


def beside(row: Sequence[Span], lexicon: Lexicon, learned: Learned, *, perhaps: bool = False) -> list[Beside]:
    """The unknown words of a clause of which the learned part is sure that they narrow nothing.

    ``perhaps``: also where they more likely than not do, as far as an answer beside which they are named may go. Not
    those after a negation, nor a verb between people and what they have: *customers who ditched their card*.
    """
    found = []
    limits = learned.limits
    for run, one in unknown_words(row, lexicon):
        if row[run.core].capital and run.core > 0:
            continue
        told = learned.restricts(one)
        start = run.start
        while start < run.core and row[start].has("and", "versus"):
            start += 1
        related = run.start < run.core and not symbol_set("relatives").isdisjoint(row[run.core - 1].words)
        most = limits.perhaps if perhaps and not related else limits.named
        if told <= most and not _turns(row, run) and not one_of(row, run.core, run.end):
            joins = run.start > 0 and run.end < len(row) and is_verb_form(row[run.core].words[0])
            found.append(Beside(start, run.end, run.text, told > limits.silent or joins))
    return found


def _turns(row: Sequence[Span], run: Leftover) -> bool:
    """Whether they stand between a negation and what it may be said of, or are what nothing is known of."""
    if run.start > 0 and row[run.start - 1].has("gap"):
        return True
    negated = any(span.has(*_TURNS) for span in row[max(0, run.start - 1) : run.core])
    return negated and any(span.entry.of_the_bank or span.number for span in row[run.end :])


def one_of(row: Sequence[Span], start: int, end: int) -> bool:
    """Whether words stand beside a group: ``the lassies or the lads``, ``France and Narnia``."""
    before = (row[i] for i in range(start - 1, -1, -1))
    after = (row[i] for i in range(end, len(row)))
    sides = [list(islice((span for span in side if not _article(span)), 2)) for side in (before, after)]
    return any(len(side) == 2 and side[0].has(*_JOINTS) and bool(side[1].entry.values) for side in sides)


def _article(span: Span) -> bool:
    return span.stop and not span.entry.cues


def unknown_words(row: Sequence[Span], lexicon: Lexicon) -> Iterator[tuple[Leftover, Words]]:
    """The runs of unknown words as the learned part reads them."""
    runs = list(leftovers(row))
    if not runs:
        return
    kinds, masks = kinds_of(row, lexicon), masked(row, lexicon.catalog)
    for run in runs:
        within = (*masks[max(0, run.start - _NEAR) : run.start], run.text, *masks[run.end : run.end + _NEAR])
        yield run, Words(run.text, " ".join(within), tuple(place(row, run, kinds)))


def kinds_of(row: Sequence[Span], lexicon: Lexicon) -> list[str]:
    """What every span of a clause is, each by one of ``KINDS``."""
    return [_kind(span, lexicon) for span in row]


def place(row: Sequence[Span], found: Leftover, kinds: Sequence[str]) -> list[float]:
    """Where a run stands and how it looks: its neighbours, the nearest things of weight, its lead, its forms.

    ``kinds``: those of the whole clause, see ``kinds_of``.
    """
    before, after = kinds[max(0, found.start - _FAR) : found.start], kinds[found.end : found.end + _FAR]
    spots = (
        before[-1] if before else "edge",
        after[0] if after else "edge",
        next((kind for kind in reversed(before) if kind not in _LIGHT), "edge"),
        next((kind for kind in after if kind not in _LIGHT), "edge"),
    )
    vector = [float(spot == kind) for spot in spots for kind in KINDS]
    lead = set(kinds[found.start : found.core])
    vector += [float(kind in lead) for kind in KINDS]
    words = [span for span in row[found.core : found.end] if span.unknown]
    last = words[-1].words[-1]
    vector += [
        float(is_verb_form(words[0].words[0])),
        float(is_verb_form(last)),
        float(any(is_adverb(span.words[-1]) for span in words)),
        float(any(span.capital for span in words)),
        float(len(words) > 1),
        float(not before),
        float(not after),
        float(last.endswith("s")),
        float(not any(kind in _WEIGHTY for kind in before)),
        float(not any(kind in _WEIGHTY for kind in after)),
    ]
    return vector


_LIGHT = frozenset(["small", "in", "with", "what", "and", "are", "them", "sign", "unknown", "by", "other"])
_WEIGHTY = frozenset(["value", "column", "customers", "gone", "count", "figure", "rate", "list"])


def _kind(span: Span, lexicon: Lexicon) -> str:
    if span.sign:
        return "sign"
    found = symbols(span, lexicon.catalog)
    return next((name for name, told in PLACES if not found.isdisjoint(told)), "other")


def _joint(span: Span) -> bool:
    """An article or a preposition between two unknown words: ``way of persuasion``."""
    return span.stop and not span.sign and not span.entry.of_the_bank and span.entry.cues <= {"in", "by"}


def _lead(span: Span) -> bool:
    """What leads to unknown words: articles, prepositions, relative pronouns, the copula."""
    small = span.stop and not span.entry.of_the_bank and not span.sign and span.number is None
    return small and span.entry.cues <= _LEADS
