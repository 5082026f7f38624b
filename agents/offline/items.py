"""Third step: the question as a row of items, each with all it may mean (cues, columns, values, numbers) or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.language import detect
from agents.offline.lexicon import Entry, Lexicon, stem
from agents.offline.normalise import Token, tokens
from agents.offline.numbers import Number, is_number_word, number_at
from agents.offline.spelling import corrected

_NOTHING = Entry()
_COMPARISONS = frozenset(["gt", "ge", "lt", "le", "around"])
_ARTICLES = frozenset(
    ["a", "an", "the", "el", "la", "los", "las", "un", "una", "lo", "le", "su", "sus", "her", "his", "their", "its"]
)


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

    def has(self, *cues: str) -> bool:
        """Whether it may be any of the cues."""
        return any(cue in self.entry.cues for cue in cues)

    @property
    def unknown(self) -> bool:
        """A word nobody told us about."""
        return not (self.stop or self.sign or self.number or self.code) and self.entry is _NOTHING

    @property
    def plain(self) -> bool:
        """Nothing of the bank in it."""
        return not self.entry.of_the_bank and self.number is None and self.code is None


def items(question: str, lexicon: Lexicon) -> list[Item]:
    """Read the question against the lexicon, longest phrases first."""
    row = _slashes(tokens(question, lexicon.vocabulary))
    english = detect(question, "es") == "en"
    if len(row) > 1 and row[0].word == "y" and (english or row[1].word in {"is", "are", "did", "does", "do"}):
        row[0] = replace(row[0], word="why")
    row = corrected(row, lexicon)
    found: list[Item] = []
    i = 0
    while i < len(row):
        item, length = _item(row, i, lexicon, english)
        found.append(item)
        i += length
    return found


def _slashes(row: list[Token]) -> list[Token]:
    """``w/``, ``w/o``, ``+60`` and ``# of`` in words."""
    found: list[Token] = []
    i = 0
    while i < len(row):
        token = row[i]
        following = row[i + 1] if i + 1 < len(row) else None
        if (
            token.text == "+"
            and not (i and row[i - 1].kind == "number")
            and following is not None
            and (following.word in {"de", "than"} or (following.kind == "number" and following.glued))
        ):
            found.append(Token(">", ">", token.start, token.end, "sign"))
            i += 1
        elif (
            token.text == "#" and following is not None and (following.word in {"of", "de"} or following.kind == "word")
        ):
            found.append(Token("#", "number", token.start, token.end))
            if following.word not in {"of", "de"}:
                found.append(Token("#", "of", token.start, token.end))
            i += 1
        elif token.word == "w" and i + 1 < len(row) and row[i + 1].text == "/":
            bare = i + 2 < len(row) and row[i + 2].word == "o"
            found.append(Token(token.text, "without" if bare else "with", token.start, token.end))
            i += 3 if bare else 2
        else:
            found.append(token)
            i += 1
    return found


def _item(row: Sequence[Token], i: int, lexicon: Lexicon, english: bool) -> tuple[Item, int]:
    token = row[i]
    if token.kind == "code":
        return Item((token.word,), token.text, token.start, token.end, code=token.text), 1
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
        small = length == 1 and words[0] in _ARTICLES
        return Item(
            words, _between(row, i, i + length), token.start, end, entry, stop=small, capital=token.capital
        ), length
    stop = token.word in lexicon.stops or stem(token.word) in lexicon.stop_stems
    return Item(
        (token.word,), token.text, token.start, token.end, stop=stop, sign=token.kind == "sign", capital=token.capital
    ), 1


def _longest(row: Sequence[Token], i: int, lexicon: Lexicon) -> tuple[int, Entry] | None:
    """The longest phrase; not ``or younger`` where ``than`` goes on."""
    for length, entry in lexicon.matches([t.word for t in row[i : i + lexicon.longest]]):
        after = row[i + length].word if i + length < len(row) else ""
        joined = length > 1 and entry.cues & {"or_more", "or_less"} and row[i].word in {"or", "and", "o", "y"}
        number = i + length < len(row) and (row[i + length].kind == "number" or is_number_word(after))
        if length > 1 and entry.cues and entry.cues <= _COMPARISONS and not _number_near(row, i + length):
            continue
        later = i + length + 1 < len(row) and (
            row[i + length + 1].kind == "number" or is_number_word(row[i + length + 1].word)
        )
        if not (joined and (number or after == "than" or (later and after in {"de", "que", "a"}))):
            return length, entry
    return None


def _number_near(row: Sequence[Token], start: int) -> bool:
    """Whether a number (or an article standing for one) follows closely."""
    return any(
        t.kind == "number" or is_number_word(t.word) or t.word in {"un", "una", "one", "a", "single"}
        for t in row[start : start + 4]
    )


def _between(row: Sequence[Token], start: int, end: int) -> str:
    return " ".join(dict.fromkeys(t.text for t in row[start:end]))
