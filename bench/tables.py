"""``python -m bench tables``: nineteen trades' tables over drafted catalogs, nothing edited.

For each: how many of the twelve questions, in both languages, are right, said so, or silently wrong against pandas;
whether id and label were guessed right; the seconds to draft, and to load, train and score.
"""

import argparse
import math
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from agents.offline.model import OfflineChatModel
from bench.made_tables import Table, tables
from bench.understanding import asked
from bench.understanding_outcomes import LANGUAGES, Ask, Outcome
from bench.understanding_truth import Truth
from db.catalog import read_catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.infer import drafted
from db.launch import launch, launched
from db.load import main as load
from db.places import Places
from db.state import scores
from db.state.generations import in_use
from ml.score import main as score
from ml.train import main as train
from tools.environment import Desk

_WANTED_TABLES = 0.75
_GOOD = 0.9


class TableTruth(Truth):
    """Rates rest on those known to have left or stayed; ``left`` may be asked of a row."""

    def figure(self, what: str, rows: pd.DataFrame) -> float:
        if what == "churn_rate":
            return float(self.frame.loc[rows.index, "left"].astype(float).mean())
        return super().figure(what, rows)

    def rows(self, where: str) -> pd.DataFrame:
        """``left`` alone may be the question: those known to have left."""
        return super().rows("left == True" if where == "left" else where)


def main(argv: Sequence[str], places: Places | None = None) -> int:
    """Ask every table, a line each; 1 when fewer than three of four reach nine of ten, or any errs silently."""
    if places is None:
        return launched("bench.tables", argv)
    parser = argparse.ArgumentParser(prog="python -m bench tables", description=__doc__)
    parser.add_argument("name", nargs="?", help="one table of tests/tables")
    parser.add_argument("--keep", type=Path, help="a folder for the files and homes")
    parser.add_argument("--failures", action="store_true", help="print what was not right")
    options = parser.parse_args(list(argv))
    folder = options.keep or Path(tempfile.mkdtemp(prefix="tables-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{'':<14}{'right':>7}{'said so':>9}{'silent':>8}{'id, label':>14}{'draft s':>9}{'to answers s':>14}")
    totals: Counter[str] = Counter()
    good = asked_of = 0
    for table in tables(folder, options.name):
        outcomes = _of_table(table, folder, places)
        verdicts = Counter(outcome.verdict for outcome in outcomes)
        totals += verdicts
        asked_of += 1
        good += verdicts["right"] >= _GOOD * len(outcomes)
        if options.failures:
            for one in sorted((o for o in outcomes if o.problem), key=lambda o: o.verdict, reverse=True):
                print(f"    {one.verdict} {one.ask.kind} [{one.ask.language}] {one.question}: {one.problem}")
    asked_in_all = max(1, sum(totals.values()))
    print(
        f"all: {totals['right']} of {asked_in_all} right, {totals['said']} said so, {totals['silent']} silently wrong"
    )
    wanted = math.ceil(asked_of * _WANTED_TABLES)
    print(f"tables right in nine of ten without an edit: {good} of {asked_of} (at least {wanted})")
    return int(options.name is None and (good < wanted or totals["silent"] > 0))


def _of_table(table: Table, folder: Path, places: Places) -> list[Outcome]:
    home = Path(tempfile.mkdtemp(prefix=f"{table.name}-", dir=folder))
    catalog_file = home / "catalog-draft.yaml"
    began = time.perf_counter()
    catalog_file.write_text(drafted(str(table.file), Choices(), number_if_needed=True).text, encoding="utf-8")
    draft_seconds = time.perf_counter() - began
    own = places.below(home, catalog=catalog_file)
    with redirect_stdout(StringIO()) as told, redirect_stderr(StringIO()):
        failed = load([str(table.file), "--catalog", str(catalog_file)], own) or train(["--preset", "quick"], own)
        failed = failed or score([], own)
    if failed:
        raise SystemExit(told.getvalue())
    ready = time.perf_counter() - began
    catalog = read_catalog(catalog_file)
    outcomes = list(_asked(table, own))
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    right = f"{'ok' if catalog.id == table.id_column else catalog.id}, " + (
        "ok" if catalog.label.column == table.label else catalog.label.column
    )
    print(
        f"{table.name:<14}{verdicts['right']:>4}/{len(outcomes)}{verdicts['said']:>9}{verdicts['silent']:>8}"
        f"{right:>14}{draft_seconds:>9.1f}{ready:>14.1f}"
    )
    return outcomes


def _asked(table: Table, places: Places) -> Iterator[Outcome]:
    catalog = read_catalog(places.catalog)
    desk = Desk.open(places, catalog)
    model = OfflineChatModel(role="orchestrator", catalog=catalog, bank=desk.bank)
    truth = _truth(table, desk)
    for question in table.questions:
        for language in LANGUAGES:
            pair: dict[str, Any] = dict(question)
            if "watch" in pair:  # a list by risk of those who have not left says the same
                listed = {"list": "left != True", "order": "probability desc", "n": pair["n"]}
                pair = {"or": [{key: pair.pop(key) for key in ("watch", "order", "n")}, listed], **pair}
            yield asked(Ask("generated", question["kind"], language, (question[language],), pair), desk, model, truth)


def _truth(table: Table, desk: Desk) -> Truth:
    frame = table.frame.copy()
    with desk.state_engine.connect() as connection:
        used = in_use(desk.state_engine)
        stored = scores if used is None else used.table
        scored = pd.read_sql(select(stored.c.customer_id, stored.c.probability, stored.c.band), connection)
    scored["customer_id"] = scored["customer_id"].astype(str)
    frame = frame.merge(scored, left_on=table.id_column, right_on="customer_id", how="left")
    return TableTruth(frame, id_column=table.id_column, left=frame["left"].eq(True), value=None)


if __name__ == "__main__":
    launch("bench.tables")
