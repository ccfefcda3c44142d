# The targets that people and CI share; each works from a fresh clone.
PY := PYTHONPATH=src:. PYTHONUTF8=1 .venv/bin/python
LOCALE := src/mihome_desk/locale
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

.PHONY: setup run test all lint types walls format bench locale lock

setup: ; @python3 desk.py test --version

run: ; @python3 desk.py

test: ; @python3 desk.py test

all: ; @python3 desk.py test --all

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: setup
	$(PY) -m mypy

walls: setup
	$(PY) -c "from importlinter.cli import lint_imports_command as main; main()" --no-logo
	python3 desk.py test tests/test_walls.py

format: setup
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: ; @python3 desk.py bench

# Collects the sentences, merges them into every language and writes the .mo files, which are committed.
# A new sentence stands in the .po without Chinese until somebody writes it; a sentence nobody says any more goes.
locale: setup
	$(PY) -m babel.messages.frontend -q extract -F babel.cfg -k say:2 -k N_ --sort-output --add-location=never --project=mihome-desk -o $(LOCALE)/mihome_desk.pot src
	$(PY) -m babel.messages.frontend -q update -D mihome_desk -d $(LOCALE) -i $(LOCALE)/mihome_desk.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(PY) -m babel.messages.frontend compile -D mihome_desk -d $(LOCALE) --statistics

# Needs uv. The second lock holds the first, so that one environment serves both.
lock:
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
