"""Numbers, dates and gaps as files write them: what a column was decided to be, and that loading reads it so."""

from pathlib import Path

import pytest

from db.catalog import Catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.infer import drafted, run
from db.errors import UsageProblem
from db.loading.cells import BadCell, reader
from db.loading.written import day, number
from db.yaml_files import parse_yaml

LABEL = ["yes", "no", "no", "no", "yes", "no"]


def file(tmp_path: Path, column: str, cells: list[str], separator: str = ";") -> str:
    path = tmp_path / "table.csv"
    rows = [
        f"C{n:03d}{separator}{cell}{separator}{left}" for n, (cell, left) in enumerate(zip(cells, LABEL, strict=True))
    ]
    path.write_text("\n".join([separator.join(("code", column, "churn")), *rows]), encoding="utf-8")
    return str(path)


def column(source: str, name: str, **chosen: str):
    found = drafted(source, Choices(**chosen))  # type: ignore[arg-type]
    catalog = Catalog.model_validate(parse_yaml(found.text))
    return catalog.columns[name], reader(catalog.columns[name], catalog), found


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.234,50", "12,00", "310,2", "7", "0,5", "12.345.678,9"], [1234.5, 12.0, 310.2, 7.0, 0.5, 12345678.9]),
        (["1,234.50", "12.00", "310.2", "7", "0.5", "12,345,678.9"], [1234.5, 12.0, 310.2, 7.0, 0.5, 12345678.9]),
        (["10.317", "973", "2.004", "45", "310", "1.000"], [10317, 973, 2004, 45, 310, 1000]),
        (["$1,200", "$35", "$7", "$12,000", "$1", "$90"], [1200, 35, 7, 12000, 1, 90]),
        (["1 234,5", "2 000,0", "3,5", "9", "8", "7"], [1234.5, 2000.0, 3.5, 9, 8, 7]),
        (["12,5", "-", "7,25", "-", "3,1", "-"], [12.5, None, 7.25, None, 3.1, None]),
        (["12.5", "n/d", "7", "3", "s/d", "1"], [12.5, None, 7, 3, None, 1]),
        (["0.512", "1.250", "3.125", "2.001", "9.999", "4.100"], [0.512, 1.25, 3.125, 2.001, 9.999, 4.1]),
    ],
)  # fmt: skip
def test_numbers_are_read_as_the_column_writes_them(tmp_path: Path, cells: list[str], read: list[float | None]) -> None:
    separator = ";" if any("," in cell for cell in cells) else ","
    found, read_cell, _ = column(file(tmp_path, "saldo", cells, separator), "saldo")
    assert found.numeric
    assert [read_cell(cell) for cell in cells] == read


@pytest.mark.parametrize(
    ("cells", "first", "order"),
    [
        (["31/05/2026", "01/02/2024", "15/12/2023", "02/03/2022", "07/07/2021", "30/01/2020"], "2026-05-31", "dmy"),
        (["05/31/2026", "02/01/2024", "12/15/2023", "03/02/2022", "07/07/2021", "01/30/2020"], "2026-05-31", "mdy"),
        (["31-05-26", "01-02-24", "15-12-23", "02-03-22", "07-07-21", "30-01-20"], "2026-05-31", "dmy"),
        (["2026/05/31", "2024/02/01", "2023/12/15", "2022/03/02", "2021/07/07", "2020/01/30"], "2026-05-31", "ymd"),
        (["31-May-2026", "1-Feb-2024", "15-Dec-2023", "2-Mar-2022", "7-Jul-2021", "30-Jan-2020"], "2026-05-31", "dmy"),
        (["31 de mayo de 2026", "1 de enero de 2024", *["5 de abril de 2023"] * 4], "2026-05-31", "dmy"),
        (["31-may-26", "01-ene-24", "15-dic-23", "02-abr-22", "07-ago-21", "30-sep-20"], "2026-05-31", "dmy"),
        (["31. Mai 2026", "1. Januar 2024", "15. Dez. 2023", "2. März 2022", "7. Juli 2021", "-"], "2026-05-31", "dmy"),
        (["May 31, 2026", "Feb 1, 2024", "Dec 15, 2023", "Mar 2, 2022", "Jul 7, 2021", "-"], "2026-05-31", "mdy"),
        (["2026-May-31", "2024-Feb-01", "2023-Dec-15", "2022-Mar-02", "2021-Jul-07", "-"], "2026-05-31", "ymd"),
        (["31MAY2026", "01FEB2024", "15DEC2023", "02MAR2022", "07JUL2021", "30JAN2020"], "2026-05-31", "dmy"),
        (["31.05.2026 10:20", "01.02.2024 09:00", "-", "02.03.2022 00:00", "-", "30.01.2020"], "2026-05-31", "dmy"),
    ],
)  # fmt: skip
def test_the_order_of_a_date_is_decided_by_its_column(tmp_path: Path, cells: list[str], first: str, order: str) -> None:
    found, read_cell, draft = column(file(tmp_path, "joined", cells), "joined")
    assert (found.kind, found.written.dates) == ("date", order)
    assert read_cell(cells[0]) == first
    assert not any("both fit" in line for line in draft.table)


def test_dates_that_fit_both_ways_are_said_and_can_be_settled(tmp_path: Path) -> None:
    source = file(
        tmp_path, "joined", ["01/02/2024", "03/04/2023", "05/06/2022", "07/08/2021", "01/01/2020", "02/02/2019"]
    )
    _, read_cell, draft = column(source, "joined")
    assert "both fit" in "\n".join(draft.table)
    assert "dates" in [doubt.key for doubt in draft.doubts]
    _, other, settled = column(source, "joined", dates="day-first")
    assert read_cell("01/02/2024") in {"2024-02-01", "2024-01-02"}
    assert other("01/02/2024") == "2024-02-01"
    assert "dates" not in [doubt.key for doubt in settled.doubts]


def test_a_group_of_two_digits_is_no_thousand(tmp_path: Path) -> None:
    _, read_cell, _ = column(file(tmp_path, "saldo", ["10.317", "973", "2.004", "45", "310", "1.000"], ","), "saldo")
    with pytest.raises(BadCell):
        read_cell("10.31.7")


def test_na_is_a_value_among_codes(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    rows = [f"C{n:03d},{('EU', 'NA', 'APAC'[:2], 'LA')[n % 4]},{'yes' if n % 5 == 0 else 'no'}" for n in range(40)]
    path.write_text("\n".join(["code,region,churn", *rows]), encoding="utf-8")
    found, read_cell, _ = column(str(path), "region")
    assert "NA" in found.values
    assert read_cell("NA") == "NA"


def test_the_terminal_is_told_what_was_decided_and_asked_what_is_in_doubt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = file(tmp_path, "saldo", ["1.234,50", "120,00", "310,2", "700", "900,5", "12.345,9"])
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "MXN"

    output = tmp_path / "catalog.yaml"
    assert run(source, output, Choices(), ask=answer) == 0
    assert len(asked) == 1
    assert "currency: MXN" in output.read_text(encoding="utf-8")
    told = capsys.readouterr().err
    assert "decimal comma" in told
    assert "read as" in told
    run(source, output, Choices())
    assert "--set currency=" in capsys.readouterr().err


def test_what_cannot_be_settled_is_said() -> None:
    for said in ("dates=sometimes", "currency=XYZ", "colour=red", "label"):
        with pytest.raises(UsageProblem):
            Choices().settled([said])


def test_a_number_of_one_style_is_none_of_the_other() -> None:
    assert number("1.234,5", "comma") == 1234.5
    assert number("1.234,5", "point") is None
    assert number("0.512", "comma") is None
    assert day("31/05/2026", "mdy") is None
    assert day("31/02/2026", "dmy") is None
