"""Names compared as people compare them: no case, no accents, no punctuation."""

import unicodedata


def folded(text: str) -> str:
    """Letters and digits only, lower case, without accents: ``"Nº de Productos" -> "nºdeproductos"``."""
    plain = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(c for c in plain if c.isalnum())
