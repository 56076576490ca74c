# The commands of README.md. Everything installs into .venv; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test check gate bench chaos mutants lock generate clean

setup: .venv/.ready

.venv/.ready: tests/requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or later is needed"'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: setup
	$(BIN)/liandong demo

# Tests bring up their own database; nothing that runs on the machine is used.
test: setup
	$(BIN)/pytest -m "not gate" -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

gate: setup
	$(BIN)/pytest -m gate -n 2 --dist loadgroup

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/liandong openapi --check
	$(BIN)/python -m app.devtools.pages --check

bench: setup
	$(BIN)/python -m tests.benchmarks

chaos: setup
	$(BIN)/pytest -m chaos

# Mutation testing of how time is counted: an hour or more on two cores, not part of the gate. It
# ends with what survived.
mutants: setup
	$(BIN)/mutmut run
	$(BIN)/mutmut results

# What is generated from the tables of the code: the contract and the pages that show them.
generate: setup
	$(BIN)/python -m app.devtools.recording
	$(BIN)/liandong openapi
	$(BIN)/python -m app.devtools.pages

lock:
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate --extra development -c requirements.lock pyproject.toml -o tests/requirements.lock

clean:
	rm -rf .venv build var mutants .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
