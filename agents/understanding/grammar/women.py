"""``francesas inactivas``: a Spanish adjective in its feminine form, standing as a noun, says that women are meant."""

from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.lookup import Lexicon
from db.text import unaccented

_WOMEN = ("mujer",)
_FEMININE = ("a", "as")
_LETTERS = 3


def with_women(row: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The row with the value for women beside every such noun; nothing is added where their sex is said anyway."""
    entry = lexicon.exact.get(_WOMEN)
    if entry is None or not entry.values or any(_names(span, entry.values[0][0]) for span in row):
        return list(row)
    found: list[Span] = []
    for i, span in enumerate(row):
        found.append(span)
        as_stored = span.capital and i > 0  # ``Universitaria`` is how the bank writes it
        if not as_stored and _inflected(span, lexicon, entry.values[0][0]) and not _agrees(row, i):
            found.append(replace(span, entry=entry, stop=False))
    return found


def _names(span: Span, column: str) -> bool:
    return any(named == column for named, _ in span.entry.values)


def _inflected(span: Span, lexicon: Lexicon, sexes: str) -> bool:
    """Whether a value of a category is said in the feminine of a pair of forms."""
    column, stored = span.entry.values[0] if len(span.entry.values) == 1 else ("", "")
    spec = lexicon.catalog.columns.get(column)
    if spec is None or spec.kind != "category" or column == sexes or stored not in spec.values:
        return False
    if span.has("zero"):  # ninguna is said of things
        return False
    word = span.words[-1]
    names = {unaccented(name) for name in spec.values[stored].es}
    root = word.removesuffix("s").removesuffix("a")
    inflects = any(name in names for name in (root, f"{root}o", f"{root}os", f"{root}es"))
    return word.endswith(_FEMININE) and word in names and inflects


def _agrees(row: Sequence[Span], i: int) -> bool:
    """Whether it only follows the gender of a noun: ``personas españolas``, ``nuestras bajas son alemanas``."""
    before = i - 1
    while before >= 0 and (row[before].entry.values or row[before].has("and", "or", "not")):
        before -= 1
    if before >= 0 and not symbol_set("verbs").isdisjoint(row[before].words[-1:]):
        before -= 1
        while before >= 0 and row[before].has("which"):
            before -= 1
    if before < 0 or row[before].sign or row[before].number is not None:
        return False
    noun = row[before]
    if any(column in noun.entry.columns for column, _ in row[i].entry.values):
        return True  # de nacionalidad francesa
    bare = noun.stop and not noun.has("customers", "customer")
    word = noun.words[-1]
    return not bare and len(word) > _LETTERS and word.endswith(_FEMININE) and not noun.has("count", "list", "share")
