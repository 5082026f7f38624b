"""Questions about banks of other shapes, over catalogs as ``python -m db.catalog infer`` drafts them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.understanding.calls import Call
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.orchestrate import by_rules
from db.catalog import Catalog
from db.catalog.drafting.infer import infer
from db.yaml_files import parse_yaml
from tests import other_banks

Ask = Callable[[str], Call]


def asker(source: Path) -> Ask:
    lexicon = Lexicon(Catalog.model_validate(parse_yaml(infer(str(source)))))

    def ask(question: str) -> Call:
        (call,) = by_rules(question, lexicon)
        return call

    return ask


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asker(other_banks.firms(tmp_path_factory.mktemp("firms") / "firms.csv"))


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asker(other_banks.branches(tmp_path_factory.mktemp("branches") / "branches.csv"))


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asker(other_banks.cards(tmp_path_factory.mktemp("cards") / "cards.csv"))


def condition(column: str, op: str, value: Any) -> dict[str, Any]:
    return {"column": column, "op": op, "value": value}


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("¿Cuántas empresas se fundaron antes de 1990?", ("lt", "1990-01-01")),
        ("How many companies were founded in 2005?", ("between", ["2005-01-01", "2005-12-31"])),
        ("how many firms were founded after 2010?", ("gt", "2010-12-31")),
        ("cuántas empresas hay fundadas desde 2015", ("ge", "2015-01-01")),
        ("how many were founded between 1990 and 2000?", ("between", ["1990-01-01", "2000-12-31"])),
    ],
)
def test_a_year_beside_a_date_is_a_stretch_of_days(firms: Ask, question: str, where: tuple[str, Any]) -> None:
    assert firms(question).arguments["where"] == condition("founded", *where)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("How many customers have a loan?", condition("loan", "eq", "yes")),
        ("How many customers have a turnover above 1 million?", condition("turnover", "gt", 1_000_000)),
        ("¿Cuántos clientes tienen calificación A?", condition("risk_rating", "eq", "A")),
        ("How many customers are rated D or E?", condition("risk_rating", "in", ["D", "E"])),
        ("¿Cuántos clientes no tienen calificación A ni B?", condition("risk_rating", "not_in", ["A", "B"])),
    ],
)
def test_a_letter_is_a_value_only_beside_its_column(firms: Ask, question: str, where: dict[str, Any]) -> None:
    assert firms(question).arguments["where"] == where


@pytest.mark.parametrize(
    ("question", "order"), [("Top 5 companies by turnover", "turnover"), ("las 5 con más empleados", "employees")]
)
def test_the_banks_own_column_is_meant_before_a_word_for_leaving(firms: Ask, question: str, order: str) -> None:
    call = firms(question)
    assert (call.tool, call.arguments["order_by"], call.arguments["limit"]) == ("list_customers", order, 5)


@pytest.mark.parametrize("question", ["Why might 1283 leave?", "¿Por qué puede irse el 1283?", "¿por qué 1283?"])
def test_a_short_id_is_told_from_a_number(firms: Ask, question: str) -> None:
    assert firms(question) == Call("explain_churn", {"customer_id": "1283"})


def test_both_sides_of_a_flag_are_compared(firms: Ask) -> None:
    sides = firms("churn of companies with and without a loan").arguments["groups"]
    assert [side["where"]["value"] for side in sides] == ["yes", "no"]


@pytest.mark.parametrize(
    "question", ["¿Cuál es el saldo medio?", "average balance", "saldo promedio", "what is the average balance?"]
)
def test_a_column_called_average_is_averaged(branches: Ask, question: str) -> None:
    assert branches(question).arguments["measures"] == [{"measure": "mean", "column": "Saldo medio"}]


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("¿Cuántas mujeres hay?", condition("Sexo", "eq", "M")),
        ("How many men are there?", condition("Sexo", "eq", "H")),
        ("¿Cuántos clientes no usan la web?", condition("Canal preferido", "ne", "web")),
        ("how many branch customers are there?", condition("Canal preferido", "eq", "oficina")),
        ("¿Cuántos llevan más de 10 años con nosotros?", condition("Antigüedad (años)", "gt", 10)),
        ("How many customers have complaints?", condition("Nº reclamaciones", "gt", 0)),
        ("¿Cuántos clientes tienen una reclamación?", condition("Nº reclamaciones", "eq", 1)),
        ("how many earn more than 2500?", condition("Nómina mensual", "gt", 2500)),
    ],
)
def test_words_of_either_language_reach_a_spanish_bank(branches: Ask, question: str, where: dict[str, Any]) -> None:
    assert branches(question).arguments["where"] == where


@pytest.mark.parametrize("question", ["¿Se quejan más los hombres o las mujeres?", "do men or women complain more?"])
def test_names_of_codes_are_words_like_any_other(branches: Ask, question: str) -> None:
    call = branches(question)
    assert (call.tool, call.arguments["measures"]) == ("compare", [{"measure": "mean", "column": "Nº reclamaciones"}])


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("¿Cuál es la estatura media?", "estatura"),
        ("what is the average zorp?", "zorp"),
    ],
)
def test_an_average_of_what_is_not_there_is_declined(branches: Ask, question: str, detail: str) -> None:
    call = branches(question)
    assert (call.tool, call.arguments["topic"], call.arguments["detail"]) == ("decline", "unknown_column", detail)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("how many earn less than $40K?", condition("Income_Category", "eq", "Less than $40K")),
        ("¿Cuántos ganan entre $40K y $60K?", condition("Income_Category", "eq", "$40K - $60K")),
        ("¿Cuántos tienen tarjeta oro?", condition("Card_Category", "eq", "Gold")),
        ("¿Cuántos clientes tienen personas a cargo?", condition("Dependent_count", "gt", 0)),
    ],
)
def test_amounts_and_cards_are_values(cards: Ask, question: str, where: dict[str, Any]) -> None:
    assert cards(question).arguments["where"] == where
