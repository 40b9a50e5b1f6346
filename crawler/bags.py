"""Portable copies of an archive, as BagIt (RFC 8493): what was published and what is known of it, with checksums.

`data/objects/ab/cdef…` are the bytes under their SHA-256, `data/manifest/TABLE.jsonl` the rows, `data/documents.csv`
the documents for people. Bytes that are withheld stay here; the rows that tell so go along.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bagit

from crawler import withholding
from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.manifest import declared, open_manifest
from crawler.merging import Row, dump_table, list_tables, merge_tables
from crawler.objects import ObjectStore
from crawler.schema import MIGRATIONS

Progress = Callable[[int, int], None]  # objects done, objects in all

_NAMED = "SELECT sha256 FROM candidates UNION SELECT sha256 FROM fetches WHERE sha256 IS NOT NULL ORDER BY 1"
_SCHEMA = "Shingikai-Schema"
_LISTED = ("source", "url", "sha256", "media_type", "link_text", "first_seen", "last_seen", "current", "ended_at")


@dataclass(frozen=True, slots=True)
class Exported:
    """`missing`: objects that are not there or damaged, so that the bag lacks them."""

    objects: int
    size: int
    withheld: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was new here: objects, and rows by table."""

    objects: int
    rows: dict[str, int]


def export_archive(root: Path, folder: Path, progress: Progress | None = None) -> Exported:
    """A bag in `folder`, which must not be there yet. It appears when it is whole. ArchiveError."""
    if folder.exists():
        raise ArchiveError(f"{folder} is there already; give a folder that is not")
    partial = folder.with_name(f".{folder.name}.partial")
    with declared(folder):
        shutil.rmtree(partial, ignore_errors=True)  # of an export that was killed
        partial.mkdir(parents=True)
        try:
            exported = _fill(root, partial, progress)
            info = {
                "External-Description": "Archive of shingikai: minutes of municipal privacy councils as published",
                _SCHEMA: str(len(MIGRATIONS)),
                "Withheld-Documents": str(exported.withheld),
            }
            bagit.make_bag(str(partial), info, checksums=["sha256", "sha512"])
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return exported


def _fill(root: Path, folder: Path, progress: Progress | None) -> Exported:
    store = ObjectStore(root)
    connection = open_manifest(root / "manifest.sqlite", read_only=True)
    try:
        connection.execute("BEGIN")  # one view of all tables; bytes were there before the rows that name them
        (folder / "manifest").mkdir()
        for table in list_tables():
            _write_rows(folder / "manifest" / f"{table}.jsonl", dump_table(connection, table))
        withheld = {one.sha256 for one in withholding.list_withheld(connection)}
        named = [sha256 for (sha256,) in connection.execute(_NAMED) if sha256 not in withheld]
    finally:
        connection.close()
    with Archive.open(root, read_only=True) as archive:
        _write_list(folder / "documents.csv", archive)
    size, missing = 0, []
    for done, sha256 in enumerate(named, start=1):
        try:
            body = store.read(sha256)
        except ArchiveError:
            missing.append(sha256)
        else:
            path = folder / "objects" / sha256[:2] / sha256[2:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            size += len(body)
        if progress is not None:
            progress(done, len(named))
    return Exported(len(named) - len(missing), size, len(withheld), tuple(missing))


def _write_rows(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_list(path: Path, archive: Archive) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*_LISTED, "withheld"))
        for document in archive.documents():
            writer.writerow([*(getattr(document, name) for name in _LISTED), document.withheld or ""])


def import_archive(root: Path, folder: Path, progress: Progress | None = None) -> Imported:
    """Merges a bag into the archive in `root` (made if need be), once every checksum in it has been checked. What is
    here stays; what is withheld here or there is kept sealed. ArchiveError: no rows were taken."""
    _validate(folder)
    files = sorted((folder / "data" / "objects").glob("*/*"))
    new = 0
    with Archive.open(root) as archive, declared(root):
        for done, path in enumerate(files, start=1):
            sha256 = path.parent.name + path.name
            held = archive.holds(sha256)
            body = path.read_bytes()
            if archive.store(body) != sha256:
                raise ArchiveError(f"{path} is not what its name says; the bag is not ours")
            new += not held
            if progress is not None:
                progress(done, len(files))
        tables = {path.stem: _read_rows(path) for path in sorted((folder / "data" / "manifest").glob("*.jsonl"))}
        return Imported(new, archive.merge(lambda connection: merge_tables(connection, tables)))


def _validate(folder: Path) -> None:
    try:
        bag = bagit.Bag(str(folder))
        bag.validate()
    except (bagit.BagError, OSError) as error:
        raise ArchiveError(f"{folder} is no whole bag, nothing was taken: {error}") from error
    found = str(bag.info.get(_SCHEMA, ""))
    if not found.isdecimal() or int(found) == 0:
        raise ArchiveError(f"{folder} is a bag, but not of an archive of this program; nothing was taken")
    if int(found) > len(MIGRATIONS):
        raise ArchiveError(
            f"{folder} was exported by a newer version of this program (schema {found}; this one knows "
            f"{len(MIGRATIONS)}): update the program; nothing was taken"
        )


def _read_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                row: Any = json.loads(line)
            except ValueError as error:
                raise ArchiveError(f"{path}, line {number}: no JSON; no rows were taken") from error
            if not isinstance(row, dict):
                raise ArchiveError(f"{path}, line {number}: no row; no rows were taken")
            yield row
