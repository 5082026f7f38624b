"""The stage's times add up, in the hundredths of a second that are shown."""

import pytest

from app.pages.render import page_words
from app.pages.stage import _times


@pytest.mark.parametrize(
    ("drafted", "merged", "end"), [(734.9, 824.9, 926.1), (4.9, 9.9, 15.1), (100.4, 105.4, 114.9), (0.0, 0.0, 3.0)]
)
def test_the_parts_shown_add_up_to_the_whole_shown(drafted: float, merged: float, end: float) -> None:
    picture = {"drafts": [{"from": drafted}], "merge_from": merged}
    shown = [float(part["time"].split()[0]) for part in _times([{"at_ms": end}], picture, page_words("en"), "en")]
    assert round(sum(shown[:-1]), 2) == shown[-1]
