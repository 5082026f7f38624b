"""Points of a good answer: each is known again in every manner of saying it, and in no sentence that gets it wrong."""

import json
from pathlib import Path

import pytest

from agents.points.covered import PointReader
from agents.points.derive import points_of
from agents.points.words import manners, sentence
from agents.proof.dial import LIAR, Dial, Pen, draft
from agents.proof.score import score
from agents.proof.simulation import Case
from db.catalog import DEFAULT, read_catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies.compose import compose

_CASES = Path(__file__).parents[3] / "bench" / "moa_cases.jsonl"
CATALOG = read_catalog(DEFAULT)


def _cases() -> list[Case]:
    """One case of every tool in each language."""
    found: dict[tuple[str, str], Case] = {}
    for line in _CASES.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        key = (one["language"], one["facts"][0]["tool"])
        if key not in found:
            facts = [Fact.of_json(fact) for fact in one["facts"]]
            found[key] = Case.of(one["question"], one["language"], facts, CATALOG)
    return list(found.values())


CASES = _cases()
IDS = [f"{case.language}-{case.facts[0].tool}" for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_point_is_known_in_every_manner_of_saying_it(case: Case) -> None:
    reader = PointReader(case.points, case.checker)
    for point in case.points:
        for manner in range(manners(point.words, case.language)):
            text = sentence(point, case.language, CATALOG, manner=manner)
            assert point.id in reader.said(text), text


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_reply_composed_from_the_facts_says_what_matters_most(case: Case) -> None:
    composed = compose(case.facts, case.question, case.language, CATALOG)
    judged = score(composed, case.points, case.checker)
    assert judged.recall >= 0.6
    assert judged.unsupported == judged.contradicted == 0
    heaviest = max(case.points, key=lambda point: point.weight)
    assert heaviest.id in judged.said


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_a_liar_writes_says_none_of_the_points_it_gets_wrong(case: Case) -> None:
    reader = PointReader(case.points, case.checker)
    for draw in range(3):
        pen = Pen(
            question=case.question, points=case.points, language=case.language, catalog=CATALOG, model="m",
            dial=LIAR, role="generalist", draw=draw,
        )  # fmt: skip
        for text, said in draft(pen):
            assert said.right or said.point not in reader.said(text), text


def test_a_text_that_says_nothing_has_no_points() -> None:
    case = CASES[0]
    judged = score("Thank you for your question.", case.points, case.checker)
    assert judged.recall == 0
    assert judged.words == 5


@pytest.mark.parametrize(("told", "low", "high"), [(1.0, 0.99, 1.0), (0.5, 0.3, 0.7), (0.0, 0.0, 0.01)])
def test_the_dial_sets_how_much_is_told(told: float, low: float, high: float) -> None:
    whole = right = 0
    for case in CASES:
        for draw in range(20):
            pen = Pen(
                question=f"{case.question}{draw}", points=case.points, language=case.language, catalog=CATALOG,
                model=f"m{draw}", dial=Dial(told=told), role="generalist", draw=draw,
            )  # fmt: skip
            right += sum(said.right for _, said in draft(pen))
            whole += len(case.points)
    assert low <= right / whole <= high


def test_errors_of_the_model_are_the_same_in_each_of_its_drafts() -> None:
    """With all errors the model's own, another draft of it says the same; another model's does not."""
    dial = Dial(told=0.5, common=0.0, own=1.0)

    def says(model: str, draw: int) -> list[frozenset[str]]:
        return [
            frozenset(
                said.point
                for _, said in draft(
                    Pen(
                        question=case.question,
                        points=case.points,
                        language=case.language,
                        catalog=CATALOG,
                        model=model,
                        dial=dial,
                        role="generalist",
                        draw=draw,
                    )
                )
                if said.right
            )
            for case in CASES
        ]

    assert says("a", 0) == says("a", 1)
    assert says("a", 0) != says("b", 0)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("tool", ["predict_churn", "what_if"])
def test_a_described_persons_points_are_sentences_too(tool: str, language: Language) -> None:
    asked = {"profile": {"Age": 45}}
    data = {"probability": 0.4, "value_at_risk": 9.0, "interval": [0.1, 0.6], "left": False}
    more = {"baseline": 0.5, "changes": {"NumOfProducts": 2}, "before": {}} if tool == "what_if" else {}
    found = points_of([Fact(id="F1", tool=tool, arguments=asked, data={**data, **more})])
    assert found
    for point in found:
        for manner in range(manners(point.words, language)):
            assert "{" not in sentence(point, language, CATALOG, manner=manner)


@pytest.mark.parametrize("language", ["es", "en"])
def test_who_is_called_first_is_known_among_namesakes(language: Language) -> None:
    rows = [
        {
            "rank": n,
            "customer_id": 100 + n,
            "name": "Martin",
            "owner": "Ana",
            "probability": 0.9 - n / 10,
            "band": "high",
        }
        for n in range(1, 4)
    ]
    fact = Fact(id="F1", tool="watch_list", arguments={}, data={"rows": rows, "total": 3})
    case = Case.of("?", language, [fact], CATALOG)
    reader = PointReader(case.points, case.checker)
    first = next(point for point in case.points if point.words == "call")
    for manner in range(manners("call", language)):
        assert first.id in reader.said(sentence(first, language, CATALOG, manner=manner))
    other = sentence(first, language, CATALOG).replace("101", "102")
    assert first.id not in reader.said(other)
