import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chat.asked import asked_words
from app.chat.differences import difference_words
from app.chat.follow_ups import follow_ups
from app.chat.paths import path_words
from app.chat.trace_text import point_lists
from app.pages.render import page_words
from app.risk_points import without
from app.server.titles import thread_title
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact


def fact(tool: str, **data: object) -> Fact:
    return Fact(id="F1", tool=tool, arguments={}, data=data)


@pytest.mark.parametrize("path", ["options[0].rank", "rows[3].probability", "total.customers", "columns.Age"])
def test_where_a_figure_stands_is_said_without_brackets(path: str, catalog: Catalog) -> None:
    for language in ("es", "en"):
        said = path_words(path, catalog, language)  # type: ignore[arg-type]
        assert said
        assert not set("[].") & set(said)


def _paths(value: object, path: str = "") -> Iterator[str]:
    """Where figures stand in a Fact's data, one of each list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], f"{path}[0]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_place_of_a_figure_is_called_by_the_programs_name(language: Language, catalog: Catalog) -> None:
    cases = (Path(__file__).parents[4] / "bench" / "moa_cases.jsonl").read_text(encoding="utf-8").splitlines()
    facts = [fact for case in cases for fact in json.loads(case)["facts"]]
    paths = {path for fact in facts for path in _paths(fact["data"])}
    assert len(paths) > 30
    raw = {path for path in paths if "_" in path_words(path, catalog, language)}
    assert raw == set()


def test_a_difference_between_drafts_is_in_the_readers_language(catalog: Catalog) -> None:
    said = difference_words("retention_strategist: only this draft proposes IsActiveMember", catalog, "es")
    assert said == "estratega de retención: solo este borrador propone actuar sobre miembro activo"
    assert difference_words("sceptic: 12 % (not in the Facts)", catalog, "es").endswith("no está en los datos: 12 %")
    assert difference_words("not in the Facts: 12 %", catalog, "es") == "no está en los datos: 12 %"


def test_what_one_draft_alone_proposes_contradicts_nobody(catalog: Catalog) -> None:
    notes = [
        "retention_strategist: only this draft proposes IsActiveMember, contact",
        "sceptic: 12 % (not in the Facts)",
    ]
    lists = dict(point_lists({"disagreements": notes}, "en", catalog))
    assert lists["They contradict"] == ["sceptic: 12 % (not in the Facts)"]
    assert lists["Said by one only"] == [
        "retention strategist: only this draft proposes to act on active member, contact"
    ]


ASKED = {
    "customer_id": "7", "profile": {"Age": 45, "IsActiveMember": "0"}, "changes": {"NumOfProducts": 2}, "limit": 10,
    "measures": [{"measure": "churn_rate"}, {"measure": "mean", "column": "Balance"}], "offset": 0, "having": [],
    "groups": [{"column": "Geography"}, {"where": {"column": "Geography", "op": "eq", "value": "France"}}],
    "where": {"not": {"column": "Age", "op": "gt", "value": 60}},
    "column": "Age", "order": "desc", "columns": [], "totals": [], "name": "García", "k": 5,
}  # fmt: skip


@pytest.mark.parametrize("key", [*ASKED, None])
@pytest.mark.parametrize("language", ["es", "en"])
def test_what_a_tool_was_asked_is_said_without_the_programs_names(
    key: str | None, language: Language, catalog: Catalog
) -> None:
    asked = {key: ASKED[key]} if key else ASKED
    said = asked_words({"arguments": asked, "data": {}}, catalog, language)
    assert not set("[]{}_'") & set(said)
    assert not any(
        name in said for name in ("NumOfProducts", "IsActiveMember", "Geography", "offset", "having", "None")
    )


def labels(*facts: Fact, earlier: tuple[Fact, ...] = (), changed: bool = False) -> list[str]:
    made = follow_ups(facts, "en", earlier=earlier, changed=lambda _: changed)
    return [label for label, _ in made]


def test_follow_ups_are_two_or_three_and_never_what_was_just_answered() -> None:
    one = follow_ups([fact("explain_churn", customer_id=7)], "en")
    assert 2 <= len(one) <= 3
    assert all("7" in message for _, message in one)
    assert "Why?" not in [label for label, _ in one]
    assert follow_ups([fact("decline", status="declined")], "en") == []


def test_follow_ups_are_not_what_the_conversation_has_answered() -> None:
    told = (fact("retention_options", customer_id=7), fact("model_report"))
    assert labels(fact("explain_churn", customer_id=7), earlier=told) == ["Similar customers", "Whom do I call first?"]
    assert "What do I offer?" in labels(fact("explain_churn", customer_id=8), earlier=told)
    assert labels(fact("portfolio_query"), earlier=told) == ["Whom do I call first?"]


def test_a_change_is_asked_about_where_there_is_one() -> None:
    first = fact("customer_card", customer_id=7)
    told = (fact("similar_customers", customer_id=7),)
    assert "How has it changed?" not in labels(first, earlier=told)
    assert "How has it changed?" in labels(first, earlier=told, changed=True)


@pytest.mark.parametrize("beside", [(), (fact("retention_options", customer_id=7, name="Mora"),)])
def test_under_a_list_the_label_names_whom_it_is_about(beside: tuple[Fact, ...]) -> None:
    rows = [{"customer_id": 7, "name": "Mora"}, {"customer_id": 8, "name": "Vidal"}]
    made = labels(fact("watch_list", rows=rows), *beside)
    assert made
    assert all("Mora" in label for label in made)


def test_no_offer_is_proposed_for_somebody_who_left() -> None:
    assert "What do I offer?" not in labels(fact("customer_card", customer_id=7, left=True))


def test_titles_of_the_same_question_about_others_differ_at_once() -> None:
    titles = {thread_title(f"¿Cuál es el riesgo del cliente {n} y por qué?")[:12] for n in (15669819, 15669820)}
    assert len(titles) == 2
    assert thread_title("¿Cuántos clientes hay?") == "¿Cuántos clientes hay?"
    assert thread_title("¿Y el riesgo de 15669819?") == "15669819 · ¿Y el riesgo de 15669819?"
    spain, france = "¿Cuántos clientes hay en España?", "¿Cuántos clientes hay en Francia?"
    assert thread_title(france, [spain]) == f"…Francia? · {france}"


@pytest.mark.parametrize(
    "asked",
    [
        ("Dime el riesgo de abandono que tiene Mora", "Dime el riesgo de abandono que tiene Vidal"),
        ("churn rate by country", "churn rate by country", "churn rate by country"),
        ("¿Y el riesgo de 15669819?", "¿Y el riesgo de 15669819?"),
        (
            "How many of my customers are women?",
            "How many of my customers are older than 60?",
            "How many of my customers are Germans?",
        ),
    ],
)
def test_a_conversations_title_differs_from_the_others_where_it_can_be_read(asked: tuple[str, ...]) -> None:
    titles: list[str] = []
    for message in asked:
        titles.append(thread_title(message, titles))
    assert len({title[:20] for title in titles}) == len(asked)


def test_a_reasons_points_are_what_the_risk_would_lose() -> None:
    assert without(0.5, 0.0) == pytest.approx(0)
    assert 0 < without(0.8, 1.0) < 80
    assert without(0.2, -1.0) < 0


def test_every_word_of_our_own_parts_is_there_in_both_languages() -> None:
    assert page_words("es").keys() == page_words("en").keys()
    assert all(page_words("es").values())
