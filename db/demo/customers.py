"""The demo bank's customers: invented, reproducible from a seed, with a plausible and known reason to leave.

``docs/demo-bank.md`` tells the same in words. Two things that no column shows move a customer (a complaint, and
chance), so that nobody can predict perfectly; ``DemoBank.best_auc`` is what knowing the true probability would reach.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.demo.contact_notes import notes
from db.demo.surnames import MANAGERS, surnames

HEADER = (
    "CustomerId", "Surname", "CreditScore", "Geography", "Gender", "Age", "Tenure", "Balance", "NumOfProducts",
    "HasCrCard", "IsActiveMember", "EstimatedSalary", "RelationshipManager", "ContactNotes", "Exited",
)  # fmt: skip
SAMPLE_ID = 15634602
"""Always among the customers, so that the questions in the README have an answer in every demo bank."""
_FIRST_ID = 15_565_701
_LEAVING = 0.205
_UNKNOWN = 0.35
"""Share of the customers in their first year whose outcome is not known yet."""
_AT_HOME = 0.75
"""Share of customers whose manager works in their country."""
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int_]


@dataclass(frozen=True)
class DemoBank:
    """``rows`` in the order of ``HEADER``; ``best_auc``: ROC AUC of the true probability on the labelled rows."""

    rows: list[tuple[object, ...]]
    best_auc: float
    leaving: float
    """Share of the labelled customers who left."""


def demo_bank(customers: int = 12_000, seed: int = 2026) -> DemoBank:
    """Invent a bank of this many customers."""
    draw = np.random.default_rng(seed)
    people = _people(draw, customers)
    complained = draw.random(customers) < 0.07
    reasons = _reasons(people)
    logits = reasons + 1.5 * complained + draw.normal(0, 0.35, customers)
    left = draw.random(customers) < _expit(logits + _shift(logits, _LEAVING))
    known = ~((people.tenure == 0) & (draw.random(customers) < _UNKNOWN))
    wealthy = people.balance > 150_000
    columns = (
        _ids(draw, customers),
        surnames(draw, people.country),
        people.credit.tolist(),
        people.country.tolist(),
        np.where(people.female, "Female", "Male").tolist(),
        people.age.tolist(),
        people.tenure.tolist(),
        people.balance.tolist(),
        people.products.tolist(),
        people.card.astype(int).tolist(),
        people.active.astype(int).tolist(),
        people.salary.tolist(),
        _managers(draw, people.country),
        notes(draw, countries=people.country, active=people.active, wealthy=wealthy, complained=complained),
        np.where(known, left.astype(int).astype(str), "").tolist(),
    )
    best = _auc(left[known], reasons[known])
    return DemoBank(list(zip(*columns, strict=True)), best, float(left[known].mean()))


@dataclass(frozen=True, kw_only=True)
class _People:
    country: NDArray[np.str_]
    female: Flags
    age: Whole
    tenure: Whole
    credit: Whole
    salary: Numbers
    products: Whole
    balance: Numbers
    card: Flags
    active: Flags


def _people(draw: np.random.Generator, customers: int) -> _People:
    country = draw.choice(np.array(["France", "Spain", "Germany"]), size=customers, p=[0.42, 0.33, 0.25])
    german = country == "Germany"
    female = draw.random(customers) < 0.47
    age = np.clip(18 + draw.gamma(3.6, 6.1, customers), 18, 92).astype(int)
    tenure = np.minimum(draw.binomial(10, draw.beta(1.6, 1.6, customers)), age - 18)
    credit = np.clip(draw.normal(645 + 0.5 * (age - 40), 92), 350, 850).astype(int)
    earned = draw.lognormal(11.25 + 0.004 * (age - 40), 0.55)
    salary: Numbers = np.asarray(np.clip(earned, 9_000, 260_000), dtype=np.float64).round(2)
    products = _products(draw, german, tenure)
    balance = _balance(draw, german, products, age, salary)
    card = draw.random(customers) < 0.55 + 0.25 * (credit > 600)
    active = draw.random(customers) < _expit(-0.35 + 0.022 * (age - 35) + 0.35 * (products == 2))
    return _People(
        country=country,
        female=female,
        age=age,
        tenure=tenure,
        credit=credit,
        salary=salary,
        products=products,
        balance=balance,
        card=card,
        active=active,
    )


def _reasons(p: _People) -> Numbers:
    """What the columns say, on the logit scale, up to a constant; no term alone separates who leaves."""
    middle = np.exp(-(((p.age - 54) / 13.0) ** 2))
    load = np.minimum(p.balance / (p.salary + 20_000), 4)
    alone = p.products == 1
    logits: Numbers = (
        3.3 * middle * np.where(p.active, 0.62, 1.25)
        + 0.45 * (p.age < 25)
        + np.select([alone, p.products == 2, p.products == 3], [0.35, -1.35, 2.0], 3.2)
        + (p.country == "Germany") * np.where(p.balance > 90_000, 1.15, 0.35)
        - 0.75 * p.active
        + p.female * np.where(alone, 0.75, 0.25)
        + 0.35 * np.cos(np.pi * p.tenure / 5)
        + np.where(p.active, 0.1, 0.45) * (load - 1)
        - 0.35 * np.tanh((p.credit - 600) / 90)
        + 0.5 * ((p.balance == 0) & (p.tenure <= 2))
    )
    return logits


def _products(draw: np.random.Generator, german: Flags, tenure: Whole) -> Whole:
    two = np.clip(0.36 + 0.02 * tenure + 0.05 * ~german, 0, 0.6)
    chance = draw.random(len(tenure))
    return np.select([chance < two, chance < 0.945, chance < 0.989], [2, 1, 3], 4)


def _balance(draw: np.random.Generator, german: Flags, products: Whole, age: Whole, salary: Numbers) -> Numbers:
    empty = draw.random(len(age)) < np.where(german, 0.04, np.where(products == 2, 0.58, 0.3))
    held = draw.normal(96_000 + 420 * (age - 35) + 0.12 * salary, 31_000)
    return np.where(empty, 0.0, np.round(np.clip(held, 900, 320_000), 2))


def _managers(draw: np.random.Generator, country: NDArray[np.str_]) -> list[str]:
    everybody = np.array([name for names in MANAGERS.values() for name in names])
    chosen = draw.choice(everybody, size=len(country))
    home = draw.random(len(country)) < _AT_HOME
    for name, people in MANAGERS.items():
        at = home & (country == name)
        chosen[at] = draw.choice(np.array(people), size=int(at.sum()))
    return [str(name) for name in chosen]


def _ids(draw: np.random.Generator, customers: int) -> list[int]:
    ids = _FIRST_ID + draw.choice(max(250_000, 3 * customers), size=customers, replace=False)
    if SAMPLE_ID not in ids:
        ids[0] = SAMPLE_ID
    return [int(i) for i in ids]


def _shift(logits: Numbers, share: float) -> float:
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _expit(logits + middle).mean() < share else (low, middle)
    return low


def _expit(logits: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-logits))


def _auc(left: Flags, score: Numbers) -> float:
    """The chance that one who left has a higher score than one who stayed (Mann and Whitney's U)."""
    ranks = np.empty(len(score))
    ranks[np.argsort(score)] = np.arange(1, len(score) + 1)
    positives = int(left.sum())
    return float((ranks[left].sum() - positives * (positives + 1) / 2) / (positives * (len(left) - positives)))
