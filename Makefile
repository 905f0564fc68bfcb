# The project's tasks. `make setup` once, then `make check test` before a commit.
.PHONY: setup check format test corpus golden docs bench demo

setup:
	python3 -m venv .venv
	.venv/bin/pip install --quiet --editable '.[dev]'

check:
	ruff check .
	ruff format --check .
	mypy
	lint-imports

format:
	ruff check --fix .
	ruff format .

test:
	python -m pytest

corpus:
	python -m pytest -m corpus

golden:
	python -m pytest tests/reports --regenerate-golden

docs:
	python docs/generate.py

bench:
	python benchmarks/run.py

demo:
	python examples/demo.py
