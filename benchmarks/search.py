"""`python -m benchmarks.search`: how long searches take on 10,000 to 300,000 items, beside SQLite in the same run.

Items are generated (`benchmarks/generated.py`), all of different text. An index and a database are built once for each
size in `--folder` and used again. All is warm; the contestants are asked one after another, question by question. CPU
time stands beside the wall's, since it is less touched by who else is on the machine; ratios are those of CPU time.

    python -m benchmarks.search --folder /tmp/search --items 10000
    python -m benchmarks.search --folder /tmp/search --items 100000 300000
    python -m benchmarks.search --folder /tmp/search --items 100000 --profile     where the time goes
"""

from __future__ import annotations

import argparse
import cProfile
import pickle
import pstats
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analysis, Analyzer
from app.cli.serving import keep_loaded
from app.documents import build_documents
from app.engine.base import Engine
from app.engine.embedded import open_engine
from app.search.service import SearchService
from app.vocabulary.entries import load_vocabulary
from benchmarks.generated import Stock, generate, load_stock
from benchmarks.measure import Table, describe_machine, make_percentile
from benchmarks.queries import Query, make_queries
from benchmarks.sqlite_peer import LikePeer, Record, SqlitePeer, build_database, make_records

_SEED = 20180202
_LIMIT = 20
_SAMPLE = 3_000  # items that questions are taken from: they are in every size
_SLOW = 8  # questions that a whole scan of the database is asked: it takes seconds
_SHARES = (0.5, 0.99)
_OURS = "shingikai"
_SHOWN = 25  # functions of a profile

Ask = Callable[[Query], object]


@dataclass(frozen=True, slots=True)
class Questions:
    """`long`: words that SQLite's trigrams know, `short`: words of two characters; quotes, and what is typed so far."""

    long: tuple[Query, ...]
    short: tuple[Query, ...]
    quotes: tuple[str, ...]
    typed: tuple[str, ...]


class _Remembering(Analyzer):
    """Passages come again in other items; only what was cut is new."""

    def __init__(self) -> None:
        super().__init__()
        self._remember = lru_cache(maxsize=50_000)(super().analyze)

    def analyze(self, text: str) -> Analysis:
        return self._remember(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="where indexes are kept from run to run")
    parser.add_argument("--items", nargs="+", type=int, default=[10_000])
    parser.add_argument("--queries", type=int, default=120, help="searches by words (default 120)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked (default 3)")
    parser.add_argument("--samples-only", action="store_true", help="leave real minutes out even if they are there")
    parser.add_argument("--profile", action="store_true", help="tell where the time goes instead")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    print("\n".join(f"- {line}" for line in describe_machine()), "\n", flush=True)
    _load(folder, samples_only=options.samples_only)
    questions = load_questions(folder, options.queries)
    for items in options.items:
        _build(folder, items)
        if options.profile:
            _profile(folder, items, questions)
        else:
            print(_measure(folder, items, questions, options.rounds).text(), flush=True)
    return 0


def _load(folder: Path, *, samples_only: bool) -> Stock:
    kept = folder / "stock"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(load_stock(folder / "websites", samples_only=samples_only)))
    stock: Stock = pickle.loads(kept.read_bytes())
    return stock


def load_questions(folder: Path, count: int = 120) -> Questions:
    """Of the items in a folder that was built into, the same each time."""
    stock: Stock = pickle.loads((folder / "stock").read_bytes())
    records = [record for one in generate(stock, _SAMPLE) for record in make_records(one)]
    queries = make_queries(records, count)
    dice = random.Random(_SEED)
    typed = [query.words[0][: dice.choice((1, 2))] for query in queries]
    return Questions(
        long=tuple(query for query in queries if not query.short),
        short=tuple(query for query in queries if query.short),
        quotes=tuple(_cut(dice.choice(records), dice) for _ in range(count // 2)),
        typed=tuple(dict.fromkeys(typed)),
    )


def _cut(record: Record, dice: random.Random) -> str:
    """4 to 20 characters of a line of the talk."""
    lines = [line for line in record.talk.split("\n") if len(line) >= 20 and '"' not in line]
    line = dice.choice(lines or [record.talk])
    length = dice.randint(4, 20)
    start = dice.randrange(max(1, len(line) - length))
    return line[start : start + length].strip()


def _build(folder: Path, items: int) -> None:
    """The index and the database, each in a process of its own."""
    begin = time.perf_counter()
    works = (_build_index, _build_peer)
    with ProcessPoolExecutor(len(works)) as pool:
        made = [one.result() for one in [pool.submit(work, folder, items) for work in works]]
    if any(made):
        print(f"built {items:,} items in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


def _build_index(folder: Path, items: int) -> bool:
    stock: Stock = pickle.loads((folder / "stock").read_bytes())
    analyzer = _Remembering()
    engine = open_engine(folder / f"index-{items}", built_with={"analyzer": analyzer.version})
    if engine.state().ready:
        return False
    with engine.rebuild() as writer:
        for one in generate(stock, items):
            meeting, documents = build_documents(one, analyzer)
            writer.put("meetings", {**meeting, "source": {"id": meeting["id"]}})  # never shown here
            for document in documents:
                writer.put("items", document)
    return True


def _build_peer(folder: Path, items: int) -> bool:
    stock: Stock = pickle.loads((folder / "stock").read_bytes())
    path = folder / f"peer-{items}.sqlite"
    if path.exists():
        return False
    building = path.with_suffix(".building")
    building.unlink(missing_ok=True)
    build_database(building, _iterate_records(stock, items))
    building.rename(path)
    return True


def _iterate_records(stock: Stock, items: int) -> Iterator[Record]:
    return (record for one in generate(stock, items) for record in make_records(one))


def _open(folder: Path, items: int) -> tuple[Engine, SearchService]:
    analyzer = Analyzer()
    engine = open_engine(folder / f"index-{items}", built_with={"analyzer": analyzer.version})
    engine.state()  # opens it
    return engine, SearchService(engine, analyzer, load_vocabulary(), expander=load_expander(analyzer))


def _measure(folder: Path, items: int, questions: Questions, rounds: int) -> Table:
    engine, service = _open(folder, items)
    keep_loaded()
    trigrams = SqlitePeer(folder / f"peer-{items}.sqlite")
    scan = LikePeer(folder / f"peer-{items}.sqlite")

    def ours(query: Query) -> object:
        params = {"q": [query.text], "limit": [str(_LIMIT)], **({"topic": [query.topic]} if query.topic else {})}
        return service.search_items(params)

    def theirs(query: Query) -> object:
        return trigrams.search(query.words, query.topic, _LIMIT)

    def like(query: Query) -> object:
        return scan.search(query.words, query.topic, _LIMIT)

    quotes = [Query((quote,), None, False) for quote in questions.quotes]
    typed = [Query((text,), None, False) for text in questions.typed]

    def quoted(query: Query) -> object:
        return service.search_items({"q": [f'"{query.text}"'], "limit": [str(_LIMIT)]})

    rows: list[tuple[str, ...]] = []
    for what, asked, contestants, times in (
        ("words of 3 and more characters", questions.long, {"FTS5": theirs}, rounds),
        ("words of 2 characters", questions.short, {}, rounds),
        ("the same, some of them", questions.short[:_SLOW], {"FTS5": theirs, "LIKE": like}, 1),
        ("words of 3 and more, some of them", questions.long[:_SLOW], {"LIKE": like}, 1),
    ):
        rows += _race(what, asked, {_OURS: ours, **contestants}, times)
    rows += _race("exact quotes", quotes, {_OURS: quoted, "FTS5": theirs}, rounds)
    rows += _race("suggestions", typed, {_OURS: lambda query: service.suggest(query.text)}, rounds)
    engine.close()
    trigrams.close()
    scan.close()
    heads = (
        "questions",
        "what",
        "asked",
        "p50 ms",
        "p99 ms",
        "p50 CPU ms",
        "p99 CPU ms",
        "of ours, p50",
        "of ours, p99",
    )
    return Table(f"Searching {items:,} items, top {_LIMIT}, all facets and snippets", heads, tuple(rows))


def _race(what: str, asked: Sequence[Query], contestants: Mapping[str, Ask], rounds: int) -> list[tuple[str, ...]]:
    """Each question to each contestant in turn; the first round of those that are quick warms up and is not counted.

    The CPU's time is that of this whole program: all contestants work in it."""
    walls: dict[str, list[float]] = {name: [] for name in contestants}
    cpus: dict[str, list[float]] = {name: [] for name in contestants}
    warm = rounds > 1
    for number in range(rounds + warm):
        for query in asked:
            for name, ask in contestants.items():
                begin, begun = time.perf_counter(), time.process_time()
                ask(query)
                if number or not warm:
                    cpus[name].append(time.process_time() - begun)
                    walls[name].append(time.perf_counter() - begin)
    rows = []
    for name in contestants if asked else ():
        wall, cpu = ([make_percentile(times[name], share) for share in _SHARES] for times in (walls, cpus))
        own = [make_percentile(cpus[_OURS], share) for share in _SHARES]
        ratios = ("–" if name == _OURS else f"{one / base:.1f} ×" for one, base in zip(cpu, own, strict=True))
        told = (f"{1_000 * value:,.1f}" for value in (*wall, *cpu))
        rows.append((what, name, f"{len(walls[name]):,}", *told, *ratios))
    return rows


def _profile(folder: Path, items: int, questions: Questions) -> None:
    """The service's own time, function by function."""
    engine, service = _open(folder, items)
    asked = list(islice((q for pair in zip(questions.long, questions.short, strict=False) for q in pair), 100))
    for query in asked:
        service.search_items({"q": [query.text]})
    with cProfile.Profile() as profile:
        for query in asked:
            service.search_items({"q": [query.text]})
    pstats.Stats(profile).sort_stats("tottime").print_stats(_SHOWN)
    engine.close()


if __name__ == "__main__":
    sys.exit(main())
