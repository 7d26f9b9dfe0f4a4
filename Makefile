# Two commands matter: `make demo` (set everything up, run the main job) and `make test` (set up, pass the tests).
# Python >= 3.11 and make are all that a fresh machine needs.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
STAMP := .venv/.ready

.PHONY: demo test lint setup docs clean

demo: setup
	$(BIN)/pulposus demo --out demo-run

test: setup lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: setup  ## draws again the pictures that the README and the documentation show
	$(BIN)/python -m pulposus.report.docs docs/img

setup: $(STAMP)

# The lock holds every version with its hash; the project itself is installed without looking anything up.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Pulposus needs Python 3.11 or newer: set PYTHON=python3.11 or similar.')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c "open('$(STAMP)', 'w').close()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.venv', 'demo-run')]"
