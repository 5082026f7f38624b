"""A comparison that was said never becomes an equality, whoever planned."""

import itertools

import pytest

from agents.understanding.calls import Call
from tests.packaged import packaged_planner

REVIEW = packaged_planner().reviewer.review
SAID = {
    **{f"women {how} than 50 years": op for how, op in (("more old", "gt"), ("older", "gt"), ("less old", "lt"))},
    **{f"women {how} than 50 years": op for how, op in (("more", "gt"), ("no more", "le"), ("younger", "lt"))},
    **{f"mujeres de {how} 50 años": op for how, op in (("más de", "gt"), ("menos de", "lt"), ("no más de", "le"))},
    "mujeres de al menos 50 años": "ge",
}


def counted(op):
    age = {"column": "Age", "op": op, "value": 50}
    return Call(
        "portfolio",
        {
            "measures": [{"measure": "customers"}],
            "where": {"all": [age, {"column": "Gender", "op": "eq", "value": "Female"}]},
        },
    )


@pytest.mark.parametrize(("said", "op"), itertools.product(SAID, ["eq", "gt", "ge", "lt", "le"]))
def test_a_comparison_passes_only_as_it_was_said(said, op):
    assert (REVIEW(said, [counted(op)]).instead is None) == (op == SAID[said])


@pytest.mark.parametrize("said", ["a balance bigger than the salary", "un saldo mayor que el salario"])
def test_a_column_beside_a_column_is_compared(said):
    row = {"columns": ["EstimatedSalary", "Balance"]}
    compared = {"column": "Balance", "op": "gt", "value": {"column": "EstimatedSalary"}}
    assert REVIEW(f"customers with {said}", [Call("list_customers", row)]).instead is not None
    assert REVIEW(f"customers with {said}", [Call("list_customers", {"where": compared})]).instead is None
