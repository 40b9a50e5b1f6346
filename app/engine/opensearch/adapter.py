"""The adapter: questions go to the aliases in one round trip, changes into a new generation that is swapped in.

A search asks the alias and looks at the index that answered; only where that is another generation than the last one is
anything more asked. Each answer is of one generation, since a search takes its index once. Any number of processes may
read; one may write.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from app.engine.base import EngineRequest, EngineResult, EngineState, GenerationInfo, Writer
from app.engine.mapping import KINDS, IndexMappings, load_mappings
from app.engine.opensearch.client import PATIENCE, AbsentError, Address, Client
from app.engine.opensearch.generations import Generations
from app.engine.opensearch.lock import WriterLock
from app.engine.opensearch.names import Names, is_generation
from app.engine.opensearch.queries import build_search, check_complete, parse_facets, parse_hits
from app.engine.opensearch.reading import View, ViewReader, iterate_ids, iterate_sources
from app.engine.opensearch.writer import ClusterWriter
from app.errors import (
    CursorExpiredError,
    EngineError,
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    UsageError,
)

_log = logging.getLogger(__name__)

_NAME = "opensearch"
# How long a generation's name is taken for the present one without asking (seconds): it says only which names of cities
# are shown; a search sees a swap at once.
_FRESH = 1.0
# A generation may be swapped while a question is under way; so often in a row it is not.
_SWAPS = 5


def open_engine(
    address: Address,
    *,
    built_with: Mapping[str, str],
    prefix: str = "shingikai",
    size: str = "small",
    deadline: float = 10.0,
    patience: float = PATIENCE,
    mappings: IndexMappings | None = None,
) -> OpenSearchEngine:
    """The engine on a cluster. Opening asks nothing and does not fail for a cluster that is away; ask `state()`.

    `prefix` begins its indices' names, `size` chooses their settings (`index_mappings/sizes.json`); `deadline`
    (seconds) ends every question, `patience` every step of a change.
    """
    client = Client(address, deadline=deadline, patience=patience)
    return OpenSearchEngine(client, Names(prefix), mappings or load_mappings(), dict(built_with), size)


class OpenSearchEngine:
    """The contract of `app.engine.base.Engine`; safe to use from several threads and beside other processes."""

    def __init__(
        self, client: Client, names: Names, mappings: IndexMappings, built_with: Mapping[str, str], size: str
    ) -> None:
        self._client = client
        self._names = names
        self._mappings = mappings
        self._built_with = built_with
        self._generations = Generations(client, names, size)
        self._views = ViewReader(client, names, mappings, built_with)
        self._current: View | None = None
        self._seen = (0.0, "")  # when a generation was last known to be the present one, and which

    def search(self, request: EngineRequest) -> EngineResult:
        """Hits, total and facets of one generation, as the contract says."""
        body = build_search(request, self._mappings.kinds["items"])
        if request.generation is None:
            result: EngineResult = self._ask_present(lambda view: self._search_alias(request, body, view))
            return result
        view = self._find_view(request.generation)
        try:
            answer = self._search(self._names.index("items", view.generation), body, view)
        except AbsentError as error:
            raise _make_expired() from error
        return _make_result(request, answer, view.generation)

    def get(self, kind: str, document_id: str) -> Mapping[str, Any] | None:
        """The stored `source` of one document."""
        alias = self._alias(kind)

        def ask(view: View) -> tuple[str, Mapping[str, Any] | None]:
            try:
                found = self._client.ask("GET", f"/{alias}/_doc/{quote(document_id, safe='')}")
            except AbsentError as error:
                if "_index" not in error.answer:  # not the document: the alias
                    return self._read_present(), None
                found = error.answer
            source = found["_source"]["source"] if found.get("found") else None
            return self._names.generation_of(found["_index"]) or "", source

        return self._ask_present(ask) if document_id else None

    def list_ids(self, kind: str) -> tuple[str, ...]:
        """All ids of a kind, sorted by code points."""
        self._alias(kind)
        view = self._resolve()
        return tuple(iterate_ids(self._client.ask, self._names.index(kind, view.generation)))

    def iterate(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """The stored `source` of all documents of a kind, by id; all from the generation of the call."""
        self._alias(kind)
        view = self._resolve()
        return iterate_sources(self._client.ask, self._names.index(kind, view.generation))

    def generation(self) -> str | None:
        """The present generation, as of a second ago at most; EngineUnavailableError if the cluster is away."""
        seen, generation = self._seen
        if time.monotonic() - seen < _FRESH:
            return generation
        try:
            return self._resolve().generation
        except (IndexMissingError, IndexOutdatedError, IndexDamagedError):
            return None

    @contextmanager
    def update(self) -> Iterator[Writer]:
        """Changes to the current generation; EngineError at once if another writer is at work."""
        with self._lock() as lock:
            try:
                parent: str | None = self._resolve().generation
            except IndexMissingError:
                parent = None
            with self._write(parent) as writer:
                yield writer
                if parent is None or writer.has_changed():
                    writer.publish(lock, keep=parent)

    @contextmanager
    def rebuild(self) -> Iterator[Writer]:
        """A new generation, empty at first; the one that served is kept beside it."""
        with self._lock() as lock, self._write(None) as writer:
            yield writer
            present = [one.id for one in self._generations.list_all() if one.aliased]
            if len(present) > 1:
                raise IndexDamagedError(f"several generations are in force: {', '.join(present)}; delete all but one")
            writer.publish(lock, keep=present[0] if present else None)

    def list_generations(self) -> tuple[GenerationInfo, ...]:
        """All finished generations, newest first."""
        return tuple(one.info for one in self._generations.list_all(patient=False) if one.sealed)

    def roll_back(self) -> str:
        """Put the generation before the present one in force → its id."""
        with self._lock() as lock:
            there = self.list_generations()
            present = next((one.id for one in there if one.current), None)
            older = [one.id for one in there if not one.current]
            if present is None or not older:
                raise EngineError("there is no other generation to go back to")
            lock.check()
            self._generations.put_in_force(older[0], present)
            return older[0]

    def prune(self) -> tuple[str, ...]:
        """Delete all generations but the present one, unfinished ones too → their ids."""
        with self._lock():
            others = [one.id for one in self._generations.list_all() if not one.aliased]
            self._generations.delete(others)
            return tuple(others)

    def state(self) -> EngineState:
        """Asks every part of the index; never raises an EngineError, but gives it as the reason."""
        try:
            view = self._resolve()
            self._views.check_counts(view)
        except EngineError as error:
            away = isinstance(error, EngineUnavailableError)
            return EngineState(False, _NAME, None, self._mappings.version, 0, 0, reason=str(error), unavailable=away)
        return EngineState(
            ready=True,
            engine=_NAME,
            generation=view.generation,
            mapping_version=self._mappings.version,
            items=view.counts["items"],
            meetings=view.counts["meetings"],
            built_with=view.built_with,
        )

    def close(self) -> None:
        self._client.close()

    @contextmanager
    def _write(self, parent: str | None) -> Iterator[ClusterWriter]:
        writer = ClusterWriter(self._client, self._names, self._generations, self._mappings, self._built_with, parent)
        try:
            yield writer
        finally:
            try:
                writer.close()
            except EngineError as error:  # must not hide why it ended; the next writer clears it away
                _log.warning("what was being built cannot be deleted now: %s", error)

    def _lock(self) -> WriterLock:
        return WriterLock(self._client, self._names.lock)

    def _alias(self, kind: str) -> str:
        if kind not in KINDS:
            raise UsageError("kind", f"there is no kind of document {kind!r}; there are: {', '.join(KINDS)}")
        return self._names.alias(kind)

    def _search(self, index: str, body: Mapping[str, Any], view: View) -> Mapping[str, Any]:
        # several shards first tell one another how frequent words are (2 ms), or the same item would score otherwise
        params = {"search_type": "dfs_query_then_fetch"} if view.shards > 1 else {}
        answer: Mapping[str, Any] = self._client.ask(
            "POST", f"/{index}/_search", body, allow_partial_search_results="false", **params
        )
        check_complete(answer)
        return answer

    def _search_alias(
        self, request: EngineRequest, body: Mapping[str, Any], view: View
    ) -> tuple[str, EngineResult | None]:
        """→ (the generation that answered, the answer). Without a hit that tells, it is asked for afterwards."""
        try:
            answer = self._search(self._names.alias("items"), body, view)
        except AbsentError:  # deleted meanwhile, or nothing was indexed yet
            return self._read_present(), None
        hits = answer["hits"]["hits"]
        generation = self._names.generation_of(hits[0]["_index"]) if hits else self._read_present()
        return generation or "", _make_result(request, answer, generation or view.generation)

    def _ask_present(self, ask: Callable[[View], tuple[str, Any]]) -> Any:
        """The answer of the generation in force, whose fitness was checked; asked again if it was swapped meanwhile."""
        view = self._current or self._resolve()
        for _ in range(_SWAPS):
            generation, answer = ask(view)
            if generation == view.generation:
                self._seen = (time.monotonic(), generation)
                return answer
            view = self._resolve()
        raise EngineUnavailableError("the index is being replaced again and again; try again in a few seconds")

    def _read_present(self) -> str:
        """The generation in force, by its alias only; "" if there is none."""
        return self._resolve().generation

    def _resolve(self) -> View:
        """The view in force, looked up and checked anew."""
        try:
            view = self._views.read_present()
        except EngineError:
            self._current = None
            raise
        if self._current is None or self._current.generation != view.generation:
            _log.info("generation %s serves", view.generation)
        self._current = view
        self._seen = (time.monotonic(), view.generation)
        return view

    def _find_view(self, generation: str) -> View:
        """The view of the generation that a cursor names."""
        current = self._current
        if current is not None and current.generation == generation:
            return current
        if not is_generation(generation):
            raise _make_expired()
        try:
            return self._views.read(generation)
        except EngineUnavailableError:
            raise
        except EngineError as error:
            raise _make_expired() from error


def _make_result(request: EngineRequest, answer: Mapping[str, Any], generation: str) -> EngineResult:
    hits, more = parse_hits(request, answer)
    total = int(answer["hits"]["total"]["value"])
    return EngineResult(total, hits, parse_facets(request, answer), generation, more)


def _make_expired() -> CursorExpiredError:
    return CursorExpiredError("the index has changed since this page was made; search again")
