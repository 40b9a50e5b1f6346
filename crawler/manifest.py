"""The manifest's database: opening it, bringing it up, one transaction at a time, and its errors in plain English."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import ArchiveError, NoArchiveError
from crawler.schema import MIGRATIONS, Migration

_BUSY = 30.0  # seconds to wait for another writer; a transaction here takes milliseconds
_NO_SHARED_MEMORY = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_ROOM = 256 * 1024  # bytes: with less, SQLite cannot make the files that stand beside a database in WAL mode
_PLAIN = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "a part of the path is a file",
}


@contextmanager
def declared(root: Path) -> Iterator[None]:
    """Turns what the system and SQLite say into ArchiveError."""
    try:
        yield
    except OSError as error:
        plain = _PLAIN.get(error.errno or 0, error.strerror or str(error))
        raise ArchiveError(f"the archive in {root} cannot be used: {plain}") from error
    except sqlite3.Error as error:
        raise ArchiveError(f"the archive in {root} cannot be used: {_explain(error, root)}") from error


def open_manifest(path: Path, *, read_only: bool, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Opens the database (and, unless read_only, makes it or brings an older one up: all steps or none).

    sqlite3.Error is the caller's, and ArchiveError: one that a newer program made, or an older one opened read-only.
    """
    if not read_only:
        connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
        try:
            _prepare(connection, path, migrations)
        except (sqlite3.Error, ArchiveError):
            connection.close()
            raise
        return connection
    if not path.is_file():
        raise NoArchiveError(path.parent)
    # A reader of a database in WAL mode needs its -shm file, which it cannot make on a read-only disk, or as another
    # user than its owner. If nobody writes, the database may be read as it lies (immutable).
    for options in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{options}", uri=True, timeout=_BUSY, check_same_thread=False
        )
        try:
            _check_version(connection, path, len(migrations))
        except sqlite3.OperationalError as error:
            connection.close()
            # the low byte is the kind of the error, the others tell more of it
            if error.sqlite_errorcode & 0xFF not in _NO_SHARED_MEMORY or "immutable" in options:
                raise
            _refuse_unfinished(path)
        except (sqlite3.Error, ArchiveError):
            connection.close()
            raise
        else:
            return connection
    raise ArchiveError(f"the archive in {path.parent} cannot be opened")


def _refuse_unfinished(path: Path) -> None:
    """What a process that died had committed stands in the -wal file, which a database read as it lies leaves out."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise ArchiveError(
            f"{path} has changes that only its owner can take up: run `shingikai archive upgrade` as that user"
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, also when the process dies in the middle."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a commit outlives a loss of power
    if _read_version(connection) < len(migrations):
        with transaction(connection):
            done = _read_version(connection)  # another process may have been at it meanwhile
            for step in migrations[done:]:
                for statement in step.statements():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {max(done, len(migrations))}")
    connection.execute("PRAGMA foreign_keys = ON")
    _check_version(connection, path, len(migrations))


def _read_version(connection: sqlite3.Connection) -> int:
    """How many of the steps it has; 0 in a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_version(connection: sqlite3.Connection, path: Path, wanted: int) -> None:
    found = _read_version(connection)
    if found > wanted:
        raise ArchiveError(
            f"{path} was written by a newer version of this program (schema {found}; this one knows {wanted}): "
            "update the program; nothing was changed"
        )
    if found == 0:  # made by a process that was killed, or had no room, before its first transaction
        raise NoArchiveError(path.parent)
    if found < wanted:
        raise ArchiveError(
            f"{path} was written by an older version of this program (schema {found}; this one needs {wanted}): "
            "run `shingikai archive upgrade` once"
        )


def _explain(error: sqlite3.Error, root: Path) -> str:
    text = str(error)
    if "full" in text:
        return "the disk is full"
    if "disk I/O error" in text:  # also what SQLite says where its shared memory or journal finds no room
        full = shutil.disk_usage(root).free < _ROOM
        return "the disk is full" if full else f"the disk does not read or write as it should ({text})"
    if "readonly" in text or "read-only" in text:
        return "it is read-only"
    if "malformed" in text or "not a database" in text:
        return f"its manifest is damaged ({text}); restore manifest.sqlite from a backup"
    if "locked" in text:
        return f"another process has kept it locked for {_BUSY:g} s"
    return text
