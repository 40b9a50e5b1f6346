"""What the archive's manifest holds, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.sniff import MediaType

VerdictName = Literal["minutes", "not_minutes", "failed"]
Change = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class SourceSnapshot:
    """A source as it was at a crawl; `at` is UTC in ISO 8601, as all times here."""

    name: str
    municipality: str
    code: str
    prefecture: str
    council: str
    at: str


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One answer, or one failure (`error`). For 304 `sha256` is that of the body it confirmed; None if none is kept."""

    source: str
    url: str
    final_url: str
    fetched_at: str
    status: int | None
    etag: str | None
    last_modified: str | None
    content_type: str | None
    media_type: MediaType | None
    sha256: str | None
    size: int | None
    requests: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as it was seen, and why it was taken or passed over (`decision`: follow, document or pass)."""

    source: str
    page_url: str
    url: str
    text: str
    context: str
    decision: str
    reason: str
    seen_at: str


REPLACED = "replaced"  # why a document is not current: its URL gave other bytes. Any other reason: it is gone


@dataclass(frozen=True, slots=True)
class ArchivedDocument:
    """A candidate: bytes that may be minutes, one for each (source, url, sha256) ever stored.

    `current` is False when the URL later gave other bytes, was gone, or no page linked to it any more; `sequence` is
    the archive's sequence when that last changed. `last_seen` is the last time the city served these bytes; `ended_at`
    when they were found to be no longer current, and `ended_reason` why (`REPLACED`, or how they were missed).
    `withheld` is the operator's reason where the bytes are sealed.
    """

    source: str
    url: str
    sha256: str
    media_type: MediaType
    link_text: str
    context: str
    first_seen: str
    last_seen: str
    current: bool
    sequence: int
    ended_at: str | None = None
    ended_reason: str | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class Withholding:
    """A document that an operator has sealed; `reason` is shown to the public."""

    sha256: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reading of `sha256`, as fetched for `source`, came to under one version of the reader."""

    sha256: str
    source: str
    reader_version: str
    verdict: VerdictName
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A document that became current or ceased to be, and why (seen, replaced, HTTP 404, …)."""

    url: str
    sha256: str
    current: bool
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A crawl that ended; `complete` is False when it was stopped before it had come to its end or its limits.
    `outcome` (`crawler/findings.py`) and `findings` (their SHA-256) are None where an older program ran."""

    source: str
    started_at: str
    finished_at: str
    complete: bool
    requests: int
    transferred: int
    new: int
    replaced: int
    unchanged: int
    passed_over: int
    failed: int
    outcome: str | None = None
    findings: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlHistory:
    """`last_run`: the end of the last crawl that ended by itself (aware); `failures`: how many up to it, in a row, had
    failures and not one document."""

    last_run: datetime
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A source that an operator has paused, why, and since when."""

    source: str
    reason: str
    at: str
