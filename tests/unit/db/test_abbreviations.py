"""Abbreviations are written out by the dictionary, the rows are called by their trade, translations are of nouns."""

from pathlib import Path

import pytest

from db.catalog.drafting.abbreviations import written_out
from db.catalog.drafting.glossary import DICTIONARY
from db.catalog.drafting.infer import infer
from db.catalog.drafting.naming import abbreviated, column_names, words
from db.catalog.drafting.trades import free, rows_called
from db.errors import Language
from db.loading.written import number
from db.yaml_files import parse_yaml, read_yaml


@pytest.mark.parametrize(
    ("header", "language", "full"),
    [
        ("cons_anual_kWh", "es", "consumo anual kwh"),
        ("fra_elec", "es", "factura electrónica"),
        ("bono_soc", "es", "bono social"),
        ("num_soc", "es", "número socio"),
        ("suma_aseg", "es", "suma asegurada"),
        ("f_ult_vis", "es", "fecha última visita"),
        ("n_siniest", "es", "número siniestros"),
        ("tarifa_acc", "es", "tarifa acceso"),
        ("zorp_blix", "es", "zorp blix"),
        ("prem_ann", "en", "premium annual"),
        ("cov_lvl", "en", "coverage level"),
        ("shr_bal", "en", "share balance"),
        ("top_of_book", "en", "top of book"),
    ],
)
def test_words_that_begin_so_stand_for_an_abbreviation(header: str, language: Language, full: str) -> None:
    assert " ".join(written_out(words(header), language)) == full
    assert abbreviated(header, language) == (words(header) != full.split())


@pytest.mark.parametrize(
    ("header", "es", "en"),
    [
        ("canal_alta", "canal de alta", "sign-up channel"),
        ("motivo_alta", "motivo de alta", "sign-up reason"),
        ("tasa_alta", "tasa alta", "high rate"),
        ("imp_med_fra", "factura media", "bill"),
        ("n_recl_12m", "reclamaciones en 12 meses", "number of complaints in 12 months"),
        ("F_ULT_VIS", "fecha de última visita", "last visit date"),
        ("pot_kW", "potencia", "power"),
    ],
)
def test_a_spanish_header_is_called_so_in_both_languages(header: str, es: str, en: str) -> None:
    names = column_names(header, "es")
    assert es in names.es
    assert en in [name.replace("sign up", "sign-up") for name in names.en]


TRADES = [
    ("cups", ["pot_kW", "cons_anual_kWh"], "puntos de suministro", "supply points"),
    ("id", ["prima_neta", "n_siniest", "edad"], "pólizas", "policies"),
    ("msisdn", ["gb_used", "roaming"], "líneas", "lines"),
    ("NUM_SOC", ["club", "casillero"], "socios", "members"),
    ("ref", ["mrr_gbp", "seatsActive", "csmModel"], "cuentas", "accounts"),
]


@pytest.mark.parametrize(("identity", "headers", "es", "en"), TRADES)
def test_rows_are_called_what_their_trade_calls_them(identity: str, headers: list[str], es: str, en: str) -> None:
    people = rows_called(identity, "table", [identity, *headers])
    assert es in people.es
    assert en in people.en


def test_a_bank_has_no_rows_of_another_trade() -> None:
    assert not rows_called("CustomerId", "churn", ["CreditScore", "Balance", "NumOfProducts", "Tenure"]).en


def test_a_noun_that_means_a_column_or_a_value_means_no_rows() -> None:
    people = rows_called("cups", "t", ["pot_kW", "tarifa"])
    assert "contracts" not in free(people, {"contracts"}).en


def test_the_dictionary_has_each_english_word_once_of_a_kind() -> None:
    for kind, entries in read_yaml(DICTIONARY).items():
        said = [word for entry in entries for word in entry.split("/")]
        assert len(said) == len(set(said)), (kind, sorted({w for w in said if said.count(w) > 1}))


def test_a_column_that_names_one_currency_says_which(tmp_path: Path) -> None:
    rows = "".join(f"A{i},{i * 100 + 7}.50,MXN,{'Cancelada' if i % 4 else 'Vigente'}\n" for i in range(60))
    file = tmp_path / "t.csv"
    file.write_text(f"poliza,prima,moneda,estatus\n{rows}", encoding="utf-8")
    assert parse_yaml(infer(str(file)))["currency"] == "MXN"


@pytest.mark.parametrize(
    ("header", "language", "name"),
    [
        ("Visits L30D", "en", "visits in 30 days"),
        ("Visitas U30D", "es", "visitas en 30 días"),
        ("Reclamos Ult 12m", "es", "reclamaciones en 12 meses"),
        ("Cuotas Imp.", "es", "cuotas impagadas"),
        ("Recibos Venc", "es", "recibos vencidos"),
        ("Imp. Cuota", "es", "importe de cuota"),
        ("Pkg", "en", "package"),
        ("Pymt Mthd", "en", "payment method"),
        ("Jn Dt", "en", "join date"),
        ("P.A.S.", "en", "pas"),
    ],
)
def test_letters_left_out_and_times_are_written_out(header, language, name):
    names = column_names(header, language)
    assert name in getattr(names, language)


@pytest.mark.parametrize("cell", ["LDS-67581", "HUL 20", "PRO-12"])
def test_letters_before_digits_are_a_currency_only_where_one_is_called_so(cell):
    assert number(cell, "point") is None
    assert number(cell.replace(cell[:3], "CHF").replace("-", " "), "point") is not None
