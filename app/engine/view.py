"""A generation, opened to read: checked against its manifest, and against what this program was built with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.generation import GenerationStore
from app.engine.manifest import Manifest, check_files, read_manifest
from app.engine.mapping import IndexMappings
from app.engine.tantivy_index import FORMAT, KindReader
from app.errors import EngineError, IndexDamagedError, IndexOutdatedError

REBUILD = "run `shingikai ingest --rebuild`"


@dataclass(frozen=True, slots=True)
class View:
    """`named` is the id that CURRENT held; `notice` says why another generation serves in its place."""

    named: str
    manifest: Manifest
    readers: Mapping[str, KindReader]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A generation that cannot serve, and why; kept so that it is not read again at each question."""

    named: str
    error: EngineError


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a generation must have been built with to answer this program's questions."""

    mappings: IndexMappings
    built_with: Mapping[str, str]

    def find_difference(self, manifest: Manifest) -> str | None:
        """What differs, in words, or None."""
        if manifest.format != FORMAT:
            return f"it was written in format {manifest.format}, this program reads {FORMAT}"
        if manifest.mapping_version != self.mappings.version:
            return f"its fields are version {manifest.mapping_version}, this program's are {self.mappings.version}"
        for name in sorted({*manifest.built_with, *self.built_with}):
            before, now = manifest.built_with.get(name), self.built_with.get(name)
            if before != now:
                return f"it was built with {name} {before!r}, this program has {now!r}"
        return None


def open_view(store: GenerationStore, generation: str, expected: Expectation) -> View:
    """Open one generation. IndexOutdatedError if it is another program's, IndexDamagedError if it is not as written."""
    if not store.holds(generation):
        raise IndexDamagedError(f"there is no generation {generation[:40]!r}")
    folder = store.path(generation)
    manifest = read_manifest(folder)
    if difference := expected.find_difference(manifest):
        raise IndexOutdatedError(f"the index is outdated: {difference}; {REBUILD}")
    check_files(folder, manifest)
    readers = {kind: KindReader(folder / kind, mapping) for kind, mapping in expected.mappings.kinds.items()}
    return View(generation, manifest, readers)


def open_best_view(store: GenerationStore, named: str, expected: Expectation) -> View | Refusal:
    """The generation that CURRENT names, or else, if that one is damaged, the newest other one that is whole."""
    try:
        return open_view(store, named, expected)
    except IndexOutdatedError as error:
        return Refusal(named, error)
    except IndexDamagedError as error:
        damage = str(error)
    for generation in store.list_generations():
        if generation == named:
            continue
        try:
            view = open_view(store, generation, expected)
        except (IndexOutdatedError, IndexDamagedError):
            continue
        notice = f"the index is damaged ({damage}); the earlier generation {generation} serves; {REBUILD}"
        return View(named, view.manifest, view.readers, notice)
    return Refusal(named, IndexDamagedError(f"the index is damaged: {damage}; {REBUILD}"))
