"""How the same thing is typed otherwise: without accents, in capitals, with a slip, with an aside around it."""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence


def bare(text: str) -> str:
    """Without accents and opening marks."""
    plain = unicodedata.normalize("NFKD", text)
    return re.sub("[¿¡]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def capitals(text: str) -> str:
    """All in capitals."""
    return text.upper()


def unpunctuated(text: str) -> str:
    """As dictated: in small letters, without punctuation; placeholders stay."""
    words = re.sub(r"[^\w\s%€$£'’.-]|(?<!\d)\.|\.(?!\d)", " ", text).split()
    return " ".join(word if word.isupper() else word.lower() for word in words)


def slip(text: str, choice: random.Random) -> str:
    """One letter of a longer word dropped, doubled or swapped; never of a placeholder, a name or a number."""
    words = text.split(" ")
    spots = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha() and word.islower()]
    if not spots:
        return text
    i = choice.choice(spots)
    word, at = words[i], choice.randrange(1, len(words[i]) - 2)
    words[i] = choice.choice(
        [
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def before(aside: str) -> Callable[[str], str]:
    """The aside, then the message."""
    return lambda text: f"{aside.rstrip(' .,')}, {text}"


def after(aside: str) -> Callable[[str], str]:
    """The message, then the aside."""
    return lambda text: f"{text.rstrip(' .,')}, {aside}" if text[-1:] not in "?!" else f"{text} {aside}"


def variants(text: str, asides: Sequence[str], choice: random.Random) -> list[str]:
    """The text and a few ways of typing it."""
    found = [text, bare(text), unpunctuated(text), slip(text, choice)]
    if asides:
        found += [before(choice.choice(asides))(text), after(choice.choice(asides))(text)]
    return list(dict.fromkeys(found))
