"""CSV files as they come: encodings, separators, lines, and what cannot be read."""

from pathlib import Path

import pytest

from db.errors import DataProblem
from db.loading.csv_file import opened


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with opened(str(path)) as file:
        return list(file.rows())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(delimiter.join(["a", "b", '"c,;d"']) + "\n" + delimiter.join("123"), encoding="utf-8")
    with opened(str(path)) as file:
        assert (file.header, file.delimiter) == (("a", "b", "c,;d"), delimiter)
        assert list(file.rows()) == [(2, ["1", "2", "3"])]


def test_a_byte_order_mark_is_not_part_of_the_first_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("id,b\r\n1,ñ\r\n".encode("utf-8-sig"))
    with opened(str(path)) as file:
        assert file.header == ("id", "b")
        assert list(file.rows()) == [(2, ["1", "ñ"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_spreadsheets_save_in_several_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Código;Saldo €\n1;Muñoz\n".encode(encoding))
    with opened(str(path)) as file:
        assert (file.header, file.delimiter) == (("Código", "Saldo €"), ";")
        assert list(file.rows()) == [(2, ["1", "Muñoz"])]


def test_line_numbers_are_those_an_editor_shows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n3,4\n', encoding="utf-8")
    assert rows(path) == [(2, ["1", "two\nlines"]), (5, ["3", "4"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b'a,b\n1,"' + b"x" * 200_000, "line 2.*quotation mark"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(DataProblem, match=sentence) as problem:
        rows(path)
    assert "\n" not in problem.value.en
    assert problem.value.es != problem.value.en


@pytest.mark.parametrize("source", ["/nowhere/x.csv", "/", "ftp://host/x.csv", "http://127.0.0.1:9/x.csv", "http://"])
def test_what_cannot_be_reached_gets_one_sentence(source: str) -> None:
    with pytest.raises(DataProblem), opened(source):
        pass
