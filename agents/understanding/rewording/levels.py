"""``high, medium and low risk``, ``en riesgo alto, cuántos en medio``: levels of risk where the risk is said once."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set

_LEVELS = ("high", "medium", "low")
_LEADS = ("and", "or", "in", "count", "them", "pronoun", "versus", "than", "with", "share", "rate", *_LEVELS)


def with_risk(message: str, row: Sequence[Span]) -> str:
    """The message with the risk beside every level that stands alone, as it stands beside the one that has it."""
    spoken = [span for span in row if not span.sign or span.text == ","]
    told = [i for i, span in enumerate(spoken) if _level(span)]
    anchored = [(i, j) for i in told for j in (i + 1, i - 1) if _risk(spoken, j)]
    if not anchored or len(told) < 2:
        return message
    (level_at, risk_at), *_ = anchored
    said = spoken[risk_at].text.split()
    noun = " ".join(said[-2:]) if spoken[risk_at].has("band") else said[-1]
    for i in reversed(told):
        at, end, level = spoken[i].start + spoken[i].text.rfind(" ") + 1, spoken[i].end, _named(spoken, told, i)
        whole = f"{noun} {level}" if risk_at < level_at else f"{level} {noun}"
        message = message[:at] + (whole if _alone(spoken, i) else level) + message[end:]
    return message


def _named(row: Sequence[Span], told: Sequence[int], i: int) -> str:
    """A level's word; where it is a mean too, one that is none."""
    unclear = _middle(row[i]) and _beside(row, told, i)
    return next(iter(symbol_set("middle_level"))) if unclear else row[i].text.split()[-1]


def _middle(span: Span) -> bool:
    """A word for the middle level that is a mean too."""
    return not symbol_set("middle").isdisjoint(span.words[-1:])


def _beside(row: Sequence[Span], told: Sequence[int], i: int) -> bool:
    """Whether another level stands beside it, with a joint and the risk between them at most."""
    others = [range(min(i, j) + 1, max(i, j)) for j in told if j != i]
    return any(all(_leads(row[k]) or _risk(row, k) for k in between) for between in others)


def _level(span: Span) -> bool:
    return not span.entry.of_the_bank and (span.has(*_LEVELS) or _middle(span))


def _risk(row: Sequence[Span], i: int) -> bool:
    return 0 <= i < len(row) and row[i].has("risk", "risky") and not row[i].has("likely")


def _alone(row: Sequence[Span], i: int) -> bool:
    """Whether a level is of nothing else: no risk and no column beside it."""
    led = all(_leads(span) or (span.stop and not span.entry.of_the_bank) for span in row[max(0, i - 1) : i])
    ends = all(_leads(span) or _one(span) for span in row[i + 1 : i + 2])
    return led and ends and not _risk(row, i - 1) and not _risk(row, i + 1)


def _leads(span: Span) -> bool:
    return span.text == "," or span.has(*_LEADS)


def _one(span: Span) -> bool:
    """``the medium ones``."""
    return span.has("customers") or (span.stop and not span.entry.of_the_bank and not span.entry.cues)
