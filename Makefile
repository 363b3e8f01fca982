# Fieldledger: every task starts here. `make help` lists them.
# On a machine with Python 3.13, make and git each target works from a fresh clone.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Proxies of a package index and private certificates are the environment's business; nothing here overrides them.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export SAM_CLI_TELEMETRY := 0

PY := .venv/bin/python
UV := .venv/bin/uv
SAM := .venv-sam/bin/sam
ONCE ?=
ONLY ?=
VENDOR ?=
TESTS ?=
WORKERS ?= 2
FUNCTION ?=
EVENT ?=
ARGS ?=
BASE ?=
JSON ?=
STAGE ?=
ARCHITECTURE ?= arm64

BOUNDARIES := PYTHONPATH=layers/common:. POWERTOOLS_LOG_LEVEL=ERROR $(PY) -m boundaries

STAMP := .installed
DEV := .venv/$(STAMP)
SAM_READY := .venv-sam/$(STAMP)
MINISTACK_READY := .venv-ministack/$(STAMP)
AUDIT_READY := .venv-audit/$(STAMP)
SBOM := .aws-sam/sbom.cyclonedx.json
LAYER_FETCHED := .venv/.layer-fetched
CLIENT := clients/typescript
CLIENT_READY := $(CLIENT)/node_modules/$(STAMP)
NODE_PATH := PATH="$(CURDIR)/.venv/bin:$$PATH"

.PHONY: help setup test soak lint audit demo up down status invoke cli operator bench verify-vendor contracts flags build deploy smoke

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ------------------------------------------------------------------------------------------------ set-up

# Each environment is made from its lock file with hashes, and made again when the lock file changes.
$(DEV): requirements/bootstrap.txt requirements/dev.txt
	@python=$$(PYTHON="$(PYTHON)" sh local/find_python.sh) && echo "Installing .venv with $$python" && \
		{ [ -x .venv/bin/pip ] && $(PY) -c '' 2>/dev/null || "$$python" -m venv --clear .venv; }
	@$(PY) -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements/dev.txt
	@touch $@

# The tools' own environments: their pins differ from the product's (MiniStack pins botocore).
.venv-sam/$(STAMP) .venv-ministack/$(STAMP) .venv-audit/$(STAMP): .venv-%/$(STAMP): requirements/%.txt $(DEV)
	@echo "Installing .venv-$*"
	@[ -x .venv-$*/bin/python ] || $(UV) venv --quiet --clear --python $(PY) .venv-$*
	@$(UV) pip sync --quiet --require-hashes --python .venv-$*/bin/python requirements/$*.txt
	@touch $@

# The layer's wheels, fetched once by the layer's own rule into uv's cache: later builds need no network.
$(LAYER_FETCHED): layers/common/requirements.txt $(DEV)
	@echo "Fetching the layer's packages"
	@$(MAKE) --no-print-directory --silent -C layers/common install-dependencies ARTIFACTS_DIR="$(CURDIR)/.venv/layer" \
		FIELDLEDGER_PYTHON="$(CURDIR)/$(PY)" FIELDLEDGER_UV="$(CURDIR)/$(UV)"
	@rm -rf .venv/layer
	@touch $@

# The TypeScript client's generator and compiler, with the Node.js that requirements/dev.txt locks.
$(CLIENT_READY): $(CLIENT)/package.json $(CLIENT)/package-lock.json $(DEV)
	@echo "Installing $(CLIENT)/node_modules"
	@cd $(CLIENT) && $(NODE_PATH) npm ci --silent --no-progress
	@touch $@

# The browser is the system's: it comes without hashes of ours, and is asked for only where tests are run.
setup: $(DEV) $(SAM_READY) $(MINISTACK_READY) $(LAYER_FETCHED) $(CLIENT_READY) ## install everything into .venv*
	@sh requirements/chromium.sh

# ------------------------------------------------------------------------------------------------ checks

test: setup ## run all tests; TESTS="path -k name" runs some
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

soak: $(DEV) ## kill posting at every effect, then let chance do it for an hour; SOAK="--stride 5 --examples 100" is shorter
	@PYTHONPATH=layers/common:. POWERTOOLS_LOG_LEVEL=CRITICAL $(PY) -m tests.soak $(SOAK)

lint: setup ## style, types, import directions, template
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	PYTHONPATH=layers/common:. .venv/bin/lint-imports
	.venv/bin/cfn-lint
	$(SAM) validate --lint --region us-east-1

# The vulnerabilities come from the package index's advisories: one that does not serve them fails the audit, not passes it.
audit: $(AUDIT_READY) ## known vulnerabilities of what is shipped, a scan of the template, the bill of materials
	.venv-audit/bin/checkov --config-file .checkov.yaml
	@mkdir -p $(dir $(SBOM))
	.venv-audit/bin/cyclonedx-py requirements --output-reproducible --of JSON -o $(SBOM) layers/common/requirements.txt
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r layers/common/requirements.txt

bench: $(DEV) ## measure speed, cost and scale beside peers; ONLY=rate_budget runs one
	@PYTHONPATH=layers/common:. $(PY) -m benchmarks $(ONLY)

verify-vendor: $(DEV) ## read-only checks with real credentials: VENDOR=quickbooks|procore|raken|foundation
	@PYTHONPATH=layers/common:. POWERTOOLS_LOG_LEVEL=ERROR $(PY) -m local.verify $(VENDOR)

contracts: $(DEV) $(CLIENT_READY) ## write contracts/ and what is made of it: docs/errors.md, the API's page, the client's types
	@$(BOUNDARIES) contracts
	@cd $(CLIENT) && $(NODE_PATH) npm run --silent generate >/dev/null

flags: $(DEV) ## what changed in contracts/ since BASE, whom it concerns and what it breaks; JSON=1 for programs
	@$(BOUNDARIES) flags $(if $(JSON),--json) $(BASE)

# ------------------------------------------------------------------------------------------------ local stack

demo: setup ## tell a month on the local stack; ONCE=1 stops everything afterwards
	@PYTHONPATH=layers/common:. $(PY) -m local demo $(if $(ONCE),--once)

up: setup ## start the local stack
	@$(PY) -m local up

down: $(DEV) ## stop the local stack; nothing stays behind
	@$(PY) -m local down

status: $(DEV) ## say what of the local stack runs, and where
	@$(PY) -m local status

invoke: $(DEV) ## invoke a built function with its sample event: FUNCTION=list_projects, or with EVENT=file.json
	@$(PY) -m local invoke $(FUNCTION) $(EVENT)

# ------------------------------------------------------------------------------------------------ AWS

cli: $(DEV) ## the command line of the API: ARGS="login --api-url ..." | "syncs start raken/time_cards" | "--help"
	@PYTHONPATH=. $(PY) -m cli $(ARGS)

operator: $(DEV) ## set up a company, connect a vendor, look after a stack: ARGS="company --stage dev company.json" | "--help"
	@PYTHONPATH=layers/common:. $(PY) -m local.operator_cli $(ARGS)

build: setup ## sam build for ARCHITECTURE (arm64 or x86_64)
	@$(PY) -m local build --architecture $(ARCHITECTURE)

deploy: $(DEV) ## deploy a committed tree to a stage, then ask its API: STAGE=dev|staging|prod
	@case "$(STAGE)" in dev|staging|prod) ;; *) echo "make deploy: say STAGE=dev, STAGE=staging or STAGE=prod" >&2; exit 2 ;; esac
	@PYTHONPATH=layers/common:. $(PY) -m local.release_cli guard $(STAGE)
	@$(MAKE) --no-print-directory build ARCHITECTURE=$(ARCHITECTURE)
	$(SAM) deploy --config-file "$(CURDIR)/samconfig.toml" --config-env $(STAGE) --template-file .aws-sam/$(ARCHITECTURE)/build/template.yaml
	@$(MAKE) --no-print-directory smoke STAGE=$(STAGE)

smoke: $(DEV) ## ask a deployed API whether it answers and refuses strangers, with FIELDLEDGER_TOKEN as a person: STAGE=dev
	@PYTHONPATH=layers/common:. $(PY) -m local.release_cli smoke $(STAGE)
