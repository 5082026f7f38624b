"""Every problem of a catalog, each with its line."""

from pathlib import Path
from typing import Any

import pytest

from db.catalog import DEFAULT, Column
from db.catalog.__main__ import main
from db.catalog.check import check
from db.errors import CatalogProblem
from db.places import Places

GOOD = """\
id: key
value: paid
label: {column: gone, positive: "yes", negative: "no"}
columns:
  key: {kind: text, names: {en: [key]}}
  gone:
    kind: flag
    values: {"yes": {en: [left]}, "no": {en: [stayed]}}
  paid: {kind: money, names: {en: [paid]}, bands: [1, 2]}
  city:
    kind: category
    names: {es: [ciudad], en: [city]}
    values:
      Lima: {es: [limeño]}
      Cusco: {es: [cusqueño]}
"""


def findings(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "catalog.yaml"
    path.write_text(text, encoding="utf-8")
    return [(finding.line, finding.message) for finding in check(path)]


def test_a_good_catalog_has_no_problems(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD) == []
    assert check(DEFAULT) == []


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("id: key", "id: kee", 1, "'kee' is not among the columns"),
        ("id: key", "id: paid", 1, "kind money"),
        ("id: key\n", "", 1, "id: field required"),
        ("value: paid", "value: city", 2, "kind category"),
        ('positive: "yes"', 'positive: "gone"', 3, "'gone' is not among the values of gone ('yes', 'no')"),
        ('negative: "no"', 'negative: "yes"', 3, "the same value"),
        ("column: gone", "column: went", 3, "'went' is not among the columns"),
        ("names: {en: [key]}", "nmes: {en: [key]}", 5, "not a word known here"),
        ('"no": {en: [stayed]}', "no: {en: [stayed]}", 8, "text"),
        ("en: [stayed]", "en: [LEFT]", 8, "'LEFT' means both 'yes' and 'no'"),
        ("en: [paid]", "en: [Key]", 9, "also means 'key'"),
        ("bands: [1, 2]", "bands: [2, 1]", 9, "do not increase"),
        ("bands: [1, 2]", "range: [5, 1]", 9, "5 is above 1"),
        ("kind: money", "kind: monye", 9, "input should be"),
        ("kind: category", "kind: category\n    bands: [1]", 12, "only numbers have it"),
        ("kind: category", "kind: category\n    actionable: up", 12, "up needs a number or a flag of yes and no"),
        ("kind: money", "kind: money, actionable: sideways", 9, "'up', 'down'"),
        ("es: [limeño]", "es: [yes]", 14, "quotation marks"),
        ("es: [limeño]", "es: [Cusco]", 14, "'Cusco' means both"),
        ("  city:", "  KEY_:", 10, "files cannot tell it"),
        ("  city:", "  probability:", 10, "the program uses this name"),
        ("  city:", "  paid:", 10, "a second time"),
    ],
)
def test_each_mistake_is_found_on_its_line(tmp_path: Path, was: str, becomes: str, line: int, says: str) -> None:
    assert was in GOOD
    found = findings(tmp_path, GOOD.replace(was, becomes, 1))
    assert any(at == line and says in message for at, message in found), found


@pytest.mark.parametrize(
    ("column", "before", "after", "permitted"),
    [
        ({"kind": "integer", "actionable": "up", "range": (1, 4)}, 1, 2, True),
        ({"kind": "integer", "actionable": "up", "range": (1, 4)}, 4, 5, False),
        ({"kind": "integer", "actionable": "up"}, 3, 2, False),
        ({"kind": "integer", "actionable": "up"}, None, 2, False),
        ({"kind": "money", "actionable": "down"}, 9.5, 3.0, True),
        ({"kind": "number", "actionable": True}, 3, 2, True),
        ({"kind": "number"}, 3, 2, False),
        ({"kind": "flag", "actionable": "up"}, "0", "1", True),
        ({"kind": "flag", "actionable": "up"}, "1", "0", False),
        ({"kind": "flag", "actionable": "down", "values": {"Yes": {}, "No": {}}}, "Yes", "No", True),
        ({"kind": "category", "actionable": True}, "a", "b", True),
    ],
)
def test_a_change_is_permitted_the_way_the_bank_can_act(
    column: dict[str, Any], before: object, after: object, permitted: bool
) -> None:
    assert Column.model_validate(column).permits(before, after) is permitted


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("id: key", "id: kee").replace("bands: [1, 2]", "bands: [2, 1]").replace("[limeño]", "[Cusco]")
    assert [line for line, _ in findings(tmp_path, text)] == [1, 9, 14]


@pytest.mark.parametrize(("text", "line"), [("id: [", 1), ("a: b\n c: d: e\n", 2), ("", 1), ("- 1", 1)])
def test_what_is_no_catalog_says_so(tmp_path: Path, text: str, line: int) -> None:
    ((at, message),) = findings(tmp_path, text)
    assert message.startswith("not ")
    assert at >= line


def test_the_command_prints_lines_and_fails(
    tmp_path: Path, small_places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(GOOD.replace("id: key", "id: kee"), encoding="utf-8")
    assert main(["check", str(path)], small_places) == 1
    assert capsys.readouterr().out == f"{path}:1: id: 'kee' is not among the columns\n"
    assert main(["check"], small_places) == 0


def test_a_missing_catalog_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogProblem):
        check(tmp_path / "none.yaml")


@pytest.fixture
def small_places(tmp_path: Path) -> Places:
    return Places(home=tmp_path, bank_url="", state_url="", catalog=DEFAULT, mlflow_uri="")
