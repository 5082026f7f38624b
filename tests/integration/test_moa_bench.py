"""``python -m bench moa --quick``: the whole benchmark in small, and one question side by side."""

from pathlib import Path

import pytest

from agents.proof.side_by_side import prove
from bench import moa
from bench.moa_run import cases_of, running
from db.catalog import DEFAULT, read_catalog


@pytest.mark.slow
def test_the_quick_form_measures_and_writes_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moa, "_QUICK", 4)
    shown, figures = tmp_path / "moa.html", tmp_path / "moa.json"
    assert moa.main(["--quick", "--show", str(shown), "--json", str(figures)]) == 0
    told = capsys.readouterr().out
    assert "Best at its cost" in told
    assert "<svg" in shown.read_text(encoding="utf-8")
    assert moa.main(["--of", str(figures)]) == 0
    assert "Best at its cost" in capsys.readouterr().out


async def test_one_question_is_proved_four_ways() -> None:
    catalog = read_catalog(DEFAULT)
    cases = cases_of(moa.read(moa.CASES)[:1], catalog)  # type: ignore[attr-defined]
    case = next(iter(cases.values()))
    async with running(cases, catalog, ["m"]) as made:
        proof = await prove(
            case.question, case.language, case.facts, catalog=catalog, desk=made.around.desk,
            refinement=made.around.refinement,
        )  # fmt: skip
    assert [trial.arm for trial in proof.trials] == ["single", "self-mixed", "mixed", "mixed with a liar"]
    assert all(trial.calls > proof.trials[0].calls for trial in proof.trials[1:])  # a repair may cost one more
    assert all(trial.score.said <= set(proof.points) for trial in proof.trials)
    assert set(proof.false.values()) == {0}
