"""A draft catalog for tables nobody described."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from db.catalog import Catalog, main
from db.check import check
from db.errors import DataProblem
from db.infer import infer
from db.naming import column_names, value_names
from db.places import Places
from tests import other_banks


def drafted(path: Path) -> Catalog:
    return Catalog.model_validate(yaml.safe_load(infer(str(path))))


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
        ("Months_Inactive_12_mon", "meses inactivo en 12 meses", "months inactive 12 months"),
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
    assert value_names("Over the moon") == ([], ["Over the moon"])
