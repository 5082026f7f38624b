"""The learned part: its artifact is the corpus's; it ranks frames, knows asides, finds near words."""

import pytest

from agents.understanding.learned import LearnedReader, load, masked
from agents.understanding.learned.corpus import LABELS, read_corpus
from agents.understanding.learned.heads import Heads
from db.errors import Language
from db.texts import entry


@pytest.fixture(scope="module")
def reader() -> LearnedReader:
    return load()


def test_the_artifact_was_made_from_this_corpus() -> None:
    """Whoever changes the corpus trains again: ``python -m agents.understanding.learned train``."""
    assert Heads.read().digest == read_corpus().digest
    assert set(Heads.read().labels) == set(LABELS)


def test_the_limits_come_with_the_artifact() -> None:
    """The surer it must be, the less may be passed over; what is more likely than not is never."""
    limits = Heads.read().limits
    assert 0 < limits.silent < limits.named < limits.perhaps < 0.5
    assert 0 < limits.told < 0.5


def test_who_only_wrote_asides_is_left_out_too() -> None:
    corpus = read_corpus()
    assert {line.author for line in corpus.asides} <= set(corpus.authors)


def test_lines_are_masked_by_kind() -> None:
    assert masked("does {name:Whitlock} have {flag:a card}?") == "does NAME have FLAG?"


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("de todos mis clientes, ¿con cuáles hay que hablar antes de que se marchen?", "query.watch"),
        ("could you tell me the headcount in VALUE", "query.count"),
        ("qué podríamos hacer para que ID no se marche", "customer.options"),
        ("explain how the several agents work together", "system.moa"),
        ("sort those by MEASURE", "follow.sort"),
    ],
)
def test_free_wording_is_ranked(reader: LearnedReader, question: str, label: str) -> None:
    ranked = reader.rank(question)
    assert label in {guess.label for guess in ranked[:2]}
    assert sum(guess.confidence for guess in ranked) == pytest.approx(1, abs=0.01)


def test_a_restriction_is_no_aside(reader: LearnedReader) -> None:
    asides = ["it's for a meeting on Friday", "gracias por la ayuda de siempre", "perdona que te moleste"]
    told = ["only those who live abroad", "sin contar a los que llegaron este año", "excluding the retired"]
    assert min(map(reader.aside, asides)) > max(map(reader.aside, told))
    assert max(map(reader.aside, told)) < 0.5


def test_a_word_is_taken_for_the_near_one_only(reader: LearnedReader) -> None:
    columns = {"Salary": ["salary", "sueldo"], "Age": ["age", "edad"], "Country": ["country", "país"]}
    found = reader.nearest("earnings", columns)
    assert found is not None and found.choice == "Salary"
    assert reader.nearest("umbrella", columns) is None
    assert reader.nearest("xq", columns) is None


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_reading_that_may_be_offered_has_its_words(language: Language) -> None:
    named = entry(language, "tools.reading")
    offered = [label.partition(".") for label in LABELS if not label.startswith(("talk.", "refuse."))]
    assert not [
        (kind, label) for kind, _, label in offered if kind not in named or (label and label not in named[kind])
    ]
