"""`python -m benchmarks.engines`: the same items in both engines and in a peer's indices, searched in turns.

Top 20 with five multi-select facets and snippets; warm, p50, p99. The peer is OpenSearch as it is commonly used for
Japanese: texts analysed by kuromoji, marked by the unified highlighter, with and without `index_options: offsets`; its
indices are on the same node as ours. Items are generated; beyond `--distinct` they are copies under other ids.

    python -m benchmarks.engines --items 10000
    python -m benchmarks.engines --items 100000
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.documents import build_documents
from app.engine.base import Engine, EngineRequest
from app.engine.embedded import open_engine as open_embedded
from app.engine.mapping import load_mappings
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from app.engine.opensearch.queries import build_search
from app.search.query import parse_query
from app.search.service import SearchService
from app.search.snippets import build_snippets
from app.vocabulary.entries import load_vocabulary
from benchmarks.generated import generate, load_stock
from benchmarks.kuromoji.home import build_kuromoji_home
from benchmarks.kuromoji.peer import KuromojiPeer, make_document
from benchmarks.measure import Table, describe_machine, make_percentile, measure_seconds, run_rounds
from benchmarks.queries import Query, make_queries
from benchmarks.sqlite_peer import make_records
from samples.opensearch.node import Cluster

_LIMIT = 20
_FACETS = ("city", "year", "topic", "outcome", "department")
_WARMING = 3  # rounds: the JVM compiles what it has seen often
_HEAP = "1g"  # as docker-compose.yml gives a node by default

Item = Mapping[str, Any]
Search = Callable[[Query], object]


@dataclass(frozen=True, slots=True)
class _Contestants:
    engines: Mapping[str, Engine]
    peers: Mapping[str, KuromojiPeer]


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000, help="items to index and search (default 10000)")
    parser.add_argument("--distinct", type=int, default=3_000, help="of them of different text (default 3000)")
    parser.add_argument("--queries", type=int, default=300, help="searches (default 300)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked (default 3)")
    options = parser.parse_args(arguments)
    print("\n".join(f"- {line}" for line in describe_machine()), "\n", flush=True)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shingikai-bench-")))
        cluster = stack.enter_context(Cluster(1, home=build_kuromoji_home(), heap=_HEAP))
        _run(scratch, cluster, options)
    return 0


def _run(scratch: Path, cluster: Cluster, options: argparse.Namespace) -> None:
    analyzer, url = Analyzer(), cluster.nodes[0].url
    registered = list(generate(load_stock(scratch / "websites"), min(options.items, options.distinct)))
    distinct = [item for one in registered for item in build_documents(one, analyzer)[1]]
    queries = make_queries([record for one in registered for record in make_records(one)], options.queries)
    built = {"analyzer": analyzer.version}
    contestants = _Contestants(
        {
            "embedded": open_embedded(scratch / "index", built_with=built),
            "OpenSearch": open_opensearch(Address((url,)), built_with=built),
        },
        {
            "peer, default": KuromojiPeer(url, "peer-default", offsets=False),
            "peer, offsets": KuromojiPeer(url, "peer-offsets", offsets=True),
        },
    )
    print(_write(contestants, distinct, options.items).text(), flush=True)
    del registered, distinct
    gc.collect()
    gc.freeze()
    searches = _make_searches(contestants, analyzer)
    print(_race(queries, searches, options.rounds).text(), flush=True)
    print(_explain(cluster, queries, analyzer).text())
    for one in (*contestants.engines.values(), *contestants.peers.values()):
        one.close()


def _write(contestants: _Contestants, distinct: Sequence[Item], count: int) -> Table:
    """All of them, one after another; without the time that our tokens take, which the peer's include."""
    rows = []
    for name, engine in contestants.engines.items():
        begin = time.perf_counter()
        with engine.rebuild() as writer:
            for item in islice(_repeat(distinct), count):
                writer.put("items", item)
        rows.append((name, f"{time.perf_counter() - begin:.1f}"))
    documents = [make_document(item) for item in distinct]
    for name, peer in contestants.peers.items():
        begin = time.perf_counter()
        peer.put(islice(_repeat(documents), count))
        peer.finish()
        rows.append((name, f"{time.perf_counter() - begin:.1f}"))
    return Table(f"Writing {count:,} items; ours are tokenised already", ("what", "seconds"), tuple(rows))


def _repeat(items: Sequence[Item]) -> Iterator[Item]:
    number = 0
    while True:
        yield from ({**item, "id": f"{item['id']}-{number}"} for item in items)
        number += 1


def _make_request(query: Query, clause: Any) -> EngineRequest:
    return EngineRequest(
        query=clause,
        filters={"topic": (query.topic,)} if query.topic else {},
        fixed={"scope": ("item",)},
        facets=_FACETS,
        limit=_LIMIT,
    )


def _make_searches(contestants: _Contestants, analyzer: Analyzer) -> dict[str, Search]:
    searches: dict[str, Search] = {}
    vocabulary, expander = load_vocabulary(), load_expander(analyzer)
    for name, engine in contestants.engines.items():
        service = SearchService(engine, analyzer, vocabulary, expander=expander)
        searches[f"{name}: hits and facets"] = _make_engine_search(engine, analyzer, marked=False)
        searches[f"{name}: with snippets"] = _make_engine_search(engine, analyzer, marked=True)
        searches[f"{name}: the API's answer"] = _make_service_search(service)
    for name, peer in contestants.peers.items():
        searches[f"{name}: with highlights"] = _make_peer_search(peer, analyzer)
    return searches


def _make_engine_search(engine: Engine, analyzer: Analyzer, *, marked: bool) -> Search:
    def search(query: Query) -> object:
        reading = parse_query(query.text, analyzer)
        result = engine.search(_make_request(query, reading.clause))
        return [[one.html for one in build_snippets(hit.source, reading.patterns)] for hit in result.hits if marked]

    return search


def _make_service_search(service: SearchService) -> Search:
    def search(query: Query) -> object:
        params = {"q": [query.text], "limit": [str(_LIMIT)], **({"topic": [query.topic]} if query.topic else {})}
        return service.search_items(params)

    return search


def _make_peer_search(peer: KuromojiPeer, analyzer: Analyzer) -> Search:
    everything = parse_query("", analyzer).clause
    return lambda query: peer.search(query.words, _make_request(query, everything))


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
    return Table(f"Searching, {len(queries)} queries, {rounds} times each", ("what", "p50 ms", "p99 ms"), rows)


def _make_timed(search: Search, query: Query) -> Callable[[], float]:
    return lambda: measure_seconds(lambda: search(query))


def _explain(cluster: Cluster, queries: Sequence[Query], analyzer: Analyzer) -> Table:
    """The parts of a search through OpenSearch, means."""
    mapping = load_mappings().kinds["items"]
    took, size, asked = 0.0, 0, 0.0
    for query in queries:
        body = build_search(_make_request(query, parse_query(query.text, analyzer).clause), mapping)
        begin = time.perf_counter()
        answer = cluster.nodes[0].ask("POST", "/shingikai-items/_search", body)
        asked += time.perf_counter() - begin
        took += answer["took"]
        size += len(json.dumps(answer, ensure_ascii=False).encode())
    count = len(queries)
    rows = (
        ("the cluster's own (took)", f"{took / count:.1f} ms"),
        ("the whole, with Python's own HTTP client and JSON", f"{1000 * asked / count:.1f} ms"),
        ("bytes of an answer", f"{size / count / 1000:.0f} kB"),
    )
    return Table("Where the time goes", ("part", "mean"), rows)


if __name__ == "__main__":
    sys.exit(main())
