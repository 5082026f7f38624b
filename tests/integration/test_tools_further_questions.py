"""What further questions need, equal the same computed by pandas: on SQLite and PostgreSQL, on two foreign banks."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from db.caller import WHOLE_BANK, Caller
from tests.tools_oracle import same
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import TOOLS, call
from tools.replies.compose import compose

Bank = tuple[Desk, pd.DataFrame]


def answer(desk: Desk, tool: str, caller: Caller = WHOLE_BANK, **arguments: Any) -> dict[str, Any]:
    """A Fact's data; its reply is composed in both languages on the way, and its JSON is plain."""
    context = ToolContext(caller=caller, desk=desk)
    fact, text = call(desk, context, tool, arguments)
    assert fact is not None, text
    json.dumps(fact.as_json(), allow_nan=False)
    for language in ("es", "en"):
        assert compose([fact], "", language, desk.catalog)  # type: ignore[arg-type]
    again, text = call(desk, ToolContext(caller=caller, desk=desk), tool, json.loads(json.dumps(fact.arguments)))
    assert again is not None, text
    assert again.data == fact.data
    return dict(fact.data)


def told(desk: Desk, tool: str, language: str = "en", **arguments: Any) -> str:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None, text
    return compose([fact], "", language, desk.catalog)  # type: ignore[arg-type]


def refused(desk: Desk, tool: str, **arguments: Any) -> str:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is None, fact
    return str(json.loads(text)["error"])


def count(desk: Desk, where: Any) -> int:
    return int(answer(desk, "portfolio", measures=["customers"], where=where)["total"]["customers"])


def numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    return pd.to_numeric(frame[column])


@pytest.mark.parametrize("op", ["eq", "ne", "lt", "le", "gt", "ge"])
@pytest.mark.parametrize(("times", "plus"), [(1, 0), (2, 0), (0.5, 3), (1, -10)])
@pytest.mark.parametrize("negated", [False, True])
def test_a_column_is_compared_with_another(
    banks: dict[str, Bank], op: str, times: float, plus: float, negated: bool
) -> None:
    desk, frame = banks["telco"]
    left, right = numbers(frame, "calls"), numbers(frame, "monthly") * times + plus
    fits = getattr(left, op)(right) & left.notna() & right.notna()
    if op == "ne":
        fits = left.ne(right) | left.isna() | right.isna()
    condition: Any = {"column": "calls", "op": op, "value": {"column": "monthly", "times": times, "plus": plus}}
    assert count(desk, {"not": condition} if negated else condition) == int((~fits if negated else fits).sum())


@pytest.mark.parametrize("stat", ["mean", "median", "min", "max", "p90", "p12.5"])
@pytest.mark.parametrize("of", ["all", "filtered", {"column": "group", "op": "eq", "value": "south"}])
def test_a_value_is_compared_with_a_figure_of_the_population(banks: dict[str, Bank], stat: str, of: Any) -> None:
    desk, frame = banks["telco"]
    north = frame[frame.group == "north"]
    whole = {"all": frame, "filtered": north}[of] if isinstance(of, str) else frame[frame.group == "south"]
    values = numbers(whole, "monthly").dropna()
    limit = values.quantile(float(stat[1:]) / 100) if stat[0] == "p" else getattr(values, stat)()
    where = {"all": [{"group": "north"}, {"column": "monthly", "op": "ge", "value": {"stat": stat, "of": of}}]}
    found = answer(desk, "portfolio", measures=["customers"], where=where)
    condition = found["where"]["all"][1]
    assert same(condition["value"], limit)
    assert condition["against"]["stat"] == stat
    assert found["total"]["customers"] == int((numbers(north, "monthly") >= condition["value"]).sum())


def test_a_figure_is_of_the_population_and_of_the_callers_customers(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    hers = frame[(frame.agent == "Ana Sol") & (frame.status == "gone")]
    where = {"column": "calls", "op": "gt", "value": "mean"}
    ana = Caller(name="ana", owner="Ana Sol")
    found = answer(desk, "portfolio", ana, measures=["customers"], where=where, population="left")
    calls = numbers(hers, "calls")
    assert same(found["where"]["value"], calls.mean())
    assert found["total"]["customers"] == int((calls > calls.mean()).sum())


def test_a_value_is_compared_with_one_customers(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    somebody = frame[frame.monthly.notna()].iloc[3]
    where = {"column": "monthly", "op": "lt", "value": {"customer": str(somebody.no)}}
    assert count(desk, where) == int((numbers(frame, "monthly") < somebody.monthly).sum())
    fact, _ = call(
        desk,
        ToolContext(caller=WHOLE_BANK, desk=desk),
        "portfolio",
        {"where": {"column": "monthly", "op": "lt", "value": {"customer": "999999"}}},
    )
    assert fact is not None
    assert "999999" in fact.data["problem"]["es"]


@pytest.mark.parametrize("op", ["in", "not_in"])
def test_customers_of_groups_of_a_size(banks: dict[str, Bank], op: str) -> None:
    desk, frame = banks["telco"]
    sizes = frame["plan"].value_counts()
    limit = int(sizes.median())
    large = set(sizes[sizes > limit].index)
    where = {"column": "plan", "op": op, "value": {"groups": {"measure": "customers", "op": "gt", "value": limit}}}
    fits = frame["plan"].isin(large)
    assert count(desk, where) == int((fits if op == "in" else ~fits).sum())


@pytest.mark.parametrize("op", ["contains", "starts_with", "ends_with"])
@pytest.mark.parametrize("text", ["núñez", "Jose", "OBRIEN", "z", "ñ", "--"])
def test_part_of_a_name_with_or_without_accents(banks: dict[str, Bank], op: str, text: str) -> None:
    from db.text import fold

    desk, frame = banks["telco"]
    if fold(text):
        names, part = [fold(name) for name in frame.full_name], fold(text)
    else:
        names, part = [name.lower() for name in frame.full_name], text
    test = {"contains": str.__contains__, "starts_with": str.startswith, "ends_with": str.endswith}[op]
    assert count(desk, {"column": "full_name", "op": op, "value": text}) == sum(test(name, part) for name in names)


DATES = [
    ("eq", "2018", "2018-01-01", "2018-12-31"),
    ("eq", "2017-03", "2017-03-01", "2017-03-31"),
    ("eq", "02/2016", "2016-02-01", "2016-02-29"),
    ("eq", "2019-Q2", "2019-04-01", "2019-06-30"),
    ("lt", "2018", None, "2017-12-31"),
    ("le", "2018-05", None, "2018-05-31"),
    ("gt", 2018, "2019-01-01", None),
    ("ge", "T4 2019", "2019-10-01", None),
    ("between", ["2016-02", "2016-05"], "2016-02-01", "2016-05-31"),
]


@pytest.mark.parametrize(("op", "value", "first", "last"), DATES)
def test_a_date_within_a_period(banks: dict[str, Bank], op: str, value: Any, first: Any, last: Any) -> None:
    desk, frame = banks["cards"]
    days = pd.to_datetime(frame["Since"])
    fits = days.notna() & (days >= (first or "1900-01-01")) & (days <= (last or "2100-01-01"))  # type: ignore[operator]
    assert count(desk, {"column": "Since", "op": op, "value": value}) == int(fits.sum())
    assert count(desk, {"not": {"column": "Since", "op": op, "value": value}}) == int((~fits).sum())


PARTS = [
    ("year", lambda d: d.dt.year, 2017),
    ("quarter", lambda d: d.dt.quarter, 2),
    ("month", lambda d: d.dt.month, 3),
    ("weekday", lambda d: d.dt.dayofweek + 1, 7),
]


@pytest.mark.parametrize(("part", "of", "value"), PARTS)
def test_a_part_of_a_date_whatever_the_rest(banks: dict[str, Bank], part: str, of: Any, value: int) -> None:
    desk, frame = banks["cards"]
    parts = of(pd.to_datetime(frame["Since"]))
    assert count(desk, {"column": "Since", "part": part, "op": "eq", "value": value}) == int((parts == value).sum())
    assert count(desk, {"column": "Since", "part": part, "op": "in", "value": [value, 1]}) == int(
        parts.isin([value, 1]).sum()
    )


GROUPS = [
    ("year", "Y", lambda p: p.year),
    ("quarter", "Q", lambda p: f"{p.year}-Q{p.quarter}"),
    ("month", "M", lambda p: f"{p.year}-{p.month:02d}"),
]


@pytest.mark.parametrize(("part", "frequency", "name"), GROUPS)
def test_figures_by_periods_and_their_growth(banks: dict[str, Bank], part: str, frequency: str, name: Any) -> None:
    desk, frame = banks["cards"]
    found = answer(
        desk,
        "portfolio",
        measures=["customers", {"measure": "growth", "of": "customers"}],
        groups=[{"column": "Since", "part": part}],
        limit=200,
    )
    days = pd.to_datetime(frame["Since"]).dropna().dt.to_period(frequency)
    counts = days.value_counts().sort_index()
    rows = [row for row in found["rows"] if row["Since"] is not None]
    assert [row["Since"] for row in rows] == [name(period) for period in counts.index]
    assert [row["customers"] for row in rows] == counts.tolist()
    for period, row in zip(counts.index, rows, strict=True):
        before = counts.get(period - 1)
        grown = None if before is None else counts[period] / before - 1
        assert same(row["growth_customers"], grown), (row, grown)


def test_months_and_weekdays_whatever_the_year(banks: dict[str, Bank]) -> None:
    desk, frame = banks["cards"]
    days = pd.to_datetime(frame["Since"]).dropna()
    for part, parts in (("month_of_year", days.dt.month), ("weekday", days.dt.dayofweek + 1)):
        found = answer(desk, "portfolio", measures=["customers"], groups=[{"column": "Since", "part": part}])
        rows = {row["Since"]: row["customers"] for row in found["rows"] if row["Since"] is not None}
        assert rows == parts.value_counts().to_dict()


@pytest.mark.parametrize("grouped", [False, True])
def test_spread_percentiles_and_different_values(banks: dict[str, Bank], grouped: bool) -> None:
    desk, frame = banks["telco"]
    measures = ["p90(monthly)", {"measure": "percentile", "column": "calls", "q": 33.3}, "stdev(monthly)"]
    measures += [{"measure": "distinct", "column": "plan"}, {"measure": "mean", "column": "monthly"}]  # type: ignore[list-item]
    found = answer(desk, "portfolio", measures=measures, groups=["group"] if grouped else [])
    rows = [(row, frame[frame.group == row["group"]]) for row in found["rows"]] or [(found["total"], frame)]
    for row, part in rows:
        monthly, calls = numbers(part, "monthly").dropna(), numbers(part, "calls")
        assert same(row["p90_monthly"], monthly.quantile(0.9))
        assert same(row["p33.3_calls"], calls.quantile(0.333))
        assert np.isclose(row["stdev_monthly"], monthly.std(), rtol=1e-9)
        assert row["distinct_plan"] == part["plan"].nunique()
        assert same(row["mean_monthly"], monthly.mean())


def test_any_measure_of_those_alone_who_fit(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    where = {"column": "calls", "op": "gt", "value": 20}
    names = ["sum(monthly)", "mean(monthly)", "median(monthly)", "max(monthly)", "stdev(monthly)"]
    measures: list[Any] = [{"measure": m.split("(")[0], "column": "monthly", "where": where} for m in names]
    measures += [{"measure": m, "where": where} for m in ("customers", "churn_rate", "mean_risk", "value_at_risk")]
    for asked in (measures[:5], measures[5:]):
        _of_the_busy(answer(desk, "portfolio", measures=asked, groups=["group"], population="all"), frame)


def _of_the_busy(found: dict[str, Any], frame: pd.DataFrame) -> None:
    for row in [*found["rows"], found["total"]]:
        part = frame if "group" not in row else frame[frame.group == row["group"]]
        busy = part[numbers(part, "calls") > 20]
        monthly = numbers(busy, "monthly").dropna()
        known = busy[busy.status.isin(["gone", "here"])]
        expected = {
            "sum": monthly.sum(),
            "mean": monthly.mean(),
            "median": monthly.median(),
            "max": monthly.max(),
            "stdev": monthly.std(),
            "customers": len(busy),
            "churn_rate": (known.status == "gone").mean(),
            "mean_risk": busy.probability.mean(),
            "value_at_risk": busy.value_at_risk[busy.status != "gone"].sum(),
        }
        for measure in found["measures"]:
            assert same(row[measure["key"]], expected[measure["measure"]]), (measure, row)
        assert row["customers"] == len(part)


def test_a_ratio_of_two_measures(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    north = {"group": "north"}
    ratios: list[Any] = [
        {"measure": "ratio", "of": "sum(monthly)", "to": "sum(calls)"},
        {"measure": "ratio", "of": {"measure": "customers", "where": north}, "to": "customers"},
        {"measure": "ratio", "of": "sum(monthly)", "to": "customers"},
    ]
    found = answer(desk, "portfolio", measures=ratios)
    keys = [m["key"] for m in found["measures"]]
    monthly, calls = numbers(frame, "monthly").sum(), numbers(frame, "calls").sum()
    assert [m["unit"] for m in found["measures"]] == ["money", "number", "money"]
    values = [monthly / calls, (frame.group == "north").mean(), monthly / len(frame)]
    for key, value in zip(keys, values, strict=True):
        assert same(found["total"][key], value)


def test_groups_are_kept_by_what_they_have(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    sizes = frame["plan"].value_counts()
    limit = int(sizes.median())
    found = answer(
        desk,
        "portfolio",
        measures=["churn_rate"],
        groups=["plan"],
        having=[
            {"measure": "customers", "op": "gt", "value": limit},
            {"measure": "mean", "column": "calls", "value": 0},
        ],
    )
    large = set(sizes[sizes > limit].index)
    with_none = frame["plan"].isna().sum() > limit
    assert {row["plan"] for row in found["rows"]} == large | ({None} if with_none else set())
    assert found["groups_fit"] == len(found["rows"])
    assert found["groups_total"] == frame["plan"].nunique(dropna=False)
    assert all(set(row) - {"known"} == {"plan", "customers", "left", "churn_rate"} for row in found["rows"])
    assert f"more than {limit} customers" in told(
        desk, "portfolio", groups=["plan"], having={"measure": "customers", "op": "gt", "value": limit}
    )
    assert refused(desk, "portfolio", having=[{"measure": "customers", "value": 1}])


def test_a_rate_of_a_part_comes_with_that_of_all(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    found = answer(desk, "portfolio", measures=["churn_rate"], where={"group": "north"})
    known = frame[frame.status.isin(["gone", "here"])]
    assert same(found["overall"]["churn_rate"], (known.status == "gone").mean())
    assert found["overall"]["customers"] == len(frame)
    assert "overall" not in answer(desk, "portfolio", measures=["churn_rate"])
    assert "overall" not in answer(desk, "portfolio", measures=["customers"], where={"group": "north"})


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("column", ["calls", "probability"])
def test_pages_of_a_list_make_the_whole_list(banks: dict[str, Bank], order: str, column: str) -> None:
    desk, frame = banks["telco"]
    kept = frame[frame.status != "gone"].copy()
    kept[column] = pd.to_numeric(kept[column])
    ordered = kept.sort_values([column, "no"], ascending=[order == "asc", True])
    seen: list[Any] = []
    more = len(kept)
    while more:
        page = answer(
            desk,
            "list_customers",
            order_by=column,
            order=order,
            limit=60,
            offset=len(seen),
            population="current",
            columns=[column],
        )
        seen += [row["customer_id"] for row in page["rows"]]
        assert page["rows"][0]["rank"] == page["offset"] + 1
        more = page["more"]
        last = page["rows"][-1]["columns"][column]
        assert page["tied"] == int((ordered[column].iloc[len(seen) :] == last).sum())
    assert seen == ordered["no"].tolist()
    behind = answer(desk, "list_customers", order_by=column, offset=10_000)
    assert behind["rows"] == []
    assert "250" in told(desk, "list_customers", offset=10_000)


def test_what_a_list_adds_up_to(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    found = answer(desk, "list_customers", order_by="monthly", limit=5, totals=["monthly", "calls"])
    top = frame.assign(m=numbers(frame, "monthly")).sort_values(["m", "no"], ascending=[False, True]).head(5)
    for total, column in zip(found["totals"], ("monthly", "calls"), strict=True):
        whole = numbers(frame, column).sum()
        assert same(total["listed"], numbers(top, column).sum())
        assert same(total["all"], whole)
        assert same(total["share"], numbers(top, column).sum() / whole)
    everybody = answer(desk, "list_customers", limit="all")
    assert everybody["shown"] == 200
    assert everybody["total"] == 250
    watch = answer(desk, "watch_list", limit=3, offset=3)
    assert [row["rank"] for row in watch["rows"]] == [4, 5, 6]
    assert same(watch["listed"]["value_at_risk"], sum(row["value_at_risk"] for row in watch["rows"]))


def test_where_somebody_stands(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    current = frame[frame.status != "gone"]
    for somebody in (current.iloc[0], current[current.monthly.notna()].iloc[7]):
        found = answer(desk, "customer_rank", customer_id=str(somebody.no), columns=["probability", "calls"])
        for place in found["ranks"]:
            values = pd.to_numeric(current[place["column"]])
            own = somebody[place["column"]]
            assert place["rank"] == int((values > own).sum()) + 1
            assert place["tied"] == int((values == own).sum()) - 1
            assert place["of"] == int(values.notna().sum())
            assert same(place["share_below"], (values < own).sum() / values.notna().sum())
        assert found["inside"] is True
    other = {"group": "south" if somebody["group"] == "north" else "north"}
    outside = answer(desk, "customer_rank", customer_id=str(somebody.no), columns=["calls"], where=other)
    assert outside["inside"] is False
    values = pd.to_numeric(current[current.group == other["group"]]["calls"])
    assert outside["ranks"][0]["rank"] == int((values > somebody.calls).sum()) + 1
    assert outside["ranks"][0]["tied"] == int((values == somebody.calls).sum())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 1.0])
def test_how_few_hold_how_much(banks: dict[str, Bank], share: float) -> None:
    desk, frame = banks["telco"]
    values = numbers(frame, "monthly").dropna()
    ordered = values.sort_values(ascending=False).to_numpy()
    found = answer(desk, "concentration", share=share)
    running = np.cumsum(ordered)
    assert found["holders"] == int(np.searchsorted(running, share * running[-1] * (1 - 1e-12)) + 1)
    assert same(found["amount"], ordered[: found["holders"]].sum())
    assert same(found["total"], values.sum())
    for point in found["curve"]:
        assert same(point["share"], ordered[: point["holders"]].sum() / values.sum())
    top = answer(desk, "concentration", column="calls", top=10, where={"group": "north"})
    calls = numbers(frame[frame.group == "north"], "calls")
    assert same(top["amount"], calls.nlargest(10).sum())
    tenth = answer(desk, "concentration", top_percent="10%")
    assert tenth["holders"] == round(len(values) / 10)


def test_two_groups_are_told_by_how_much_they_differ(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    found = answer(
        desk,
        "compare",
        groups=[{"where": {"group": "north"}}, {"where": {"group": "south"}}],
        measures=["mean(monthly)", "churn_rate"],
    )
    north, south = (numbers(frame[frame.group == g], "monthly").mean() for g in ("north", "south"))
    gap = found["gaps"][0]
    assert gap["ahead"] == int(south > north)
    assert same(gap["gap"], abs(north - south))
    assert same(gap["relative"], abs(north - south) / min(north, south))


def test_what_cannot_be_compared_is_said(banks: dict[str, Bank]) -> None:
    desk, _ = banks["telco"]
    for where in (
        {"column": "plan", "op": "gt", "value": {"column": "calls"}},
        {"column": "calls", "op": "eq", "value": {"column": "plan"}},
        {"column": "plan", "op": "gt", "value": {"stat": "mean"}},
        {"column": "calls", "op": "gt", "value": {"stat": "best"}},
        {"column": "calls", "op": "in", "value": {"stat": "mean"}},
        {"column": "calls", "part": "month", "op": "eq", "value": 3},
        {"column": "calls", "op": "starts_with", "value": "3"},
        {"column": "plan", "op": "gt", "value": {"groups": {"measure": "customers", "value": 3}}},
    ):
        assert refused(desk, "portfolio", where=where)
    for measures in (
        [{"measure": "ratio", "of": "customers"}],
        [{"measure": "growth", "of": "customers"}],
        ["percentile(calls)"],
        ["stdev(plan)"],
    ):
        assert refused(desk, "portfolio", measures=measures)
    assert refused(desk, "portfolio", measures=[{"measure": "growth", "of": "customers"}], groups=["plan"])


def test_every_tool_is_registered_with_all_it_takes() -> None:
    without_words = {tool.name for tool in TOOLS if tool.words is None}
    assert without_words == {"ask_back", "decline", "talk", "earlier_results", "propose_record"}
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)
    assert all(tool.says and tool.takes for tool in TOOLS)


def test_a_figure_says_on_how_many_customers_it_rests(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    known = int(frame.status.isin(["gone", "here"]).sum())
    measures = ["churn_rate", "mean(monthly)", "median(monthly)", "mean(calls)"]
    found = answer(desk, "portfolio", measures=measures, groups=["group"])
    expected = {"churn_rate": known, "mean_monthly": int(frame.monthly.notna().sum())}
    expected["median_monthly"] = expected["mean_monthly"]
    assert {gap["of"]: gap["known_customers"] for gap in found["total"]["known"]} == expected
    for row in found["rows"]:
        part = frame[frame.group == row["group"]]
        gaps = {gap["of"]: gap["known_customers"] for gap in row["known"]}
        assert gaps["mean_monthly"] == int(part.monthly.notna().sum())
    text = told(desk, "portfolio", measures=["churn_rate"])
    assert f"(of the {known} known to have left or stayed), across 250 customers" in text
    assert "known" not in answer(desk, "portfolio", measures=["mean(calls)"])["total"]


def test_who_has_no_value_is_not_who_has_nought(banks: dict[str, Bank]) -> None:
    desk, frame = banks["telco"]
    assert count(desk, {"column": "monthly", "op": "is_missing"}) == int(frame.monthly.isna().sum())
    assert count(desk, {"column": "monthly", "op": "eq", "value": 0}) == int((numbers(frame, "monthly") == 0).sum())
    assert count(desk, {"column": "monthly", "op": "lt", "value": 5}) == int((numbers(frame, "monthly") < 5).sum())
