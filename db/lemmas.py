"""What is a word of Spanish or English, as simplemma knows them; accents that were left out are put back."""

from simplemma.strategies import DictionaryLookupStrategy
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

_ACCENTS = str.maketrans("aeioun", "áéíóúñ")
DICTIONARY = DictionaryLookupStrategy(LOW_MEMORY_DICTIONARY_FACTORY)
"""Read where it is packed: 13 MB instead of 117 for both languages, 12 µs a word."""


def known(word: str, language: str) -> bool:
    """Whether the language has the lower-case word, in any form."""
    return DICTIONARY.get_lemma(word, language) is not None


def accented(word: str) -> list[str]:
    """The word with one accent or tilde put back, the last first: an ending's is left out most often."""
    return [
        word[:i] + word[i].translate(_ACCENTS) + word[i + 1 :]
        for i in range(len(word) - 1, -1, -1)
        if word[i].translate(_ACCENTS) != word[i]
    ]


def spelled(word: str) -> str:
    """A Spanish word with the accent it should have, where only that makes a word of it: nomina -> nómina."""
    if DICTIONARY.get_lemma(word, "es") is not None:
        return word
    return next((form for form in accented(word) if DICTIONARY.get_lemma(form, "es") is not None), word)
