from app.escape import escaped, fenced, table


def test_a_name_with_marks_stays_letters() -> None:
    assert escaped("[click](http://evil)") == "\\[click\\]\\(http://evil\\)"
    assert escaped("<img src=x>") == "\\<img src=x\\>"
    assert escaped("a | b\nc") == "a \\| b c"


def test_a_fence_is_longer_than_any_inside() -> None:
    text = "```\nend\n````"
    block = fenced(text)
    assert block.startswith("`````\n")
    assert block.endswith("\n`````")


def test_a_table_has_its_marks() -> None:
    assert table(["a", "b"], [["1", "2"]], numeric={1}) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"
