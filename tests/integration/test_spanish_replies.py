"""No English phrase stands in a Spanish reply: every tool, over tables with English headers that nobody described."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.text import fold
from tests import other_banks
from tests.asked_of_banks import asked_of, drafted
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call
from tools.replies.compose import compose

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "with",
        "without",
        "an",
        "by",
        "has",
        "have",
        "had",
        "not",
        "and",
        "or",
        "from",
        "for",
        "to",
        "per",
        "since",
        "their",
        "who",
        "which",
        "was",
        "were",
        "is",
        "are",
        "on",
        "at",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


def _awkward(path: Path) -> Path:
    """Headers of which the dictionary knows half a word."""
    header = "Ref,Auto-Renew,Est. Speed (Mbps),Hour Spend On App,Opted Out Of Mailings,Uplift %,Grade Of Tent,Churned"
    rows = (
        f"R-{i:04},{'YN'[i % 2]},{(36, 67, 500)[i % 3]},{i % 7},{('Yes', 'No')[i // 2 % 2]},{i % 11 + 0.5},"
        f"{('Dome', 'Yurt', 'Bell')[i % 3]},{'Yes' if i % 5 == 0 else 'No'}"
        for i in range(300)
    )
    path.write_text("\n".join((header, *rows)))
    return path


_TABLES = {"cards": other_banks.cards, "telephone": other_banks.telephone, "awkward": _awkward}


@pytest.fixture(scope="module", params=_TABLES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = drafted(tmp_path_factory.mktemp(request.param), _TABLES[request.param])
    yield made
    made.bank.engine.dispose()
    made.state_engine.dispose()


def _of_the_file(desk: Desk) -> list[str]:
    """What stands in the file itself, headers and stored values, the longest first."""
    columns = desk.catalog.columns.values()
    told = {header for column in columns for header in (column.name, *column.source, *column.values)}
    return sorted({" ".join(_WORD.findall(fold(text))) for text in told} - {""}, key=len, reverse=True)


def test_no_english_phrase_stands_in_a_spanish_reply(desk: Desk) -> None:
    own, found = _of_the_file(desk), {}
    for tool, arguments, caller in asked_of(desk):
        fact, _ = call(desk, ToolContext(caller=caller, desk=desk), tool, arguments)
        assert fact is not None
        reply = compose((fact,), "", "es", desk.catalog)
        words = f" {' '.join(_WORD.findall(fold(reply)))} "
        for text in own:
            words = words.replace(f" {text} ", " ")
        if english := _ENGLISH & set(words.split()):
            found[f"{tool} {english}"] = words[:400]
    assert not found
