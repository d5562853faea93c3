# `make` alone lists what there is. Settings: PORT=8080, PYTHON=python3.12.

PORT ?= 8000
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

# What a shell happens to export must not change what is run or tested here.
unexport PYTHONPATH PYTHONHOME PYTHONWARNINGS FLASK_APP FLASK_DEBUG FLASK_ENV PYTEST_ADDOPTS

.DEFAULT_GOAL := help
.PHONY: help run test lint bench clean

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: .venv/installed  ## Open the demo school at http://127.0.0.1:8000 (PORT=8080 for another port)
	@$(BIN)/flask --app wsgi forum demo --if-empty
	@echo
	@echo "  The forum is at  http://127.0.0.1:$(PORT)   (Ctrl+C stops it)"
	@echo "  Everyone's password is  schoolgate-demo"
	@echo "    parent1@demo.example … parent30@demo.example     parents"
	@echo "    moderator1@demo.example … moderator3@demo.example"
	@echo "    head@demo.example, deputy@demo.example           admins"
	@echo "    dsl@demo.example                                 safeguarding lead"
	@echo "    chair@demo.example                               appeals"
	@echo
	@$(BIN)/gunicorn --preload --workers $(WORKERS) --bind 127.0.0.1:$(PORT) --log-level warning wsgi:app

test: .venv/installed-dev  ## Run every test, on two processes
	$(BIN)/pytest -n 2 --dist worksteal

lint: .venv/installed-dev  ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict forum moderation

bench: .venv/installed-bench  ## Measure screening and pages side by side with others
	$(BIN)/python -m tests.bench.run

clean:  ## Remove what was installed and cached; the database in instance/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The marks are newer than the lists while what is installed is what the lists say.
.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what the forum needs (about half a minute, once)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what the forum and its tests need"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/installed $@

.venv/installed-bench: tests/bench/requirements.txt .venv/installed-dev
	@$(PIP) -r tests/bench/requirements.txt
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Schoolgate needs Python 3.11 or newer and $(PYTHON) is %d.%d. If you have a newer one: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "That needs venv: on Debian or Ubuntu, apt install python3-venv" >&2; exit 1; }
