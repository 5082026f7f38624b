"""A customer's changed columns as a clause: ``si tuviera 2 productos (ahora 1)``, ``que pase de inactivo a activo``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.replies import grammar
from tools.replies.amount_words import many
from tools.replies.value_words import Namer

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Mood:
    """The verbs of a clause: to have, not to have, to go, to stay."""

    have: str
    lack: str
    go: str
    stay: str


_SUPPOSED = {
    "es": Mood("tuviera", "no tuviera", "pasara de", "siguiera"),
    "en": Mood("had", "did not have", "went from", "stayed"),
}
_PROPOSED = {
    "es": Mood("que tenga", "que no tenga", "que pase de", "que siga"),
    "en": Mood("to have", "not to have", "to go from", "to stay"),
}


def supposed(n: Namer, data: Data, *, feminine: bool = False) -> str:
    """After *if*: ``tuviera 2 productos (ahora 1)``."""
    return _clause(n, data, _SUPPOSED[n.language], feminine)


def proposed(n: Namer, data: Data, *, feminine: bool = False) -> str:
    """As a proposal: ``que tenga 2 productos (ahora 1)``."""
    return _clause(n, data, _PROPOSED[n.language], feminine)


def _clause(n: Namer, data: Data, mood: Mood, feminine: bool) -> str:
    before = data.get("before") or {}
    return n.both(
        [_change(n, mood, c, old=before.get(c), new=v, feminine=feminine) for c, v in data["changes"].items()]
    )


def _change(n: Namer, mood: Mood, column: str, *, old: Any, new: Any, feminine: bool) -> str:
    spec, name = n.spec(column), n.column(column)
    if spec is not None and spec.kind == "flag":
        return _flag(n, mood, column, old=old, new=new, feminine=feminine)
    if spec is not None and spec.numeric and n.counted(column):
        return f"{mood.have} {many(n, column, new)} ({_now(n, old, new, n.value(column, old))})"
    if spec is not None and spec.numeric:
        shown = n.value(column, new, unit=True)
        what = n.text("change.of", name=name, shown=shown, one=grammar.one(name), an=grammar.an(name))
        return f"{mood.have} {what} ({_now(n, old, new, n.value(column, old, unit=True))})"
    shown = n.value(column, new)
    what = n.text("change.as", name=name, shown=shown)
    return f"{mood.have} {what} ({_now(n, old, new, n.value(column, old))})"


def _flag(n: Namer, mood: Mood, column: str, *, old: Any, new: Any, feminine: bool) -> str:
    shown = n.flag(column, str(new), feminine=feminine)
    start, _, thing = shown.partition(" ")
    if start in {"con", "with", "sin", "without"} and thing:
        has = start in {"con", "with"}
        now = _now(n, old, new, n.yes(not has))
        return f"{mood.have if has else mood.lack} {thing} ({now})"
    was = n.flag(column, str(old), feminine=feminine) if old is not None else ""
    if ":" in shown or not was:
        what = n.text("change.as_2", column=n.column(column), value=n.value(column, new))
        return f"{mood.have} {what} ({_now(n, old, new, n.value(column, old))})"
    if old == new:
        return f"{mood.stay} {shown}"
    return f"{mood.go} {was} {n.text('change.to')} {shown}"


def _now(n: Namer, old: Any, new: Any, shown: str) -> str:
    if old is None:
        return n.text("change.now_not_known")
    return n.text("change.as_now") if old == new else n.text("change.now", shown=shown)
