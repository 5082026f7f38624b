"""Between phrases and a frame: negations reach what they negate, loose words find the place that others give them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.understanding.grammar.conditions import negated
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.lookup import Lexicon
from db.bank.filters import NEGATIVE

Node = dict[str, Any]
LOOSE = frozenset(["set_aside", "aggregate", "column", "unit", "percent", "percentile", "number", "zero", "cue"])
_OTHER_STATUS = {"left": "current", "current": "left"}


@dataclass
class Settled:
    """The phrases of one message by kind, and the loose words that have no place yet."""

    row: Sequence[Span]
    phrases: list[Phrase]
    loose: list[Phrase] = field(default_factory=list)
    cues: set[str] = field(default_factory=set)
    """Cues of loose words: what they ask for only together with the rest."""
    asks: set[str] = field(default_factory=set)
    """What is asked for: a count, a list, a share."""
    several: bool = False
    """Whether people are listed in an order, however many they are."""

    @classmethod
    def of(cls, found: Sequence[Phrase], row: Sequence[Span], lexicon: Lexicon) -> "Settled":
        """The phrases with negations carried out."""
        told = _with_negations(found, row, lexicon)
        made = cls(row, [p for p in told if p.kind not in LOOSE], [p for p in told if p.kind in LOOSE])
        made.cues = {cue for p in made.loose if p.kind == "cue" for cue in p.value}
        return made

    def every(self, kind: str) -> list[Phrase]:
        """The phrases of a kind, in order."""
        return [phrase for phrase in self.phrases if phrase.kind == kind]

    def limit(self) -> int | None:
        """How many, if one number says it."""
        limits = self.every("limit")
        return limits[0].value if len(limits) == 1 else None

    def groups_said(self) -> list[Node]:
        """The columns customers are grouped by, each once."""
        split = [{"column": phrase.column} for phrase in self.every("condition") if phrase.value.get("split")]
        said = [*split, *(phrase.value for kind in ("group", "which", "also") for phrase in self.every(kind))]
        return [node for i, node in enumerate(said) if node not in said[:i]]

    def who_asked(self) -> bool:
        """Whether people are asked for: who, quién."""
        return any(span.words[0] in symbol_set("person_asked") for span in self.row)

    def take(self, kind: str, fits: Callable[[Phrase], bool] = lambda phrase: True) -> list[Phrase]:
        """Loose words of a kind, placed now."""
        taken = [phrase for phrase in self.loose if phrase.kind == kind and fits(phrase)]
        self.loose = [phrase for phrase in self.loose if phrase not in taken]
        return taken

    def drop(self, phrase: Phrase) -> None:
        """A phrase that another says as well."""
        self.phrases = [other for other in self.phrases if other is not phrase]

    def discard(self, phrase: Phrase) -> None:
        """A phrase of either kind that has another place."""
        self.drop(phrase)
        self.loose = [other for other in self.loose if other is not phrase]

    def follows(self, phrase: Phrase, cue: str) -> bool:
        """Whether a span that may be the cue stands behind a phrase, before any sign."""
        after = self.row[phrase.end :]
        end = next((i for i, span in enumerate(after) if span.sign), len(after))
        return any(span.has(cue) for span in after[:end])

    def add(self, phrase: Phrase) -> None:
        """A phrase made of loose words."""
        self.phrases = sorted([*self.phrases, phrase], key=lambda p: p.start)

    def columns(self) -> set[str]:
        """The columns that have a place already."""
        found: set[str] = set()
        for phrase in self.phrases:
            nodes = phrase.value if isinstance(phrase.value, list) else [phrase.value]
            found |= {str(node["column"]) for node in nodes if isinstance(node, dict) and node.get("column")}
            for node in nodes:
                other = node.get("value") if isinstance(node, dict) else None
                if isinstance(other, dict) and other.get("column"):
                    found.add(str(other["column"]))
        return found

    def spoken(self, *cues: str) -> bool:
        """Whether a span of the message may be one of the cues."""
        return any(span.has(*cues) for span in self.row)

    def between(self, one: Phrase, other: Phrase) -> Sequence[Span]:
        """The spans from one phrase to the next."""
        return self.row[one.end : other.start]


def _with_negations(found: Sequence[Phrase], row: Sequence[Span], lexicon: Lexicon) -> list[Phrase]:
    made: list[Phrase] = []
    for phrase in found:
        before = next((one for one in reversed(made) if not _points(one)), None)
        if before is not None and phrase.kind == "set_aside" and _ends(phrase, row):
            made.remove(before)
            made.append(_set_aside(before, phrase, lexicon))
            continue
        meant = _taken_back(made, phrase, row)
        if meant is not None:
            made[made.index(meant)] = _turned(meant, meant, row, lexicon)
            continue
        if before is not None and phrase.kind in {"condition", "who"} and _negates(before, phrase, row):
            made.remove(before)
            made.append(_turned(before, phrase, row, lexicon))
        elif before is not None and _goes_on(before, phrase, row):
            made.append(replace(phrase, value=negated(phrase.value, lexicon.catalog)))
        else:
            made.append(phrase)
    return made


def _points(phrase: Phrase) -> bool:
    """A word that only points at people: ``excluding those who left``."""
    return phrase.value == "show" or (phrase.kind == "cue" and phrase.value <= {"them", "which", "than"})


def _taken_back(made: Sequence[Phrase], phrase: Phrase, row: Sequence[Span]) -> Phrase | None:
    """``those who left, to leave them out``: who is named before an exclusion that has nothing after it."""
    if phrase.kind != "cue" or "except" not in phrase.value or not _ends(phrase, row):
        return None
    before = next((one for one in reversed(made) if one.kind != "cue" or not one.value <= {"in", "to", "them"}), None)
    return before if before is not None and before.kind == "who" else None


def _ends(phrase: Phrase, row: Sequence[Span]) -> bool:
    """Whether nothing but signs follows in its clause."""
    return phrase.end == len(row) or row[phrase.end].sign or row[phrase.end].has("and")


def _set_aside(before: Phrase, phrase: Phrase, lexicon: Lexicon) -> Phrase:
    """``Germans excluded``, ``el cero fuera``: what stands before is left out."""
    if before.kind == "condition":
        return replace(before, value=negated(before.value, lexicon.catalog), end=phrase.end)
    if before.kind in {"zero", "number"} and before.value in (0, True):
        return replace(before, kind="zero", value="out", end=phrase.end)
    return replace(phrase, kind="cue", value=frozenset(["except"]))


def _negates(before: Phrase, phrase: Phrase, row: Sequence[Span]) -> bool:
    cues = before.value if before.kind == "cue" else frozenset()
    near = all(not span.sign and not span.number for span in row[before.end : phrase.start])
    return bool(cues & {"except", "not", "without"}) and near and "and" not in cues


def _turned(before: Phrase, phrase: Phrase, row: Sequence[Span], lexicon: Lexicon) -> Phrase:
    """What a negation makes of the phrase after it; two of them (``neither from``, ``except not``) count once."""
    if phrase.kind == "who":
        return replace(phrase, value=_OTHER_STATUS[phrase.value], start=before.start)
    said = row[phrase.start : phrase.end]
    already = any(span.has("not", "without") or span.words[0] in symbol_set("concord") for span in said)
    value = phrase.value if already else negated(phrase.value, lexicon.catalog)
    return replace(phrase, value=value, start=before.start)


def _goes_on(before: Phrase, phrase: Phrase, row: Sequence[Span]) -> bool:
    """``except Spain and France``, ``ni alemanes ni franceses``: a list under one negation."""
    same = before.kind == phrase.kind == "condition" and before.column == phrase.column
    if not same or before.value.get("op") not in NEGATIVE or phrase.value.get("op") != "eq":
        return False
    between = row[before.end : phrase.start]
    return all(s.has("and", "or") or s.sign or (s.stop and not symbol_set("holds") & s.entry.cues) for s in between)
