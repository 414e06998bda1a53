# `make` alone lists what can be made.
PYTHON ?= python3
BIN := .venv/bin
# Set-up that needs no torch, and set-up with everything; each is done again when what it needs changed.
LIGHT := .venv/light.done
FULL := .venv/full.done
NEEDS := pyproject.toml hashes/build.lock
# What looks after the lock files stands apart, so that the site's own versions need not suit it.
TOOLBOX := .cache/tools/bin
TOOLS := .cache/tools/done

# Installs what a lock file lists, each only if its hash is there. What comes as source is built with what is installed,
# for pip would fetch a builder of its own without looking at hashes: so hashes/build.lock comes first.
PIP := $(BIN)/pip install --disable-pip-version-check --no-build-isolation
HASHED := $(PIP) --require-hashes --requirement
COMPILE := $(TOOLBOX)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --custom-compile-command 'make lock'
HASHES := $(COMPILE) --constraint requirements.lock --generate-hashes --no-annotate

.DEFAULT_GOAL := help
.PHONY: help new site run watch build zip serve check level verify test lint lock audit setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Titles reach the command through the environment, so that no sign in them means anything to make or to the shell.
new: $(LIGHT) ## add a lesson: make new COURSE=pytorch LESSON=my-lesson ZH="我的一课" EN="My Lesson"
	@$(BIN)/python scripts/new.py --zh="$$ZH" --en="$$EN" $(if $(AFTER),--after="$$AFTER") \
	  $(if $(COURSE_ZH)$(COURSE_EN),--course-zh="$$COURSE_ZH" --course-en="$$COURSE_EN") -- "$$COURSE" "$$LESSON"

site: $(FULL) ## everything: set up, run what is not current, build both languages into site/
	@$(BIN)/python scripts/run.py
	@$(BIN)/python scripts/build.py

run: $(FULL) ## run the snippets whose record is not current
	@$(BIN)/python scripts/run.py

watch: $(FULL) ## run the snippets whose record is not current, and then each that is saved
	@$(BIN)/python scripts/run.py --watch

build: $(LIGHT) ## build both languages from the records, without torch
	@$(BIN)/python scripts/build.py

zip: $(LIGHT) ## build, and put the whole site into site/paotong-site.zip, to be read without a server
	@$(BIN)/python scripts/build.py --zip

serve: $(LIGHT) ## look at both languages at http://127.0.0.1:8000/ while you write; what you save is run and shown; PORT=8765
	@$(BIN)/python scripts/serve.py $(if $(PORT),--port $(PORT))

check: $(LIGHT) ## hold pages, programs and records to all rules, without torch; FIX=1 mends what can be mended
	@$(BIN)/python scripts/check.py $(if $(FIX),--fix)

level: $(LIGHT) ## enter pages whose languages say the same: new ones and those changed in both; LESSON=pytorch/variable
	@$(BIN)/python scripts/level.py $(if $(LESSON),-- "$$LESSON")

verify: $(FULL) ## run every snippet afresh and say which records do not reproduce
	@$(BIN)/python scripts/verify.py

test: $(FULL) ## all tests
	@$(BIN)/python -m pytest

lint: $(FULL) ## ruff and mypy
	@$(BIN)/ruff check scripts tests benchmarks && $(BIN)/ruff format --check scripts tests benchmarks && $(BIN)/mypy

setup: $(FULL) ## everything that the other targets need, in .venv

lock: $(TOOLS) ## renew all versions in requirements.lock, and the hashes
	$(COMPILE) pyproject.toml --all-extras --group build --upgrade --annotation-style line --output-file requirements.lock
	$(HASHES) --group build --output-file hashes/build.lock
	$(HASHES) pyproject.toml --output-file hashes/light.lock
	$(HASHES) pyproject.toml --all-extras --output-file hashes/full.lock \
	  $$(sed -nE 's/^((cuda|nvidia|torch|triton)[^=]*)==.*/--no-emit-package \1/p' requirements.lock)
	$(COMPILE) --group tools --upgrade --generate-hashes --annotation-style line --output-file hashes/tools.lock

# --strict: what PyPI does not know fails, instead of passing unseen. What only other systems install is asked there.
audit: $(TOOLS) ## ask PyPI whether a locked version has a known vulnerability
	@for lock in requirements.lock hashes/tools.lock; do \
	  $(TOOLBOX)/pip-audit --strict --disable-pip --no-deps --requirement $$lock || exit; done

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

$(LIGHT): $(NEEDS) hashes/light.lock | .venv/bin/pip
	$(HASHED) hashes/build.lock
	$(HASHED) hashes/light.lock
	$(PIP) --no-deps --editable .
	@touch $@

# torch comes last, in its version but without a hash. Its small CPU build is another file of the same version, from a
# place that the reader names; given PyPI's hashes, pip would take PyPI's file all the same, and all of CUDA with it.
$(FULL): $(NEEDS) hashes/full.lock requirements.lock | .venv/bin/pip
	$(HASHED) hashes/build.lock
	$(HASHED) hashes/full.lock
	$(PIP) --editable '.[run,test]' --constraint requirements.lock
	@touch $(LIGHT) $@

$(TOOLS): hashes/tools.lock
	$(PYTHON) -m venv .cache/tools
	$(TOOLBOX)/pip install --disable-pip-version-check --require-hashes --requirement $<
	@touch $@
