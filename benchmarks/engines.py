"""`python -m benchmarks.engines`: the same items in the embedded engine and in an OpenSearch node, searched in turns.

Top 20 with five multi-select facets (what the engine gives), and the API's whole answer with snippets; warm, p50, p99.
Where the time goes on the way through OpenSearch: the cluster's own `took`, the answer's bytes, and the rest.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.analyze.sudachi import Analyzer
from app.analyze.synonyms import load_synonyms
from app.documents import build_documents
from app.engine.base import Engine, EngineRequest
from app.engine.embedded import open_engine as open_embedded
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from app.search.facets import FACET_FIELDS
from app.search.query import parse_query
from app.search.service import SearchService
from app.vocabulary.entries import load_vocabulary
from benchmarks.corpus import SAMPLES, build_samples, load_papers, make_copies
from benchmarks.measure import Table, describe_machine, make_percentile, measure_seconds, run_rounds
from benchmarks.queries import Query, make_queries
from benchmarks.sqlite_peer import make_records
from samples.opensearch.node import Cluster

_LIMIT = 20
_FACETS = (*FACET_FIELDS, "department")
_WARMING = 3  # rounds: the JVM compiles what it has seen often

Search = Callable[[Query], object]


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000, help="items to index and search (default 10000)")
    parser.add_argument("--queries", type=int, default=300, help="searches (default 300)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked (default 3)")
    options = parser.parse_args(arguments)
    print("\n".join(f"- {line}" for line in describe_machine()), "\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="shingikai-bench-") as folder, Cluster(1) as cluster:
        _run(Path(folder), cluster, options)
    return 0


def _run(scratch: Path, cluster: Cluster, options: argparse.Namespace) -> None:
    vocabulary, analyzer = load_vocabulary(), Analyzer()
    papers = load_papers(SAMPLES, build_samples(scratch / "websites"), vocabulary, most=100)
    registered = make_copies([paper.meeting for paper in papers], documents=options.items)
    built = {"analyzer": analyzer.version}
    engines: dict[str, Engine] = {
        "embedded": open_embedded(scratch / "index", built_with=built),
        "OpenSearch": open_opensearch(Address((cluster.nodes[0].url,)), built_with=built),
    }
    rows = []
    with _writing(engines) as write:
        for one in registered:
            write(build_documents(one, analyzer))
        rows = [(name, f"{seconds:.1f}") for name, seconds in write.finish().items()]
    print(Table(f"Writing {options.items:,} items, without tokenising", ("engine", "seconds"), tuple(rows)).text())
    queries = make_queries([record for one in registered for record in make_records(one)], options.queries)
    del registered, papers
    gc.collect()
    gc.freeze()
    searches: dict[str, Search] = {}
    for name, engine in engines.items():
        service = SearchService(engine, analyzer, vocabulary, synonyms=load_synonyms(analyzer))
        searches[f"{name}: query and engine"] = _make_engine_search(engine, analyzer)
        searches[f"{name}: the API's answer"] = _make_service_search(service)
    print(_race(queries, searches, options.rounds).text())
    print(_explain(cluster, engines["OpenSearch"], queries, analyzer).text())
    for engine in engines.values():
        engine.close()


class _writing:  # noqa: N801  used as a function
    """Writes each meeting into every engine; `finish` commits, and tells the seconds of each."""

    def __init__(self, engines: dict[str, Engine]) -> None:
        self._contexts = {name: engine.rebuild() for name, engine in engines.items()}
        self._seconds = dict.fromkeys(engines, 0.0)

    def __enter__(self) -> _writing:
        self._writers = {name: context.__enter__() for name, context in self._contexts.items()}
        return self

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, documents: tuple[dict, list[dict]]) -> None:  # type: ignore[type-arg]
        meeting, items = documents
        for name, writer in self._writers.items():
            begin = time.perf_counter()
            writer.put("meetings", meeting)
            for item in items:
                writer.put("items", item)
            self._seconds[name] += time.perf_counter() - begin

    def finish(self) -> dict[str, float]:
        for name, context in self._contexts.items():
            self._seconds[name] += measure_seconds(lambda one=context: one.__exit__(None, None, None))  # type: ignore[misc]
        return self._seconds


def _make_request(query: Query, analyzer: Analyzer) -> EngineRequest:
    return EngineRequest(
        query=parse_query(query.text, analyzer).clause,
        filters={"topic": (query.topic,)} if query.topic else {},
        fixed={"scope": ("item",)},
        facets=_FACETS,
        limit=_LIMIT,
    )


def _make_engine_search(engine: Engine, analyzer: Analyzer) -> Search:
    return lambda query: engine.search(_make_request(query, analyzer))


def _make_service_search(service: SearchService) -> Search:
    def search(query: Query) -> object:
        params = {"q": [query.text], "limit": [str(_LIMIT)], **({"topic": [query.topic]} if query.topic else {})}
        return service.search_items(params)

    return search


def _race(queries: Sequence[Query], searches: dict[str, Search], rounds: int) -> Table:
    times: dict[str, list[float]] = {name: [] for name in searches}
    for _ in range(_WARMING):
        for query in queries:
            for search in searches.values():
                search(query)
    for query in queries:
        timed = {name: _make_timed(search, query) for name, search in searches.items()}
        for name, seconds in run_rounds(timed, rounds).items():
            times[name] += [1000 * value for value in seconds]
    rows = tuple(
        (name, f"{make_percentile(values, 0.5):.2f}", f"{make_percentile(values, 0.99):.2f}")
        for name, values in times.items()
    )
    return Table(f"Searching, {len(queries)} queries", ("what", "p50 ms", "p99 ms"), rows)


def _make_timed(search: Search, query: Query) -> Callable[[], float]:
    return lambda: measure_seconds(lambda: search(query))


def _explain(cluster: Cluster, engine: Engine, queries: Sequence[Query], analyzer: Analyzer) -> Table:
    """The parts of a search through OpenSearch, means."""
    from app.engine.mapping import load_mappings
    from app.engine.opensearch.queries import build_search

    mapping = load_mappings().kinds["items"]
    took, size, parsing = 0.0, 0, 0.0
    for query in queries:
        body = build_search(_make_request(query, analyzer), mapping)
        answer = cluster.nodes[0].ask("POST", "/shingikai-items/_search", body)
        text = json.dumps(answer, ensure_ascii=False)
        took += answer["took"]
        size += len(text.encode())
        parsing += measure_seconds(lambda text=text: json.loads(text))  # type: ignore[misc]
    count = len(queries)
    rows = (
        ("the cluster's own (took)", f"{took / count:.1f} ms"),
        ("bytes of an answer", f"{size / count / 1000:.0f} kB"),
        ("parsing them in Python", f"{1000 * parsing / count:.1f} ms"),
    )
    return Table("Where the time goes", ("part", "mean"), rows)


if __name__ == "__main__":
    sys.exit(main())
