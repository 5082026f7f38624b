"""What is told with a *why* as given: ``why may he go, if he has been with us for eight years?`` supposes nothing."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.rules.tense import supposes

_ENDS = frozenset(["?", "!", ";"])


def without_givens(message: str, row: Sequence[Span]) -> str:
    """The message without the clause that only says what is odd about the customer whose reasons are asked for."""
    why = next((i for i, span in enumerate(row) if span.has("why") and not span.has("what_if")), None)
    if why is None or not any(customer_id(span) or span.has("pronoun") for span in row):
        return message
    for i in range(why + 1, len(row)):
        joint = row[i]
        led = row[i - 1].sign or joint.words[0] in symbol_set("concedes")
        if not led or symbol_set("givens").isdisjoint((joint.words[0],)):
            continue
        end = next((j for j in range(i, len(row)) if row[j].sign and row[j].text in _ENDS), len(row))
        if joint.words == ("if",) and not any(set(span.words) & symbol_set("today") for span in row[i:end]):
            return message  # if he had: a supposition
        if any(supposes(span) or customer_id(span) for span in row[i:end]):
            return message
        stop = row[end].start if end < len(row) else len(message)
        return message[: joint.start].rstrip(" ,;—–-") + message[stop:]
    return message
