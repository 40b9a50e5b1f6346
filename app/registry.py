"""Ids of meetings and items: registered at first sight, append-only, never given to anything else.

Papers cite ids, so a later reading that finds another date or one more item must not move them. A meeting is known
again by the bytes it was read from, then by (municipality, council, date, session); an item by its title.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from types import TracebackType
from typing import Self

from app.errors import ConfigurationError, ShingikaiError
from app.normalize import squeeze

_VERSION = 1
# How much of two titles must agree for one to be the other, corrected or read better: 図書館システムの更新 and
# 図書館情報システムの更新 agree in 0.91; 介護保険システムのクラウド利用について and
# 国民健康保険システムのクラウド利用について, two referrals, in 0.85.
_SAME_TITLE = 0.88
# Characters that name one case: 庁舎カメラの運用; a shorter beginning (個人情報の) is common to many.
_SHORTEST = 8

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meetings (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, council TEXT NOT NULL, date TEXT NOT NULL, session TEXT NOT NULL,
    registered_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS read_as (
    sha256 TEXT NOT NULL, source TEXT NOT NULL, meeting TEXT NOT NULL REFERENCES meetings, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS read_as_copy ON read_as (sha256, source);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meetings, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    kind TEXT NOT NULL, registered_at TEXT NOT NULL, UNIQUE (meeting, ordinal)
);
CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


_UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class KnownMeeting:
    """A meeting as it was registered at first sight; `date` is ISO."""

    id: str
    date: str | None
    session: str | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A meeting as it was read. `date` is ISO or "undated"; `copies` are the SHA-256 of its documents."""

    council: str
    date: str
    session: str | None
    copies: tuple[str, ...]


class Registry:
    """A context manager over an SQLite file beside the archive. Changes are kept when `transaction` ends well."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path, *, patience: float = 30.0) -> Registry:
        """Opens or makes the registry; ConfigurationError if it cannot be. `patience`: seconds to wait for another
        process's transaction, which takes milliseconds."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=patience)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"the registry of ids {path} cannot be opened: {error}") from error
        return cls(connection, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; ShingikaiError if the disk is full, read-only, or another process keeps the file."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite has rolled back by itself where the disk was full
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise ShingikaiError(
                f"the registry of ids {self._path} cannot be written: {error}; nothing was changed"
            ) from error

    def register_meetings(self, code: str, source: str, sightings: Sequence[Sighting]) -> tuple[str, ...]:
        """All meetings of a source, in order → their ids, each another one: `<code>-<date>`, with `-m2`, `-m3` for
        further meetings of a day. Copies keep leading to their meeting whatever a later reading finds in them; only
        what no copy leads to is looked for by council, date and session, and only then an id is made."""
        ids: dict[int, str] = {}
        for find in (self._find_by_copies, self._find_by_key):
            for number, sighting in enumerate(sightings):
                if number not in ids:
                    found = next((i for i in find(code, source, sighting) if i not in ids.values()), None)
                    if found is not None:
                        ids[number] = found
        for number, sighting in enumerate(sightings):
            if number not in ids:
                ids[number] = self._make_meeting(code, sighting)
            for sha256 in sighting.copies:
                if self._last_read_as(sha256, source) != ids[number]:
                    self._connection.execute(
                        "INSERT INTO read_as VALUES (?, ?, ?, ?)", (sha256, source, ids[number], _now())
                    )
        return tuple(ids[number] for number in range(len(sightings)))

    def register_items(self, meeting: str, items: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """(title, kind code) of a meeting's items, in order → their ids. A title that was registered keeps its id, also
        when it was corrected a little; two of the same title and kind keep their order."""
        free = self._connection.execute(
            "SELECT id, ordinal, title, kind FROM items WHERE meeting = ? ORDER BY ordinal", (meeting,)
        ).fetchall()
        highest = max((ordinal for _, ordinal, _, _ in free), default=0)
        wanted = [(squeeze(title), kind) for title, kind in items]
        ids: dict[int, str] = {}
        for agrees in _AGREEMENTS:
            for number, (title, kind) in enumerate(wanted):
                found = next((row for row in free if number not in ids and agrees(row[2:], (title, kind))), None)
                if found is not None:
                    free.remove(found)
                    ids[number] = found[0]
        for number, (title, kind) in enumerate(wanted):
            if number not in ids:
                highest += 1
                ids[number] = f"{meeting}-i{highest}"
                self._connection.execute(
                    "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", (ids[number], meeting, highest, title, kind, _now())
                )
        return tuple(ids[number] for number in range(len(items)))

    def registered_on(self, meeting: str) -> dict[str, str]:
        """The items of a meeting by id, each with the day (ISO, UTC) on which it was first read."""
        rows = self._connection.execute("SELECT id, registered_at FROM items WHERE meeting = ?", (meeting,))
        return {identifier: moment[:10] for identifier, moment in rows}

    def sources_of(self, identifier: str) -> frozenset[str]:
        """The sources whose documents were read as a meeting, or as the meeting of an item; empty for an id that was
        never given."""
        rows = self._connection.execute(
            "SELECT source FROM read_as WHERE meeting = coalesce((SELECT meeting FROM items WHERE id = ?1), ?1)",
            (identifier,),
        )
        return frozenset(row[0] for row in rows)

    def find_successor(self, identifier: str, current: Mapping[str, Sequence[str]]) -> str | None:
        """Where an id leads now; `current` maps the ids of the meetings there are to those of their items. An id that
        is still in use leads to itself. A meeting that is no longer there leads to the one that all its copies were
        last read as, its items to those of the same title there. None where nothing, or more than one thing, fits."""
        row = self._connection.execute("SELECT meeting, title, kind FROM items WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            return self._find_meeting_after(identifier, current)
        meeting = self._find_meeting_after(row[0], current)
        if meeting is None or identifier in current[meeting]:
            return identifier if meeting is not None else None
        query = "SELECT title, kind FROM items WHERE id = ?"
        known = {i: self._connection.execute(query, (i,)).fetchone() for i in current[meeting]}
        for agrees in _AGREEMENTS:
            found = [i for i, title in known.items() if agrees(row[1:], title)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _find_meeting_after(self, identifier: str, current: Mapping[str, Sequence[str]]) -> str | None:
        if identifier in current:
            return identifier
        copies = self._connection.execute(
            "SELECT DISTINCT sha256, source FROM read_as WHERE meeting = ?", (identifier,)
        ).fetchall()
        led = {self._last_read_as(sha256, source) for sha256, source in copies}
        (only,) = led if len(led) == 1 else (None,)
        return only if only in current else None

    def progress(self, name: str) -> str | None:
        """A remembered value, such as how far the archive has been read."""
        row = self._connection.execute("SELECT value FROM progress WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_progress(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, value))

    def _find_by_copies(self, _code: str, source: str, sighting: Sighting) -> list[str]:
        """The meetings that these bytes were last read as, the oldest first."""
        last = {self._last_read_as(sha256, source) for sha256 in sighting.copies}
        ages = {
            found: self._connection.execute("SELECT rowid FROM meetings WHERE id = ?", (found,)).fetchone()
            for found in last
            if found is not None
        }
        return sorted(ages, key=lambda found: ages[found])

    def read_as(self, sha256: str, source: str) -> KnownMeeting | None:
        """The meeting that these bytes were last read as."""
        identifier = self._last_read_as(sha256, source)
        if identifier is None:
            return None
        query = "SELECT date, session FROM meetings WHERE id = ?"
        date, session = self._connection.execute(query, (identifier,)).fetchone()
        return KnownMeeting(identifier, None if date == _UNDATED else date, session or None)

    def _last_read_as(self, sha256: str, source: str) -> str | None:
        row = self._connection.execute(
            "SELECT meeting FROM read_as WHERE sha256 = ? AND source = ? ORDER BY rowid DESC LIMIT 1", (sha256, source)
        ).fetchone()
        return str(row[0]) if row else None

    def _find_by_key(self, code: str, _source: str, sighting: Sighting) -> list[str]:
        """The meetings of that council and day whose session is not another one; the same session first."""
        rows = self._connection.execute(
            "SELECT id, session FROM meetings WHERE code = ? AND council = ? AND date = ? ORDER BY rowid",
            (code, squeeze(sighting.council), sighting.date),
        ).fetchall()
        fitting = [(session != (sighting.session or ""), i) for i, session in rows if _fits(session, sighting.session)]
        return [identifier for _, identifier in sorted(fitting, key=lambda row: row[0])]

    def _make_meeting(self, code: str, sighting: Sighting) -> str:
        base = f"{code}-{sighting.date}"
        taken = {row[0] for row in self._connection.execute("SELECT id FROM meetings WHERE id LIKE ?", (f"{base}%",))}
        identifier, number = base, 1
        while identifier in taken:
            number += 1
            identifier = f"{base}-m{number}"
        self._connection.execute(
            "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?)",
            (identifier, code, squeeze(sighting.council), sighting.date, sighting.session or "", _now()),
        )
        return identifier


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > _VERSION:
        raise ConfigurationError(f"{path} has version {found}, and this program reads version {_VERSION}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(_SCHEMA)
    if found < _VERSION:
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def _fits(registered: str, session: str | None) -> bool:
    """第2回 and 平成29年度第2回 may be one; 第1回 and 第11回 are not."""
    return not registered or not session or registered.endswith(session) or session.endswith(registered)


_Known = tuple[str, str]  # title, kind


def _is_corrected(known: _Known, title: _Known) -> bool:
    return known[1] == title[1] and SequenceMatcher(None, known[0], title[0], autojunk=False).ratio() >= _SAME_TITLE


def _begins_alike(known: _Known, title: _Known) -> bool:
    """Read without what follows a title (について, a department in brackets), or with it."""
    short, long = sorted((known[0], title[0]), key=len)
    return known[1] == title[1] and len(short) >= _SHORTEST and long.startswith(short)


# How an item is known again: one rule after the other, each over what the ones before have left.
_AGREEMENTS: tuple[Callable[[_Known, _Known], bool], ...] = (
    lambda known, title: known == title,
    lambda known, title: known[0] == title[0],
    _is_corrected,
    _begins_alike,
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
