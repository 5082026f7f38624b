"""What `python -m app.ask` imports before it knows whether it needs it."""

import subprocess
import sys

import pytest

HEAVY = {
    "sklearn", "scipy", "pandas", "mlflow", "catboost", "matplotlib", "plotly", "joblib", "pyarrow", "openpyxl",
    "langchain", "langgraph", "langsmith", "openai", "httpx", "aiohttp", "chainlit",
}  # fmt: skip


@pytest.mark.parametrize("module", ["app.ask", "app.cli", "app.replay", "db.load", "db.users", "agents.refine"])
def test_a_command_starts_without_what_only_some_questions_need(module):
    listed = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert HEAVY & set(listed.stdout.split()) == set()


def test_the_estimator_is_still_found_by_its_short_names():
    code = (
        "from ml import ChurnEnsemble as a; from ml.ensemble import ChurnEnsemble as b; assert a is b; import ml; ml.no"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "has no attribute 'no'" in ended.stderr
