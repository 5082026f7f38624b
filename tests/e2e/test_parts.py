"""Who may ask for our own parts of the page, and what they may not learn from them."""

import re
import uuid

import httpx
import pytest

from tests.e2e.running import Chat
from tests.e2e.test_socket import a_customer, client

OPEN = ("/moa/today", "/moa/card?customer=1", "/moa/what-if", "/moa/stage", f"/moa/turns/{uuid.UUID(int=7, version=4)}")


@pytest.mark.parametrize("address", OPEN)
async def test_nobody_gets_a_part_without_log_in(running: Chat, address: str) -> None:
    async with httpx.AsyncClient(base_url=running.url) as stranger:
        assert (await stranger.get(address)).status_code == 401


async def test_a_turns_parts_are_for_whoever_asked(running: Chat) -> None:
    async with await client(running) as sofia, await client(running, "luis") as luis:
        turn = (await sofia.ask("Top 10 customers by value at risk"))["id"]
        for address in (f"/moa/turns/{turn}", f"/moa/turns/{turn}/F1.csv", f"/moa/stage/{turn}/events"):
            assert (await sofia.http.get(address)).status_code == 200, address
            assert (await luis.http.get(address)).status_code == 404, address
        assert (await sofia.http.get(f"/moa/turns/{turn}/F9.csv")).status_code == 404
        assert "moa-parts" not in (await sofia.http.get("/moa/turns/..%2Fx")).text  # Chainlit's own page answers


async def test_a_managers_card_and_form_know_only_his_own_customers(running: Chat) -> None:
    theirs = a_customer(running, "Luis Romero")
    async with await client(running, "ana") as ana:
        assert (await ana.http.get("/moa/card", params={"customer": theirs})).status_code == 404
        answer = await ana.http.post("/moa/what-if/risk", data={"customer": theirs, "NumOfProducts": "2"})
        assert "then" not in answer.json()
        told = await ana.http.post("/moa/outcome", data={"customer": theirs, "left": "true", "confirmed": "yes"})
        assert told.headers.get("X-Moa-Changed") is None


async def test_an_amount_in_the_form_says_its_currency_and_other_figures_their_unit(running: Chat) -> None:
    async with await client(running) as sofia:
        form = (await sofia.http.get("/moa/what-if", headers={"Accept-Language": "en"})).text
        units = dict(re.findall(r"<label>([^<]+?)(?: <small>\(([^)]+)\)</small>)?\n?<", form))
        assert units["Balance"] == units["Estimated salary"] == "€"
        assert units["Age"] == "years" and units["Products"] == ""
