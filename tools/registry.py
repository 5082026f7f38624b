"""The tools as an orchestrator gets them: LangChain tools over the desk, described from the catalog.

A tool always answers: with a numbered Fact (JSON text for the model, the Fact itself as the message's artifact), or
with one sentence on how to mend the call. Who asks comes by LangChain's runtime and is in no schema.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool

from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from db.errors import Problem
from tools import arguments as args
from tools.clarify import ask_back, decline
from tools.context import ToolContext
from tools.customer.advice import model_report, retention_options, similar_customers
from tools.customer.cards import customer_card, find_customers, score_history
from tools.customer.predictions import explain_churn, predict_churn, what_if
from tools.environment import Desk
from tools.facts import Fact
from tools.invalid_call import Mend
from tools.query.compare import compare
from tools.query.distribution import distribution
from tools.query.lists import list_customers, watch_list
from tools.query.portfolio import portfolio
from tools.results import UNITS, Finding, Invalid, NotFound, column_units, unavailable
from tools.schemas import schema_of

A = TypeVar("A", bound=args.Arguments)
ROWS_FOR_MODEL = 20


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool's name, what it takes, what it does, and the sentence that tells a model when to use it."""

    name: str
    takes: type[A]
    work: Callable[[Desk, Caller, A], Finding]
    says: str


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "customer_card",
        args.CardArguments,
        customer_card,
        "One customer by id: all columns, risk, whether they left. columns: the ones asked about.",
    ),
    Tool("find_customers", args.FindArguments, find_customers, "Customers by {name}; misspelt names are offered back."),
    Tool(
        "predict_churn",
        args.PredictArguments,
        predict_churn,
        "Churn probability of customers by id, or of a described profile.",
    ),
    Tool(
        "explain_churn",
        args.CustomerArguments,
        explain_churn,
        "Churn probability of one customer and why (each column's share).",
    ),
    Tool(
        "what_if",
        args.WhatIfArguments,
        what_if,
        'Churn probability if columns changed. Relative change of a number: {{"add": n}} or {{"percent": p}}.',
    ),
    Tool(
        "watch_list",
        args.WatchArguments,
        watch_list,
        "Whom to call first: current customers by {value} at risk or by probability.",
    ),
    Tool(
        "portfolio",
        args.PortfolioArguments,
        portfolio,
        "Figures over customers: counts, churn rate, sum/mean/median/min/max of a column, share that fits a where "
        "(with a column: their part of its sum), predicted risk; by 0 to 2 groups, filtered. "
        "ne and not include customers whose value is missing.",
    ),
    Tool(
        "list_customers",
        args.ListArguments,
        list_customers,
        "Customers that fit a filter, top or bottom N by a column, with the total.",
    ),
    Tool(
        "distribution",
        args.DistributionArguments,
        distribution,
        "How one column is spread: quartiles and histogram, or its values.",
    ),
    Tool("compare", args.CompareArguments, compare, "Customers side by side, or groups of customers side by side."),
    Tool("score_history", args.CustomerArguments, score_history, "How one customer's risk moved over time."),
    Tool(
        "similar_customers",
        args.SimilarArguments,
        similar_customers,
        "Past customers most like this one and what became of them.",
    ),
    Tool(
        "retention_options",
        args.CustomerArguments,
        retention_options,
        "What could be offered to a customer to lower their risk.",
    ),
    Tool("model_report", args.NoArguments, model_report, "How good the churn model is and what weighs most in it."),
    Tool(
        "ask_back",
        args.AskBackArguments,
        ask_back,
        "Only where nothing can be answered without asking: no customer named, two readings.",
    ),
    Tool(
        "decline",
        args.DeclineArguments,
        decline,
        "Outside this bank's customers and churn, anything that writes, secrets, unknown columns.",
    ),
)


def build_tools(desk: Desk) -> list[BaseTool]:
    """The LangChain tools over one desk; use with ``create_agent(…, context_schema=ToolContext)``."""
    return [_built(desk, tool) for tool in TOOLS]


def call(desk: Desk, context: ToolContext, name: str, arguments: Mapping[str, Any]) -> tuple[Fact | None, str]:
    """Run one tool (blocking): the Fact and its text for the model, or ``None`` and how to mend the call.

    Raises:
        KeyError: there is no such tool.
    """
    tool = next((t for t in TOOLS if t.name == name), None)
    if tool is None:
        raise KeyError(name)
    reading = desk.reading(context.caller)
    try:
        asked = args.read_arguments(tool.takes, arguments, reading, name)
        finding = _found(desk, context.caller, tool, asked)
    except Mend as mend:
        return None, json.dumps({"error": str(mend)}, ensure_ascii=False)
    except Problem as problem:
        return None, json.dumps({"error": problem.en}, ensure_ascii=False)
    units = {**UNITS, **column_units(desk.catalog), **finding.units}
    fact = context.add(
        tool=name, arguments=asked.normal(), data=finding.data, units=_used(finding.data, units), source=finding.source
    )
    return fact, text_for_model(fact, reading.notes)


def text_for_model(fact: Fact, notes: list[str]) -> str:
    """The Fact as JSON with long lists cut; what was mended in the call comes as notes."""
    shown: dict[str, Any] = {"fact": fact.id, "data": _cut(fact.data)}
    if notes:
        shown["notes"] = notes
    return json.dumps(shown, ensure_ascii=False, default=str)


def _built(desk: Desk, tool: Tool[Any]) -> BaseTool:
    async def run(runtime: ToolRuntime[ToolContext], **arguments: Any) -> ToolMessage:
        fact, text = await asyncio.to_thread(call, desk, runtime.context, tool.name, arguments)
        return ToolMessage(
            content=text,
            artifact=fact,
            name=tool.name,
            tool_call_id=runtime.tool_call_id or "",
            status="success" if fact is not None else "error",
        )

    words = desk.vocabulary(WHOLE_BANK)
    return StructuredTool(
        name=tool.name,
        description=tool.says.format(
            name=_named(desk.catalog, desk.catalog.name), value=_named(desk.catalog, desk.catalog.value)
        ),
        args_schema=schema_of(tool.takes, words),
        coroutine=run,
    )


def _named(catalog: Catalog, column: str | None) -> str:
    return (catalog.columns[column].names.shown("en") or column) if column else "value"


def _found(desk: Desk, caller: Caller, tool: Tool[A], asked: A) -> Finding:
    try:
        return tool.work(desk, caller, asked)
    except (NotFound, Invalid) as outcome:
        return Finding(data=outcome.data)
    except Problem as problem:
        return unavailable(problem)


def _used(data: Any, units: Mapping[str, str]) -> dict[str, str]:
    """The units of the keys that occur in the data."""
    keys: set[str] = set()
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            keys |= set(node)
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
    return {key: unit for key, unit in units.items() if key in keys and unit}


def _cut(value: Any, depth: int = 0) -> Any:
    if isinstance(value, Mapping):
        cut = {key: _cut(part, depth + 1) for key, part in value.items()}
        for key, part in value.items():
            if isinstance(part, list) and len(part) > ROWS_FOR_MODEL:
                cut[f"{key}_left_off"] = len(part) - ROWS_FOR_MODEL
        return cut
    if isinstance(value, list | tuple):
        return [_cut(part, depth + 1) for part in value[:ROWS_FOR_MODEL]]
    return round(value, 6) if isinstance(value, float) and depth else value
