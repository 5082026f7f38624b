"""What the ensemble says about one customer: why, how sure, what else, who is alike; and about all of them."""

import numpy as np
import pandas as pd
import pytest

from ml.answers.explain import explain
from ml.answers.inspection import by_group, partial_dependence, permutation_importance
from ml.answers.options import FARTHEST, Option, _ranked, plausible_values
from ml.ensemble.encoding import TableEncoder
from ml.ensemble.features import FeatureBlocks


@pytest.mark.parametrize("labelled", [True, False])
def test_shapley_values_sum_to_the_prediction_of_the_very_models_that_made_it(ensemble, bank, labelled):
    X, _, ids = bank
    row, who = X.iloc[5].to_dict(), ids[5] if labelled else None
    told = ensemble.explain_row(row, who)
    assert told.baseline + told.values.sum() == pytest.approx(told.logit, abs=1e-9)
    assert told.logit == pytest.approx(ensemble.predict_rows([row], [who]).calibrated[0], abs=1e-9)
    assert told.by_member.sum(axis=0) == pytest.approx(told.values, abs=1e-9)
    assert told.columns == tuple(X.columns)
    assert 0 <= told.error < 0.5


def test_sampling_agrees_with_all_coalitions_within_its_stated_error(ensemble, bank):
    coded = ensemble.code(bank[0].iloc[[9]])[0]
    asked = {"columns": tuple(bank[0].columns)}
    ground = ensemble.background_.lightened(20)
    exact = explain(ensemble.mixture_, coded, 0, ground, rows=10**6, **asked)  # type: ignore[arg-type]
    sampled = explain(ensemble.mixture_, coded, 0, ground, rows=2000, **asked)  # type: ignore[arg-type]
    assert exact.error == 0
    assert exact.method == "exact over all coalitions"
    assert sampled.values == pytest.approx(exact.values, abs=max(0.05, 5 * sampled.error))
    assert exact.baseline == pytest.approx(sampled.baseline)


def test_a_constant_column_explains_nothing(ensemble, bank):
    told = ensemble.explain_row(bank[0].iloc[0].to_dict())
    assert told.values[told.columns.index("Country")] == pytest.approx(0, abs=1e-12)


def test_other_weights_explain_the_other_mixture(ensemble, bank):
    row = bank[0].iloc[3].to_dict()
    weights = np.eye(len(ensemble.member_names_))[0]
    told = ensemble.explain_row(row, weights=weights)
    assert told.logit == pytest.approx(ensemble.predict_rows([row], weights=weights).calibrated[0])
    assert np.all(told.by_member[1:] == 0)


def test_the_interval_holds_the_probability_and_is_wider_where_history_is_short(ensemble, bank):
    scores = ensemble.predict_rows(bank[0].head(20), bank[2][:20])
    for mixture, fold, p in zip(scores.mixture, scores.folds, scores.probability, strict=True):
        low, high = ensemble.interval(float(mixture), int(fold))
        assert 0 <= low <= p <= high <= 1


def test_neighbours_are_labelled_customers_nearest_first_without_the_customer(ensemble, bank):
    X, y, ids = bank
    found = ensemble.neighbours(X.iloc[4].to_dict(), ids[4], k=6)
    assert len(found) == 6
    assert ids[4] not in [who for who, _, _ in found]
    assert [d for _, d, _ in found] == sorted(d for _, d, _ in found)
    assert all(left == bool(y[ids.index(who)]) for who, _, left in found)


def test_options_change_only_actionable_columns_as_permitted_and_lower_the_risk(ensemble, bank):
    X, _, ids = bank
    risky = int(np.argmax(ensemble.predict_rows(X, ids).probability))
    row = X.iloc[risky].to_dict()
    before = ensemble.predict_rows([row], [ids[risky]]).probability[0]
    found = ensemble.options_row(
        row,
        ids[risky],
        actionable=["Active", "Contracts", "Nonsense"],
        permits=lambda name, before, after: name != "Contracts" or after <= 3,
        targets=(0.5,),
    )
    assert found
    for option in found:
        assert set(option.changes) <= {"Active", "Contracts"}
        assert option.changes.get("Contracts", 1) <= 3
        again = ensemble.predict_rows([{**row, **option.changes}], [ids[risky]]).probability[0]
        assert again == pytest.approx(option.probability)
        assert option.risk_lowered == pytest.approx(before - again)
        assert option.reached == (again < 0.5)


def test_options_never_move_a_number_with_many_values_far(ensemble, bank):
    X, _, ids = bank
    row = X.iloc[3].to_dict()
    spread = np.ptp(ensemble.choices_["Age"])
    for option in ensemble.options_row(row, ids[3], actionable=["Age"], targets=(0.9, 0.5, 0.1)):
        assert abs(option.changes["Age"] - row["Age"]) <= FARTHEST * spread


def option(changes, probability, *, effort, before=0.9, targets=(0.5, 0.25)):
    reached = sum(probability < target for target in targets)
    return Option(
        changes=changes, probability=probability, risk_lowered=before - probability, reached=reached, effort=effort
    )


def test_the_smallest_change_that_reaches_a_band_stands_for_its_columns():
    near, far = option({0: 1.0}, 0.24, effort=1.1), option({0: 2.0}, 0.05, effort=1.2)
    assert _ranked([far, near], all_of_them=2) == [near]
    nowhere, least = option({0: 1.0}, 0.8, effort=1.1), option({0: 2.0}, 0.6, effort=1.2)
    assert _ranked([nowhere, least], all_of_them=2) == [least]


def test_a_second_change_must_earn_its_place():
    one = option({0: 1.0}, 0.2, effort=1.1)
    no_lower_band = option({0: 1.0, 1: 1.0}, 0.1, effort=2.1)
    assert _ranked([one, no_lower_band], all_of_them=2) == [one]
    half_way = option({0: 1.0}, 0.4, effort=1.1)
    lower_band = option({0: 1.0, 1: 1.0}, 0.2, effort=2.1)
    assert _ranked([half_way, lower_band], all_of_them=2) == [lower_band, half_way]
    little_more = option({0: 1.0, 1: 1.0}, 0.38, effort=2.1)
    much_more = option({0: 1.0, 1: 1.0}, 0.3, effort=2.1)
    assert _ranked([half_way, little_more], all_of_them=2) == [half_way]
    assert _ranked([half_way, much_more], all_of_them=2) == [much_more, half_way]
    two_for_little = option({0: 1.0, 1: 1.0}, 0.86, effort=2.1)
    assert _ranked([two_for_little], all_of_them=2) == []


def test_plausible_values_are_seen_values_without_the_tails():
    assert list(plausible_values(np.array([1.0, 2, 2, 3] * 50), category=False, integer=True)) == [1, 2, 3]
    amounts = plausible_values(np.linspace(0, 1000, 999), category=False, integer=False)
    assert amounts.min() >= 49 and amounts.max() <= 951
    often_empty = plausible_values(np.r_[np.zeros(600), np.linspace(500, 1000, 400)], category=False, integer=False)
    assert len(often_empty) == 8 and often_empty[0] == 0 and often_empty[1] > 500


def test_importance_puts_what_matters_first_and_the_constant_at_zero(ensemble, bank):
    X, y, ids = bank
    found = permutation_importance(ensemble, X, y, ids, repeats=1, rows=400)
    by_name = {importance.column: importance.rise for importance in found}
    assert found[0].column in {"Age", "Active", "Plan", "Contracts"}
    assert by_name["Country"] == pytest.approx(0, abs=1e-12)


def test_partial_dependence_follows_the_direction_of_the_data(ensemble):
    active = dict(partial_dependence(ensemble, "Active"))
    assert active["no"] > active["yes"]


def test_performance_by_group_counts_everyone_once(ensemble, bank):
    X, y, _ = bank
    groups = by_group(X["Plan"].fillna("unknown").tolist(), ensemble.oof_mixture_, y)
    assert sum(group.customers for group in groups) == len(y)
    assert all(0 <= group.ece <= 1 for group in groups)


def test_columns_get_the_kind_their_values_speak_for(bank):
    encoder = TableEncoder().fit(bank[0])
    kinds = {column.name: column.kind for column in encoder.columns_}
    assert kinds == {
        "Age": "integer",
        "Plan": "category",
        "Savings": "money",
        "Active": "flag",
        "Contracts": "integer",
        "Joined": "date",
        "Country": "flag",
    }


def test_a_level_is_one_level_however_it_is_written(ensemble):
    encoder = TableEncoder({"Flag": "flag"})
    encoder.fit(pd.DataFrame({"Flag": [0, 1, 1, None]}))
    rows = [{"Flag": value} for value in ("1", 1, 1.0, True, "0", False, None, "2")]
    assert encoder.encode_rows(rows).ravel() == pytest.approx([1, 1, 1, 1, 0, 0, np.nan, 2], nan_ok=True)


def test_engineered_features_come_from_kinds_alone(bank):
    encoder = TableEncoder().fit(bank[0])
    coded = encoder.encode(bank[0])
    blocks = FeatureBlocks(coded, encoder.columns_)
    savings = encoder.position_["Savings"]
    assert (savings, 0.0) in blocks.rich.indicators
    for name in ("tree", "rich", "linear", "spline"):
        made = blocks.make(name, coded)
        assert made.shape[1] == len(blocks.owners(name))
        assert np.isfinite(made).all()
        assert blocks.make(name, coded[3:4])[0] == pytest.approx(made[3])
