"""``python -m bench drift``: what happens to frozen, adaptive and best-in-hindsight weights when a member breaks.

A really trained ensemble meets customers it never saw; after a quarter of them the member with the most say breaks (its
input is scrambled, it answers the opposite, or it is stuck), and stays broken. Every outcome is predicted before it is
learned. Marks: adaptive within 1 % of the best fixed mixture chosen in hindsight on the whole stream, and below frozen.
"""

import argparse
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from db.catalog import read_catalog
from db.demo.customers import HEADER, demo_bank
from ml import ChurnEnsemble
from ml.adaptation.hedge import ETA, SHARE, adapt, hindsight, prior
from ml.training.artifact import kinds
from ml.training.bank_data import labels, typed
from ml.training.metrics import Floats, losses
from ml.training.printing import table

WITHIN = 0.01


def _scrambled(logits: Floats, rng: np.random.Generator) -> Floats:
    return rng.permutation(logits)


def _opposite(logits: Floats, rng: np.random.Generator) -> Floats:
    return -logits


def _stuck(logits: Floats, rng: np.random.Generator) -> Floats:
    return np.full_like(logits, 2.0)


BREAKS: dict[str, Callable[[Floats, np.random.Generator], Floats] | None] = {
    "nothing breaks": None,
    "input scrambled": _scrambled,
    "answers the opposite": _opposite,
    "stuck at 88 %": _stuck,
}


def _ensemble(learn: int, outcomes: int, preset: str, seed: int) -> tuple[ChurnEnsemble, Floats, np.ndarray]:
    """A trained ensemble, and members' logits (T, M) and labels (T,) of customers it never saw."""
    catalog = read_catalog()
    bank = demo_bank(learn + outcomes + 2_000, seed=seed)
    columns = dict(zip(HEADER, zip(*bank.rows, strict=True), strict=True))
    X, y = typed(columns, catalog), labels(columns[catalog.label.column], catalog)
    known = np.flatnonzero(y >= 0)
    train, test = known[:learn], known[learn : learn + outcomes]
    ensemble = ChurnEnsemble(preset=preset, n_jobs=2, random_state=seed)
    ensemble.fit(X.iloc[train], y[train], column_kinds=kinds(catalog))
    return ensemble, ensemble.predict_rows(X.iloc[test].reset_index(drop=True)).logits, y[test]


def main(argv: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="bench drift")
    parser.add_argument("--outcomes", type=int, default=4_000)
    parser.add_argument("--learn", type=int, default=4_000, help="customers to train on")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args(argv)
    rows, failed = [], 0
    for seed in range(args.seeds):
        ensemble, logits, y = _ensemble(args.learn, args.outcomes, args.preset, seed)
        line = {"slopes": ensemble.calibration_.slope, "offsets": ensemble.calibration_.offset}
        star = int(np.argmax(ensemble.weights_))
        for name, breaks in BREAKS.items():
            broken = logits.copy()
            if breaks is not None:
                late = slice(len(y) // 4, None)
                broken[late, star] = breaks(broken[late, star], np.random.default_rng(seed))
            run = adapt(broken, y, prior(ensemble.weights_), **line)
            mixed = line["slopes"] * (broken @ ensemble.weights_) + line["offsets"]
            frozen = float(losses(y, 1 / (1 + np.exp(-mixed))).mean())
            mixture, best = hindsight(broken, y, **line)
            adaptive = float(run.losses.mean())
            over = adaptive / best - 1
            met = over <= WITHIN and (breaks is None or adaptive < frozen)
            failed += not met
            figures = [
                f"{frozen:.4f}",
                f"{adaptive:.4f}",
                f"{best:.4f}",
                f"{over:+.2%}",
                f"{run.bound(mixture) / len(y):.4f}",
            ]
            final = f"{ensemble.weights_[star]:.2f} -> {run.final[star]:.3f}"
            rows.append(
                [f"{seed}: {name}", *figures, f"{ensemble.member_names_[star]} {final}", "yes" if met else "NO"]
            )
    heads = ["log loss per outcome", "frozen", "adaptive", "best fixed", "over it", "bound", "its weight", "met"]
    print(f"{args.outcomes} outcomes, eta {ETA}, share {SHARE}; {pd.Timestamp.now():%Y-%m-%d}")
    print(table(heads, rows))
    print(f"Marks missed: {failed} of {len(rows)}.")
    return int(failed > 0)
