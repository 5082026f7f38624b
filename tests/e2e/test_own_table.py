"""``make run DATA=file`` with a table that no catalog describes: read, said, numbered, and the page opens."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.running import ROOT, free_port, wait_for


def test_a_strangers_table_leads_to_the_page_in_one_sitting(tmp_path: Path) -> None:
    table, home, log = tmp_path / "gym.csv", tmp_path / "home", tmp_path / "serve.log"
    table.write_text("sex,fee,Churn\n" + "".join(f"{i % 2},{i % 97 + 50},{i % 3 % 2}\n" for i in range(200)))
    port = free_port()
    env = {**os.environ, "MOA_HOME": str(home), "HOST": "127.0.0.1"}
    env.pop("CHAINLIT_APP_ROOT", None)
    with log.open("w") as out:
        served = subprocess.Popen(
            [sys.executable, "-m", "app.serve", "--data", str(table), "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=out,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", served, log)
        finally:
            served.terminate()
            served.wait(30)
    said = log.read_text()
    assert "No catalog describes" in said
    assert re.search(r"^fee +value, money", said, re.MULTILINE), "each column with what it was read as"
    assert "1. No column has a different value in every row, so rows are numbered" in said
    assert re.search(r"^  2\. In which currency", said, re.MULTILINE)
    assert "--set currency=" in said
    assert f"make run DATA={table} CATALOG=" in said
    asked = subprocess.run(
        [sys.executable, "-m", "app.ask", "how many customers have left?"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "67" in asked.stdout
