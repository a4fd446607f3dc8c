# The manual: `make` lists what there is. CI runs these same targets.
# ARGS goes to the command behind a target: make test ARGS="-k dedup", make once ARGS="--source 'Hương Sơn'".

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --warn-undefined-variables
ARGS ?=
BIN := .venv/bin
ROOMS := parwatch_core scraper storage alerts parwatch
# Two workers: what a small machine has; the suite is bound by its sockets and databases more than by its cores.
JOBS ?= 2
COMPOSE ?= docker compose

##@ Use it

.PHONY: demo
demo: .venv/.run ## the whole service against five sample portals on this machine: no token, no network
	@exec $(BIN)/parwatch demo $(ARGS)

.PHONY: run
run: .venv/.run ## the service on sources.toml, with its data in data/; Ctrl-C ends it cleanly
	@exec $(BIN)/parwatch run $(ARGS)

.PHONY: once
once: .venv/.run ## poll what is due now, deliver, end
	@$(BIN)/parwatch once $(ARGS)

.PHONY: check
check: .venv/.run ## what would be watched at an address: make check URL=https://...
	@$(BIN)/parwatch check "$(or $(URL),$(error name the address: make check URL=https://...))" $(ARGS)

.PHONY: backup
backup: .venv/.run ## copy the database, also while the service runs: data/backup-<time>.db
	@$(BIN)/parwatch backup data/backup-$$(date +%Y%m%d-%H%M%S).db $(ARGS)

##@ Work on it

.PHONY: setup
setup: .venv/.dev ## the environment in .venv, developer's tools included; does nothing when nothing has changed
	@echo "ready: $(BIN)/parwatch"

.PHONY: test
test: .venv/.dev ## the test suite: make test ARGS="-k dedup"
	@$(BIN)/python -m pytest -q -n $(JOBS) $(ARGS)

.PHONY: lint
lint: .venv/.dev ## ruff, mypy --strict, import-linter, taplo (sources.toml by its schema), hadolint
	@log=$$(mktemp); failed=; trap 'rm -f "$$log"' EXIT; \
	try() { \
		if "$${@:2}" >"$$log" 2>&1; then echo "lint: $$1"; else cat "$$log"; echo "lint: $$1 FAILED"; failed=1; fi; \
	}; \
	try "ruff check" $(BIN)/ruff check --quiet .; \
	try "ruff format" $(BIN)/ruff format --check --quiet .; \
	try "mypy --strict" $(BIN)/mypy --no-error-summary; \
	try "mypy --strict tools" $(BIN)/mypy --no-error-summary tools/image_check.py tools/wheel_smoke.py; \
	try "imports" $(BIN)/lint-imports --no-logo; \
	try "taplo" $(BIN)/taplo lint --colors never; \
	try "hadolint" $(BIN)/hadolint Dockerfile; \
	[ -z "$$failed" ]

.PHONY: format
format: .venv/.dev ## let ruff lay out the code and mend what it can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: bench
bench: .venv/.bench ## cost of polling and of reading, beside Scrapy + trafilatura and a bare floor
	@$(BIN)/python -m bench $(ARGS)

.PHONY: eval
eval: .venv/.dev ## quality of extraction, rankings and duplicates on the recorded data
	@$(BIN)/python -m bench.quality $(ARGS)

.PHONY: fuzz
fuzz: .venv/.dev ## damaged input at every surface, 100,000 cases each: make fuzz ARGS="--surface feeds --cases 5000"
	@PYTHONPATH=tests $(BIN)/python -m fuzz $(ARGS)

.PHONY: crash
crash: .venv/.dev ## kill the dispatcher 1,000 times at every instant that matters: nothing lost, one extra a kill at most
	@PYTHONPATH=tests $(BIN)/python -m crash $(ARGS)

.PHONY: schema
schema: .venv/.dev ## write sources.schema.json anew, which editors complete sources.toml by
	@$(BIN)/python tools/write_schema.py

.PHONY: lock
lock: ## write the lock files anew from pyproject.toml: make lock ARGS=--upgrade takes newer releases
	@tools/lock.sh $(ARGS)

##@ Ship it

.PHONY: wheel
wheel: .venv/.dev ## build the wheel into dist/
	@$(BIN)/hatchling build -t wheel -d dist

.PHONY: wheel-check
wheel-check: .venv/.dev ## build the wheel, install it by hash away from the checkout, and use it there
	@$(BIN)/python tools/wheel_smoke.py $(ARGS)

.PHONY: image
image: ## build the container image parwatch:latest with docker, podman or buildah, whichever is there
	@tools/image.sh $(ARGS)

.PHONY: up
up: image ## run it as a container with compose; portals: config/sources.toml, bot token: secrets/telegram_bot_token
	@mkdir -p config && mkdir -p -m 700 secrets
	@[ -e config/sources.toml ] || cp sources.toml config/
	@[ -e secrets/telegram_bot_token ] || install -m 644 /dev/null secrets/telegram_bot_token
	@$(COMPOSE) up --detach $(ARGS)

.PHONY: image-check
image-check: ## build the image for real and look at it from outside: user, files, demo, health, SIGTERM
	@python3 tools/image_check.py $(ARGS)

.PHONY: ci
ci: ## what CI runs, on this machine
	@bash .ci/run

.PHONY: clean
clean: ## remove what was built; the environment (.venv) and the data (data/) stay
	@rm -rf dist build .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	@find $(ROOMS) tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.venv/.run: requirements.lock requirements-build.lock pyproject.toml
	@tools/setup.sh run

.venv/.dev: requirements-dev.lock pyproject.toml
	@tools/setup.sh dev

.venv/.bench: requirements-bench.lock pyproject.toml
	@tools/setup.sh bench
