# Works from a fresh checkout with only Python 3.11 to 3.13, make and a package registry.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PYTHONHASHSEED ?= 0

.PHONY: report test quick gate check lint types docs spark bench fuzz notebooks sample lock clean

report: $(VENV)/.package
	$(BIN)/python -m toolkit.cli report reports/sample

test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov=toolkit --cov-report=term:skip-covered --cov-fail-under=90 -q

# What another Python or other versions could break, without what only takes longer.
quick: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadgroup -q $(QUICK)
QUICK := tests/base tests/documents tests/words tests/topics/test_fits.py tests/evidence/test_scores.py \
  tests/trends/test_prevalence.py tests/studies/test_study.py tests/test_public_names.py

# Ten figures with bounds, on data of this repository.
gate: $(VENV)/.dev
	$(BIN)/python reports/benchmarks/gate.py

check: test gate

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

docs: $(VENV)/.docs
	@rm -rf docs/gallery
	$(BIN)/python -m sphinx -W --keep-going -q -E -a -b html docs docs/_build/html
	$(BIN)/python docs/generators/links.py
	$(BIN)/python docs/generators/zipped.py

spark: $(VENV)/.spark
	$(BIN)/python -m pytest -q tests/engine

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet -e '.[peers]'
	$(BIN)/python reports/benchmarks/run.py

fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet -e '.[fuzz]' || echo "atheris is not to be had for this Python: hypothesis alone"
	$(BIN)/python tests/fuzz.py --seconds 600

notebooks: $(VENV)/.dev
	$(BIN)/python notebooks/build.py

sample: $(VENV)/.package
	$(BIN)/python corpora/sample/generate.py

# Rewrites every lock from pyproject.toml and checks each for every Python and platform; needs uv.
lock: $(VENV)/.dev
	$(BIN)/python requirements/make_locks.py

# Set-up. A stamp is written last, so that what was half installed is never taken for installed; another runtime.lock
# starts from nothing. No resolver: a lock names everything, also when the index has newer releases.
TROUBLE := { echo "The set-up stopped, for the reason above. Without a network, behind a proxy or on a full disk: mend that, \
  and give the same command again. Another index: set PIP_INDEX_URL. Nothing half installed is used."; exit 1; }

$(VENV)/.runtime: requirements/runtime.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11, 3.12 \
	or 3.13 is needed, and $(PYTHON) is %d.%d; name one: make PYTHON=python3.12 report" % v)'
	@echo "Installing what running needs into $(VENV) (1.1 GB, some minutes) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/runtime.lock || $(TROUBLE)
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . || $(TROUBLE)
	@$(BIN)/python -m pip check
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.package
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.lock || $(TROUBLE)
	@$(BIN)/python -m pip check
	@touch $@

$(VENV)/.docs: requirements/docs.lock $(VENV)/.package
	@echo "Installing what the documentation needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/docs.lock || $(TROUBLE)
	@$(BIN)/python -m pip check
	@touch $@

$(VENV)/.spark: requirements/spark.lock $(VENV)/.dev
	@echo "Installing Spark into $(VENV) (0.4 GB) …"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/spark.lock || $(TROUBLE)
	@$(BIN)/python -m pip check
	@touch $@

clean:
	rm -rf reports/sample/build docs/_build docs/gallery .pytest_cache .mypy_cache .ruff_cache .coverage
	find toolkit -name '*.nbi' -delete -o -name '*.nbc' -delete
