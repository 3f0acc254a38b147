# Every entry point. `make` alone prints this help.
# An environment that is there keeps its interpreter until another is named: make PYTHON=python3.13
PYTHON   ?= $(if $(realpath .venv/bin/python),.venv/bin/python,python3)
PORT     ?=
ENGINE   ?=
ENDPOINT ?=
EMULATORS ?=
SCENARIO ?=
STACK    ?=
TEMPLATE ?=
CLOCK    ?=
PERIOD   ?=
RUNS     ?=
GUIDED   ?=
TAG      ?=
REGION   ?=
TIMES    ?=
FOLDER   ?=
FREE_TIER ?=
IAM      ?=
FAULTS   ?=
SEED     ?=
WORKERS  ?=
SCHEDULER ?=
TESTS    ?=
SETS     ?=
ARGS     ?=
SLOW     ?= tests/integration
OFFLINE  ?= tests/integration
SITE     ?=
WHOLE    ?=
PEOPLE   ?=
HOST     ?=

RUN     := .venv/bin/python
HARNESS := $(RUN) -m harness $(if $(ENGINE),--engine $(ENGINE)) $(if $(ENDPOINT),--endpoint $(ENDPOINT)) $(if $(PORT),--port $(PORT)) $(if $(EMULATORS),--emulators $(EMULATORS)) $(if $(IAM),--iam $(IAM))

of_template = $(if $(TEMPLATE),--template $(TEMPLATE))

# What only looks or stops installs nothing: where nothing is installed, nothing has been started but by hand.
looks   = if [ -x .venv/bin/harness ]; then $(HARNESS) $(1); \
	elif [ -e "$${HARNESS_HOME:-.harness}/engine" ]; then \
	echo 'an emulator was started, and its environment is gone: run `make install`, then this again' >&2; exit 1; \
	else echo '$(2)'; PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -S -m harness.engines.beside $(or $(PORT),4566) 2>/dev/null || true; fi

# What these make of Python is for other programs: their modules would stand in the place of those that are locked.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS

# A setting that is misspelt would be none: what is typed must be one of those above. Make itself knows the rest.
unknown := $(strip $(foreach each,$(filter-out SHELL MAKE% .% -%,$(.VARIABLES)),$(if $(findstring command line,$(origin $(each))),$(each))))
ifneq ($(unknown),)
settings := $(shell sed -n 's/^\([A-Z_]*\) *?=.*/\1/p' $(firstword $(MAKEFILE_LIST)))
unknown  := $(filter-out $(settings),$(unknown))
endif
# A guess at what was meant by $(1), from $(2); nothing where there is no Python, or nothing looks like it.
guess = $(shell $(PYTHON) -S -c 'import difflib, sys; print(*(f"; did you mean {each}?" for each in difflib.get_close_matches(sys.argv[1], sys.argv[2:], 1)))' $(1) $(2) 2>/dev/null)
ifneq ($(unknown),)
$(error there is no setting $(firstword $(unknown))$(or $(call guess,$(shell echo '$(firstword $(unknown))' | tr a-z A-Z),$(settings)),;) `make` lists them)
endif

.DEFAULT_GOAL := help
.PHONY: help install install-dev up shell down status logs plan apply teardown audit emergency scenario campaign scenarios cost iam workshop handout replay diagnose fidelity test test-offline test-docker test-templates test-clients test-slow test-proofs test-environments test-all localstack-tests check coverage seams bench docs format clean lock

# What isn't a target is said to be none, also where a folder bears its name.
folders := $(filter-out docs,$(patsubst %/,%,$(wildcard */)))
.PHONY: $(folders)
.DEFAULT $(folders):
	@echo "make: there is no target '$@'$(or $(call guess,$@,$(shell sed -n 's/^\([a-z-]*\):.*##.*/\1/p' $(firstword $(MAKEFILE_LIST)))),;) \`make\` lists them" >&2; exit 2

help: ## print this help
	@trap '' PIPE; bold= plain=; if [ -t 1 ] && [ -z "$${NO_COLOR-}" ] && [ "$${TERM-dumb}" != dumb ]; then \
	bold=$$(printf '\033[1m'); plain=$$(printf '\033[0m'); fi; \
	{ awk -F':.*## ' -v b="$$bold" -v p="$$plain" \
	'/^[a-z-]+:.*## /{printf "  %s%-17s%s", b, $$1, p; n = split($$2, words, " "); at = 19; \
	for (i = 1; i <= n; i++) { if (at + 1 + length(words[i]) > 80) {printf "\n%19s", ""; at = 19}; \
	printf " %s", words[i]; at += 1 + length(words[i]) } printf "\n"}' $(firstword $(MAKEFILE_LIST)); \
	echo; \
	echo "  Settings, with their defaults: PYTHON=python3 PORT=4566 ENGINE=auto ENDPOINT="; \
	echo "  EMULATORS=1 (a number or auto: side by side, for RUNS and PEOPLE to share)"; \
	echo "  SCENARIO=s3-cleanup STACK=s3-cleanup CLOCK=stepped PERIOD=60 RUNS=1 GUIDED="; \
	echo "  TAG= TEMPLATE= (a file, or cdk.out) REGION= FREE_TIER=off TIMES=1000"; \
	echo "  FOLDER= (of a run, of handouts) IAM= (off, observe or enforce)"; \
	echo "  PEOPLE= (of a workshop) HOST= (where it is served; 127.0.0.1)"; \
	echo "  FAULTS= (light, heavy or a JSON object) SEED= WORKERS= (a number or auto)"; \
	echo "  SCHEDULER= (of a Dask cluster)"; \
	echo "  of the tests: SLOW= OFFLINE= TESTS= SETS= SITE= WHOLE="; \
	echo "  ARGS= (more of the command's options, such as ARGS=--keep;"; \
	echo "  .venv/bin/harness COMMAND --help tells them)"; } 2>/dev/null || true

install: ## install everything that running needs (Python 3.11 to 3.13 and this are enough)
	@$(PYTHON) requirements/install.py

install-dev: ## install what the tests and checks need as well
	@$(PYTHON) requirements/install.py dev

up: install ## start the emulator on 127.0.0.1
	@$(HARNESS) up $(ARGS)

shell: install ## open a shell whose aws and boto3 talk to the emulator
	@$(HARNESS) shell $(ARGS)

down: ## stop the emulator; nothing of it is left
	@$(call looks,down,down it was not running; nothing is left)

status: ## say what is up
	@$(call looks,status $(ARGS),down: nothing is installed here yet; `make up` installs and starts)

logs: ## print the emulator's log
	@$(call looks,logs $(ARGS),the log is empty: the emulator has not been started here)

plan: install ## show what applying STACK would create, or finds there already (starts the emulator)
	@$(HARNESS) plan $(STACK) $(of_template) $(ARGS)

apply: install ## create STACK, leave it standing and say where it answers (starts the emulator)
	@$(HARNESS) apply $(STACK) $(of_template) $(ARGS)

teardown: install ## take STACK down from any state, and prove that it is gone (GUIDED=1: step by step)
	@$(HARNESS) teardown $(STACK) $(of_template) $(if $(GUIDED),--guided) $(ARGS)

audit: install ## list what the emulator holds in every region, and whose it is (TAG=Key=Value: what carries the tag)
	@$(HARNESS) audit $(if $(TAG),--tag $(TAG)) $(ARGS)

emergency: install ## remove everything of ours from the emulator, in every account and region
	@$(HARNESS) emergency $(ARGS)

scenario: install ## run SCENARIO, judge it and draw it (CLOCK=stepped|real, PERIOD=60|10, RUNS=n, FAULTS=light|heavy, SEED=n)
	@$(HARNESS) scenario $(SCENARIO) $(of_template) $(if $(CLOCK),--clock $(CLOCK)) $(if $(PERIOD),--period $(PERIOD)) $(if $(RUNS),--runs $(RUNS)) $(if $(FAULTS),--faults '$(FAULTS)') $(if $(SEED),--seed $(SEED)) $(ARGS)

campaign: install ## run SCENARIO under RUNS seeds and FAULTS on WORKERS emulators of its own, or on a cluster (SCHEDULER=)
	@$(if $(SCHEDULER),$(PYTHON) requirements/install.py cluster)
	@$(HARNESS) campaign $(SCENARIO) $(if $(RUNS),--runs $(RUNS)) $(if $(FAULTS),--faults '$(FAULTS)') $(if $(WORKERS),--workers $(WORKERS)) $(if $(SCHEDULER),--scheduler '$(SCHEDULER)') $(ARGS)

scenarios: install ## list the scenarios (SCENARIO=name: the text of its lab)
	@$(HARNESS) scenarios $(SCENARIO)

cost: install ## say what a month of STACK, with TIMES of its last run, would cost on AWS (FREE_TIER=off|always|first-year)
	@$(HARNESS) cost $(STACK) $(of_template) $(if $(TIMES),--times $(TIMES)) $(if $(FREE_TIER),--free-tier $(FREE_TIER)) $(if $(REGION),--region $(REGION)) $(if $(FOLDER),--run $(FOLDER)) $(ARGS)

iam: install ## say what each role of STACK was granted, what of it was used, and what was used without a grant
	@$(HARNESS) iam $(STACK) $(of_template) $(if $(FOLDER),--run $(FOLDER)) $(ARGS)

workshop: install ## open a page that shows STACK at work, and what led to what (PEOPLE=30: one for each; HOST=address: to a room)
	@$(HARNESS) workshop $(STACK) $(if $(PEOPLE),--people $(PEOPLE)) $(if $(findstring command line,$(origin HOST)),--host $(HOST)) $(ARGS)

handout: ## write the labs as pages to print, HTML and PDF, with a leader's guide, into FOLDER (handout)
	@$(PYTHON) requirements/install.py pdf
	@$(HARNESS) handout $(if $(FOLDER),'$(FOLDER)') --pdf $(ARGS)

replay: install ## show a saved run (FOLDER, or the last one) on that page, without an emulator
	@$(HARNESS) replay $(if $(FOLDER),'$(FOLDER)') $(ARGS)

diagnose: install ## show what is connected to what in STACK, or in all that stands, and the first link that is stuck
	@$(HARNESS) diagnose $(STACK) $(ARGS)

fidelity: install ## print where what runs here differs from AWS
	@$(HARNESS) fidelity $(ARGS)

check: install-dev ## format, lint, types, import contracts, unit, contract and architecture tests; no emulator
	@$(MAKE) --no-print-directory -j 3 .format .lint .types .imports .tests

# The parts of `check`, side by side: what looks at the source alone runs beside the tests.
.PHONY: .format .lint .types .imports .tests
.format:
	@$(RUN) -m ruff format --check .
.lint:
	@$(RUN) -m ruff check .
.types:
	@$(RUN) -m mypy
.imports:
	@.venv/bin/lint-imports
.tests:
	@$(RUN) -m pytest -q -n 2 --hypothesis-profile gate tests/unit tests/contract tests/architecture

localstack-tests: install-dev ## LocalStack's own tests against the emulator, beside what is expected (TESTS=its checkout, SETS=logs)
	@$(RUN) -m tests.localstack_tests '$(TESTS)' $(SETS) $(ARGS)

coverage: install-dev ## unit and contract tests on all their examples; no plain room may fall below its share of tested lines
	@$(RUN) -m pytest -q -n 2 --cov --cov-report= --cov-report=json:.coverage.json tests/unit tests/contract
	@$(RUN) -m tests.coverage_floors .coverage.json

seams: install-dev ## record what the emulator changes in LocalStack: fingerprints and docs/seams.md (SITE=…/site-packages: another release)
	@$(RUN) -m emulator.localstack.seams $(SITE)

test: check ## everything but the slow proofs, on a real emulator of the tests' own
	@$(RUN) -m pytest -q -n 2 --dist loadfile -m "not slow and not docker" tests/integration

test-templates: install-dev ## the systems as a CDK app and as a SAM template, each a project of its own
	@for each in s3-cleanup-cdk media-pipeline-sam; do (cd examples/$$each && ../../$(RUN) -m pytest -q) || exit 1; done

test-clients: install-dev ## the AWS CLI, SAM CLI and Chalice, as PyPI has them, each deploy, call, change and remove a system
	@$(RUN) -m pytest -q tests/clients

test-slow: install-dev ## only the slow proofs: soaks, loads, suspension, the wall clock (three at a time: some only wait)
	@$(RUN) -m pytest -q -n 3 --dist load -m "slow and not docker and not proof" $(SLOW)

test-offline: install-dev ## the tests on a real emulator where there is no network but the loopback interface (Linux)
	@unshare $$([ "$$(id -u)" = 0 ] || echo -r) -n sh -c 'ip link set lo up && exec $(RUN) -m pytest -q -n 2 --dist loadfile -m "not slow and not docker" $(OFFLINE)'

test-proofs: install-dev ## only the longest proofs: generated requests
	@$(RUN) -m pytest -q -n 2 --dist load -m proof $(SLOW)

test-docker: install-dev ## only what needs a Docker engine: builds an image, or skips and says why
	@$(RUN) -m pytest -q -m "docker and not slow" tests/integration

test-all: $(if $(filter Linux,$(shell uname)),check test-offline,test) test-templates test-clients test-docker test-slow test-proofs ## all of these but the environments; on Linux without a network, where none is needed

test-environments: ## the README's commands without Docker, as an ordinary user, on other Pythons, offline (WHOLE=1: all tests in each)
	@$(PYTHON) tests/environments.py $(if $(WHOLE),--whole) $(ARGS)

bench: install ## print how long things take on this machine (ARGS=media: one group)
	@$(RUN) -m harness.bench $(ARGS)

docs: ## build the documentation as a site, with its reference, into site/
	@$(PYTHON) requirements/install.py dev docs
	@NO_MKDOCS_2_WARNING=true $(RUN) -m mkdocs build --quiet --strict
	@echo 'site/index.html; with its search: python3 -m http.server --bind 127.0.0.1 --directory site'

format: install-dev ## format and mend what can be mended
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

lock: install-dev ## resolve requirements/*.in anew into the locked sets
	@for set in main install cluster pdf dev docs peers localstack-tests clients; do .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements/$$set.in -o requirements/$$set.txt || exit 1; done
	@.venv/bin/uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-header --no-annotate requirements/functions.in -o requirements/functions.txt
	@for set in matplotlib pillow; do .venv/bin/uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-header --no-annotate --constraints requirements/functions.txt requirements/layers/$$set.in -o requirements/layers/$$set.txt || exit 1; done

clean: ## remove everything that was installed, built and saved
	@if [ -x $(RUN) ]; then $(RUN) -m harness down; fi
	@rm -rf .venv .harness runs .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.json .import_linter_cache
