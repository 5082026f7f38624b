"""What agents note in English is shown in the reader's language: every note and fault, with what fills its places."""

from string import Formatter
from typing import get_args

import pytest

from agents.llm.faults import Fault, Kind
from app.chat.differences import difference_words, is_lone_proposal
from db.texts import entry, text
from db.texts.again import again

NOTES = sorted(entry("en", "trace.note"))
DETAILS = sorted(entry("en", "trace.detail"))


def filled(language, group, key):
    places = {name for _, name, _, _ in Formatter().parse(entry("en", f"{group}.{key}")) if name}
    return text(language, f"{group}.{key}", **{name: f"{name}-1" for name in places})


@pytest.mark.parametrize("key", NOTES)
def test_a_note_is_said_again_in_spanish(key):
    english, spanish = filled("en", "trace.note", key), filled("es", "trace.note", key)
    assert english != spanish
    assert again("trace.note", english, "es") == spanish
    assert again("trace.note", english, "en") == english


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("detail", ["", *DETAILS])
def test_a_fault_is_told_in_words_of_the_language(kind, detail):
    fault = Fault(kind=kind, detail=filled("en", "trace.detail", detail) if detail else "")
    spanish = difference_words(str(fault), None, "es")
    assert spanish.startswith(text("es", f"trace.fault.{kind}"))
    assert not detail or spanish.endswith(filled("es", "trace.detail", detail))
    assert "_" not in difference_words(str(fault), None, "en")


def test_a_lone_proposal_names_its_levers():
    note = text("en", "trace.note.alone", agent="sceptic", levers="contact")
    assert is_lone_proposal(note)
    assert difference_words(note, None, "es") == "escéptico: solo este borrador propone actuar sobre contacto"
    assert not is_lone_proposal("sceptic: 12 % (not in the Facts)")
    assert difference_words("sceptic: 12 % (not in the Facts)", None, "es") == "escéptico: no está en los datos: 12 %"


def test_what_no_note_reads_like_stays_as_it_is():
    assert difference_words("HTTP 418", None, "es") == "HTTP 418"
