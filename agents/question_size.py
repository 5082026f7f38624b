"""How much a message asks to be read: checked before anything reads it, so that no message costs more than a little."""

import re
import unicodedata

from agents import degradations as lines
from agents.roster.model import Limits
from db.errors import Language

_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LONGEST_WORD = 60
"""Letters of a word; no word or name of a person or a bank is longer."""


def too_much(question: str, limits: Limits, language: Language) -> str | None:
    """Why a message is too much to be read, in one sentence; None where it is not.

    Counted as it is read: some characters stand for many (the ligature ``\ufdfa`` for 18), and each word, number and
    sign is looked at on its own.
    """
    if len(question) > limits.question_chars:
        return lines.too_long(len(question), limits.question_chars, language)
    plain = unicodedata.normalize("NFKC", question)
    if len(plain) > limits.question_chars:
        return lines.too_long_written_out(len(plain), limits.question_chars, language)
    pieces = _PIECE.findall(plain)
    words = {word for word in _PIECE.findall(unicodedata.normalize("NFC", question)) if word.isalnum()}
    longest = max((len(unicodedata.normalize("NFKD", word)) for word in (*words, *pieces)), default=0)
    if longest > _LONGEST_WORD:
        return lines.word_too_long(longest, _LONGEST_WORD, language)
    if len(pieces) > limits.question_words:
        return lines.too_many_words(len(pieces), limits.question_words, language)
    return None
