"""``python -m bench`` runs every benchmark, ``python -m bench NAME`` one of them."""

import importlib
import pkgutil
import sys

import bench


def main(argv: list[str]) -> int:
    names = argv[:1] or [m.name for m in pkgutil.iter_modules(bench.__path__) if m.name in _NAMES]
    worst = 0
    for name in names:
        try:
            module = importlib.import_module(f"bench.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"bench.{name}":
                raise
            print(f"There is no benchmark {name!r}; there are: {', '.join(_NAMES + _PARTS)}.", file=sys.stderr)
            return 2
        if not hasattr(module, "main"):
            print(f"bench.{name} is a part of the others; there are: {', '.join(_NAMES + _PARTS)}.", file=sys.stderr)
            return 2
        worst = max(worst, int(module.main(argv[1:]) or 0))
    return worst


_NAMES = ("understanding", "tools", "predictor", "engine")
_PARTS = (
    "scoring",
    "drift",
    "page",
    "prompts",
    "first_minute",
    "reading",
    "tables",
    "claims",
    "strangers",
    "sessions",
    "start",
    "tree",
)
"""Run by themselves or as parts of ``predictor``."""

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
