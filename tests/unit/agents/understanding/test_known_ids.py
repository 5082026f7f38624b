"""A bank's own ids are seen in a message before numbers, in every way people write them; amounts and dates are not."""

import random
import re
import uuid
from functools import lru_cache

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.known_ids import ids_in
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.bank.known_ids import Shapes
from db.catalog import DEFAULT, read_catalog

PICK = random.Random(15)
SHAPES = {
    "hyphen and check digit": lambda n: f"{n:05d}-{n % 10}",
    "digits and letters": lambda n: f"{1000 + n}-{_letters(n, 5)}",
    "short hyphen": lambda n: f"{300 + n % 90}-{1000 + n}",
    "dni": lambda n: f"{12345678 + n * 7}{'TRWAGMYFPDXBNJZSQVHLCKE'[n % 23]}",
    "rut": lambda n: _dotted(9_345_678 + n * 31_337) + "-" + "0123456789K"[n % 11],
    "slash and year": lambda n: f"{100 + n}/{2005 + n % 20}",
    "letters slashes": lambda n: f"{_letters(n, 2)}/{2020 + n % 5}/{n:04d}",
    "zeros in front": lambda n: f"{n:06d}",
    "letter first": lambda n: f"C{40000 + n}",
    "small letters": lambda n: f"usr_{n:06x}",
    "blank inside": lambda n: f"{_letters(n, 2)} {70000 + n}",
    "three parts": lambda n: f"{n % 90 + 10}.{n:03d}.{n * 3 % 1000:03d}",
    "hexadecimal": lambda n: f"{random.Random(n).getrandbits(64):016x}",
    "uuid": lambda n: str(uuid.UUID(int=random.Random(n).getrandbits(128))),
    "mixed": lambda n: f"P-{n:04d}" if n % 2 else f"EMP/{n:05d}",
}  # fmt: skip
SENTENCES = (
    "ficha de {}", "show me {}", "¿por qué se iría {}?", "why would {} leave?", "¿qué riesgo tiene {}?", "{}",
    "how likely is {} to leave us?", "¿qué le ofrezco a {}?", "what should we offer {}?", "cliente {}, ¿sigue activo?",
)  # fmt: skip


def _letters(n, length):
    pick = random.Random(n)
    return "".join(pick.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(length))


def _dotted(number):
    return f"{number:,}".replace(",", ".")


class Stored:
    """The ids of a bank that stands nowhere."""

    whole = False

    def __init__(self, ids):
        self.ids, self.shapes = frozenset(ids), Shapes(ids)

    def existing(self, texts):
        return frozenset(texts) & self.ids


@lru_cache(maxsize=len(SHAPES))
def bank(name):
    catalog = read_catalog(DEFAULT)
    columns = {**catalog.columns, catalog.id: catalog.columns[catalog.id].model_copy(update={"kind": "text"})}
    ids = [SHAPES[name](n) for n in range(40, 140)]
    return Planner(Lexicon(catalog.model_copy(update={"columns": columns}), Stored(ids))), ids


def named(planner, message):
    """Every id in the calls' arguments."""
    found = []
    for call in planner.next_calls(Conversation(message, earlier=())):
        found += [call.arguments.get("customer_id")] if "customer_id" in call.arguments else []
        found += call.arguments.get("customer_ids") or []
    return [one for one in found if one is not None]


def ways(text):
    """How people write an id: as it is, in small letters, without its signs, with blanks for them, without zeros."""
    yield text
    yield text.lower()
    if re.search(r"[^\w]", text):
        yield re.sub(r"[^\w]", " ", text)
        if len(re.sub(r"\W", "", text)) >= 6:
            yield re.sub(r"\W", "", text)


@pytest.mark.parametrize("name", SHAPES)
def test_an_id_of_the_bank_is_an_id_in_every_sentence(name):
    planner, ids = bank(name)
    for sentence, text in zip(PICK.sample(SENTENCES, 5), PICK.sample(ids, 5), strict=True):
        assert named(planner, sentence.format(text)) == [text], sentence.format(text)
    for text in ids[:2]:
        for written in ways(text):
            assert named(planner, f"ficha del cliente {written}") == [text], written


@pytest.mark.parametrize("name", ["hyphen and check digit", "rut", "letters slashes"])
def test_an_id_that_the_bank_does_not_have_is_still_an_id(name):
    planner, ids = bank(name)
    absent = SHAPES[name](1_500)
    assert absent not in ids
    assert named(planner, f"¿qué riesgo tiene {absent}?") == [absent]


def test_two_ids_are_compared():
    for name in ("hyphen and check digit", "dni", "slash and year", "digits and letters"):
        planner, ids = bank(name)
        assert named(planner, f"compara {ids[3]} con {ids[8]}") == [ids[3], ids[8]]
        assert named(planner, f"compare {ids[3]} and {ids[8]}") == [ids[3], ids[8]]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    "message",
    [
        "¿cuántos clientes tienen un saldo entre 300 y 1500?",
        "how many customers have a balance over 100000?",
        "how many customers are aged 30-40?",
        "clientes con saldo superior a 50.000 €",
        "top 10 customers by balance",
        "¿cuántos clientes tienen más de 60 años?",
    ],
)
def test_amounts_ages_and_ranges_are_no_ids(name, message):
    planner, _ = bank(name)
    assert not named(planner, message)


def test_digits_of_an_id_that_could_be_an_amount_are_one_where_compared():
    planner, ids = bank("rut")
    plain = re.sub(r"\D", "", next(text for text in ids if text[-1].isdigit()))
    assert not named(planner, f"how many customers have a balance over {plain}?")


ENDS = (
    "ficha de la que termina en {}", "show me the one ending in {}", "¿por qué se iría el cliente cuyo id acaba en {}?",
    "why would the customer whose number ends in {} leave?", "risk of the customer ending {}", "riesgo del …{}",
)  # fmt: skip
BEGINS = (
    "ficha del cliente cuyo número empieza por {}", "the customer whose id starts with {}: what can we offer?",
)  # fmt: skip


@pytest.mark.parametrize("name", ["hyphen and check digit", "slash and year", "three parts", "mixed"])
def test_the_end_or_the_beginning_of_an_id_stands_for_it(name):
    planner, ids = bank(name)
    for text in (ids[3], ids[40]):
        ends, begins = text[-4:].lstrip("-/."), text[:-2].rstrip("-/.")
        for message in ENDS:
            assert named(planner, message.format(ends)) == [f"…{ends}"], message
        for message in BEGINS:
            assert named(planner, message.format(begins)) == [f"{begins}…"], message


def test_the_first_half_of_an_id_stands_for_it_where_only_ids_look_so():
    planner, ids = bank("letters slashes")
    half = ids[3][: len(ids[3]) // 2 + 1]
    assert named(planner, f"ficha de {half}") == [f"{half}…"]
    assert not named(planner, "how many contracts ending in 2025 are there?")


class Numbered(Stored):
    """A bank whose ids are plain numbers."""

    whole = True


IN_GROUPS = ("15 639 597", "1563 9597", "156 39 597", "15\u00a0639\u00a0597")
ASKED = (
    "how many products does {} have?",
    "got {} on the line",
    "risk of {}",
    "saldo del {} y su edad",
    "compara {} y otro",
)
AMOUNTS = ("salary over {}", "ganan más de {}", "saldo de {} €", "balance under {}", "{} euros")


@pytest.mark.parametrize(("written", "sentence"), [(w, s) for w in IN_GROUPS for s in ASKED])
def test_a_whole_number_in_groups_of_digits_is_the_id_that_the_bank_has(written, sentence):
    message = sentence.format(written)
    (found,) = ids_in(message, Numbered(["15639597"]))
    assert (message[found[0] : found[1]], found[2]) == (written, "15639597")
    assert not ids_in(message, Numbered(["15639598"]))


@pytest.mark.parametrize(("written", "sentence"), [(w, s) for w in IN_GROUPS for s in AMOUNTS])
def test_an_amount_in_groups_of_digits_is_no_id(written, sentence):
    assert not ids_in(sentence.format(written), Numbered(["15639597"]))
