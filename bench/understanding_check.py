"""Whether a turn's Facts answer a question: its expectation, computed by `Truth`, looked for in the Facts."""

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from agents.history import PastTurn
from bench.understanding_truth import Truth
from tools.facts import Fact

_NEAR = 1e-6


def wrong(turn: PastTurn, pair: Mapping[str, Any], truth: Truth) -> str:
    """Empty when right, else what is wrong."""
    if "status" in pair:
        wanted = pair["status"] if isinstance(pair["status"], list) else [pair["status"]]
        return "" if turn.status in wanted else f"status {turn.status}"
    if turn.status != "answered":
        return f"status {turn.status}"
    problems = [_CHECKS[key](fact, pair, truth) for key in _CHECKS if key in pair for fact in turn.facts]
    key = next((key for key in _CHECKS if key in pair), None)
    assert key is not None, pair
    if not turn.facts:
        return "no facts"
    return "" if "" in problems else "; ".join(dict.fromkeys(problems))[:200]


_NAMED = re.compile(r"^> .*[“«][^”»]+[”»]", re.MULTILINE)
"""A line under a reply that quotes words of the question which were not used."""


def names_what_it_left_out(turn: PastTurn) -> bool:
    """Whether an answer says which words of the question it has not used."""
    return any(fact.data.get("left_out") for fact in turn.facts) or bool(_NAMED.search(turn.reply))


def near(found: Any, true: float) -> bool:
    """Equal but for floating point."""
    return isinstance(found, int | float) and abs(found - true) <= max(_NEAR * abs(true), 1e-4)


def _count(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    true = len(truth.rows(pair["count"]))
    total = fact.data.get("total")
    found = total.get("customers") if isinstance(total, Mapping) else total
    return (
        ""
        if fact.tool in {"portfolio", "list_customers", "distribution"} and near(found, true)
        else f"count {found} instead of {true}"
    )


def _figure(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    if "compare" in pair:
        return "see compare"
    if fact.tool != "portfolio":
        return f"tool {fact.tool}"
    rows = truth.rows(pair.get("where", ""))
    wanted = pair["figure"] if isinstance(pair["figure"], list) else [pair["figure"]]
    return next((problem for what in wanted if (problem := _one_figure(fact, what, rows, pair.get("by"), truth))), "")


def _held(row: Mapping[str, Any], what: str) -> Any:
    """A figure as a row of a Fact holds it; a retention rate is also the share of those who stayed."""
    found = row.get(what.replace(" ", "_", 1))
    return row.get("share") if found is None and what == "retention_rate" else found


def _one_figure(fact: Fact, what: str, rows: pd.DataFrame, by: list[str] | None, truth: Truth) -> str:
    if by is None:
        found, true = _held(fact.data["total"], what), truth.figure(what, rows)
        return "" if near(found, true) else f"{what} {found} instead of {true}"
    if [g["column"] for g in fact.data["groups"]] not in (columns := [b.split("[")[0] for b in by], columns[::-1]):
        return f"groups {fact.data['groups']}"
    true_rows = truth.grouped(what, rows, by)
    found_rows = {tuple(_cell(row[c]) for c in columns): _held(row, what) for row in fact.data["rows"]}
    expected = {tuple(_cell(k) for k in group): value for group, value in true_rows.items()}
    bad = [g for g, value in expected.items() if not math.isnan(value) and not near(found_rows.get(g), value)]
    return f"{what} of {bad[0]}: {found_rows.get(bad[0])} instead of {expected[bad[0]]}" if bad else ""


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        value = -1.0 if value.get("from") is None else value["from"]
    if isinstance(value, float) and math.isnan(value):
        return str(None)  # pandas' way to say that there is no value
    return str(int(value)) if isinstance(value, int | float) and value == int(value) else str(value)


def _share(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    if fact.tool != "portfolio":
        return f"tool {fact.tool}"
    if "by" in pair:
        column = pair["by"][0]
        for row in fact.data["rows"]:
            part = truth.rows(pair["of"])
            true = len(part[part[column].astype(str) == str(row[column])].query(pair["share"])) / len(
                part[part[column].astype(str) == str(row[column])]
            )
            if not near(row.get("share"), true):
                return f"share of {row[column]}: {row.get('share')} instead of {true}"
        return "" if fact.data["rows"] else "no rows"
    found, true = fact.data["total"].get("share"), truth.share(pair["share"], pair["of"])
    return "" if near(found, true) else f"share {found} instead of {true}"


def _list(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    if fact.tool != "list_customers":
        return f"tool {fact.tool}"
    rows = truth.rows(pair["list"])
    if fact.data["total"] != len(rows):
        return f"total {fact.data['total']} instead of {len(rows)}"
    shown = fact.data["rows"]
    if "n" in pair and len(shown) != min(pair["n"], len(rows)):
        return f"{len(shown)} rows instead of {pair['n']}"
    if "order" not in pair:
        return (
            ""
            if {str(r["customer_id"]) for r in shown} <= set(rows[truth.id_column].astype(str))
            else "other customers"
        )
    column, way = pair["order"].rsplit(maxsplit=1)
    best = rows[column].sort_values(ascending=way == "asc").head(len(shown)).tolist()
    found = (
        rows.set_index(rows[truth.id_column].astype(str))[column]
        .reindex([str(r["customer_id"]) for r in shown])
        .tolist()
    )
    return (
        "" if all(near(a, b) for a, b in zip(found, best, strict=True)) else f"order {found[:3]} instead of {best[:3]}"
    )


def _watch(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    if fact.tool != "watch_list":
        return f"tool {fact.tool}"
    rows = truth.rows(pair["watch"])
    rows = rows[~truth.left.loc[rows.index]]
    if fact.data["total"] != len(rows):
        return f"total {fact.data['total']} instead of {len(rows)}"
    order = pair.get("order", fact.data["order_by"])
    if "n" in pair and len(fact.data["rows"]) != min(pair["n"], len(rows)):
        return f"{len(fact.data['rows'])} rows instead of {pair['n']}"
    best = rows[order].sort_values(ascending=False).head(len(fact.data["rows"])).tolist()
    return (
        ""
        if all(near(r[order], b) for r, b in zip(fact.data["rows"], best, strict=True))
        else f"not the first by {order}"
    )


_TOOLS = {"risk_history": "score_history"}
"""What the form for question files calls a tool, where the tool has another name."""


def _customer(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    wanted = pair["customer"]
    if fact.tool != _TOOLS.get(wanted["tool"], wanted["tool"]):
        return f"tool {fact.tool}"
    if "ids" in wanted:
        found = {str(r["customer_id"]) for r in fact.data["rows"]}
        return "" if found == set(map(str, wanted["ids"])) else f"customers {found}"
    if str(fact.data.get("customer_id")) != str(wanted["id"]):
        return f"customer {fact.data.get('customer_id')}"
    probability = fact.data.get("probability")
    row = truth.frame[truth.frame[truth.id_column].astype(str) == str(wanted["id"])].iloc[0]
    return "" if probability is None or abs(probability - row["probability"]) < 1e-3 else f"probability {probability}"


def _what_if(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    wanted = pair["what_if"]
    if fact.tool != "what_if" or str(fact.data.get("customer_id")) != str(wanted["id"]):
        return f"tool {fact.tool}, customer {fact.data.get('customer_id')}"
    found = fact.data.get("changes") or {}
    same = found.keys() == wanted["changes"].keys() and all(
        near(found[c], v) if isinstance(v, int | float) else str(found[c]) == str(v)
        for c, v in wanted["changes"].items()
    )
    return "" if same else f"changes {found}"


def _profile(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    found = fact.arguments.get("profile")
    return "" if fact.tool == "predict_churn" and found == pair["profile"] else f"tool {fact.tool}, profile {found}"


def _compare(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    """Either the compare tool or figures by group hold all the values."""
    found = [_held(row, pair["figure"]) for row in fact.data.get("rows") or [] if isinstance(row, Mapping)]
    for where in pair["compare"]:
        true = truth.figure(pair["figure"], truth.rows(where))
        if not any(near(value, true) for value in found):
            return f"{pair['figure']} of {where}: {true} not in {found}"
    return ""


def _spread(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    if fact.tool != "distribution" or fact.data["column"] != pair["spread"]:
        return f"tool {fact.tool}"
    true = truth.rows(pair["where"])[pair["spread"]].mean()
    return "" if near(fact.data["mean"], true) else f"mean {fact.data['mean']} instead of {true}"


def _tool(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    return "" if fact.tool == pair["tool"] else f"tool {fact.tool}"


def _nth(fact: Fact, pair: Mapping[str, Any], truth: Truth) -> str:
    column, way = pair["nth"]["order"].split()
    rows = truth.rows(pair["nth"]["where"]).sort_values(column, ascending=way == "asc", kind="stable")
    value = rows[column].iloc[pair["nth"]["n"] - 1]
    found = fact.data.get("customer_id")
    mine = truth.frame.loc[truth.frame[truth.id_column].astype(str) == str(found), column]
    return "" if len(mine) and near(float(mine.iloc[0]), float(value)) else f"customer {found}"


_CHECKS = {
    "count": _count, "compare": _compare, "figure": _figure, "share": _share, "list": _list, "watch": _watch,
    "customer": _customer,
    "what_if": _what_if, "profile": _profile, "spread": _spread, "tool": _tool, "nth": _nth,
}  # fmt: skip
