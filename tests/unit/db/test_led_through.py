"""A table nobody described, drafted in one sitting: what was guessed, what needs a look, and the questions about it."""

from pathlib import Path

import pytest

from db.catalog.drafting.choices import Choices
from db.catalog.drafting.infer import drafted, run
from db.catalog.drafting.overview import numbered
from db.errors import DataProblem
from db.yaml_files import read_yaml


@pytest.fixture
def numberless(tmp_path: Path) -> Path:
    """A table without a column of different values."""
    path = tmp_path / "gym.csv"
    path.write_text("sex,fee,Churn\n" + "".join(f"{i % 2},{i % 97 + 50},{i % 3 % 2}\n" for i in range(200)))
    return path


def test_rows_are_numbered_where_somebody_is_led_through_and_that_is_said(numberless: Path) -> None:
    with pytest.raises(DataProblem, match="--number-rows"):
        drafted(str(numberless), Choices())
    found = drafted(str(numberless), Choices(), number_if_needed=True)
    assert "number_rows: true" in found.text
    said = numbered(found.doubts, "python -m db.catalog infer gym.csv")
    assert "rows are numbered (row_number)" in said[1]
    assert "--set id" not in "\n".join(said), "nothing is advised that would not help"
    assert not any(doubt.key == "id" for doubt in drafted(str(numberless), Choices(number_rows=True)).doubts)


def test_each_doubt_is_numbered_with_the_command_that_settles_it(numberless: Path) -> None:
    found = drafted(str(numberless), Choices(), number_if_needed=True)
    command = "python -m db.catalog infer gym.csv"
    said = numbered(found.doubts, command)
    assert [line.split(".")[0].strip() for line in said if line[:2] == "  " and line[2].isdigit()] == [
        str(number) for number in range(1, len(found.doubts) + 1)
    ]
    (settling,) = [line.split(": ", 1)[1] for line in said if "--set currency" in line]
    settled = drafted(str(numberless), Choices().settled([settling.rpartition(" ")[2]]), number_if_needed=True)
    assert "currency: USD" in settled.text
    assert not any(doubt.key == "currency" for doubt in settled.doubts)


@pytest.mark.parametrize(("answer", "currency"), [("mxn", "MXN"), ("2", "USD"), ("", "EUR")])
def test_what_is_in_doubt_is_asked_once_and_an_empty_answer_keeps_the_guess(
    numberless: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, currency: str
) -> None:
    asked: list[str] = []

    def said(question: str) -> str:
        asked.append(question)
        return answer if "currency" in question else ""

    assert run(str(numberless), tmp_path / "draft.yaml", Choices(), ask=said) == 0
    draft = read_yaml(tmp_path / "draft.yaml")
    assert (draft["currency"], draft["number_rows"]) == (currency, True)
    assert len(asked) == len(set(asked)) >= 2
    assert "read as" in capsys.readouterr().err, "what was decided is shown before anything is asked"


def test_an_answer_that_is_none_of_the_options_is_asked_again(
    numberless: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["", "doubloons", "eur"])
    assert run(str(numberless), tmp_path / "draft.yaml", Choices(), ask=lambda _: next(answers, "")) == 0
    assert "no currency code" in capsys.readouterr().err
