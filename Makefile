# Works from a fresh checkout with only Python 3.11-3.13, make and a package registry.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
CHUDE  := $(BIN)/chude
export PYTHONHASHSEED ?= 0

.PHONY: report test check lint types bench fuzz notebooks sample lock clean

report: $(STAMP)
	$(CHUDE) report reports/sample

test: $(STAMP) lint types
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov=toolkit --cov-report=term:skip-covered --cov-fail-under=90 -q

check: test

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -e '.[peers]'
	$(BIN)/python reports/benchmarks/run.py

fuzz: $(STAMP)
	$(BIN)/python -m pip install --quiet -e '.[fuzz]' || echo "atheris is not to be had for this Python: hypothesis alone"
	$(BIN)/python tests/fuzz.py --seconds 600

notebooks: $(STAMP)
	$(BIN)/python notebooks/build.py

sample: $(STAMP)
	$(BIN)/python corpora/sample/generate.py

# Rewrites requirements.lock from pyproject.toml; needs uv.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra dev --extra notebook --extra web --extra pyldavis -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

clean:
	rm -rf reports/sample/build .pytest_cache .mypy_cache .ruff_cache .coverage
