"""A text in small letters without accents, character for character, so that places in it are places in the text."""

import unicodedata


def flat(text: str) -> str:
    """The folded text, as long as ``text``."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter in "’´`‘":
        return "'"
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 else letter
