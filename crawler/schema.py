"""The manifest's tables, as numbered steps: an archive made by an older program is brought up step by step.

A step that was released is never changed; what is new is one more step at the end. Tables only grow: triggers refuse
UPDATE and DELETE in those that a step names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: SQL, and the tables made by it that only grow. Its number is its place in `MIGRATIONS`, from 1."""

    purpose: str
    script: str
    growing: tuple[str, ...] = ()

    def statements(self) -> Iterable[str]:
        yield from _split(self.script)
        for table in self.growing:
            for action in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                )


def _split(script: str) -> Iterable[str]:
    """A script of several statements → each of them (`executescript` would end the transaction around it)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"an unfinished statement: {statement.strip()[:80]}")


_FIRST = """
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, municipality TEXT NOT NULL, code TEXT NOT NULL, prefecture TEXT NOT NULL, council TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX snapshots_source ON snapshots (source, id);

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, fetched_at TEXT NOT NULL,
  status INTEGER, etag TEXT, last_modified TEXT, content_type TEXT, media_type TEXT,
  sha256 TEXT, size INTEGER, requests INTEGER NOT NULL, error TEXT
);
CREATE INDEX fetches_url ON fetches (source, url, id);
CREATE INDEX fetches_body ON fetches (source, final_url, sha256, fetched_at);

CREATE TABLE links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, page_url TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('follow', 'document', 'pass')), reason TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  UNIQUE (source, page_url, url, text, context, decision, reason)
);

-- bytes that may be minutes, at first sight
CREATE TABLE candidates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL,
  link_text TEXT NOT NULL, context TEXT NOT NULL, first_seen TEXT NOT NULL,
  UNIQUE (source, url, sha256)
);

-- each change of what is current; the newest row of a candidate counts, and its id is the sequence
CREATE TABLE states (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  candidate INTEGER NOT NULL REFERENCES candidates (id),
  current INTEGER NOT NULL CHECK (current IN (0, 1)), reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX states_candidate ON states (candidate, id);

CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL, source TEXT NOT NULL, reader_version TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('minutes', 'not_minutes', 'failed')), reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX verdicts_key ON verdicts (sha256, source, reader_version, id);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL, complete INTEGER NOT NULL,
  requests INTEGER NOT NULL, transferred INTEGER NOT NULL, new INTEGER NOT NULL, replaced INTEGER NOT NULL,
  unchanged INTEGER NOT NULL, passed_over INTEGER NOT NULL, failed INTEGER NOT NULL
);
CREATE INDEX runs_source ON runs (source, id);
"""

_PAUSES = """
-- an operator pauses a source (1) and resumes it (0); the newest row counts
CREATE TABLE pauses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, paused INTEGER NOT NULL CHECK (paused IN (0, 1)), reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX pauses_source ON pauses (source, id);
"""

_RUNS_SAW = """
-- lists of a run as JSON, kept once for all runs that saw the same
CREATE TABLE findings (sha256 TEXT PRIMARY KEY, lists TEXT NOT NULL);
ALTER TABLE runs ADD COLUMN outcome TEXT;
ALTER TABLE runs ADD COLUMN findings TEXT REFERENCES findings (sha256);
"""

_WITHHOLDINGS = """
-- what an operator has sealed or let go again; the newest row of a SHA-256 counts
CREATE TABLE withholdings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL, action TEXT NOT NULL CHECK (action IN ('withhold', 'release')),
  reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX withholdings_document ON withholdings (sha256, id);
CREATE INDEX candidates_document ON candidates (sha256);
"""

MIGRATIONS = (
    Migration(
        "what was fetched, seen and judged",
        _FIRST,
        growing=("snapshots", "fetches", "links", "candidates", "states", "verdicts", "runs"),
    ),
    Migration("sources that an operator has paused", _PAUSES, growing=("pauses",)),
    Migration("how each run ended, and what it saw beside the documents", _RUNS_SAW, growing=("findings",)),
    Migration("documents that are withheld", _WITHHOLDINGS, growing=("withholdings",)),
)
