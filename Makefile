# make warehouse      build and publish warehouse/nascar.duckdb
# make test           run the test suite
# make test-endurance what is tried at a few moments by test, at a hundred of them
# make test-mediawiki the tests that ask a real MediaWiki, of two versions (installs PHP)
# make test-browser   the tests that look at pages in Debian's Chromium (installs it)
# make test-postgresql the tests that record runs in a real PostgreSQL (installs Debian's)
# make pictures       take the pictures of the README anew
# make dev            the Dagster UI on 127.0.0.1:3000
# make check          format, lint, types, SQL lint, definitions, tests
# make compatibility  the file in DuckDB 1.2 and 1.5, and the code on DuckDB 1.5
# make audit          known vulnerabilities of what is pinned, and whether they are installed
# make bench          measure: a build, readers beside other libraries, thousands of articles, a wiki, a dump

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DAGSTER_DISABLE_TELEMETRY := yes
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The oldest client that opens the file, and the oldest version that the code runs on.
CLIENTS := 1.2.0 1.5.6
OTHER := .compatibility
SUITES := bookworm trixie
WIKI_KIT := tests/mediawiki/setup_mediawiki.sh
CHROMIUM := sh tests/browser/install_chromium.sh

.PHONY: warehouse test test-endurance test-mediawiki test-browser test-postgresql pictures dev check lint compatibility format audit bench clean
warehouse: $(VENV)/.runtime
	@$(BIN)/nascar-warehouse build || { status=$$?; test $$status -eq 3 || exit $$status; \
	  echo "Published; part of the input was not understood, it is listed above"; }

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

test-endurance: $(VENV)/.dev
	NASCAR_WAREHOUSE_TEST_ENDURANCE=1 $(BIN)/python -m pytest -m endurance \
	  --numprocesses auto --dist worksteal tests

# Both wikis are made at the same time, which takes half as long.
test-mediawiki: $(VENV)/.dev
	@echo "Installs, where missing: Debian's packages php-cli, php-sqlite3, php-mbstring, php-xml,"
	@echo "php-intl, php-luasandbox. MediaWiki 1.39 (bookworm) and 1.43 (trixie) are unpacked into"
	@echo ".mediawiki/ and not installed; they are served on 127.0.0.1 while the tests run."
	@set -e; export PYTHON=$(BIN)/python; failed=; started=; \
	  for suite in $(SUITES); do MW_SUITE=$$suite bash $(WIKI_KIT) prepare & started="$$started $$!"; done; \
	  for one in $$started; do wait $$one || failed=yes; done; \
	  test -z "$$failed" || { echo "make test-mediawiki: no MediaWiki to test with; see above" >&2; exit 1; }
	NASCAR_WAREHOUSE_TEST_MEDIAWIKI=1 $(BIN)/python -m pytest -rs tests/mediawiki

test-browser: $(VENV)/.dev
	@$(CHROMIUM)
	NASCAR_WAREHOUSE_TEST_BROWSER=1 $(BIN)/python -m pytest -rs tests/browser

test-postgresql: $(VENV)/.dev
	@sh tests/postgresql/install_postgresql.sh
	NASCAR_WAREHOUSE_TEST_POSTGRESQL=1 $(BIN)/python -m pytest -rs tests/postgresql

pictures: $(VENV)/.dev
	@$(CHROMIUM)
	PYTHONPATH=tests $(BIN)/python tests/browser/take_pictures.py

dev: $(VENV)/.runtime
	$(BIN)/nascar-warehouse dev

check: lint test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar sql
	$(BIN)/dg check defs

compatibility: $(VENV)/.dev
	for version in $(CLIENTS); do test -d $(OTHER)/duckdb-$$version || \
	  $(BIN)/pip install --quiet --no-deps --target $(OTHER)/duckdb-$$version duckdb==$$version \
	  || exit 1; done
	$(BIN)/python -m pytest tests/test_older_clients.py
	PYTHONPATH=$(OTHER)/duckdb-1.5.6 $(BIN)/python -m pytest -m "not slow" \
	  --numprocesses auto --dist worksteal \
	  tests/warehouse tests/sql tests/defs tests/test_*article.py tests/test_extract.py

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --disable-progress-bar sql

# pip-audit has an environment of its own, so that it is no dependency. Ends with "Error 4" where
# the data cannot be had, "Error 1" where something is wrong.
audit: $(VENV)/.dev
	@test -x .audit/bin/pip-audit || { $(PYTHON) -m venv .audit && \
	  .audit/bin/pip install --quiet 'pip-audit>=2.10'; } || echo "pip-audit cannot be installed" >&2
	@$(BIN)/python .ci/audit.py .audit/bin/pip-audit

# Each is run, also after one that has missed its limit. `python -m benchmarks --whole` has more.
bench: $(VENV)/.bench
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .audit .mediawiki .dagster warehouse/staged warehouse/versions warehouse/nascar.duckdb

# Bytecode is compiled at install: without it, Dagster takes seconds longer to import.
$(VENV)/.runtime: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --compile --constraint constraints.txt --editable .
	$(BIN)/python -m compileall -q pipelines
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/pip install --quiet --compile --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/pip install --quiet --compile --constraint constraints.txt --editable '.[bench]'
	@touch $@
