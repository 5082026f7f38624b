"""Which steps of a trace somebody has open: only these are streamed, since a page pays for every piece it is sent."""

from collections import OrderedDict
from uuid import UUID

MOST = 5_000
_open: OrderedDict[str, None] = OrderedDict()


def watch(step_id: UUID, *, opened: bool) -> None:
    """The page says that a step was opened or closed; the oldest are forgotten."""
    _open.pop(str(step_id), None)
    if opened:
        _open[str(step_id)] = None
        while len(_open) > MOST:
            _open.popitem(last=False)


def is_watched(step_id: str) -> bool:
    """Whether somebody has this step open."""
    return step_id in _open
