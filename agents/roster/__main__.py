"""``python -m agents.roster check``: validates the roster and asks the provider which of its models exist."""

from agents.roster.probe import run as main
from db.launch import launch

__all__ = ["main"]

if __name__ == "__main__":
    launch("agents.roster.__main__")
