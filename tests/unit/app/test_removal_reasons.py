"""Why a sentence was removed is told in each language, for every kind of claim that the check knows."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from agents.events import GroundingChecked, Removed
from agents.grounding import checker, claims
from app.chat.trace_text import grounding
from db.errors import Language
from db.texts import LANGUAGES, text

_SAID = re.compile(r"\b(?:wrong|absent|refuse)\(\s*\"(\w+)\"")


def _kinds() -> set[str]:
    """Every kind that a reader of claims writes down, from its module or where it is written."""
    modules = [checker, *(import_module(f"{claims.__name__}.{m.name}") for m in iter_modules(claims.__path__))]
    told = {str(module.KIND) for module in modules if hasattr(module, "KIND")}
    for module in modules:
        told.update(_SAID.findall(Path(str(module.__file__)).read_text(encoding="utf-8")))
    return told


def _checked(kind: str, outcome: str) -> GroundingChecked:
    removed = Removed(sentence="The sentence.", text="sentence", kind=kind, outcome=outcome)
    return GroundingChecked(supported=(), unsupported=("sentence",), removed=(removed,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(_kinds()))
@pytest.mark.parametrize("outcome", ["contradicted", "absent"])
def test_every_reason_is_told_in_the_readers_language(kind: str, outcome: str, language: Language) -> None:
    shown = grounding(_checked(kind, outcome), language)
    assert f" — {text(language, f'page.claim_kind.{kind}')} (" in shown
    assert shown.endswith(text(language, f"page.outcome.{outcome}"))
    assert f"kind {kind}" not in shown


def test_the_languages_tell_the_reasons_apart() -> None:
    said = {
        language: [text(language, f"page.claim_kind.{kind}") for kind in sorted(_kinds())] for language in LANGUAGES
    }
    for words in said.values():
        assert len(set(words)) == len(words)
