"""Words of a column (*pay*, *pagan*, *requested*) that lead to one of its values order nothing and are not left out."""

from functools import lru_cache

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, Catalog, read_catalog

MODES = {
    "Cash on Delivery": ("contra reembolso", "cash on delivery"),
    "Bank Transfer": ("transferencia bancaria", "bank transfer"),
    "Direct Debit": ("domiciliación", "direct debit"),
}
ORDERS = {
    "Block card": ("bloqueo de tarjeta", "block card"),
    "Delete account": ("cierre de cuenta", "delete account"),
}


@lru_cache(maxsize=1)
def planner() -> Planner:
    """A planner of the bank whose countries and genders are ways to pay and requests."""
    raw = read_catalog(DEFAULT).model_dump(mode="json", exclude_none=True)
    for name, header, values, es, en in (
        ("Geography", "PreferredPaymentMode", MODES, "modo de pago", "payment mode"),
        ("Gender", "Request", ORDERS, "solicitud", "request"),
    ):
        column = raw["columns"].pop(name) if isinstance(raw["columns"], dict) else None
        assert column is not None
        column["names"] = {"es": [es], "en": [en]}
        column["values"] = {value: {"es": [a], "en": [b]} for value, (a, b) in values.items()}
        raw["columns"][header] = column | ({"name": header} if "name" in column else {})
    return Planner(Lexicon(Catalog.model_validate(raw)))


def asked(message: str) -> Call:
    (call,) = planner().next_calls(Conversation(message, earlier=()))
    return call


DESCRIBED = {
    "en": (
        "how many pay by {}?", "how many customers pay with {}?", "those who pay by {}", "churn rate of {} payments",
        "customers paying with {}", "pay by {}", "do customers with {} payments leave more?",
        "average balance of those who pay with {}",
    ),
    "es": (
        "¿cuántos pagan con {}?", "¿cuántos clientes pagan por {}?", "los que pagan con {}",
        "tasa de abandono de los que pagan por {}", "saldo medio de los que pagan con {}", "pagan con {}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("language", "said"), [(key, said) for key, all_of in DESCRIBED.items() for said in all_of])
def test_a_way_to_pay_is_a_condition(language: str, said: str, mode: str) -> None:
    call = asked(said.format(MODES[mode][language == "en"]))
    assert call.tool in {"portfolio", "list_customers"}, call
    assert call.arguments["where"] == {"column": "PreferredPaymentMode", "op": "eq", "value": mode}


@pytest.mark.parametrize("mode", MODES)
def test_an_order_to_pay_is_declined(mode: str) -> None:
    es, en = MODES[mode]
    for said in (
        f"pay customer 15634602 by {en}",
        f"pay 200 euros by {en}",
        f"send money by {en}",
        f"make a payment of 100 € by {en}",
        f"paga 200 € por {es}",
        "transfer 300 euros to 15634602",
        "block the card of customer 15634602",
    ):
        assert asked(said).tool != "portfolio", said
        assert asked(said) == Call("decline", {"topic": "write", "detail": ""}), said


@pytest.mark.parametrize("order", ORDERS)
def test_a_value_that_sounds_like_an_order_is_a_value(order: str) -> None:
    es, en = ORDERS[order]
    for said in (f"how many requested {en}?", f"customers with request {en}", f"¿cuántos solicitaron {es}?"):
        call = asked(said)
        assert call.arguments.get("where") == {"column": "Request", "op": "eq", "value": order}, (said, call)
