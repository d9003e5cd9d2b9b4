# Two commands on a fresh machine with Python 3.11 or newer and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes
SOURCES := bot scoring storage tests benchmarks

.DEFAULT_GOAL := help
.PHONY: run test proof bench check format lock help

run: $(VENV)/.main ## start the service with an embedded database and invented enterprises
	$(BIN)/python -m bot run --sample

test: $(VENV)/.dev ## run the test suite (five minutes at most on two cores)
	$(BIN)/python -m pytest -n auto -m "not proof"

proof: $(VENV)/.dev ## run the long proofs: random kills, fuzzing, replays, large property runs
	$(BIN)/python -m pytest -s -p no:randomly -m proof

bench: $(VENV)/.dev ## run every benchmark and print one table
	$(BIN)/python -m benchmarks

check: $(VENV)/.dev ## lint, types, import contracts, requirement files
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	! grep -nE '://|--(extra-)?index-url|--find-links|--trusted-host' requirements/*.txt

format: $(VENV)/.dev ## sort imports and format
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

lock: ## renew requirements/*.txt from pyproject.toml (maintainers; needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make lock" --quiet pyproject.toml -o requirements/main.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make lock" --quiet pyproject.toml --group dev \
	  -c requirements/main.txt -o requirements/dev.txt

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Wenzhen needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.main: requirements/main.txt | $(VENV)/bin/python
	$(PIP) -r requirements/main.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	$(PIP) -r requirements/dev.txt
	@touch $@ $(VENV)/.main
