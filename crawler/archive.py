"""The archive: content-addressed bytes and an append-only manifest of what was fetched, seen and judged.

The truth from which everything after it can be rebuilt. Bytes are on disk before a row names them, so a process killed
at any moment leaves at most bytes that no row names. `app` reads `sources`, `documents`, `read` and writes verdicts;
the crawl writes the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler import withholding
from crawler.errors import ArchiveError, WithheldError
from crawler.findings import Findings, dump_findings, load_findings
from crawler.lease import hold_lease
from crawler.manifest import declared, open_manifest, transaction
from crawler.objects import ObjectStore, hash_bytes
from crawler.queries import CURRENT, DOCUMENTS, DOCUMENTS_OF, FETCH, HISTORIES, make_document
from crawler.records import (
    REPLACED,
    ArchivedDocument,
    Change,
    ChangeRow,
    CrawlHistory,
    FetchRow,
    LinkRow,
    Pause,
    RunRow,
    SourceSnapshot,
    Verdict,
    Withholding,
)

_REDIRECTS = range(300, 400)
_RUN = (
    "source, started_at, finished_at, complete, requests, transferred, new, replaced, unchanged, passed_over, failed, "
    "outcome, findings"
)


class Archive:
    """A context manager, of one thread unless opened read-only. Every method may raise ArchiveError."""

    def __init__(self, root: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self._root = root
        self._connection = connection
        self._objects = ObjectStore(root)
        self._read_only = read_only

    @classmethod
    def open(cls, root: Path, *, read_only: bool = False) -> Archive:
        """Opens the archive in `root`, making it or bringing it up to this version if need be; `read_only` opens an
        existing one and never writes."""
        with declared(root):
            if not read_only:
                ObjectStore(root).prepare()
            archive = cls(root, open_manifest(root / "manifest.sqlite", read_only=read_only), read_only=read_only)
            if not read_only:
                withholding.settle(archive._connection, archive._objects)
            return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def schema_version(self) -> int:
        """How many of the steps in `crawler/schema.py` the manifest has."""
        return int(self._select("PRAGMA user_version")[0][0])

    # What app reads and tells.

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their hash; WithheldError if an operator has sealed them."""
        with declared(self._root):
            reason = withholding.find_reason(self._connection, sha256)
            if reason is not None:
                raise WithheldError(sha256, reason)
            return self._objects.read(sha256)

    def sources(self) -> tuple[SourceSnapshot, ...]:
        """Each source ever crawled, as of its last crawl, by name."""
        rows = self._select(
            "SELECT source, municipality, code, prefecture, council, at FROM snapshots "
            "WHERE id IN (SELECT max(id) FROM snapshots GROUP BY source) ORDER BY source"
        )
        return tuple(SourceSnapshot(*row) for row in rows)

    def documents(self, source: str | None = None) -> tuple[ArchivedDocument, ...]:
        """Every candidate ever stored (of one source, if it is named), in the order of first sight."""
        rows = self._select(DOCUMENTS) if source is None else self._select(DOCUMENTS_OF, (source,))
        return tuple(make_document(row) for row in rows)

    def sequence(self) -> int:
        """Grows with each new body and each change of what is current; 0 in an empty archive."""
        return int(self._select("SELECT COALESCE(max(id), 0) FROM states")[0][0])

    def record_verdict(self, verdict: Verdict) -> None:
        with self._writing():
            self._insert("verdicts", "sha256, source, reader_version, verdict, reason, at", astuple(verdict))

    def verdict(self, sha256: str, source: str, reader_version: str) -> Verdict | None:
        """The last one recorded for these three."""
        rows = self._select(
            "SELECT sha256, source, reader_version, verdict, reason, at FROM verdicts "
            "WHERE sha256 = ? AND source = ? AND reader_version = ? ORDER BY id DESC LIMIT 1",
            (sha256, source, reader_version),
        )
        return Verdict(*rows[0]) if rows else None

    def last_verdicts(self, source: str) -> Mapping[str, Verdict]:
        """The last one of each document, whatever version of the reader gave it, by SHA-256."""
        rows = self._select(
            "SELECT sha256, source, reader_version, verdict, reason, at FROM verdicts "
            "WHERE id IN (SELECT max(id) FROM verdicts WHERE source = ? GROUP BY sha256)",
            (source,),
        )
        return {row[0]: Verdict(*row) for row in rows}

    # What an operator does.

    def find_document(self, start: str) -> str:
        """The SHA-256 that begins so (8 digits or more) and names a document."""
        with declared(self._root):
            return withholding.find_document(self._connection, start)

    def withhold(self, sha256: str, reason: str, at: str) -> bool:
        """Seals a document, whether or not its bytes are here → False if it was withheld already."""
        return self._record_withholding(sha256, "withhold", reason, at)

    def release(self, sha256: str, reason: str, at: str) -> bool:
        """Lets a document go again → False if it was not withheld."""
        return self._record_withholding(sha256, "release", reason, at)

    def withheld(self) -> tuple[Withholding, ...]:
        """What is withheld now."""
        with declared(self._root):
            return withholding.list_withheld(self._connection)

    def _record_withholding(self, sha256: str, action: str, reason: str, at: str) -> bool:
        with self._writing():
            changed = withholding.record(self._connection, sha256, action, reason, at)
        with declared(self._root):
            withholding.settle(self._connection, self._objects)
        return changed

    def merge(self, change: Callable[[sqlite3.Connection], dict[str, int]]) -> dict[str, int]:
        """Rows of another archive, in one transaction (`crawler/merging.py`)."""
        with self._writing():
            added = change(self._connection)
        with declared(self._root):
            withholding.settle(self._connection, self._objects)
        return added

    # What the crawl writes and asks.

    @contextmanager
    def lease(self, source: str) -> Iterator[None]:
        """Holds a source for one crawl; SourceBusyError if it is held."""
        self._refuse_read_only()
        with ExitStack() as held:
            with declared(self._root):
                held.enter_context(hold_lease(self._root / "leases", source))
            yield

    def store(self, body: bytes) -> str:
        """Keeps bytes → their SHA-256. Those that are withheld stay as they are: sealed."""
        self._refuse_read_only()
        with declared(self._root):
            sha256 = hash_bytes(body)
            if withholding.find_reason(self._connection, sha256) is None:
                self._objects.write(body)
                if withholding.find_reason(self._connection, sha256) is not None:  # meanwhile, by another process
                    self._objects.seal(sha256)
            return sha256

    def holds(self, sha256: str, *, readable: bool = False) -> bool:
        """Whether the bytes are kept; sealed ones too, unless they must be `readable`."""
        with declared(self._root):
            return self._objects.holds(sha256) or (not readable and self._objects.is_sealed(sha256))

    def record_source(self, snapshot: SourceSnapshot) -> None:
        """Kept only if it differs from the last one."""
        with self._writing():
            last = self._connection.execute(
                "SELECT source, municipality, code, prefecture, council FROM snapshots "
                "WHERE source = ? ORDER BY id DESC LIMIT 1",
                (snapshot.name,),
            ).fetchone()
            if last != astuple(snapshot)[:5]:
                self._insert("snapshots", "source, municipality, code, prefecture, council, at", astuple(snapshot))

    def record_fetch(self, row: FetchRow) -> None:
        with self._writing():
            self._insert("fetches", FETCH, astuple(row))

    def record_links(self, rows: Iterable[LinkRow]) -> None:
        """A link seen again, with the same words and decision, is kept once."""
        with self._writing():
            self._connection.executemany(
                "INSERT OR IGNORE INTO links (source, page_url, url, text, context, decision, reason, seen_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [astuple(row) for row in rows],
            )

    def links(self, source: str) -> tuple[LinkRow, ...]:
        """Every link ever seen for a source, in the order of first sight."""
        rows = self._select(
            "SELECT source, page_url, url, text, context, decision, reason, seen_at FROM links "
            "WHERE source = ? ORDER BY id",
            (source,),
        )
        return tuple(LinkRow(*row) for row in rows)

    def last_body(self, source: str, url: str) -> FetchRow | None:
        """The last good answer (200 or 304) to `url`, or to the URL that it last redirected to."""
        last = self.last_answer(source, url)
        target = last.final_url if last is not None and last.status in _REDIRECTS else url
        rows = self._select(
            f"SELECT {FETCH} FROM fetches WHERE source = ? AND (url = ? OR final_url = ?) AND status IN (200, 304) "
            "ORDER BY id DESC LIMIT 1",
            (source, target, target),
        )
        return FetchRow(*rows[0]) if rows else None

    def last_answer(self, source: str, url: str) -> FetchRow | None:
        """The last answer or failure of `url`."""
        rows = self._select(
            f"SELECT {FETCH} FROM fetches WHERE source = ? AND url = ? ORDER BY id DESC LIMIT 1", (source, url)
        )
        return FetchRow(*rows[0]) if rows else None

    def record_candidate(self, document: ArchivedDocument) -> Change:
        """Makes these bytes the current ones of (source, url); `current` and `sequence` of `document` do not count."""
        key = (document.source, document.url, document.sha256)
        with self._writing():
            before = self._current(document.source, document.url)
            if any(sha256 == document.sha256 for _, _, sha256 in before):
                return "unchanged"
            for number, _, _ in before:
                self._set_state(number, 0, REPLACED, document.last_seen)
            known = [
                sha256
                for (sha256,) in self._connection.execute(
                    "SELECT sha256 FROM candidates WHERE source = ? AND url = ?", key[:2]
                )
            ]
            self._connection.execute(
                "INSERT OR IGNORE INTO candidates (source, url, sha256, media_type, link_text, context, first_seen) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, document.media_type, document.link_text, document.context, document.first_seen),
            )
            number = self._connection.execute(
                "SELECT id FROM candidates WHERE source = ? AND url = ? AND sha256 = ?", key
            ).fetchone()[0]
            self._set_state(number, 1, "seen", document.last_seen)
            if not known:
                return "new"
            return "unchanged" if not before and document.sha256 in known else "replaced"

    def retire(self, source: str, url: str, reason: str, at: str) -> int:
        """Nothing at `url` is current any more → how many documents that concerned."""
        with self._writing():
            rows = self._current(source, url)
            for number, _, _ in rows:
                self._set_state(number, 0, reason, at)
            return len(rows)

    def current_urls(self, source: str) -> frozenset[str]:
        return frozenset(url for _, url, _ in self._select(CURRENT, (source,)))

    def record_run(self, run: RunRow, findings: Findings) -> None:
        """`run.findings` does not count."""
        sha256, lists = dump_findings(findings)
        with self._writing():
            self._connection.execute("INSERT OR IGNORE INTO findings (sha256, lists) VALUES (?, ?)", (sha256, lists))
            self._insert("runs", _RUN, astuple(replace(run, findings=sha256)))

    def runs(self, source: str, limit: int = 100) -> tuple[RunRow, ...]:
        """The last crawls of a source, the newest first."""
        rows = self._select(f"SELECT {_RUN} FROM runs WHERE source = ? ORDER BY id DESC LIMIT ?", (source, limit))
        return tuple(_make_run(row) for row in rows)

    def last_findings(self, source: str) -> Findings | None:
        """What the last run saw that was not stopped; None before any."""
        rows = self._select(
            "SELECT f.lists FROM runs r JOIN findings f ON f.sha256 = r.findings "
            "WHERE r.source = ? AND r.complete = 1 ORDER BY r.id DESC LIMIT 1",
            (source,),
        )
        return load_findings(rows[0][0]) if rows else None

    def changes(self, source: str, since: str, until: str) -> tuple[ChangeRow, ...]:
        """What became current or ceased to be between two times (ISO, both included), in that order."""
        rows = self._select(
            "SELECT c.url, c.sha256, s.current, s.reason, s.at FROM states s JOIN candidates c ON c.id = s.candidate "
            "WHERE c.source = ? AND s.at BETWEEN ? AND ? ORDER BY s.id",
            (source, since, until),
        )
        return tuple(ChangeRow(row[0], row[1], bool(row[2]), *row[3:]) for row in rows)

    def last_runs(self) -> Mapping[str, datetime]:
        """Each source's last crawl that ended by itself."""
        rows = self._select("SELECT source, max(finished_at) FROM runs WHERE complete = 1 GROUP BY source")
        return {source: datetime.fromisoformat(at) for source, at in rows}

    def histories(self) -> Mapping[str, CrawlHistory]:
        """What each source's crawls came to, for those that ever ended by themselves."""
        return {
            source: CrawlHistory(datetime.fromisoformat(at), failures)
            for source, at, failures in self._select(HISTORIES)
        }

    # What an operator asks for.

    def pause(self, pause: Pause) -> None:
        with self._writing():
            self._insert("pauses", "source, paused, reason, at", (pause.source, 1, pause.reason, pause.at))

    def resume(self, source: str, at: str) -> None:
        with self._writing():
            self._insert("pauses", "source, paused, reason, at", (source, 0, "", at))

    def pauses(self) -> Mapping[str, Pause]:
        """Those in force, by the source's name."""
        rows = self._select(
            "SELECT source, reason, at FROM pauses "
            "WHERE id IN (SELECT max(id) FROM pauses GROUP BY source) AND paused = 1 ORDER BY source"
        )
        return {row[0]: Pause(*row) for row in rows}

    def _current(self, source: str, url: str) -> list[Any]:
        return self._connection.execute(f"{CURRENT} AND c.url = ?", (source, url)).fetchall()

    def _set_state(self, candidate: int, current: int, reason: str, at: str) -> None:
        self._insert("states", "candidate, current, reason, at", (candidate, current, reason, at))

    def _insert(self, table: str, columns: str, values: tuple[Any, ...]) -> None:
        marks = ", ".join("?" for _ in values)
        self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)

    def _select(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with declared(self._root):
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._refuse_read_only()
        with declared(self._root), transaction(self._connection):
            yield

    def _refuse_read_only(self) -> None:
        if self._read_only:
            raise ArchiveError(f"the archive in {self._root} was opened read-only")


def _make_run(row: tuple[Any, ...]) -> RunRow:
    values = (*row[:3], bool(row[3]), *row[4:])
    return RunRow(*values)
