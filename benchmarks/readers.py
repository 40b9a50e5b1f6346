"""How fast bytes become lines, by media type, against the library that one would take without this project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from app.text.reader import DOCX, HTML, PDF, TEXT
from benchmarks.corpus import Paper
from benchmarks.measure import Seconds, Table, make_count, make_rate, make_ratio, run_rounds

_NAMES = {PDF: "PDF", DOCX: "DOCX", HTML: "HTML", TEXT: "text"}
_ALTERNATIVES = {PDF: "pdfplumber", DOCX: "python-docx", HTML: "BeautifulSoup"}
_OURS = ("shingikai", "shingikai, reader process")
_NOTE = (
    "The alternatives give running text only: pdfplumber `extract_text` of all pages, python-docx all paragraphs and "
    "cells, BeautifulSoup (lxml) `get_text`. Plain text has no alternative worth the name. Memory is the peak of the "
    "process that reads, libraries included."
)


class _Worker:
    """A reader in its process; a context manager. `peak` (bytes) is known after `finish`."""

    def __init__(self, name: str, folder: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.worker", name, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._name = name
        self.peak = 0

    def __enter__(self) -> Self:
        self._receive()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self) -> float:
        """One pass over all documents: its seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        return float(self._receive())

    def finish(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.peak = int(self._receive())
        self._process.stdin = None  # `communicate` would flush it again

    def _receive(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"the reader {self._name!r} ended (exit code {self._process.wait()})")
        return answer


def measure_reading(papers: Sequence[Paper], scratch: Path, *, rounds: int) -> Table:
    """Documents a second and peak MB for each corpus, media type and reader."""
    rows: list[tuple[str, ...]] = []
    kinds = dict.fromkeys((paper.corpus, paper.document.media_type) for paper in papers)
    for number, (corpus, media_type) in enumerate(sorted(kinds, key=lambda k: (list(_NAMES).index(k[1]), k[0]))):
        own = [p for p in papers if (p.corpus, p.document.media_type) == (corpus, media_type)]
        folder = scratch / f"papers{number}"
        folder.mkdir()
        for index, paper in enumerate(own):
            (folder / f"{index:04}").write_bytes(paper.data)
        alternative = _ALTERNATIVES.get(media_type)
        names = (*_OURS, alternative) if alternative else _OURS
        times, peaks = _race(names, folder, rounds)
        what = f"{_NAMES[media_type]}, {corpus} ({make_count(len(own), 'document')}, {_describe_size(own)})"
        for name in names:
            ratio = make_ratio(times[name], times[alternative]) if alternative and name != alternative else "–"
            megabytes = f"{peaks[name] / 1e6:.0f}"
            rows.append((what, name, make_rate(len(own), times[name]), ratio, megabytes))
    heads = ("documents", "reader", "documents/s", "against the alternative", "peak MB")
    return Table("Reading", heads, tuple(rows), (_NOTE,))


def _describe_size(papers: Sequence[Paper]) -> str:
    pages = sum(paper.document.pages or 0 for paper in papers)
    return make_count(pages, "page") if pages else f"{sum(len(paper.data) for paper in papers) / 1e3:.0f} kB"


def _race(names: Sequence[str], folder: Path, rounds: int) -> tuple[dict[str, Seconds], dict[str, int]]:
    with ExitStack() as stack:
        workers = {name: stack.enter_context(_Worker(name, folder)) for name in names}
        times = run_rounds({name: worker.run for name, worker in workers.items()}, rounds)
        for worker in workers.values():
            worker.finish()
        return times, {name: worker.peak for name, worker in workers.items()}
