SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
VENV_TORCH := .venv-torch
INSTALLED_TORCH := $(VENV_TORCH)/installed
TORCH := torch==2.13.0
TORCH_CPU := https://download.pytorch.org/whl/cpu
INSTALL := -m pip install --disable-pip-version-check --no-input --progress-bar off
SHOWN := awk '/^ *Downloading .*MB/ {print "  " $$2, $$3, $$4} \
    /^Installing collected/ {print "  unpacking"} {fflush()}'
CODE := dragoman server streaming captions translators model_store video_io audio_io configs bench tests

FROM ?= en
TO ?= pt
SEEDS ?= 1 2 3
BENCH ?=
PYTEST_ARGS ?=
# Tests wait more than they compute: for sound in real time, for browsers, for processes.
WORKERS ?= 3

.PHONY: help setup debian demo bench talks test test-torch check static pytest models \
    python clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | \
	    awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

setup: debian $(INSTALLED) ## Install everything into .venv, and Debian packages when root

debian:
	@bench/debian-packages

python: debian
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "Python 3.11 or newer is needed, as the program python3." >&2; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python cannot make an environment; install python3-venv." >&2; exit 1; }

$(INSTALLED): pyproject.toml | python
	@echo "Installing Python packages into $(VENV) (1.2 GB with what the tests need, a few minutes)"
	@python3 -m venv $(VENV)
	@$(PYTHON) $(INSTALL) --editable '.[dev]' | $(SHOWN)
	@touch $@

# torch alone comes from its index of CPU builds, so that nothing else is taken from there; where
# that index cannot be reached, from the usual one, whose build may carry gigabytes for CUDA.
$(INSTALLED_TORCH): pyproject.toml Makefile | python
	@echo "Installing Python packages with torch into $(VENV_TORCH) (1.9 GB, a few minutes)"
	@python3 -m venv $(VENV_TORCH)
	@$(VENV_TORCH)/bin/python $(INSTALL) --quiet --no-deps --retries 0 --timeout 15 \
	    --index-url $(TORCH_CPU) '$(TORCH)' 2>/dev/null || \
	    echo "No CPU build of torch at $(TORCH_CPU); taking the usual one."
	@$(VENV_TORCH)/bin/python $(INSTALL) --editable '.[dev,torch,vision]' '$(TORCH)' | $(SHOWN)
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

test-torch: $(INSTALLED_TORCH) ## Run the tests that need torch, in an environment of their own
	$(VENV_TORCH)/bin/python -m pytest -m torch $(PYTEST_ARGS)

check: setup static models pytest ## Run linters, types, layers, tests, and the coverage floor
	@$(PYTHON) -m coverage report --skip-covered --skip-empty

static: setup
	$(VENV)/bin/ruff check $(CODE)
	$(VENV)/bin/ruff format --check $(CODE)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# One target for `make test` and `make check`: asked for both at once, make runs the tests once.
pytest: setup models
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report= --cov-fail-under=0 $(PYTEST_ARGS)

clean: ## Delete what was built and written; models stay
	rm -rf $(VENV) $(VENV_TORCH) out build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
