"""Gender, number and articles of the nouns a catalog brings, by their endings: enough to write about them."""

import re

_FEMININE = re.compile(r"(?:a|as|[dt]ad|[dt]ades|ión|iones|tud|tudes|umbre|ed)$")
_ALWAYS_FEMININE = frozenset({"base", "clase", "parte", "ley", "sede", "fase", "clave", "serie", "señal", "tarde"})
_MASCULINE = frozenset({"día", "días", "mapa", "programa", "problema", "sistema", "tema", "idioma", "césped"})
_TIMES = frozenset({"days", "weeks", "months", "quarters", "years"})
_ADJECTIVES = {
    "medio": ("medio", "media", "medios", "medias"),
    "mínimo": ("mínimo", "mínima", "mínimos", "mínimas"),
    "máximo": ("máximo", "máxima", "máximos", "máximas"),
    "total": ("total", "total", "totales", "totales"),
    "antiguo": ("antiguo", "antigua", "antiguos", "antiguas"),
}


def feminine(name: str) -> bool:
    """Whether a Spanish noun phrase is feminine, by its first word."""
    head = name.casefold().split(" ", 1)[0]
    return head in _ALWAYS_FEMININE or (head not in _MASCULINE and _FEMININE.search(head) is not None)


def plural(name: str) -> bool:
    """Whether a Spanish noun phrase is plural: ``productos``, ``meses como cliente``; not ``país`` nor ``interés``."""
    head = name.casefold().split(" ", 1)[0]
    return len(head) > 3 and re.search(r"[aeo]s$", head) is not None


def plural_en(name: str) -> bool:
    """Whether an English name is of counted things: ``products``, ``months on book``; not ``number of products``."""
    words = name.casefold().split()
    if " of " in name or not words:
        return False
    counted = len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is"))
    return counted or words[0] in _TIMES


def agreeing(adjective: str, name: str) -> str:
    """The adjective in the gender and number of a Spanish noun phrase."""
    return _ADJECTIVES[adjective][feminine(name) + 2 * plural(name)]


def described(name: str, adjective: str) -> str:
    """``saldo medio``, ``edad media``, ``número medio de operaciones``."""
    head, _, rest = name.partition(" ")
    adjective = agreeing(adjective, name)
    return f"{head} {adjective} {rest}" if rest.startswith("de ") else f"{name} {adjective}"


def the(name: str) -> str:
    """The definite article of a Spanish noun phrase."""
    return ("el", "la", "los", "las")[feminine(name) + 2 * plural(name)]


def one(name: str) -> str:
    """``un``, ``una``, ``unos`` or ``unas``."""
    return ("un", "una", "unos", "unas")[feminine(name) + 2 * plural(name)]


def an(name: str) -> str:
    """``a`` or ``an``."""
    return "an" if name[:1].casefold() in "aeio" else "a"


def joined(parts: list[str], joint: str) -> str:
    """``a, b y c``; y and o become e and u before their own sound."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    last = parts[-1].lstrip("*").casefold()
    if joint == "y" and re.match(r"h?[ií](?!e|a)", last):
        joint = "e"
    elif joint == "o" and re.match(r"h?[oó]", last):
        joint = "u"
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"
