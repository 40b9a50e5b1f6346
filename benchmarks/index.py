"""`python -m benchmarks.index`: from readings to an index that answers, on both engines, with one process and with two.

Items are generated (`benchmarks/generated.py`) with the lengths of the samples' and, where they are at hand, the real
minutes' items. Each run is a program of its own, so that its memory is its own; one after the other. Beside them the
bare tokeniser on the same texts. With two processes both tokenise and the program that writes is a third.

    python -m benchmarks.index --items 10000
    python -m benchmarks.index --items 100000 --engines embedded --processes 2
    python -m benchmarks.index --open 100000      how long it takes to open an index of so many items
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from sudachipy import Dictionary, SplitMode

from app.analyze.sudachi import Analyzer
from app.documents import build_documents
from app.engine.base import Engine, EngineRequest
from app.engine.embedded import open_engine as open_embedded
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from benchmarks.generated import Stock, generate, load_stock
from benchmarks.measure import (
    Table,
    describe_machine,
    make_percentile,
    measure_seconds,
    read_children_peak_memory,
    read_cpu_time,
    read_peak_memory,
)
from samples.opensearch.node import Cluster

_PROJECT = Path(__file__).parent.parent
_LONGEST = 4_000  # characters at a time, as app.analyze gives them (SudachiPy takes 49,149 bytes)
_ENGINES = ("embedded", "opensearch")
_BUILT_WITH = {"analyzer": "as measured"}
_PARTS = 64  # of the work of several processes
_OPENED = 5  # times

Built = tuple[dict[str, Any], list[dict[str, Any]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000, help="items to index (default 10000)")
    parser.add_argument("--engines", nargs="*", choices=_ENGINES, default=_ENGINES)
    parser.add_argument("--processes", nargs="*", type=int, default=(1, 2), help="that tokenise (default 1 2)")
    parser.add_argument("--open", type=int, default=0, metavar="ITEMS", help="measure opening such an index instead")
    parser.add_argument("--samples-only", action="store_true", help="leave real minutes out even if they are there")
    parser.add_argument("--run", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        print(json.dumps(_RUNS[options.run[0]](Path(options.run[1]), options)))
        return 0
    print("\n".join(f"- {line}" for line in describe_machine()), flush=True)
    with tempfile.TemporaryDirectory(prefix="shingikai-bench-") as folder:
        scratch = Path(folder)
        stock = load_stock(scratch / "websites", samples_only=options.samples_only)
        (scratch / "stock").write_bytes(pickle.dumps(stock))
        print(f"- lengths of {len(stock.lengths)} items, median {stock.median:,} characters\n", flush=True)
        print((_measure_opening if options.open else _measure)(scratch, options).text())
    return 0


def _measure(scratch: Path, options: argparse.Namespace) -> Table:
    bare = _start("bare", scratch, options)
    rows = [("bare SudachiPy, one process", *_make_row(bare, bare))]
    for engine in options.engines:
        for processes in options.processes:
            told = _start(engine, scratch, options, "--processes", str(processes))
            rows.append((f"{engine}, {processes} tokenising", *_make_row(told, bare)))
            print(rows[-1], file=sys.stderr, flush=True)
    heads = (
        "what",
        "seconds",
        "against the tokeniser",
        "of its CPU time",
        "items/s",
        "memory MB",
        "node MB",
        "disk MB",
    )
    title = f"Indexing {options.items:,} items, {bare['characters']:,} characters (median {bare['median']:,} an item)"
    return Table(title, heads, tuple(rows))


def _make_row(told: dict[str, Any], bare: dict[str, Any]) -> tuple[str, ...]:
    def mega(name: str) -> str:
        return f"{told[name] / 1e6:,.0f}" if told.get(name) else "–"

    seconds = told["seconds"]
    rate = f"{told['items'] / seconds:,.0f}"
    shares = (f"{told[key] / bare[key]:.2f} ×" for key in ("seconds", "cpu"))
    return f"{seconds:.0f}", *shares, rate, mega("memory"), mega("node"), mega("disk")


def _measure_opening(scratch: Path, options: argparse.Namespace) -> Table:
    told = _start("fill", scratch, options)
    opened = [_start("reopen", scratch, options) for _ in range(_OPENED)]
    rows = tuple(
        (name, f"{make_percentile([one[key] for one in opened], 0.5):.2f}", f"{max(one[key] for one in opened):.2f}")
        for name, key in (("opened, all checksums compared", "open"), ("the first search after it", "search"))
    )
    size, memory = f"{told['disk'] / 1e6:,.0f} MB", f"{max(one['memory'] for one in opened) / 1e6:,.0f} MB"
    title = f"Opening {opened[0]['items']:,} items, {size}, in {_OPENED} new processes of at most {memory}"
    return Table(title, ("what", "median s", "longest s"), rows)


def _start(what: str, scratch: Path, options: argparse.Namespace, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.index", "--run", what, str(scratch)]
    command += ["--items", str(options.items), "--open", str(options.open), *more]
    done = subprocess.run(command, cwd=_PROJECT, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _run_bare(scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    """SudachiPy alone on the texts that `build_documents` tokenises."""
    tokenizer = Dictionary(dict="core").tokenizer(SplitMode.A)
    characters, items, seconds, cpu, lengths = 0, 0, 0.0, 0.0, []
    for one in generate(_read_stock(scratch), options.items):
        texts = [*(u.text for u in one.meeting.utterances), *(item.title for item in one.meeting.items)]
        texts += [e.quote for item in one.meeting.items for e in item.outcome.evidence]
        pieces = [text[at : at + _LONGEST] for text in texts for at in range(0, len(text), _LONGEST)]
        begin, begun = time.perf_counter(), time.process_time()
        for piece in pieces:
            [morpheme.normalized_form() for morpheme in tokenizer.tokenize(piece)]
        seconds += time.perf_counter() - begin
        cpu += time.process_time() - begun
        characters += sum(len(text) for text in texts)
        items += len(one.item_ids)
        lengths += [sum(len(u.text) for u in one.meeting.utterances if i.ordinal in u.items) for i in one.meeting.items]
    median = round(make_percentile(lengths, 0.5))
    memory = read_peak_memory()
    return {
        "seconds": seconds,
        "cpu": cpu,
        "items": items,
        "characters": characters,
        "median": median,
        "memory": memory,
    }


def _run_embedded(scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        engine = open_embedded(Path(folder) / "index", built_with=_BUILT_WITH)
        told = _index(engine, scratch, options)
        return {**told, "disk": sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())}


def _run_opensearch(scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    with Cluster(1) as cluster:
        node = cluster.nodes[0]
        told = _index(open_opensearch(Address((node.url,)), built_with=_BUILT_WITH), scratch, options)
        stored = node.ask("GET", "/shingikai-*/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
        assert node.process is not None
        return {**told, "disk": stored, "node": _read_peak(node.process.pid)}


def _index(engine: Engine, scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Until a search has answered. The CPU time is all of this program's, and none of the node's."""
    (processes,) = options.processes
    begin, begun = time.perf_counter(), read_cpu_time()
    with closing(engine):
        with engine.rebuild() as writer:
            for meeting, items in _build_all(scratch, options.items, processes):
                writer.put("meetings", meeting)
                for item in items:
                    writer.put("items", item)
        found = engine.search(EngineRequest(limit=1)).total
        seconds = time.perf_counter() - begin
    cpu = read_cpu_time() - begun
    memory = read_peak_memory() + (processes * read_children_peak_memory() if processes > 1 else 0)
    return {"seconds": seconds, "cpu": cpu, "items": found, "memory": memory}


def _build_all(scratch: Path, items: int, processes: int) -> Iterator[Built]:
    if processes == 1:
        analyzer = Analyzer()
        yield from (build_documents(one, analyzer) for one in generate(_read_stock(scratch), items))
        return
    with ProcessPoolExecutor(processes) as pool:
        parts = [(scratch, items, part, _PARTS * processes) for part in range(_PARTS * processes)]
        waiting = [pool.submit(_build_part, *one) for one in parts[: 2 * processes]]
        for one in [*parts[2 * processes :], *[None] * len(waiting)]:
            yield from waiting.pop(0).result()
            if one is not None:
                waiting.append(pool.submit(_build_part, *one))


def _build_part(scratch: Path, items: int, part: int, parts: int) -> list[Built]:
    global _analyzer  # noqa: PLW0603  one for each process of the pool
    _analyzer = _analyzer or Analyzer()
    return [build_documents(one, _analyzer) for one in generate(_read_stock(scratch), items, part=part, parts=parts)]


_analyzer: Analyzer | None = None


def _run_fill(scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    """An index of many items: some thousands are tokenised, and stand there again and again under other ids."""
    analyzer = Analyzer()
    built = [build_documents(one, analyzer) for one in generate(_read_stock(scratch), min(options.open, 3_000))]
    engine = open_embedded(scratch / "index", built_with=_BUILT_WITH)
    with closing(engine), engine.rebuild() as writer:
        for number, (meeting, item) in enumerate(islice(_repeat(built), options.open)):
            if item is built[0][1][0]:
                writer.put("meetings", {**meeting, "id": f"{meeting['id']}-{number}"})
            writer.put("items", {**item, "id": f"{item['id']}-{number}"})
    return {"disk": sum(path.stat().st_size for path in (scratch / "index").rglob("*") if path.is_file())}


def _repeat(built: Sequence[Built]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    while True:
        yield from ((meeting, item) for meeting, items in built for item in items)


def _run_reopen(scratch: Path, _: argparse.Namespace) -> dict[str, Any]:
    engine = open_embedded(scratch / "index", built_with=_BUILT_WITH)
    opened = measure_seconds(engine.state)
    searched = measure_seconds(lambda: engine.search(EngineRequest(facets=("city", "topic"))))
    return {"open": opened, "search": searched, "items": engine.state().items, "memory": read_peak_memory()}


@cache
def _read_stock(scratch: Path) -> Stock:
    stock: Stock = pickle.loads((scratch / "stock").read_bytes())
    return stock


def _read_peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


_RUNS = {
    "bare": _run_bare,
    "embedded": _run_embedded,
    "opensearch": _run_opensearch,
    "fill": _run_fill,
    "reopen": _run_reopen,
}


if __name__ == "__main__":
    sys.exit(main())
