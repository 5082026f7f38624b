"""The honest lines: one sentence per kind of degradation, shown under the reply."""

from typing import Literal

from db.texts import Language, text

Code = Literal[
    "proposer_failed",
    "proposer_late",
    "draft_excluded",
    "draft_cut",
    "no_drafts",
    "aggregator_standin",
    "best_draft",
    "plain_reply",
    "reply_cut",
    "reply_slow",
    "sentences_removed",
    "reply_replaced",
    "untranslated",
    "orchestrator_standin",
    "orchestrator_offline",
    "orchestrator_second",
    "orchestrator_partial",
    "left_out",
    "taken_for",
    "deadline",
    "budget_near",
    "budget_fast",
    "budget_offline",
    "budget_turn",
    "unpriced",
    "all_failed",
    "kept_later",
    "not_kept",
    "cause_rate",
    "cause_server",
    "cause_unreachable",
    "cause_silent",
    "cause_key",
    "cause_payment",
    "cause_no_model",
]


def line(code: Code, language: Language, **words: str) -> str:
    """The sentence of a degradation."""
    return text(language, f"agents.degradation.{code}", **words)


def too_long(length: int, limit: int, language: Language) -> str:
    """What a message over the limit gets."""
    return text(language, "agents.refusal.too_long", length=length, limit=limit)


def too_long_written_out(length: int, limit: int, language: Language) -> str:
    """What a message gets whose characters stand for more than the limit."""
    return text(language, "agents.refusal.written_out", length=length, limit=limit)


def too_many_words(count: int, limit: int, language: Language) -> str:
    """What a message of too many words, numbers and signs gets."""
    return text(language, "agents.refusal.too_many_words", count=count, limit=limit)


def word_too_long(length: int, limit: int, language: Language) -> str:
    """What a message with a word that can be none gets."""
    return text(language, "agents.refusal.word_too_long", length=length, limit=limit)


def busy(running: int, language: Language) -> str:
    """What a question gets while as many of the same person are being answered as one may have running."""
    return text(language, "agents.refusal.busy", running=running)


def other_language(name: str, language: Language) -> str:
    """What a question in a language that only a language model writes gets without one."""
    return text(language, "agents.refusal.other_language", name=name)


def empty(language: Language) -> str:
    """What an empty message gets."""
    return text(language, "agents.refusal.empty")


def went_wrong(reference: str, language: Language) -> str:
    """What a turn that broke says."""
    return text(language, "agents.refusal.went_wrong", reference=reference)
