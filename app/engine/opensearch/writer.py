"""The writer of one new generation in the cluster: collects changes in indices of its own, then seals and swaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.engine.base import Document
from app.engine.mapping import KINDS, IndexMappings, make_record
from app.engine.opensearch.bulk import BulkSender, make_delete, make_put
from app.engine.opensearch.client import Client
from app.engine.opensearch.generations import Generations
from app.engine.opensearch.lock import WriterLock
from app.engine.opensearch.names import Names, make_generation
from app.engine.opensearch.reading import FORMAT, iterate_ids
from app.engine.opensearch.trial import Trial
from app.errors import EngineError, UsageError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ClusterWriter:
    """A `Writer` whose changes become the generation after `parent` (None: an empty one) by `publish`.

    Only under the lock; by one thread. Nothing is made in the cluster before the first change.
    """

    def __init__(
        self,
        client: Client,
        names: Names,
        generations: Generations,
        mappings: IndexMappings,
        built_with: Mapping[str, str],
        parent: str | None,
    ) -> None:
        self._client = client
        self._names = names
        self._generations = generations
        self._mappings = mappings
        self._built_with = built_with
        self._parent = parent
        self._building: str | None = None
        self._sender = BulkSender(client)
        self._put: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._deleted: dict[str, set[str]] = {kind: set() for kind in KINDS}
        # A copy of the parent holds words that were never seen here: only a rebuild is tried out.
        self._trial = Trial() if parent is None else None
        self._closed = False

    def put(self, kind: str, document: Document) -> None:
        """Add a document, in place of the one of its kind that has its id."""
        self._check(kind)
        record = make_record(self._mappings.kinds[kind], document)
        date = next(iter(record.keywords.get("date", ())), "")
        if date and not _DATE.fullmatch(date):
            raise EngineError(f"{kind}/{record.id}: date must be YYYY-MM-DD, not {date!r}")
        self._sender.add(make_put(self._names.index(kind, self._begin()), record))
        self._put[kind].add(record.id)
        if self._trial is not None and kind == "items":
            self._trial.put(record)
        self._deleted[kind].discard(record.id)

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        """Delete documents; an id that is not there is passed over."""
        if isinstance(ids, str):
            raise UsageError("ids", "ids must be several strings, not one")
        self._check(kind)
        for identity in ids:
            self._put[kind].discard(identity)
            self._deleted[kind].add(identity)
            if self._trial is not None and kind == "items":
                self._trial.delete(identity)

    def has_changed(self) -> bool:
        """Whether there is anything to publish: a document that was put, or one deleted that was there."""
        if self._building is not None:
            return True
        return any(self._deleted[kind] & set(self._ids_of_parent(kind)) for kind in KINDS if self._deleted[kind])

    def publish(self, lock: WriterLock, *, keep: str | None) -> str:
        """Seal the generation, put it in force and return its id; all others but `keep` are deleted."""
        generation = self._begin()
        ids: dict[str, tuple[str, ...]] = {}
        for kind in KINDS:
            for identity in sorted(self._deleted[kind]):
                self._sender.add(make_delete(self._names.index(kind, generation), identity))
            left = set(self._ids_of_parent(kind)) - self._deleted[kind]
            ids[kind] = tuple(sorted(left | self._put[kind]))
        self._sender.drain()
        meta = {"format": FORMAT, "mapping_version": self._mappings.version, "built_with": dict(self._built_with)}
        self._generations.seal(generation, ids, meta)
        if self._trial is not None:
            self._trial.compare(self._client, self._names.index("items", generation))
        lock.check()
        self._generations.put_in_force(generation, keep)
        self._building = None
        others = (one.id for one in self._generations.list_all())
        self._generations.delete([one for one in others if one not in (generation, keep)])
        return generation

    def close(self) -> None:
        """Let go of everything; what was not published is thrown away, now or by the next writer."""
        self._closed = True
        self._sender.close()
        if self._building is not None:
            building, self._building = self._building, None
            self._generations.delete([building])

    def _check(self, kind: str) -> None:
        if self._closed:
            raise EngineError("this writer is closed; its changes were committed or thrown away")
        if kind not in KINDS:
            raise UsageError("kind", f"there is no kind of document {kind!r}; there are: {', '.join(KINDS)}")

    def _begin(self) -> str:
        if self._building is None:
            there = self._generations.list_all()
            self._generations.delete([one.id for one in there if not one.sealed and not one.aliased])
            self._building = make_generation(one.id for one in there)
            self._generations.begin(self._building, self._parent)
        return self._building

    def _ids_of_parent(self, kind: str) -> tuple[str, ...]:
        if self._parent is None:
            return ()
        return tuple(iterate_ids(self._client.tell, self._names.index(kind, self._parent)))
