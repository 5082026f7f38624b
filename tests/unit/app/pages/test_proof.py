"""What the stage shows of a proof: scores in the reader's words, one card for each way of answering."""

import pytest

from agents.proof.arms import side_by_side
from agents.proof.score import Score
from agents.proof.side_by_side import Proof
from agents.proof.trial import Trial
from app.pages.proof import shown
from app.pages.render import html
from db.errors import Language

ARMS = [arm.name for arm in side_by_side()]
POINTS = {"a": "El riesgo es del 92,5 %.", "b": "Llame <b>primero</b> a Martin."}


def trial(arm: str, *said: str) -> Trial:
    recall = len(said) / len(POINTS)
    scored = Score(recall=recall, said=frozenset(said), unsupported=0, contradicted=0, words=5)
    return Trial(
        arm=arm, reply="**Llame** a <i>Martin</i>.", score=scored, calls=4, cost=0.0019, seconds=1.0, drafts=(),
        compared=None, turn_id=arm,
    )  # fmt: skip


def proof(*said: tuple[str, ...]) -> Proof:
    trials = tuple(trial(arm, *points) for arm, points in zip(ARMS, said, strict=True))
    return Proof(points=POINTS, trials=trials, false=dict.fromkeys(ARMS, 1))


@pytest.mark.parametrize(
    ("language", "best", "says"),
    [("es", "Tres mezclados (100 % de los puntos)", "dice 50 % de los puntos"),
     ("en", "Three mixed (100% of the points)", "says 50% of the points")],
)  # fmt: skip
def test_a_proof_is_said_in_the_readers_language(language: Language, best: str, says: str) -> None:
    values = shown(proof(("a",), ("a",), ("a", "b"), ()), language)
    assert best in values["best"].replace("\u00a0", " ")
    assert [arm["recall"] for arm in values["arms"]] == [0.5, 0.5, 1.0, 0.0]
    assert values["arms"][0]["says"].replace("\u00a0", " ") == says
    assert [said for _, _, said in values["arms"][0]["marks"]] == [True, False]
    assert len({arm["name"] for arm in values["arms"]}) == len(ARMS)


def test_where_all_say_the_same_nobody_is_called_best() -> None:
    values = shown(proof(("a",), ("a",), ("a",), ("a",)), "en")
    assert values["best"] == "All four ways say the same part here: 50% of the points."


def test_what_customers_and_models_wrote_is_no_markup_in_it() -> None:
    page = bytes(html("proof.html", "es", **shown(proof(("a",), (), ("b",), ()), "es")).body).decode()
    assert page.count('moa-arm"') == len(ARMS)
    assert "<i>Martin" not in page
    assert "<b>primero" not in page
    assert "simulados" in page


def test_a_question_without_points_has_nothing_to_prove() -> None:
    values = shown(Proof(points={}, trials=(), false={}), "en")
    page = bytes(html("proof.html", "en", **values).body).decode()
    assert "nothing to prove" in page
    assert "<article" not in page
