"""``python -m bench understanding``: paired questions in two languages against pandas; accuracy and parity."""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from sqlalchemy import select

from agents.history import PastTurn
from agents.offline.model import OfflineChatModel
from bench.understanding_check import wrong
from bench.understanding_path import Asked
from bench.understanding_truth import Truth
from db.catalog import Catalog, read_catalog
from db.launch import launch
from db.load import main as load
from db.places import Places
from db.state import scores
from ml.score import main as score
from ml.train import main as train
from tools.environment import Desk

QUESTIONS = [Path(__file__).parent / name for name in ("understanding.yaml", "understanding_odd.yaml")]
LANGUAGES = ("es", "en")


@dataclass(frozen=True)
class Outcome:
    """One question asked."""

    kind: str
    language: str
    question: str
    problem: str
    status: str
    expected: str
    said_in: str
    facts: str
    seconds: float


def main(argv: Sequence[str], places: Places | None = None) -> int:
    """Ask every pair and print the figures; 1 when a target is missed. Without places, with the program's own."""
    if places is None:
        return _launched(argv)
    options = _options(argv)
    if options.data is not None:
        places = _prepared(places, options.data)
    catalog = read_catalog(places.catalog)
    desk = Desk.open(places, catalog)
    truth = truth_of(places, catalog, desk)
    model = OfflineChatModel(role="orchestrator", catalog=catalog)
    outcomes = [outcome for path in options.questions for outcome in asked(path, desk, model, truth)]
    return _report(outcomes)


def asked(path: Path, desk: Desk, model: OfflineChatModel, truth: Truth) -> list[Outcome]:
    """Every pair of a question file in both languages."""
    return [
        _ask(group["kind"], language, pair, desk=desk, model=model, truth=truth)
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))
        for pair in group["pairs"]
        for language in LANGUAGES
        if language in pair
    ]


def _ask(
    kind: str, language: str, pair: Mapping[str, Any], *, desk: Desk, model: OfflineChatModel, truth: Truth
) -> Outcome:
    turns = pair[language] if isinstance(pair[language], list) else [pair[language]]
    conversation = Asked(desk, model, "en" if language == "en" else "es")
    started = time.perf_counter()
    for question in turns:
        turn = conversation.ask(question)
    elapsed = (time.perf_counter() - started) / len(turns)
    problem = wrong(turn, pair, truth)
    if conversation.mended:
        problem = problem and f"{problem} ({conversation.mended[-1][-120:]})"
    return Outcome(
        kind,
        language,
        " | ".join(turns),
        problem,
        turn.status,
        pair.get("status", "answered"),
        turn.language,
        _plain(turn),
        elapsed,
    )


def _plain(turn: PastTurn) -> str:
    """The Facts without their numbering and without the person's own words quoted in them, to compare two languages."""
    quoted = {"detail"}
    told = [
        [f.tool, *({k: v for k, v in part.items() if k not in quoted} for part in (f.arguments, f.data))]
        for f in turn.facts
    ]
    return json.dumps(told, sort_keys=True, default=str)


def truth_of(places: Places, catalog: Catalog, desk: Desk) -> Truth:
    """The bank's own rows and scores as a frame; read with pandas, not through the tools."""
    with desk.bank.engine.connect() as connection:
        frame = pd.read_sql(f'SELECT * FROM "{catalog.table}"', connection)
        scored = pd.read_sql(select(scores.c.customer_id, scores.c.probability, scores.c.band), connection)
    for name, column in catalog.columns.items():
        if column.kind == "flag" and name in frame and frame[name].dropna().isin(["0", "1"]).all():
            frame[name] = pd.to_numeric(frame[name])
    frame["_id"] = frame[catalog.id].astype(str)
    frame = frame.merge(scored.rename(columns={"customer_id": "_id", "band": "risk_band"}), on="_id", how="left")
    left = frame[catalog.label.column].astype(str) == catalog.label.positive
    if catalog.value:
        frame["value_at_risk"] = frame["probability"] * frame[catalog.value]
    return Truth(frame, id_column=catalog.id, left=left, value=catalog.value)


def _prepared(places: Places, data: str) -> Places:
    """A bank of its own in a temporary home: loaded, trained and scored from ``data``."""
    home = Path(tempfile.mkdtemp(prefix="understanding-"))
    own = replace(
        places,
        home=home,
        bank_url=f"sqlite:///{home / 'bank.db'}",
        state_url=f"sqlite:///{home / 'state.db'}",
        mlflow_uri=f"sqlite:///{home / 'mlflow.db'}",
    )
    for step, arguments in ((load, [data]), (train, ["--preset", "quick"]), (score, [])):
        if step(arguments, own):
            raise SystemExit(1)
    return own


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench understanding", description=__doc__)
    parser.add_argument(
        "--questions", type=Path, action="append", help="another question file (may be given more than once)"
    )
    parser.add_argument("--data", help="a CSV to load, train on and ask about, instead of the installation's bank")
    options = parser.parse_args(list(argv))
    options.questions = options.questions or QUESTIONS
    return options


# --- figures


def _report(outcomes: Sequence[Outcome]) -> int:
    right = [o for o in outcomes if not o.problem]
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.kind].append(outcome)
    print(f"{'kind':<16}{'es':>12}{'en':>12}{'all':>9}")
    for kind, group in by_kind.items():
        cells = [_rate([o for o in group if o.language == language]) for language in LANGUAGES]
        print(f"{kind:<16}{cells[0]:>12}{cells[1]:>12}{sum(not o.problem for o in group) / len(group):>9.1%}")
    pairs = list(zip(*([o for o in outcomes if o.language == language] for language in LANGUAGES), strict=True))
    same = sum(es.facts == en.facts for es, en in pairs)
    answerable = [o for o in outcomes if o.expected == "answered"]
    refusals = sum(o.status == "refused" for o in answerable)
    clarifications = sum(o.status == "clarify" for o in answerable)
    tongues = sum(o.said_in == o.language for o in outcomes)
    times = sorted(o.seconds for o in outcomes)
    overall = len(right) / len(outcomes)
    print(f"\nright            {len(right)}/{len(outcomes)} = {overall:.2%} (at least 98 %), every kind at least 95 %")
    print(f"parity           {same}/{len(pairs)} = {same / len(pairs):.2%} (100 %)")
    print(f"false refusals   {refusals}/{len(answerable)} (0)")
    print(f"false clarifies  {clarifications}/{len(answerable)} = {clarifications / len(answerable):.2%} (at most 1 %)")
    print(f"language         {tongues}/{len(outcomes)}")
    middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"per question     median {middle:.1f} ms, p95 {late:.1f} ms (understanding and tools)")
    _failures(outcomes, pairs)
    worst = min(sum(not o.problem for o in group) / len(group) for group in by_kind.values())
    return (
        0
        if overall >= 0.98
        and worst >= 0.95
        and same == len(pairs)
        and not refusals
        and clarifications <= 0.01 * len(answerable)
        else 1
    )


def _failures(outcomes: Sequence[Outcome], pairs: Sequence[tuple[Outcome, Outcome]]) -> None:
    print("\nfailures:")
    for outcome in outcomes:
        if outcome.problem:
            print(f"  {outcome.kind} [{outcome.language}] {outcome.question}: {outcome.problem}")
        elif outcome.said_in != outcome.language:
            print(f"  language [{outcome.language}] {outcome.question}: answered in {outcome.said_in}")
    for es, en in pairs:
        if es.facts != en.facts and not es.problem and not en.problem:
            print(f"  parity: {es.question} / {en.question}")


def _rate(group: Sequence[Outcome]) -> str:
    return f"{sum(not o.problem for o in group)}/{len(group)}"


def _launched(argv: Sequence[str]) -> int:
    """Run as a command of its own, with the settings' home."""
    sys.argv = ["bench.understanding", *argv]
    try:
        launch("bench.understanding")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


if __name__ == "__main__":
    launch("bench.understanding")
