"""The writer of one new generation: collects changes in a folder of its own, then seals it with a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from app.engine.base import Document
from app.engine.generation import GenerationStore
from app.engine.manifest import Manifest, make_file_sums, write_manifest
from app.engine.mapping import KINDS, make_record
from app.engine.tantivy_index import FORMAT, KindWriter
from app.engine.view import Expectation
from app.errors import EngineError, IndexDamagedError, UsageError

# The files of an index that change; every other one is written once, under a name of its own.
_CHANGING = frozenset({"meta.json", ".managed.json", "numbers.json"})


class GenerationWriter:
    """A `Writer` whose changes become the generation after `parent` (None: an empty one) by `publish`.

    Only under the store's lock; by one thread. Nothing is made on disk before the first change.
    """

    def __init__(self, store: GenerationStore, expected: Expectation, parent: Manifest | None) -> None:
        self._store = store
        self._expected = expected
        self._parent = parent
        self._building: tuple[str, Path] | None = None
        self._kinds: dict[str, KindWriter] = {}
        self._closed = False
        self.changed = False

    def put(self, kind: str, document: Document) -> None:
        """Add a document, in place of the one of its kind that has its id."""
        writer = self._writer_of(kind)
        writer.put(make_record(self._expected.mappings.kinds[kind], document))
        self.changed = True

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        """Delete documents; an id that is not there is passed over."""
        if isinstance(ids, str):
            raise UsageError("ids", "ids must be several strings, not one")
        for identity in ids:
            if self._writer_of(kind).delete(identity):
                self.changed = True

    def publish(self, *, keep: str | None) -> str:
        """Write and seal the generation, put it in force and return its id; all others but `keep` are deleted."""
        self._check_open()
        counts = {}
        for kind in KINDS:
            untouched = kind not in self._kinds and self._parent is not None
            counts[kind] = self._parent.counts[kind] if untouched and self._parent else self._writer_of(kind).commit()
        with translated_writing():
            generation, folder = self._begin()
            files = make_file_sums(folder, durable=True)
            self._check_copies({name: entry.blake2b for name, entry in files.items()})
            manifest = Manifest(
                generation=generation,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                format=FORMAT,
                mapping_version=self._expected.mappings.version,
                built_with=dict(self._expected.built_with),
                counts=counts,
                files=files,
            )
            write_manifest(folder, manifest)
            self._store.publish(generation, folder, keep=keep)
        self._building = None
        return generation

    def close(self) -> None:
        """Let go of everything; what was not published is thrown away."""
        self._closed = True
        self._kinds.clear()
        if self._building is not None:
            self._store.discard(self._building[1])
            self._building = None

    def _check_open(self) -> None:
        if self._closed:
            raise EngineError("this writer is closed; its changes were committed or thrown away")

    def _begin(self) -> tuple[str, Path]:
        if self._building is None:
            with translated_writing():
                self._building = self._store.begin(self._parent.generation if self._parent else None)
        return self._building

    def _writer_of(self, kind: str) -> KindWriter:
        self._check_open()
        if kind not in KINDS:
            raise UsageError("kind", f"there is no kind of document {kind!r}; there are: {', '.join(KINDS)}")
        if kind not in self._kinds:
            _, folder = self._begin()
            self._kinds[kind] = KindWriter(folder / kind, self._expected.mappings.kinds[kind])
        return self._kinds[kind]

    def _check_copies(self, sums: Mapping[str, str]) -> None:
        """What was copied from the parent must still be what the parent's manifest says: damage is not inherited."""
        for name, entry in self._parent.files.items() if self._parent else ():
            if PurePosixPath(name).name not in _CHANGING and sums.get(name, entry.blake2b) != entry.blake2b:
                raise IndexDamagedError(f"{name} was altered while it was copied; nothing was changed")


@contextmanager
def translated_writing() -> Iterator[None]:
    """A full disk, or a folder that cannot be written, as an error of ours."""
    try:
        yield
    except OSError as error:
        raise EngineError(f"the index cannot be written: {error}; nothing was changed") from error
