"""Whether an archive's manifest and files agree: every byte is read again and compared with its hash.

Reads only, and may run beside a crawl: what is stored meanwhile is in neither count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crawler.manifest import declared, open_manifest
from crawler.objects import ObjectStore
from crawler.withholding import list_withheld

ProblemKind = Literal["missing", "damaged", "unreadable", "foreign", "unsealed", "manifest"]
Progress = Callable[[int, int], None]  # files done, files in all

_NAMED = "SELECT sha256 FROM candidates UNION SELECT sha256 FROM fetches WHERE sha256 IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Problem:
    """`missing`: a row names bytes that are not there. `damaged`: they are not what was written (bit rot).
    `unreadable`: the disk does not give them. `foreign`: a file that no archive writes. `unsealed`: withheld bytes
    stand among the others, since a process died (whatever writes next seals them). `manifest`: its rows contradict
    one another."""

    kind: ProblemKind
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """`size` in bytes. `orphans` are whole objects that no row names: a process was killed after it had stored them.
    The next crawl takes them up; they are no problem."""

    objects: int
    size: int
    problems: tuple[Problem, ...]
    orphans: tuple[str, ...]


def verify_archive(root: Path, progress: Progress | None = None) -> Verification:
    """Reads the archive in `root` as a whole; ArchiveError if its manifest cannot be opened."""
    store = ObjectStore(root)
    with declared(root):
        connection = open_manifest(root / "manifest.sqlite", read_only=True)
        try:
            named = {sha256 for (sha256,) in connection.execute(_NAMED)}  # before the files: their rows come last
            files = store.list_files()
            withheld = {one.sha256 for one in list_withheld(connection)}
            problems = [*_check_manifest(connection), *_check_missing(store, named - withheld)]
            problems += [Problem("unsealed", s, "crawl or ingest once") for s in sorted(withheld) if store.holds(s)]
            size, whole = 0, set()
            for done, path in enumerate(files, start=1):
                sha256 = store.name_of(path)
                if sha256 is None:
                    problems.append(Problem("foreign", str(path.relative_to(root)), "no archive writes such a file"))
                    continue
                found, length = _check_file(path, sha256)
                size += length
                if found is None:
                    whole.add(sha256)
                else:
                    problems.append(found)
                if progress is not None:
                    progress(done, len(files))
            named |= {sha256 for (sha256,) in connection.execute(_NAMED)}  # a crawl may have gone on
        finally:
            connection.close()
    return Verification(len(files), size, tuple(problems), tuple(sorted(whole - named)))


def _check_file(path: Path, sha256: str) -> tuple[Problem | None, int]:
    """→ (what is wrong, bytes read)."""
    try:
        found, length = ObjectStore.hash_file(path)
    except OSError as error:
        return Problem("unreadable", sha256, f"{error.strerror}; restore it from a backup"), 0
    if found != sha256:
        return Problem("damaged", sha256, f"its bytes are now {found}; restore it from a backup"), length
    return None, length


def _check_missing(store: ObjectStore, named: set[str]) -> list[Problem]:
    return [
        Problem("missing", sha256, "restore it from a backup, or crawl again if the city still has it")
        for sha256 in sorted(named)
        if not store.holds(sha256)
    ]


def _check_manifest(connection: sqlite3.Connection) -> list[Problem]:
    """SQLite's own checks, and that each candidate has a state."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"{row[0]} {row[1]} refers to no row" for row in connection.execute("PRAGMA foreign_key_check")]
    stateless = "SELECT id FROM candidates WHERE id NOT IN (SELECT candidate FROM states)"
    found += [f"candidates {row[0]} has no state" for row in connection.execute(stateless)]
    return [Problem("manifest", "manifest.sqlite", text) for text in found]
