SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
CODE := dragoman server streaming captions translators model_store audio_io configs bench tests

FROM ?= en
TO ?= pt
SEEDS ?= 1 2 3
BENCH ?=
PYTEST_ARGS ?=

.PHONY: help setup debian demo bench talks test check static pytest models clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | \
	    awk -F ':.*## ' '{printf "make %-7s %s\n", $$1, $$2}'

setup: debian $(INSTALLED) ## Install everything into .venv, and Debian packages when root

debian:
	@bench/debian-packages

$(INSTALLED): pyproject.toml | debian
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "Python 3.11 or newer is needed, as the program python3." >&2; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python cannot make an environment; install python3-venv." >&2; exit 1; }
	@echo "Installing Python packages into $(VENV) (640 MB, a few minutes)"
	@python3 -m venv $(VENV)
	@$(PYTHON) -m pip install --disable-pip-version-check --no-input --progress-bar off \
	    --editable '.[dev]' | awk '/^ *Downloading .*MB/ {print "  " $$2, $$3, $$4} \
	    /^Installing collected/ {print "  unpacking"} {fflush()}'
	@touch $@

demo: setup ## Caption, translate and speak a talk of real speech: FROM=en TO=pt
	@$(PYTHON) -m bench.demo --from $(FROM) --to $(TO)

bench: setup ## Measure Dragoman beside other captioners: BENCH="--quick"
	@$(PYTHON) -c 'import matplotlib' 2>/dev/null || $(PYTHON) -m pip install \
	    --disable-pip-version-check --no-input --quiet --editable '.[dev,bench]'
	@$(PYTHON) -m bench.benchmark $(BENCH)

talks: setup ## Score interpreted talks, with and without noise: SEEDS="1 2 3"
	@$(PYTHON) -m bench.talks --from $(FROM) --to $(TO) $(addprefix --seed ,$(SEEDS))

models: setup
	@echo "Fetching the models of the profile light where they are not here yet (430 MB)"
	@$(PYTHON) -m dragoman models pull --profile light >/dev/null || \
	    echo "Some models cannot be had; tests that need them are skipped."

test: setup models pytest ## Run the tests

check: setup static models pytest ## Run linters, types, layers, tests, and the coverage floor
	@$(PYTHON) -m coverage report --skip-covered --skip-empty

static: setup
	$(VENV)/bin/ruff check $(CODE)
	$(VENV)/bin/ruff format --check $(CODE)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# One target for `make test` and `make check`: asked for both at once, make runs the tests once.
pytest: setup models
	$(PYTHON) -m pytest --cov --cov-report= --cov-fail-under=0 $(PYTEST_ARGS)

clean: ## Delete what was built and written; models stay
	rm -rf $(VENV) out build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
