"""Filters and figures in SQL, on SQLite and on PostgreSQL, equal the same computed by pandas."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from tests.tools_banks import (
    PUBLIC,
    build,
    default_catalog,
    desk_at,
    places_in,
    public_frame,
)
from tests.tools_oracle import mask, measure, population, same
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call

Bank = tuple[Desk, pd.DataFrame]
PHASES = (Phase.explicit, Phase.generate)
TEXTS = ["Graduate", "High School", "nobody", 'it\'s "odd"; --', "S", "100%_\\", ""]


def conditions(catalog: Catalog, frame: pd.DataFrame) -> st.SearchStrategy[dict[str, Any]]:
    kinds = []
    predicted = ["probability", *(["value_at_risk"] if catalog.value else [])]
    numeric = [c.name for c in catalog.columns.values() if c.numeric] + predicted
    for name in numeric:
        known = [v for v in frame[name].tolist() if v is not None and v == v]
        value = st.sampled_from(known)
        if name != "probability":  # More than 1 would be read as a percentage.
            value |= st.sampled_from(known).map(lambda v: v + 0.5)
        ops = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
        kinds.append(st.fixed_dictionaries({"column": st.just(name), "op": ops, "value": value}))
        pair = st.tuples(value, value).map(lambda p: sorted(p))
        kinds.append(st.fixed_dictionaries({"column": st.just(name), "op": st.just("between"), "value": pair}))
        among = st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)
        many = st.sampled_from(["in", "not_in"])
        kinds.append(st.fixed_dictionaries({"column": st.just(name), "op": many, "value": among}))
    for column in [*(c for c in catalog.columns.values() if c.kind in ("category", "flag")), None]:
        name = column.name if column else "risk_band"
        known = sorted({v for v in frame[name] if v is not None})
        ops = st.sampled_from(["eq", "ne"])
        kinds.append(st.fixed_dictionaries({"column": st.just(name), "op": ops, "value": st.sampled_from(known)}))
        among = st.lists(st.sampled_from(known), min_size=2, max_size=3, unique=True) if len(known) > 1 else None  # type: ignore[assignment]
        if among is not None:
            many = st.sampled_from(["in", "not_in"])
            kinds.append(st.fixed_dictionaries({"column": st.just(name), "op": many, "value": among}))
    if "Since" in catalog.columns:
        known = [v.isoformat() for v in frame["Since"] if v is not None]
        ops = st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"])
        kinds.append(st.fixed_dictionaries({"column": st.just("Since"), "op": ops, "value": st.sampled_from(known)}))
    missing = st.sampled_from(["is_missing", "is_known"])
    kinds.append(st.fixed_dictionaries({"column": st.sampled_from(list(catalog.columns)), "op": missing}))
    return st.one_of(kinds)


def trees(catalog: Catalog, frame: pd.DataFrame) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        conditions(catalog, frame),
        lambda parts: st.one_of(
            st.lists(parts, max_size=3).map(lambda p: {"all": p}),
            st.lists(parts, max_size=3).map(lambda p: {"any": p}),
            parts.map(lambda p: {"not": p}),
        ),
        max_leaves=6,
    )


def data_of(desk: Desk, tool: str, **arguments: Any) -> dict[str, Any]:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None, text
    return dict(fact.data)


@pytest.mark.parametrize("name", ["cards", "telco"])
@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_filter_and_measure_equals_pandas(banks: dict[str, Bank], name: str, data: st.DataObject) -> None:
    desk, frame = banks[name]
    catalog, label = desk.catalog, desk.catalog.label
    where = data.draw(trees(catalog, frame), label="where")
    which = data.draw(st.sampled_from(["all", "current", "left"]), label="population")
    numeric = [c.name for c in catalog.columns.values() if c.numeric and c.name != catalog.id] + ["probability"]
    measures = [{"measure": m} for m in ("customers", "churn_rate", "high_risk_share", "mean_risk")]
    if catalog.value:
        measures.append({"measure": "value_at_risk"})
    column = data.draw(st.sampled_from(numeric), label="column")
    asked = data.draw(st.sampled_from(["sum", "mean", "median", "min", "max"]), label="measure")
    measures = [data.draw(st.sampled_from(measures)), {"measure": asked, "column": column}]
    group = data.draw(st.sampled_from([None, *(c.name for c in catalog.columns.values() if c.kind == "category")]))
    answer = data_of(
        desk, "portfolio", where=where, population=which, measures=measures, groups=[group] if group else [], limit=200
    )
    # An empty filter ({"all": []}) is no filter; an empty choice holds nobody.
    kept = population(which, frame[mask(where, frame)], label.column, label.positive)
    parts = [(answer["total"], kept)]
    for row in answer["rows"]:
        key = row[group]
        parts.append((row, kept[kept[group].isna()] if key is None else kept[kept[group] == key]))
    if group:
        assert len(answer["rows"]) == kept[group].nunique(dropna=False)
    for row, rows in parts:
        assert row["customers"] == len(rows)
        for described in answer["measures"]:
            expected = measure(
                described["measure"], described.get("column"), rows, label.column, label.positive, label.negative
            )
            assert same(row[described["key"]], expected), (described, row, expected)


@pytest.mark.parametrize("name", ["cards", "telco"])
@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_lists_come_in_order_with_totals_and_ties(banks: dict[str, Bank], name: str, data: st.DataObject) -> None:
    desk, frame = banks[name]
    catalog, label = desk.catalog, desk.catalog.label
    where = data.draw(trees(catalog, frame), label="where")
    which = data.draw(st.sampled_from(["all", "current", "left"]), label="population")
    numeric = [c.name for c in catalog.columns.values() if c.numeric and c.name != catalog.id] + ["probability"]
    column = data.draw(st.sampled_from(numeric), label="order_by")
    order = data.draw(st.sampled_from(["asc", "desc"]), label="order")
    limit = data.draw(st.integers(1, 12), label="limit")
    answer = data_of(
        desk,
        "list_customers",
        where=where,
        population=which,
        order_by=column,
        order=order,
        limit=limit,
        columns=[column],
    )
    kept = population(which, frame[mask(where, frame)], label.column, label.positive).copy()
    kept[column] = pd.to_numeric(kept[column])
    ordered = kept.sort_values([column, catalog.id], ascending=[order == "asc", True], na_position="last")
    assert [row["customer_id"] for row in answer["rows"]] == ordered[catalog.id].head(limit).tolist()
    assert answer["total"] == len(kept)
    if len(kept) > limit:
        last = ordered[column].iloc[limit - 1]
        assert answer["tied"] == int((ordered[column].iloc[limit:] == last).sum())


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    ("name", "within", "column"), [("cards", "Education", "Customer_Age"), ("cards", "Card", "probability")]
)
def test_the_first_of_each_group_equal_pandas(
    banks: dict[str, Bank], name: str, within: str, column: str, order: str
) -> None:
    desk, frame = banks[name]
    answer = data_of(desk, "list_customers", order_by=column, order=order, within=within, limit=3, population="all")
    kept = frame.assign(**{column: pd.to_numeric(frame[column])}).dropna(subset=[column, within])
    ordered = kept.sort_values([column, desk.catalog.id], ascending=[order == "asc", True])
    groups = dict(list(ordered.groupby(within)))
    found: dict[str, list[str]] = {}
    for row in answer["rows"]:
        found.setdefault(row["columns"][within], []).append(row["customer_id"])
        assert row["rank"] == len(found[row["columns"][within]])
    assert found == {value: rows[desk.catalog.id].head(3).tolist() for value, rows in groups.items()}
    assert answer["tied"] == sum(int((g[column].iloc[3:] == g[column].head(3).iloc[-1]).sum()) for g in groups.values())


def test_bands_years_quartiles_and_histograms_equal_pandas(banks: dict[str, Bank]) -> None:
    desk, frame = banks["cards"]
    ratio = pd.to_numeric(frame["Ratio"])
    spread = data_of(desk, "distribution", column="Ratio")
    for key, q in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        assert same(spread[key], ratio.quantile(q))
    assert spread["missing"] == int(ratio.isna().sum())
    assert sum(b["customers"] for b in spread["bins"]) == int(ratio.notna().sum())
    for b in spread["bins"]:
        inside = (ratio >= (b["from"] if b["from"] is not None else -1)) & (
            ratio < (b["to"] if b["to"] is not None else 9)
        )
        assert b["customers"] == int(inside.sum())
    by_year = data_of(desk, "portfolio", measures=["customers"], groups=["Since"])
    years = frame["Since"].map(lambda d: None if d is None else d.year).value_counts()
    assert {r["Since"]: r["customers"] for r in by_year["rows"] if r["Since"]} == years.to_dict()
    banded = data_of(desk, "portfolio", measures=["churn_rate"], groups=[{"column": "Customer_Age", "bands": [30, 50]}])
    ages = pd.to_numeric(frame["Customer_Age"])
    labels = [row["Customer_Age"]["label"] if row["Customer_Age"] else None for row in banded["rows"]]
    assert labels == ["< 30", "30–49", "≥ 50", None]
    assert banded["rows"][1]["customers"] == int(((ages >= 30) & (ages < 50)).sum())


def test_medians_by_two_groups_equal_pandas(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    answer = data_of(desk, "portfolio", measures=["median(monthly)"], groups=["plan", "group"])
    expected = pd.to_numeric(frame["monthly"]).groupby([frame["plan"], frame["group"]]).median()
    for row in answer["rows"]:
        if row["plan"] is not None:
            assert same(row["median_monthly"], expected[row["plan"], row["group"]])
    assert same(answer["total"]["median_monthly"], pd.to_numeric(frame["monthly"]).median())


def test_ranked_groups_say_how_many_there_are_and_who_ties(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    answer = data_of(desk, "portfolio", measures=["max(calls)"], groups=["full_name"], order="desc", limit=3)
    best = pd.to_numeric(frame["calls"]).groupby(frame["full_name"]).max().sort_values(ascending=False)
    assert answer["groups_total"] == len(best)
    assert [row["max_calls"] for row in answer["rows"]] == best.head(3).tolist()
    assert answer["tied"] == int((best == best.iloc[2]).sum()) - int((best.head(3) == best.iloc[2]).sum())


def test_shares_of_those_that_fit_and_of_all(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    busy = {"column": "calls", "op": "gt", "value": 20}
    answer = data_of(desk, "portfolio", measures=[{"measure": "share", "where": busy}, "share"], groups=["group"])
    for row in answer["rows"]:
        rows = frame[frame["group"] == row["group"]]
        assert same(row["share"], (pd.to_numeric(rows["calls"]) > 20).mean())
        assert same(row["share_2"], len(rows) / len(frame))


def test_shares_of_a_sum(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    busy = {"column": "calls", "op": "gt", "value": 20}
    held = {"measure": "share", "column": "monthly", "where": busy}
    part = {"measure": "share", "column": "monthly"}
    answer = data_of(desk, "portfolio", measures=[held, part], groups=["group"])
    monthly, many = pd.to_numeric(frame["monthly"]), pd.to_numeric(frame["calls"]) > 20
    assert answer["measures"][0]["unit"] == "share"
    assert same(answer["total"]["share"], monthly[many].sum() / monthly.sum())
    for row in answer["rows"]:
        those = frame["group"] == row["group"]
        assert same(row["share"], monthly[those & many].sum() / monthly[those].sum())
        assert same(row["share_2"], monthly[those].sum() / monthly.sum())


def test_watch_list_holds_current_customers_by_value_at_risk(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    answer = data_of(desk, "watch_list", limit=7)
    current = frame[frame["status"] != "gone"]
    expected = current.sort_values("value_at_risk", ascending=False).head(7)
    assert [row["customer_id"] for row in answer["rows"]] == expected["no"].tolist()
    assert all(same(r["value_at_risk"], v) for r, v in zip(answer["rows"], expected["value_at_risk"], strict=True))
    assert answer["total"] == int(current["value_at_risk"].notna().sum())
    assert same(answer["value_at_risk_total"], current["value_at_risk"].sum())
    assert same(answer["mean_risk"], current["probability"].mean())


@pytest.mark.parametrize("text", TEXTS)
def test_texts_with_signs_of_sql_are_values(banks: dict[str, Bank], text: str) -> None:
    desk, frame = banks["telco"]
    where = {"column": "full_name", "op": "contains", "value": text}
    answer = data_of(desk, "portfolio", measures=["customers"], where=where)
    assert answer["total"]["customers"] == sum(text.lower() in name.lower() for name in frame["full_name"])


@pytest.mark.skipif(not PUBLIC.is_file(), reason="the public file is not here")
def test_the_public_file_by_country_gender_and_band(tmp_path: Path) -> None:
    catalog = default_catalog()
    places = places_in(tmp_path)
    frame = build(places, catalog, public_frame())
    desk = desk_at(places, catalog)
    raw = pd.read_csv(PUBLIC)
    rates = data_of(desk, "portfolio", measures=["churn_rate"], groups=["Geography", "Gender"])
    expected = raw.groupby(["Geography", "Gender"])["Exited"].mean()
    assert len(rates["rows"]) == 6
    assert all(same(r["churn_rate"], expected[r["Geography"], r["Gender"]]) for r in rates["rows"])
    inactive = {"all": [{"Gender": "mujer"}, {"IsActiveMember": "inactiva"}, {"Geography": "España"}]}
    mean = data_of(desk, "portfolio", measures=["mean(Balance)"], where=inactive)["total"]["mean_Balance"]
    kept = raw[(raw.Gender == "Female") & (raw.IsActiveMember == 0) & (raw.Geography == "Spain")]
    assert same(mean, kept.Balance.mean())
    watch = data_of(desk, "watch_list", where={"Geography": "Germany"}, limit=10)
    german = frame[(frame.Geography == "Germany") & (frame.Exited == "0")].sort_values("value_at_risk", ascending=False)
    assert [r["customer_id"] for r in watch["rows"]] == german.CustomerId.head(10).tolist()
    top = data_of(desk, "list_customers", order_by="Balance", limit=5)
    assert [r["columns"]["Balance"] for r in top["rows"]] == raw.Balance.nlargest(5).tolist()


def test_whole_and_broken_numbers_in_one_set_are_compared_exactly(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    whole = next(v for v in frame["monthly"] if v is not None and v % 1 == 0)
    values = [whole, 45.6, 113.9, 0.5, 20.1]
    for column in ("monthly", "calls"):
        where = {"column": column, "op": "in", "value": values}
        found = data_of(desk, "portfolio", measures=["customers"], where=where)["total"]["customers"]
        assert found == int(frame[column].isin(values).sum())


def test_names_are_found_on_both_databases(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    for asked, match in (
        ("jose nunez", "exact"),
        ("Iñigo", "prefix"),
        ("lopez", "part"),
        ("Beatris Quispe", "similar"),
    ):
        found = data_of(desk, "find_customers", name=asked, limit=200)
        assert found["match"] == match, asked
    assert data_of(desk, "find_customers", name="%_'\\x")["status"] == "not_found"
    exact = data_of(desk, "find_customers", name="SEAN OBRIEN", limit=200)
    expected = frame[frame.full_name == "Sean O'Brien"]
    found_ids = {c["customer_id"] for c in exact.get("choices", [exact])}
    assert found_ids == set(expected.no)


def test_a_caller_sees_their_own_on_both_databases(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    context = ToolContext(caller=Caller(name="ana", owner="Ana Sol"), desk=desk)
    fact, _ = call(desk, context, "portfolio", {"measures": ["customers", "mean_risk"], "groups": ["agent"]})
    assert fact is not None
    hers = frame[frame.agent == "Ana Sol"]
    assert [(row["agent"], row["customers"]) for row in fact.data["rows"]] == [
        ("Ana Sol", int((hers.status != "").sum()))
    ]
    nobody, _ = call(desk, ToolContext(caller=Caller(name="x", owner="x"), desk=desk), "watch_list", {})
    assert nobody is not None
    assert nobody.data["rows"] == []
