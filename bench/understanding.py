"""``python -m bench understanding``: questions in two languages against pandas: right, said so, or silently wrong.

A question file is a list of groups (``kind``, ``pairs``) or a mapping with ``author`` and ``groups``. A pair has ``es``
and ``en`` (a list is a conversation) and what is expected, or ``or``: a list of expectations any of which is right.
``--wrappings`` asks every rightly answered question again in other clothes, ``--restrictions`` with a phrase that no
bank can serve, ``--foreign`` asks generated banks of other shapes over drafted catalogs.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import psutil
from sqlalchemy import select

from agents.history import PastTurn
from agents.offline.model import OfflineChatModel
from bench.understanding_check import names_what_it_left_out, wrong
from bench.understanding_outcomes import LANGUAGES, Ask, Outcome, report, report_again
from bench.understanding_path import Asked
from bench.understanding_shapes import Bank, banks
from bench.understanding_truth import Truth
from bench.understanding_wrappings import restricted, wrapped
from db.catalog import Catalog, read_catalog
from db.launch import launch, launched
from db.load import main as load
from db.places import Places
from db.state import scores
from db.state.generations import in_use
from db.yaml_files import read_yaml
from ml.score import main as score
from ml.train import main as train
from tools.environment import Desk

QUESTIONS = [Path(__file__).parent / name for name in ("understanding.yaml", "understanding_odd.yaml")]


def main(argv: Sequence[str], places: Places | None = None) -> int:
    """Ask every pair and print the figures; 1 when a target is missed. Without places, with the program's own."""
    if places is None:
        return launched("bench.understanding", argv)
    options = _options(argv)
    if options.data is not None:
        places = _prepared(places, options.data)
    catalog = read_catalog(places.catalog)
    desk = Desk.open(places, catalog)
    truth = truth_of(places, catalog, desk)
    model = OfflineChatModel(role="orchestrator", catalog=catalog, bank=desk.bank)
    memory = _memory()
    model.warm()
    model.invoke("¿cuántos clientes hay?")
    memory = _memory() - memory
    asks = [(path, ask) for path in options.questions for ask in read_questions(path)]
    outcomes = [asked(ask, desk, model, truth) for _, ask in asks]
    worst = report(outcomes, memory)
    if options.wrappings:
        report_again("wrappings", wrapped(outcomes, lambda ask: asked(ask, desk, model, truth)), "stay right", 0.98)
    if options.restrictions:
        found = restricted(outcomes, lambda ask: asked(ask, desk, model, truth))
        report_again("restrictions nobody can serve", found, "are not answered as before", 1.0)
    if options.foreign:
        foreign = [outcome for bank in banks(places) for outcome in _of_bank(bank)]
        worst = max(worst, report(foreign, 0.0))
    return worst


def _of_bank(bank: Bank) -> Iterator[Outcome]:
    """A generated bank's questions, over the catalog as it was drafted."""
    catalog = read_catalog(bank.places.catalog)
    desk = Desk.open(bank.places, catalog)
    model = OfflineChatModel(role="orchestrator", catalog=catalog, bank=desk.bank)
    truth = Truth(bank.frame, id_column=catalog.id, left=bank.left, value=None)
    for ask in bank.asks:
        yield asked(ask, desk, model, truth)


def read_questions(path: Path) -> Iterator[Ask]:
    """Every question of a file, each in its language."""
    raw = read_yaml(path)
    author = raw.get("author", path.stem) if isinstance(raw, Mapping) else "project"
    for group in raw["groups"] if isinstance(raw, Mapping) else raw:
        for pair in group["pairs"]:
            for language in LANGUAGES:
                if language in pair:
                    turns = pair[language] if isinstance(pair[language], list) else [pair[language]]
                    yield Ask(group.get("author", author), group["kind"], language, tuple(turns), pair)


def asked(ask: Ask, desk: Desk, model: OfflineChatModel, truth: Truth) -> Outcome:
    """One question (or conversation), judged by its last turn."""
    conversation = Asked(desk, model, "en" if ask.language == "en" else "es")
    started = time.perf_counter()
    for question in ask.turns:
        turn = conversation.ask(question)
    elapsed = (time.perf_counter() - started) / len(ask.turns)
    expected = [{**ask.pair, **one} for one in ask.pair.get("or", ())] or [dict(ask.pair)]
    problems = [wrong(turn, pair, truth) for pair in expected]
    problem = "" if "" in problems else problems[0]
    if conversation.mended:
        problem = problem and f"{problem} ({conversation.mended[-1][-120:]})"
    return Outcome(
        ask,
        problem,
        turn.status,
        expected[0].get("status", "answered"),
        turn.language,
        _plain(turn),
        elapsed,
        conversation.planning / len(ask.turns),
        said_so=turn.status != "answered" or names_what_it_left_out(turn),
    )


def _memory() -> float:
    """Megabytes of this process."""
    return float(psutil.Process().memory_info().rss) / 1e6


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
        used = in_use(desk.state_engine)
        table = scores if used is None else used.table
        scored = pd.read_sql(select(table.c.customer_id, table.c.probability, table.c.band), connection)
    left = frame[catalog.label.column].astype(str) == catalog.label.positive
    for name, column in catalog.columns.items():
        if column.kind == "flag" and name in frame and frame[name].dropna().isin(["0", "1"]).all():
            frame[name] = pd.to_numeric(frame[name])
    frame["_id"] = frame[catalog.id].astype(str)
    frame = frame.merge(scored.rename(columns={"customer_id": "_id", "band": "risk_band"}), on="_id", how="left")
    if catalog.value:
        frame["value_at_risk"] = frame["probability"] * frame[catalog.value]
    return Truth(frame, id_column=catalog.id, left=left, value=catalog.value)


def _prepared(places: Places, data: str) -> Places:
    """A bank of its own in a temporary home: loaded, trained and scored from ``data``."""
    home = Path(tempfile.mkdtemp(prefix="understanding-"))
    own = places.below(home)
    for step, arguments in ((load, [data]), (train, ["--preset", "quick"]), (score, [])):
        if step(arguments, own):
            raise SystemExit(1)
    return own


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench understanding", description=__doc__)
    parser.add_argument(
        "--questions", type=Path, action="append", help="another question file (may be given more than once)"
    )
    parser.add_argument("--wrappings", action="store_true", help="ask again with asides, capitals, no accents, a slip")
    parser.add_argument("--restrictions", action="store_true", help="ask again with a phrase that no bank can serve")
    parser.add_argument("--foreign", action="store_true", help="ask generated banks of other shapes as well")
    parser.add_argument("--data", help="a CSV to load, train on and ask about, instead of the installation's bank")
    options = parser.parse_args(list(argv))
    options.questions = options.questions or QUESTIONS
    return options


if __name__ == "__main__":
    launch("bench.understanding")
