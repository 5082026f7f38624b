"""Quantiles by bracket, as many customers are asked, equal those of pandas; a bad sample is found out."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from db.bank import brackets as query_brackets
from db.bank.groupings import Grouping
from db.bank.quantiles import quantiles
from db.bank.query import CustomerTable, Slice
from db.caller import WHOLE_BANK
from db.catalog import Catalog
from db.engines import bank_engine
from tests.tools_banks import CARDS, TELCO, build, cards_frame, places_in, telco_frame

AT = (0.25, 0.5, 0.9)
EVERYBODY = Slice(caller=WHOLE_BANK)


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_brackets, "_FEW", 1)


def made(home: Path, catalog: Catalog, frame: pd.DataFrame) -> tuple[CustomerTable, pd.DataFrame]:
    places = places_in(home)
    return CustomerTable(catalog, bank_engine(places)), build(places, catalog, frame)


@pytest.fixture
def telco(tmp_path: Path) -> tuple[CustomerTable, pd.DataFrame]:
    return made(tmp_path, TELCO, telco_frame(1_500))


def expected(frame: pd.DataFrame, column: str) -> tuple[float, ...]:
    known = pd.to_numeric(frame[column]).dropna()
    return tuple(float(known.quantile(q)) for q in AT)


@pytest.mark.parametrize("column", ["monthly", "calls", "probability"])
@pytest.mark.parametrize("groups", [[], ["group"], ["plan"], ["group", "plan"]])
def test_brackets_hold_the_quantiles(
    telco: tuple[CustomerTable, pd.DataFrame], column: str, groups: Sequence[str]
) -> None:
    bank, frame = telco
    found = query_brackets.bracketed(bank, EVERYBODY, column, AT, [Grouping(column=g) for g in groups])
    assert found is not None
    assert found[()] == pytest.approx(expected(frame, column))
    if groups:
        keys = [frame[g].where(frame[g].notna(), None) for g in groups]
        for key in set(zip(*keys, strict=True)):
            same = pd.concat([k.eq(v) if v is not None else k.isna() for k, v in zip(keys, key, strict=True)], axis=1)
            assert found[key] == pytest.approx(expected(frame[same.all(axis=1)], column))


def test_few_values_are_sorted_at_once(
    telco: tuple[CustomerTable, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, frame = telco
    monkeypatch.setattr(query_brackets, "_FEW", 20_000)
    found = quantiles(bank, EVERYBODY, "monthly", AT, [Grouping(column="plan")])
    assert found[()] == pytest.approx(expected(frame, "monthly"))
    assert found["S",] == pytest.approx(expected(frame[frame["plan"] == "S"], "monthly"))


def test_text_ids_are_sampled_too(tmp_path: Path) -> None:
    bank, frame = made(tmp_path, CARDS, cards_frame(1_500))
    found = quantiles(bank, EVERYBODY, "Ratio", AT, [Grouping(column="Card")])
    assert found[()] == pytest.approx(expected(frame, "Ratio"))
    assert found["Gold",] == pytest.approx(expected(frame[frame["Card"] == "Gold"], "Ratio"))


def test_a_sample_that_misleads_is_not_believed(
    telco: tuple[CustomerTable, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, frame = telco
    monkeypatch.setattr(query_brackets, "_one_in", lambda bank, many: bank.table.c["monthly"] > 110)
    assert query_brackets.bracketed(bank, EVERYBODY, "monthly", AT, [Grouping(column="plan")]) is None
    found = quantiles(bank, EVERYBODY, "monthly", AT, [Grouping(column="plan")])
    assert found["S",] == pytest.approx(expected(frame[frame["plan"] == "S"], "monthly"))


def test_many_groups_are_left_to_the_database(telco: tuple[CustomerTable, pd.DataFrame]) -> None:
    bank, frame = telco
    groups = [Grouping(column="calls")]
    assert query_brackets.bracketed(bank, EVERYBODY, "monthly", AT, groups) is None
    found = quantiles(bank, EVERYBODY, "monthly", AT, groups)
    assert found[7,] == pytest.approx(expected(frame[frame["calls"] == 7], "monthly"))
