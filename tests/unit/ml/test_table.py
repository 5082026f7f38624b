"""Any CSV with a two-valued target becomes something to train on; any other gets one sentence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from db.errors import DataProblem
from ml.table import read_table


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
    status = np.where(np.arange(600) % 10 == 0, None, np.where(np.arange(600) % 3 == 0, "Gone", "Existing"))
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
        (np.arange(600) % 2, "Status", "yes", "its values are 0, 1"),
        (np.arange(600) % 2, "Churn", "1", "has no column 'Churn'; it has Plan"),
    ],
)
def test_other_targets_get_one_clear_sentence(
    tmp_path: Path, status: object, target: str, positive: str, words: str
) -> None:
    with pytest.raises(DataProblem) as refused:
        read_table(write(tmp_path, Status=status), target=target, positive=positive)
    assert words in refused.value.en


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "CSV"), (b"a,b\n", "no rows"), (b"a,b\n\xff\xfe,1\n", "UTF-8"), (b"a,b\n1,2\n1,2,3\n", "CSV")],
)
def test_files_that_are_no_table_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(DataProblem) as refused:
        read_table(path, target="a", positive="1")
    assert words in refused.value.en


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
