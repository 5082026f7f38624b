"""How several workers share the tests: whole files, and one worker for everything that drives the running page.

The page's tests share one chat and one browser; two of them at once would also slow each other down.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

PAGE = "tests/e2e"


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """One unit of work for each file and one for the page."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return PAGE if file.startswith(f"{PAGE}/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    """Asked for where ``-n`` is given."""
    return Sharing(config, log)
