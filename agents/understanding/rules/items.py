"""Third step: the question as a row of items, each with all it may mean (cues, columns, values, numbers) or unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.entry import Entry
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.message_words import message_words
from agents.understanding.lexicon.normalise import Token
from agents.understanding.lexicon.numbers import Number, is_number_word, number_at
from agents.understanding.lexicon.shared_values import settled

_NOTHING = Entry()
_QUIET = frozenset(
    ["singular", "still", "whether", "both", "trained", "accuracy", "rescue", "order", "polite", "earns"]
)
"""Cues of words that are passed over where nothing asks for them."""
_COMPARISONS = frozenset(["gt", "ge", "lt", "le", "around"])
_ARTICLES = frozenset(
    ["a", "an", "the", "el", "la", "los", "las", "un", "una", "lo", "le", "su", "sus", "her", "his", "their", "its"]
)


_MOST = 200
"""Items that are read; the reader looks at neighbours and back, so what is beyond would cost more than it tells."""


@dataclass(frozen=True)
class Item:
    """A piece of the question; ``words`` folded, ``text`` as written, ``at``/``end`` its characters in the question."""

    words: tuple[str, ...]
    text: str
    at: int
    end: int
    entry: Entry = _NOTHING
    number: Number | None = None
    code: str | None = None
    stop: bool = False
    sign: bool = False
    capital: bool = False

    def has(self, *cues: Cue) -> bool:
        """Whether it may be any of the cues."""
        return not self.entry.cues.isdisjoint(cues)

    @property
    def unknown(self) -> bool:
        """A word nobody told us about."""
        return not (self.stop or self.sign or self.number or self.code) and self.entry is _NOTHING

    @property
    def plain(self) -> bool:
        """Nothing of the bank in it."""
        return not self.entry.of_the_bank and self.number is None and self.code is None


def items(question: str, lexicon: Lexicon, *, english: bool) -> list[Item]:
    """Read the question against the lexicon, longest phrases first."""
    return list(lexicon.once(_items, message_words(question, lexicon), english))


def _items(lexicon: Lexicon, words: Sequence[Token], english: bool) -> tuple[Item, ...]:
    row = list(words)
    if len(row) > 1 and row[0].word == "y" and (english or row[1].word in {"is", "are", "did", "does", "do"}):
        row[0] = replace(row[0], word="why")
    if len(row) > 1 and row[0].word == "mejor" and _asks_for(row[1].word, lexicon):
        row[0] = replace(row[0], word="ahora")
    capitals = lexicon.capitals if any(token.text.islower() for token in row) else {}
    found: list[Item] = []
    i = 0
    while i < len(row) and len(found) < _MOST:
        item, length = _item(row, i, lexicon, english, capitals)
        found.append(item)
        i += length
    return tuple(settled(found, lexicon.catalog))


def _asks_for(word: str, lexicon: Lexicon) -> bool:
    """A word after which ``mejor`` means rather: por, dame, muestra."""
    entry = lexicon.look_up((word,))
    return entry is not None and bool(entry.cues & {"by", "list", "only", "in"})


def _item(
    row: Sequence[Token], i: int, lexicon: Lexicon, english: bool, capitals: Mapping[str, Sequence[tuple[str, str]]]
) -> tuple[Item, int]:
    token = row[i]
    if token.kind == "code":
        return Item((token.word,), token.text, token.start, token.end, code=token.text), 1
    if token.text in capitals and token.kind == "word":
        values = Entry(values=list(capitals[token.text]))
        return Item((token.word,), token.text, token.start, token.end, values, capital=True), 1
    number = None if (token.word == "once" and english) else number_at(row, i, lexicon.units)
    best = _longest(row, i, lexicon)
    if number is not None and (best is None or number.end - i >= best[0]):
        last = row[number.end - 1]
        words = tuple(t.word for t in row[i : number.end])
        return Item(words, _between(row, i, number.end), token.start, last.end, number=number), number.end - i
    if best is not None:
        length, entry = best
        words = tuple(t.word for t in row[i : i + length])
        end = row[i + length - 1].end
        quiet = entry.cues <= _QUIET and not entry.of_the_bank and lexicon.stops.issuperset(words)
        small = quiet or (length == 1 and words[0] in _ARTICLES)
        return Item(
            words, _between(row, i, i + length), token.start, end, entry, stop=small, capital=token.capital
        ), length
    stop = token.kind == "word" and lexicon.passes(token.word)
    return Item(
        (token.word,), token.text, token.start, token.end, stop=stop, sign=token.kind == "sign", capital=token.capital
    ), 1


def _longest(row: Sequence[Token], i: int, lexicon: Lexicon) -> tuple[int, Entry] | None:
    """The longest phrase; not ``or younger`` where ``than`` goes on."""
    for length, entry in lexicon.matches([t.word for t in row[i : i + lexicon.longest]]):
        after = row[i + length].word if i + length < len(row) else ""
        joined = length > 1 and entry.cues & {"or_more", "or_less"} and row[i].word in {"or", "and", "o", "y"}
        if joined and not _number_before(row, i):
            continue
        number = i + length < len(row) and (row[i + length].kind == "number" or is_number_word(after))
        if length > 1 and entry.cues and entry.cues <= _COMPARISONS and not _number_near(row, i + length):
            continue
        later = i + length + 1 < len(row) and (
            row[i + length + 1].kind == "number" or is_number_word(row[i + length + 1].word)
        )
        if not (joined and (number or after == "than" or (later and after in {"de", "que", "a"}))):
            return length, entry
    return None


def _number_before(row: Sequence[Token], i: int) -> bool:
    """Whether a number stands closely before: ``50 years or older``, not ``more men or more women``."""
    return any(
        t.kind == "number" or is_number_word(t.word) or t.word in {"un", "una", "one"} for t in row[max(0, i - 4) : i]
    )


def _number_near(row: Sequence[Token], start: int) -> bool:
    """Whether a number (or an article standing for one) follows closely."""
    return any(
        t.kind == "number" or is_number_word(t.word) or t.word in {"un", "una", "one", "a", "single"}
        for t in row[start : start + 4]
    )


def _between(row: Sequence[Token], start: int, end: int) -> str:
    return " ".join(dict.fromkeys(t.text for t in row[start:end]))
