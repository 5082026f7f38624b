"""Forms of ordinary words in both languages, as simplemma knows them: lemmas, verbs, and what is a word at all."""

from functools import lru_cache
from itertools import chain

from db.lemmas import DICTIONARY, accented
from db.text import unaccented

LANGUAGES = ("es", "en")
_INFINITIVES = ("ar", "er", "ir")
_PARTICIPLES = (
    *((end, ("ar",)) for end in ("ado", "ada", "ados", "adas", "ando")),
    *((end, ("er", "ir")) for end in ("ido", "ida", "idos", "idas", "iendo")),
    *((end, ("", "e")) for end in ("ing", "ed")),
)


@lru_cache(maxsize=8192)
def lemmas(word: str) -> tuple[str, ...]:
    """The folded dictionary forms of a folded word, Spanish first; none for what is no word of either language.

    Accents that people leave out are tried: ``ayudaria`` -> (ayudar,). Names, known with a capital only, are none.
    """
    found = (_lemma(word, language) for language in LANGUAGES)
    return tuple(dict.fromkeys(unaccented(lemma) for lemma in found if lemma is not None))


@lru_cache(maxsize=8192)
def base(word: str, language: str) -> str | None:
    """The folded dictionary form in one language."""
    lemma = _lemma(word, language)
    return None if lemma is None else unaccented(lemma)


def _lemma(word: str, language: str) -> str | None:
    forms = chain([word], accented(word)) if language == "es" else [word]
    known = (form for form in forms if DICTIONARY.is_dictionary_member(form, language))
    return next((lemma for form in known if (lemma := DICTIONARY.get_lemma(form, language)) is not None), None)


def is_word(word: str) -> bool:
    """Whether either language has it."""
    return bool(lemmas(word))


def is_adverb(word: str) -> bool:
    """Whether it says how: -mente, -ly."""
    return any(word.endswith(end) and len(word) > 6 and is_word(word.removesuffix(end)) for end in ("mente", "ly"))


@lru_cache(maxsize=8192)
def is_verb_form(word: str) -> bool:
    """Whether it is surely a form of a verb: a Spanish infinitive's, or a participle or gerund of either language."""
    spanish, english = base(word, "es"), base(word, "en")
    if spanish is not None and spanish.endswith(_INFINITIVES) and (spanish != word or _conjugates(word)):
        return True
    if english is not None and english != word and word.endswith(("ed", "ing", "en")):
        return True
    return (spanish or english) is not None and any(is_word(form) for form in _bases(word))


def _conjugates(infinitive: str) -> bool:
    """Ayudar and not lugar, creer and not mujer: its imperfect or gerund is a word too."""
    root, end = infinitive[:-2], infinitive[-2:]
    return _lemma(root + ("aba" if end == "ar" else "iendo"), "es") is not None


def _bases(word: str) -> list[str]:
    """What a participle or gerund would be a form of: cumplido -> cumplir, crossing -> cross."""
    found = [word.removesuffix(end) + base for end, bases in _PARTICIPLES if word.endswith(end) for base in bases]
    return [base for base in found if len(base) > 3]
