"""The alternative to the index: the same items in SQLite's FTS5 with its trigram tokenizer, which needs no analyser."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.documents import Registered

_SCHEMA = """
CREATE TABLE items (number INTEGER PRIMARY KEY, id TEXT, scope TEXT, city TEXT, year TEXT, outcome TEXT);
CREATE TABLE topics (number INTEGER, topic TEXT);
CREATE VIRTUAL TABLE words USING fts5(title, decision, talk, tokenize='trigram');
"""
_INDEX = "CREATE INDEX topics_number ON topics (number)"
_SHORTEST = 3  # characters: a shorter word has no trigram, and is looked for by reading every row
_PLAIN_FACETS = ("city", "year", "outcome")


@dataclass(frozen=True, slots=True)
class Record:
    """An item as SQLite stores it; `talk` is the text of its passages."""

    id: str
    scope: str
    city: str
    year: str
    outcome: str
    talk: str
    title: str = ""
    decision: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are (id, title, talk), best first; `facets` maps a field to (value, count)."""

    total: int
    hits: tuple[tuple[str, str, str], ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


def make_records(registered: Registered) -> tuple[Record, ...]:
    """A meeting's items, and what is outside all of them, as `app.documents` makes them: the text as it was read."""
    meeting = registered.meeting
    texts = {u.anchor: u.text for u in meeting.utterances}
    city, year = meeting.municipality.code, str(meeting.fiscal_year or "")
    records = [
        Record(
            id=identifier,
            scope="item",
            city=city,
            year=year,
            outcome=item.outcome.code,
            topics=tuple(topic.code for topic in item.topics),
            title=item.title,
            decision=" ".join([*(e.quote for e in item.outcome.evidence), item.conditions or ""]),
            talk="\n".join(texts[anchor] for anchor in item.utterances),
        )
        for item, identifier in zip(meeting.items, registered.item_ids, strict=True)
    ]
    outside = "\n".join(u.text for u in meeting.utterances if not u.items)
    if outside:
        records.append(Record(f"{registered.id}-x", "outside", city, year, "unknown", outside))
    return tuple(records)


def build_database(path: Path, records: Iterable[Record]) -> None:
    """Records → a database at `path`, which must not exist; one transaction, on the disk when it returns."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_SCHEMA)
        with database:
            for number, record in enumerate(records, start=1):
                database.execute(
                    "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
                    (number, record.id, record.scope, record.city, record.year, record.outcome),
                )
                database.executemany("INSERT INTO topics VALUES (?, ?)", [(number, topic) for topic in record.topics])
                database.execute(
                    "INSERT INTO words (rowid, title, decision, talk) VALUES (?, ?, ?, ?)",
                    (number, record.title, record.decision, record.talk),
                )
            database.execute(_INDEX)


class SqlitePeer:
    """Searches a database that `build_database` made; the matches of one MATCH serve hits, total and all facets."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("CREATE TEMP TABLE matched (number INTEGER PRIMARY KEY, score REAL)")

    def close(self) -> None:
        self._database.close()

    def search(self, words: Sequence[str], topic: str | None, limit: int) -> Found:
        """All `words`, as they stand; the facets' counts honour all selections but their own."""
        self._match(words)
        chosen = "number IN (SELECT number FROM topics WHERE topic = ?)" if topic else "1"
        values = (topic,) if topic else ()
        (total,) = self._database.execute(f"SELECT count(*) FROM matched WHERE {chosen}", values).fetchone()
        best = f"SELECT number, score FROM matched JOIN items USING (number) WHERE {chosen} ORDER BY score, id LIMIT ?"
        hits = self._database.execute(
            f"SELECT id, title, talk FROM ({best}) JOIN items USING (number) JOIN words ON words.rowid = number "
            "ORDER BY score, id",
            (*values, limit),
        ).fetchall()
        facets = {
            name: self._count(
                f"SELECT {name}, count(*) AS n FROM matched JOIN items USING (number) WHERE {chosen} GROUP BY {name}",
                values,
            )
            for name in _PLAIN_FACETS
        }
        facets["topic"] = self._count(
            "SELECT topic, count(*) AS n FROM matched JOIN topics USING (number) GROUP BY topic", ()
        )
        return Found(total, tuple(hits), facets)

    def _match(self, words: Sequence[str]) -> None:
        """Fill `matched` with the numbers of all matches and their scores."""
        long = [word for word in words if len(word) >= _SHORTEST]
        conditions = ["scope = 'item'"]
        values: list[str] = []
        if long:
            conditions.append("words MATCH ?")
            values.append(" AND ".join(f'"{word}"' for word in long))
        for word in (word for word in words if len(word) < _SHORTEST):
            conditions.append("(title LIKE ? OR decision LIKE ? OR talk LIKE ?)")
            values += [f"%{word}%"] * 3
        score = "bm25(words, 3.0, 2.0, 1.0)" if long else "0"  # the boosts that the service has
        with self._database:
            self._database.execute("DELETE FROM matched")
            self._database.execute(
                f"INSERT INTO matched SELECT words.rowid, {score} FROM words JOIN items ON number = words.rowid "
                f"WHERE {' AND '.join(conditions)}",
                values,
            )

    def _count(self, sql: str, values: Sequence[object]) -> tuple[tuple[str, int], ...]:
        return tuple(self._database.execute(f"{sql} ORDER BY n DESC, 1", values).fetchall())


class LikePeer(SqlitePeer):
    """The same without an index: every row of the texts is read, and nothing is ranked."""

    def _match(self, words: Sequence[str]) -> None:
        conditions = ["scope = 'item'", *("(c0 LIKE ? OR c1 LIKE ? OR c2 LIKE ?)" for _ in words)]
        values = [f"%{word}%" for word in words for _ in range(3)]
        with self._database:
            self._database.execute("DELETE FROM matched")
            self._database.execute(
                "INSERT INTO matched SELECT words_content.id, 0 FROM words_content JOIN items "
                f"ON number = words_content.id WHERE {' AND '.join(conditions)}",
                values,
            )
