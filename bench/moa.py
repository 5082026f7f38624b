"""The mixture's benchmark: is a committee better than one of its agents, at what cost, and where is its limit?

    python -m bench moa [--quick] [--show FILE.html]     everything (some minutes), printed, and as one page with curves
    python -m bench moa --question "…"                   one question of your installation, four ways side by side
    python -m bench moa --collect HOME                   new questions from a prepared installation
    python -m bench moa --record URL                     the real small model's drafts, from `bench.local_server`

Over questions of both languages with the Facts that the tools found, the points of a good answer are known (code,
`agents.points`). Replies are scored by them and by the grounding check; no language model judges. The writers are
simulated (`agents.proof.dial`), but for SmolLM2's recorded drafts; what follows holds for writers that err in that way.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agents.proof.arms import Arm
from bench.moa_plan import SWEEPS, Curve, local_arms, local_writers, main_arms, recorded
from bench.moa_questions import collect, read, write
from bench.moa_report import Results, as_text
from bench.moa_run import Row, cases_of, running
from bench.moa_thumbs import Learned, thumbs
from db.catalog import DEFAULT, Catalog, read_catalog

CASES = Path(__file__).with_name("moa_cases.jsonl")
_QUICK = 12
_THUMBS = 200


def measure(asked: Sequence[Mapping[str, Any]], *, workers: int, quick: bool) -> Results:
    """Every arm over every question."""
    curves: list[Curve] = []
    arms = {arm.name: arm for arm in main_arms()}
    for sweep in SWEEPS[:1] if quick else SWEEPS:
        swept, curve = sweep()
        curves.append(curve)
        arms |= {arm.name: arm for arm in swept}
    with_local = [one for one in asked if "local" in one]
    local = local_arms() if with_local else []
    began = time.perf_counter()
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(list(asked),)
    ) as pool:
        learned = pool.submit(_thumbs, len(asked) if quick else _THUMBS)
        jobs = {name: pool.submit(_job, arm, ()) for name, arm in arms.items()}
        jobs |= {arm.name: pool.submit(_job, arm, local_writers(arm)) for arm in local}
        rows = {name: _told(name, job.result()) for name, job in jobs.items()}
        told = learned.result()
    return Results(
        rows=rows, curves=tuple(curves), learned=tuple(told), seconds=time.perf_counter() - began,
        questions=len(asked), local_questions=len(with_local),
    )  # fmt: skip


def _told(name: str, rows: list[Row]) -> list[Row]:
    print(f"  {name}: {len(rows)} questions", file=sys.stderr, flush=True)
    return rows


_PREPARED: dict[str, Any] = {}
"""In a worker: the questions as they were read, and with their points."""


def _prepare(asked: Sequence[Mapping[str, Any]]) -> None:
    _PREPARED.update(asked=asked, catalog=_catalog(), cases=cases_of(asked, _catalog()))


def _job(arm: Arm, real: Sequence[str]) -> list[Row]:
    """One arm in a worker; ``real``: the models whose recorded drafts are played, on the questions that have one."""
    asked, catalog, cases = _PREPARED["asked"], _PREPARED["catalog"], _PREPARED["cases"]
    others = dict.fromkeys(real, recorded(asked))
    if real:
        cases = {
            one["question"]: cases[one["question"]] for one in asked if "local" in one and one["question"] in cases
        }

    async def one() -> list[Row]:
        async with running(cases, catalog, sorted(arm.dials), others) as made:
            return await made.arm(arm)

    return asyncio.run(one())


def _thumbs(ratings: int) -> list[Learned]:
    return thumbs(_PREPARED["cases"], _PREPARED["catalog"], ratings)


def _catalog() -> Catalog:
    """The demo bank's, of which the questions are."""
    return read_catalog(DEFAULT)


def main(argv: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench moa", description="Is a committee worth it?")
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK} questions and the first sweep alone")
    parser.add_argument("--show", type=Path, metavar="FILE", help="also write one page with the curves")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures")
    parser.add_argument("--of", type=Path, metavar="FILE", help="show figures written before instead of measuring")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--question", help="one question of the installation, four ways side by side")
    parser.add_argument("--home", type=Path, help="the installation that --question asks (default: the settings')")
    parser.add_argument("--collect", type=Path, metavar="HOME", help="write new questions from a prepared installation")
    parser.add_argument("--record", metavar="URL", help="write down what a real small model drafts")
    asked = parser.parse_args(list(argv))
    if asked.question:
        from bench.moa_question import show  # noqa: PLC0415

        return show(asked.question, asked.home)
    if asked.collect:
        return _collect(asked.collect)
    if asked.record:
        from bench.moa_local import record  # noqa: PLC0415

        print(f"{record(CASES, asked.record, _catalog())} drafts written down.")
        return 0
    results = _results(asked)
    print(as_text(results))
    if asked.json:
        asked.json.write_text(json.dumps(results.as_json(), ensure_ascii=False), encoding="utf-8")
    if asked.show:
        from bench.moa_page import page  # noqa: PLC0415

        asked.show.write_text(page(results), encoding="utf-8")
        print(f"The page is {asked.show}.")
    return 0


def _results(asked: argparse.Namespace) -> Results:
    """Measured now, or read back."""
    if asked.of:
        return Results.of_json(json.loads(asked.of.read_text(encoding="utf-8")))
    questions = read(CASES)
    if asked.quick:
        questions = questions[:: max(1, len(questions) // _QUICK)]
    return measure(questions, workers=asked.workers, quick=asked.quick)


def _collect(home: Path) -> int:
    from bench.engine_lab import places_at  # noqa: PLC0415
    from tools.environment import Desk  # noqa: PLC0415

    found = collect(Desk.open(places_at(home), _catalog()), 208)
    write(CASES, found)
    print(f"{len(found)} questions written to {CASES}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
