"""Follow-ups without a subject of their own: they are about those the answer before was about, over two catalogs."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, named, of_kind, planner

FRANCE = {"column": "Geography", "op": "eq", "value": "France"}
WOMEN = {"column": "Gender", "op": "eq", "value": "Female"}
INACTIVE = {"column": "IsActiveMember", "op": "eq", "value": "0"}
BOTH = {"all": [WOMEN, FRANCE]}
COUNT = {"measure": "customers"}
COUNTED = Call("portfolio", {"measures": [COUNT], "where": BOTH})
LISTED = Call("list_customers", {"where": BOTH, "limit": 10})
TOP = Call("list_customers", {"where": FRANCE, "order_by": "Balance", "order": "desc", "limit": 3})
IDS = ["15600001", "15600002", "15600003"]


def after(name, said, call):
    """The one call for a message after an answer."""
    rows = [{"customer_id": i} for i in IDS] if call.tool in {"list_customers", "watch_list"} else [{"customers": 1}]
    asked = Conversation(said, earlier=((Done(call, {"rows": rows}),),), questions=("?",))
    (found,) = planner(name).next_calls(asked)
    return found


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("base", [COUNTED, LISTED])
def test_a_figure_of_nobody_in_particular_is_of_those_before(name, language, base):
    gone = {"es": ["¿cuántas se fueron?", "¿cuántos se han ido?"], "en": ["how many left?", "how many have left?"]}
    for said in gone[language]:
        told = after(name, said, base).arguments
        assert (told["where"], told["population"]) == (BOTH, "left"), said
    for column in of_kind(name, "money"):
        called = named(column, language)
        for said in {"es": [f"¿qué {called} tienen de media?"], "en": [f"what {called} do they have on average?"]}[
            language
        ]:
            told = after(name, said, base).arguments
            assert told["where"] == BOTH, said
            assert told["measures"] == [{"measure": "mean", "column": column.name}], said


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["how many customers left?", "¿cuántos clientes se han ido en todo el banco?"])
def test_a_question_with_its_own_subject_takes_nothing_over(name, said):
    assert "where" not in after(name, said, COUNTED).arguments


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "said", ["dame la tasa de abandono", "ahora la tasa", "now the rate", "now give me the churn rate"]
)
def test_a_figure_alone_is_told_of_the_groups_before(name, said):
    groups = [{"column": "Geography"}]
    told = after(name, said, Call("portfolio", {"measures": [COUNT], "groups": groups})).arguments
    assert (told["measures"], told["groups"]) == ([{"measure": "churn_rate"}], groups)


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "measure"),
    product(["sorry, the median I mean", "mejor la mediana", "perdona, la mediana", "now the median"], ["median"]),
)
def test_an_aggregate_alone_is_of_the_column_before(name, said, measure):
    base = Call("portfolio", {"measures": [{"measure": "mean", "column": "Balance"}], "where": FRANCE})
    assert after(name, said, base).arguments["measures"] == [{"measure": measure, "column": "Balance"}]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["¿y los que no?", "and how many don't?", "and the rest?", "¿y el resto?"])
def test_the_others_are_those_who_are_not(name, said):
    base = Call("portfolio", {"measures": [COUNT], "where": {"all": [FRANCE, INACTIVE]}})
    assert after(name, said, base).arguments["where"]["all"] == [FRANCE, {**INACTIVE, "value": "1"}]
    gone = Call("portfolio", {"measures": [COUNT], "where": FRANCE, "population": "left"})
    assert after(name, said, gone).arguments == {"measures": [COUNT], "where": FRANCE, "population": "current"}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["out of how many?", "¿de cuántos en total?"])
def test_out_of_how_many_is_those_among_whom_it_was(name, said):
    gone = Call("portfolio", {"measures": [COUNT], "where": FRANCE, "population": "left"})
    assert after(name, said, gone).arguments == {"measures": [COUNT], "where": FRANCE}
    assert after(name, said, COUNTED).arguments == {"measures": [COUNT]}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["what percentage of the total is that?", "¿qué porcentaje del total es eso?"])
def test_the_part_of_all_that_was_counted(name, said):
    assert after(name, said, COUNTED).arguments["measures"] == [{"measure": "share", "where": BOTH}]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "column", "order"),
    [
        ("sort them by balance, biggest first", "Balance", "desc"),
        ("ordénalos por saldo, de menor a mayor", "Balance", "asc"),
        ("sort those by age, oldest first", "Age", "desc"),
        ("youngest first", "Age", "asc"),
        ("biggest balance first", "Balance", "desc"),
        ("primero los de menor saldo", "Balance", "asc"),
        ("los más jóvenes primero", "Age", "asc"),
    ],
)
def test_a_list_is_sorted_by_what_comes_first(name, said, column, order):
    told = after(name, said, LISTED).arguments
    assert (told["order_by"], told["order"], told["where"]) == (column, order, BOTH)


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["and after those?", "¿y después de esos?", "the next ones"])
def test_what_comes_behind_the_rows_shown(name, said):
    assert after(name, said, TOP).arguments["offset"] == len(IDS)


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["who are they?", "¿quiénes son?"])
def test_those_counted_are_listed(name, said):
    assert after(name, said, COUNTED) == Call("list_customers", {"where": BOTH})


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["total value at risk of these", "¿cuál es su valor en riesgo total?"])
def test_value_at_risk_of_the_customers_shown(name, said):
    told = after(name, said, TOP).arguments
    assert told == {
        "measures": [{"measure": "value_at_risk"}],
        "where": {"column": "CustomerId", "op": "in", "value": IDS},
    }


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "said",
    ["how does that compare with the active ones?", "compáralos con los activos", "and compared with the active?"],
)
def test_a_group_beside_the_one_before(name, said):
    base = Call("portfolio", {"measures": [{"measure": "churn_rate"}], "where": INACTIVE})
    told = after(name, said, base).arguments
    assert told["groups"] == [{"column": "IsActiveMember"}]
    assert told["where"] == {"column": "IsActiveMember", "op": "in", "value": ["0", "1"]}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["what share are inactive?", "¿qué proporción son inactivos?"])
def test_a_share_of_nobody_in_particular_is_of_those_before(name, said):
    told = after(name, said, LISTED).arguments
    assert (told["measures"], told["where"]) == ([{"measure": "share", "where": INACTIVE}], BOTH)
