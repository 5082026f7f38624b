"""The demo bank: reproducible, plausible, not too easy."""

import statistics

from db.demo.customers import HEADER, SAMPLE_ID, demo_bank


def column(name: str, rows: list[tuple[object, ...]]) -> list[object]:
    return [row[HEADER.index(name)] for row in rows]


def test_the_same_seed_gives_the_same_bank_and_another_seed_another() -> None:
    assert demo_bank(300, 1).rows == demo_bank(300, 1).rows
    assert demo_bank(300, 1).rows != demo_bank(300, 2).rows


def test_about_a_fifth_left_and_some_are_not_known() -> None:
    bank = demo_bank(6_000, 3)
    assert 0.17 < bank.leaving < 0.23
    assert 0 < column("Exited", bank.rows).count("") < 300


def test_ids_differ_and_the_readmes_customer_is_there() -> None:
    ids = column("CustomerId", demo_bank(5_000, 4).rows)
    assert len(set(ids)) == 5_000
    assert SAMPLE_ID in ids


def test_the_best_achievable_auc_is_stated_and_below_certainty() -> None:
    assert 0.85 < demo_bank(12_000).best_auc < 0.9


def test_no_single_value_decides() -> None:
    bank = demo_bank(12_000)
    left = column("Exited", bank.rows)
    for name in ("Geography", "Gender", "NumOfProducts", "IsActiveMember", "HasCrCard"):
        groups: dict[object, list[int]] = {}
        for value, gone in zip(column(name, bank.rows), left, strict=True):
            if gone != "":
                groups.setdefault(value, []).append(int(str(gone)))
        assert all(0.03 < statistics.mean(gone) < 0.9 for gone in groups.values())


def test_names_are_as_people_have_them() -> None:
    names = " ".join(map(str, column("Surname", demo_bank(12_000).rows)))
    assert all(part in names for part in ("'", "-", "ñ", "ü", "Ø" if "Ø" in names else "ø", "de la Fuente"))


def test_notes_are_in_both_languages_and_often_absent() -> None:
    notes = list(map(str, column("ContactNotes", demo_bank(2_000).rows)))
    assert 400 < notes.count("") < 1_200
    assert any("Asked about" in note for note in notes)
    assert any("Pregunta por" in note for note in notes)
