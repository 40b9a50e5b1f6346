"""Generations as a reader sees them: found by the aliases, checked against what this program was built with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.mapping import KINDS, IndexMappings
from app.engine.opensearch.client import AbsentError, Client
from app.engine.opensearch.names import Names
from app.engine.opensearch.queries import check_complete
from app.errors import EngineError, IndexDamagedError, IndexMissingError, IndexOutdatedError

SEALED = "sealed"
# Of our own fields in `_meta`, and of how a document is stored; counted up by hand.
FORMAT = "1"
Request = Callable[..., Any]

_REBUILD = "run `shingikai ingest --rebuild`"
_IDS_AT_ONCE = 10_000  # as many as index.max_result_window allows
_SOURCES_AT_ONCE = 100  # a meeting with all its talk is some 100 kB


@dataclass(frozen=True, slots=True)
class View:
    """A generation that may answer: `counts` are the documents of each kind when it was sealed, `shards` those of the
    items."""

    generation: str
    shards: int
    counts: Mapping[str, int]
    built_with: Mapping[str, str]


class ViewReader:
    """Looks generations up; keeps nothing."""

    def __init__(self, client: Client, names: Names, mappings: IndexMappings, built_with: Mapping[str, str]) -> None:
        self._client = client
        self._names = names
        self._mappings = mappings
        self._built_with = built_with

    def read_present(self) -> View:
        """What the aliases name. IndexMissingError, IndexOutdatedError or IndexDamagedError if that cannot answer."""
        found = self._read_metas(self._names.all_aliases)
        if not found:
            raise IndexMissingError(f"nothing was indexed yet as {self._names.prefix}-*; run `shingikai ingest`")
        generations = {self._names.generation_of(index) for index in found}
        if len(found) != len(KINDS) or len(generations) != 1:
            raise IndexDamagedError(f"the aliases name {', '.join(sorted(found))}: not one generation; {_REBUILD}")
        return self._make_view(str(generations.pop()), found)

    def read(self, generation: str) -> View:
        """A generation by its id; EngineError if it is not there, or cannot answer."""
        found = self._read_metas(self._names.indices(generation))
        if len(found) != len(KINDS):
            raise IndexMissingError(f"there is no generation {generation}")
        return self._make_view(generation, found)

    def check_counts(self, view: View) -> None:
        """Ask every part of every index for its number of documents. IndexDamagedError if documents are missing,
        EngineUnavailableError if a part does not answer."""
        body = {
            "size": 0,
            "track_total_hits": True,
            "aggs": {"indices": {"terms": {"field": "_index", "size": len(KINDS)}}},
        }
        path = f"/{self._names.indices(view.generation)}/_search"
        try:
            answer = self._client.ask("POST", path, body, allow_partial_search_results="false")
        except AbsentError as error:
            raise IndexMissingError(f"generation {view.generation} was deleted; ask again") from error
        check_complete(answer)
        found = {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["indices"]["buckets"]}
        for kind, expected in view.counts.items():
            index = self._names.index(kind, view.generation)
            if found.get(index, 0) != expected:
                raise IndexDamagedError(
                    f"{index} has {found.get(index, 0)} documents instead of {expected}; {_REBUILD}"
                )

    def _read_metas(self, path: str) -> dict[str, Mapping[str, Any]]:
        """Index → its `_meta`."""
        answer = self._client.ask("GET", f"/{path}/_mapping", ignore_unavailable="true", allow_no_indices="true")
        return {index: told["mappings"].get("_meta", {}) for index, told in answer.items()}

    def _make_view(self, generation: str, metas: Mapping[str, Mapping[str, Any]]) -> View:
        counts: dict[str, int] = {}
        for kind in KINDS:
            meta = metas.get(self._names.index(kind, generation), {})
            if (meta.get("state"), meta.get("generation")) != (SEALED, generation):
                raise IndexDamagedError(f"generation {generation} was never finished; {_REBUILD}")
            if difference := self._find_difference(meta):
                raise IndexOutdatedError(f"the index is outdated: {difference}; {_REBUILD}")
            counts[kind] = int(meta["count"])
        items = metas[self._names.index("items", generation)]
        return View(generation, int(items["shards"]), counts, dict(items["built_with"]))

    def _find_difference(self, meta: Mapping[str, Any]) -> str | None:
        if meta.get("format") != FORMAT:
            return f"it was written in format {meta.get('format')}, this program reads {FORMAT}"
        if meta.get("mapping_version") != self._mappings.version:
            return f"its fields are version {meta.get('mapping_version')}, this program's are {self._mappings.version}"
        before = meta.get("built_with", {})
        for name in sorted({*before, *self._built_with}):
            if before.get(name) != self._built_with.get(name):
                return f"it was built with {name} {before.get(name)!r}, this program has {self._built_with.get(name)!r}"
        return None


def iterate_ids(request: Request, index: str) -> Iterator[str]:
    """All ids of an index, by code points. `request` is the client's `ask` or `tell`: with how much patience."""
    return (str(hit["_id"]) for hit in _iterate_hits(request, index, _IDS_AT_ONCE, {"_source": False}))


def iterate_sources(request: Request, index: str) -> Iterator[Mapping[str, Any]]:
    """The stored `source` of all documents of an index, by id, a page at a time."""
    return (hit["_source"]["source"] for hit in _iterate_hits(request, index, _SOURCES_AT_ONCE, {}))


def _iterate_hits(request: Request, index: str, size: int, also: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    body: dict[str, Any] = {"size": size, "sort": [{"id": "asc"}], **also}
    while True:
        try:
            answer = request("POST", f"/{index}/_search", body, allow_partial_search_results="false")
        except AbsentError as error:
            raise EngineError("the index was replaced twice while it was read; start again") from error
        check_complete(answer)
        hits = answer["hits"]["hits"]
        yield from hits
        if len(hits) < size:
            return
        body["search_after"] = [hits[-1]["_id"]]
