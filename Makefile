# Every target sets up what it needs; `make demo` and `make test` are all a newcomer has to know.
PYTHON ?= python3
# Most tests wait, for Slack, Redis or a clock: some at a time take little more than one.
WORKERS ?= 3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test setup lint format types bench pictures example schema conformance page check-page lock clean

# A workspace to try everything in, on this machine, until Ctrl-C.
demo: $(READY)
	@$(BIN)/python -m sandbox.demo

# Everything CI asks for; the last line is pytest's.
test: lint types
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: $(READY)
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# Measure requests a second and seconds until people read it, on this machine.
bench: $(READY)
	@$(BIN)/python -m tests.bench

# Take the README's pictures anew, from the running sandbox.
pictures: $(READY)
	@$(BIN)/python -m tests.browser.pictures

# Write the example post-mortem anew, by living through its incident.
example: $(READY)
	@$(BIN)/python -m tests.journeys.holiday_drift

# Write docs/schema/incident.schema.json anew: what the JSON export holds.
schema: $(READY)
	@mkdir -p docs/schema
	@$(BIN)/python -m bot schema > docs/schema/incident.schema.json.new
	@mv docs/schema/incident.schema.json.new docs/schema/incident.schema.json

# Write docs/conformance.md anew: what of Slack's Web API the sandbox models (needs Slack's reference in ../shared).
conformance: $(READY)
	@$(BIN)/python -m tests.sandbox.conformance.table

# Build the sandbox's page from its sources (needs Node and npm; nobody else does: what it makes is in the repository).
page: sandbox/page/node_modules/.package-lock.json
	@cd sandbox/page && npm run --silent build

# Whether the page in the repository is what its sources give, and whether their types and tests hold.
check-page: sandbox/page/node_modules/.package-lock.json
	@cd sandbox/page && npm run --silent check && npm run --silent test

sandbox/page/node_modules/.package-lock.json: sandbox/page/package-lock.json
	@cd sandbox/page && npm ci --silent
	@touch $@

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tocsin needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Lock what pyproject.toml asks for, with every hash and for every platform; versions that still fit stay. The uv that
# does it is thrown away afterwards.
lock:
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && \
	"$$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv && \
	"$$tools/bin/uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock

clean:
	@rm -rf $(VENV) sandbox/page/node_modules .artefacts .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .tocsin dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
