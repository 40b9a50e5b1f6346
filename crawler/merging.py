"""The manifest's rows as they leave the archive and as they come back: merged with what is there, nothing twice.

Rows know one another by what they say: a candidate's number is another in each archive, so a state leaves with the
candidate's source, URL and hash instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler import withholding
from crawler.errors import ArchiveError
from crawler.schema import MIGRATIONS

Row = dict[str, Any]

# Tables whose newest row of each key counts: the key, and what tells the time. Rows that come in may be older than
# those that are here, so the newest is written once more where it would not come last.
LOGS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "snapshots": (("source",), "at"),
    "fetches": (("source", "url"), "fetched_at"),
    "states": (("candidate",), "at"),
    "verdicts": (("sha256", "source", "reader_version"), "at"),
    "runs": (("source",), "finished_at"),
    "pauses": (("source",), "at"),
    "withholdings": (("sha256",), "at"),
}
# Tables of which each row counts, in whatever order.
SETS = ("candidates", "links", "findings")
_CANDIDATE = ("source", "url", "sha256")


def list_tables() -> tuple[str, ...]:
    """All tables, candidates before the states that refer to them."""
    growing = [table for step in MIGRATIONS for table in step.growing]
    return tuple(sorted(growing, key=lambda table: table not in SETS))


def dump_table(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """A table's rows, in the order in which they were written."""
    names = [name for name in _columns(connection, table) if name != "id"]
    if table == "states":
        kept = [f"s.{name}" for name in names if name != "candidate"]
        query = (
            f"SELECT c.source, c.url, c.sha256, {', '.join(kept)} FROM states s JOIN candidates c ON c.id = s.candidate"
        )
        names = [*_CANDIDATE, *(name for name in names if name != "candidate")]
        cursor = connection.execute(f"{query} ORDER BY s.id")
    else:
        cursor = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid")
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def merge_tables(connection: sqlite3.Connection, tables: Mapping[str, Iterable[Row]]) -> dict[str, int]:
    """Within a transaction: rows of each table → how many were new. ArchiveError names a table or column that there is
    not."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    unknown = set(tables) - set(list_tables())
    if unknown:
        raise ArchiveError(f"the bag has tables that no archive has: {', '.join(sorted(unknown))}")
    before = {one.sha256 for one in withholding.list_withheld(connection)}
    added = {table: _merge_table(connection, table, tables[table]) for table in list_tables() if table in tables}
    after = {one.sha256 for one in withholding.list_withheld(connection)}
    for sha256 in sorted(before ^ after):
        withholding.touch(connection, sha256)
    return added


def _merge_table(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    names = [name for name in _columns(connection, table) if name != "id"]
    known = set(connection.execute(f"SELECT {', '.join(names)} FROM {table}"))
    marks = ", ".join("?" for _ in names)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    added = 0
    for row in rows:
        values = _make_values(connection, table, names, row)
        if values not in known:
            known.add(values)
            added += connection.execute(statement, values).rowcount
    if table in LOGS and added:
        _repeat_newest(connection, table, names)
    return added


def _make_values(connection: sqlite3.Connection, table: str, names: list[str], row: Row) -> tuple[Any, ...]:
    if table == "states":
        query = "SELECT id FROM candidates WHERE source = ? AND url = ? AND sha256 = ?"
        found = connection.execute(query, [row.get(name) for name in _CANDIDATE]).fetchone()
        if found is None:
            raise ArchiveError(f"the bag has a state of a document that it does not have: {row.get('url')}")
        row = {**{n: v for n, v in row.items() if n not in _CANDIDATE}, "candidate": found[0]}
    unknown = set(row) - set(names)
    if unknown:
        raise ArchiveError(f"the bag's table {table} has columns that no archive has: {', '.join(sorted(unknown))}")
    return tuple(row.get(name) for name in names)


def _repeat_newest(connection: sqlite3.Connection, table: str, names: list[str]) -> None:
    key, time = LOGS[table]
    columns, by = ", ".join(names), ", ".join(key)
    newest = f"SELECT id, row_number() OVER (PARTITION BY {by} ORDER BY {time} DESC, id DESC) AS place FROM {table}"
    last = f"SELECT max(id) FROM {table} GROUP BY {by}"
    connection.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
        f"WHERE id IN (SELECT id FROM ({newest}) WHERE place = 1) AND id NOT IN ({last}) ORDER BY id"
    )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
