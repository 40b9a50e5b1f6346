"""`python -m benchmarks.pipeline`: reading, stages, indexing and searching, each against a named alternative.

Builds the samples in a temporary folder; takes real minutes too if their folder is there (see benchmarks/corpus.py).
Prints Markdown: a table after each part. Three minutes on two cores, one heavy thing at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.analyze.sudachi import Analyzer
from app.vocabulary.entries import load_vocabulary
from benchmarks.corpus import REAL, SAMPLES, build_samples, find_real_papers, load_papers, make_copies
from benchmarks.indexing import measure_indexing
from benchmarks.measure import Table, describe_machine
from benchmarks.queries import make_queries
from benchmarks.readers import measure_reading
from benchmarks.searching import measure_searching
from benchmarks.sqlite_peer import make_records
from benchmarks.stages import measure_stages

_PROJECT = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code. The defaults are what docs/benchmarks.md was made with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--papers", type=int, default=6, help="documents of each corpus and media type (default 6)")
    parser.add_argument("--items", type=int, default=2000, help="items to index and search (default 2000)")
    parser.add_argument("--queries", type=int, default=100, help="searches (default 100)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is measured (default 3)")
    parser.add_argument("--samples-only", action="store_true", help="leave real minutes out even if they are there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="shingikai-bench-") as folder:
        _run(Path(folder), options)
    return 0


def _run(scratch: Path, options: argparse.Namespace) -> None:
    begin = time.monotonic()
    print("\n".join(f"- {line}" for line in describe_machine()))
    print(
        f"- median (least–greatest) of {options.rounds} interleaved rounds; × is how many times as fast\n", flush=True
    )
    vocabulary, analyzer = load_vocabulary(), Analyzer()
    paths = {SAMPLES: build_samples(scratch / "websites")}
    if not options.samples_only:
        paths[REAL] = find_real_papers(_PROJECT)
    papers = [
        paper
        for corpus, files in paths.items()
        for paper in load_papers(corpus, files, vocabulary, most=options.papers)
    ]
    _print(measure_reading(papers, scratch, rounds=options.rounds))
    _print(measure_stages(papers, scratch, analyzer, vocabulary, rounds=options.rounds))
    meetings = [paper.meeting for paper in papers if paper.corpus == SAMPLES]
    registered = make_copies(meetings, documents=options.items)
    records = [record for one in registered for record in make_records(one)]
    _print(measure_indexing(registered, records, scratch, analyzer, rounds=options.rounds))
    queries = make_queries(records, options.queries)
    _print(measure_searching(queries, scratch, analyzer, vocabulary, rounds=options.rounds))
    print(f"The whole run took {time.monotonic() - begin:.0f} s.")


def _print(table: Table) -> None:
    print(table.text(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
