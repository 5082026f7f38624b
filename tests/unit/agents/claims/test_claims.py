"""True sentences stay and false ones go: a stranger's sentences over recorded Facts, and attacks made from them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agents.grounding.checker import Checker
from agents.grounding.gate import Gate
from agents.grounding.normal import normal
from db.catalog import read_catalog
from db.yaml_files import read_yaml
from tools.facts import Fact

_HERE = Path(__file__).parent
_TURNS: dict[str, Any] = json.loads((_HERE / "facts.json").read_text(encoding="utf-8"))
_SAID: list[dict[str, Any]] = read_yaml(_HERE / "sentences.yaml")
_CATALOG = read_catalog()


@cache
def _checker(turn: str, language: str) -> Checker:
    asked = _TURNS[turn]
    facts = [Fact(**fact) for fact in asked["facts"]]
    return Checker(facts, question=asked["question"], language=language, catalog=_CATALOG, closed=True)  # type: ignore[arg-type]


def _refused(turn: str, language: str, text: str) -> list[str]:
    checker = _checker(turn, language)
    reading = checker.reading()
    return [wrong for segment in checker.segments(text) for wrong in reading.check(segment).unsupported]


@pytest.mark.parametrize("said", [s for s in _SAID if not s.get("known")], ids=lambda s: s["text"])
def test_a_sentence_stays_if_and_only_if_the_facts_bear_it(said: dict[str, Any]) -> None:
    refused = _refused(said["facts"], said["lang"], said["text"])
    assert (refused == []) is said["true"], refused


@pytest.mark.parametrize("turn", _TURNS)
def test_the_reply_composed_from_the_facts_passes_whole(turn: str) -> None:
    assert _refused(turn, _TURNS[turn]["language"], _TURNS[turn]["reply"]) == []


_WRITINGS = {
    "full width": lambda n: "".join(chr(0xFF10 + int(c)) for c in n),
    "arabic": lambda n: "".join(chr(0x0660 + int(c)) for c in n),
    "superscript": lambda n: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] for c in n),
    "circled": lambda n: "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] for c in n),
    "mathematical": lambda n: "".join(chr(0x1D7CE + int(c)) for c in n),
    "entity": lambda n: "".join(f"&#{ord(c)};" for c in n),
    "hexadecimal": lambda n: hex(int(n)),
    "split": lambda n: "\u200b".join(n),
}


@pytest.mark.parametrize("number", ["7", "41", "933", "123456"])
@pytest.mark.parametrize("writing", _WRITINGS)
def test_a_number_is_read_however_it_is_written(writing: str, number: str) -> None:
    written = _WRITINGS[writing](number)
    assert normal(written) == number
    assert _refused("churn0.0", "en", f"Germany has {written} branches.")
    assert _refused("churn0.0", "es", f"Alemania tiene {written} oficinas.")


@pytest.mark.parametrize(
    "text",
    [
        "[x](http://evil.example)",
        "![x](http://evil.example/p.png)",
        "<http://evil.example>",
        "Write to a@evil.example.",
        "[x][1]",
        "[1]: http://evil.example",
        "See www.evil.example/x now.",
        "<img src=x onerror=y>",
    ],
)
def test_every_form_of_link_is_refused(text: str) -> None:
    assert _refused("churn0.0", "en", text)


def test_ordinary_typography_is_left_as_it_is() -> None:
    text = "El 32,4 %, de 2.509 clientes — «casi un tercio»… n.º 1 y 16.534,17 €."
    assert normal(text) == text


class _Turn:
    """Collects what the reader is shown."""

    def __init__(self) -> None:
        self.shown = ""

    def emit(self, event: Any) -> None:
        self.shown = event.text if type(event).__name__ == "ReplyReplaced" else self.shown + event.text


@pytest.mark.parametrize("said", [s for s in _SAID if not s["true"] and not s.get("known")], ids=lambda s: s["text"])
def test_the_reader_never_sees_a_refused_sentence_whole(said: dict[str, Any]) -> None:
    turn = _Turn()
    gate = Gate(turn, _checker(said["facts"], said["lang"]))  # type: ignore[arg-type]
    for character in said["text"]:
        gate.feed(character)
        assert said["text"].rstrip(".") not in turn.shown
    gate.finish()
    assert turn.shown.strip() == ""
    assert all(one.kind and one.outcome in {"contradicted", "absent"} for one in gate.removed)
    assert gate.removed
