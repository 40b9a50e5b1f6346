"""How fast items become an index, against SQLite FTS5 (trigram), and what the bare tokeniser takes of it."""

from __future__ import annotations

import itertools
import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sudachipy import Dictionary, SplitMode

from app.analyze.sudachi import Analyzer
from app.documents import Registered, build_documents
from benchmarks.measure import Table, make_rate, make_ratio, measure_seconds, run_rounds
from benchmarks.sqlite_peer import Record, build_database
from benchmarks.stages import write_index

_LONGEST = 4_000  # characters at a time, as app.analyze gives them (SudachiPy takes 49,149 bytes)
_OURS, _BUILD, _BARE, _PEER = (
    "shingikai: build_documents + rebuild",
    "of that, build_documents",
    "bare SudachiPy on the same texts",
    "SQLite FTS5 (trigram)",
)


def measure_indexing(
    registered: Sequence[Registered], records: Sequence[Record], scratch: Path, analyzer: Analyzer, *, rounds: int
) -> Table:
    """Items a second. Leaves the index at `scratch/index` and the database at `scratch/peer.sqlite`, for searching."""
    tokenizer = Dictionary(dict="core").tokenizer(SplitMode.A)
    texts = [u.text[:_LONGEST] for one in registered for u in one.meeting.utterances]
    numbers = itertools.count()
    parts: list[float] = []

    def index() -> float:
        built: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
        parts.append(measure_seconds(lambda: built.extend(build_documents(one, analyzer) for one in registered)))
        return parts[-1] + measure_seconds(lambda: write_index(scratch / "index", analyzer, built))

    def insert() -> float:
        path = scratch / f"peer{next(numbers)}.sqlite"
        seconds = measure_seconds(lambda: build_database(path, records))
        path.replace(scratch / "peer.sqlite")
        return seconds

    def tokenise() -> float:
        return measure_seconds(lambda: [[m.normalized_form() for m in tokenizer.tokenize(text)] for text in texts])

    shutil.rmtree(scratch / "index", ignore_errors=True)
    times = run_rounds({_OURS: index, _BARE: tokenise, _PEER: insert}, rounds)
    times = {_OURS: times[_OURS], _BUILD: tuple(parts), _BARE: times[_BARE], _PEER: times[_PEER]}
    rows = tuple(
        (
            name,
            make_rate(len(records), seconds),
            "–" if name == _PEER else make_ratio(seconds, times[_PEER]),
            "–" if name == _PEER else _make_share(seconds, times[_OURS]),
        )
        for name, seconds in times.items()
    )
    characters = sum(len(text) for text in texts)
    return Table(
        f"Indexing {len(records):,} items of {len(registered):,} meetings, {characters:,} characters",
        ("what", "items/s", "against SQLite", "share of ours"),
        rows,
        (_describe_sizes(scratch),),
    )


def _make_share(seconds: Sequence[float], whole: Sequence[float]) -> str:
    return f"{statistics.median(part / all_ for part, all_ in zip(seconds, whole, strict=True)):.0%}"


def _describe_sizes(scratch: Path) -> str:
    current = max((scratch / "index").rglob("items"), key=lambda path: path.stat().st_mtime)
    ours = sum(path.stat().st_size for path in current.rglob("*") if path.is_file())
    peer = (scratch / "peer.sqlite").stat().st_size
    return f"On the disk: the items' index {ours / 1e6:.1f} MB, the SQLite database {peer / 1e6:.1f} MB."
