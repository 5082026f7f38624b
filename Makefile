# Everything a newcomer needs: make run. Paths stay relative, so that the checkout may live in a folder with spaces.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
export DATA CATALOG

.PHONY: run setup dev test check bench clean
.DEFAULT_GOAL := run

# make run [DATA=path-or-url.csv] [CATALOG=file.yaml] [PORT=8000]
run:
	@$(PYTHON) app/port.py "$(PORT)"
	@$(MAKE) --silent --no-print-directory setup
	@$(PY) -m app.serve $(if $(DATA),--data "$$DATA") $(if $(CATALOG),--catalog "$$CATALOG") $(if $(PORT),--port "$(PORT)")

setup: .venv/runtime.stamp

dev: .venv/dev.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11.")'
	@$(PYTHON) -m venv .venv || { echo "The virtual environment could not be made: on Debian, apt-get install python3-venv." >&2; exit 1; }

.venv/runtime.stamp: requirements.txt requirements.lock | .venv/bin/python
	@echo "Installing the dependencies (some minutes the first time) …"
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "Installing what the tests need …"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

test: dev
	@$(PY) tests/e2e/chromium.py
	@$(PY) -m pytest

check: dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy

# make bench, or one: .venv/bin/python -m bench NAME
bench: dev
	@$(PY) -m bench

# Takes away what was built here; banks, models and conversations in var/ stay.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
