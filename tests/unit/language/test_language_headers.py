"""A column is understood by its header exactly as written, in any case, with underscores or blanks."""

import random
from pathlib import Path

import pytest

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.orchestrate import by_rules
from db.catalog import Catalog
from db.catalog.drafting.infer import infer
from db.yaml_files import parse_yaml

HEADERS = ["sdo_medio_3m", "app_logins_30d", "n_prod_act", "ultMov90", "imp_medio", "TX_CNT_12M", "csat2_score"]


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    choice = random.Random(2)
    rows = [",".join(["num_cli", *HEADERS, "zona_com", "baja"])]
    for number in range(300):
        figures = [str(choice.randrange(10_000)) for _ in HEADERS]
        rows.append(",".join([f"7{number:06d}", *figures, choice.choice(["NORTE", "SUR"]), str(choice.randrange(2))]))
    path: Path = tmp_path_factory.mktemp("headers") / "bank.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return Lexicon(Catalog.model_validate(parse_yaml(infer(str(path)))))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("way", [str, str.lower, str.upper, lambda text: text.replace("_", " ")])
def test_headers_as_written(lexicon: Lexicon, header: str, way) -> None:
    for question in (f"media de {way(header)} por zona_com", f"average {way(header)} by zona_com"):
        (call,) = by_rules(question, lexicon)
        assert call.tool == "portfolio"
        assert call.arguments["measures"] == [{"measure": "mean", "column": header}]
        assert call.arguments["groups"] == [{"column": "zona_com"}]
