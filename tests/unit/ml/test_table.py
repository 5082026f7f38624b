"""Any CSV with a two-valued target becomes something to train on; any other gets one sentence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from db.errors import DataProblem
from ml.training.plain_table import read_table


def write(folder: Path, **columns: object) -> Path:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "Plan": rng.choice(["basic", "gold", "silver"], 600),
            "Monthly": rng.normal(50, 10, 600).round(2),
            "Paperless": rng.choice(["Yes", "No"], 600),
            "Joined": pd.date_range("2019-01-01", periods=600).strftime("%Y-%m-%d"),
            "Status": rng.choice(["Existing", "Gone"], 600, p=[0.8, 0.2]),
            **columns,
        }
    )
    path = folder / "clients.csv"
    frame.to_csv(path, index=False)
    return path


def test_kinds_are_read_from_the_values(tmp_path: Path) -> None:
    table = read_table(write(tmp_path), target="Status", positive="Gone")
    kinds = {column.name: column.kind for column in table.catalog.features}
    assert kinds == {"Plan": "category", "Monthly": "number", "Paperless": "flag", "Joined": "date"}
    assert table.catalog.label.negative == "Existing"
    assert 0.1 < table.batch.y.mean() < 0.3


def test_rows_without_a_target_are_left_out_and_counted(tmp_path: Path) -> None:
    status = np.where(np.arange(600) % 10 == 0, None, np.where(np.arange(600) % 3 == 0, "Gone", "Existing"))  # type: ignore[call-overload]
    table = read_table(write(tmp_path, Status=status), target="Status", positive="Gone")
    assert len(table.batch) == 540
    assert any("60 rows without Status" in note for note in table.notes)


def test_numeric_targets_with_two_values_are_welcome(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, Status=np.arange(600) % 5 // 4), target="Status", positive="1")
    assert table.batch.y.sum() == 120


@pytest.mark.parametrize(
    ("status", "target", "positive", "words"),
    [
        (np.arange(600) % 3, "Status", "1", "has 3 values (0, 1, 2)"),
        (np.linspace(0, 1, 600), "Status", "1", "regression target"),
        (["Gone"] * 600, "Status", "Gone", "needs both kinds"),
        (np.arange(600) % 2, "Status", "Gone", "its values are 0, 1"),
        (np.arange(600) % 2, "Churn", "1", "has no column 'Churn'; it has Plan"),
    ],
)
def test_other_targets_get_one_clear_sentence(
    tmp_path: Path, status: object, target: str, positive: str, words: str
) -> None:
    with pytest.raises(DataProblem) as refused:
        read_table(write(tmp_path, Status=status), target=target, positive=positive)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "CSV"), (b"a,b\n", "no rows"), (b"a,b\n\x81\xfe,1\n", "UTF-8"), (b"a,b\n1,2\n1,2,3\n", "CSV")],
)
def test_files_that_are_no_table_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(DataProblem) as refused:
        read_table(path, target="a", positive="1")
    assert words in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="cannot be read"):
        read_table(tmp_path / "none.csv", target="a", positive="1")


@pytest.mark.parametrize(("said", "month"), [("{d:02}/03/2024", 3), ("03/{d:02}/2024", 3)])
def test_slashed_dates_are_read_in_the_order_the_column_speaks_for(tmp_path: Path, said: str, month: int) -> None:
    seen = [said.format(d=1 + i % 28) for i in range(600)]
    table = read_table(write(tmp_path, Seen=seen), target="Status", positive="Gone")
    dates = table.batch.X["Seen"]
    assert dates.notna().all()
    assert set(dates.dt.month) == {month}


def test_a_western_spreadsheet_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "hoja.csv"
    rows = [f"{1 + i % 90}.{100 + i},5;{i % 28 + 1:02}.01.2024;{'sí' if i % 4 else 'no'}" for i in range(600)]
    path.write_bytes("\n".join(["saldo (€);alta;¿se fue?", *rows]).encode("cp1252"))
    table = read_table(path, target="¿se fue?", positive="SI")
    assert table.batch.X["saldo (€)"].tolist() == [(1 + i % 90) * 1000 + 100 + i + 0.5 for i in range(600)]
    assert table.batch.X["alta"].notna().all()
    assert table.batch.y.sum() == 450
    assert any("Windows-1252" in note for note in table.notes)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([f"€{i + 1},{i % 10}00.50" for i in range(600)], [(i + 1) * 1000 + i % 10 * 100 + 0.5 for i in range(600)]),
        ([f"{i / 10:.1f}%" for i in range(600)], [i / 10 for i in range(600)]),
        (["unknown" if i % 3 == 0 else i for i in range(600)], [np.nan if i % 3 == 0 else i for i in range(600)]),
        ([np.inf if i == 7 else i / 7 for i in range(600)], [np.nan if i == 7 else i / 7 for i in range(600)]),
        (["?" if i % 5 == 0 else i for i in range(600)], [np.nan if i % 5 == 0 else i for i in range(600)]),
    ],
)
def test_numbers_are_read_out_of_their_decoration(tmp_path: Path, written: list, read: list) -> None:
    table = read_table(write(tmp_path, Amount=written), target="Status", positive="Gone")
    np.testing.assert_allclose(table.batch.X["Amount"].to_numpy(), np.array(read, dtype=float))


@pytest.mark.parametrize("way", ["%Y/%m/%d", "%d.%m.%Y", "%d-%b-%Y", "%m/%d/%y", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%d"])
def test_days_are_read_however_they_are_written(tmp_path: Path, way: str) -> None:
    days = pd.date_range("2019-01-01", periods=600)
    table = read_table(write(tmp_path, Seen=days.strftime(way)), target="Status", positive="Gone")
    assert (table.batch.X["Seen"].dt.normalize() == days).all()


@pytest.mark.parametrize(
    ("values", "positive", "meant"),
    [
        (("TRUE", "FALSE"), "true", "TRUE"),
        (("Sí", "No"), "si", "Sí"),
        (("Yes", "No"), "1", "Yes"),
        (("1", "0"), "1.0", "1"),
    ],
)
def test_the_positive_value_is_understood_in_other_spellings(
    tmp_path: Path, values: tuple[str, str], positive: str, meant: str
) -> None:
    status = [values[0] if i % 4 == 0 else values[1] for i in range(600)]
    table = read_table(write(tmp_path, Status=status), target="Status", positive=positive)
    assert table.catalog.label.positive == meant
    assert table.batch.y.sum() == 150
