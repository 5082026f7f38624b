"""A page that is told to end (SIGTERM) takes along the process that trains behind it."""

import os
import signal
import subprocess
import sys
import time

import psutil

from app.settings import ROOT

BODY = """
import time
from app import serve
serve.needed = lambda places: True
serve._FIRST_MODEL = ("-c", "import time; time.sleep(300)")
with serve._first_model(None):
    print("serving", flush=True)
    time.sleep(300)
"""


def test_nothing_trains_on_behind_a_page_that_was_ended() -> None:
    serving = subprocess.Popen([sys.executable, "-c", BODY], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert serving.stdout is not None
    assert serving.stdout.readline() == "serving\n"
    (training,) = psutil.Process(serving.pid).children()
    try:
        os.kill(serving.pid, signal.SIGTERM)
        assert serving.wait(60) == 128 + signal.SIGTERM
        for _ in range(100):
            if not training.is_running():
                break
            time.sleep(0.1)
        assert not training.is_running()
    finally:
        if training.is_running():
            training.kill()
