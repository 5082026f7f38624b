"""Verbs that make a customer so: to reactivate is to make active, to deactivate is not."""

from agents.understanding.lexicon.entry import stem
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import lemmas

_AGAIN, _UNDONE = ("re", ""), ("des", "de", "in")
_SHORTEST = 5


def made_so(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The flag and the value a verb gives it: ``reactivamos`` -> (IsActiveMember, 1); ``None`` for other verbs."""
    forms = {word, *lemmas(word)}
    for column in lexicon.catalog.columns.values():
        if column.kind != "flag" or len(column.values) != 2 or column.name == lexicon.catalog.label.column:
            continue
        for stored, names in column.values.items():
            roots = {stem(name.casefold()) for name in (*names.es, *names.en) if name.isalpha()}
            other = column.other(stored) or stored
            for root in sorted(root for root in roots if len(root) >= _SHORTEST):
                if any(form.startswith(before + root) for form in forms for before in _AGAIN):
                    return column.name, stored
                if any(form.startswith(before + root) for form in forms for before in _UNDONE):
                    return column.name, other
    return None
