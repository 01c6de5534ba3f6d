# Two commands for a machine with Python 3.11 and nothing else:
#   make ask Q="what did Lavrov say in Minsk?"    sets up, indexes articles/, answers
#   make test                                     sets up, runs every check
# Both make .venv in this folder and do nothing twice.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
TORCH_CPU ?= https://download.pytorch.org/whl/cpu
READY := $(VENV)/.ready
TESTED := $(VENV)/.wheel-tests

export ONRECORD_INDEX__PATH ?= $(CURDIR)/.onrecord
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup ask test lint suite fast coverage figures docs smoke lock clean

help:
	@sed -n '1,4s/^# \{0,1\}//p' Makefile

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV): about 2.8 GB, a few minutes the first time." >&2
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (make PYTHON=/path/to/python3.11)." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps -r requirements.lock 2>$(VENV)/install.log || { cat $(VENV)/install.log >&2; exit 1; }
	@$(BIN)/python -c "import torch" 2>/dev/null || { \
		echo "pip took PyTorch's CUDA build; taking the CPU build instead." >&2; \
		$(BIN)/python -m pip install --quiet --no-deps --force-reinstall --index-url $(TORCH_CPU) torch==2.13.0; }
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . 2>>$(VENV)/install.log || { cat $(VENV)/install.log >&2; exit 1; }
	@touch $@

ask: setup
	@$(BIN)/onrecord index articles/ >&2
	@$(BIN)/onrecord ask "$(Q)"

test: setup lint smoke suite

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The suite runs on the built wheel, so that a file which is not packaged is missed here and not by a user.
suite: setup
	@rm -rf $(TESTED) && mkdir -p $(TESTED)
	@$(BIN)/python -m build --quiet --wheel --no-isolation --outdir $(TESTED) .
	@$(BIN)/python -m pip install --quiet --no-deps --target $(TESTED)/site $(TESTED)/onrecord-*.whl
	cd tests && PYTHONPATH=$(CURDIR)/$(TESTED)/site ../$(BIN)/python -m pytest -c ../pyproject.toml --rootdir .. -p no:cacheprovider -q \
		--numprocesses 2 --dist loadfile

# Without an index, a model, a server or another process: for every save.
fast: setup lint
	cd tests && PYTHONPATH=$(CURDIR) ../$(BIN)/python -m pytest -c ../pyproject.toml --rootdir .. -p no:cacheprovider -q -m "not slow" \
		--numprocesses 2 --dist loadfile

# Of lines and branches, those that commands and bots run as processes of their own among them.
coverage: setup
	cd tests && PYTHONPATH=$(CURDIR) COVERAGE_FILE=$(CURDIR)/.coverage ../$(BIN)/python -m pytest -c ../pyproject.toml --rootdir .. \
		-p no:cacheprovider -q --numprocesses 2 --dist loadfile --cov --cov-config=../pyproject.toml --cov-report=term-missing

# The house in figures: modules in a folder, circles, depth, complexity, long lines, docstrings, word lists, patterns.
figures: setup
	$(BIN)/python tests/benchmarks figures

docs: setup
	$(BIN)/python docs/settings_reference.py
	$(BIN)/python docs/telegram_pictures.py

smoke: setup
	@$(BIN)/onrecord --version
	@$(BIN)/onrecord index articles/
	@$(BIN)/onrecord ask "what did Lavrov say in Minsk?" | grep -q 'minsk-talks.txt:13' && echo "smoke test: 1 passed"

# For maintainers: pins everything that pyproject.toml names, without torch's CUDA packages.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --python-version 3.11 --no-annotate --no-header --quiet \
		| grep -vE '^(cuda|nvidia|triton)' > requirements.lock

clean:
	rm -rf $(VENV) .onrecord
