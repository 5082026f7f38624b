"""A correction for people who may not see the customer it speaks of: its manner stays, every word of the customer goes.

Kept are common words, words of manner and the names of columns; whatever else stands there (names, ids, figures, what
the bank's values or a note say, words nobody foresaw) becomes "…". Words that the turn's Facts hold as values go too,
however common: a customer may be called May. Too little left is no example.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.grounding.plain_words import COMMON
from db.text import fold
from db.yaml_files import read_yaml

GAP = "…"
_LEAST_KEPT = 0.5
_TOKEN = re.compile(r"\w+(?:[.,:'’/-]\w+)*%?|[^\w\s]+|\s+")


@lru_cache(maxsize=1)
def _manner() -> frozenset[str]:
    raw = read_yaml(Path(__file__).parent / "manner_words.yaml")
    return COMMON | frozenset(fold(" ".join(raw.values())).split())


def masked(text: str, facts: Any, columns: frozenset[str] = frozenset()) -> str | None:
    """The text without anybody's words; None where little is left. ``columns``: folded words of the columns' names."""
    theirs = {word for value in _values(facts) for word in fold(value).split()}
    known = (_manner() | columns) - theirs
    kept = words = 0
    out: list[str] = []
    for token in _TOKEN.findall(text):
        if not any(c.isalnum() for c in token):
            out.append(token)
            continue
        words += 1
        parts = fold(token).split()
        if parts and not any(c.isdigit() for c in token) and all(part in known for part in parts):
            kept += 1
            out.append(token)
        else:
            out.append(GAP)
    return (
        re.sub(rf"{GAP}(?:[\s()«»“”\"]*{GAP})+", GAP, "".join(out)) if words and kept / words >= _LEAST_KEPT else None
    )


def _values(node: Any) -> Iterator[str]:
    """Every text among the values of Facts, not their keys."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key not in _OURS:
                yield from _values(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _values(value)
    elif isinstance(node, str):
        yield node


_OURS = frozenset(
    {"id", "tool", "units", "source", "arguments", "band", "model_version", "op", "measure", "key", "unit"}
)
"""Keys whose values are the program's own words."""
