# make run     all set-up, then the invented cities are served, crawled, read, indexed, and can be searched
#              ENGINE=opensearch: the same on an OpenSearch node, started here (or SHINGIKAI_OPENSEARCH_URL)
# make test    all set-up, then every check
# make check   the inner loop: lint, types, import rules, the quick tests
# make soak    thousands of damaged documents through the reader: what was read, why the rest was refused, how long it took;
#              an ingest killed at a hundred random moments, on both engines; a crawl killed at two hundred;
#              every way for a cluster to lose a node; the server's memory over 100,000 requests
# make lock    the lock files again, from pyproject.toml (needs uv)

SHELL := /bin/sh
PYTHON_BIN := .venv/bin/python
UV ?= uv
ENGINE ?= embedded
# Tests start many processes: each would compile every module anew where this is set.
export PYTHONDONTWRITEBYTECODE :=
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url pyproject.toml

QUICK = .venv/bin/pytest -n auto --dist loadfile -m "not slow and not soak" --ignore tests/acceptance
# Slow tests that only compute: no node, no browser, nothing that is over after some seconds. They may run side by side.
BESIDE = tests/api/test_api_schemathesis.py tests/benchmarks tests/cli/test_cli_archive.py tests/cli/test_cli_due.py \
	tests/cli/test_cli_errors.py tests/cli/test_cli_life.py tests/cli/test_cli_way.py tests/deploy/test_make_secrets.py \
	tests/ingest/test_ingest_changes.py tests/ingest/test_ingest_corrections.py tests/reading/test_readings.py \
	tests/samples/test_samples_build.py tests/samples/test_samples_serve.py tests/text/test_text_ocr.py

.PHONY: run test check lint acceptance evaluate bench soak lock clean

run:
	@scripts/setup run
	@[ "$(ENGINE)" = embedded ] || scripts/system-packages maven
	@$(PYTHON_BIN) -m samples.run --engine $(ENGINE) $(RUN_OPTIONS)

lint:
	@scripts/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

check: lint
	$(QUICK)

test: lint
	@scripts/system-packages
	$(QUICK)
	.venv/bin/pytest -n auto --dist loadfile -m "slow and not soak" $(BESIDE)
	.venv/bin/pytest -m "slow and not soak" --durations 20 --ignore tests/acceptance $(BESIDE:%=--ignore=%)

# The five real cities; needs the folder of their replicas beside this one (or SHINGIKAI_SHARED).
acceptance:
	@scripts/setup dev
	.venv/bin/pytest tests/acceptance

# How well minutes are read, by field and by layout, and how well search orders its answers; fails where it was better
# before.
evaluate:
	@scripts/setup dev
	$(PYTHON_BIN) -m benchmarks.reading --check
	$(PYTHON_BIN) -m benchmarks.relevance --check

bench:
	@scripts/setup dev
	$(PYTHON_BIN) -m benchmarks.pipeline

soak:
	@scripts/setup dev
	$(PYTHON_BIN) -m benchmarks.mutations --count 3000
	SHINGIKAI_KILLS=100 .venv/bin/pytest -s tests/ingest/test_ingest_killed.py
	SHINGIKAI_KILLS=200 .venv/bin/pytest -s tests/crawler/test_crawler_killed.py
	.venv/bin/pytest -s tests/cluster
	folder=$$(mktemp -d) && $(PYTHON_BIN) -m benchmarks.search --folder $$folder --items 2000 --queries 24 --rounds 1 \
		&& $(PYTHON_BIN) -m benchmarks.server --folder $$folder --items 2000 --requests 100000 --limit-memory 1.2; \
		status=$$?; rm -r $$folder; exit $$status

lock:
	$(COMPILE) --extra samples -o requirements.lock
	$(COMPILE) --all-extras -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis
