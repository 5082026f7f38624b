"""The benchmark's verdict and page, from figures made here; nothing is run."""

import re

import pytest

from bench.moa_page import page
from bench.moa_plan import Curve
from bench.moa_report import PROFILES, Results, as_text, best_profile, verdict
from bench.moa_run import Row
from bench.moa_stats import difference, mean
from bench.moa_thumbs import Learned

_OTHERS = ("single", "best of 4", "mixed, not told the lists")


def _rows(recall: float, cost: float) -> list[Row]:
    return [
        Row(
            question=n,
            language="es",
            recall=recall + (n % 3 - 1) * 0.05,
            unsupported=0,
            contradicted=0,
            false=0,
            words=30,
            words_per_point=10.0,
            calls=4,
            cost=cost,
            seconds=2.0,
        )
        for n in range(30)
    ]


def _results(**recalls: float) -> Results:
    costs = {"fast": 1.0, "moa": 4.0, "self_moa": 4.0, "scout": 2.0, "deep": 10.0}
    rows = {PROFILES[name]: _rows(recalls.get(name, 0.6), cost / 1000) for name, cost in costs.items()}
    rows |= {name: _rows(0.5, 0.001) for name in _OTHERS}
    curve = Curve("A sweep", "quality <of> all", {"mixed": {"good": "mixed", "poor": "single"}}, "A note & more.")
    learned = (Learned("no thumbs", (1.0, 1.0), (0.5, 0.5)),)
    return Results(rows=rows, curves=(curve,), learned=learned, seconds=1.0, questions=30, local_questions=0)


@pytest.mark.parametrize(
    ("recalls", "chosen", "pays"),
    [
        ({"fast": 0.8, "moa": 0.8, "scout": 0.8}, "fast", False),
        ({"fast": 0.6, "moa": 0.9, "scout": 0.7}, "moa", True),
        ({"fast": 0.6, "moa": 0.9, "scout": 0.9}, "scout", True),
        ({"deep": 0.95}, "deep", False),
    ],
)
def test_the_cheapest_of_the_best_is_chosen_and_the_committee_gets_no_favour(
    recalls: dict[str, float], chosen: str, pays: bool
) -> None:
    results = _results(**recalls)
    assert best_profile(results) == chosen
    assert ("does not pay" not in verdict(results)) == pays


def test_the_page_says_what_is_simulated_and_loads_nothing_from_elsewhere() -> None:
    shown = page(_results(moa=0.9))
    assert "simulated" in shown
    assert "<svg" in shown
    assert "quality &lt;of&gt; all" in shown
    assert not re.search(r"""(?:src|href)=|https?://|@import|url\(""", shown)


def test_results_are_read_back_as_they_were_written() -> None:
    results = _results(moa=0.9)
    assert as_text(Results.of_json(results.as_json())) == as_text(results)


def test_intervals_hold_the_mean_and_differences_are_paired() -> None:
    one = mean([0.0, 1.0] * 50)
    assert one.low < one.value == 0.5 < one.high
    assert difference([0.2, 0.9, 0.4], [0.1, 0.8, 0.3]).low == pytest.approx(0.1)
