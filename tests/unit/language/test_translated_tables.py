"""Tables that nobody described, asked of in the language their headers and values are not written in."""

from collections.abc import Iterator
from typing import Any

import pytest

from agents.grounding.vocabulary import Vocabulary
from agents.understanding.follow_up.context import Conversation
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.naming import column_names, value_names
from tests.unit.language.drafts import drafted, figures_asked, planner_of

_HEADER = "npsScore,Policy Ref,Premium,Product,Distribution Channel,Payment Method,contractType,Annual Mileage (mi),"
_TABLE = _HEADER + "dataUsageGb,Claims (last 3 yrs),supportCallsLast90d,hasFiber,branchTown,Tenure (months),Lapsed\n"
_PARTS: tuple[tuple[str, ...], ...] = (
    ("Motor", "Van", "Pet"),
    ("Aggregator", "Direct", "Broker"),
    ("Direct Debit", "Card", "Bank Transfer"),
    ("permanencia12", "permanencia24", "mensual"),
)


def _rows() -> Iterator[str]:
    for i in range(300):
        picked = ",".join(part[(i // (1 + at)) % len(part)] for at, part in enumerate(_PARTS))
        numbers = f"{1000 + i * 37 % 20000},{i * 7 % 90}.{i % 10},{i % 5},{i % 9},{bool(i % 3)}"
        town = ("SAN CARLOS", "SAN CARLOS NTE", "EL ROSARIO")[i // 2 % 3]
        grade, left = "" if i % 7 == 0 else i % 11, "Y" if i % 4 == 0 else "N"
        yield f"{grade},P-{i:04},{100 + i * 7 % 900},{picked},{numbers},{town},{i % 60},{left}\n"


_TEXT = _TABLE + "".join(_rows())


def _read(question: str) -> dict[str, Any]:
    return figures_asked("policies", _TEXT, question)


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("¿cuántas furgonetas hay?", "Product", "Van"),
        ("how many vans are there?", "Product", "Van"),
        ("¿cuántas pólizas de coche hay?", "Product", "Motor"),
        ("¿cuántos de mascotas?", "Product", "Pet"),
        ("¿cuántas pólizas de canal directo?", "Distribution Channel", "Direct"),
        ("¿cuántos pagan por domiciliación?", "Payment Method", "Direct Debit"),
        ("¿cuántos clientes pagan con tarjeta?", "Payment Method", "Card"),
        ("¿cuántos pagan por transferencia?", "Payment Method", "Bank Transfer"),
        ("how many pay by direct debit?", "Payment Method", "Direct Debit"),
        ("¿cuántos tienen contrato de 12 meses?", "contractType", "permanencia12"),
        ("how many have a 12 month contract?", "contractType", "permanencia12"),
        ("how many are on a two year contract?", "contractType", "permanencia24"),
        ("¿cuántos tienen permanencia de 24 meses?", "contractType", "permanencia24"),
        ("¿cuántos clientes mes a mes?", "contractType", "mensual"),
        ("how many customers on a monthly contract?", "contractType", "mensual"),
        ("¿cuántos contratos mensuales hay?", "contractType", "mensual"),
        ("how many belong to the San Carlos branch?", "branchTown", "SAN CARLOS"),
        ("¿cuántos hay en San Carlos Nte?", "branchTown", "SAN CARLOS NTE"),
    ],
)
def test_a_value_is_known_in_the_other_language_and_another_form(question: str, column: str, value: str) -> None:
    assert _read(question)["where"] == {"column": column, "op": "eq", "value": value}


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("mediana de kilometraje anual", "Annual Mileage (mi)"),
        ("mediana de kilometraje anual en millas", "Annual Mileage (mi)"),
        ("median annual mileage in miles", "Annual Mileage (mi)"),
        ("mediana del consumo de datos", "dataUsageGb"),
        ("mediana de la antigüedad en meses", "Tenure (months)"),
        ("median tenure in months", "Tenure (months)"),
        ("mediana de llamadas a soporte en los últimos noventa días", "supportCallsLast90d"),
        ("median claims in the last three years", "Claims (last 3 yrs)"),
    ],
)
def test_a_column_is_known_in_the_other_language(question: str, column: str) -> None:
    asked = _read(question)
    assert asked["measures"] == [{"measure": "median", "column": column}]
    assert "where" not in asked


def test_what_somebody_gets_or_pays_is_the_column_named_beside_the_verb() -> None:
    assert _read("¿cuánto pagan de prima, de media, los que pagan por domiciliación?") == {
        "measures": [{"measure": "mean", "column": "Premium"}],
        "where": {"column": "Payment Method", "op": "eq", "value": "Direct Debit"},
    }


def test_a_number_of_a_time_in_words_is_no_second_condition() -> None:
    where = _read("¿cuántas pólizas tienen al menos dos siniestros en los últimos tres años?")["where"]
    assert where == {"column": "Claims (last 3 yrs)", "op": "ge", "value": 2}


@pytest.mark.parametrize(
    "question",
    [
        "how many have no nps score?",
        "¿cuántos no tienen puntuación NPS?",
        "¿cuántos clientes sin dato de nps?",
        "how many customers without an nps score?",
        "how many customers have no nps score recorded?",
    ],
)
def test_nobody_has_a_grade_of_none(question: str) -> None:
    assert _read(question)["where"] == {"column": "npsScore", "op": "is_missing"}


def test_nobody_has_debts_of_none_either_but_a_count_can_be_zero() -> None:
    where = _read("how many have no claims in the last 3 years?")["where"]
    assert where == {"column": "Claims (last 3 yrs)", "op": "eq", "value": 0}


def test_a_gap_of_what_the_bank_does_not_keep_is_never_everybody() -> None:
    (call,) = planner_of("policies", _TEXT).next_calls(Conversation("¿cuántos clientes sin datos de zorb?"))
    assert call.tool in {"ask_back", "decline"}


def test_the_channel_groups_in_the_other_language() -> None:
    assert _read("tasa de abandono por canal de distribución")["groups"] == [{"column": "Distribution Channel"}]


def test_units_stand_behind_their_numbers_and_are_no_part_of_names() -> None:
    columns = drafted("policies", _TEXT).columns
    assert (columns["dataUsageGb"].names.en[0], columns["dataUsageGb"].unit.en[0]) == ("data usage", "GB")
    assert columns["Annual Mileage (mi)"].unit.es[0] == "millas"
    assert columns["Claims (last 3 yrs)"].unit.en == ()
    assert columns["supportCallsLast90d"].unit.es == ()


def test_numbers_of_names_are_no_figures_and_others_are() -> None:
    names = Vocabulary(drafted("policies", _TEXT))
    assert names.numbered("llamadas a soporte en 90 días: 3") == [(0, 29)]
    assert not names.numbered("llamadas a soporte en 30 días: 3")
    assert not names.numbered("prima: 90")


@pytest.mark.parametrize("word", sorted({**glossary().words.masculine, **glossary().words.feminine}))
def test_a_header_of_a_word_of_the_dictionary_has_a_name_in_both_languages(word: str) -> None:
    names = column_names(word)
    assert names.es
    assert names.en


def test_names_of_places_and_plans_are_not_translated() -> None:
    assert value_names("Van", proper=True) == ([], ["Van"])
    assert value_names("Van") == (["furgoneta", "camioneta"], ["Van"])
    assert drafted("policies", _TEXT).columns["branchTown"].values["EL ROSARIO"].shown("es") == "EL ROSARIO"


@pytest.mark.parametrize(
    ("header", "yes_left"),
    [
        *(
            (header, False)
            for header in ("did_renew", "Renewed", "renovado", "sigue_cliente", "Permanece", "still_here")
        ),
        *((header, True) for header in ("churned", "no_renovo", "Cancelado", "non_renewal", "se_fue")),
    ],
)
def test_the_yes_of_a_header_that_says_who_stayed_is_no_leaving(header: str, yes_left: bool) -> None:
    rows = "".join(f"{i},{i * 7 % 90},{'No' if (i % 4 == 0) != yes_left else 'Yes'}\n" for i in range(200))
    label = drafted(f"table{header}", f"account_id,balance,{header}\n{rows}").label
    assert (label.column, label.positive) == (header, "Yes" if yes_left else "No")


@pytest.mark.parametrize("identity", ["NUM_SOC", "nro_socio", "id_cliente", "account_ref"])
def test_the_word_for_all_is_never_read_as_women(identity: str) -> None:
    rows = "".join(f"A-{i:03},{'HM'[i % 2]},{i * 7 % 90},{'SI' if i % 4 == 0 else 'NO'}\n" for i in range(200))
    planner = planner_of(identity, f"{identity},SEXO,SALDO,BAJA\n{rows}")
    for people in ("socios", "clientes", "usuarios", "alumnos"):
        for call in planner.next_calls(Conversation(f"¿cuántos {people} hay?")):
            assert "where" not in call.arguments, (people, call)


def test_what_is_counted_in_a_month_is_no_number_of_months() -> None:
    rows = "".join(f"A-{i:03},{i % 9},{i % 7},{i * 7 % 90},{'SI' if i % 4 == 0 else 'NO'}\n" for i in range(200))
    table = f"NUM_SOC,VIS_MES,QUEJAS_12M,MENS_MXN,BAJA\n{rows}"
    columns = drafted("visits", table).columns
    assert [columns[name].unit.es for name in ("VIS_MES", "QUEJAS_12M")] == [(), ()]
    assert columns["MENS_MXN"].kind == "money"
    asked = figures_asked("visits", table, "mediana de visitas al mes")
    assert asked == {"measures": [{"measure": "median", "column": "VIS_MES"}]}
