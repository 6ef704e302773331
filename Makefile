# Everything a bare machine needs is Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two more than there are processors: many tests wait for other processes.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)

# Many processes are started by the tests and by `make run`: what Python has compiled once is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint check load drill chaos hosts fsync-proof bench pictures clean
.DEFAULT_GOAL := help

help: ## what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run.stamp ## the whole product on this machine: chat page on :8001, pages on :8000 (Ctrl-C stops all)
	@$(BIN)/python -m sandbox.demo

# In their own order: sorted by size, the files of few but long tests, which start processes, come last, all at once.
test: $(VENV)/test.stamp ## every test, shared out among processes
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/test.stamp ## style, types, the map of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/bandit --configfile pyproject.toml --recursive -ll --quiet tracker bot scheduler

check: lint ## lint, and known advisories of what we depend on (where they can be reached)
	$(BIN)/python -m tests.house.advisories

load: $(VENV)/test.stamp ## 30 minutes of 20 events a second: is LINE ever kept waiting? (prints one JSON line)
	$(BIN)/python -m tests.load --rate 20 --minutes 30 --burst 200

drill: $(VENV)/test.stamp ## backup, disaster, restore on both databases; a plain copy must fail (prints RPO, RTO)
	$(BIN)/python -m tests.drill

bench: $(VENV)/test.stamp ## speed and size beside a bare echo bot, as a table
	$(BIN)/python -m tests.bench

chaos: $(VENV)/test.stamp ## lost 0, twice 0 under 70 kills: 3 seeds on both databases, and six mutants that must fail
	@for db in sqlite pg; do for seed in 1 2 3; do \
		$(BIN)/python -m tests.chaos --n 2000 --m 1000 --seed $$seed --db $$db || exit 1; done; done
	$(BIN)/python -m tests.chaos --n 400 --m 200 --kills 30 --mutant all

hosts: $(VENV)/test.stamp ## three hosts on one database and bucket, one cut off, one killed, four times (needs root, ip, unshare)
	@$(BIN)/python -m tests.hosts

fsync-proof: $(VENV)/test.stamp ## that every commit reached the disk, counted with strace
	@$(BIN)/python -m tests.chaos.fsync

pictures: $(VENV)/test.stamp ## every card as a picture, shown in docs/cards.md (needs Chromium)
	$(BIN)/python -m tests.gallery

clean: ## forget the virtual environment (data in var/ stays)
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Prongsai needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing what is needed (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
