"""Calls that say otherwise than a message are not passed: every understood question, its frame changed in one place."""

from collections.abc import Iterator
from typing import Any

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from tests.unit.agents.understanding.families import cases
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, planner

Node = dict[str, Any]
_TURNED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "ne", "ne": "eq"}
_OTHER = {"Age": "Tenure", "Tenure": "Age", "Balance": "EstimatedSalary", "EstimatedSalary": "Balance"}
_STATUS = {"left": "current", "current": "left"}
_EVERY_NTH = 31


def put(arguments: Node, parts: list[Node]) -> Node:
    rest = {key: value for key, value in arguments.items() if key != "where"}
    if not parts:
        return rest
    return {**rest, "where": parts[0] if len(parts) == 1 else {"all": parts}}


def other_conditions(arguments: Node) -> Iterator[tuple[str, Node]]:
    where = arguments.get("where")
    parts = [] if where is None else where.get("all", [where])
    for i, part in enumerate(parts):
        rest = parts[:i] + parts[i + 1 :]
        yield "a condition dropped", put(arguments, rest)
        if part["op"] in _TURNED:
            yield "a comparison turned", put(arguments, [*rest, {**part, "op": _TURNED[part["op"]]}])
        if isinstance(part.get("value"), int | float) and part["value"]:
            yield "another number", put(arguments, [*rest, {**part, "value": part["value"] + 3}])
        if part["column"] in _OTHER:
            yield "another column", put(arguments, [*rest, {**part, "column": _OTHER[part["column"]]}])


def other_figures(arguments: Node) -> Iterator[tuple[str, Node]]:
    for key in ("population", "groups"):
        if key in arguments:
            yield f"{key} dropped", {k: v for k, v in arguments.items() if k != key}
    if "population" in arguments:
        yield "the others", {**arguments, "population": _STATUS[arguments["population"]]}
    measures = arguments["measures"]
    for i, one in enumerate(measures):
        rest = [*measures[:i], *measures[i + 1 :]]
        if rest:
            yield "a measure dropped", {**arguments, "measures": rest}
        other = {"customers": "churn_rate", "churn_rate": "customers"}.get(one["measure"], "max")
        yield "another measure", {**arguments, "measures": [*rest, {**one, "measure": other}]}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_frame_changed_in_one_place_is_not_passed(name, language):
    of, passed, tried = planner(name), [], 0
    for case in list(cases(CATALOGS[name], language))[::_EVERY_NTH]:
        calls = of.next_calls(Conversation(case.question, earlier=()))
        if [call.tool for call in calls] != ["portfolio"] or calls[0].arguments.get("where", {}).get("any"):
            continue
        arguments = calls[0].arguments
        assert of.reviewer.review(case.question, calls).instead is None, case.question
        for what, changed in [*other_conditions(arguments), *other_figures(arguments)]:
            tried += 1
            review = of.reviewer.review(case.question, [Call("portfolio", changed)])
            if review.instead is None and not review.named:
                passed.append((what, case.question, changed))
    assert tried > 150
    assert len(passed) <= 0.01 * tried, passed
