"""How long a search takes, 20 hits and four facets, against SQLite FTS5 (trigram) with GROUP BY counts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.engine.base import Engine, EngineRequest
from app.engine.embedded import open_engine
from app.search.query import parse_query
from app.search.service import SearchService
from app.vocabulary.entries import Vocabulary
from benchmarks.measure import Table, make_percentile, measure_seconds, run_rounds
from benchmarks.queries import Query
from benchmarks.sqlite_peer import SqlitePeer

_FACETS = ("city", "year", "topic", "outcome")  # those that the SQLite peer counts
_LIMIT = 20
_ENGINE, _SERVICE, _PEER = "shingikai: query and engine", "shingikai: the API's answer", "SQLite FTS5 (trigram)"
_NOTES = (
    "The API's answer has synonyms, highlighted snippets and labels beside what the engine gives; SQLite gives ids, "
    "titles and texts. A word of two characters has no trigram: SQLite reads every row for it (LIKE), and ranks "
    "nothing.",
)

Search = Callable[[Query], int]  # → how many were found in all


def measure_searching(
    queries: Sequence[Query], scratch: Path, analyzer: Analyzer, vocabulary: Vocabulary, *, rounds: int
) -> Table:
    """p50 and p99 in milliseconds over all queries and rounds, warm; in what `measure_indexing` left at `scratch`."""
    gc.collect()
    gc.freeze()  # what earlier parts left: a service has no such heap, and its collector none to look through
    engine = open_engine(scratch / "index", built_with={"analyzer": analyzer.version})
    with closing(engine), closing(SqlitePeer(scratch / "peer.sqlite")) as peer:
        searches: dict[str, Search] = {
            _ENGINE: lambda query: _ask_engine(query, engine, analyzer),
            _SERVICE: _make_service_search(
                SearchService(engine, analyzer, vocabulary, expander=load_expander(analyzer))
            ),
            _PEER: lambda query: peer.search(query.words, query.topic, _LIMIT).total,
        }
        rows: list[tuple[str, ...]] = []
        for short, what in ((False, "words of 3 and more characters"), (True, "words of 2 characters")):
            own = [query for query in queries if query.short == short]
            rows += [(f"{what} ({len(own)} queries)", *cells) for cells in _race(own, searches, rounds)]
    heads = ("queries", "what", "p50 ms", "p99 ms", "p50 against SQLite", "found in all")
    return Table("Searching", heads, tuple(rows), _NOTES)


def _race(queries: Sequence[Query], searches: dict[str, Search], rounds: int) -> list[tuple[str, ...]]:
    if not queries:
        return []
    times: dict[str, list[float]] = {name: [] for name in searches}
    found = {name: sum(search(query) for query in queries) for name, search in searches.items()}  # and all is warm
    for query in queries:
        timed = {name: _make_timed(search, query) for name, search in searches.items()}
        for name, seconds in run_rounds(timed, rounds).items():
            times[name] += [1000 * value for value in seconds]
    base = make_percentile(times[_PEER], 0.5)
    rows: list[tuple[str, ...]] = []
    for name, values in times.items():
        middle = make_percentile(values, 0.5)
        ratio = "–" if name == _PEER else f"{base / middle:.2f} ×"
        rows.append((name, f"{middle:.2f}", f"{make_percentile(values, 0.99):.2f}", ratio, f"{found[name]:,}"))
    return rows


def _make_timed(search: Search, query: Query) -> Callable[[], float]:
    return lambda: measure_seconds(lambda: search(query))


def _ask_engine(query: Query, engine: Engine, analyzer: Analyzer) -> int:
    return engine.search(
        EngineRequest(
            query=parse_query(query.text, analyzer).clause,
            filters={"topic": (query.topic,)} if query.topic else {},
            fixed={"scope": ("item",)},
            facets=_FACETS,
            limit=_LIMIT,
        )
    ).total


def _make_service_search(service: SearchService) -> Search:
    def search(query: Query) -> int:
        params = {"q": [query.text], "limit": [str(_LIMIT)], **({"topic": [query.topic]} if query.topic else {})}
        return int(service.search_items(params)["total"])

    return search
