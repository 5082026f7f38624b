"""What came of each question, and the tables: right, said so, silently wrong; by author, language and kind."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("es", "en")
_SHOWN = 60


@dataclass(frozen=True)
class Ask:
    """One question (or the turns of a conversation) of an author, with what is expected."""

    author: str
    kind: str
    language: str
    turns: tuple[str, ...]
    pair: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of one question. ``seconds`` with the tools, ``planning`` the understanding's processor time alone."""

    ask: Ask
    problem: str
    status: str
    expected: str
    said_in: str
    facts: str
    seconds: float
    planning: float
    said_so: bool

    @property
    def verdict(self) -> str:
        """``right``; ``said`` where it asked back, declined or named what it left out; else ``silent``."""
        if not self.problem:
            return "right"
        return "said" if self.said_so else "silent"

    @property
    def question(self) -> str:
        """As asked."""
        return " | ".join(self.ask.turns)


def report(outcomes: Sequence[Outcome], memory: float) -> int:
    """Print the figures; 1 when a target is missed."""
    print(f"{'':<26}{'n':>5}{'right':>9}{'said so':>9}{'silent':>9}    right es / en")
    by: dict[str, Callable[[Outcome], str]] = {"author": lambda o: o.ask.author, "kind": lambda o: o.ask.kind}
    for name, key in by.items():
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            groups[key(outcome)].append(outcome)
        for group, found in groups.items():
            _line(f"{name} {group}", found)
    _line("all", outcomes)
    pairs = _pairs(outcomes)
    same = sum(es.facts == en.facts or (es.verdict == en.verdict != "silent") for es, en in pairs)
    answerable = [o for o in outcomes if "answered" in o.expected]
    refused = sum(o.verdict == "said" for o in answerable)
    right, silent = (_share(outcomes, verdict) for verdict in ("right", "silent"))
    tongues = sum(o.said_in == o.ask.language for o in outcomes) / len(outcomes)
    print(f"\nright {right:.1%} (at least 95 %), silently wrong {silent:.1%} (at most 1 %)")
    print(f"refused or asked back though answerable {refused}/{len(answerable)} (at most 3 %)")
    if pairs:
        print(f"pairs whose languages agree {same}/{len(pairs)} = {same / len(pairs):.1%} (98 %)")
    print(f"answered in the question's language {tongues:.1%}")
    for name, times in (
        ("understanding", [o.planning for o in outcomes]),
        ("with tools", [o.seconds for o in outcomes]),
    ):
        ordered = sorted(times)
        middle, late = ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.95)] * 1000
        print(f"{name}: median {middle:.1f} ms, p95 {late:.1f} ms a question")
    if memory:
        print(f"memory added by the understanding {memory:.0f} MB (at most 250)")
    _failures(outcomes)
    return int(right < 0.95 or silent > 0.01)


def report_again(name: str, found: Mapping[str, Sequence[tuple[Outcome, bool]]], wanted: str, limit: float) -> None:
    """Print for each way of asking again how often it went as wanted, with examples of the others."""
    print(f"\n{name}: share of right answers that {wanted} (at least {limit:.0%})")
    for way, outcomes in found.items():
        good = sum(fine for _, fine in outcomes)
        print(f"  {way:<22}{good}/{len(outcomes)} = {good / max(1, len(outcomes)):.1%}")
        for outcome, fine in [o for o in outcomes if not o[1]][:6]:
            del fine
            print(f"      {outcome.question}: {outcome.problem or 'answered as before'}")


def _share(outcomes: Sequence[Outcome], verdict: str) -> float:
    return sum(o.verdict == verdict for o in outcomes) / max(1, len(outcomes))


def _line(name: str, found: Sequence[Outcome]) -> None:
    cells = "".join(f"{_share(found, verdict):>9.1%}" for verdict in ("right", "said", "silent"))
    tongues = " / ".join(
        f"{_share([o for o in found if o.ask.language == tongue], 'right'):.0%}" for tongue in LANGUAGES
    )
    print(f"{name[:26]:<26}{len(found):>5}{cells}    {tongues}")


def _pairs(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """The two languages of each pair that has both."""
    by_pair: dict[int, dict[str, Outcome]] = defaultdict(dict)
    for outcome in outcomes:
        by_pair[id(outcome.ask.pair)][outcome.ask.language] = outcome
    return [(both["es"], both["en"]) for both in by_pair.values() if len(both) == len(LANGUAGES)]


def _failures(outcomes: Sequence[Outcome]) -> None:
    wrong = sorted((o for o in outcomes if o.problem), key=lambda o: o.verdict, reverse=True)
    print(f"\nnot right ({len(wrong)}), silently wrong first:")
    for outcome in wrong[:_SHOWN]:
        print(
            f"  {outcome.verdict} {outcome.ask.author} [{outcome.ask.language}] {outcome.question}: {outcome.problem}"
        )
