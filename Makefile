# `make` alone lists what can be made.
PYTHON ?= python3
BIN := .venv/bin
# Set-up that needs no torch, and set-up with everything; each is done again when what it needs changed.
LIGHT := .venv/light.done
FULL := .venv/full.done
NEEDS := pyproject.toml requirements.lock

.DEFAULT_GOAL := help
.PHONY: help site run watch build serve verify test lint lock setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(FULL) ## everything: set up, run what is not current, build both languages into site/
	@$(BIN)/python scripts/run.py
	@$(BIN)/python scripts/build.py

run: $(FULL) ## run the snippets whose record is not current
	@$(BIN)/python scripts/run.py

watch: $(FULL) ## run the snippets whose record is not current, and then each that is saved
	@$(BIN)/python scripts/run.py --watch

build: $(LIGHT) ## build both languages from the records, without torch
	@$(BIN)/python scripts/build.py

serve: $(LIGHT) ## look at both languages at http://127.0.0.1:8000/ while you write, without torch
	@$(BIN)/python scripts/serve.py

verify: $(FULL) ## run every snippet afresh and say which records do not reproduce
	@$(BIN)/python scripts/verify.py

test: $(FULL) ## all tests
	@$(BIN)/python -m pytest

lint: $(FULL) ## ruff and mypy
	@$(BIN)/ruff check scripts tests benchmarks && $(BIN)/ruff format --check scripts tests benchmarks && $(BIN)/mypy

setup: $(FULL) ## everything that the other targets need, in .venv

lock: ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --fork-strategy fewest \
	  --no-annotate --no-header --upgrade --output-file requirements.lock

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

$(LIGHT): $(NEEDS) | .venv/bin/pip
	$(BIN)/pip install --disable-pip-version-check --editable . --constraint requirements.lock
	@touch $@

$(FULL): $(NEEDS) | .venv/bin/pip
	$(BIN)/pip install --disable-pip-version-check --editable '.[run,test]' --constraint requirements.lock
	@touch $(LIGHT) $@
