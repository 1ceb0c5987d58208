# The words to contribute with: make setup, make demo, make run, make check, make fix.
# Needs Python 3.11 or later with venv; nothing else. `make lock` alone needs uv (https://docs.astral.sh/uv/).

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
STAMP := .venv/.madoguchi-ready
# The gate tries the same examples in the same order each time; pytest by hand tries new ones.
PYTEST := $(BIN)/python -m pytest --hypothesis-seed=0 --randomly-seed=0
REPORTS := test-artifacts/reports
QUICK := not browser and not long
# uv as a library of choices: locks hold hashes and no address, and nothing younger than a week enters them.
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--exclude-newer "7 days" --quiet

.PHONY: setup demo run check check-long fix bench docs lock clean \
	check-style check-contracts check-types check-sqlite check-postgres check-browser \
	check-long-postgres check-long-sqlite

setup: $(STAMP)

$(STAMP): requirements/dev.lock pyproject.toml hatch_build.py
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Madoguchi needs Python 3.11 or later: make setup PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

demo: setup
	$(BIN)/madoguchi demo

# The demo prefecture in a browser; a real deployment is started as docs/operate/installation.md says.
run: setup
	MADOGUCHI_DEMO=1 $(BIN)/madoguchi up

# Everything a commit must pass; about nineteen minutes on two cores.
check: check-style check-contracts check-types check-sqlite check-postgres check-browser

check-style: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m madoguchi.ground.ui.catalogues check

check-contracts: setup
	$(BIN)/lint-imports --no-logo

check-types: setup
	$(BIN)/mypy

check-sqlite: setup
	$(PYTEST) -n 2 -m "$(QUICK)" --junitxml=$(REPORTS)/sqlite.xml

check-postgres: setup
	$(PYTEST) -n 2 -m "$(QUICK)" --database=postgres --junitxml=$(REPORTS)/postgres.xml tests/db tests/web

check-browser: setup
	$(PYTEST) -n 2 -m "browser and not long" --junitxml=$(REPORTS)/browser.xml tests/browser

# What takes long: the slow tests of the rules, which know no engine, and every property with three times the examples;
# then the slow tests on both engines at the same time, for they wait more than they work. What SQLite's print is shown
# when they end.
check-long: setup
	MADOGUCHI_TEST_EXAMPLES=300 $(PYTEST) -n 2 -m "hypothesis or long" --junitxml=$(REPORTS)/long-unit.xml tests/unit tests/long/rules
	$(MAKE) --jobs=2 check-long-postgres check-long-sqlite

check-long-postgres: setup
	$(PYTEST) -m long --database=postgres --ignore=tests/long/rules --ignore=tests/unit --junitxml=$(REPORTS)/long-postgres.xml tests

check-long-sqlite: setup
	@mkdir -p $(REPORTS)
	$(PYTEST) -m long --ignore=tests/long/rules --ignore=tests/unit --junitxml=$(REPORTS)/long-sqlite.xml tests \
		> $(REPORTS)/long-sqlite.txt 2>&1; status=$$?; cat $(REPORTS)/long-sqlite.txt; exit $$status

fix: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Every figure against its rival, one JSON object a line.
bench: setup
	@for bench in benchmarks/[a-z]*.py; do $(BIN)/python $$bench --json || exit 1; done

docs: setup
	$(BIN)/python docs/draw_states.py
	$(BIN)/python docs/draw_crossings.py
	$(BIN)/madoguchi rules catalogue > docs/guide/rules-catalogue.md

# Keeps what is pinned unless asked: make lock UPGRADE=--upgrade, or UPGRADE="--upgrade-package django".
lock:
	$(COMPILE) $(UPGRADE) pyproject.toml requirements/build.in --all-extras --output-file requirements/dev.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --extra postgres --extra sftp --constraint requirements/dev.lock --output-file requirements/core.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --extra postgres --extra sftp --extra celery --constraint requirements/dev.lock \
		--output-file requirements/celery.lock

clean:
	rm -rf build dist test-artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src demo tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
