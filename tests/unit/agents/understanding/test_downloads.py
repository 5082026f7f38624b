"""A list asked for as a file is the list: the file is one click on its table; nothing else is asked by the form."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.rewording.download import without_download
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
LISTS = {
    "es": ["los clientes alemanes inactivos", "las mujeres de más de 60 años que se fueron", "los 20 con más riesgo"],
    "en": ["the inactive German customers", "the women over 60 who left", "the top 20 at risk", "the 30 riskiest"],
}
FORMS = {
    "es": ["descárgame en CSV {}", "exporta {} a Excel", "dame {} en un Excel", "¿puedes descargar {} como csv?"],
    "en": ["download {} as CSV", "export {} to Excel", "give me {} in Excel", "can you export {} to a spreadsheet?"],
}


def calls(message: str) -> list[Call]:
    return PLANNER.next_calls(Conversation(message))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_list_as_a_file_is_the_list(language: str) -> None:
    for listed in LISTS[language]:
        plain = calls({"es": "lista ", "en": "list "}[language] + listed)
        assert plain[0].tool in {"list_customers", "watch_list"}, listed
        for form in FORMS[language]:
            assert calls(form.format(listed)) == plain, form.format(listed)


@pytest.mark.parametrize(
    "message",
    [
        "how can I download this?",
        "can I export that to Excel?",
        "¿puedo descargar la tabla?",
        "¿cómo lo exporto?",
    ],
)
def test_how_to_download_is_told_where_nothing_is_to_be_listed(message: str) -> None:
    assert [(call.tool, call.arguments) for call in calls(message)] == [("about_system", {"topic": "export"})]


@pytest.mark.parametrize(
    "message", ["list the inactive customers", "churn rate by country", "compare France and Spain"]
)
def test_what_asks_for_no_file_stays_as_written(message: str) -> None:
    assert without_download(message, "en") is None


@pytest.mark.parametrize("number", [5, 20, 30, 50, 100])
def test_a_top_is_a_rank_and_no_comparison(number: int) -> None:
    for message in (f"the top {number} at risk", f"list the top {number} at risk", f"top {number} at risk"):
        (only,) = calls(message)
        assert (only.tool, only.arguments.get("limit")) == ("watch_list", number), message
        assert only.arguments.get("where") is None, message
