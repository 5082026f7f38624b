# Everything a newcomer needs: make run. Paths stay relative, so that the checkout may live in a folder with spaces.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
UV := uv==0.13.9
export DATA CATALOG
# Images of containers often switch bytecode off; every process would then compile anew all it imports (4 s of 6).
export PYTHONDONTWRITEBYTECODE :=

# Installs a lock with uv (the one on the machine, else the package), with pip where uv cannot be had.
define install
	@if command -v uv >/dev/null; then uv pip install --quiet --python $(PY) --require-hashes -r $(1); \
	elif $(PIP) install "$(UV)"; then $(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r $(1); \
	else false; fi || { echo "uv could not do it; installing with pip (some minutes) …"; $(PIP) install --require-hashes -r $(1); }
endef

.PHONY: run setup dev test check bench lock clean
.DEFAULT_GOAL := run

# make run [DATA=path-or-url.csv] [CATALOG=file.yaml] [PORT=8000]
run:
	@$(PYTHON) app/port.py "$(PORT)" "$${LANGUAGE:-$${LC_ALL:-$${LC_MESSAGES:-$$LANG}}}"
	@$(MAKE) --silent --no-print-directory setup
	@$(PY) -m app.serve $(if $(DATA),--data "$$DATA") $(if $(CATALOG),--catalog "$$CATALOG") $(if $(PORT),--port "$(PORT)")

setup: .venv/runtime.stamp

dev: .venv/dev.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11.")'
	@$(PYTHON) -m venv .venv || { echo "The virtual environment could not be made: on Debian, apt-get install python3-venv." >&2; exit 1; }

.venv/runtime.stamp: requirements.lock | .venv/bin/python
	@echo "Installing the dependencies …"
	$(call install,requirements.lock)
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@echo "Installing the dependencies and what the tests need …"
	$(call install,requirements-dev.lock)
	@touch .venv/runtime.stamp $@

# Pins everything beneath requirements.txt and requirements-dev.txt anew, keeping what is pinned where it still fits.
lock: .venv/bin/python
	@command -v uv >/dev/null || $(PIP) install "$(UV)"
	@for name in requirements requirements-dev; do \
	  PATH="$$PATH:.venv/bin" uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url $$name.txt --output-file $$name.lock; done

test: dev
	@$(PY) tests/e2e/chromium.py
	@$(PY) -m pytest -n auto --maxprocesses 4 --no-loadscope-reorder

check: dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@.venv/bin/typos
	@$(PY) -m mypy

# make bench, or one: .venv/bin/python -m bench NAME
bench: dev
	@$(PY) -m bench

# Takes away what was built here; banks, models and conversations in var/ stay.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
