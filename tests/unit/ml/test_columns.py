"""Columns that should not teach are found, and the others left alone."""

import numpy as np
import pandas as pd
import pytest

from db.catalog import Catalog
from ml.columns import inspect, without
from ml.data import typed

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
