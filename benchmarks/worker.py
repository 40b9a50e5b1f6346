"""One way to read documents in a process of its own, so that its peak memory is its own: for `benchmarks.readers`.

`python -m benchmarks.worker NAME FOLDER` reads FOLDER's files into memory, reads the first one as a warm-up and says
`ready`. For each line that comes it reads all of them and answers the seconds of one pass; at the end of input it
answers the peak memory in bytes. Libraries are imported by the reader that needs them: memory again.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import read_children_peak_memory, read_peak_memory

Read = Callable[[bytes], object]

# Passes are repeated until this much time has gone: a single small page is read in a millisecond.
_SHORTEST = 0.2


@contextmanager
def _open_ours() -> Iterator[Read]:
    from app.text.reader import read_document

    yield read_document


@contextmanager
def _open_process() -> Iterator[Read]:
    from app.text.child import ReaderProcess

    with ReaderProcess() as process:
        yield process.read


@contextmanager
def _open_pdfplumber() -> Iterator[Read]:
    import pdfplumber

    def read(data: bytes) -> object:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return [page.extract_text() for page in pdf.pages]

    yield read


@contextmanager
def _open_python_docx() -> Iterator[Read]:
    import docx

    def read(data: bytes) -> object:
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [paragraph.text for paragraph in document.paragraphs] + cells

    yield read


@contextmanager
def _open_beautifulsoup() -> Iterator[Read]:
    from bs4 import BeautifulSoup

    yield lambda data: BeautifulSoup(data, "lxml").get_text()


READERS = {
    "shingikai": _open_ours,
    "shingikai, reader process": _open_process,
    "pdfplumber": _open_pdfplumber,
    "python-docx": _open_python_docx,
    "BeautifulSoup": _open_beautifulsoup,
}


def _time_pass(read: Read, papers: list[bytes]) -> float:
    passes = 0
    begin = time.perf_counter()
    while passes == 0 or time.perf_counter() - begin < _SHORTEST:
        for paper in papers:
            read(paper)
        passes += 1
    return (time.perf_counter() - begin) / passes


def main() -> None:
    name, folder = sys.argv[1:]
    papers = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
    with READERS[name]() as read:
        read(papers[0])
        print("ready", flush=True)
        for _ in sys.stdin:
            print(_time_pass(read, papers), flush=True)
        own = read_peak_memory()
    # in a reader process the reading is done by the child, which has ended now
    print(read_children_peak_memory() if READERS[name] is _open_process else own, flush=True)


if __name__ == "__main__":
    main()
