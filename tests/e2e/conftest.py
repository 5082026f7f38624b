"""One running chat for all end-to-end tests that only talk to it."""

from collections.abc import Iterator

import pytest

from db.places import Places
from tests.e2e.running import Chat, chat


@pytest.fixture(scope="session")
def running(small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """The chat, offline, on the small bank."""
    with chat(small_home, tmp_path_factory.mktemp("a home with spaces")) as served:
        yield served
