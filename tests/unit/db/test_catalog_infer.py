"""A draft catalog for tables nobody described."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.catalog import Catalog
from db.catalog.__main__ import main
from db.catalog.check import check
from db.catalog.drafting.infer import infer
from db.catalog.drafting.naming import column_names, language_of, meanings, value_names
from db.errors import DataProblem
from db.places import Places
from db.yaml_files import parse_yaml
from tests import other_banks


def drafted(path: Path) -> Catalog:
    return Catalog.model_validate(parse_yaml(infer(str(path))))


@pytest.mark.parametrize("shape", other_banks.SHAPES.values(), ids=other_banks.SHAPES)
def test_every_draft_is_a_catalog_without_problems(tmp_path: Path, shape: Callable[[Path], Path]) -> None:
    source = shape(tmp_path / "bank.csv")
    draft = tmp_path / "catalog.yaml"
    draft.write_text(infer(str(source)), encoding="utf-8")
    assert check(draft) == []
    assert "guessed: true" in draft.read_text(encoding="utf-8")


def test_a_card_bank_is_understood(tmp_path: Path) -> None:
    catalog = drafted(other_banks.cards(tmp_path / "cards.csv"))
    assert (catalog.id, catalog.name, catalog.owner, catalog.value) == ("CLIENTNUM", None, None, "Total_Revolving_Bal")
    assert catalog.label.positive == "Attrited Customer"
    assert catalog.label.negative == "Existing Customer"
    assert catalog.columns["Months_on_book"].names.shown("en") == "months on book"
    assert catalog.columns["Months_on_book"].kind == "integer"
    assert "age" in catalog.columns["Customer_Age"].names.en
    assert set(catalog.columns["Gender"].values) == {"M", "F"}


def test_a_telephone_company_is_understood(tmp_path: Path) -> None:
    catalog = drafted(other_banks.telephone(tmp_path / "telephone.csv"))
    assert (catalog.id, catalog.label.column, catalog.label.positive) == ("customerID", "Churn", "Yes")
    assert catalog.columns["TotalCharges"].kind == "money"
    assert catalog.columns["Partner"].kind == "flag"
    assert catalog.columns["OnlineSecurity"].kind == "category"


def test_an_insurer_is_understood(tmp_path: Path) -> None:
    catalog = drafted(other_banks.insurance(tmp_path / "insurance.csv"))
    assert (catalog.id, catalog.name, catalog.owner) == ("PolicyNo", "Last Name", "Agent")
    assert catalog.columns["PolicyNo"].kind == "text"
    assert catalog.columns["Policy Start"].kind == "date"
    assert catalog.label.positive == "Lapsed"


def test_a_spanish_file_is_understood(tmp_path: Path) -> None:
    catalog = drafted(other_banks.spanish(tmp_path / "spanish.csv"))
    assert (catalog.name, catalog.owner, catalog.value) == ("Apellidos", "Gestor", "Saldo")
    assert catalog.columns["Saldo"].kind == "money"
    assert catalog.columns["Edad"].names.shown("en") == "age"
    assert catalog.columns["Edad"].names.shown("es") == "edad"


def test_a_spanish_bank_speaks_both_languages(tmp_path: Path) -> None:
    catalog = drafted(other_banks.branches(tmp_path / "branches.csv"))
    shown = {name: (c.names.shown("es"), c.names.shown("en")) for name, c in catalog.columns.items()}
    assert shown["Canal preferido"] == ("canal preferido", "preferred channel")
    assert shown["Antigüedad (años)"] == ("antigüedad", "tenure")
    assert shown["Nómina mensual"] == ("nómina mensual", "monthly payroll")
    assert shown["Nº productos"] == ("número de productos", "number of products")
    assert shown["Nº reclamaciones"] == ("número de reclamaciones", "number of complaints")
    assert shown["Código cliente"] == ("código de cliente", "customer code")
    assert "balance" in catalog.columns["Saldo medio"].names.en
    assert catalog.columns["Nómina mensual"].kind == "money"
    assert catalog.columns["Antigüedad (años)"].unit.shown("en") == "years"
    values = {
        (c.name, v): (n.shown("es"), n.shown("en")) for c in catalog.columns.values() for v, n in c.values.items()
    }
    assert values["Canal preferido", "oficina"] == ("oficina", "branch")
    assert values["Hipoteca", "NO"] == ("sin hipoteca", "without a mortgage")
    assert values["Nivel de ingresos", "Menos de 20K"] == ("Menos de 20K", "less than 20K")
    assert values["Provincia", "Bizkaia"] == ("Bizkaia", "Bizkaia")


@pytest.mark.parametrize(
    ("header", "letters", "meant"),
    [
        ("Sexo", "HM", ("hombre", "mujer")),
        ("Gender", "MF", ("hombre", "mujer")),
        ("Género", "VM", ("hombre", "mujer")),
        ("Estado civil", "CSDV", ("casado", "soltero", "divorciado", "viudo")),
        ("Zona", "MX", ("M", "X")),
    ],
)
def test_letters_mean_what_stands_beside_them(header: str, letters: str, meant: tuple[str, ...]) -> None:
    codes = meanings(column_names(header), list(letters))
    assert tuple((value_names(c, meaning=codes.get(c), language="es")[0] or [c])[0] for c in letters) == meant


def test_small_businesses_are_understood(tmp_path: Path) -> None:
    catalog = drafted(other_banks.firms(tmp_path / "firms.csv"))
    assert (catalog.id, catalog.name, catalog.value) == ("id", None, "turnover")
    assert (catalog.label.column, catalog.label.positive, catalog.label.negative) == ("status", "closed", "active")
    assert catalog.columns["founded"].kind == "date"
    assert catalog.columns["turnover"].kind == "money"
    assert catalog.columns["sector"].values["Hospitality"].shown("es") == "hostelería"


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        (["Edad", "Saldo", "Plan"], "es"),
        (["id", "age", "balance"], "en"),
        (["NUM_PRODUCTOS", "IND_BAJA", "score"], "es"),
    ],
)
def test_a_file_is_in_the_language_of_most_of_its_headers(headers: list[str], language: str) -> None:
    assert language_of(headers) == language


@pytest.mark.parametrize(
    ("header", "es", "en"),
    [
        ("imp_nomina", "importe de nómina", "payroll amount"),
        ("FECHA_ALTA", "fecha de alta", "join date"),
        ("ind_baja", "baja", "churn"),
        ("antiguedad", "antigüedad", "tenure"),
        ("Importe medio de operaciones", "importe medio de operaciones", "average transaction amount"),
        ("Límite tarjeta", "límite de tarjeta", "card limit"),
        ("Fecha última operación", "fecha de última operación", "last transaction date"),
        ("Nº de visitas últimos 3 meses", "número de visitas últimos 3 meses", "number of visits in 3 months"),
        ("Cliente activo", "cliente activo", "active member"),
        ("Índice zorp", "índice zorp", ""),
    ],
)
def test_a_spanish_column_is_called_in_english_word_by_word(header: str, es: str, en: str) -> None:
    names = column_names(header)
    assert (names.es[0], next(iter(names.en), "")) == (es, en)


def test_a_span_of_time_is_no_unit_and_signs_tell_the_currency(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = "".join(f"{i},{i % 9},{i % 12},{'$40K +' if i % 3 else 'Less than $40K'},{i % 2}\n" for i in range(40))
    path.write_text(f"id,Contacts_Count_12_mon,Months_Inactive_12_mon,Income,churn\n{rows}", encoding="utf-8")
    catalog = drafted(path)
    assert catalog.currency == "USD"
    assert not catalog.columns["Contacts_Count_12_mon"].unit.en
    assert catalog.columns["Months_Inactive_12_mon"].unit.shown("es") == "meses"


def test_codes_and_amounts_are_listed_in_their_order(tmp_path: Path) -> None:
    amounts = ["$120K +", "Less than $40K", "Unknown", "$40K - $60K"]
    path = tmp_path / "x.csv"
    rows = "".join(f"{i},{amounts[i % 4]},{'CAB'[i % 3]},{i % 2}\n" for i in range(40))
    path.write_text(f"id,income,grade,churn\n{rows}", encoding="utf-8")
    catalog = drafted(path)
    assert list(catalog.columns["income"].values) == ["Less than $40K", "$40K - $60K", "$120K +", "Unknown"]
    assert list(catalog.columns["grade"].values) == ["A", "B", "C"]


def test_what_a_bank_sells_goes_up_and_what_it_charges_goes_down(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = "".join(f"{i},{i % 5},{100 + i},{i % 2},{i % 7 == 0:d}\n" for i in range(60))
    path.write_text(f"id,products,monthly_fee,credit_card,churn\n{rows}", encoding="utf-8")
    ways = {name: column.actionable for name, column in drafted(path).columns.items()}
    assert (ways["products"], ways["monthly_fee"], ways["credit_card"]) == ("up", "down", "up")


def test_reserved_names_are_changed_and_still_found_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,probability,churn\n" + "".join(f"a{i},{i / 7},{i % 2}\n" for i in range(30)), encoding="utf-8")
    assert drafted(path).columns["probability_"].source == ("probability",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,churn\n1,0\n1,1\n1,1\n", "No column has a different value in every row"),
        ("id,a\n1,x\n2,y\n3,z\n", "No column has two values"),
        ("id,churn\n", "no rows"),
        ("id,churn\n1\n", "Line 2"),
        ("id,ID\n1,1\n", "same name"),
    ],
)
def test_a_table_without_id_or_label_gets_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match=sentence):
        infer(str(path))


def test_the_command_writes_the_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = other_banks.cards(tmp_path / "cards.csv"), tmp_path / "new" / "catalog.yaml"
    places = Places(home=tmp_path, bank_url="", state_url="", catalog=output, mlflow_uri="")
    assert main(["infer", str(source), "--output", str(output)], places) == 0
    assert "CLIENTNUM" in capsys.readouterr().err
    assert main(["check"], places) == 0


@pytest.mark.parametrize(
    ("header", "es", "en"),
    [
        ("Revolving_Balance", "saldo rotativo", "revolving balance"),
        ("Contacts_Count", "número de contactos", "number of contacts"),
        ("Customer_Age", "edad", "age"),
        ("Contacts_Count_12_mon", "número de contactos en 12 meses", "number of contacts in 12 months"),
        ("Months_Inactive_12_mon", "meses inactivo en 12 meses", "months inactive in 12 months"),
        ("Num_Late_Payments", "número de pagos atrasados", "number of late payments"),
        ("Avg_Monthly_Spend", "gasto mensual medio", "average monthly spend"),
        ("Credit_Card_Limit", "límite de tarjeta de crédito", "credit card limit"),
        ("Online_Transactions", "operaciones en línea", "online transactions"),
        ("Unpaid_Bills", "recibos impagados", "unpaid bills"),
        ("Zorp_Index", "", "zorp index"),
    ],
)
def test_a_column_is_called_in_spanish_word_by_word_where_every_word_is_known(header: str, es: str, en: str) -> None:
    names = column_names(header)
    assert (next(iter(names.es), ""), names.en[0]) == (es, en)


def test_amounts_in_values_are_called_in_spanish() -> None:
    assert value_names("Less than $40K") == (["menos de $40K"], ["Less than $40K"])
    assert value_names("Más de 40K") == (["Más de 40K"], ["more than 40K"])
    assert value_names("Over the moon") == ([], ["Over the moon"])
