"""Who and what a text can speak of: the customers, groups, columns and measures of a turn, as people call them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.grounding.figures import CUSTOMER, FigureIndex
from agents.grounding.patterns import any_of, compiled
from agents.grounding.plain_words import GRAMMAR, WORDS
from agents.grounding.quantities import Quantity
from db.catalog import Catalog, Column
from db.text import fold as _fold
from db.texts import LANGUAGES
from tools.replies.value_words import answered, yes_or_no

fold = lru_cache(maxsize=50_000)(_fold)
"""A name folded as searches compare it; the same words come again in every turn."""
WORD = re.compile(r"[^\W_]+(?:['’\-](?!s\b)[^\W_]+)*")
COLUMN = "column"
LENIENT = frozenset({COLUMN, "member"})
"""Types that only conflict: a figure of no column at all may stand beside a column's name."""
_MEASURES: dict[str, list[str]] = WORDS["measures"]


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A customer, group, column or member named in a text."""

    kind: str
    values: frozenset[str]
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Label:
    """The name of a field in a text: ``keys`` of the Facts it stands for."""

    keys: frozenset[str]
    start: int
    end: int


class Lexicon:
    """Finds mentions and field names in a text."""

    def __init__(self, index: FigureIndex, catalog: Catalog) -> None:
        self._phrases: dict[tuple[str, ...], dict[str, set[str]]] = {}
        self._starts: dict[str, int] = {}
        self._written: dict[tuple[str, ...], set[str]] = {}
        self._ids, self._id = index.customers, catalog.id
        self._labels = _field_names(_catalog_key(catalog))
        for name, ids in index.names.items():
            self._name(name, ids)
        for column, value, names in _group_names(catalog, index):
            for name in names:
                self._add(name, column, {value})
        self._counted = {
            kind: values
            for kind in index.types
            if kind in catalog.columns and catalog.columns[kind].numeric
            if (values := frozenset(value for value in index.types[kind] if value.isdigit()))
        }
        self._bands = sorted(_patterns(index, catalog), key=lambda band: -len(band[1]))

    def _name(self, name: str, ids: frozenset[str]) -> None:
        self._add(name, CUSTOMER, set(ids))
        words = fold(name).split()
        if len(words) > 1:
            for word in words:
                if len(word) > 2:
                    self._add(word, CUSTOMER, set(ids))

    def _add(self, name: str, kind: str, values: set[str]) -> None:
        words = tuple(fold(word) for word in WORD.findall(name))
        if not words or (len(words) == 1 and len(words[0]) < 2 and (kind == CUSTOMER or not words[0].isalpha())):
            return
        if as_written(words):
            spans = [match.span() for match in WORD.finditer(name)]
            self._written.setdefault(words, set()).add(name[spans[0][0] : spans[-1][1]])
        self._phrases.setdefault(words, {}).setdefault(kind, set()).update(values)
        self._starts[words[0]] = max(self._starts.get(words[0], 0), len(words))

    def mentions(self, text: str, quantities: Iterable[Quantity]) -> list[Mention]:
        """Every mention, left to right; of overlapping ones the longest."""
        quantities = list(quantities)
        fields = self.labels(text)
        found = [*self._by_band(text), *self._by_id(text, quantities, fields)]
        found += self.counted(text, quantities) if self._counted else []
        taken = [(mention.start, mention.end) for mention in found]
        spans = [(label.start, label.end) for label in fields]
        for mention in self._by_words(text):
            within = any(start <= mention.start and mention.end < end for start, end in spans)
            within = within or any(start < mention.start and mention.end <= end for start, end in spans)
            if not within and all(mention.end <= start or mention.start >= end for start, end in taken):
                found.append(mention)
        return sorted(found, key=lambda mention: mention.start)

    def _by_words(self, text: str) -> Iterator[Mention]:
        words = [(fold(match.group()), match.start(), match.end()) for match in WORD.finditer(text)]
        index = 0
        while index < len(words):
            found, size = self._longest(text, words, index)
            yield from found
            index += size

    def _longest(self, text: str, words: list[tuple[str, int, int]], index: int) -> tuple[list[Mention], int]:
        """The mentions of the longest phrase that begins at a word, and how many words it takes."""
        for size in range(min(self._starts.get(words[index][0], 0), len(words) - index), 0, -1):
            phrase = tuple(word for word, _, _ in words[index : index + size])
            kinds = self._phrases.get(phrase)
            span = (words[index][1], words[index + size - 1][2])
            if phrase in self._written and not stands_as_name(text, *span, self._written[phrase]):
                continue
            if not kinds or (CUSTOMER in kinds and len(kinds) == 1 and not _capitalised(text, words[index][1])):
                continue
            start, end = span
            found = [
                Mention(kind=kind, values=frozenset(values), text=text[start:end], start=start, end=end)
                for kind, values in kinds.items()
            ]
            return found, size
        return [], 1

    def _by_id(self, text: str, quantities: Iterable[Quantity], fields: Sequence[Label]) -> Iterator[Mention]:
        others = [label.end for label in fields if self._id not in label.keys]
        for quantity in quantities:
            if any(end <= quantity.start and _VALUE_BEFORE.match(text[end : quantity.start]) for end in others):
                continue  # "calls 3": the value of a field, though somebody's id is 3
            value = quantity.readings[0][0]
            shown = str(int(value)) if value.is_integer() else ""
            if shown in self._ids and quantity.kind == "plain":
                yield Mention(
                    kind=CUSTOMER,
                    values=frozenset({shown}),
                    text=quantity.text,
                    start=quantity.start,
                    end=quantity.end,
                )

    def _by_band(self, text: str) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for kind, value, pattern in self._bands:
            for match in pattern.finditer(text):
                begin, stop = match.span("name" if "name" in pattern.groupindex else 0)
                if all(stop <= start or begin >= end for start, end in taken):
                    taken.append((begin, stop))
                    yield Mention(kind=kind, values=frozenset({value}), text=text[begin:stop], start=begin, end=stop)

    def counted(self, text: str, quantities: Iterable[Quantity]) -> list[Mention]:
        """Groups named by a number and its column: "two products", "tenure 7", "those with one"."""
        labels = self.labels(text)
        numbers = [(q.start, q.end, q.readings[0][0]) for q in quantities if q.kind == "plain"]
        numbers += [
            (m.start(), m.end(), 1.0)
            for m in WORD.finditer(text)
            if fold(m.group()) in _ONES and not _ARTICLE_OF.match(text, m.end())
        ]
        found: list[Mention] = []
        for kind, values in self._counted.items():
            beside = [label for label in labels if kind in label.keys]
            for start, end, value in sorted(numbers):
                if str(int(value)) in values and (
                    _beside(text, start, end, beside) or (found and _linked(text, start))
                ):
                    found.append(
                        Mention(
                            kind=kind, values=frozenset({str(int(value))}), text=text[start:end], start=start, end=end
                        )
                    )
        return [*found, *self._listed_before(text, numbers, found)]

    def _listed_before(
        self, text: str, numbers: Sequence[tuple[int, int, float]], found: Sequence[Mention]
    ) -> Iterator[Mention]:
        """The numbers that a list of groups begins with: the three of "three and four products"."""
        for start, end, value in numbers:
            for mention in found:
                joined = end <= mention.start and _JOINED.match(text[end : mention.start]) is not None
                values = frozenset({str(int(value))})
                if joined and values <= self._counted.get(mention.kind, frozenset()):
                    yield Mention(kind=mention.kind, values=values, text=text[start:end], start=start, end=end)

    def begins(self, word: str) -> bool:
        """Whether a mention may begin with this word."""
        return fold(word) in self._starts

    def labels(self, text: str) -> list[Label]:
        """Every field name, left to right; of overlapping ones the longest."""
        words = [(fold(match.group()), match.start(), match.end()) for match in WORD.finditer(text)]
        found: list[Label] = []
        index = 0
        while index < len(words):
            step = 1
            for size in range(min(5, len(words) - index), 0, -1):
                keys = self._labels.get(" ".join(word for word, _, _ in words[index : index + size]))
                if keys:
                    found.append(Label(keys=keys, start=words[index][1], end=words[index + size - 1][2]))
                    step = size
                    break
            index += step
        return found


def as_written(words: Sequence[str]) -> bool:
    """Whether a name is only one where it is written as such: a letter, or words that are else grammar."""
    return all(len(word) == 1 or word in GRAMMAR for word in words)


_BEGINS = re.compile(r"(?:^|[.!?:;…])[\s*_\"“«>#-]*$")
_STANDS_ALONE = re.compile(r"^[\s*_`\\]*(?:$|[(:,;.|)]|(?:and|y|e|with|con)\b)")


def stands_as_name(text: str, start: int, end: int, written: Collection[str]) -> bool:
    """Whether such a name is written just so, and where a sentence begins also set apart from what follows."""
    if text[start:end] not in written:
        return False
    apart = _STANDS_ALONE.match(text[end:]) is not None
    return apart or (_BEGINS.search(text[:start]) is None and not (end - start == 1 and text[start].islower()))


_JOINED = compiled(rf"^\s*,?\s*{any_of('joins')}\s+$")
_ONES = frozenset(WORDS["ones"])
_ARTICLE_OF = re.compile(r"\s*[€$£]?\d")
"""What follows an article: "con un 82,7 %" is no group of one."""
_UNIT_BETWEEN = re.compile(r"^[\s*_]*(?:(?:years?|años?|año|only|solo|more)\s+)?(?:(?:of|de)\s+)?[*_]*$", re.IGNORECASE)
_LINK_BEFORE = compiled(rf"\b{any_of('links_number')}\s+(?:{any_of('just')}\s+)?[*_]*$")
_VALUE_BEFORE = re.compile(r"^[\s*_:=]+(?:(?:of|de)\s+)?[*_]*$", re.IGNORECASE)
_OF_BEFORE = re.compile(r"^[\s*_:]*(?:(?:of|de|=|is|es|con)\s+)?[*_]*$", re.IGNORECASE)


def _beside(text: str, start: int, end: int, labels: list[Label]) -> bool:
    """Whether a number stands right before its column's name, or right after it."""
    return any(
        (end <= label.start and _UNIT_BETWEEN.match(text[end : label.start]))
        or (label.end <= start and _OF_BEFORE.match(text[label.end : start]))
        for label in labels
    )


_TAIL = 30
"""Characters in which the words stand that link a number to a list of groups."""


def _linked(text: str, start: int) -> bool:
    """Whether a number goes on a list of groups: "with two products to ... with three"."""
    return _LINK_BEFORE.search(text, max(0, start - _TAIL), start) is not None


def _capitalised(text: str, at: int) -> bool:
    return text[at].isupper() or not text[at].isalpha()


def _patterns(index: FigureIndex, catalog: Catalog) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """(type, value, pattern) of what is named with digits: bands of numbers, categories such as "$40K - $60K"."""
    for column in catalog.columns.values():
        if column.kind == "category":
            for value, names in column.values.items():
                for name in {value, *names.es, *names.en}:
                    if any(c.isdigit() for c in name) and not value.isdigit():
                        yield column.name, value, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for kind, values in index.types.items():
        known = catalog.columns.get(kind)
        for value in values:
            if known is not None and value.isdigit() and known.kind in {"category", "date"}:
                yield kind, value, _numbered(value, known)
            if kind in LENIENT or value.isdigit() or not any(c.isdigit() for c in value):
                continue
            if known is None or known.kind != "category":
                yield kind, value, _band_pattern(value)
            elif value not in known.values:
                yield kind, value, re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")


def _numbered(value: str, column: Column) -> re.Pattern[str]:
    """A group called by a number: a year; or a value after its column's name, or set apart before its figure."""
    name = rf"(?<![\w.,])(?P<name>{value})(?![\w%]|[.,]\d|\s?%|\s+(?:customers|clientes)\b)"
    if column.kind == "date":
        return re.compile(name)
    called = "|".join(re.escape(n) for n in (*column.names.es, *column.names.en, column.name))
    return re.compile(
        rf"(?:\b(?:{called})[\s*_:(]+|(?:[:;,]|\*\*|\b(?:and|y|e|against|frente\s+al?))\s*\**(?=\d+\**\s*\()){name}",
        re.IGNORECASE,
    )


def _group_names(catalog: Catalog, index: FigureIndex) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(type, value, names): the values of categories always, those of flags and the label where the Facts group by
    them.
    """
    for column in catalog.columns.values():
        always = column.kind == "category" and column.name != catalog.label.column
        shown = always or column.name in index.types
        if column.kind in {"category", "flag"} and shown:
            for value, names in column.values.items():
                written = () if value.isdigit() else (value,)
                yield column.name, value, (*names.es, *names.en, *written, *_flag_told(column, value))
    for kind, values in index.types.items():
        known = catalog.columns.get(kind)
        if kind == COLUMN:
            for value in values:
                spec = catalog.columns.get(value)
                yield COLUMN, value, (*spec.names.es, *spec.names.en, value) if spec else (value,)
        elif kind != CUSTOMER:
            listed = known.values if known else {}
            for value in values - listed.keys():
                if not any(c.isdigit() for c in value):  # bands have patterns of their own
                    named = _BAND_NAMES.get(value, ()) if kind == "risk_band" else _MEMBERS.get(value, ())
                    yield kind, value, (value, *named)


def _flag_told(column: Column, value: str) -> Iterator[str]:
    """The ways a reply tells a flag without words of its own in a language."""
    if column.kind == "flag":
        for name in (*column.names.es, *column.names.en):
            yield from (answered(name, yes_or_no(value == column.yes, language)) for language in LANGUAGES)


_MEMBERS: dict[str, tuple[str, ...]] = {name: tuple(called) for name, called in WORDS["members"].items()}
_BAND_NAMES = {
    "low": ("bajo", "baja", "bajos"),
    "medium": ("medio", "media", "medios"),
    "high": ("alto", "alta", "altos"),
}


def _catalog_key(catalog: Catalog) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((c.name, (*c.names.es, *c.names.en, c.name)) for c in catalog.columns.values() if c.numeric)


@lru_cache(maxsize=16)
def _field_names(columns: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for column, called in columns:
        for name in called:
            names.setdefault(fold(name), set()).add(column)
    for key, called_so in _MEASURES.items():
        for name in called_so:
            names.setdefault(fold(name), set()).add(key)
    return {name: frozenset(keys) for name, keys in names.items()}


def _written(number: str) -> str:
    """The ways an edge of a band is written: ``50000``, ``50.000``, ``€50,000.00``, ``50.000 €``."""
    whole, point, rest = number.partition(".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: r"[.,\s]?", whole)
    decimals = rf"[.,]{rest}0*" if point else r"(?:[.,]0{1,2}(?!\d))?"
    return rf"(?:(?:[€$£¥₹]|\b(?-i:[A-Z]{{3}})\b)\s?)?{grouped}{decimals}(?:\s?(?:[€$£¥₹]|(?-i:[A-Z]{{3}})\b))?"


@lru_cache(maxsize=512)
def _band_pattern(label: str) -> re.Pattern[str]:
    """The ways a band's label is written: ``30–39``, ``30 to 39``, ``entre 30 y 39``, ``under 30``, ``60 o más``."""
    numbers = [_written(number) for number in re.findall(r"\d+(?:[.,]\d+)*", label)]
    if len(numbers) == 2:
        low, high = numbers
        return re.compile(
            rf"(?<!\d)(?:(?:between|entre|from|de|aged)\s+)?{low}\s?(?:[–—-]|to|and|a|y|hasta)\s?{high}(?!\d)"
        )
    number = numbers[0] if numbers else re.escape(label)
    if label.lstrip().startswith(("<", "≤", "under", "menos")):
        return re.compile(
            rf"(?:[<≤]\s?|under\s+(?:the age of\s+)?|below\s+|less than\s+|younger than\s+|menos de\s+"
            rf"|menores de\s+|hasta\s+){number}(?!\d)",
            re.IGNORECASE,
        )
    if len(numbers) == 1:
        return re.compile(
            rf"(?:[>≥]\s?|over\s+|above\s+|more than\s+|at least\s+|older than\s+|más de\s+|mayores de\s+"
            rf"|desde\s+){number}(?!\d)"
            rf"|(?<!\d){number}\s?(?:\+|or (?:more|older|over)|and (?:over|above)|o más|años o más|en adelante)",
            re.IGNORECASE,
        )
    return re.compile(rf"\b{re.escape(label)}\b", re.IGNORECASE)
