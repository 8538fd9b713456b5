# Levier. « make demo » needs Python 3.11 or later, make and the package registry; nothing else.
PYTHON ?= python3
BIN := .venv/bin
# The uv of the machine if there is one, else one of our own inside .venv.
UV := $(or $(shell command -v uv 2>/dev/null),$(BIN)/uv)
export UV_PYTHON_DOWNLOADS = never

.PHONY: help demo test test-slow bench bench-search bench-recognition lint types layers format wheel clean

help:
	@echo "make demo       the application on a fictional workspace, with one sign-in link per role"
	@echo "make test       everything CI checks, on SQLite and PostgreSQL"
	@echo "make test-slow  the tests that take longer"
	@echo "make bench      each figure of speed, as a ratio against a named peer (some minutes)"
	@echo "make bench-recognition  how well social considerations are recognised, on labelled notices"
	@echo "make bench-search  search over 500,000 notices (a quarter of an hour on a busy machine)"
	@echo "make lint types layers   one check at a time;  make format   rewrite in house style"
	@echo "make wheel      dist/levier-*.whl"

# ARGS="--port 8001" passes options on.
demo: announce $(UV)
	@$(UV) sync --quiet --locked --inexact --no-dev
	@exec $(BIN)/levier demo $(ARGS)

test: environment
	$(BIN)/python scripts/test.py all

test-slow: environment
	$(BIN)/python scripts/test.py slow

bench-search: environment
	$(BIN)/python bench/search.py --notices 500000

bench: environment
	@for file in $(filter-out bench/%_quality.py,$(wildcard bench/*.py)); do $(BIN)/python "$$file" || exit; done

bench-recognition: environment
	$(BIN)/python bench/recognition_quality.py

lint types layers: environment
	$(BIN)/python scripts/test.py $@

format: environment
	$(BIN)/ruff check --fix-only --quiet src tests scripts bench
	$(BIN)/ruff format src tests scripts bench

wheel: $(UV)
	$(UV) build --wheel

clean:
	rm -rf dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# Said before anything is fetched: the first minute would otherwise be silent.
.PHONY: announce
announce:
	@test -x $(BIN)/levier || echo "Installing what Levier needs into .venv: a minute or two, the first time only…"

.PHONY: environment
environment: $(UV)
	@$(UV) sync --quiet --locked --inexact --extra postgres

# Reached only when the machine has no uv. An environment made by uv has no pip, hence ensurepip.
$(BIN)/uv: | $(BIN)/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Levier needs Python 3.11 or later: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { \
	  echo "The venv module is missing (on Debian: apt-get install python3-venv)." >&2; rm -rf .venv; exit 2; }
