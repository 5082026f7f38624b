"""Is the port free? Asked before anything else starts, by any Python 3, with nothing installed."""

import socket
import sys
from pathlib import Path

DEFAULT_PORT = 8000


def in_use(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something listens on ``host:port`` already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return False
        except OSError:
            return True
    return False


def sentence(port: int) -> str:
    """What a person is told when the port is taken."""
    return f"Port {port} is in use by another program: stop it or choose another, for example make run PORT={port + 1}."


def main(text: str) -> int:
    """Check the port given as text, else the one in ``.env``, else 8000; 0 when it is free."""
    if not text:
        env = Path(__file__).resolve().parent.parent / ".env"
        lines = env.read_text(encoding="utf-8").splitlines() if env.is_file() else []
        text = next((line[5:].strip() for line in lines if line.startswith("PORT=")), "") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        sys.stderr.write(f"PORT must be a number from 1 to 65535, not {text!r}.\n")
        return 2
    if in_use(int(text)):
        sys.stderr.write(sentence(int(text)) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
