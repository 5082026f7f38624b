"""The same answer in another form: in a table, as a list, shorter, without its table, in the other language.

What a message asks for is read from ``form.yaml``: every word of it must be of such a wish, so that no question about
the bank is taken for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from db.text import unaccented
from db.yaml_files import read_yaml

_FILE = Path(__file__).with_suffix(".yaml")
_WORD = re.compile(r"[^\W_]+")
_SMALL = "small"
_MOST_WORDS = 30
_LONGEST = 5
"""Words of a phrase."""
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Form:
    """The kinds of form a message asks for."""

    kinds: frozenset[str]

    def has(self, kind: str) -> bool:
        """Whether ``table``, ``bullets``, ``short``, ``text``, ``language`` or ``again`` was said."""
        return kind in self.kinds


def form_of(message: str) -> Form | None:
    """The form in which the answer before is wanted; None where the message asks for anything else."""
    words = _WORD.findall(unaccented(message))
    if not words or len(words) > _MOST_WORDS:
        return None
    kinds: set[str] = set()
    place = 0
    while place < len(words):
        found = next((hit for hit in _phrases_at(words, place)), None)
        if found is None:
            return None
        length, kind = found
        kinds.add(kind)
        place += length
    kinds.discard(_SMALL)
    return Form(frozenset(kinds)) if kinds else None


def formed(reply: str, form: Form) -> str:
    """A composed reply in the form asked for; where it has no table, what is said stays."""
    blocks = reply.split("\n\n")
    tables = [block for block in blocks if block.startswith("|")]
    said = [block for block in blocks if not block.startswith("|")]
    lead = said[:1]
    if form.has("text"):
        return "\n\n".join(lead if form.has("short") else said)
    if form.has("bullets") and tables:
        return "\n\n".join([*([] if form.has("short") else lead), *map(_bullets, tables)])
    if form.has("table") and tables:
        return "\n\n".join([*([] if form.has("short") else lead), *tables])
    return "\n\n".join(lead) if form.has("short") and lead else reply


def _bullets(table: str) -> str:
    """A Markdown table, one row a line, each figure with its heading."""
    rows = [[cell.strip() for cell in _CELL.split(line.strip().strip("|"))] for line in table.splitlines()]
    heads = rows[0]
    return "\n".join(
        f"- **{row[0]}**: " + "; ".join(f"{head} {cell}" for head, cell in zip(heads[1:], row[1:], strict=False))
        for row in rows[2:]
    )


def _phrases_at(words: list[str], place: int) -> Iterator[tuple[int, str]]:
    """The phrases that begin at a word, the longest first: how many words, of what kind."""
    known, clitics = _phrases()
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        kind = known.get(tuple(words[place : place + length]))
        if kind is not None:
            yield length, kind
    for clitic in clitics:
        kind = known.get((words[place].removesuffix(clitic),)) if words[place].endswith(clitic) else None
        if kind is not None:
            yield 1, kind


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[tuple[str, ...], str], tuple[str, ...]]:
    """Phrase -> kind, and what a word may end with beside, longest first."""
    raw = read_yaml(_FILE)
    clitics = [ending for endings in raw.pop("clitics").values() for ending in endings]
    known: dict[tuple[str, ...], str] = {}
    for kind, languages in raw.items():
        for phrases in languages.values():
            for phrase in phrases:
                known.setdefault(tuple(_WORD.findall(unaccented(str(phrase)))), kind)
    return known, tuple(clitics)
