"""A laboratory for the engine: a scripted local server, a roster that names its models, hand-made Facts of a made-up
bank.
"""

import atexit
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, tool
from sqlalchemy import Engine as StateEngine

from agents.engine import Engine
from agents.events import ReplyReplaced, ReplyToken, TraceEvent, TurnEnded
from agents.llm.budget import Accounts
from agents.llm.providers import RemoteProvider
from agents.refine import Refinement
from agents.roster import Roster
from bench.together_answers import Answer, text
from bench.together_server import Answers, Plan, TogetherServer
from db.caller import WHOLE_BANK, Caller
from db.catalog import DEFAULT, Catalog, read_catalog
from db.engines import state_engine
from db.places import Places
from db.state.migrate import upgrade
from tools.environment import Desk
from tools.facts import Fact

PROPOSERS = {"risk_analyst": "m-a", "retention_strategist": "m-b", "sceptic": "m-c"}
ORCHESTRATORS = {"orchestrator": "m-orchestrator", "orchestrator_standin": "m-orchestrator-2"}
EDITORS = {"editor": "m-editor", "editor_standin": "m-editor-2"}
MODELS = (*PROPOSERS.values(), *ORCHESTRATORS.values(), *EDITORS.values())
UNITS = {
    "rank": "rank",
    "customer_id": "id",
    "name": "name",
    "probability": "share",
    "value": "money",
    "value_at_risk": "money",
    "total": "count",
    "shown": "count",
    "value_at_risk_total": "money",
    "high_risk_share": "share",
    "mean_risk": "share",
}
_NAMES = [
    "Hargrave",
    "Hill",
    "Onio",
    "Boni",
    "Mitchell",
    "Chu",
    "Bartlett",
    "Obinna",
    "McDonald",
    "Romeo",
    "Fanucci",
    "Scott",
    "Goforth",
    "Rossi",
    "Okafor",
    "Castillo",
    "Moreno",
    "Vidal",
    "Serrano",
    "Iglesias",
    "Weber",
    "Krause",
    "Lindner",
    "Dubois",
    "Lefevre",
    "Girard",
    "Novak",
    "Petrov",
    "Silva",
    "Nakamura",
]


def roster(*, layers: int = 1, deadline: float = 12, timeout: float = 3, grace: float = 0.3, **changes: Any) -> Roster:
    """A roster over the laboratory's models; seconds as given."""
    times = {"timeout": timeout, "first_token": timeout / 2, "gap": timeout / 4}
    price = {"input": 0.2, "output": 0.6}

    def agent(role: str, model: str) -> dict[str, Any]:
        return {"role": role, "model": model, "max_tokens": 600, "price": price, **times}

    agents = {name: agent(name, model) for name, model in PROPOSERS.items()}
    agents |= {name: agent("orchestrator", model) for name, model in ORCHESTRATORS.items()}
    agents |= {name: agent("aggregator", model) for name, model in EDITORS.items()}
    layer = {"proposers": list(PROPOSERS), "quorum": 2, "grace": grace, "deadline": timeout * 1.5}
    profile = {"aggregators": list(EDITORS), "deadline": deadline}
    return Roster.model_validate(
        {
            "version": "bench",
            "orchestrators": list(ORCHESTRATORS),
            "agents": agents,
            "profiles": {
                "fast": profile,
                "moa": {**profile, "layers": [layer] * layers},
                "deep": {**profile, "layers": [layer] * 3, "early_exit": True},
            },
            "retries": {"attempts": 2, "base": 0.05, "cap": 0.2},
            "breaker": {"failures": 50, "cooldown": 1},
            **changes,
        }
    )


def watch_list(rng: random.Random, size: int = 4) -> Fact:
    """A watch-list of made-up customers, every figure different."""
    names = rng.sample(_NAMES, size)
    rows = []
    for rank, name in enumerate(names, start=1):
        probability = round(rng.uniform(0.3, 0.95), 4)
        value = round(rng.uniform(20_000, 200_000), 2)
        rows.append(
            {
                "rank": rank,
                "customer_id": rng.randrange(15_565_701, 15_815_690),
                "name": name,
                "owner": "Ana Torres",
                "probability": probability,
                "band": "high" if probability >= 0.5 else "medium",
                "value": value,
                "value_at_risk": round(value * probability, 2),
                "columns": {},
            }
        )
    total = rng.randrange(1_000, 3_000)
    data = {
        "rows": rows,
        "total": total,
        "shown": size,
        "offset": 0,
        "more": total - size,
        "order_by": "value_at_risk",
        "population": "current",
        "value_at_risk_total": round(rng.uniform(5e7, 9e7), 2),
        "high_risk_share": round(rng.uniform(0.1, 0.3), 4),
        "mean_risk": round(rng.uniform(0.1, 0.3), 4),
        "tied": 0,
        "model_version": "churn v1",
    }
    return Fact(id="F1", tool="watch_list", arguments={"limit": size}, data=data, units=UNITS)


STYLES = ("sentences", "carried over", "table", "frases", "tabla")


def honest(fact: Fact, style: str = "sentences") -> str:
    """A true reply about a watch-list with every row's figures, in one of several manners and either language."""
    rows = fact.data["rows"]
    name = rows[0]["name"]
    spanish = style in {"frases", "tabla"}
    opening = f"Llame primero a {name}." if spanish else f"Call {name} first."
    closing = "Son asociaciones, no causas." if spanish else "These are associations, not causes."
    if style in {"table", "tabla"}:
        heading = "Cliente | Nombre | Riesgo | Valor en riesgo" if spanish else "Customer | Name | Risk | Value at risk"
        told = f"| {heading} |\n|---|---|---|---|\n" + "".join(
            f"| {row['customer_id']} | {row['name']} | {_share(row, spanish)} | {_money(row, spanish)} |\n"
            for row in rows
        )
        return f"{opening}\n\n{told}\n{closing}"
    return f"{opening} {' '.join(_row(row, style) for row in rows)} {closing}"


def _row(row: Mapping[str, Any], style: str) -> str:
    who, share, money = (
        f"{row['name']} ({row['customer_id']})",
        _share(row, style == "frases"),
        _money(row, style == "frases"),
    )
    if style == "frases":
        return f"{who} tiene un riesgo de abandono del {share} y {money} en riesgo."
    if style == "carried over":
        return f"{who} is on the list. The churn risk is {share}, with {money} at risk."
    return f"{who} has a churn risk of {share} and {money} at risk."


def _share(row: Mapping[str, Any], spanish: bool) -> str:
    shown = f"{row['probability'] * 100:.1f}"
    return f"{shown.replace('.', ',')} %" if spanish else f"{shown}%"


def _money(row: Mapping[str, Any], spanish: bool) -> str:
    shown = f"{row['value_at_risk']:,.0f}"
    return f"{shown.replace(',', '.')} €" if spanish else f"€{shown}"


@dataclass
class Lab:
    """A running engine and the server it talks to."""

    engine: Engine
    server: TogetherServer
    fact: Fact
    caller: Caller = WHOLE_BANK
    facts: dict[str, Fact] = field(default_factory=dict)
    """Question -> its Fact, where turns differ."""

    async def ask(self, question: str = "whom should I call first?", profile: str = "moa") -> "Outcome":
        """One turn, timed."""
        return await observed(self.engine.turn(question, caller=self.caller, profile=profile))


@dataclass(frozen=True)
class Outcome:
    """What a turn came to. Times in seconds from the question."""

    events: tuple[TraceEvent, ...]
    reply: str
    status: str
    shown: str
    """What a reader who follows the stream has before them at the end."""
    total: float
    first_token: float | None

    def of(self, kind: type[TraceEvent]) -> list[Any]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


async def observed(stream: AsyncIterator[TraceEvent]) -> Outcome:
    """Follow a turn as a reader would."""
    events: list[TraceEvent] = []
    shown, first = "", None
    async for event in stream:
        events.append(event)
        if isinstance(event, ReplyToken):
            shown += event.text
            first = first if first is not None else event.at_ms / 1000
        elif isinstance(event, ReplyReplaced):
            shown = event.text
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    return Outcome(tuple(events), ended.reply, ended.status, shown, ended.at_ms / 1000, first)


def scripted(writes: Callable[[str, Mapping[str, Any]], str]) -> Answers:
    """Orchestrators call the one tool, then say DONE; all others write what ``writes(model, body)`` says."""

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        messages = body["messages"]
        tokens = sum(len(str(message.get("content"))) for message in messages) // 4
        if not model.startswith("m-orchestrator"):
            return text(writes(model, body), prompt_tokens=tokens)
        if messages[-1]["role"] == "tool":
            return text("DONE", prompt_tokens=tokens)
        call = {"name": "watch_list", "arguments": "{}"}
        return Answer((), ({"id": "c1", "type": "function", "function": call},), prompt_tokens=tokens)

    return answer


def made_up_tools(lab: Callable[[], "Lab"]) -> list[BaseTool]:
    """One tool that finds the laboratory's Fact."""

    @tool("watch_list", response_format="content_and_artifact")
    async def find(runtime: ToolRuntime[Any, Any]) -> tuple[str, Fact]:
        """The customers at risk."""
        held = lab()
        asked = next(str(m.content) for m in reversed(runtime.state["messages"]) if m.type == "human")
        known = held.facts.get(asked, held.fact)
        fact = runtime.context.add(
            tool="watch_list", arguments=known.arguments, data=known.data, units=known.units, source="made up"
        )
        return str({"fact": fact.id, "data": fact.data}), fact

    return [find]


@asynccontextmanager
async def laboratory(
    answers: Answers,
    *,
    plan: Plan | None = None,
    of: Roster | None = None,
    fact: Fact | None = None,
    server_url: str | None = None,
    models: Sequence[str] = MODELS,
) -> AsyncIterator[Lab]:
    """Start a server and an engine of their own; both are gone afterwards."""
    server = TogetherServer(answers, models=models, plan=plan)
    url = server_url or await server.start()
    catalog = read_catalog(DEFAULT)
    with tempfile.TemporaryDirectory() as folder:
        places = places_at(Path(folder))
        shutil.copy(migrated(), Path(folder) / "state.db")
        state = state_engine(places)
        chosen = of or roster()
        provider = RemoteProvider(base_url=url, api_key="key", kind="compatible")
        holder: list[Lab] = []
        engine = Engine(
            desk_without_bank(catalog, places, state),
            chosen,
            provider,
            refinement=Refinement(state, chosen.refinement),
            accounts=Accounts(state, chosen.budget),
            tools=made_up_tools(lambda: holder[0]),
        )
        holder.append(Lab(engine=engine, server=server, fact=fact or watch_list(random.Random(1))))
        try:
            yield holder[0]
        finally:
            await engine.aclose()
            await server.stop()
            state.dispose()


@lru_cache(maxsize=1)
def migrated() -> Path:
    """An empty, migrated state, made once and copied."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    upgrade(places_at(folder))
    state_engine(places_at(folder)).dispose()
    return folder / "state.db"


def desk_without_bank(catalog: Catalog, places: Places, state: StateEngine) -> Desk:
    """A desk whose bank is never asked for customers: the laboratory's tool brings its own Facts."""
    return Desk(catalog, places, bank_engine=state, state_engine=state, model=None)


def places_at(home: Path) -> Places:
    """An installation of its own."""
    return Places(
        home=home,
        bank_url=f"sqlite:///{home / 'bank.db'}",
        state_url=f"sqlite:///{home / 'state.db'}",
        catalog=DEFAULT,
        mlflow_uri=f"sqlite:///{home / 'mlflow.db'}",
    )
