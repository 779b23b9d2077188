# Every chore has one name here; CI and people call the same ones.
# All that is installed lies in .venv, all that a demonstration writes in .demo; what tests have npm
# install lies in .indexers and .vscode-server, weights that they run in .models.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
CODE   := daemon server tests bench tools hatch_build.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The npm of .venv, else the one of the system. Without any, what it does is left out, unless nothing may be.
# A path for npm alone: what stands before a semicolon would end an `or`, and npm install all again each time.
NPM = PATH="$$PATH:$(CURDIR)/$(BIN)" npm
define npm
@$(NPM) --version >/dev/null 2>&1 || test -z '$(CODEGRAPH_TEST_ALL)' || { echo "npm is not there" >&2; exit 1; }; \
if $(NPM) --version >/dev/null 2>&1; then \
  { test node_modules/.package-lock.json -nt package-lock.json || $(NPM) ci --silent; } && $(NPM) $(1); \
else echo "npm is not there; left out: npm $(1)"; fi
endef

.DEFAULT_GOAL := help
.PHONY: help setup test lint extension vsix fmt snapshots demo bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## make the environment in .venv

# The stamp is written last, so that an interrupted installation is done again.
$(STAMP): pyproject.toml constraints.txt hatch_build.py daemon/codegraph_daemon/scip/schema/scip.proto
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "CodeGraph needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --editable '.[test]' --constraint constraints.txt
	@touch $@

lint: $(STAMP)  ## style, types and import contracts
	$(call npm,run lint)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint  ## lint, then every test whose programs exist (CODEGRAPH_TEST_ALL=1: a skip fails)
	$(call npm,run test)
	$(BIN)/pytest -n 2 --dist loadgroup --durations=20 $(ARGS)

extension: $(STAMP)  ## build the extension of VS Code
	$(call npm,run build)

vsix: $(STAMP)  ## make what VS Code installs: vscode-extension/dist/codegraph.vsix
	$(call npm,run package)

fmt: $(STAMP)  ## rewrite the code in the project's style
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

snapshots: $(STAMP)  ## write the pictures that the tests expect, from what is answered now
	$(BIN)/pytest --inline-snapshot=create,fix $(ARGS)

demo: $(STAMP)  ## index a real code base and ask it questions (REPO=path: that one)
	@$(BIN)/python tools/demo.py $(if $(REPO),--repo '$(REPO)')

bench: $(STAMP)  ## measure what the README promises (DIR=folder of django==5.2)
	@test -n '$(DIR)' || { echo "usage: make bench DIR=path/to/Django-5.2" >&2; exit 2; }
	@$(BIN)/python -m bench.run '$(DIR)' $(ARGS)

clean:  ## remove everything that make has made
	rm -rf $(VENV) .demo .indexers .vscode-server .models node_modules vscode-extension/dist build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache daemon/codegraph_daemon/scip/schema/scip_pb2.py
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
