"""A draft speaks the trade's words: rows, payment rhythms, what people did on a date; codes mean what a family says."""

import random
from pathlib import Path
from typing import Any

import pytest

from db.catalog.drafting.infer import infer
from db.catalog.drafting.naming import column_names, meanings
from db.catalog.drafting.trades import rows_called
from db.yaml_files import parse_yaml

ROWS = 240
HOME = {
    "NUM_POL": [f"HG{100000 + 7 * at}T" for at in range(ROWS)],
    "TOMADOR": [f"RUIZ PEÑA, ANA {at}" for at in range(ROWS)],
    "F_EFTO": ["03/04/2019", "28/11/2021"],
    "TIPO_VIV": ["PISO", "UNIF", "ATICO", "BAJO", "ADOS"],
    "REG_OCUP": ["PROP", "INQ", "ARR", "N/C"],
    "CANAL_X": ["BAJO", "ZPQ", "TRN"],
    "M2": ["81", "108", "132"],
    "PRIMA_TOT": ["193,12", "298,68"],
    "%_SUB": ["1,1", "12,4"],
    "F_PAGO": ["A", "S", "T", "M"],
    "RENOV": ["S", "S", "S", "N"],
}


def drafted(folder: Path, columns: dict[str, list[str]], name: str = "hogar.csv") -> dict[str, Any]:
    pick, file = random.Random(3), folder / name
    cells = {header: v if len(v) == ROWS else [pick.choice(v) for _ in range(ROWS)] for header, v in columns.items()}
    lines = [";".join(columns), *(";".join(row) for row in zip(*cells.values(), strict=True))]
    file.write_text("\n".join(lines), encoding="utf-8")
    found: dict[str, Any] = parse_yaml(infer(str(file)))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return drafted(tmp_path_factory.mktemp("home"), HOME)


@pytest.mark.parametrize(
    ("header", "value", "es", "en"),
    [
        ("TIPO_VIV", "BAJO", "planta baja", "ground floor"),
        ("TIPO_VIV", "PISO", "piso", "flat"),
        ("REG_OCUP", "INQ", "inquilinos", "tenant"),
        ("F_PAGO", "M", "pagan al mes", "monthly payers"),
    ],
)
def test_a_code_means_what_the_family_of_its_column_says(
    home: dict[str, Any], header: str, value: str, es: str, en: str
) -> None:
    names = home["columns"][header]["values"][value]
    assert es in names["es"]
    assert en in names["en"]


def test_a_code_that_looks_like_a_word_has_no_meaning_of_its_own(home: dict[str, Any]) -> None:
    names = home["columns"]["CANAL_X"]["values"]["BAJO"]
    assert names["es"][0] == "BAJO"
    assert "en" not in names


@pytest.mark.parametrize(
    ("header", "es", "en"),
    [
        ("F_EFTO", "tomaron efecto", "effective date"),
        ("M2", "metros", "floor area"),
        ("%_SUB", "porcentaje de subida", "percentage rise"),
        ("REG_OCUP", "régimen de ocupación", "occupancy"),
    ],
)
def test_headers_are_written_out(home: dict[str, Any], header: str, es: str, en: str) -> None:
    names = home["columns"][header]["names"]
    assert es in names["es"]
    assert en in names["en"]


def test_who_holds_the_policy_is_a_name_and_the_rows_are_called_so_too(home: dict[str, Any]) -> None:
    assert home["name"] == "TOMADOR"
    assert {"tomador", "póliza"} <= set(home["people"]["es"])
    assert "policyholder" in home["people"]["en"]


def test_what_says_yes_or_no_is_no_date(home: dict[str, Any]) -> None:
    names = home["columns"]["RENOV"]["names"]
    assert not any("fecha" in name for name in names["es"])
    assert not any("date" in name for name in names["en"])
    assert "no renovados" in home["columns"]["RENOV"]["values"]["N"]["es"]


@pytest.mark.parametrize(
    ("identity", "headers", "other"),
    [
        ("Subscriber ID", ["NPS score", "appLogins30d", "support tickets"], "companies"),
        ("Member No", ["Monthly Premium", "claims"], "policies"),
    ],
)
def test_the_ids_header_goes_before_the_trade_of_others(identity: str, headers: list[str], other: str) -> None:
    people = rows_called(identity, "table", [identity, *headers])
    assert people.en
    assert other not in people.en


def test_a_columns_shorter_name_is_no_noun_for_the_rows(tmp_path: Path) -> None:
    table = {
        "Subscriber ID": [f"B{at:05d}" for at in range(ROWS)],
        "Gift Sub?": ["Yes", "No"],
        "Dept Code": ["0206", "0123"],
        "Account Status": ["Closed", "Open", "Open"],
    }
    found = drafted(tmp_path, table)
    assert found["columns"]["Gift Sub?"]["names"]["es"] == ["suscripción de regalo"]
    assert "suscripciones" in found["people"]["es"]
    assert "activos" in found["columns"]["Account Status"]["values"]["Open"]["es"]
    assert "close" in found["columns"]["Account Status"]["names"]["en"]


def test_active_is_said_of_who_stayed_only_where_no_column_says_it(tmp_path: Path) -> None:
    table = {
        "id": [f"B{at:05d}" for at in range(ROWS)],
        "Active Member": ["Yes", "No"],
        "Status": ["Closed", "Open", "Open"],
    }
    assert "active" not in drafted(tmp_path, table)["columns"]["Status"]["values"]["Open"]["en"]


@pytest.mark.parametrize(
    ("header", "en"),
    [("NumProd", "number of products"), ("NumRecl", "number of complaints"), ("ComAnu", "annual fee")],
)
def test_what_is_counted_is_no_number_of_a_thing(header: str, en: str) -> None:
    assert column_names(header, "es").en[0] == en


def test_codes_for_what_nobody_said_do_not_outvote_a_family() -> None:
    found = meanings(column_names("REG_OCUP", "es"), ["PROP", "INQ", "ARR", "N/C"])
    assert found == {"PROP": "owner occupier", "INQ": "tenant", "ARR": "landlord"}
