"""Fitting the heads on the corpus, judged and calibrated by authors left out."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from agents.understanding.learned.augment import variants
from agents.understanding.learned.corpus import LABELS, Corpus, Utterance
from agents.understanding.learned.encoder import Encoder, Vectors
from agents.understanding.learned.heads import Floats, Heads, features
from agents.understanding.learned.masking import masked, plain
from agents.understanding.learned.placing import Placed, placed
from agents.understanding.learned_port import Limits

_FOLDS = 6
_STRENGTH = 5.0
_ASIDE_STRENGTH = 0.5
_RESTRICTION_STRENGTH = 0.1
_RISKS = (0.01, 0.03, 0.08)
"""What share of restrictions may be passed over in silence, may be named beside the answer, and may be named where
nothing could be answered otherwise: the limits are read off authors left out."""
_TOLD_RISKS = (0.03, 0.01)
"""What share of asides may be taken for none, unknown words and a relative clause of ordinary ones."""
_KINDS = {"aside": 0.4, "restriction": 0.3, "question": 0.3}
"""How often a clause that names nothing of the bank is which: the weights its confidence is calibrated with."""


@dataclass(frozen=True)
class Judged:
    """Utterances of authors left out with what the heads, fitted on the others, said of them."""

    utterances: tuple[Utterance, ...]
    logits: Floats
    labels: tuple[str, ...]
    asides: Floats
    """Of clauses: the calibrated probability that they are asides."""
    clauses: NDArray[np.str_]
    """What each clause is: aside, restriction or question."""
    placed: tuple[Placed, ...]
    restrictions: Floats
    """Of unknown words within lines: the calibrated probability that they restrict."""

    @property
    def aside_truth(self) -> NDArray[np.bool_]:
        """Which clauses are asides."""
        return np.asarray(self.clauses == "aside")


@dataclass(frozen=True)
class _Set:
    """Vectors of variants with labels and authors; ``first``: rows that are the lines themselves."""

    vectors: Vectors
    labels: NDArray[np.str_]
    authors: NDArray[np.str_]
    first: NDArray[np.bool_]


def train(corpus: Corpus, encoder: Encoder) -> tuple[Heads, Judged]:
    """The heads fitted on all authors, calibrated on authors left out, and how those were judged.

    On one thread: on a busy machine, several wait for each other longer than they calculate.
    """
    with threadpool_limits(1):
        return _train(corpus, encoder)


def _train(corpus: Corpus, encoder: Encoder) -> tuple[Heads, Judged]:
    frames, sides = _frames(corpus, encoder), _sides(corpus, encoder)
    found = placed(corpus)
    told = _features(found, encoder)
    judged = _judge(corpus, frames, sides, found, told)
    weights, labels = _fit(frames.vectors, frames.labels, _STRENGTH)
    aside = _fit_asides(sides, np.ones(len(sides.labels), dtype=bool))
    scale = _scale(judged.asides, sides.labels == "aside", _weights(sides.labels))
    told_scale = _scale(judged.restrictions, _restrict(found), _by_author(found))
    restrictions = _fit_restrictions(told, found) * told_scale[0] + np.append(np.zeros(told.shape[1]), told_scale[1])
    judged = replace(
        judged,
        asides=expit(judged.asides * scale[0] + scale[1]),
        restrictions=expit(judged.restrictions * told_scale[0] + told_scale[1]),
    )
    passed = np.quantile(judged.restrictions[_restrict(found)], _RISKS)
    told_limits = np.quantile(judged.asides[judged.aside_truth], _TOLD_RISKS)
    limits = Limits(*map(float, (*passed, *told_limits)))
    heads = Heads(labels, weights, _temperature(judged), aside, scale, restrictions, limits, corpus.digest)
    return heads, judged


def _frames(corpus: Corpus, encoder: Encoder) -> _Set:
    """Every line in several ways of typing it; asides around it are the same author's."""
    choice = random.Random(11)
    own: dict[tuple[str, str], list[str]] = {}
    for aside in corpus.asides:
        own.setdefault((aside.author, aside.language), []).append(plain(aside.marked))
    texts, labels, authors, first = [], [], [], []
    for line in corpus.utterances:
        for number, text in enumerate(variants(masked(line.marked), own.get((line.author, line.language), []), choice)):
            texts.append(text)
            labels.append(line.label)
            authors.append(line.author)
            first.append(number == 0)
    return _Set(encoder.many(texts), np.array(labels), np.array(authors), np.array(first))


def _sides(corpus: Corpus, encoder: Encoder) -> _Set:
    """Asides against restricting clauses and questions, of the authors who wrote more than questions."""
    small = {"talk.greeting", "talk.thanks", "talk.bye"}
    rows = [(plain(line.marked), "aside", line.author) for line in corpus.asides]
    rows += [(plain(line.marked), "restriction", line.author) for line in corpus.restrictions]
    wrote = {line.author for line in (*corpus.asides, *corpus.restrictions)}
    for line in corpus.utterances:
        if line.author in wrote:
            rows.append((plain(line.marked), "aside" if line.label in small else "question", line.author))
    texts, labels, authors = zip(*rows, strict=True)
    first = np.ones(len(rows), dtype=bool)
    return _Set(encoder.many(texts), np.array(labels), np.array(authors), first)


def _fit(vectors: Vectors, labels: NDArray[np.str_], strength: float) -> tuple[Floats, tuple[str, ...]]:
    """Coefficients with the intercept last, and the classes."""
    model = LogisticRegression(C=strength, max_iter=3000).fit(vectors, labels)
    return np.hstack([model.coef_, model.intercept_[:, None]]), tuple(str(name) for name in model.classes_)


def _fit_asides(sides: _Set, rows: NDArray[np.bool_]) -> Floats:
    """Coefficients of being an aside, the intercept last."""
    labels = sides.labels[rows]
    model = LogisticRegression(C=_ASIDE_STRENGTH * len(labels) / 1000, max_iter=3000)
    model.fit(sides.vectors[rows], labels == "aside", sample_weight=_weights(labels))
    return np.append(model.coef_[0], model.intercept_[0])


def _weights(kinds: NDArray[np.str_]) -> Floats:
    """Weights by which each kind counts as often as it is met; one on average."""
    return np.array([_KINDS[kind] / np.mean(kinds == kind) for kind in kinds])


def _features(found: Sequence[Placed], encoder: Encoder) -> Floats:
    """What is read of unknown words, a row each."""
    words, within = (encoder.many([getattr(one.words, text) for one in found]) for text in ("text", "within"))
    return features(words, within, np.array([one.words.place for one in found]))


def _restrict(found: Sequence[Placed]) -> NDArray[np.bool_]:
    return np.array([one.restricts for one in found])


def _by_author(found: Sequence[Placed]) -> Floats:
    """Weights by which who wrote nine times as much counts three times as much; one on average."""
    _, places, counts = np.unique([one.author for one in found], return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts)[places]
    return np.asarray(weights / weights.mean())


def _fit_restrictions(told: Floats, found: Sequence[Placed]) -> Floats:
    """Coefficients of narrowing the answer, the intercept last."""
    model = LogisticRegression(C=_RESTRICTION_STRENGTH, max_iter=3000, class_weight="balanced")
    model.fit(told, _restrict(found), sample_weight=_by_author(found))
    return np.append(model.coef_[0], model.intercept_[0])


def _left_out_restrictions(told: Floats, found: Sequence[Placed], folds: Sequence[NDArray[np.str_]]) -> Floats:
    """The logit that unknown words restrict, each author's by the heads fitted on the others."""
    authors = np.array([one.author for one in found])
    judged = np.zeros(len(found))
    for fold in folds:
        out = np.isin(authors, fold)
        head = _fit_restrictions(told[~out], [one for one, left in zip(found, out, strict=True) if not left])
        judged[out] = told[out] @ head[:-1] + head[-1]
    return judged


def _judge(corpus: Corpus, frames: _Set, sides: _Set, found: Sequence[Placed], told: Floats) -> Judged:
    folds = [np.array(corpus.authors[i::_FOLDS]) for i in range(min(_FOLDS, len(corpus.authors)))]
    logits = np.full((int(frames.first.sum()), len(LABELS)), -30.0)
    aside_logits = np.zeros(len(sides.labels))
    places = np.cumsum(frames.first) - 1
    for fold in folds:
        out = np.isin(frames.authors, fold)
        weights, labels = _fit(frames.vectors[~out], frames.labels[~out], _STRENGTH)
        asked = out & frames.first
        columns = np.array([LABELS.index(label) for label in labels])
        logits[places[asked][:, None], columns[None, :]] = frames.vectors[asked] @ weights[:, :-1].T + weights[:, -1]
        out = np.isin(sides.authors, fold)
        aside = _fit_asides(sides, ~out)
        aside_logits[out] = sides.vectors[out] @ aside[:-1] + aside[-1]
    restrictions = _left_out_restrictions(told, found, folds)
    return Judged(corpus.utterances, logits, LABELS, aside_logits, sides.labels, tuple(found), restrictions)


def _temperature(judged: Judged) -> float:
    """The temperature with the least log loss on authors left out."""
    truth = np.array([judged.labels.index(line.label) for line in judged.utterances])

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(judged.logits / temperature)[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5), method="bounded").x)


def softmax(logits: Floats) -> Floats:
    """Row by row."""
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def _scale(logits: Floats, truth: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Platt's line on the logit."""
    model = LogisticRegression(C=1e6).fit(logits[:, None], truth, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
