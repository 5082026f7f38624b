"""Ids as people write them: ``cc 51489`` for the stored ``CC-51489``."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from db.catalog import Catalog
from db.text import squeezed

_JOINT = re.compile(r"(?<=[^\W\d_])[\s_.-]*(?=\d)")


def spellings(text: str) -> list[str]:
    """The usual ways to write a text id: in capitals or not, with a hyphen, a blank or nothing before its number."""
    written = text.strip()
    joined = [written, *(_JOINT.sub(joint, written) for joint in ("-", "", "_", " "))]
    return list(dict.fromkeys(form for one in joined for form in (one, one.upper(), one.lower(), one.capitalize())))


def missing(ids: Sequence[str], rows: Sequence[Mapping[str, Any]], catalog: Catalog) -> list[str]:
    """The ids asked for that none of the rows is of."""
    known = {squeezed(str(row[catalog.id])) for row in rows}
    return [text for text in ids if squeezed(str(text).removesuffix(".0")) not in known]
