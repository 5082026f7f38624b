"""Kinds of single questions, their members generated: who is left, both ends, others' reports, crossings, sides."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, read_catalog

BANK = read_catalog(DEFAULT)
PLANNER = Planner(Lexicon(BANK))


def calls(question):
    return PLANNER.next_calls(Conversation(question))


def arguments(question):
    (found,) = calls(question)
    return found.arguments


GROUPS = [("German customers", "alemanes", "Germany"), ("inactive Spaniards", "españoles inactivos", "Spain")]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("How many {} do we have left?", "¿cuántos {} nos quedan?"),
        ("how many {} are left", "¿cuántos {} quedan?"),
        ("how many {} have we got left", "cuántos {} me quedan"),
        ("how many {} has the bank got left", "¿cuántos {} quedan en el banco?"),
    ],
)
def test_who_is_left_is_still_there(group, english, spanish):
    for question in (english.format(group[0]), spanish.format(group[1])):
        assert arguments(question)["population"] == "current", question


@pytest.mark.parametrize(
    "question",
    [
        "how many {} have left",
        "how many {} left us",
        "of the {} that's left us, how many are there",
        "how many {} left",
        "how many {} have left us",
    ],
)
@pytest.mark.parametrize("group", GROUPS)
def test_who_has_left_is_gone(group, question):
    assert arguments(question.format(group[0]))["population"] == "left"


@pytest.mark.parametrize("place", ["", " en Francia", " entre los inactivos"])
@pytest.mark.parametrize("verb", ["tenemos", "hay", "llevamos"])
def test_which_churn_is_a_rate(place, verb):
    found = arguments(f"¿qué abandono {verb}{place}?")
    assert found["measures"] == [{"measure": "churn_rate"}]
    assert "population" not in found


ENDS = [
    ("¿qué edad tiene el cliente más joven de España, y el mayor?", "Age"),
    ("In Spain, how old is our youngest customer and how old the oldest?", "Age"),
    ("dime el saldo más alto y el más bajo de Alemania", "Balance"),
    ("the highest and the lowest salary among inactive Germans", "EstimatedSalary"),
    ("De cuantos nos dejaron, ¿qué edad tenía el más joven y qué edad el más anciano?", "Age"),
]


@pytest.mark.parametrize(("question", "column"), ENDS)
def test_two_extremes_are_two_figures(question, column):
    measures = arguments(question)["measures"]
    assert {(node["measure"], node["column"]) for node in measures} == {("min", column), ("max", column)}


@pytest.mark.parametrize(
    "question",
    [
        "who is the richest and who the poorest in France",
        "¿quién es el más rico y quién el más pobre de Francia?",
        "the youngest and the oldest customer in France",
    ],
)
def test_two_people_at_both_ends_are_two_lists(question):
    found = calls(question)
    assert [call.tool for call in found] == ["list_customers"] * 2
    assert {call.arguments["order"] for call in found} == {"asc", "desc"}
    assert all(call.arguments["limit"] == 1 for call in found)


def test_an_end_that_is_said_once_is_one():
    found = arguments("German customers with four products, lowest credit score at the top")
    assert (found["order_by"], found["order"]) == ("CreditScore", "asc")


REPORTS = [
    ("The head of acquisition wants to know {}", "en"),
    ("Marta from research is asking {}", "en"),
    ("Finance needs to know {} by Friday", "en"),
    ("La directora de captación quiere saber {}", "es"),
    ("Pepe, de riesgos, me ha preguntado {}", "es"),
    ("El de marketing quiere que le diga {} para el lunes", "es"),
]
ASKED = {
    "en": ["how many Germans left us", "what the churn rate in Spain is"],
    "es": ["cuántos alemanes se fueron", "qué tasa de abandono hay en España"],
}


@pytest.mark.parametrize(("report", "language"), REPORTS)
def test_who_asks_changes_nothing(report, language):
    for asked in ASKED[language]:
        assert calls(report.format(asked)) == calls(asked), report


REMARKS = [
    "Our researcher swears there's no difference.",
    "The man from audit reckons I am wrong.",
    "Marta, de research, dice que no hay diferencia.",
    "Mi cuñado sostiene que me equivoco.",
]


@pytest.mark.parametrize("remark", REMARKS)
def test_what_somebody_says_beside_a_question_changes_nothing(remark):
    for asked in ("Median estimated salary, leavers vs stayers?", "¿Cuántos alemanes se fueron?"):
        assert calls(f"{asked} {remark}") == calls(asked)


def test_a_place_somebody_asks_about_is_kept():
    (found,) = calls("One director always asks about Narnia: what's our churn rate there?")
    assert found.tool in {"decline", "ask_back"}


@pytest.mark.parametrize(
    ("said", "lead"),
    product(
        ["country by gender", "por país y género", "gender by country"],
        ["churn as a {} grid", "churn rate in a {} matrix", "tasa de abandono {}, cuadrícula", "churn cruzado {}"],
    ),
)
def test_two_columns_cross(said, lead):
    groups = {node["column"] for node in arguments(lead.format(said)).get("groups", [])}
    assert groups == {"Geography", "Gender"}


@pytest.mark.parametrize(
    "question",
    [
        "retención según si el cliente es activo o no",
        "retention rate by whether they are active or not",
        "retention depending on whether customers are active",
    ],
)
def test_by_whether_is_a_group(question):
    found = arguments(question)
    assert found["groups"] == [{"column": "IsActiveMember"}]
    assert found["measures"][0]["where"] == {"column": "Exited", "op": "eq", "value": "0"}


@pytest.mark.parametrize(
    "question",
    [
        "Compara la tasa de abandono de los que tienen un saldo superior a la media con la de los que están por debajo",
        "churn rate of customers with a balance above the average versus those below",
    ],
)
def test_the_other_side_of_a_bound_needs_no_bound(question):
    sides = [group["where"] for group in arguments(question)["groups"]]
    assert [side["op"] for side in sides] == ["gt", "lt"]
    assert {str(side["value"]) for side in sides} == {"{'stat': 'mean'}"}


@pytest.mark.parametrize(
    "question",
    ["clientes cuyo saldo dobla su sueldo, ¿cuántos?", "how many customers have a balance that doubles their salary"],
)
def test_a_verb_of_doubling_compares_two_columns(question):
    where = arguments(question)["where"]
    assert (where["column"], where["value"]) == ("Balance", {"column": "EstimatedSalary", "times": 2.0})


@pytest.mark.parametrize(
    "question",
    [
        "How many customers are there for each number of products, and what's the churn in each of those groups?",
        "¿Cómo se reparten los clientes según el número de productos, y qué abandono hay en cada grupo?",
    ],
)
def test_each_group_again_is_the_group_before(question):
    found = arguments(question)
    assert found["groups"] == [{"column": "NumOfProducts"}]
    assert [node["measure"] for node in found["measures"]] == ["customers", "churn_rate"]


def test_a_question_behind_a_hesitation_corrects_nothing():
    found = arguments("for the ones with four products, um, what age is the youngest and, yeah, and the oldest")
    assert found["where"] == {"column": "NumOfProducts", "op": "eq", "value": 4}


ASPECTS = [
    ("what could I offer her so she stays?", "¿qué le podría ofrecer para que se quede?", "retention_options"),
    ("what should we bring her?", "¿qué le llevo?", "retention_options"),
    ("why might she leave?", "¿por qué se nos podría ir?", "explain_churn"),
    ("who is similar to her?", "¿quién se le parece?", "similar_customers"),
]
BESIDE = [
    ("I am taking Mrs Welch out for lunch tomorrow, {}, and I'd hate to turn up empty-handed:", "en"),
    ("That nice lady Mrs Clements, number {}, is sat in reception.", "en"),
    ("Mañana como con la señora Welch ({}) en el Paral·lel.", "es"),
    ("El Lorenzo, el {}, es un encanto de chico.", "es"),
]


@pytest.mark.parametrize(("english", "spanish", "tool"), ASPECTS)
@pytest.mark.parametrize(("beside", "language"), BESIDE)
def test_what_is_told_of_one_customer_narrows_nothing(english, spanish, tool, beside, language):
    question = f"{beside.format(15705512)} {english if language == 'en' else spanish}"
    (found,) = calls(question)
    assert (found.tool, found.arguments) == (tool, {"customer_id": "15705512"})
    assert PLANNER.reviewer.review(question, [found]).instead is None


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué le damos al {}?",
        "Y con los postres, ¿qué le pongo encima de la mesa a la {}?",
        "{} is sat in front of me, what can i offer him to stay",
        "what would tempt {} to stay?",
        "¿con qué lo tiento al {}?",
    ],
)
def test_what_to_give_somebody_is_what_to_offer(question):
    (found,) = calls(question.format(15696061))
    assert (found.tool, found.arguments) == ("retention_options", {"customer_id": "15696061"})


@pytest.mark.parametrize(
    "question",
    [
        "Which funds is {} invested in?",
        "¿En qué fondos está metido el {}?",
        "Deme el celular de la señora Mitchell, la {}",
        "what pension plan has {} got",
    ],
)
def test_what_the_table_lacks_is_declined_by_its_name(question):
    (found,) = calls(question.format(15582591))
    assert found.tool == "decline"


def test_weights_in_somebodys_risk_are_reasons():
    (found,) = calls("¿qué es lo que pesa en el riesgo del 15611579?")
    assert found.tool == "explain_churn"


@pytest.mark.parametrize(
    "question",
    [
        "Which of my people looked after the customers who left?",
        "How often did we ring the inactive ones?",
        "how many calls were made to the Germans",
        "¿Quién de mi equipo atendía a los clientes que se fueron?",
        "¿cuántas veces llamó el gestor a los inactivos?",
        "¿Y cuántas visitas hicieron los comerciales?",
        "What did customers say when they closed their accounts?",
        "¿Y qué motivo nos dieron al marcharse?",
        "text the 5 riskiest and say I'll ring tomorrow",
        "Could you please email all the inactive Germans?",
        "le manda un mensaje de texto a la 15647311 diciéndole que ya la llamamos",
        "Mándale un correo a la 15740868 y dile que la llamo",
    ],
)
def test_what_was_done_or_said_and_what_is_to_be_sent_is_declined(question):
    (found,) = calls(question)
    assert found.tool == "decline"


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("who should my people ring first", "watch_list"),
        ("¿A quién llamo primero?", "watch_list"),
        ("mándame la lista de alemanes", "list_customers"),
        ("which customers did we lose", "list_customers"),
    ],
)
def test_whom_to_call_and_what_to_tell_us_are_answered(question, tool):
    (found,) = calls(question)
    assert found.tool == tool


MAILS = [
    "Hi all,\n\n> On Monday Richard wrote:\n> I reckon there are about 200 youngsters in France, don't quote me\n\n{}"
    "\n\nBest,\nNora Bell\nCards & Payments | ext. 4417",
    "Buenas,\n>> ¿Sirve de algo la tarjeta para retener? (P. Olmedo)\n> Ni idea. (J. C.)\n{}\nAtentamente,"
    "\nPilar Olmedo\nDirección Comercial – Tel. 91 555 01 20",
]


@pytest.mark.parametrize("mail", MAILS)
@pytest.mark.parametrize(
    "asked", ["How many customers under 30 in Spain have no credit card?", "¿cuántos inactivos hay en Alemania?"]
)
def test_what_others_are_quoted_with_is_not_asked(mail, asked):
    assert calls(mail.format(asked)) == calls(asked)


def test_a_quoted_question_is_asked_where_nothing_else_is():
    found = arguments("> We need the median balance for Germany, active members only.\nCould you let me have it?")
    assert found["measures"] == [{"measure": "median", "column": "Balance"}]


@pytest.mark.parametrize(
    "question",
    [
        "¿Podéis comparar la tasa de abandono de quienes tienen tarjeta con la de quienes no?",
        "compare churn of customers who have a card and those who don't",
    ],
)
def test_those_who_do_not_are_the_other_side(question):
    assert arguments(question)["groups"] == [{"column": "HasCrCard"}]


@pytest.mark.parametrize(
    ("question", "population"),
    [
        ("inactive customers as a share of all Germans", None),
        ("inactive customers as a percentage of those who left", "left"),
        ("peso de los inactivos sobre el total de bajas", "left"),
        ("¿qué peso de los inactivos en el total de bajas?", "left"),
    ],
)
def test_a_part_as_a_share_of_a_whole(question, population):
    found = arguments(question)
    assert found["measures"] == [{"measure": "share", "where": {"column": "IsActiveMember", "op": "eq", "value": "0"}}]
    assert found.get("population") == population


@pytest.mark.parametrize("number", ["uno", "dos", "tres"])
def test_a_number_other_than_one_is_no_equality(number):
    where = arguments(f"¿cuántos clientes tienen un número de productos distinto de {number}?")["where"]
    assert (where["column"], where["op"]) == ("NumOfProducts", "ne")


@pytest.mark.parametrize("gone", ["before they're gone", "before they have gone", "before they're lost"])
@pytest.mark.parametrize("asked", ["Which {} should I be ringing {}?", "Which {} should I call {}?", "{} to call {}"])
def test_who_is_not_gone_yet_has_not_left(gone, asked):
    (found,) = calls(asked.format("German women", gone))
    assert found.tool == "watch_list", found
    assert found.arguments["where"]["all"]


@pytest.mark.parametrize(
    "said",
    [
        *("how many left before 2020", "how many Germans left after 2019", "churn rate since 2021"),
        *("¿cuántas mujeres se fueron antes del 2020?", "tasa de abandono desde 2021", "cuántos se fueron tras 2018"),
    ],
)
def test_a_calendar_year_is_no_amount(said):
    (found,) = calls(said)
    assert found.tool in {"decline", "ask_back"}, found


@pytest.mark.parametrize(
    ("counted", "plain"),
    [
        ("Which three of the Spanish should I be ringing before they're gone?", "Spain"),
        ("quiero hablar con las cuatro alemanas a punto de irse", "Germany"),
    ],
)
def test_a_number_before_people_is_how_many_are_wanted(counted, plain):
    (found,) = calls(counted)
    assert (found.tool, found.arguments["limit"]) in {("watch_list", 3), ("watch_list", 4)}
    assert plain in str(found.arguments["where"])
