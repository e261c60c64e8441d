# Everything from nothing but Python 3.11+ and make: `make demo`, `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FILE ?=
UNIT ?= kg

.PHONY: demo test test-15 test-pgbouncer test-long lint sql-check bench lock clean

demo: $(VENV)/.installed
	$(BIN)/trackerdb demo --unit $(UNIT) $(if $(FILE),--file "$(FILE)")

test: $(VENV)/.installed
	$(BIN)/pytest -n auto $(TESTS)

# The same tests on the machine's PostgreSQL 15.
test-15: $(VENV)/.installed
	TRACKERDB_TEST_PG=15 $(BIN)/pytest -n auto $(TESTS)

# The same tests through a PgBouncer in transaction mode: the one on PATH, else Debian's package, unpacked.
test-pgbouncer: $(VENV)/.installed
	PYTHONPATH=tests $(BIN)/pytest -n auto -p _support.through_pgbouncer $(TESTS)

# Property and soak runs that take too long for every change.
test-long: $(VENV)/.installed
	$(BIN)/pytest -n auto -m long $(TESTS)

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright

sql-check: $(VENV)/.installed
	$(BIN)/trackerdb migrate check

# Every benchmark at a small size, on an embedded server, with the other libraries: about ten minutes. The report is
# build/bench/results/report.html. In full: docs/how-to/benchmarks.md.
bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	rm -rf build/bench
	$(BIN)/python -m benchmarks suite --data-dir build/bench/server --results build/bench/results

# Pins every dependency, with hashes, for all supported Pythons and platforms.
lock: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet "uv>=0.5"
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url \
		--python-version 3.11 --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) dist build

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "trackerdb needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@
