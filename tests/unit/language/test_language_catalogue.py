"""The catalogue of sentences: the same keys in every language; what still stands in Python is counted."""

import ast
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import get_args

from db.errors import Language
from tools.replies.texts import texts

ROOT = Path(__file__).resolve().parents[3]
STILL_IN_PYTHON = {"tools/replies": 37}
"""Texts in two languages beside each other in Python, in the rooms that have a catalogue: the figure may only fall."""


def flat(node, path=""):
    """Every text by its dotted key."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield from flat(below, f"{path}.{key}".strip("."))
    elif isinstance(node, list):
        for at, below in enumerate(node):
            yield from flat(below, f"{path}.{at}")
    else:
        yield path, str(node)


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_has_every_key():
    keys = {language: {key for key, _ in flat(texts(language))} for language in get_args(Language)}
    every = set.union(*keys.values())
    assert {language: every - own for language, own in keys.items()} == {language: set() for language in keys}


def test_a_place_that_only_one_language_fills_is_one_of_its_grammar():
    spanish, english = dict(flat(texts("es"))), dict(flat(texts("en")))
    lost = [key for key in spanish if not places(spanish[key]) and len(places(english[key])) > 1]
    assert lost == []


def test_a_catalogue_has_no_key_twice():
    for language in get_args(Language):
        raw = (ROOT / f"tools/replies/texts/{language}.yaml").read_text(encoding="utf-8")
        tops = Counter(line.split(":")[0] for line in raw.splitlines() if line[:1].isalpha())
        assert [key for key, times in tops.items() if times > 1] == []


def pairs(tree):
    """Calls with a text in either language, and choices between two by the language."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = [arg for arg in node.args[:2] if _is_text(arg)]
            named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if len(words) == 2 and (named == "t" or named.endswith("Problem")):
                yield node
        if isinstance(node, ast.IfExp) and _is_text(node.body) and _is_text(node.orelse):
            by = ast.unparse(node.test)
            if "language" in by and ("'es'" in by or "'en'" in by):
                yield node


def _is_text(node):
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) or _is_text(node.orelse)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_sentence_in_two_languages_is_added_in_python():
    found = {
        room: sum(1 for file in (ROOT / room).rglob("*.py") for _ in pairs(ast.parse(file.read_text(encoding="utf-8"))))
        for room in STILL_IN_PYTHON
    }
    assert all(found[room] <= most for room, most in STILL_IN_PYTHON.items()), found
