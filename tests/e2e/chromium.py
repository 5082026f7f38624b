"""Finds a Chromium for the browser test: an installed one first, else Playwright's; as a program, fetches one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The path of a browser on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob("chromium*/chrome-linux*/*hrom*"))
    return next((str(path) for path in found if path.is_file() and os.access(path, os.X_OK)), None)


def main() -> int:
    """Make sure there is a browser; without one, fail in CI and go on elsewhere (the browser test is then skipped)."""
    if installed():
        return 0
    fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(fetch, check=False, capture_output=True, timeout=300)
    if installed():
        return 0
    sys.stderr.write("No Chromium was found or could be fetched: apt-get install chromium to run the browser test.\n")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
