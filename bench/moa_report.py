"""The benchmark's figures as text, and which profile they speak for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.moa_plan import Curve
from bench.moa_run import Row
from bench.moa_stats import Mean, difference, mean
from bench.moa_thumbs import Learned

PROFILES = {
    "fast": "single, told the points",
    "moa": "mixed",
    "self_moa": "Self-MoA",
    "scout": "scout",
    "deep": "mixed, 3 layers",
}
"""The product's profiles and the arms that are made like them."""
SIMULATED = "agents/proof/dial.py says how they err"


@dataclass(frozen=True)
class Results:
    """Everything that was measured: rows by arm, the curves over them, the thumbs."""

    rows: Mapping[str, Sequence[Row]]
    curves: tuple[Curve, ...]
    learned: tuple[Learned, ...]
    seconds: float
    questions: int
    local_questions: int

    def recall(self, arm: str) -> Mean:
        """Weighted recall of the points."""
        return mean([row.recall for row in self.rows[arm]])

    def average(self, arm: str, key: str) -> float:
        """The mean of one figure of an arm's rows."""
        return sum(float(getattr(row, key)) for row in self.rows[arm]) / len(self.rows[arm])

    def as_json(self) -> dict[str, Any]:
        """Everything, to be read back by ``of_json``."""
        return asdict(self)

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "Results":
        """Results that were written down."""
        rows = {name: [Row(**row) for row in of_arm] for name, of_arm in held["rows"].items()}
        curves = tuple(Curve(**curve) for curve in held["curves"])
        learned = tuple(Learned(**one) for one in held["learned"])
        return cls(**{**held, "rows": rows, "curves": curves, "learned": learned})


def best_profile(results: Results) -> str:
    """The cheapest profile whose recall is not clearly (95 %) below the best one's."""
    best = max(PROFILES, key=lambda profile: results.recall(PROFILES[profile]).value)
    top = [row.recall for row in results.rows[PROFILES[best]]]
    good = [
        profile
        for profile, arm in PROFILES.items()
        if difference([row.recall for row in results.rows[arm]], top).high >= 0
    ]
    return min(good, key=lambda profile: results.average(PROFILES[profile], "cost"))


def committee_pays(results: Results) -> Mean:
    """The mixed committee less the single writer, both told what code knows."""
    return _against(results, "mixed", "single, told the points")


def _against(results: Results, one: str, other: str) -> Mean:
    return difference([row.recall for row in results.rows[one]], [row.recall for row in results.rows[other]])


def as_text(results: Results) -> str:
    """What is printed."""
    return "\n".join(_lines(results))


def _lines(results: Results) -> Iterator[str]:
    yield f"{results.questions} questions in two languages; {results.seconds:.0f} s. Writers are simulated: {SIMULATED}"
    yield f"{'arm':<42}{'recall of the points':<26}{'false':>6}{'w/pt':>6}{'calls':>7}{'$/1000':>8}{'s':>6}"
    swept = {arm for curve in results.curves for line in curve.lines.values() for arm in line.values()}
    swept -= set(PROFILES.values()) | {"single"}
    for name in results.rows:
        if name not in swept:
            yield _line(results, name)
    for curve in results.curves:
        yield f"\n{curve.title} ({curve.along}). {curve.note}"
        for line, places in curve.lines.items():
            for place, name in places.items():
                yield _line(results, name, f"  {line}: {place}")
    yield "\nA poor agent that begins with a good name (its weight; recall of the last half)"
    for learned in results.learned:
        first, last = learned.weights[0], learned.weights[-1]
        yield f"  {learned.name:<40}weight {first:.2f} -> {last:.2f}; recall {learned.last_half:.3f}"
    yield "\nPaired differences of recall"
    for one, other in _PAIRS:
        yield f"  {one} less {other}: {_against(results, one, other)}"
    chosen = best_profile(results)
    yield f"\nBest at its cost: {chosen} ({PROFILES[chosen]}). {verdict(results)}"


_PAIRS = (
    ("mixed", "single"),
    ("mixed", "single, told the points"),
    ("mixed", "best of 4"),
    ("mixed", "Self-MoA"),
    ("mixed", "mixed, not told the lists"),
    ("mixed, 3 layers", "mixed"),
    ("scout", "single, told the points"),
    ("scout", "mixed"),
)


def verdict(results: Results) -> str:
    """One sentence on whether the committee pays."""
    gain = committee_pays(results)
    ratio = results.average("mixed", "cost") / results.average("single, told the points", "cost")
    if gain.low > 0:
        more = f"+{gain.value:.3f} recall, at {ratio:.1f} times the cost"
        return f"The committee says more than one writer who is told the points: {more}."
    told = f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] recall at {ratio:.1f} times the cost"
    return f"The committee does not pay against one writer who is told the points: {told}."


def _line(results: Results, name: str, shown: str = "") -> str:
    false = sum(row.false for row in results.rows[name])
    return (
        f"{shown or name:<42}{results.recall(name)!s:<26}{false:>6}{results.average(name, 'words_per_point'):>6.1f}"
        f"{results.average(name, 'calls'):>7.2f}{results.average(name, 'cost') * 1000:>8.2f}"
        f"{results.average(name, 'seconds'):>6.1f}"
    )
