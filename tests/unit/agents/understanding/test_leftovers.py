"""Unknown words within a question: one that may narrow it is never passed over, one beside it leaves it as it was."""

import pytest

from agents.understanding.coverage.leftovers import unknown_words
from agents.understanding.coverage.unused import OPEN
from tests.crossed import crossed
from tests.unit.agents.understanding.test_coverage import calls, planner

HEADS = {
    "es": {
        "cuántos clientes {} hay en España": "en España",
        "saldo medio de los clientes {}": "clientes",
        "tasa de abandono de los clientes {} de Francia": "clientes",
        "los 5 clientes {} con mayor saldo": "clientes",
        "cuántas mujeres {} tienen tarjeta": "mujeres",
        "edad mediana de los inactivos {}": "inactivos",
        "entre los clientes {}, ¿cuántos están inactivos?": "clientes",
        "porcentaje de inactivos en Francia {}": "Francia",
    },
    "en": {
        "how many customers {} are there in Spain": "customers",
        "average balance of the customers {}": "customers",
        "churn rate of customers {} from France": "customers",
        "the 5 customers {} with the highest balance": "customers",
        "how many women {} have a card": "women",
        "median age of inactive customers {}": "customers",
        "among customers {}, how many are inactive?": "customers",
        "percentage of inactive customers in France {}": "France",
    },
}
"""Questions with a place for what narrows them: after whom, in the middle, at the end."""
NARROWING = {
    "es": [
        *(
            "jubilados",
            "zurdos",
            "divorciados",
            "con hipoteca",
            "con perro",
            "de Lisboa",
            "que fuman",
            "que hablan chino",
        ),
        *("nacidos en Bolivia", "sin hijos", "de la sucursal norte", "con seguro de vida", "que juegan al tenis"),
        *("afiliados al sindicato", "con beca", "apellidados García", "que alquilan su piso", "del ramo textil"),
        *("con furgoneta", "vegetarianos", "que trabajan de noche", "con pensión alimenticia"),
    ],
    "en": [
        *("with a mortgage", "with dogs", "from Lisbon", "who smoke", "who speak Chinese", "born in Bolivia"),
        *("without children", "at the north branch", "with life insurance", "who play tennis", "on the night shift"),
        *("enrolled in college", "surnamed Smith", "who rent", "in the textile trade", "with a van", "on a pension"),
        *("who are vegetarians", "holding bonds", "with a nominee", "under guardianship", "who commute by train"),
    ],
}
BESIDE = {
    "es": {
        "saldo medio de las mujeres": ["pásame volando {}", "{} rapidito porfa", "hágame el favorcito de darme {}"],
        "tasa de abandono por país": ["échame un cable con {}", "suéltame {}", "{} si no es abusar"],
        "cuántos clientes hay en España": ["de casualidad sabes {}", "{} te agradecería muchísimo"],
        "los 5 clientes con mayor saldo": ["prepárame {}", "cántame {}", "consígueme {}"],
    },
    "en": {
        "average balance of women": ["shoot me the {}", "fetch me the {}", "kindly furnish the {}"],
        "churn rate by country": ["dig me out the {}", "be a darling and give me the {}"],
        "how many customers are there in Spain": ["would you happen to know {}", "pray enlighten me {}"],
        "the 5 customers with the highest balance": ["rustle up {}", "conjure up {}", "whip me up {}"],
    },
}


def narrowed():
    for language in ("es", "en"):
        yield from crossed(list(HEADS[language]), NARROWING[language], times=2)


def test_what_narrows_is_never_passed_over():
    passed = []
    for head, words in narrowed():
        message, alone = head.format(words), head.format("").replace("  ", " ").replace(" ,", ",").strip()
        made = calls(message)
        review = planner().reviewer.review(message, made)
        if made == calls(alone) and not review.named and not all(call.tool in OPEN for call in made):
            passed.append(message)
    assert not passed


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_stands_beside_leaves_the_answer(language):
    """Never another answer; asking back is rare."""
    asked_back, total = [], 0
    for asked, ways in BESIDE[language].items():
        for way in ways:
            made, total = calls(way.format(asked)), total + 1
            if all(call.tool in OPEN for call in made):
                asked_back.append(way.format(asked))
            else:
                assert made == calls(asked), way
    assert len(asked_back) <= total / 5, asked_back


@pytest.mark.parametrize(
    ("narrow", "beside"),
    [
        ("average balance of plumbers", "please furnish the average balance"),
        ("cuántos clientes jubilados tienen tarjeta", "consígueme cuántos clientes tienen tarjeta"),
    ],
)
def test_the_place_tells(narrow, beside):
    """The judgement is of words where they stand."""
    reviewer, lexicon = planner().reviewer, planner()._lexicon
    told = []
    for message in (narrow, beside):
        row = reviewer.row(message)
        told += [planner()._learned.restricts(words) for _, words in unknown_words(row, lexicon)][:1]
    assert told[0] > 0.5 > told[1]


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("raise the card limit of 15647311", "write"),
        ("can u raise the card limit for 15642833 thx", "write"),
        ("¿quién ganó el Barça-Madrid?", "outside"),
        ("who won the Arsenal-Chelsea match", "outside"),
        ("waive the fees of 15647311 please", "write"),
    ],
)
def test_what_cannot_be_done_is_declined_in_words(message, topic):
    (call,) = calls(message)
    assert (call.tool, call.arguments["topic"]) == ("decline", topic)


def test_what_leaving_depends_on_asks_for_no_customer():
    assert [call.tool for call in calls("¿de qué depende que alguien se vaya?")] == ["about_system"]
