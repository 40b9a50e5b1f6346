"""Ids of meetings and items: registered at first sight, append-only, never given to anything else.

Papers cite ids, so a later reading that finds another date or one more item must not move them. A meeting is known
again by the bytes it was read from, then by (municipality, council, date, session); an item by its title.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.errors import ConfigurationError
from app.normalize import squeeze

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meetings (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, council TEXT NOT NULL, date TEXT NOT NULL, session TEXT NOT NULL,
    registered_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS copies (
    sha256 TEXT NOT NULL, source TEXT NOT NULL, meeting TEXT NOT NULL REFERENCES meetings, PRIMARY KEY (sha256, source)
);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meetings, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    kind TEXT NOT NULL, registered_at TEXT NOT NULL, UNIQUE (meeting, ordinal)
);
CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Registry:
    """A context manager over an SQLite file beside the archive. Changes are kept when `transaction` ends well."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Registry:
        """Opens or makes the registry; ConfigurationError if it cannot be."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"the registry of ids {path} cannot be opened: {error}") from error
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def register_meeting(
        self, code: str, council: str, date: str, session: str | None, copies: Sequence[str], source: str
    ) -> str:
        """→ the meeting's id: `<code>-<date>`, with `-m2`, `-m3` for further meetings of a day. `copies`: SHA-256 of
        the documents it was read from, which keep leading to it whatever a later reading finds in them."""
        meeting = self._known_by_copies(copies, source) or self._known_by_key(code, council, date, session)
        if meeting is None:
            meeting = self._free_id(f"{code}-{date}")
            self._connection.execute(
                "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?)",
                (meeting, code, squeeze(council), date, session or "", _now()),
            )
        for sha256 in copies:
            self._connection.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, ?)", (sha256, source, meeting))
        return meeting

    def register_items(self, meeting: str, items: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """(title, kind code) of a meeting's items, in order → their ids. A title that was registered keeps its id; two
        of the same title and kind keep their order."""
        known = self._connection.execute(
            "SELECT id, ordinal, title, kind FROM items WHERE meeting = ? ORDER BY ordinal", (meeting,)
        ).fetchall()
        free = list(known)
        highest = max((ordinal for _, ordinal, _, _ in known), default=0)
        ids: list[str] = []
        for title, kind in items:
            wanted = squeeze(title)
            found = next((row for row in free if row[2] == wanted and row[3] == kind), None) or next(
                (row for row in free if row[2] == wanted), None
            )
            if found is not None:
                free.remove(found)
                ids.append(found[0])
                continue
            highest += 1
            ids.append(f"{meeting}-i{highest}")
            self._connection.execute(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", (ids[-1], meeting, highest, wanted, kind, _now())
            )
        return tuple(ids)

    def progress(self, name: str) -> str | None:
        """A remembered value, such as how far the archive has been read."""
        row = self._connection.execute("SELECT value FROM progress WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_progress(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, value))

    def _known_by_copies(self, copies: Sequence[str], source: str) -> str | None:
        for sha256 in copies:
            row = self._connection.execute(
                "SELECT meeting FROM copies WHERE sha256 = ? AND source = ?", (sha256, source)
            ).fetchone()
            if row:
                return str(row[0])
        return None

    def _known_by_key(self, code: str, council: str, date: str, session: str | None) -> str | None:
        rows = self._connection.execute(
            "SELECT id, session FROM meetings WHERE code = ? AND council = ? AND date = ? ORDER BY registered_at",
            (code, squeeze(council), date),
        ).fetchall()
        for identifier, registered in rows:
            if not registered or not session or registered == session:
                return str(identifier)
        return None

    def _free_id(self, base: str) -> str:
        taken = {row[0] for row in self._connection.execute("SELECT id FROM meetings WHERE id LIKE ?", (f"{base}%",))}
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}-m{number}"
        return candidate


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
