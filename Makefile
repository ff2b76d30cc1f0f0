# Only python3 (3.11 or later) and make are needed: everything else goes into .venv, from hash-locked requirements.
PYTHON ?= python3
YEAR ?= 2024
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: report test lint types slow lab sample bench lock clean

report: $(VENV)/.installed
	$(BIN)/hubao render $(YEAR)
	@echo '报告在这里：$(CURDIR)/reports/$(YEAR)/index.html'

# Tests of one file share what they set up, so each file stays with one process.
test: lint types
	$(BIN)/pytest -n logical --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

slow: $(VENV)/.installed-dev
	$(BIN)/pytest -m slow

lab: $(VENV)/.installed
	$(BIN)/jupyter lab

sample: $(VENV)/.installed
	$(BIN)/hubao sample

# About half an hour on a machine that does nothing else; quicker: make bench ARGS=--quick
bench: $(VENV)/.installed
	$(BIN)/python scripts/bench.py $(ARGS)
	$(BIN)/python scripts/bench_standard.py $(ARGS)
	$(BIN)/python scripts/bench_ledgers.py $(ARGS)
	$(BIN)/python scripts/bench_forms.py

# Needs uv, see the script. To take newer versions: scripts/lock.sh --upgrade
lock:
	PYTHON='$(PYTHON)' scripts/lock.sh

# Outputs and caches; to start from nothing, remove .venv as well.
clean:
	find reports -mindepth 1 ! -name README.md -delete
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find hubao tests scripts notebooks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# $(1): a lock. The project itself is installed without its dependencies: the lock has them all.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo '需要 Python 3.11 或更高版本。若另有安装，请指明，例如：make PYTHON=python3.12 report' >&2; \
	    echo 'Python 3.11 or later is needed; name it, e.g.: make PYTHON=python3.12 report' >&2; \
	    exit 1; }
	@echo '正在把 $(1) 所列的软件包装入 $(VENV)，首次需要一两分钟……'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r $(1)
	$(PIP) install --no-deps --no-build-isolation -e .
endef

$(VENV)/.installed: requirements.txt pyproject.toml
	$(call install,requirements.txt)
	touch $@

# The larger lock holds the smaller one at the same versions, so it serves `make report` too.
$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	touch $(VENV)/.installed $@
