"""The fault matrix: every fault x every role. Answered, said so, nothing unsupported, within the deadline?"""

import asyncio
import random
import re
from dataclasses import dataclass

from agents.events import Degraded
from agents.shortfalls import lines_shown
from bench import engine_lab as lab
from bench.together_faults import KINDS, Fault
from bench.together_server import Latency, Plan
from tools.facts import Fact

ROLES = {
    "orchestrator": ("m-orchestrator",),
    "one proposer": ("m-c",),
    "all proposers": tuple(lab.PROPOSERS.values()),
    "aggregator": ("m-editor",),
    "all": lab.MODELS,
}
DEADLINE = 20.0
_AT_ONCE = 4
_SLACK = 0.5


@dataclass(frozen=True)
class Cell:
    """One fault in one role."""

    fault: str
    role: str
    answered: bool
    said: bool
    true: bool
    in_time: bool
    seconds: float
    codes: tuple[str, ...]

    @property
    def good(self) -> bool:
        return self.answered and self.said and self.true and self.in_time


async def run_cell(kind: str, role: str) -> Cell:
    """One turn with the fault on every call of the role's models."""
    fact = lab.watch_list(random.Random(7))
    reply = lab.honest(fact)
    retry_after = 0.1 if kind in {"429", "503"} else None
    faults: dict[str, dict[int | None, Fault]] = {model: {None: Fault(kind, retry_after)} for model in ROLES[role]}
    plan = Plan(faults=faults, default=Latency(0.05, 0.001))
    roster = lab.roster(deadline=DEADLINE, timeout=4, grace=0.5)
    async with lab.laboratory(lab.scripted(lambda _model, _body: reply), plan=plan, of=roster, fact=fact) as made:
        outcome = await made.ask()
    lines = lines_shown({event.code: event.line for event in outcome.of(Degraded)}, faults=(), language="en")
    return Cell(
        fault=kind,
        role=role,
        answered=outcome.status == "answered" and len(outcome.reply) > 40,
        said=bool(lines) and all(line in outcome.reply for line in lines) and outcome.shown == outcome.reply,
        true=figures_in(outcome.reply.split("\n>")[0]) <= figures_of(fact),
        in_time=outcome.total <= DEADLINE + _SLACK,
        seconds=outcome.total,
        codes=tuple(event.code for event in outcome.of(Degraded)),
    )


def figures_in(text: str) -> set[str]:
    """Digits of every number in a text: an independent, stricter reading than the engine's."""
    return {re.sub(r"\D", "", found) for found in re.findall(r"\d[\d.,]*", text)} - {""}


def figures_of(fact: Fact) -> set[str]:
    """Digits of every way the replies here may write the Fact's figures."""
    data = fact.data
    known = {str(data["total"]), str(len(data["rows"]))}
    known |= {f"{data['value_at_risk_total']:.0f}", f"{data['value_at_risk_total']:.2f}".replace(".", "")}
    known |= {re.sub(r"\D", "", f"{data[key]:.{n}%}") for key in ("high_risk_share", "mean_risk") for n in (0, 1)}
    for row in fact.data["rows"]:
        known |= {str(row["rank"]), str(row["customer_id"])}
        for value in (row["value"], row["value_at_risk"]):
            known |= {f"{value:.0f}", f"{value:.2f}".replace(".", "")}
        known |= {re.sub(r"\D", "", f"{row['probability']:.{n}%}") for n in (0, 1, 2)}
    return known


async def matrix(kinds: tuple[str, ...] = KINDS) -> list[Cell]:
    """Every cell, a few at a time."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def guarded(kind: str, role: str) -> Cell:
        async with gate:
            return await run_cell(kind, role)

    return list(await asyncio.gather(*(guarded(kind, role) for kind in kinds for role in ROLES)))


def show(cells: list[Cell]) -> bool:
    """Print the table; whether every cell is good."""
    print(f"\n3. Fault matrix (deadline {DEADLINE:.0f} s): ok and seconds, or what is missing")
    print(f"{'fault':<20}" + "".join(f"{role:<34}" for role in ROLES))
    for kind in dict.fromkeys(cell.fault for cell in cells):
        row = [next(c for c in cells if c.fault == kind and c.role == role) for role in ROLES]
        print(f"{kind:<20}" + "".join(f"{_said(cell):<34}" for cell in row))
    bad = [cell for cell in cells if not cell.good]
    print(f"{len(cells) - len(bad)} of {len(cells)} cells answered, said so, true and in time.")
    return not bad


def _said(cell: Cell) -> str:
    if cell.good:
        return f"ok {cell.seconds:4.1f} s {','.join(cell.codes)[:24]}"
    missing = [name for name in ("answered", "said", "true", "in_time") if not getattr(cell, name)]
    return f"NOT {','.join(missing)} {','.join(cell.codes)[:10]}"
