"""What a reply may say of the Facts at hand, and what it may not."""

import pytest

from tests.unit.agents.facts_at_hand import AMOUNTS, BANDS, CARD, NAMESAKES, RATES, WATCH, WHAT_IF, verdict
from tools.facts import Fact

TRUE = [
    (WATCH, "Hargrave (15634602) has a churn probability of 83.1%, with €104,325 at risk. Hill follows with 71%."),
    (WATCH, "83.1% for Hargrave and 71.1% for Hill. Hargrave has 83%, compared with 71% for Hill."),
    (
        WATCH,
        "| Customer | Name | Risk |\n|---|---|---|\n| 15634602 | Hargrave | 83.1% |\n| 15647311 | Hill | 71.1% |\n",
    ),
    (WATCH, "1. **Hargrave** (15634602): 83,1 %, 104.324,60 € en riesgo\n2. Hill: 71,1 %\n"),
    (WATCH, "Llame primero a Hargrave (cliente 15634602): riesgo del 83,1 % y 104.324,60 € en riesgo."),
    (WATCH, "Su gestora es Ana Torres."),
    (WATCH, "Hargrave, Hill and O'Brien have 83%, 71% and 65% respectively."),
    (WATCH, "Together the three hold €203,164 at risk, of €1.2 million in all 2,037."),
    (WATCH, "Three reasons stand out. Consider calling Hargrave. Engagement is low."),
    (WATCH, "At 83.1%, Hargrave is the riskiest; over 80% in any case, almost 84%."),
    (RATES, "Germany has the highest churn rate, 32.4%, twice that of France (16.2%) and above the overall 20.4%."),
    (RATES, "La tasa de abandono es del 32,4 % en Alemania, del 16,7 % en España y del 16,2 % en Francia."),
    (RATES, "Of 2,509 German customers, 32.4% left. France has 5,014 customers."),
    (RATES, "| País | Tasa de abandono | Clientes |\n|---|---|---|\n| Alemania | 32,4 % | 2.509 |\n"),
    (RATES, "Germany's rate is 16.3 points higher than France's. About a third of German customers left."),
    (WHAT_IF, "With two products, the risk of Hargrave falls from 83.1% to 40.1%, a drop of 43 points."),
    (WHAT_IF, "Si tuviera 2 productos, su riesgo bajaría del 83,1 % al 40,1 % (43 puntos menos)."),
    (CARD, "Hargrave is 42, from France, with a credit score of 619, a tenure of 2 years and a balance of €0."),
    (CARD, "Tiene 42 años, una antigüedad de 2 años y un salario de 101.348,88 €."),
    (BANDS, "Churn is 7.5% under 30, 10.9% between 30 and 39, and 27.5% at 60 or more."),
    (BANDS, "| Age | Churn rate |\n|---|---|\n| < 30 | 7.5% |\n| 30–39 | 10.9% |\n"),
    (NAMESAKES, "Smith (101001) has a risk of 90% and Smith (101002) one of 60%."),
    (CARD, "| Account | Balance |\n|---|---|\n| 15634602 | €0.00 |\n"),
    (AMOUNTS, "| Saldo | Saldo medio |\n|---|---:|\n| < 1 € | 0,00 € |\n| 50.000 €–100.000 € | 83.867,11 € |\n"),
    (AMOUNTS, "Highest average balance: balance €50,000–€100,000 (€83,867.11)."),
]
FALSE = [
    (WATCH, "Hargrave has a churn probability of 71%, and Hill 83%.", "71%"),
    (WATCH, "71% for Hargrave and 83% for Hill.", "71%"),
    (WATCH, "Hill (15634602) has a risk of 83%.", "Hill 15634602"),
    (WATCH, "| Customer | Name | Risk |\n|---|---|---|\n| 15634602 | Hill | 83.1% |\n", "| 15634602 | Hill | 83.1% |"),
    (WATCH, "| Customer | Name | Risk |\n|---|---|---|\n| 15634602 | Hargrave | 71.1% |\n", "71.1%"),
    (WATCH, "| Customer | Name | Risk |\n|---|---|---|\n| 15634602 | Underhill | 83.1% |\n", "Underhill"),
    (WATCH, "Hargrave has a risk of 84%.", "84%"),
    (WATCH, "Hargreaves has a risk of 83%.", "Hargreaves"),
    (WATCH, "Call Müller first.", "Müller"),
    (WATCH, "Call Hill first.", "first"),
    (WATCH, "Hargrave is at risk. Hill is next. The risk is 83%.", "83%"),
    (WATCH, "Hargrave has a value of €83,807.86.", "€83,807.86"),
    (WATCH, "Hargrave's value at risk is €125,510.82.", "€125,510.82"),
    (WATCH, "There are four customers.", "four"),
    (WATCH, "Offer a 2% bonus within 48 hours.", "2%"),
    (WATCH, "She has been a customer since 3 March 2025.", "3 March 2025"),
    (WATCH, "See [more](http://evil.example/x).", "http://evil.example/x"),
    (RATES, "Germany has the highest churn rate, 16.2%.", "16.2%"),
    (RATES, "France has the highest churn rate.", "highest"),
    (RATES, "La tasa es del 16,2 % en Alemania y del 32,4 % en Francia.", "16,2 %"),
    (RATES, "| País | Tasa de abandono |\n|---|---|\n| Alemania | 16,2 % |\n", "16,2 %"),
    (RATES, "Germany has 5,014 customers.", "5,014"),
    (RATES, "The churn rate is 20.4% in Germany.", "20.4%"),
    (RATES, "Italy has a rate of 32.4%.", "Italy"),
    (WHAT_IF, "With three products, the risk falls to 40.1%.", "three"),
    (CARD, "Hargrave has a credit score of 42.", "42"),
    (CARD, "Hargrave has a balance of 619.", "619"),
    (BANDS, "Churn is 27.5% under 30.", "27.5%"),
    (BANDS, "| Age | Churn rate |\n|---|---|\n| < 30 | 10.9% |\n", "10.9%"),
    (NAMESAKES, "Smith (101001) has a risk of 60%.", "60%"),
    (AMOUNTS, "| Balance | Average balance |\n|---|---:|\n| < €1 | €83,867.11 |\n", "€83,867.11"),
]


@pytest.mark.parametrize(("fact", "text"), TRUE)
def test_what_the_facts_bear_passes(fact: Fact, text: str) -> None:
    assert verdict([fact], text).unsupported == ()


@pytest.mark.parametrize(("fact", "text", "claim"), FALSE)
def test_what_no_fact_bears_is_named(fact: Fact, text: str, claim: str) -> None:
    assert claim in verdict([fact], text).unsupported


def test_each_claim_carries_its_fact_and_place() -> None:
    claims = verdict([WATCH], "Hargrave has a churn risk of 83.1%.").supported
    figure = next(claim for claim in claims if claim.text == "83.1%")
    assert (figure.fact_id, figure.path) == ("F1", "rows[0].probability")


def test_of_equal_figures_the_one_that_is_meant_is_named() -> None:
    """Neither a place in a list nor a model's own figure, where the Fact has what is spoken of."""
    options = Fact(
        id="F1",
        tool="retention_options",
        arguments={"customer_id": 15669819},
        data={
            "customer_id": 15669819,
            "name": "Mora",
            "probability": 0.889,
            "interval": [0.857, 0.95],
            "members": [{"name": "model 6", "probability": 0.857}],
            "options": [
                {"rank": 1, "changes": {"NumOfProducts": 2}, "before": {"NumOfProducts": 1}, "probability": 0.07}
            ],
        },
        units={"probability": "share", "rank": "rank"},
    )
    told = verdict([options], "Mora (15669819): 88.9% (between 85.7% and 95.0%). Propose 2 products (now 1): 7.0%.")
    paths = {claim.text: claim.path for claim in told.supported}
    assert paths["85.7%"] == "interval[0]"
    assert paths["1"] == "options[0].before.NumOfProducts"


def test_a_difference_is_listed_as_derived() -> None:
    claims = verdict([RATES], "Germany's rate is 16.3 points higher than France's.").supported
    assert "F2.rows[0].churn_rate" in claims[-1].derived


def test_figures_of_the_question_may_be_echoed_but_not_as_a_customers_figure() -> None:
    assert verdict([WATCH], "You asked for the top 25.", question="top 25?").unsupported == ()
    assert verdict([WATCH], "Yes, the risk of Hargrave is 20%.", question="Is Hargrave's risk 20%?").unsupported == (
        "20%",
    )


@pytest.mark.parametrize(
    "shape",
    [
        "ES0021000458841960GF",
        "acc_63c4c3",
        "AB/2041/7",
        "307-0828",
        "7590-ABCDE",
        "QZ990",
        "CRD0556029-2",
        "ABCD-12345",
    ],
)
@pytest.mark.parametrize(
    "wording", ["{} tiene un riesgo de abandono del **44,3 %**.", "**{}** has a churn risk of 44.3%."]
)
def test_the_letters_of_an_id_are_nobodys_name(shape: str, wording: str) -> None:
    row = {"customer_id": shape, "name": None, "probability": 0.443, "band": "medium"}
    predicted = Fact(id="F1", tool="predict_churn", arguments={}, data=row, units={"probability": "share"}, source="")
    assert verdict([predicted], wording.format(shape)).unsupported == ()
