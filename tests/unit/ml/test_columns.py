"""Columns that should not teach are found, and the others left alone."""

import numpy as np
import pandas as pd
import pytest

from db.catalog import Catalog
from ml.ensemble.columns import inspect, without
from ml.training.bank_data import typed

ROWS = 1_000


@pytest.fixture(scope="module")
def table() -> tuple[Catalog, pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    rng = np.random.default_rng(1)
    y = (rng.random(ROWS) < 0.2).astype(np.int64)
    columns = {
        "amount": rng.uniform(0, 1e5, ROWS),
        "account": rng.permutation(ROWS) + 10_000,
        "code": [f"X{i}" for i in range(ROWS)],
        "always": ["same"] * ROWS,
        "closed": np.where(y == 1, "2025", "").tolist(),
        "hint": (y * 2 + rng.normal(0, 0.75, ROWS)).tolist(),
        "age": rng.integers(18, 90, ROWS),
        "since": pd.date_range("2015-01-01", periods=ROWS).strftime("%Y-%m-%d").tolist(),
    }
    kinds = {"amount": "money", "account": "integer", "code": "category", "always": "category", "closed": "category"}
    kinds |= {"hint": "number", "age": "integer", "since": "date"}
    spec = {name: {"kind": kind} for name, kind in kinds.items()}
    spec |= {"id": {"kind": "integer"}, "gone": {"kind": "flag"}}
    label = {"column": "gone", "positive": "1", "negative": "0"}
    catalog = Catalog.model_validate({"id": "id", "label": label, "columns": spec})
    return catalog, typed({k: list(v) for k, v in columns.items()}, catalog), y


def test_identifiers_constants_and_leaks_are_found_and_left_out(table: tuple) -> None:
    catalog, X, y = table
    found = {f.column: f for f in inspect(X, y, catalog)}
    assert found["account"].finding == "id-like"
    assert found["code"].finding == "id-like"
    assert found["always"].finding == "constant"
    assert found["closed"].finding == "leak"
    assert all(found[name].left_out for name in ("account", "code", "always", "closed"))


def test_a_strong_but_honest_column_is_reported_and_kept(table: tuple) -> None:
    catalog, X, y = table
    found = {f.column: f for f in inspect(X, y, catalog)}
    assert found["hint"].finding == "suspect"
    assert not found["hint"].left_out
    assert not {"amount", "age", "since"} & set(found)


def test_a_person_may_insist_on_a_column(table: tuple) -> None:
    catalog, X, y = table
    kept = next(f for f in inspect(X, y, catalog, keep=["account"]) if f.column == "account")
    assert not kept.left_out
    assert "kept" in str(kept)


def test_a_catalog_without_some_features_keeps_their_columns(table: tuple) -> None:
    catalog, _, _ = table
    lighter = without(catalog, ["account"])
    assert "account" in lighter.columns
    assert "account" not in {column.name for column in lighter.features}


def test_distinct_whole_amounts_are_no_identifiers(table: tuple) -> None:
    catalog, X, y = table
    salaries = X.assign(amount=np.random.default_rng(3).permutation(180_000)[:ROWS] + 20_000.0)
    assert "amount" not in {f.column for f in inspect(salaries, y, catalog)}
    phones = X.assign(amount=np.random.default_rng(3).permutation(10**6)[:ROWS] + 600_000_000.0)
    assert {f.column: f.finding for f in inspect(phones, y, catalog)}["amount"] == "id-like"


def test_a_date_only_leavers_have_gives_the_answer_away(table: tuple) -> None:
    catalog, X, y = table
    closed = X.assign(since=pd.Series(pd.Timestamp("2024-01-01"), index=X.index).where(y == 1))
    assert {f.column: f.finding for f in inspect(closed, y, catalog)}["since"] == "leak"


@pytest.mark.parametrize("told", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("stayed", [None, "not applicable"])
def test_what_is_told_of_leavers_only_is_left_out_however_few_it_tells_of(
    table: tuple, told: float, stayed: str | None
) -> None:
    catalog, X, y = table
    rng = np.random.default_rng(5)
    reasons = pd.Series(rng.choice(["price", "moved"], ROWS), index=X.index)
    reasons = reasons.where((y == 1) & (rng.random(ROWS) < told), stayed)
    found = {f.column: f for f in inspect(X.assign(always=reasons), y, catalog)}["always"]
    assert (found.finding, found.left_out) == ("afterwards", True)
    assert "100.0%" in str(found)


def test_a_closing_date_that_few_leavers_have_is_left_out(table: tuple) -> None:
    catalog, X, y = table
    closed = X["since"].where((y == 1) & (np.random.default_rng(6).random(ROWS) < 0.5))
    assert {f.column: f.finding for f in inspect(X.assign(since=closed), y, catalog)}["since"] == "afterwards"


def test_a_group_that_mostly_left_is_honest(table: tuple) -> None:
    catalog, X, y = table
    rng = np.random.default_rng(7)
    group = pd.Series(np.where((y == 1) | (rng.random(ROWS) < 0.05), "few products", "many"), index=X.index)
    held = group.where(rng.random(ROWS) < 0.9)
    assert {f.column: f.finding for f in inspect(X.assign(always=held), y, catalog)}.get("always") != "afterwards"


@pytest.mark.parametrize("told", [0.3, 0.9])
def test_a_refund_that_only_leavers_got_is_left_out(table: tuple, told: float) -> None:
    """Another number than the usual one, for leavers alone; a few stayers with one are as many as to be honest."""
    catalog, X, y = table
    rng = np.random.default_rng(8)
    refund = pd.Series(rng.uniform(10, 90, ROWS).round(2), index=X.index)
    only = refund.where((y == 1) & (rng.random(ROWS) < told), 0.0)
    assert {f.column: f.finding for f in inspect(X.assign(hint=only), y, catalog)}["hint"] == "afterwards"
    some = refund.where(((y == 1) & (rng.random(ROWS) < told)) | (rng.random(ROWS) < 0.1), 0.0)
    assert {f.column: f.finding for f in inspect(X.assign(hint=some), y, catalog)}.get("hint") != "afterwards"
