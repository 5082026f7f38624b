import asyncio

from app.chat.pace import PacedText


def test_a_thousand_tokens_become_a_few_pieces_and_nothing_is_lost() -> None:
    async def run() -> list[str]:
        sent: list[str] = []

        async def send(text: str) -> None:
            sent.append(text)

        paced = PacedText(send, pause=0.02)
        for _ in range(1000):
            await paced.add("x")
        await asyncio.sleep(0.1)
        return sent

    sent = asyncio.run(run())
    assert sent[0] == "x"
    assert sent[-1] == "x" * 1000
    assert len(sent) < 20


def test_what_is_stopped_sends_nothing_any_more() -> None:
    async def run() -> list[str]:
        sent: list[str] = []

        async def send(text: str) -> None:
            sent.append(text)

        paced = PacedText(send, pause=0.02)
        await paced.add("a")
        await paced.add("b")
        paced.stop()
        await asyncio.sleep(0.1)
        return sent

    assert asyncio.run(run()) == ["a"]


def test_finishing_sends_the_rest_at_once_and_nothing_twice() -> None:
    async def run() -> list[str]:
        sent: list[str] = []

        async def send(text: str) -> None:
            sent.append(text)

        paced = PacedText(send, pause=10)
        await paced.add("a")
        await paced.add("b")
        await paced.finish()
        await paced.finish()
        return sent

    assert asyncio.run(run()) == ["a", "ab"]
