"""Is the port free? Asked before anything else starts, by any Python 3, with nothing installed."""

import socket
import sys
from pathlib import Path

DEFAULT_PORT = 8000
ROOT = Path(__file__).resolve().parent.parent


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


def sentence(key: str, tongue: str, **values: int) -> str:
    """A sentence of the catalogue (``app.serve.<key>``), read line by line, as nothing is installed yet."""
    language = "es" if tongue.lower().startswith("es") else "en"
    lines = (ROOT / "db" / "texts" / language / "app.yaml").read_text(encoding="utf-8").splitlines()
    found = next(line.partition(": ")[2] for line in lines if line.startswith(f"  {key}: "))
    return found.strip("'").format(**values)


def main(text: str = "", tongue: str = "") -> int:
    """Check the port given as text, else the one in ``.env``, else 8000; 0 when it is free.

    ``tongue``: the language of the terminal, as the shell has it (``es_ES.UTF-8``).
    """
    if not text:
        env = ROOT / ".env"
        lines = env.read_text(encoding="utf-8").splitlines() if env.is_file() else []
        text = next((line[5:].strip() for line in lines if line.startswith("PORT=")), "") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        sys.stderr.write(sentence("port_range", tongue) + "\n")
        return 2
    if in_use(int(text)):
        sys.stderr.write(sentence("port_taken", tongue, port=int(text), next=int(text) + 1) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
