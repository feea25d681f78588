# Everything a fresh machine needs: Python 3.11 or newer, make and git.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
RUN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve build check test lint types imports wheel clean

help:  ## Show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(RUN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

serve: $(VENV)/run.stamp  ## Build the newest release of the data and serve it on http://HOST:PORT/
	$(RUN)/stedenband serve --host $(HOST) --port $(PORT)

build: $(VENV)/run.stamp  ## Build the newest release of the data
	$(RUN)/stedenband build

check: $(VENV)/run.stamp  ## Say what to mend in the data
	$(RUN)/stedenband check

test: $(VENV)/dev.stamp  ## Run all tests
	$(RUN)/python -m pytest

lint: $(VENV)/dev.stamp  ## Style of the code
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: $(VENV)/dev.stamp  ## Types of the code
	$(RUN)/mypy

imports: $(VENV)/dev.stamp  ## Who may import whom
	$(RUN)/lint-imports

wheel: $(VENV)/dev.stamp  ## Build the wheel into dist/
	$(RUN)/python -m build --wheel

clean:  ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
