"""A reply asked for in another form: what counts as such a wish, and what becomes of the reply."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from agents.moa.shown import fitted
from db.catalog import DEFAULT, read_catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies.compose import compose
from tools.replies.form import Form, form_of, formed

LEADS = {
    "es": ("", "ponlo ", "¿me lo puedes poner ", "quiero eso ", "dámelo ", "por favor, hazlo ", "muéstramelo "),
    "en": ("", "put that ", "can you make it ", "I'd like this ", "now the same ", "please give me that "),
}
FORMS = {
    "es": {"en una tabla": "table", "más corto": "short", "en una frase": "short", "como lista": "bullets"},
    "en": {"in a table": "table", "shorter": "short", "in one sentence": "short", "as a list": "bullets"},
}
MEMBERS = [
    (f"{lead}{wish}{end}", kind)
    for language, leads in LEADS.items()
    for lead, (wish, kind), end in product(leads, FORMS[language].items(), ("", ", please", ", por favor."))
]
OTHERS = (
    "give me the list",
    "dame la lista",
    "a short list of customers in Spain",
    "¿cuántos clientes hay en España?",
    "customers with short tenure",
    "and the Spanish?",
    "¿y los españoles?",
    "in Germany",
    "the table of customers",
    "",
    "put them on hold",
)
ROWS = "| Country | Rate |\n| --- | ---: |\n| Germany | 32.4% |\n| Spain | 16.7% |"
TABLE = f"**Germany** leads.\n\n{ROWS}\n\nNext step: ask."
HELD = json.loads((Path(__file__).parents[1] / "agents" / "claims" / "facts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("message", "kind"), MEMBERS)
def test_a_wish_for_another_form_is_read_in_any_wording(message: str, kind: str) -> None:
    form = form_of(message)
    assert form is not None
    assert form.kinds == {kind}


@pytest.mark.parametrize("message", OTHERS)
def test_a_question_about_the_bank_is_no_wish_for_another_form(message: str) -> None:
    assert form_of(message) is None


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"table"}, "**Germany** leads.\n\n| Country | Rate |\n| --- | ---: |\n| Germany | 32.4% |\n| Spain | 16.7% |"),
        ({"table", "short"}, "| Country | Rate |\n| --- | ---: |\n| Germany | 32.4% |\n| Spain | 16.7% |"),
        ({"short"}, "**Germany** leads."),
        ({"bullets", "short"}, "- **Germany**: Rate 32.4%\n- **Spain**: Rate 16.7%"),
        ({"text"}, "**Germany** leads.\n\nNext step: ask."),
        ({"again"}, TABLE),
    ],
)
def test_a_reply_takes_the_form_asked_for(kinds: set[str], expected: str) -> None:
    assert formed(TABLE, Form(frozenset(kinds))) == expected


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("language", ["es", "en"])
def test_results_as_writers_are_shown_them_compose_like_the_whole_ones(name: str, language: Language) -> None:
    catalog = read_catalog(DEFAULT)
    facts = [Fact(**fact) for fact in HELD[name]["facts"]]
    told = [Fact(**fact) for fact in fitted(facts, rows=20, tokens=9_000)]
    whole, shown = (compose(given, HELD[name]["question"], language, catalog) for given in (facts, told))
    without_version = re.sub(r"(Model in use|Modelo en uso): [^.]*\. ", "", whole)
    assert shown.partition("\n")[0] == without_version.partition("\n")[0]
