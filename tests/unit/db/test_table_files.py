"""Tables as they come: kinds of files, encodings, separators, lines, and what cannot be read."""

import gzip
import random
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from db.catalog.drafting.infer import infer
from db.errors import DataProblem
from db.load import load_file
from db.loading.table_file import opened
from tests.conftest import places_at


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with opened(str(path)) as file:
        return list(file.rows())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(delimiter.join(["a", "b", '"c,;|d"']) + "\n" + delimiter.join("123"), encoding="utf-8")
    with opened(str(path)) as file:
        assert (file.header, file.delimiter) == (("a", "b", "c,;|d"), delimiter)
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
    assert "\n" not in str(problem.value)
    assert problem.value.say("es") != str(problem.value)


@pytest.mark.parametrize("source", ["/nowhere/x.csv", "/", "ftp://host/x.csv", "http://127.0.0.1:9/x.csv", "http://"])
def test_what_cannot_be_reached_gets_one_sentence(source: str) -> None:
    with pytest.raises(DataProblem), opened(source):
        pass


TABLE = [["client", "city", "balance", "since", "left"], ["7-A", "Cádiz", "12.5", "2024-03-01", "Yes"]]
TABLE += [[f"{i}-B", "Lugo", str(i), "2023-01-31", "No"] for i in range(8, 14)]


def _text(delimiter: str) -> bytes:
    return "\n".join(delimiter.join(row) for row in TABLE).encode()


def _zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def _typed() -> pd.DataFrame:
    frame = pd.DataFrame(TABLE[1:], columns=TABLE[0])
    return frame.assign(balance=frame["balance"].astype(float), since=pd.to_datetime(frame["since"]))


def saved(folder: Path, kind: str) -> str:
    """The same table as people keep it."""
    path = folder / f"table.{kind}"
    match kind:
        case "xlsx" | "sheets.xlsx" | "titled.xlsx":
            with pd.ExcelWriter(path) as book:
                _typed().to_excel(book, sheet_name="Clients", index=False, startrow=3 * (kind == "titled.xlsx"))
                if kind == "sheets.xlsx":
                    pd.DataFrame({"month": [1], "left": [2]}).to_excel(book, sheet_name="By month", index=False)
                if kind == "titled.xlsx":
                    book.sheets["Clients"].cell(1, 1, "Clients on 31 May")
                    book.book.create_sheet("Notes").cell(1, 1, "Ask Ana")
            return f"{path}#Clients" if kind == "sheets.xlsx" else str(path)
        case "parquet":
            _typed().to_parquet(path, index=False)
        case "csv.gz":
            path.write_bytes(gzip.compress(_text(",")))
        case "zip":
            _zipped(path, ("data/table.csv", _text(";")), ("__MACOSX/._table.csv", b"x"), ("README.txt", b"Read me"))
        case _:
            path.write_bytes(_text({"psv": "|", "tsv": "\t"}[kind]))
    return str(path)


@pytest.mark.parametrize("kind", ["xlsx", "sheets.xlsx", "titled.xlsx", "parquet", "csv.gz", "zip", "psv", "tsv"])
def test_a_table_is_the_same_however_it_was_saved(tmp_path: Path, kind: str) -> None:
    with opened(saved(tmp_path, kind)) as file:
        assert [list(file.header), *(row for _, row in file.rows())] == TABLE


@pytest.mark.parametrize("kind", ["xlsx", "sheets.xlsx", "parquet", "csv.gz", "zip", "psv"])
def test_an_address_serves_whatever_a_file_may_be(tmp_path: Path, kind: str) -> None:
    name, _, sheet = Path(saved(tmp_path, kind)).name.partition("#")
    with serving(tmp_path) as address, opened(f"{address}/{name}{'#' if sheet else ''}{sheet}") as file:
        assert [list(file.header), *(row for _, row in file.rows())] == TABLE


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_that_has_no_such_file_says_so(tmp_path: Path) -> None:
    with (
        serving(tmp_path) as address,
        pytest.raises(DataProblem, match="answered 404"),
        opened(f"{address}/none.csv"),
    ):
        pass


def _two_tables(path: Path) -> None:
    with pd.ExcelWriter(path) as book:
        for sheet in ("North", "South"):
            _typed().to_excel(book, sheet_name=sheet, index=False)


GLOSSARIES = {
    "headers": pd.DataFrame({"Field": ["id", "name", "balance", "since"], "Means": list("wxyz")}),
    "some headers": pd.DataFrame({"No.": [1, 2], "Field": ["Balance", "SINCE"], "Means": ["money", "joined"]}),
    "codes": pd.DataFrame({"Code": ["A", "B", "C"], "Segment": ["Affluent", "Basic", "Corporate"]}),
}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("kind", GLOSSARIES)
def test_a_sheet_that_explains_another_is_not_the_table(tmp_path: Path, kind: str, first: bool) -> None:
    clients = pd.DataFrame(
        {"id": range(200), "name": "Ana", "balance": range(200), "since": "2024-01-01", "segment": list("ABCD") * 50}
    )
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        pages = [("Clients", clients), ("Glossary", GLOSSARIES[kind])]
        for title, page in pages[:: -1 if first else 1]:
            page.to_excel(book, sheet_name=title, index=False)
    with opened(str(tmp_path / "book.xlsx")) as file:
        assert (file.sheet, len(list(file.rows()))) == ("Clients", 200)
    with opened(f"{tmp_path / 'book.xlsx'}#Glossary") as file:
        assert (file.sheet, list(file.header)) == ("", list(GLOSSARIES[kind].columns))


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "two.zip": (lambda p: _zipped(p, ("a.csv", b"a,b\n1,2"), ("b.csv", b"a,b\n1,2")), "holds 2 files"),
    "empty.zip": (_zipped, "holds 0 files"),
    "cut.csv.gz": (lambda p: p.write_bytes(gzip.compress(_text(",") * 500)[:-40]), "cut off"),
    "cut.parquet": (lambda p: p.write_bytes(b"PAR1 and nothing more"), "damaged"),
    "cut.xlsx": (lambda p: _zipped(p, ("[Content_Types].xml", b"<"), ("xl/workbook.xml", b"<")), "damaged"),
    "letter.docx": (lambda p: _zipped(p, ("[Content_Types].xml", b"<"), ("word/document.xml", b"<")), "not a table"),
    "old.xls": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 99), "save it as .xlsx"),
    "page.csv": (lambda p: p.write_bytes(b"<html><body>Not found</body></html>"), "HTML"),
    "two.xlsx": (_two_tables, "2 sheets with a table .North, South.*#North"),
    "rows.csv": (lambda p: p.write_text("15634602,Ana,619,42.5\n15634603,Eva,620,41.5\n"), "no header"),
    "words.csv": (lambda p: p.write_text("ana,Lugo,Yes\neva,Lugo,No\nsol,Vigo,Yes\n"), "no header"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_holds_no_single_table_gets_one_sentence(tmp_path: Path, name: str) -> None:
    make, sentence = BAD[name]
    make(tmp_path / name)
    with pytest.raises(DataProblem, match=sentence) as problem, opened(str(tmp_path / name)) as file:
        list(file.rows())
    assert "\n" not in str(problem.value)
    assert problem.value.say("es") != str(problem.value)


@pytest.mark.parametrize("header", ["id,2024,2025", "0,1,2", "client,balance 30,Yes"])
def test_columns_may_be_called_by_numbers(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n7,120.5,Yes\n8,99.5,No\n", encoding="utf-8")
    with opened(str(path)) as file:
        assert ",".join(file.header) == header


def test_two_encodings_in_one_file_are_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = ["id,name", "1,Peña", "2,Núñez", "3,Smith", "4,Ibáñez"]
    path.write_bytes(b"\n".join(line.encode("cp1252" if "N" in line else "utf-8") for line in lines))
    with (
        pytest.raises(DataProblem, match=r"1 of its lines \(3\) are Windows-1252, the others UTF-8"),
        opened(str(path)),
    ):
        pass


def test_rows_without_an_id_are_numbered_where_one_asks_for_it(tmp_path: Path) -> None:
    places = places_at(tmp_path)
    path, draft = tmp_path / "x.csv", tmp_path / "catalog.yaml"
    rows = [f"{random.Random(i).choice(['Lugo', 'Vigo'])},{i % 9},{'Yes' if i % 4 else 'No'}" for i in range(60)]
    path.write_text("city,products,churn\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(DataProblem, match="--number-rows"):
        infer(str(path))
    draft.write_text(infer(str(path), number_rows=True), encoding="utf-8")
    for _ in range(2):  # another file's rows are other customers: they are never merged by number
        report = load_file(str(path), places, catalog_file=draft)
        assert (report.loaded, report.inserted, report.updated) == (True, 60, 0)
