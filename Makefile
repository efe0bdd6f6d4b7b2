# Needs Python 3.11 or later; everything else is installed into .venv.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
BIN := .venv/bin

.PHONY: demo test lint bench wheel install

install: .venv/.installed

.venv/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable ".[fast,pdf,xlsx,browse,test,lint]"
	@$(BIN)/python -m compileall -q drafting outlines phrasebank
	@touch $@

demo: install
	@mkdir -p demo
	@$(BIN)/jianggao draft --demo --force --output demo/draft.md
	@cat demo/draft.md
	@echo
	@echo "已保存：demo/draft.md"

test: install
	$(BIN)/python -m pytest -n auto

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	@for bench in tests/bench/bench_*.py; do echo "# $$bench"; $(BIN)/python $$bench || exit 1; done

wheel: install
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
