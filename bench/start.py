"""``python -m bench start``: the processor time a command line needs before it can read a question, and to its reply.

Wall time says more of the machine's neighbours than of the program: what is measured is the child's user and system
time, the least of a few runs. The limit is on the imports of ``app.ask``.
"""

import argparse
import os
import resource
import subprocess
import sys

LIMIT_S = 1.5
RUNS = 5


def main(argv: list[str]) -> int:
    """Print the times; 1 when the imports need more than the limit."""
    argparse.ArgumentParser(prog="python -m bench start", description=__doc__).parse_args(argv)
    bare = min(_cpu("-c", "pass") for _ in range(RUNS))
    imports = min(_cpu("-c", "import app.ask") for _ in range(RUNS))
    print(f"python alone                 {bare:5.2f} s of processor")
    print(f"import app.ask               {imports:5.2f} s (limit {LIMIT_S})")
    if os.environ.get("MOA_HOME"):
        reply = min(_cpu("-m", "app.ask", "How many customers are there?") for _ in range(2))
        print(f"one question to its reply    {reply:5.2f} s in MOA_HOME")
    return int(imports > LIMIT_S)


def _cpu(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
