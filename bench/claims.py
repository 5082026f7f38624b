"""``python -m bench claims``: generated true and false sentences over the Facts of eight banks, both languages.

What of the true ones stays and what of the false ones goes, by kind; 1 where less than 97 % or 90 %. ``--show N``
prints N failures of each kind, ``--seed`` draws other sentences. The last line is the other way of getting there:
writers mark every figure with its place in a Fact (``[[F1.rows.3.churn_rate]]``), and what has no place is withheld.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agents.grounding.checker import Checker, Verdict
from agents.llm.tokens import count as tokens
from bench.claims_sentences import LANGUAGES, Sentence, Writer, free
from db.catalog import Catalog
from tests.asked_of_banks import BANKS, asked_of
from tools.context import ToolContext
from tools.facts import Fact
from tools.registry import call

KEPT, CAUGHT = 0.97, 0.90
_OF_A_TOOL = 5
"""Facts of one tool and language whose sentences are read, per bank."""


@dataclass
class Tally:
    """Sentences by kind: how many were true and kept, how many false and caught."""

    true: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, said: Sentence, refused: Sequence[str], where: str) -> None:
        """Count one sentence that was read."""
        (self.true if said.true else self.false)[said.kind] += 1
        right = (not refused) == said.true
        (self.kept if said.true else self.caught)[said.kind] += right
        if not right:
            self.failures[said.kind].append(f"{where}: {said.text!r} is {said.true}; refused: {list(refused)}")


@dataclass
class Marked:
    """The same sentences as a writer would send them who marks each figure, and the tokens that the marks cost."""

    tally: Tally = field(default_factory=Tally)
    figures: int = 0
    tokens: int = 0

    def count(self, said: Sentence, verdicts: Sequence[Verdict], refused: Sequence[str], where: str) -> None:
        """Withhold what is refused as free text, and what says a figure that stands at no place of a Fact."""
        claims = [claim for verdict in verdicts for claim in verdict.supported]
        reckoned = [
            c.text for c in claims if c.derived and not c.derived.startswith("customer") and c.path != "question"
        ]
        self.tally.count(said, [*refused, *reckoned], where)
        for claim in claims:
            if claim.path and not claim.derived:
                self.figures += 1
                self.tokens += tokens(f"[[{claim.fact_id}.{claim.path}]]") - tokens(claim.text)


def facts_of(bank: str) -> tuple[Catalog, list[Fact]]:
    """The Facts of a generated bank that answer something."""
    with tempfile.TemporaryDirectory() as folder:
        desk = BANKS[bank](Path(folder))
        found = []
        for tool, arguments, caller in asked_of(desk):
            if caller.owner is None:
                fact, _ = call(desk, ToolContext(caller=caller, desk=desk), tool, arguments)
                found += [fact] if fact is not None and fact.data.get("status") is None else []
        desk.bank.engine.dispose()
        desk.state_engine.dispose()
        return desk.catalog, found


def sentences(
    facts: Sequence[Fact], catalog: Catalog, rng: random.Random
) -> Iterator[tuple[Fact, str, list[Sentence]]]:
    """Each Fact with the sentences that it allows, in each language."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for fact in rng.sample(list(facts), len(facts)):
        for language in LANGUAGES:
            made = list(Writer(fact, catalog, language, rng).sentences(each=2))
            key = (fact.tool, language, made[0].kind if made else "")
            if made and seen[key] < _OF_A_TOOL:
                seen[key] += 1
                yield fact, language, made + (list(free(language)) if seen[key] == 1 else [])


def measure(banks: Sequence[str], seed: int) -> tuple[Tally, Marked]:
    """Read all sentences of the banks, as they are and as if every figure had to be marked."""
    tally, marked, rng = Tally(), Marked(), random.Random(seed)
    for bank in banks:
        catalog, facts = facts_of(bank)
        for fact, language, made in sentences(facts, catalog, rng):
            checker = Checker([fact], question="", language=language, catalog=catalog, closed=True)  # type: ignore[arg-type]
            for said in made:
                reading = checker.reading()
                verdicts = [reading.check(segment) for segment in checker.segments(said.text)]
                refused = [wrong for verdict in verdicts for wrong in verdict.unsupported]
                tally.count(said, refused, f"{bank}, {fact.tool}")
                marked.count(said, verdicts, refused, f"{bank}, {fact.tool}")
    return tally, marked


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench claims", description="True sentences stay, false ones go.")
    parser.add_argument("--bank", action="append", choices=list(BANKS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args(argv)
    tally, marked = measure(asked.bank or list(BANKS), asked.seed)
    for kind in sorted({*tally.true, *tally.false}):
        print(
            f"{kind:22} true kept {tally.kept[kind]:5} of {tally.true[kind]:5}"
            f"   false caught {tally.caught[kind]:5} of {tally.false[kind]:5}"
        )
    for kind in sorted(tally.failures) if asked.show else ():
        print(f"\n{kind}", *tally.failures[kind][: asked.show], sep="\n  ")
    kept = tally.kept.total() / max(tally.true.total(), 1)
    caught = tally.caught.total() / max(tally.false.total(), 1)
    print(
        f"\ntrue kept {kept:.1%} of {tally.true.total():,} (limit {KEPT:.0%}), "
        f"false caught {caught:.1%} of {tally.false.total():,} (limit {CAUGHT:.0%})"
    )
    of = marked.tally
    print(
        f"with every figure marked: true kept {of.kept.total() / max(of.true.total(), 1):.1%}, false caught "
        f"{of.caught.total() / max(of.false.total(), 1):.1%}, "
        f"{marked.tokens / max(marked.figures, 1):.1f} tokens more a figure"
    )
    return 0 if kept >= KEPT and caught >= CAUGHT else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
