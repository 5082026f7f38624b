"""Whatever the check takes out, what stays is Markdown of the same blocks: generated documents, generated removals."""

import random
import re
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agents.grounding.removal import without
from agents.grounding.segments import cut

PARSER = MarkdownIt("gfm-like", {"linkify": False})
KEEPS = frozenset(
    {"bullet_list", "ordered_list", "list_item", "blockquote", "heading", "table", "th", "td", "strong", "em"}
)
WORDS = re.compile(r"w\d+")


class Maker:
    """Makes documents whose every sentence has a word of its own."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.made = 0

    def sentence(self) -> str:
        self.made += 1
        word = f"w{self.made}"
        dress = self.pick.choice(
            ["{}", "{}", "**{}**", "the **{}** one", "*{}*", "**{}:** more", "`{}` is", "a_{}_b it"]
        )
        return f"Here {dress.format(word)} stands{self.pick.choice('.!?')}"

    def line(self, most: int = 3) -> str:
        said = " ".join(self.sentence() for _ in range(self.pick.randint(1, most)))
        return f"**{said}**" if self.pick.random() < 0.15 and "*" not in said else said

    def items(self, depth: int = 0, indent: str = "") -> str:
        numbered, start = self.pick.random() < 0.5, 1 if depth else self.pick.choice([1, 1, 3])
        lines = []
        for number in range(start, start + self.pick.randint(2, 4)):
            sign = f"{number}." if numbered else "-"
            lines.append(f"{indent}{sign} {self.line()}")
            if depth < 2 and self.pick.random() < 0.3:
                lines.append(self.items(depth + 1, indent + " " * (len(sign) + 1)))
        return "\n".join(lines)

    def table(self) -> str:
        def row() -> str:
            return "| " + " | ".join(self.sentence().rstrip(".!?") for _ in range(3)) + " |"

        return "\n".join([row(), "|---|---:|:--|", *(row() for _ in range(self.pick.randint(1, 4)))])

    def block(self) -> str:
        kind = self.pick.choice(["p", "p", "list", "list", "table", "quote", "heading", "wrapped"])
        if kind == "list":
            return self.items()
        if kind == "table":
            return self.table()
        if kind == "quote":
            return "\n".join(f"> {self.line()}" for _ in range(self.pick.randint(1, 3)))
        if kind == "heading":
            return f"{'#' * self.pick.randint(1, 3)} {self.line(2)}"
        return self.line() if kind == "p" else "\n".join(self.line() for _ in range(3))

    def document(self) -> str:
        return "\n\n".join(self.block() for _ in range(self.pick.randint(1, 5)))


def walls(text: str) -> dict[str, tuple[str, ...]]:
    """The blocks and spans that each word stands in."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(tokens: list[Token], within: list[str]) -> None:
        for token in tokens:
            kind = token.type.rsplit("_", 1)[0]
            if token.nesting == 1 and kind in KEEPS:
                within.append(kind)
            elif token.nesting == -1 and kind in KEEPS:
                within.pop()
            if token.type in {"text", "code_inline", "code_block", "fence"}:
                shown = ("code",) if token.type in {"code_block", "fence"} else ()
                found.update(dict.fromkeys(WORDS.findall(token.content), (*within, *shown)))
            walk(token.children or [], within)

    walk(PARSER.parse(text), [])
    return found


def outside(wall: tuple[str, ...]) -> tuple[str, ...]:
    """Without the lists around it: an item whose parents are gone moves out."""
    return tuple(kind for kind in wall if kind not in {"bullet_list", "ordered_list", "list_item"})


def removed_at_random(seed: int) -> tuple[str, list[tuple[str, bool]]]:
    text = Maker(seed).document()
    pick = random.Random(-seed - 1)
    share = pick.choice([0.1, 0.3, 0.6])
    return text, [(s, bool(re.match(r"^\|[-:|\s]+$", s)) or pick.random() > share) for s in cut(text, ended=True)[0]]


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_what_stays_stands_in_the_same_blocks(start: int) -> None:
    for seed in range(start, start + 100):
        text, pieces = removed_at_random(seed)
        left = without(pieces)
        before, after = walls(text), walls(left)
        stay = {word for piece, stays in pieces if stays for word in WORDS.findall(piece)}
        told = f"{seed}\n{text}\n=====\n{[p for p, s in pieces if not s]}\n=====\n{left}"
        in_tables = {word for word in before if "table" in before[word]}
        assert set(after) <= stay and stay - set(after) <= in_tables, told
        for word, wall in after.items():
            assert outside(wall) == outside(before[word]), (word, wall, before[word], told)
            items = wall.count("list_item")
            assert (items > 0) == ("list_item" in before[word]), (word, told)
            assert items <= before[word].count("list_item"), (word, told)


def lists(text: str) -> dict[str, int]:
    """Which of the text's outermost lists each word stands in."""
    found: dict[str, int] = {}
    number = depth = 0
    for token in PARSER.parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            number += depth == 0
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif depth and token.type == "inline":
            found.update(dict.fromkeys(WORDS.findall(token.content), number))
    return found


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_two_lists_stay_two_whatever_goes_between_them(start: int) -> None:
    for seed in range(start, start + 100):
        text, pieces = removed_at_random(seed)
        left = without(pieces)
        before, after = lists(text), lists(left)
        joined = {number: {before[word] for word in after if after[word] == number} for number in after.values()}
        told = f"{seed}\n{text}\n=====\n{left}"
        assert [one for one in joined.values() if len(one) > 1] == [], told


def test_the_second_list_begins_at_its_own_number() -> None:
    for first, second in (("- a.\n- b.", "- c.\n- d."), ("1. a.\n2. b.", "1. c.\n2. d."), ("* a.", "* b.\n* c.")):
        for between in ("Gone.", "## Gone", "**Gone:** it is.", "> Gone."):
            pieces = [(part, True) for part in cut(f"{first}\n\n", ended=True)[0]]
            pieces += [(f"{between}\n\n", False), *((part, True) for part in cut(f"{second}\n", ended=True)[0])]
            left = without(pieces)
            opened = [t for t in PARSER.parse(left) if t.type in {"bullet_list_open", "ordered_list_open"}]
            assert len(opened) == 2, left
            assert all(token.attrs.get("start") is None for token in opened), left


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_no_sign_is_left_alone(start: int) -> None:
    for seed in range(start, start + 100):
        text, pieces = removed_at_random(seed)
        left = without(pieces)
        told = f"{seed}\n{text}\n=====\n{left}"
        tokens = PARSER.parse(left)
        shown = "".join(c.content for t in tokens for c in t.children or () if c.type == "text")
        assert "**" not in shown and "|" not in shown, told
        assert not re.search(r"(?m)^[ >]*(?:[-*+]|\d+[.)]|#+)?[ \t]*$(?<!^)", left), told
        for one, other in pairwise(tokens):
            assert (one.type, other.type) not in {
                ("list_item_open", "list_item_close"), ("heading_open", "heading_close"),
                ("blockquote_open", "blockquote_close"), ("strong_open", "strong_close"),
                ("tbody_open", "tbody_close"),
            }, told  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_items_that_stay_are_numbered_on(seed: int) -> None:
    pick = random.Random(seed)
    text = Maker(seed).items()
    left = without([(segment, pick.random() > 0.3) for segment in cut(text, ended=True)[0]])
    runs: dict[int, list[int]] = {}
    for token in PARSER.parse(left):
        if token.type == "ordered_list_open":
            runs[token.level + 1] = []
        elif token.type == "list_item_open" and token.info:
            runs[token.level].append(int(token.info))
            run = runs[token.level]
            assert run == list(range(run[0], run[0] + len(run))), f"{text}\n=====\n{left}"


def test_nothing_removed_changes_nothing() -> None:
    for seed in range(200):
        text = Maker(seed).document()
        assert without([(segment, True) for segment in cut(text, ended=True)[0]]) == text
