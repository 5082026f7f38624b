"""Bands are round and told in signs; schemas stay small however wide the bank."""

import json

import pytest

from db.catalog import Catalog
from tests.tools_banks import CARDS, default_catalog
from tools.arguments import PortfolioArguments, WhatIfArguments
from tools.query.bands import band, nice_bands
from tools.schemas import guide, schema_of
from tools.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("low", "high", "cuts"),
    [
        (0, 100, (20, 40, 60, 80)),
        (18, 92, (20, 40, 60, 80)),
        (0, 1, (0.2, 0.4, 0.6, 0.8)),
        (-50, 50, (-40, -20, 0, 20, 40)),
        (5, 5, ()),
        (None, None, ()),
        (0, 250_898.09, (100_000, 200_000)),
    ],
)
def test_cut_points_are_round_and_inside(low: float, high: float, cuts: tuple[float, ...]) -> None:
    assert nice_bands(low, high, 5) == pytest.approx(cuts)


def test_a_band_is_told_without_words() -> None:
    assert band(30, 40, whole=True) == {"from": 30, "to": 40, "last": 39, "label": "30–39"}
    assert band(None, 30, whole=True)["label"] == "< 30"
    assert band(60.0, None, whole=True)["label"] == "≥ 60"
    assert band(0.5, 1, whole=False) == {"from": 0.5, "to": 1, "label": "0.5–1"}
    assert band(2, 3, whole=True)["label"] == "2"


def test_a_bank_of_three_hundred_columns_keeps_small_schemas() -> None:
    columns = {f"measurement_number_{i}": {"kind": "number"} for i in range(300)}
    wide = Catalog.model_validate(
        {
            "id": "id",
            "label": {"column": "gone", "positive": "1", "negative": "0"},
            "columns": {"id": {"kind": "integer"}, "gone": {"kind": "flag"}, **columns},
        }
    )
    words = Vocabulary(wide, lambda column: None)
    for takes in (PortfolioArguments, WhatIfArguments):
        assert len(json.dumps(schema_of(takes))) < 3_000
    assert words.column("Measurement Number 299") == "measurement_number_299"


def test_the_guide_names_columns_roles_and_values() -> None:
    text = guide(Vocabulary(default_catalog(), lambda column: None))
    assert "Geography (country/país): category; France, Germany, Spain" in text
    assert "IsActiveMember (active member/miembro activo): flag; 1=active, 0=inactive" in text
    assert "value_at_risk" in text
    assert "value_at_risk" not in guide(Vocabulary(CARDS, lambda column: None))
