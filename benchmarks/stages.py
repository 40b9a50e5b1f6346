"""What each stage takes of the way from a document's bytes to the index."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.analyze.sudachi import Analyzer
from app.classify import classify_meeting
from app.documents import build_documents
from app.engine.embedded import open_engine
from app.model import Meeting
from app.parse.meeting import parse_minutes
from app.text.reader import read_document
from app.vocabulary.entries import Vocabulary
from benchmarks.corpus import Paper, make_registered
from benchmarks.measure import Table, make_count, make_rate, make_spread, measure_seconds, run_rounds


def measure_stages(
    papers: Sequence[Paper], scratch: Path, analyzer: Analyzer, vocabulary: Vocabulary, *, rounds: int
) -> Table:
    """Documents a second, milliseconds a document and share of the whole for each stage and corpus."""
    rows: list[tuple[str, ...]] = []
    for number, corpus in enumerate(dict.fromkeys(paper.corpus for paper in papers)):
        own = [paper for paper in papers if paper.corpus == corpus]
        work = dict(_iterate_stages(own, scratch / f"stages{number}", analyzer, vocabulary))
        times = run_rounds({name: _make_timed(run) for name, run in work.items()}, rounds)
        whole = [sum(round_) for round_ in zip(*times.values(), strict=True)]
        characters = sum(len(u.text) for paper in own for u in paper.meeting.utterances)
        what = f"{corpus} ({make_count(len(own), 'document')}, {characters:,} characters)"
        for name, seconds in (*times.items(), ("the whole", tuple(whole))):
            share = statistics.median(part / all_ for part, all_ in zip(seconds, whole, strict=True))
            each = make_spread([1000 * value / len(own) for value in seconds])
            rows.append((what, name, make_rate(len(own), seconds), each, f"{share:.0%}"))
    heads = ("documents", "stage", "documents/s", "ms a document", "share")
    return Table("Stages, one process", heads, tuple(rows))


def _make_timed(run: Callable[[], object]) -> Callable[[], float]:
    return lambda: measure_seconds(run)


def _iterate_stages(
    papers: Sequence[Paper], folder: Path, analyzer: Analyzer, vocabulary: Vocabulary
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each stage on its own, from what the stage before it gave when the papers were loaded."""
    parsed = [parse_minutes(paper.document, vocabulary) for paper in papers]
    meetings: list[Meeting] = [paper.meeting for paper in papers]
    registered = [make_registered(meeting, f"m{index}") for index, meeting in enumerate(meetings)]
    built = [build_documents(one, analyzer) for one in registered]
    yield "read (app.text)", lambda: [read_document(paper.data) for paper in papers]
    yield "parse (app.parse)", lambda: [parse_minutes(paper.document, vocabulary) for paper in papers]
    yield "classify (app.classify)", lambda: [classify_meeting(meeting, vocabulary) for meeting in parsed]
    yield "tokenise and build (app.documents)", lambda: [build_documents(one, analyzer) for one in registered]
    yield "write the index (app.engine)", lambda: write_index(folder, analyzer, built)


def write_index(folder: Path, analyzer: Analyzer, built: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
    """(meeting, its items) documents → a new generation of the index at `folder`, in force and on the disk."""
    engine = open_engine(folder, built_with={"analyzer": analyzer.version})
    try:
        with engine.rebuild() as writer:
            for meeting, items in built:
                writer.put("meetings", meeting)
                for item in items:
                    writer.put("items", item)
    finally:
        engine.close()
