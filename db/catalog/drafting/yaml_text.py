"""What a draft is written in: names and values as YAML scalars."""

import json
import re

from db.catalog import Names

_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ .'/()-]*[\wÀ-ÿ)]|[A-Za-z]")
_SPECIAL = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n", "nan"})


def names_line(names: Names) -> str:
    """Names by language, as one flow mapping."""
    parts = [f"{language}: [{', '.join(map(scalar, said))}]" for language, said in names.model_dump().items() if said]
    return f"{{{', '.join(parts)}}}"


def scalar(text: str) -> str:
    """A YAML scalar that reads back as this text, also inside brackets."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL
    return text if plain else json.dumps(text, ensure_ascii=False)


def text_line(value: str) -> str:
    """A stored value, always in quotes."""
    return json.dumps(value, ensure_ascii=False)
