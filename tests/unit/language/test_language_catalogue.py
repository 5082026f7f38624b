"""The message catalogue: every key in every language, every form the language needs, and no sentence left in Python."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import yaml

from db.texts import GENDERS, LANGUAGES, PLURAL_FORMS, Each, Message, catalogue, has, message, plural, text
from db.texts.regions import in_region, locale

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ROOT / "db/texts"
ROOMS = ("app", "agents", "tools", "ml", "db")
ASK_FOR_A_TEXT = {"text", "plural", "message", "entry", "texts"}


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


def key_of(path):
    """The key of a text, whichever form it is."""
    head, _, last = path.rpartition(".")
    return key_of(head) if last in PLURAL_FORMS | GENDERS and head else path


def places(said):
    return {name for _, name, _, _ in Formatter().parse(said) if name}


def missing(trees):
    """Every key that some language has and another has not, by language."""
    keys = {language: {key_of(key) for key, _ in flat(tree)} for language, tree in trees.items()}
    return {language: sorted(set.union(*keys.values()) - own) for language, own in keys.items()}


def test_every_language_has_every_key():
    assert missing({language: catalogue(language) for language in LANGUAGES}) == {
        language: [] for language in LANGUAGES
    }


def test_the_rule_itself_lists_a_key_that_is_missing():
    assert missing({"es": {"a": {"b": "x", "c": "y"}}, "en": {"a": {"b": {"one": "x", "other": "z"}}}}) == {
        "es": [],
        "en": ["a.c"],
    }


def test_a_place_that_only_one_language_fills_is_one_of_its_grammar():
    spanish, english = dict(flat(catalogue("es"))), dict(flat(catalogue("en")))
    both = spanish.keys() & english.keys()
    assert [key for key in both if not places(spanish[key]) and len(places(english[key])) > 1] == []


class _Strict(yaml.SafeLoader):
    """Refuses a key that comes twice."""


def _once(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=deep) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"{node.start_mark}: {sorted({k for k in keys if keys.count(k) > 1})}"
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _once)


def test_a_catalogue_has_no_key_twice_and_every_language_the_same_files():
    files = {language: sorted(p.name for p in (TEXTS / language).glob("*.yaml")) for language in LANGUAGES}
    assert len(set(map(tuple, files.values()))) == 1
    for language in LANGUAGES:
        tops = [list(yaml.load((TEXTS / language / name).read_text("utf-8"), _Strict)) for name in files[language]]
        replies = tops[files[language].index("replies.yaml")]
        assert not set(replies) & {Path(name).stem for name in files[language]}


def forms(node, path=""):
    """Every group of plural forms."""
    if isinstance(node, dict):
        if node and node.keys() <= PLURAL_FORMS:
            yield path, node
        for key, below in node.items():
            yield from forms(below, f"{path}.{key}")


def test_plural_forms_are_those_of_the_language():
    for language in LANGUAGES:
        known = locale(language).plural_form.tags | {"other"}
        for path, group in forms(catalogue(language)):
            if path.rpartition(".")[2] in {"many", "times"} or "other" not in group:
                continue  # words of ours that are called as a form is
            assert set(group) <= known, (language, path)


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("es", 1, "1 abandonó"),
        ("es", 0, "0 abandonaron"),
        ("es", 7, "7 abandonaron"),
        ("en", 1, "1 left"),
        ("en", 2, "2 left"),
    ],
)
def test_a_count_takes_the_languages_own_form(language, count, said):
    assert plural(language, "customer.some_left", count) == said


@pytest.mark.parametrize(
    ("language", "gender", "count", "said"),
    [
        ("es", "masculine", 1, "el 1 cliente"),
        ("es", "masculine", 2, "los 2 clientes"),
        ("es", "feminine", 2, "las 2 mujeres"),
        ("en", "feminine", 2, "the 2 women"),
    ],
)
def test_gender_and_count_choose_together(language, gender, count, said):
    people = said.rsplit(" ", 1)[1]
    assert text(language, "people.the", gender=gender, count=count, number=count, people=people) == said


def test_counts_are_written_as_the_region_writes_them():
    load = {"rejected": 1234, "read": 56789, "line": 2, "reason": "x"}
    assert "1.234" in text("es", "db.load.rows_do_not_fit", **load)
    assert "1,234" in text("en", "db.load.rows_do_not_fit", **load)
    with in_region("es-MX"):
        assert "1,234" in text("es", "db.load.rows_do_not_fit", **load)


def test_what_fills_a_place_is_said_in_the_same_language():
    whole = message("ml.checks.wrong_kind", name="Edad", kind=message("ml.checks.kind.integer"), value="x")
    assert whole.say("es") == "Edad necesita un número entero, no 'x'."
    assert whole.say("en") == "Edad needs a whole number, not 'x'."
    named = Message("tools.cards.no_names", {"id": Each(lambda language: f"id-{language}")})
    assert named.say("es").endswith("por id-es.")


def asked_for(tree):
    """Keys and beginnings of keys that Python asks the catalogue for, with the line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in ASK_FOR_A_TEXT and not name.endswith("Problem"):
            continue
        for word in [
            below for arg in node.args for below in ([arg.body, arg.orelse] if isinstance(arg, ast.IfExp) else [arg])
        ]:
            if isinstance(word, ast.Constant) and isinstance(word.value, str) and "." in word.value:
                yield node.lineno, word.value


@cache
def sources():
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def test_every_key_that_python_asks_for_is_there():
    asked = [(f"{path}:{line}", key) for path, tree in sources() for line, key in asked_for(tree)]
    assert len(asked) > 500
    assert [(at, key) for at, key in asked if not all(has(language, key) for language in LANGUAGES)] == []


def test_a_problem_is_made_with_a_key_or_a_message():
    """A sentence written where it is raised would be in one language only."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if name.endswith("Problem") and node.args:  # type: ignore[attr-defined]
                first = node.args[0]  # type: ignore[attr-defined]
                spoken = isinstance(first, ast.JoinedStr) and not str(getattr(first.values[0], "value", "")).count(".")
                written = isinstance(first, ast.Constant) and " " in str(first.value)
                if spoken or written or len(node.args) > 1:  # type: ignore[attr-defined]
                    found.append(f"{path}:{node.lineno} {ast.unparse(node)[:120]}")  # type: ignore[attr-defined]
    assert found == []


def pairs(tree):
    """A text in either language beside each other: as two arguments, or chosen by the language."""
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
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value not in LANGUAGES
    return isinstance(node, ast.JoinedStr)


GUESS_MARK = (
    "db/catalog/drafting/draft.py"  # one remark in a drafted file, by the language of the name it stands behind
)


def test_no_text_in_two_languages_stands_in_python():
    found = [f"{path}:{node.lineno}" for path, tree in sources() for node in pairs(tree)]
    assert [at for at in found if not at.startswith(GUESS_MARK)] == []


SENTENCE = re.compile(r"(?:[^\W\d_’']{2,}[ ,:;]+(?:\{\}[ ,:;]+)?){2,}[^\W\d_’']{2,}")
NOT_FOR_PEOPLE = re.compile(
    r"^(?:log|logger|_log|_LOG|LOG|LOGGER|logging)\b|\bre\.|Mend$|(?:Value|Key|Type|Runtime|Attribute)Error$|frozenset$|split$"
)
FOR_MODELS = {
    "registry.py",
    "schemas.py",
    "arguments.py",
    "filter_reading.py",
    "vocabulary.py",
    "call_repair.py",
    "prompts.py",
}
NOTATION = {"demo", "understanding"}
"""Invented people and notes, and the planner's own way of writing patterns."""
STILL_IN_PYTHON = {"app": 25, "agents": 9, "tools": 18, "ml": 11, "db": 22}
"""Texts of three words or more outside the catalogue (protocols, log lines, names of methods): only to fall."""


def sentences(tree):
    """Texts of three words or more that are no docstring, no log, no pattern and no programmer's error."""
    skipped = set()
    for node in ast.walk(tree):
        for below in getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else []:
            if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                skipped.add(id(below.value))
        if isinstance(node, ast.Call) and NOT_FOR_PEOPLE.search(ast.unparse(node.func)):
            skipped |= {id(below) for below in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(value) for value in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        said = "".join(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{}" for part in parts
        )
        if SENTENCE.search(said) and not re.search(r"[\\\[\]|].*[\\|]|SELECT|CREATE", said):
            yield node.lineno, said


def test_sentences_outside_the_catalogue_only_get_fewer():
    found: dict[str, list[str]] = {room: [] for room in ROOMS}
    for path, tree in sources():
        if path.name not in FOR_MODELS and not NOTATION & set(path.parts):
            found[path.parts[0]] += [f"{path}:{line} {said[:60]!r}" for line, said in sentences(tree)]
    over = {room: said for room, said in found.items() if len(said) > STILL_IN_PYTHON[room]}
    assert over == {}, {room: len(said) for room, said in over.items()}


def test_the_rule_itself_sees_a_sentence_and_passes_over_logs_and_docstrings():
    seen = ast.parse(
        '"""A docstring of the module."""\nLOGGER.info("a line of the log")\nsay("There is no such thing.")'
    )
    assert [line for line, _ in sentences(seen)] == [3]
