"""The plain reply: Facts in words, in the reader's language; every figure in it is in a Fact by construction."""

from collections.abc import Sequence

from db.catalog import Catalog
from db.errors import Language
from tools.clarify import Unused
from tools.facts import Fact
from tools.registry import TOOLS
from tools.replies import clarify_words
from tools.replies.absence_words import not_used
from tools.replies.form import form_of, formed
from tools.replies.value_words import Namer

NOT_USED = "not_used"

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
        "customer_rank",
        "about_system",
    ),
}


def compose(
    facts: Sequence[Fact],
    question: str,
    language: Language,
    catalog: Catalog,
    style: str = "plain",
    *,
    unused: Sequence[Unused] = (),
) -> str:
    """The Markdown reply that these Facts bear; without any, what can be asked here.

    ``unused``: words of the question that no Fact uses; they are named at the end, as those of a ``not_used`` Fact are.
    """
    del style
    namer = Namer(language, catalog, question)
    left_out = not_used(namer, unused)
    answers = [fact for fact in facts if fact.tool != NOT_USED]
    if not answers and not left_out:
        left_out = "\n\n".join(one(fact, namer) for fact in facts)
        return left_out or clarify_words.without_facts(namer, question)
    told = [one(fact, namer) for fact in worth_saying(answers)]
    told += [one(fact, namer) for fact in facts if fact.tool == NOT_USED]
    reply = "\n\n".join(part for part in (*told, left_out) if part)
    form = form_of(question)
    return reply if form is None else formed(reply, form)


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
        return clarify_words.by_status(namer, fact)
    namer.population = str(fact.data.get("population") or "all")
    speak = next((tool.words for tool in TOOLS if tool.name == fact.tool), None)
    return speak(namer, fact.data) if speak is not None else clarify_words.without_facts(namer, "")
