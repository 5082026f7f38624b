import socket
import subprocess
import sys
from pathlib import Path

from app.port import in_use, main

PORT_FILE = Path(__file__).resolve().parents[3] / "app" / "port.py"


def test_a_listening_port_is_in_use_and_a_closed_one_is_not() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert in_use(port)
    assert not in_use(port)


def test_the_sentence_names_the_port_and_a_way_out() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        ran = subprocess.run([sys.executable, str(PORT_FILE), str(port)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert str(port) in ran.stderr


def test_a_port_that_is_no_port_is_refused() -> None:
    assert main("eight thousand") == 2
    assert main("0") == 2
    assert main("70000") == 2
