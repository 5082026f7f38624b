"""Generated sentences over recorded Facts: what is true by construction stays, what is false by construction goes."""

import json
import random
from pathlib import Path

import pytest

from agents.grounding.checker import Checker
from bench.claims_sentences import LANGUAGES, Writer, free
from db.catalog import read_catalog
from tools.facts import Fact

_TURNS = json.loads((Path(__file__).parent / "facts.json").read_text(encoding="utf-8"))
_EVERY_TOOL = json.loads((Path(__file__).parent / "every_tool.json").read_text(encoding="utf-8"))
_CATALOG = read_catalog()


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_sentences_stay_and_false_ones_go(language: str) -> None:
    rng = random.Random(3)
    kept, true, caught, false = 0, 0, 0, 0
    for turn in (*_TURNS.values(), *_EVERY_TOOL):
        for fact in (Fact(**raw) for raw in turn["facts"]):
            checker = Checker([fact], question="", language=language, catalog=_CATALOG)  # type: ignore[arg-type]
            for said in (*Writer(fact, _CATALOG, language, rng).sentences(each=2), *free(language)):  # type: ignore[arg-type]
                reading = checker.reading()
                refused = [w for segment in checker.segments(said.text) for w in reading.check(segment).unsupported]
                true, false = true + said.true, false + (not said.true)
                kept, caught = kept + (said.true and not refused), caught + (not said.true and bool(refused))
    assert kept / true >= 0.97, f"{kept} of {true} true sentences kept"
    assert caught / false >= 0.9, f"{caught} of {false} false sentences caught"


@pytest.mark.parametrize("text", ["—", "***", "…", "1.", "| --- |"])
def test_a_segment_without_words_is_read(text: str) -> None:
    checker = Checker([], question="", language="es", catalog=_CATALOG)
    for segment in checker.segments(text):
        checker.reading().check(segment)
