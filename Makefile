# Commands of Stadtkern; `make help` lists them. Each installs what it needs (Debian 12, Swift 6.3, root or sudo).

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: setup run codes check test format lint build bench clean help

# Change on the command line: make run PORT=9000 CITY=Cities/leipzig
PORT ?= 8080
CITY ?= Cities/leipzig
export PORT CITY

setup: ## install what this machine lacks (Debian packages, var/venv)
	@scripts/setup.sh

run: setup ## build and serve the demo city at http://localhost:8080
	@scripts/run.sh

codes: ## print the demo people's one-time passwords of this moment
	@python3 scripts/demo-people.py var/demo.json --codes http://localhost:$(PORT)

check: ## the gate: format, strict build, all tests on both databases, services, browser, scan
	@scripts/gate.sh

test: setup ## build and run all tests, Swift and browser, on both databases
	@scripts/gate.sh build swift-sqlite swift-postgres swift-equal browser

format: ## bring the Swift sources into the house's format
	@swift format --in-place --parallel --recursive Sources Tests Package.swift

lint: ## say where the format is not the house's
	@swift format lint --strict --parallel --recursive Sources Tests Package.swift

build: setup ## build the release program and link it as ./stadtkern
	@swift build -c release --product stadtkern
	@ln -sfn "$$(swift build -c release --show-bin-path)/stadtkern" stadtkern
	@echo "built: ./stadtkern"

bench: build ## measure and write bench.json
	@var/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r Benchmarks/requirements.txt \
	    || echo "SpiffWorkflow could not be installed: the engines are measured alone"
	@status=0; var/venv/bin/python Benchmarks/run.py --program ./stadtkern --out bench.json || status=1; \
	    var/venv/bin/python Benchmarks/engines.py --program ./stadtkern --add bench.json || status=1; exit $$status

clean: ## delete what was built, the demo's data and the test database
	@scripts/postgres.sh stop || true
	@rm -rf .build stadtkern bench.json var

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
