"""The tools as an orchestrator gets them: LangChain tools over the desk, described from the catalog.

A tool always answers: with a numbered Fact (JSON text for the model, the Fact itself as the message's artifact), or
with one sentence on how to mend the call. Who asks comes by LangChain's runtime and is in no schema.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from db.caller import Caller
from db.catalog import Catalog
from db.errors import Problem
from tools import arguments as args
from tools.bars import Bars
from tools.clarify import EARLIER, ask_back, decline, earlier, not_used, talk
from tools.context import ToolContext
from tools.customer.advice import model_report, retention_options, similar_customers
from tools.customer.cards import customer_card, find_customers, score_history
from tools.customer.predictions import explain_churn, predict_churn, what_if
from tools.customer.proposals import propose_record
from tools.customer.whole_ids import with_whole_ids
from tools.environment import Desk
from tools.facts import Fact, Scope
from tools.fields import Arguments
from tools.invalid_call import Mend
from tools.query.compare import compare
from tools.query.concentration import concentration
from tools.query.distribution import distribution
from tools.query.lists import list_customers, watch_list
from tools.query.portfolio import portfolio
from tools.query.ranks import customer_rank
from tools.replies import (
    absence_words,
    comparison_words,
    customer_words,
    list_words,
    portfolio_words,
    rank_words,
    report_words,
    system_words,
)
from tools.replies.value_words import Namer
from tools.result_types import customer, outcomes, query, system
from tools.results import UNITS, Finding, Invalid, NotFound, Several, column_units, unavailable
from tools.schemas import schema_of
from tools.shown import Shown, measured, shown
from tools.system.about import about_system, told_by_the_turn

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

A = TypeVar("A", bound=Arguments)
ROWS_FOR_MODEL = 10


Words = Callable[[Namer, Any], str]
Turn = Callable[[ToolContext, A, Finding], Finding]


@dataclass(frozen=True)
class Tool(Generic[A]):
    """All there is to a tool: its name, what it takes, does and finds, when it is used, how it is told.

    ``says``: when a model should use it. ``cues``: the readings of a message that ask the planner for it.
    ``results``: the types of its Fact's data, where nothing stood in the way (`result_types.outcomes`: what did).
    ``words``: a Fact of it as a reply, where it has no status. ``turn``: adds what only the turn knows.
    ``chart``: the bars that illustrate it.
    """

    name: str
    takes: type[A]
    work: Callable[[Desk, Caller, A], Finding]
    says: str
    results: tuple[type[Any], ...]
    cues: tuple[str, ...]
    words: Words | None = None
    turn: Turn[A] | None = None
    chart: Callable[[Namer, Any], Bars | None] | None = None


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "customer_card",
        args.CardArguments,
        customer_card,
        "One customer by id: all columns, risk, whether they left. columns: the ones asked about.",
        results=(customer.Card,),
        cues=(
            "customer.card",
            "customer.field",
        ),
        words=customer_words.card,
    ),
    Tool(
        "find_customers",
        args.FindArguments,
        find_customers,
        "Customers by {name}; misspelt names are offered back.",
        results=(customer.Card,),
        cues=("customer.find",),
        words=customer_words.card,
    ),
    Tool(
        "predict_churn",
        args.PredictArguments,
        predict_churn,
        "Churn probability of customers by id, or of a described profile.",
        results=(customer.PredictionOfOne, customer.PredictionOfSome),
        cues=("customer.risk",),
        words=customer_words.prediction,
    ),
    Tool(
        "explain_churn",
        args.CustomerArguments,
        explain_churn,
        "Churn probability of one customer and why (each column's share).",
        results=(customer.Explained,),
        cues=("customer.reasons",),
        words=customer_words.explanation,
    ),
    Tool(
        "what_if",
        args.WhatIfArguments,
        what_if,
        "Churn probability of one customer (or profile) if columns changed.",
        results=(customer.Supposed,),
        cues=("whatif",),
        words=customer_words.what_if,
    ),
    Tool(
        "watch_list",
        args.WatchArguments,
        watch_list,
        "Whom to call first: current customers by {value} at risk or by probability.",
        results=(query.Watched,),
        cues=("query.watch",),
        words=list_words.watch_list,
    ),
    Tool(
        "portfolio",
        args.PortfolioArguments,
        portfolio,
        "Figures over customers, filtered, by 0 to 2 groups.",
        results=(query.Figures,),
        cues=(
            "query.count",
            "query.figure",
            "query.rate",
            "query.share",
            "query.overview",
        ),
        words=portfolio_words.figures,
    ),
    Tool(
        "list_customers",
        args.ListArguments,
        list_customers,
        "Customers that fit a filter, top or bottom N by a column, of all or of each value of another (within). "
        "totals: columns to sum over all that fit.",
        results=(query.Listed,),
        cues=("query.list",),
        words=list_words.listing,
    ),
    Tool(
        "distribution",
        args.DistributionArguments,
        distribution,
        "How one column is spread: quartiles and histogram (bins: cut points), or its values.",
        results=(query.Spread,),
        cues=("query.spread",),
        words=portfolio_words.distribution,
    ),
    Tool(
        "compare",
        args.CompareArguments,
        compare,
        "Customers side by side, or groups ({{label, where}}) of customers side by side.",
        results=(query.Compared,),
        cues=("query.compare",),
        words=comparison_words.comparison,
    ),
    Tool(
        "score_history",
        args.CustomerArguments,
        score_history,
        "How one customer's risk moved over time.",
        results=(customer.History,),
        cues=("customer.history",),
        words=customer_words.history,
    ),
    Tool(
        "customer_rank",
        args.RankArguments,
        customer_rank,
        "Where one customer stands among the others, by columns.",
        results=(query.Standing,),
        cues=("customer.rank",),
        words=rank_words.rank,
    ),
    Tool(
        "concentration",
        args.ConcentrationArguments,
        concentration,
        "How few customers hold a share (0 to 1) of a column's sum, or what the top N or top_percent hold.",
        results=(query.Concentrated,),
        cues=("query.concentration",),
        words=rank_words.concentration,
        chart=rank_words.curve,
    ),
    Tool(
        "similar_customers",
        args.SimilarArguments,
        similar_customers,
        "Past customers most like this one and what became of them.",
        results=(customer.Similar,),
        cues=("customer.similar",),
        words=customer_words.similar,
    ),
    Tool(
        "retention_options",
        args.CustomerArguments,
        retention_options,
        "What could be offered to a customer to lower their risk.",
        results=(customer.Options,),
        cues=("customer.options",),
        words=customer_words.options,
    ),
    Tool(
        "model_report",
        args.NoArguments,
        model_report,
        "How good the churn model is and what weighs most in it.",
        results=(system.Report,),
        cues=("system.report",),
        words=report_words.report,
    ),
    Tool(
        "about_system",
        args.SystemArguments,
        about_system,
        "About this program: how good its model is, its members, what weighs, whether the members agree on a customer, "
        "how the last reply came about, what a mixture of agents is, what a term or column means, how a table is "
        "downloaded, where promises and contacts are (agenda).",
        results=(system.About,),
        cues=(
            "system.quality",
            "system.drivers",
            "system.members",
            "system.method",
            "system.self",
            "system.fields",
            "system.training",
            "system.agreement",
            "system.trace",
            "system.moa",
            "system.limits",
            "system.decides",
            "system.term",
        ),
        words=system_words.about_system,
        turn=told_by_the_turn,
        chart=system_words.bars,
    ),
    Tool(
        "not_used",
        args.UnusedArguments,
        not_used,
        "Beside an answer: words of the question that it leaves out, and why.",
        results=(system.NotUsed,),
        cues=("coverage",),
        words=absence_words.told,
    ),
    Tool(
        "ask_back",
        args.AskBackArguments,
        ask_back,
        "Only where nothing can be answered without asking: no customer named, two readings.",
        results=(outcomes.Clarify,),
        cues=("coverage",),
    ),
    Tool(
        "propose_record",
        args.RecordArguments,
        propose_record,
        "A note, contact, promise or what became of one customer (outcome, left) to be written down: shown to the "
        "person to confirm. text: the person's words.",
        results=(outcomes.ToConfirm,),
        cues=("record",),
    ),
    Tool(
        "decline",
        args.DeclineArguments,
        decline,
        "Outside this bank's customers and churn, any other writing, secrets; not_available: what the bank does not "
        "have (asked: the word).",
        results=(outcomes.Declined,),
        cues=(
            "refuse.write",
            "refuse.secret",
            "refuse.future",
            "refuse.outside",
        ),
    ),
    Tool(
        "talk",
        args.NoArguments,
        talk,
        "A greeting, thanks, or what can be asked here: nothing to look up.",
        results=(outcomes.Talk,),
        cues=("talk.greeting", "talk.thanks", "talk.help", "talk.bye"),
    ),
    Tool(
        EARLIER,
        args.EarlierArguments,
        earlier,
        'Results of earlier turns, read again by name ("2.F1"): for the same data told another way.',
        results=(),
        cues=(),
    ),
)


_LAST_WORD = frozenset({"ask_back", "talk"})
"""After these nothing is left to plan."""


def build_tools(desk: Desk) -> "list[BaseTool]":
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
        asked, finding = _found(desk, context, tool, asked)
    except Mend as mend:
        return None, json.dumps({"error": str(mend)}, ensure_ascii=False)
    except Problem as problem:
        return None, json.dumps({"error": problem.say("en")}, ensure_ascii=False)
    units = {**UNITS, **column_units(desk.catalog), **finding.units}
    fact = context.add(
        tool=name,
        arguments=asked.normal(),
        data=finding.data,
        units=_used(finding.data, units),
        source=finding.source,
        scope=_scope(desk, context.caller, finding),
    )
    return fact, text_for_model(fact, reading.notes)


def _scope(desk: Desk, caller: Caller, finding: Finding) -> Scope | None:
    """The caller's portfolio, where a finding about many customers covers only that."""
    owner = desk.portfolio(caller)
    return Scope(owner=owner) if owner is not None and finding.of_many else None


def text_for_model(fact: Fact, notes: list[str]) -> str:
    """The Fact as JSON with long lists cut; what was mended in the call comes as notes."""
    told: dict[str, Any] = {"fact": fact.id, "data": shown(fact.data, Shown(ROWS_FOR_MODEL))}
    if notes:
        told["notes"] = notes
    return json.dumps(told, ensure_ascii=False, default=str)


def _built(desk: Desk, tool: Tool[Any]) -> "BaseTool":
    from langchain.tools import ToolRuntime  # noqa: PLC0415 - LangChain's agents load with the first turn
    from langchain_core.messages import ToolMessage  # noqa: PLC0415
    from langchain_core.tools import StructuredTool  # noqa: PLC0415

    async def run(runtime: ToolRuntime[ToolContext], **arguments: Any) -> ToolMessage:
        fact, text = await asyncio.to_thread(call, runtime.context.desk, runtime.context, tool.name, arguments)
        return ToolMessage(
            content=text,
            artifact=fact,
            name=tool.name,
            tool_call_id=runtime.tool_call_id or "",
            status="success" if fact is not None else "error",
        )

    return StructuredTool(
        name=tool.name,
        description=tool.says.format(
            name=_named(desk.catalog, desk.catalog.name), value=_named(desk.catalog, desk.catalog.value)
        ),
        args_schema=schema_of(tool.takes),
        coroutine=run,
        return_direct=tool.name in _LAST_WORD,
    )


def _named(catalog: Catalog, column: str | None) -> str:
    return (catalog.columns[column].names.shown("en") or column) if column else "value"


def _found(desk: Desk, context: ToolContext, tool: Tool[A], asked: A) -> tuple[A, Finding]:
    """What a tool finds, and the arguments it was found by: with whole ids."""
    try:
        asked = with_whole_ids(desk, context.caller, asked)
        found = tool.work(desk, context.caller, asked)
        return asked, found if tool.turn is None else tool.turn(context, asked, found)
    except (NotFound, Several, Invalid) as outcome:
        return asked, Finding(data=outcome.data)
    except Problem as problem:
        return asked, unavailable(problem)


def _used(data: Any, units: Mapping[str, str]) -> dict[str, str]:
    """The units of what occurs in the data."""
    keys = measured(data)
    return {key: unit for key, unit in units.items() if key in keys and unit}
