"""Normalising a text before it is read: what is checked is what the reader sees.

Digits and letters of other alphabets and styles (full width, circled, superscript, mathematical, Cyrillic look-alikes
within Latin words), HTML entities and invisible characters could carry a claim past a reader of plain text. Ordinary
typography (º, …, no-break spaces, accents, dashes) stays.
"""

import html
import re
import unicodedata

from agents.grounding.in_digits import in_digits

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = frozenset({"Cf", "Cn", "Co", "Cs"})
_KEPT = frozenset("ºª…\u00a0\u202f\u2009½¼¾€$£™\u200d")
_STYLED = ("<font>", "<wide>", "<narrow>", "<circle>", "<super>", "<sub>", "<square>", "<compat>", "<fraction>")
_LOOKALIKE = dict(
    zip(
        "аеорсухіјѕԁһкмтвнАВЕКМНОРСТХУІЈЅαορνικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhkmtbhABEKMHOPCTXYIJSaopviktABEZHIKMNOPTYX",
        strict=True,
    )
)
_MIXED = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"(?<=\w)-(?:in|out-of|of|de-cada|por-cada|entre)-(?=\w)", re.IGNORECASE)
"""A share written as one word: "nine-in-ten"."""
_HEX = re.compile(r"\b0[xX]([0-9a-fA-F]{1,12})\b|\b0[bB]([01]{1,40})\b")


def normal(text: str) -> str:
    """The text with one way of writing each letter and digit."""
    text = in_digits(_JOINED.sub(lambda match: match.group().replace("-", " "), text))
    if text.isascii() and "&" not in text and "0x" not in text.lower() and "0b" not in text.lower():
        return text
    decoded = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    shown = "".join(_character(character) for character in decoded)
    latin = _MIXED.sub(_latin, unicodedata.normalize("NFC", shown))
    return _HEX.sub(lambda match: str(int(match[1], 16) if match[1] else int(match[2], 2)), latin)


def _character(character: str) -> str:
    if character.isascii() or character in _KEPT:
        return "" if character == "\u200d" else character
    if unicodedata.category(character) in _INVISIBLE or character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0":
        return ""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    if unicodedata.decomposition(character).startswith(_STYLED):
        return unicodedata.normalize("NFKC", character)
    value = unicodedata.numeric(character, None)
    if value is not None and unicodedata.category(character) in {"No", "Nl", "Lo"}:
        return str(int(value)) if value == int(value) else character
    return character


def _latin(match: "re.Match[str]") -> str:
    """A word that mixes look-alikes with Latin letters, or is made of look-alikes alone, in Latin letters."""
    word = match.group()
    if all(c in _LOOKALIKE for c in word) or (any(c in _LOOKALIKE for c in word) and any(c < "\u0250" for c in word)):
        return "".join(_LOOKALIKE.get(character, character) for character in word)
    return word
