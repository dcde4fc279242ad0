# Two commands do everything: `make serve` and `make test`. Each sets up what it needs, and does so only once.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
SERVE ?=
TESTS ?=

.PHONY: help serve test check lint-documents contract contract-deep format generate lock bench clean

help: ## say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

serve: $(VENV)/.serves ## start the server (SERVE="--port 9000 --scenario happy-path" for flags)
	@exec $(BIN)/mock-server serve $(SERVE)

test: $(VENV)/.tests ## run the tests in parallel (TESTS="tests/engine -k clock" for some of them)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

check: $(VENV)/.tests ## lint, format, types, import contracts, freshness of generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy mock_server tests bench ledger
	$(BIN)/lint-imports
	$(BIN)/mock-server openapi export --check
	$(BIN)/python -m ledger --check
	$(BIN)/mock-server scenarios check
	$(BIN)/mock-server scenarios readme --check
	$(BIN)/mock-server scenarios schema --check
	$(BIN)/mock-server scenarios reserved --check
	@$(MAKE) --no-print-directory lint-documents

lint-documents: ## lint the OpenAPI documents, where there is node
	@if ! command -v npm >/dev/null; then \
	  echo "skipped: the OpenAPI documents are not linted, for there is no node (npm) here"; \
	elif ! $(MAKE) --no-print-directory lint/node_modules/.made; then \
	  echo "skipped: the OpenAPI documents are not linted, for the linter cannot be installed here"; \
	elif ! lint/node_modules/.bin/redocly --version >/dev/null 2>&1; then \
	  echo "skipped: the OpenAPI documents are not linted, for the linter does not run on node $$(node --version)"; \
	else \
	  REDOCLY_SUPPRESS_UPDATE_NOTICE=true REDOCLY_TELEMETRY=off \
	    lint/node_modules/.bin/redocly lint --config lint/redocly.yaml --format codeframe openapi/*.yaml; \
	fi

format: $(VENV)/.tests ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(VENV)/.tests ## write the generated files anew
	$(BIN)/mock-server openapi export
	$(BIN)/python -m ledger
	$(BIN)/mock-server scenarios readme
	$(BIN)/mock-server scenarios schema
	$(BIN)/mock-server scenarios reserved

contract: $(VENV)/.tests ## hold servers to their OpenAPI documents (CONTRACT="nimbus --examples 500" for flags)
	@$(BIN)/mock-server contract run $(CONTRACT)

contract-deep: $(VENV)/.tests ## the same with 1,000 examples and three random seeds, which takes about an hour
	@$(BIN)/mock-server contract run --examples 1000 --random-seeds 3 $(CONTRACT)

bench: $(VENV)/.tests ## measure, against a bare answer in the same run
	$(BIN)/python -m bench $(BENCH)

lock: ## choose the versions of all dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements.lock -o requirements-build.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements.lock -o requirements-dev.lock

clean: ## forget the environment and everything that was generated beside the code
	rm -rf $(VENV) lint/node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serves: requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up: the packages that the server needs"
	$(PIP) -r requirements-build.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.serves
	@echo "setting up: the packages that the tests need"
	$(PIP) -r requirements-dev.lock
	@touch $@

lint/node_modules/.made: lint/package-lock.json
	@echo "setting up: the linter of documents"
	@npm ci --prefix lint --silent --no-audit --no-fund
	@touch $@
