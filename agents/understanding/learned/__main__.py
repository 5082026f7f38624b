"""``python -m agents.understanding.learned train | evaluate``: make the artifact from the corpus; print how it does."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from agents.understanding.learned.corpus import read_corpus
from agents.understanding.learned.encoder import Encoder
from agents.understanding.learned.heads import ARTIFACT, Heads
from agents.understanding.learned.training import Judged, softmax, train
from db.errors import Problem

_LEVELS = (0.5, 0.7, 0.9)


def main(argv: Sequence[str]) -> int:
    """Train, and say how authors left out were read; ``train`` also writes the artifact."""
    parser = argparse.ArgumentParser(prog="python -m agents.understanding.learned", description=__doc__)
    parser.add_argument("command", choices=["train", "evaluate"])
    options = parser.parse_args(argv)
    try:
        corpus = read_corpus()
    except Problem as problem:
        sys.stderr.write(f"{problem.say('en')}\n")
        return 1
    heads, judged = train(corpus, Encoder())
    _report(heads, judged)
    if options.command == "train":
        heads.save(ARTIFACT)
        _say(f"written: {ARTIFACT} ({ARTIFACT.stat().st_size / 1000:.0f} kB)")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _report(heads: Heads, judged: Judged) -> None:
    confidence = softmax(judged.logits / heads.temperature)
    first = confidence.argmax(axis=1)
    two = np.argsort(-confidence, axis=1)[:, :2]
    truth = np.array([judged.labels.index(line.label) for line in judged.utterances])
    right, sure = first == truth, confidence.max(axis=1)
    either = (two == truth[:, None]).any(axis=1).mean()
    _say(f"authors left out: {len(truth)} lines, frame right {right.mean():.1%}, among the first two {either:.1%}")
    _say(f"temperature {heads.temperature:.2f}")
    for level in _LEVELS:
        kept = sure >= level
        _say(f"  confidence over {level}: {kept.mean():.1%} of lines, right {right[kept].mean():.1%}")
    for name, key in (("author", "author"), ("language", "language"), ("frame", "label")):
        groups: dict[str, list[bool]] = defaultdict(list)
        for line, good in zip(judged.utterances, right, strict=True):
            groups[getattr(line, key)].append(bool(good))
        _say(f"by {name}: " + ", ".join(f"{g} {np.mean(v):.0%} of {len(v)}" for g, v in sorted(groups.items())))
    aside, limits = judged.asides, asdict(heads.limits)
    told, courteous = aside[judged.clauses == "restriction"], aside[judged.aside_truth]
    area = (courteous[:, None] > told[None, :]).mean()
    asked = (aside[judged.clauses == "question"] >= _LEVELS[-1]).mean()
    _say(f"asides against restrictions: AUC {area:.3f}; at .9 {(courteous >= 0.9).mean():.1%} found, wrongly")
    _say(f"  {(told >= 0.9).mean():.2%} of restrictions and {asked:.2%} of questions")
    for most in (limits.pop("told"), limits.pop("surely_told")):
        _say(f"  taken for none up to {most:.3f}: {(courteous <= most).mean():.1%}")
    told = np.array([one.restricts for one in judged.placed])
    inline = np.array([one.inline for one in judged.placed])
    for name, rows in (("all", np.full(len(told), fill_value=True)), ("as written", inline)):
        narrow, beside = judged.restrictions[told & rows], judged.restrictions[~told & rows]
        area = (narrow[:, None] > beside[None, :]).mean()
        _say(f"unknown words within a line, {name}: {rows.sum()}, AUC {area:.3f}; taken for no restriction")
        for limit, value in limits.items():
            wrong, right = (narrow <= value).mean(), (beside <= value).mean()
            _say(f"  {limit}, up to {value:.3f}: {wrong:.1%} of restrictions, {right:.1%} of asides")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
