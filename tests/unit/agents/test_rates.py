"""A model's minute: requests, tokens and places, shared fairly between users."""

import asyncio

import pytest

from agents.llm.faults import CallFailed
from agents.llm.rates import Rates
from agents.roster import Rate


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_without_a_rate_nobody_waits() -> None:
    rates = Rates({}, Clock())
    async with rates.turn("m", "ana", 10_000, left=0.01), rates.turn("m", "luis", 10_000, left=0.01):
        pass


async def test_one_users_many_calls_do_not_keep_anothers_single_one_waiting() -> None:
    rates = Rates({"m": Rate(at_once=1)}, asyncio.get_running_loop().time)
    order: list[str] = []

    async def ask(user: str) -> None:
        async with rates.turn("m", user, 100, left=5):
            order.append(user)
            await asyncio.sleep(0.01)

    greedy = [asyncio.create_task(ask("ana")) for _ in range(6)]
    await asyncio.sleep(0)  # the first is asking, the others wait
    modest = asyncio.create_task(ask("luis"))
    await asyncio.gather(*greedy, modest)
    assert order.index("luis") <= 2
    assert len(order) == 7


@pytest.mark.parametrize(
    ("rate", "tokens", "fits"),
    [
        (Rate(requests_per_minute=3), 10, 3),
        (Rate(tokens_per_minute=1000), 300, 3),
        (Rate(tokens_per_minute=1000, requests_per_minute=2), 100, 2),
        (Rate(tokens_per_minute=1000), 5000, 1),
    ],
)
async def test_a_minute_holds_so_many_and_the_next_one_opens_again(rate: Rate, tokens: int, fits: int) -> None:
    clock = Clock()
    rates = Rates({"m": rate}, clock)
    for _ in range(fits):
        async with rates.turn("m", "ana", tokens, left=0.01):
            pass
    with pytest.raises(CallFailed, match="too late"):
        async with rates.turn("m", "ana", tokens, left=0.01):
            pass
    clock.now = 61.0
    async with rates.turn("m", "ana", tokens, left=0.01):
        pass


@pytest.mark.parametrize("rate", [Rate(requests_per_minute=2), Rate(tokens_per_minute=1000)])
async def test_of_a_minutes_requests_and_tokens_each_user_gets_their_turn(rate: Rate) -> None:
    clock = Clock()
    rates = Rates({"m": rate}, clock)
    order: list[str] = []

    async def ask(user: str) -> None:
        async with rates.turn("m", user, 500, left=5):
            order.append(user)

    await ask("ana")
    await ask("ana")  # the minute is full
    waiting = [asyncio.create_task(ask("ana")) for _ in range(4)]
    await asyncio.sleep(0)
    waiting.append(asyncio.create_task(ask("luis")))
    await asyncio.sleep(0)
    assert order == ["ana", "ana"]
    clock.now = 61.0
    waiting.append(asyncio.create_task(ask("eva")))  # whoever comes has the line looked at
    await asyncio.sleep(0.01)
    assert order[2:] == ["ana", "luis"]
    clock.now = 122.0
    waiting.append(asyncio.create_task(ask("eva")))
    await asyncio.sleep(0.01)
    assert order[4:] in (["ana", "eva"], ["eva", "ana"])
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_who_gives_up_leaves_the_line() -> None:
    rates = Rates({"m": Rate(at_once=1)}, asyncio.get_running_loop().time)
    async with rates.turn("m", "ana", 1, left=1):
        with pytest.raises(CallFailed):
            async with rates.turn("m", "luis", 1, left=0.01):
                pass
    async with rates.turn("m", "eva", 1, left=0.2):
        pass


async def test_a_model_that_asked_for_a_pause_is_left_alone_by_all() -> None:
    clock = Clock()
    rates = Rates({}, clock)
    rates.pause("m", 5)
    with pytest.raises(CallFailed):
        async with rates.turn("m", "luis", 1, left=0.01):
            pass
    clock.now = 6
    async with rates.turn("m", "luis", 1, left=0.01):
        pass
