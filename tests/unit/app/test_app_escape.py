import itertools
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.escape import InertStream, escaped, fenced, inert, table

ADDRESSES = [
    *("http://evil.example", "https://evil.example/a_b?c=d#e", "HTTP://EVIL.EXAMPLE", "ftp://evil.example"),
    *(
        "www.evil.example",
        "WWW.Evil.example/x",
        "ana@evil.example",
        "a.b+c-d@mail.evil.example",
        "mailto:x@a.example",
    ),
]
AROUND = ["{}", "Ana {} García", "({})", "**{}**", "«{}»", "| {} | 3 |", "x:{}", "1. {}.", "> {}", "{}, {}"]
CODE = re.compile(r"`[^`]*`")
LINK = re.compile(r"(?<!\\)\]\(|(?<!\\)\]\[|(?<!\\)\]:|(?<!\\)<|https?://|www\.|\w@\w", re.IGNORECASE)
"""What GitHub's Markdown could make a link, an image, a reference or an element of, outside code."""


def unlinked(markdown: str) -> bool:
    return LINK.search(CODE.sub("", markdown.replace("\\`", ""))) is None


def read(markdown: str) -> str:
    """What a reader sees of it: code marks and backslashes gone."""
    parts = re.split(r"(`[^`]*`)", markdown.replace("\\`", "\x00"))
    return "".join(p[1:-1] if p.startswith("`") else re.sub(r"\\(.)", r"\1", p) for p in parts).replace("\x00", "`")


@pytest.mark.parametrize(("address", "around"), itertools.product(ADDRESSES, AROUND))
def test_an_address_is_read_and_copied_as_it_is_and_is_no_link(address: str, around: str) -> None:
    text = around.replace("{}", address)
    assert unlinked(inert(text))
    assert unlinked(escaped(text))
    assert read(escaped(text)) == text
    assert address in read(inert(text))


@pytest.mark.parametrize("address", ADDRESSES)
def test_backslashes_of_the_writer_do_not_hide_an_address(address: str) -> None:
    for marks in (":", "/", ".", "@", "_", ":/", ":/._@"):
        hidden = "".join(f"\\{c}" if c in marks else c for c in address)
        assert unlinked(inert(hidden))
        assert read(inert(hidden)) == address


LINKING = re.compile(r"(?:https?://|www\.(?=\w))[-.\w]+|[-.\w+]+@[-\w]+\.\w", re.IGNORECASE | re.ASCII)
"""What the page makes a link of in the text that Markdown leaves, marks and entities read."""
PIECES = [
    *("http", "https", "://", "www.", ".", "@", "/", ":", "evil.example", "a", "\\", "&#58;", "&colon;", "&#x40;", "*"),
    *("`", "``", "[", "](", ")", "<", ">", "![", "\u200b", "\u00ad", "\n", " ", "|", "~~", "_", "[1]: ", "    ", "- "),
    *("&", "&amp;", "$", "mailto:", "\t", "\r"),
]


def linked(markdown: str) -> list[str]:
    """The links, pictures and elements of a Markdown text, those that are made of its plain text too."""
    found: list[str] = []
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        found += [block.content] if block.type == "html_block" else []
        text = ""
        for part in block.children or []:
            found += [part.type] if part.type in {"link_open", "image", "html_inline"} else []
            text += part.content if part.type in {"text", "text_special"} else "\n"
        found += LINKING.findall(text)
    return found


@settings(max_examples=400, deadline=None)
@given(
    before=st.lists(st.sampled_from(PIECES), max_size=5).map("".join),
    address=st.sampled_from([*ADDRESSES[:3], *ADDRESSES[4:]]),
    after=st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    size=st.integers(1, 9),
)
@example(before="\\", address="www.evil.example", after="", size=1)
@example(before="a \\\\\\", address="ana@evil.example", after="", size=1)
def test_nothing_around_an_address_makes_a_link_of_it(before: str, address: str, after: str, size: int) -> None:
    """Marks, entities and backslashes in any order, as a parser of Markdown reads them, whole and streamed."""
    text = f"{before}{address}{after}"
    stream = InertStream()
    pieces = [*(stream.feed(text[at : at + size]) for at in range(0, len(text), size)), stream.finish()]
    for shown in (
        inert(text),
        escaped(text),
        f"| a |\n|---|\n| {escaped(text)} |",
        "".join(pieces),
        inert(inert(text)),
    ):
        assert linked(shown) == [], shown


@pytest.mark.parametrize(
    "text",
    [
        "[click](http://evil.example)",
        "[click][1]\n\n[1]: http://evil.example",
        "[1]: <http://evil.example> 'x'",
        "![x](http://evil.example/x.png)",
        "<http://evil.example>",
        "<img src=x onerror=alert(1)>",
        "<a href='//evil.example'>x</a>",
        "[x](/logout)",
        "[x](javascript:alert(1))",
        "[^1] and [^1]: note",
        "`a` [`](http://evil.example)`",
        "http&#58;//evil.example",
        "``` http://evil.example ```",
        "` | http://evil.example | `",
    ],
)
def test_no_writing_of_a_link_survives(text: str) -> None:
    assert unlinked(inert(text))
    assert unlinked(escaped(text))


def test_directives_entities_and_the_pages_cursor_are_only_letters() -> None:
    assert inert("Nota:importante ::alert :::x") == "Nota\\:importante \\:\\:alert \\:\\:\\:x"
    assert inert("AT&amp;T &#58; R&D a & b") == "AT\\&amp;T \\&#58; R\\&D a & b"
    assert inert("a\u200bb") == "ab"
    assert escaped("a\u200bb") == "ab"
    assert inert("at 10:30, **bold**, 5 > 3 | *x*") == "at 10:30, **bold**, 5 > 3 | *x*"


def test_a_name_with_marks_stays_letters() -> None:
    assert escaped("[click](x)") == "\\[click\\]\\(x\\)"
    assert escaped("<img src=x>") == "\\<img src=x\\>"
    assert escaped("a | b\nc") == "a \\| b c"
    assert escaped("1. x") == "1\\. x"
    assert escaped("- x") == "\\- x"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_stream_adds_up_to_the_whole(size: int) -> None:
    for text in (*ADDRESSES, "see [a b](http://evil.example/x y), www.evil.example and\n| a@evil.example |\n<b>"):
        stream = InertStream()
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        given = [*map(stream.feed, pieces), stream.finish()]
        assert "".join(given) == inert(text)
        assert all(inert(text).startswith("".join(given[:n])) for n in range(len(given)))


def test_a_fence_is_longer_than_any_inside() -> None:
    text = "```\nend\n````"
    block = fenced(text)
    assert block.startswith("`````\n")
    assert block.endswith("\n`````")


def test_a_table_has_its_marks() -> None:
    assert table(["a", "b"], [["1", "2"]], numeric={1}) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"
