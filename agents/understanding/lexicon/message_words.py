"""The words of a message, one row for all its readers: ids apart, names of several words joined, slips put right."""

import unicodedata

from agents.understanding.lexicon.joined_names import joined_names
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.normalise import LONGEST, Token, tokens
from agents.understanding.lexicon.spelling import corrected
from agents.understanding.lexicon.written_out import written_out

_Ids = tuple[tuple[int, int, str], ...]


def message_words(message: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The words of a message; kept for its next reader for as long as the bank knows the same ids in it."""
    ids = tuple(lexicon.written_ids(unicodedata.normalize("NFC", message[:LONGEST])))
    row: tuple[Token, ...] = lexicon.once(_words, message, ids)
    return row


def _words(lexicon: Lexicon, message: str, ids: _Ids) -> tuple[Token, ...]:
    row = written_out(tokens(message, lexicon.vocabulary, lambda _: ids))
    return tuple(corrected(joined_names(row, message, lexicon), lexicon))
