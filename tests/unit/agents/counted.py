"""What some work costs, counted in calls of functions, so that a busy machine changes nothing."""

import sys
from collections.abc import Callable


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions it calls."""
    count = 0

    def seen(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
