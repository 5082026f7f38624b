"""Corrections within one message (``from France, sorry, from Spain``): what was said first is taken back.

A slip, the words that take it back and what is meant instead, as in spoken language: where a thing of the same kind (a
value of one column, a number, an id, a column) stands before and after such words, only the later one is meant.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from agents.offline.normalise import fold
from agents.understanding.ids import customer_id
from agents.understanding.spans import Span

_FILE = Path(__file__).parent / "words" / "repairs.yaml"
_MOST, _LEAD, _NEAR = 3, 4, 6
"""Corrections of one message, words that lead to what is meant, and how far back they are looked for."""
_SMALL = frozenset(["are", "in", "to"])
_MEASURES = ("mean", "median", "sum", "count", "share", "rate", "max", "min")
_GAP = r"[\s,;.…—–-]"
_LONGEST = 2000
_GLOSS = re.compile(
    r"(?<![\d.,])(?P<said>\d{1,4})\s+[^\W\d_]+(?P<rest>(?:\s+[^\W\d_]+){0,5})\s*"
    r"\([^\d()]{0,20}(?P<meant>\d[\d.,]*\d)\b[^()]*\)"
)


@lru_cache(maxsize=1)
def _terms() -> re.Pattern[str]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))

    def either(kind: str) -> str:
        said = {term.strip() for text in raw[kind].values() for term in text.split(",")}
        return "|".join(re.escape(term) for term in sorted(said, key=len, reverse=True))

    strong, weak = either("strong"), either("weak")
    return re.compile(
        rf"(?<![\w])(?:(?:{weak}){_GAP}+)*(?P<strong>{strong}){_GAP}*(?:(?:{weak}){_GAP}+)*"
        rf"|(?<=[,;.…—–?-])\s*(?P<weak>(?:{weak})(?:{_GAP}+(?:{weak}))*)\s*[,;.…—–-]{_GAP}*"
    )


def repaired(message: str, row: Callable[[str], Sequence[Span]]) -> str:
    """The message as it is meant, without what its speaker took back."""
    if len(message) > _LONGEST:
        return message
    for _ in range(_MOST):
        found = next((told for term in _terms().finditer(_plain(message)) if (told := _mended(message, term, row))), "")
        if not found:
            break
        message = found
    return message


def explained(message: str) -> str:
    """A number in a unit of the speaker's with what it comes to in brackets (``100 lucas (100.000)``) by the latter."""
    return _GLOSS.sub(lambda told: told[0] if not _same(told) else f"{told['meant']}{told['rest']}", message)


def _same(told: re.Match[str]) -> bool:
    """Whether the number in brackets is the one before them in thousands or millions."""
    said, meant = (int(re.sub(r"\D", "", told[key])) for key in ("said", "meant"))
    return said > 0 and meant in {said * 1_000, said * 1_000_000}


def _plain(message: str) -> str:
    """The message folded letter by letter, so that places stay; a letter that folds to several stays itself."""
    return "".join(plain if len(plain := fold(letter)) == 1 else letter.lower() for letter in message)


def _mended(message: str, term: re.Match[str], row: Callable[[str], Sequence[Span]]) -> str:
    """The message with one correction carried out; empty where nothing of one kind stands on both sides."""
    if not message[: term.start()].strip() or not message[term.end() :].strip():
        return ""
    spans = row(message)
    before = [span for span in spans if span.end <= term.start() and not span.sign]
    after = [span for span in spans if span.start >= term.end()][: _LEAD + 1]
    meant = next((i for i, span in enumerate(after) if _kind(span)), None)
    if meant is None or any(span.sign for span in after[:meant]):
        return ""
    slip = next((i for i in range(len(before) - 1, -1, -1) if _kind(before[i]) == _kind(after[meant])), None)
    if slip is None:
        return ""
    again = {_kind(span) for span in after}
    if term["weak"] and any(_kind(span) not in again for span in before[slip + 1 :] if _kind(span)):
        return ""
    lead = [span.words for span in after[:meant]]
    first = next((j for j in range(slip, max(-1, slip - _NEAR), -1) if lead and before[j].words == lead[0]), None)
    small = all(span.stop and not span.entry.cues - _SMALL for span in after[:meant])
    start = before[slip if first is None else first]
    end = after[meant if first is None and small else 0]
    return f"{message[: start.start]}{message[end.start :]}"


def _kind(span: Span) -> str:
    """What kind of thing a span is, so that one can stand for another; empty for small words."""
    if customer_id(span) is not None:
        return "id"
    if span.entry.ordinal is not None:
        return "ordinal"
    if span.number is not None:
        return "number"
    if span.entry.values:
        return f"value of {span.entry.values[0][0]}"
    if span.has(*_MEASURES) and not span.entry.columns:
        return "measure"
    return "column" if span.entry.columns and not span.stop else ""
