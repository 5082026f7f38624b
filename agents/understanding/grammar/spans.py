"""First step: a message as spans, each with all that it may mean; the best cover of the words, not the first match."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agents.understanding.grammar.directions import directed
from agents.understanding.grammar.light_verbs import passed_over
from agents.understanding.grammar.remaining import still_there
from agents.understanding.grammar.stretches import in_kept_units
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.grammar.units import of_one_column
from agents.understanding.grammar.windows import without_own_windows
from agents.understanding.lexicon.entry import Entry, stop_words
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.message_words import message_words
from agents.understanding.lexicon.morphology import base, is_verb_form
from agents.understanding.lexicon.normalise import Token
from agents.understanding.lexicon.numbers import Number, number_at
from agents.understanding.lexicon.shared_values import settled

_NOTHING = Entry()
_PAST = ("aron", "ieron", "ado", "ido", "aban", "ian")
"""Endings of Spanish verbs of what is over."""
_PRONOUNS = frozenset(["nos", "me", "le", "les", "te", "os"])
_KNOWN, _LONGER, _STOP, _UNKNOWN = 2.0, 0.5, 1.0, -1.0


@dataclass(frozen=True)
class Span:
    """One piece of a message; ``words`` folded, ``text`` as written, ``start``/``end`` its characters."""

    words: tuple[str, ...]
    text: str
    start: int
    end: int
    entry: Entry = field(default=_NOTHING)
    number: Number | None = None
    code: str | None = None
    stop: bool = False
    sign: bool = False
    capital: bool = False
    meant: str = ""
    """How the bank calls what was said: of an unknown word the name it was taken for."""

    def has(self, *cues: str) -> bool:
        """Whether it may be any of the cues."""
        return not self.entry.cues.isdisjoint(cues)

    @property
    def unknown(self) -> bool:
        """A word that nothing explains."""
        return not (self.stop or self.sign or self.number or self.code) and self.entry is _NOTHING


def spans(message: str, lexicon: Lexicon, *, english: bool) -> list[Span]:
    """The cover of the message with the highest score: known phrases before single words, long ones before short.

    Dynamic programming from the left over phrases of bounded length, so linear in the message.
    """
    row = list(message_words(message, lexicon))
    if not english:  # mujeres u hombres
        row = [replace(token, word="u") if token.text.casefold() == "u" else token for token in row]
    language = _alone(row, "en" if english else "es")
    best: list[tuple[float, int, Span | None]] = [(0.0, 0, None)]
    best += [(float("-inf"), 0, None)] * len(row)
    for i in range(len(row)):
        for length, score, span in _candidates(row, i, lexicon, message, language=language, english=english):
            total = best[i][0] + score
            if total > best[i + length][0]:
                best[i + length] = (total, i, span)
    found: list[Span] = []
    at = len(row)
    while at > 0:
        _, before, chosen = best[at]
        if chosen is not None:
            found.append(chosen)
        at = before
    found = found if english else [_by_who_speaks(span, lexicon) for span in found]
    found = [replace(span, entry=_NOTHING) if english and span.words == ("a",) else span for span in found]
    found = _or_more(found, lexicon)
    meant = still_there(
        _have_left(
            _ranked(directed(_as_of_now(_graded(_attributes(settled(found[::-1], lexicon.catalog), lexicon)), lexicon)))
        )
    )
    told = of_one_column(in_kept_units(without_own_windows(meant, lexicon), lexicon), lexicon)
    return passed_over(told, lexicon, english=english)


def _or_more(row: list[Span], lexicon: Lexicon) -> list[Span]:
    """``3 o más que aún estén``: an open end and a relative pronoun, no comparison; the row from the right."""
    found = list(row)
    for i, (que, either) in enumerate(pairwise(row)):
        open_end = lexicon.exact.get((*either.words, *que.words[:1]))
        if len(que.words) == 2 and que.words[1] in symbol_set("relatives") and que.has("gt", "lt") and open_end:
            relative = lexicon.exact.get(que.words[1:]) or _NOTHING
            cut = que.start + len(que.text.split()[0])
            left = replace(que, text=que.text.split()[0], end=cut, words=que.words[:1], entry=open_end)
            right = replace(que, text=que.text.split()[-1], start=cut + 1, words=que.words[1:], entry=relative)
            found[i] = right
            found[i + 1] = replace(left, words=(*either.words, *left.words), start=either.start)
    return found


def _have_left(row: list[Span]) -> list[Span]:
    """``han cancelado``: after an auxiliary what somebody has done, not the name of the column."""
    done = [i > 0 and _done(row, i) for i in range(len(row))]
    row = [replace(span, entry=_gone(span)) if _on_us(row, i) else span for i, span in enumerate(row)]
    meant = [
        replace(span, entry=replace(span.entry, cues=span.entry.cues - {"churn"})) if left else span
        for span, left in zip(row, done, strict=True)
    ]
    for i, span in enumerate(meant):
        alone = span.entry.cues == {"churn"} and not span.entry.columns
        if alone and (_between(row, i) or _of_people(row, i)):
            meant[i] = replace(span, entry=replace(span.entry, cues={"left"}))
    return meant


def _done(row: list[Span], i: int) -> bool:
    """Whether a word of leaving tells what somebody has done."""
    both = row[i].has("churn") and row[i].has("left")
    return both and (_past(row[i]) or _led_by_past(row, i - 1) or _said_of(row, i))


def _said_of(row: list[Span], i: int) -> bool:
    """``out of the exited customers``: which customers, no rate; not the *churn* of ``churn customers``."""
    return i + 1 < len(row) and row[i + 1].has("customers") and row[i].words[-1].endswith("ed") and row[i - 1].stop


def _on_us(row: list[Span], i: int) -> bool:
    """``se nos volaron``: whatever is done to us by going, said with any verb."""
    before = [word for span in row[max(0, i - 2) : i] for word in span.words]
    return before[-2:] == ["se", "nos"] and row[i].unknown and is_verb_form(row[i].words[0])


def _gone(span: Span) -> Entry:
    return Entry(cues={"left" if span.words[0].endswith(_PAST) or _past(span) else "churn"})


def _between(row: list[Span], i: int) -> bool:
    """``the customers who quit were German``: a relative pronoun before and a verb behind say whom it is of."""
    before, after = row[i - 1 : i], row[i + 1 : i + 2]
    led = bool(before) and before[0].words[-1] in symbol_set("relatives")
    return led and bool(after) and not symbol_set("verbs").isdisjoint(after[0].words[:1])


def _of_people(row: list[Span], i: int) -> bool:
    """``a customer who leaves``: a relative pronoun behind people."""
    people = i > 1 and row[i - 2].has("customers", "customer", "profile", "all")
    return people and row[i - 1].words[-1] in symbol_set("relatives")


def _past(span: Span) -> bool:
    """``abandonó``: written with the accent of what is over."""
    return span.text.casefold().endswith("ó")


def _led_by_past(row: list[Span], i: int) -> bool:
    """``han abandonado``, ``los que abandono``: after an auxiliary or a relative only a verb can stand; not after the
    *qué* of ``¿qué abandono hay?``, which has nobody before it."""
    led = row[i]
    asks = led.text.casefold() == "qué" or (led.words == ("que",) and _opens(row, i))
    relative = led.words in {("que",), ("quien",), ("who",)} and not asks
    return relative or not symbol_set("auxiliaries").isdisjoint(led.words)


def _opens(row: list[Span], i: int) -> bool:
    """Whether a question may begin here: nothing before, a sign or a joint."""
    return i == 0 or row[i - 1].sign or row[i - 1].has("and")


def _ranked(row: list[Span]) -> list[Span]:
    """``the top 20``: a rank, where nothing stands before it that could top a figure (``balances that top 20,000``)."""
    found = list(row)
    for i, span in enumerate(row):
        before = row[i - 1] if i else None
        tops = before is not None and (before.has("which", "customers", "customer") or bool(before.entry.columns))
        tops = tops or (before is not None and before.words[-1] in symbol_set("relatives"))
        if span.has("top") and span.has("gt") and not tops:
            found[i] = replace(span, entry=replace(span.entry, cues=span.entry.cues - {"gt"}))
    return found


def _graded(row: list[Span]) -> list[Span]:
    """``the more low score``, ``un año o menos``: an end told in two words, a stretch of one unit."""
    found = list(row)
    for i in range(len(row) - 1):
        span, after = row[i], row[i + 1]
        if span.has("more", "most") and after.entry.cues in ({"low"}, {"high"}):
            found[i] = replace(span, entry=_NOTHING, stop=True)
            found[i + 1] = replace(after, entry=Entry(cues={"min" if after.has("low") else "max"}))
        open_end = i + 2 < len(row) and row[i + 2].has("or_more", "or_less")
        if span.number is None and not symbol_set("one").isdisjoint(span.words) and after.entry.units and open_end:
            found[i] = replace(span, number=Number(1.0, 0), entry=_NOTHING, stop=False)
    return found


def _by_who_speaks(span: Span, lexicon: Lexicon) -> Span:
    """``duermo poco``: a verb of the one who speaks is no value, however near to the name of one."""
    finite = len(span.words) == 1 and span.words[0].endswith("o") and span.words not in lexicon.exact
    speaks = finite and span.entry.values and is_verb_form(span.words[0]) and not span.entry.columns
    return replace(span, entry=_NOTHING) if speaks else span


def _attributes(row: list[Span], lexicon: Lexicon) -> list[Span]:
    """``lady customers``: what customers are, said in the one of a word whose several the catalog knows."""
    found = list(row)
    for i in range(len(row) - 1):
        word = row[i].words[-1]
        several = lexicon.exact.get((f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s",))
        one = row[i].has("customer") and row[i + 1].has("customers") and len(row[i].words) == 1
        if one and several is not None and several.values:
            found[i] = replace(row[i], entry=several, stop=False)
    return found


def _as_of_now(row: list[Span], lexicon: Lexicon) -> list[Span]:
    """``current balance``, ``saldo actual``: what it is today, not those who are customers today; ``what they earn in
    a year``: no year to come."""
    found = list(row)
    for i, span in enumerate(row):
        earned = column_of(row[i - 1], lexicon.catalog, "C") if i and span.has("horizon") else None
        if earned is not None and lexicon.catalog.columns[earned].kind == "money":
            found[i] = replace(span, entry=Entry(cues={"yearly"}), stop=True)
        beside = [other for other in row[max(0, i - 1) : i + 2] if other is not span]
        if span.words[-1] in symbol_set("present_day") and any(column_of(o, lexicon.catalog, "C") for o in beside):
            found[i] = replace(span, entry=_NOTHING, stop=True)
    return found


def _alone(row: list[Token], language: str) -> str:
    """The language, where no small word of the other one stands among its words; else none."""
    (other,) = stop_words().keys() - {language}
    foreign = stop_words()[other] - stop_words()[language]
    mixed = any(token.word in foreign and base(token.word, language) is None for token in row)
    return "" if mixed else language


def _phrases(row: list[Token], i: int, lexicon: Lexicon) -> Iterator[tuple[int, Entry]]:
    """The known phrases from a token on; a pronoun put into a reflexive verb (``se nos va``) is passed over."""
    words = [token.word for token in row[i : i + lexicon.longest + 1]]
    yield from lexicon.matches(words[: lexicon.longest])
    if len(words) > 2 and words[0] == "se" and words[1] in _PRONOUNS:
        for length, entry in lexicon.matches([words[0], *words[2:]]):
            if length > 1:
                yield length + 1, entry
    yield from _climbed(words, lexicon)


def _climbed(words: list[str], lexicon: Lexicon) -> Iterator[tuple[int, Entry]]:
    """``se nos quieren ir``: ``quieren irse``, its pronoun before the verb that leads."""
    at = 2 if len(words) > 3 and words[1] in _PRONOUNS else 1
    rest = words[at : at + 2]
    if words[0] == "se" and len(rest) == 2 and rest[1].endswith("r"):
        yield from ((at + 2, entry) for length, entry in lexicon.matches([rest[0], f"{rest[1]}se"]) if length == 2)


def _candidates(
    row: list[Token], i: int, lexicon: Lexicon, message: str, *, language: str, english: bool
) -> list[tuple[int, float, Span]]:
    """What may start at a token: a number, a code, phrases of every length, a small word, an unknown one."""
    token = row[i]

    def span(length: int, **more: object) -> Span:
        last = row[i + length - 1]
        words = tuple(t.word for t in row[i : i + length])
        return Span(words, message[token.start : last.end], token.start, last.end, capital=token.capital, **more)  # type: ignore[arg-type]

    found: list[tuple[int, float, Span]] = []
    if token.kind == "code":
        return [(1, _KNOWN, span(1, code=token.text))]
    if token.text in lexicon.capitals and token.kind == "word" and not message.isupper():
        values = Entry(values=list(lexicon.capitals[token.text]))
        found.append((1, _KNOWN + _LONGER, span(1, entry=values)))
    if token.word in lexicon.small and language and token.word not in stop_words()[language]:
        found.append((1, _KNOWN, span(1, entry=Entry(values=list(lexicon.small[token.word])))))
    number = None if token.word == "once" and english else number_at(row, i, lexicon.units)
    if number is not None:
        length = number.end - i
        found.append((length, _KNOWN + _LONGER + (length - 1) * (_KNOWN + _LONGER), span(length, number=number)))
    for length, entry in _phrases(row, i, lexicon):
        score = length * _KNOWN + (length - 1) * _LONGER + (0.1 if entry.of_the_bank else 0.0)
        small = lexicon.stops.issuperset(span(length).words)
        if small and length == 1 and not lexicon.passes_in(token.word, language):
            continue
        reflexive = length > 1 and token.word == "se" and row[i + 1].word in _PRONOUNS
        plain = " ".join(("se", *(t.word for t in row[i + 2 : i + length]))) if reflexive else ""
        found.append((length, score, span(length, entry=entry, stop=small, meant=plain)))
    if not found:
        small = token.kind == "sign" or lexicon.passes_in(token.word, language)
        found.append((1, _STOP if small else _UNKNOWN, span(1, stop=small, sign=token.kind == "sign")))
    return found
