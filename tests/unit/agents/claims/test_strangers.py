"""Sentences of writers who saw only the Facts: true ones stay, false ones go, over every tool they asked."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agents.grounding.checker import Checker
from db.catalog import read_catalog
from tools.facts import Fact


def _turns(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    return found


_CATALOG = read_catalog()


@cache
def _outcomes(file: str) -> dict[str, tuple[Counter[bool], list[str]]]:
    """By language and truth: how many were read rightly, and those that were not."""
    found: dict[str, tuple[Counter[bool], list[str]]] = {}
    for turn in _turns(file):
        facts = [Fact(**fact) for fact in turn["facts"]]
        checker = Checker(facts, question=turn["question"], language=turn["language"], catalog=_CATALOG, closed=True)
        for truth in ("true", "false"):
            counted, failed = found.setdefault(f"{turn['language']} {truth}", (Counter(), []))
            for text in turn[truth]:
                reading = checker.reading()
                refused = [w for segment in checker.segments(text) for w in reading.check(segment).unsupported]
                right = (not refused) == (truth == "true")
                counted[right] += 1
                failed += [] if right else [f"{text} {refused}"]
    return found


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("file", "truth", "least"),
    [
        ("strangers.json", "true", 0.94),
        ("strangers.json", "false", 0.97),
        ("every_tool.json", "true", 0.77),
        ("every_tool.json", "false", 0.89),
    ],
)
def test_true_sentences_stay_and_false_ones_go(language: str, file: str, truth: str, least: float) -> None:
    counted, failed = _outcomes(file)[f"{language} {truth}"]
    assert counted[True] / counted.total() >= least, "\n".join(failed)
