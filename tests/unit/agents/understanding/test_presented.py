"""The program shown to people: its words, what one field does in the model, two topics at once; over two catalogs."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import CATALOGS, named, of_kind, planner

MEANT = {
    "es": [
        "¿qué significa {}?",
        "{}, ¿eso qué es?",
        "¿me explica lo de {}, para gente de negocio?",
        "¿qué es eso de {}?",
    ],
    "en": [
        "what does {} mean?",
        "{}, what is that?",
        "what does {} mean, for business people?",
        "in plain words, what's {}?",
    ],
}
TERMS = {
    "es": {"el AUC": "auc", "la calibración": "calibration"},
    "en": {"the AUC": "auc", "calibration": "calibration"},
}
CUT = {
    "es": [
        "¿qué cuenta como riesgo alto?",
        "¿dónde está el corte del riesgo alto?",
        "¿cuál es el umbral del riesgo medio?",
    ],
    "en": [
        "what counts as high risk here?",
        "at what percentage does medium risk begin?",
    ],
}
CHAT = {
    "es": [
        "Perdone la pregunta, que soy nueva aquí. ",
        "Alguien del público lo pregunta: ",
        "A ver, mi jefe no se aclara. ",
    ],
    "en": ["Sorry, silly question, I'm new here. ", "Someone in the room asks: ", "Right, my boss is confused. "],
}


def calls(name, message, *earlier):
    done = tuple((Done(call, {"topic": "?"}),) for call in earlier)
    return planner(name).next_calls(Conversation(message, earlier=done, questions=("?",) * len(done)))


def topics(found):
    return [call.arguments.get("topic") for call in found if call.tool == "about_system"]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("form", "term", "meant"),
    [(f, t, m) for lang in ("es", "en") for f, (t, m) in product(MEANT[lang], TERMS[lang].items())],
)
def test_what_a_word_means(name, form, term, meant):
    assert Call("about_system", {"topic": "term", "term": meant}) in calls(name, form.format(term))


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("asked", [*CUT["es"], *CUT["en"]])
def test_where_a_level_begins(name, asked):
    assert Call("about_system", {"topic": "term", "term": "band"}) in calls(name, asked)


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("chat", "asked"),
    [pair for lang in ("es", "en") for pair in product(CHAT[lang], [CUT[lang][0], MEANT[lang][0].format("AUC")])],
)
def test_it_is_told_whatever_is_said_before(name, chat, asked):
    assert calls(name, chat + asked) == calls(name, asked)


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_one_field_does_in_the_model(language):
    forms = {
        "es": ["¿el modelo usa {}?", "¿influye {} en la puntuación?"],
        "en": ["does the model use {}?", "is {} something the model looks at?"],
    }[language]
    for column, form in product(of_kind("bank", "category", "money"), forms):
        found = calls("bank", form.format(named(column, language)))
        assert "drivers" in topics(found) or [call.tool for call in found] == ["model_report"], form


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("when was the model last trained and on how many customers?", ["training"]),
        ("¿cuándo se entrenó el modelo por última vez y con cuántos clientes?", ["training"]),
        ("what kind of model is behind these risk figures?", ["method"]),
        ("¿qué tipo de modelo hay detrás de estos riesgos?", ["method"]),
        ("could one of the agents make something up?", ["mixture"]),
        ("¿y si uno de los agentes se inventa un número?", ["mixture"]),
        ("who decides in the end, you or me?", ["decides"]),
        ("¿quién decide al final?", ["decides"]),
        ("¿son causas o solo asociaciones?", ["drivers"]),
    ],
)
def test_what_is_asked_of_the_program(name, asked, told):
    assert topics(calls(name, asked)) == told


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["and the least?", "¿y el que menos?", "¿y el que menos pesa?"])
def test_the_other_end_of_what_was_told_whole(name, said):
    members = Call("about_system", {"topic": "members"})
    assert calls(name, said, members) == [members]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "asked", ["how good was the model last year?", "how good is the model for Germans?", "¿cómo de bueno fue en marzo?"]
)
def test_a_time_or_a_group_is_not_passed_over(name, asked):
    assert {call.tool for call in calls(name, asked)} <= {"ask_back", "decline"}
