# Works on a machine that has only Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV ?= .venv
KILL_TRIES ?= 1
KILL_MINUTES ?= 0
KILL_RESUME ?=
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Compiled once, not by every process that starts; some machines forbid it to all programs.
export PYTHONDONTWRITEBYTECODE =
# More than there are cores: many a test waits for a page or for a process (with two more, a twentieth stayed idle).
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 2) + 3)')

.DEFAULT_GOAL := help
.PHONY: help demo bench bench-peers test full-size kill-matrix fleet-proof coverage mutants audit docs lint types check lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@# Not compiled: most of it is never imported, and what is compiles itself.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)

demo: $(READY) ## the main job from sign-in to the report, on the training stand
	@$(BIN)/rpa browser install
	@$(BIN)/rpa demo

test: ## set up the same way, then run every test
	@# At once: the system's packages are installed, Python's are, and the tests compiled (not by every worker anew).
	@$(PYTHON) tests/provision.py & packages=$$!; $(MAKE) --no-print-directory $(READY); ready=$$?; \
	  [ $$ready != 0 ] || [ -d tests/__pycache__ ] || $(BIN)/python -m pytest --collect-only -qq >/dev/null; \
	  wait $$packages && [ $$ready = 0 ]
	@$(BIN)/rpa browser install
	@# Reordering by the number of tests would put the long files, which have few, at the end.
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

full-size: $(READY) ## the same tests at the size the claims name: 2,000 обращения, every command under every fault
	$(BIN)/python -m pytest -m slow -rP

fleet-proof: $(READY) ## 200 organizations under dying workers, throughput of 1, 2, 4 (long); figures in var/fleet-proof
	RPA_FLEET_PROOF=var/fleet-proof $(BIN)/python -m pytest tests/fleet -m fleet

kill-matrix: $(READY) ## break one answer at every write, click and call; prints docs/reliability.md (an hour)
	@$(BIN)/rpa browser install
	@mkdir -p var && { [ -n "$(KILL_RESUME)" ] || rm -f var/kill-matrix.jsonl; }
	KILL_TRIES=$(KILL_TRIES) KILL_MINUTES=$(KILL_MINUTES) KILL_NOTEBOOK=var/kill-matrix.jsonl \
	  $(BIN)/python -m pytest tests/faults -m "kill or not kill" -n $(WORKERS) --dist loadgroup --durations=0; code=$$?; \
	  $(BIN)/python -m tests.faults.matrix_report var/kill-matrix.jsonl docs/reliability.md \
	  "make kill-matrix KILL_TRIES=$(KILL_TRIES) KILL_MINUTES=$(KILL_MINUTES) WORKERS=$(WORKERS)" && exit $$code

coverage: $(READY) ## branch coverage of the decision core and of the commit protocol; fails below 95 %
	$(BIN)/python -m coverage run --branch --include='rpa/debts/*,rpa/job/commit.py,rpa/job/commitment.py,rpa/job/settling.py' \
	  -m pytest tests/unit
	$(BIN)/python -m coverage report --show-missing --skip-covered --fail-under=95

mutants: $(READY) ## mutate the decision core and the commit protocol in an environment of its own (an hour)
	@test -x var/mutants-env/bin/mutmut || { $(PYTHON) -m venv --copies var/mutants-env && \
	  var/mutants-env/bin/python -m pip install -qq --disable-pip-version-check mutmut && \
	  $(BIN)/python -c 'import site; print(site.getsitepackages()[0])' > \
	    "$$(var/mutants-env/bin/python -c 'import site; print(site.getsitepackages()[0])')/of-the-project.pth"; }
	var/mutants-env/bin/mutmut run --max-children $(WORKERS); var/mutants-env/bin/mutmut results

audit: $(READY) ## known vulnerabilities of what requirements.lock installs (asks the network)
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

docs: $(READY) ## print the pages of docs/ that come from the code: commands, settings, errors, scenarios, rules
	@$(BIN)/python -m tests.unit.docs.printed_pages

bench-peers: $(READY) ## environments of the other tools the benchmark compares with (under var/)
	@$(BIN)/python -m benchmarks --install

bench: $(READY) ## measure speed beside other tools and bare HTTP; resumable, about two hours (BENCH="--work answers")
	@$(BIN)/python -m benchmarks $(BENCH)

lint: $(READY) ## style, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY) ## static types
	$(BIN)/mypy

check: lint types test ## everything a change must pass

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-annotate --no-header

# The image's list is a part of the tested one: the constraint gives every package the same pin.
lock: ## rewrite requirements.lock and packaging/requirements.lock from pyproject.toml (needs uv)
	$(LOCK) --extra dev --extra fleet pyproject.toml -o requirements.lock
	$(LOCK) --extra fleet -c requirements.lock pyproject.toml -o packaging/requirements.lock

clean: ## remove what the targets made
	rm -rf $(VENV) demo-out mutants var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
