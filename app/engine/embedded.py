"""The engine in this process: tantivy indexes in generations on the local disk.

Every change, however small, makes a generation of its own (a copy of the one before, changed, or an empty one) that is
put in force by one rename. So all kinds change as one, a failed or interrupted writer leaves nothing behind, and a
reader keeps what it has opened. For a larger or a busier installation there is OpenSearch.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.engine.base import EngineHit, EngineRequest, EngineResult, EngineState, GenerationInfo, Sort, SortKey, Writer
from app.engine.generation import GenerationStore
from app.engine.generation_writer import GenerationWriter, translated_writing
from app.engine.manifest import Manifest, read_manifest
from app.engine.mapping import KINDS, IndexMappings, load_mappings
from app.engine.ordering import Fetched, Ranked, take_page
from app.engine.tantivy_index import Hit, KindReader, make_rank
from app.engine.view import Expectation, Refusal, View, open_best_view, open_view
from app.errors import (
    CursorExpiredError,
    EngineError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    UsageError,
)

_log = logging.getLogger(__name__)

_NAME = "embedded"
MAX_LIMIT = 1_000  # hits of one page, as the contract says


def open_engine(root: Path, *, built_with: Mapping[str, str], mappings: IndexMappings | None = None) -> EmbeddedEngine:
    """The engine over the folder `root`, which the first writer makes.

    `built_with` names what a stored token depends on (analyzer, dictionary): an index that was built with anything else
    is outdated, since the words of a question would not be cut like the words of the index. Opening reads nothing and
    does not fail; ask `state()`.
    """
    return EmbeddedEngine(root, Expectation(mappings if mappings is not None else load_mappings(), dict(built_with)))


class EmbeddedEngine:
    """The contract of `app.engine.base.Engine`; safe to use from several threads and beside other processes."""

    def __init__(self, root: Path, expected: Expectation) -> None:
        self._root = root
        self._store = GenerationStore(root)
        self._expected = expected
        self._opening = threading.Lock()
        self._current: View | Refusal | None = None
        self._earlier: View | None = None  # the last other generation that a cursor asked for

    def search(self, request: EngineRequest) -> EngineResult:
        """Hits, total and facets of one generation, as the contract says."""
        if not 0 <= request.limit <= MAX_LIMIT:
            raise UsageError("limit", f"limit must be 0 to {MAX_LIMIT}, not {request.limit}")
        after = None if request.after is None else (make_rank(request.sort, request.after.value), request.after.id)
        view = self._find_view(request.generation)
        items = view.readers["items"]
        selected = {name: tuple(values) for name, values in request.filters.items() if values}
        fixed = [(name, tuple(values)) for name, values in request.fixed.items() if values]
        query = items.build_query(request.query, [*fixed, *selected.items()])
        pages = query
        if request.after is not None and request.sort in (Sort.DATE_DESC, Sort.DATE_ASC):
            pages = items.restrict_to_date(query, request.sort, str(request.after.value))
        total: int | None = None

        def fetch(size: int, least: float | None) -> Fetched[Hit]:
            nonlocal total
            fetched, count = items.fetch(pages, request.sort, size, least)
            total = count if pages is query else None
            if request.sort is Sort.ID and request.after is not None:  # what was seen has the rank of `after`, or less
                seen = request.after.id
                hits = [one if one.id > seen else one._replace(rank=-1.0) for one in fetched.hits]
                return fetched._replace(hits=hits)
            return fetched

        page, more = take_page(fetch, limit=request.limit, after=after)
        return EngineResult(
            total=items.count(query) if total is None else total,
            hits=tuple(_make_hit(items, request.sort, ranked) for ranked in page),
            facets=items.count_facets(items.build_query(request.query, fixed), request.facets, selected),
            generation=view.manifest.generation,
            more=more,
        )

    def get(self, kind: str, document_id: str) -> Mapping[str, Any] | None:
        """The stored `source` of one document."""
        return self._find_reader(kind).get(document_id)

    def list_ids(self, kind: str) -> tuple[str, ...]:
        """All ids of a kind, sorted by code points."""
        return self._find_reader(kind).numbers.ids

    def iterate(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """The stored `source` of all documents of a kind, by id; all from the generation of the call."""
        reader = self._find_reader(kind)
        return (source for identity in reader.numbers.ids if (source := reader.get(identity)) is not None)

    @contextmanager
    def update(self) -> Iterator[Writer]:
        """Changes to the current generation; EngineError at once if another writer is at work."""
        with self._store.lock():
            parent = self._find_parent()
            with self._write(parent) as writer:
                yield writer
                if writer.changed or parent is None:
                    writer.publish(keep=parent.generation if parent else None)

    @contextmanager
    def rebuild(self) -> Iterator[Writer]:
        """A new generation, empty at first; the one that served is kept beside it."""
        with self._store.lock(), self._write(None) as writer:
            yield writer
            writer.publish(keep=self._find_serving())

    def generation(self) -> str | None:
        """The generation in force; None if none can answer."""
        try:
            return self._resolve().manifest.generation
        except EngineError:
            return None

    def list_generations(self) -> tuple[GenerationInfo, ...]:
        """All finished generations, newest first; those whose manifest cannot be read are left out."""
        current = self._store.read_current()
        manifests = []
        for generation in self._store.list_generations():
            with suppress(IndexDamagedError):
                manifests.append(read_manifest(self._store.path(generation)))
        return tuple(GenerationInfo(m.generation, m.created, m.counts, m.generation == current) for m in manifests)

    def roll_back(self) -> str:
        """Put the newest other generation in force, if it is whole → its id."""
        with self._store.lock():
            others = [one.id for one in self.list_generations() if not one.current]
            if not others:
                raise EngineError("there is no other generation to go back to")
            open_view(self._store, others[0], self._expected)
            with translated_writing():
                self._store.put_in_force(others[0])
            return others[0]

    def prune(self) -> tuple[str, ...]:
        """Delete all generations but the one in force, and what was left unfinished → their ids."""
        with self._store.lock():
            return self._store.delete_all_but(self._store.read_current())

    def state(self) -> EngineState:
        """Opens the index if it is not open; never raises an EngineError, but gives it as the reason."""
        try:
            view = self._resolve()
        except EngineError as error:
            return EngineState(False, _NAME, None, self._expected.mappings.version, 0, 0, reason=str(error))
        manifest = view.manifest
        return EngineState(
            ready=True,
            engine=_NAME,
            generation=manifest.generation,
            mapping_version=manifest.mapping_version,
            items=manifest.counts["items"],
            meetings=manifest.counts["meetings"],
            reason=view.notice,
            built_with=manifest.built_with,
        )

    def close(self) -> None:
        """Let go of the open files. A later question opens them again."""
        with self._opening:
            self._current = self._earlier = None

    @contextmanager
    def _write(self, parent: Manifest | None) -> Iterator[GenerationWriter]:
        writer = GenerationWriter(self._store, self._expected, parent)
        try:
            yield writer
        finally:
            writer.close()

    def _find_parent(self) -> Manifest | None:
        """What an update goes on from. Never an earlier generation: changes that came after it would be lost."""
        try:
            view = self._resolve(wait=True)
        except IndexMissingError:
            return None
        if view.notice is not None:
            raise IndexDamagedError(view.notice)
        return view.manifest

    def _find_serving(self) -> str | None:
        try:
            return self._resolve(wait=True).manifest.generation
        except IndexOutdatedError:
            return self._store.read_current()
        except (IndexMissingError, IndexDamagedError):
            return None

    def _find_reader(self, kind: str) -> KindReader:
        if kind not in KINDS:
            raise UsageError("kind", f"there is no kind of document {kind!r}; there are: {', '.join(KINDS)}")
        return self._resolve().readers[kind]

    def _find_view(self, generation: str | None) -> View:
        """The view of the generation that a cursor names, or the current one."""
        current = self._resolve()
        if generation is None or generation == current.manifest.generation:
            return current
        earlier = self._earlier
        if earlier is not None and earlier.named == generation:
            if self._store.holds(generation):  # where it was deleted, so must it be here: for what is withheld
                return earlier
            self._earlier = None
        try:
            earlier = open_view(self._store, generation, self._expected)
        except EngineError as error:
            raise CursorExpiredError("the index has changed since this page was made; search again") from error
        self._earlier = earlier
        return earlier

    def _resolve(self, *, wait: bool = False) -> View:
        """The view in force: CURRENT is read at each question (20 µs), the rest only when it names another one.

        While a thread opens a new generation, the others go on with the old one, unless they `wait`: a writer must.
        """
        named = self._store.read_current()
        known = self._current
        if known is None or known.named != named:
            known = self._reopen(known if isinstance(known, View) and not wait else None)
        if isinstance(known, Refusal):
            raise type(known.error)(str(known.error))
        return known

    def _reopen(self, serving: View | None) -> View | Refusal:
        """Open what CURRENT names; or `serving`, if there is one and another thread is at it."""
        if not self._opening.acquire(blocking=serving is None) and serving is not None:
            return serving
        try:
            while True:
                named = self._store.read_current()
                if named is None:
                    self._current = None
                    raise IndexMissingError(f"nothing was indexed yet at {self._root}; run `shingikai ingest`")
                if self._current is None or self._current.named != named:
                    self._current = open_best_view(self._store, named, self._expected)
                if named == self._store.read_current():  # else: swapped, and perhaps deleted, while it was opened
                    break
            self._report(self._current)
            return self._current
        finally:
            self._opening.release()

    def _report(self, opened: View | Refusal) -> None:
        if isinstance(opened, Refusal):
            _log.error("%s", opened.error)
        elif opened.notice is not None:
            _log.error("%s", opened.notice)
        else:
            _log.info("generation %s serves", opened.manifest.generation)


def _make_hit(items: KindReader, sort: Sort, ranked: Ranked[Hit]) -> EngineHit:
    score = -ranked.rank if sort is Sort.RELEVANCE else 0.0
    value: float | str = score if sort is Sort.RELEVANCE else "" if sort is Sort.ID else ranked.hit.date
    return EngineHit(ranked.id, SortKey(value, ranked.id), score, items.read_source(ranked.hit))
