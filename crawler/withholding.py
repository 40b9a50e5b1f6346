"""Withholding: an operator seals a document that must not be shown, and may release it again.

The row comes first, the bytes are moved after it. A process that dies between the two leaves bytes where they were, but
nobody gets them any more, since every reader asks the rows; the next writer moves them.
"""

from __future__ import annotations

import sqlite3

from crawler.errors import ArchiveError
from crawler.objects import ObjectStore
from crawler.records import Withholding

_IN_FORCE = """
    SELECT sha256, reason, at FROM withholdings
    WHERE id IN (SELECT max(id) FROM withholdings GROUP BY sha256) AND action = 'withhold' ORDER BY id
"""
_LAST = "SELECT action, reason FROM withholdings WHERE sha256 = ? ORDER BY id DESC LIMIT 1"
# The newest state of each candidate once more: what is current stays so, and the archive's sequence grows.
_TOUCH = """
    INSERT INTO states (candidate, current, reason, at)
    SELECT s.candidate, s.current, s.reason, s.at FROM states s
    WHERE s.id IN (SELECT max(id) FROM states GROUP BY candidate)
      AND s.candidate IN (SELECT id FROM candidates WHERE sha256 = ?)
    ORDER BY s.id
"""
_SHORTEST = 8  # hexadecimal digits that name a document for a person


def list_withheld(connection: sqlite3.Connection) -> tuple[Withholding, ...]:
    """What is withheld now, in the order in which it was."""
    return tuple(Withholding(*row) for row in connection.execute(_IN_FORCE))


def find_reason(connection: sqlite3.Connection, sha256: str) -> str | None:
    """Why a document is withheld; None if it is not."""
    row = connection.execute(_LAST, (sha256,)).fetchone()
    return str(row[1]) if row is not None and row[0] == "withhold" else None


def record(connection: sqlite3.Connection, sha256: str, action: str, reason: str, at: str) -> bool:
    """Within a transaction → whether that changed anything."""
    now = find_reason(connection, sha256)
    if (action == "withhold") == (now is not None):
        return False
    connection.execute(
        "INSERT INTO withholdings (sha256, action, reason, at) VALUES (?, ?, ?, ?)", (sha256, action, reason, at)
    )
    touch(connection, sha256)
    return True


def touch(connection: sqlite3.Connection, sha256: str) -> None:
    """The document counts as changed: an ingest looks at it again."""
    connection.execute(_TOUCH, (sha256,))


def find_document(connection: sqlite3.Connection, start: str) -> str:
    """The document whose SHA-256 begins so; ArchiveError if none does, or more than one."""
    start = start.lower()
    if len(start) < _SHORTEST or not set(start) <= set("0123456789abcdef"):
        raise ArchiveError(f"{start!r} is no SHA-256, nor the first {_SHORTEST} or more digits of one")
    rows = connection.execute(
        "SELECT DISTINCT sha256 FROM candidates WHERE sha256 >= ? AND sha256 < ? LIMIT 2", (start, start + "g")
    ).fetchall()
    if len(rows) != 1:
        raise ArchiveError(f"{'no document' if not rows else 'more than one document'} has a SHA-256 like {start}")
    return str(rows[0][0])


def settle(connection: sqlite3.Connection, store: ObjectStore) -> None:
    """Moves what the rows say and a process that died did not."""
    withheld = {one.sha256 for one in list_withheld(connection)}
    for sha256 in withheld:
        store.seal(sha256)
    for sha256 in store.list_sealed():
        if sha256 not in withheld:
            store.unseal(sha256)
