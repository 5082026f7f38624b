"""Headers as branches of the trade write them: abbreviations written out as guesses, the label, the value at stake."""

import random
from pathlib import Path

import pytest

from db.catalog import Catalog
from db.catalog.drafting.abbreviations import sure
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.infer import drafted as drafted_with_doubts
from db.catalog.drafting.infer import infer
from db.catalog.drafting.naming import column_names, words
from db.errors import Language
from db.loading.cells import reader
from db.yaml_files import parse_yaml

HEADERS = [
    ("antig_anios", "antigüedad"),
    ("imp_medio", "importe medio"),
    ("zona_com", "zona comercial"),
    ("f_alta", "fecha de alta"),
    ("n_prod_act", "número de productos activos"),
    ("reclamos 6m", "reclamaciones en 6 meses"),
    ("ing_mens", "ingreso mensual"),
    ("nom_completo", "nombre completo"),
]


def table(folder: Path, columns: dict[str, list[str]]) -> Path:
    file = folder / "tabla.csv"
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(row) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def columns(rows: int = 200) -> dict[str, list[str]]:
    pick = random.Random(4)
    numbers = {
        name: [f"{pick.uniform(100, 9000):.2f}" for _ in range(rows)]
        for name in ("imp_medio", "ing_mens", "saldo_vista")
    }
    whole = {
        name: [str(pick.randint(0, 9)) for _ in range(rows)] for name in ("antig_anios", "n_prod_act", "reclamos 6m")
    }
    return {
        "cod_cli": [f"C{i:04d}" for i in range(rows)],
        "nom_completo": [f"Ana{i} Ruiz" for i in range(rows)],
        "zona_com": [pick.choice(["Norte", "Sur"]) for _ in range(rows)],
        "f_alta": [f"20{pick.randint(10, 24)}-0{pick.randint(1, 9)}-11" for _ in range(rows)],
        **whole,
        **numbers,
        "cashback": [f"{pick.uniform(10_000, 90_000):.2f}" for _ in range(rows)],
    }


def yes_no(rows: int, share: float, seed: int) -> list[str]:
    pick = random.Random(seed)
    return ["Si" if pick.random() < share else "No" for _ in range(rows)]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = {**columns(), "Cancelado": yes_no(200, 0.2, 1), "Factura_Digital": yes_no(200, 0.6, 2)}
    return infer(str(table(tmp_path_factory.mktemp("f"), found)))


@pytest.mark.parametrize(("header", "name"), HEADERS)
def test_abbreviations_are_written_out_and_the_header_stays_a_name(drafted: str, header: str, name: str) -> None:
    spec = parse_yaml(drafted)["columns"][header]
    assert spec["names"]["es"][0] == name
    assert header.replace("_", " ") in spec["names"]["es"]
    line = next(line for line in drafted.splitlines() if f"[{name}" in line)
    assert "guessed: abbreviations" in line


def test_the_roles_of_a_spanish_table(drafted: str) -> None:
    catalog = parse_yaml(drafted)
    assert catalog["name"] == "nom_completo"
    assert catalog["value"] == "saldo_vista"
    assert catalog["label"] == {"column": "Cancelado", "positive": "Si", "negative": "No"}
    assert "NOT SURE" not in drafted


def test_money_paid_out_is_no_value_at_stake(tmp_path: Path) -> None:
    found = {name: values for name, values in columns().items() if name not in {"saldo_vista", "imp_medio", "ing_mens"}}
    drafted = parse_yaml(infer(str(table(tmp_path, {**found, "baja": yes_no(200, 0.2, 1)}))))
    assert "value" not in drafted


@pytest.mark.parametrize("label", ["Cancelado", "desvinculado", "fuga_12m", "BAJA", "Churn", "closed_account"])
@pytest.mark.parametrize("last", [True, False])
def test_the_column_that_speaks_of_leaving_is_the_label_wherever_it_stands(
    tmp_path: Path, label: str, last: bool
) -> None:
    both = {"Factura_Digital": yes_no(200, 0.6, 2), label: yes_no(200, 0.2, 1)}
    ordered = both if last else dict(reversed(both.items()))
    text = infer(str(table(tmp_path, {**columns(), **ordered})))
    assert parse_yaml(text)["label"]["column"] == label
    assert "NOT SURE" not in text


@pytest.mark.parametrize("label", ["Cancelado", "Closed", "fecha_cierre_hecho", "cancelled"])
def test_what_the_label_is_called_is_no_word_for_its_values(tmp_path: Path, label: str) -> None:
    drafted = parse_yaml(infer(str(table(tmp_path, {**columns(), label: yes_no(200, 0.2, 1)}))))
    spec = drafted["columns"][drafted["label"]["column"]]
    gone = spec["values"]["Si"]
    for language in ("es", "en"):
        assert set(spec["names"][language][1:]) & set(gone[language]) <= {"non-renewal"}, label


def test_a_label_that_is_not_sure_is_said_with_its_rivals(tmp_path: Path) -> None:
    found = {**columns(), "marca_a": yes_no(200, 0.2, 1), "marca_b": yes_no(200, 0.6, 2)}
    text = infer(str(table(tmp_path, found)))
    assert "NOT SURE that this column says who left; it may be marca_a" in text


@pytest.mark.parametrize("gap", ["S/D", "n/d", "Sin dato", "not recorded"])
def test_a_word_for_a_gap_is_no_value_of_a_category(tmp_path: Path, gap: str) -> None:
    shown = [gap if at % 7 == 0 else ("Primaria", "Secundaria")[at % 2] for at in range(200)]
    file = table(tmp_path, {**columns(), "nivel": shown, "Cancelado": yes_no(200, 0.2, 1)})
    catalog = Catalog.model_validate(parse_yaml(infer(str(file))))
    read = reader(catalog.columns["nivel"], catalog)
    assert set(catalog.columns["nivel"].values) == {"Primaria", "Secundaria"}
    assert (read(gap), read("Primaria")) == (None, "Primaria")


def test_an_income_is_at_stake_only_where_nothing_else_is(tmp_path: Path) -> None:
    pick = random.Random(5)
    amounts = {name: [f"{pick.uniform(900, 9000):.2f}" for _ in range(200)] for name in ("Ing_Mens_Decl", "Sdo_Cap")}
    base = {"cod_cli": columns()["cod_cli"], **amounts, "Cancelado": yes_no(200, 0.2, 1)}
    assert parse_yaml(infer(str(table(tmp_path, base))))["value"] == "Sdo_Cap"


def test_a_sign_of_several_countries_is_asked_about(tmp_path: Path) -> None:
    base = {"cod_cli": columns()["cod_cli"], "saldo": [f"${n}.50" for n in range(200)]}
    draft = drafted_with_doubts(str(table(tmp_path, {**base, "Cancelado": yes_no(200, 0.2, 1)})), Choices())
    assert "currency" in [doubt.key for doubt in draft.doubts]


@pytest.mark.parametrize(
    ("header", "language", "name"),
    [("Fec_Ult_Pgo", "es", "fecha de último pago"), ("Cve_Prom", "es", "clave de promotor"),
     ("Camb_Prom_12m", "es", "cambio de promotor en 12 meses"), ("Comm. Date", "en", "commencement date"),
     ("Ann. Mgmt Chg %", "en", "annual management charge percentage"),
     ("Lapse Notice Issd.", "en", "lapse notice")],
)  # fmt: skip
def test_neighbours_tell_what_an_abbreviation_stands_for(header: str, language: Language, name: str) -> None:
    assert name in getattr(column_names(header, language), language)
    assert sure(words(header), language)


def test_a_guess_is_shown_as_the_header_is_written(tmp_path: Path) -> None:
    base = {"cod_cli": columns()["cod_cli"], "Preocup": [str(n % 9) for n in range(200)]}
    drafted = parse_yaml(infer(str(table(tmp_path, {**base, "Cancelado": yes_no(200, 0.2, 1)}))))
    assert drafted["columns"]["Preocup"]["names"]["es"][0] == "preocup"
