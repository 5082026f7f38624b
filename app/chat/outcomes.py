"""What became of a customer was told or taken back: the ensemble's weights move in the background."""

import asyncio

from app.bootstrap import House
from app.logs import note_failure
from ml.adapt import learn_and_rescore

_background: set[asyncio.Task[None]] = set()


def learn_in_background(house: House) -> None:
    """An outcome was told or taken back: the weights learn after the reply."""
    task = asyncio.create_task(_learn(house))
    _background.add(task)
    task.add_done_callback(_background.discard)


async def _learn(house: House) -> None:
    try:
        await asyncio.to_thread(learn_and_rescore, house.places, house.catalog)
    except Exception as error:  # noqa: BLE001 - what was told is kept; the next outcome tries again
        note_failure("adapting the weights", error)
