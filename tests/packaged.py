"""The reader of the packaged catalog, made once for all tests of a process: it is not changed by reading."""

from functools import lru_cache

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, read_catalog


@lru_cache(maxsize=1)
def packaged_lexicon() -> Lexicon:
    """The words of the packaged catalog."""
    return Lexicon(read_catalog(DEFAULT))


@lru_cache(maxsize=1)
def packaged_planner() -> Planner:
    """The planner over them."""
    return Planner(packaged_lexicon())
