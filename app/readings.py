"""What documents were read as, kept beside the ids: a new document costs one reading, not twenty years of them.

A reading is known again by the document's bytes, what was told about its source, the reader's version, and whether
scans could be recognised. The file may be deleted at any time; then everything is read again when its source changes.
What is withheld is forgotten.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.errors import ShingikaiError
from app.ingest_child import MinutesProcess, ReadMinutes
from app.parse.meeting import READER_VERSION, Expected
from app.text.ocr import find_tesseract

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    key TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reader TEXT NOT NULL, reading BLOB NOT NULL
) WITHOUT ROWID
"""
_PATIENCE = 30.0  # seconds to wait for another process's transaction, which takes milliseconds


@cache
def _type() -> TypeAdapter[ReadMinutes]:
    return TypeAdapter(ReadMinutes)


@cache
def _expected_type() -> TypeAdapter[Expected]:
    return TypeAdapter(Expected)


class Readings:
    """Over a SQLite file, made if need be. ShingikaiError says what to do when it cannot be used."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Readings]:
        """Readings by other versions of the reader are deleted."""
        with _declared(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        with closing(connection):
            with _declared(path):
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")  # what a loss of power takes is read again
                connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is gone
                connection.execute(_SCHEMA)
                connection.execute("DELETE FROM readings WHERE reader != ?", (READER_VERSION,))
            yield cls(connection, path)

    def find(self, key: str) -> ReadMinutes | None:
        """A kept reading."""
        with _declared(self._path):
            row = self._connection.execute("SELECT reading FROM readings WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            return _type().validate_json(zlib.decompress(row[0]))
        except (zlib.error, ValidationError):
            return None  # of another shape, or damaged: it is read again, and kept anew

    def keep(self, key: str, sha256: str, read: ReadMinutes) -> None:
        body = zlib.compress(_type().dump_json(read))
        with _declared(self._path):
            self._connection.execute(
                "INSERT OR REPLACE INTO readings (key, sha256, reader, reading) VALUES (?, ?, ?, ?)",
                (key, sha256, READER_VERSION, body),
            )

    def forget(self, documents: Iterable[str]) -> None:
        """Readings of these documents (SHA-256) are deleted, from the file and from what is not yet written into it."""
        with _declared(self._path):
            self._connection.executemany("DELETE FROM readings WHERE sha256 = ?", [(sha256,) for sha256 in documents])
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class KeptReader:
    """A reader that asks what was kept first, unless all is to be read `anew`. `known` counts what it found there."""

    def __init__(self, reader: MinutesProcess, readings: Readings | None, *, ocr: bool, anew: bool) -> None:
        self._reader = reader
        self._readings = readings
        self._ocr = ocr and find_tesseract() is not None
        self._anew = anew
        self.known = 0

    def read(self, data: bytes, expected: Expected) -> ReadMinutes:
        """As `MinutesProcess.read`. What is no minutes is not kept (verdicts tell of it), nor what failed or has pages
        that were left unread: another try may do better."""
        if self._readings is None:
            return self._reader.read(data, expected)
        sha256 = hashlib.sha256(data).hexdigest()
        told = _expected_type().dump_json(expected)
        parts = [sha256.encode(), told, READER_VERSION.encode(), b"%d" % self._ocr]
        key = hashlib.sha256(b"\0".join(parts)).hexdigest()
        known = None if self._anew else self._readings.find(key)
        if known is not None:
            self.known += 1
            return known
        read = self._reader.read(data, expected)
        if not read.unread_pages:
            self._readings.keep(key, sha256, read)
        return read


@contextmanager
def _declared(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise ShingikaiError(
            f"{path}, where readings are kept, cannot be used ({error}); if it is damaged, delete it: what it held is "
            "read again"
        ) from error
