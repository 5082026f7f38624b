"""The plain reply: Facts in words, in the reader's language; every figure in it is in a Fact by construction."""

from collections.abc import Sequence

from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies import clarify_words as words_talk
from tools.replies import customer_words as words_customer
from tools.replies import portfolio_words as words_portfolio
from tools.replies.value_words import Namer

_REPLACED_BY = {
    "predict_churn": ("explain_churn", "retention_options"),
    "find_customers": (
        "customer_card",
        "explain_churn",
        "what_if",
        "predict_churn",
        "retention_options",
        "score_history",
        "similar_customers",
    ),
}


def compose(facts: Sequence[Fact], question: str, language: Language, catalog: Catalog, style: str = "plain") -> str:
    """The Markdown reply that these Facts bear; without any, what can be asked here."""
    del style
    namer = Namer(language, catalog, question)
    if not facts:
        return words_talk.without_facts(namer, question)
    return "\n\n".join(one(fact, namer) for fact in worth_saying(facts))


def worth_saying(facts: Sequence[Fact]) -> list[Fact]:
    """The Facts without those that a later one says again, and without repetitions."""
    tools = {fact.tool for fact in facts if fact.data.get("status") is None}
    kept: list[Fact] = []
    for fact in facts:
        again = fact.data.get("status") is None and tools & set(_REPLACED_BY.get(fact.tool, ()))
        if not again and all((fact.tool, fact.data) != (other.tool, other.data) for other in kept):
            kept.append(fact)
    return kept


def one(fact: Fact, namer: Namer) -> str:
    """One Fact in words."""
    status = fact.data.get("status")
    if status is not None:
        return words_talk.by_status(namer, fact)
    speak = words_customer.BY_TOOL.get(fact.tool) or words_portfolio.BY_TOOL.get(fact.tool)
    return speak(namer, fact.data) if speak is not None else words_talk.without_facts(namer, "")
