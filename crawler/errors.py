"""Every error that `crawler` raises on purpose.

CrawlerError
├── SourceError          a source's file is wrong (names the file and the key)
├── FetchError           a URL cannot be had: `reason` in plain English, `status` if the server answered
│   ├── RefusedError     we do not go there: a foreign host, a private address, no contact given
│   ├── DisallowedError  the site's robots.txt asks us not to
│   ├── RestingError     the host failed again and again, or asked for a rest: nothing was sent
│   └── BudgetError      what the source may take in one run is used up
├── StoppedError         the run was asked to stop; nothing is half-written
└── ArchiveError         the archive cannot be read or written (disk full, read-only, damaged)
    ├── NoArchiveError   there is none in that folder
    ├── WithheldError    an operator has sealed the document (`reason`)
    └── SourceBusyError  another crawl of the same source is running
"""

from __future__ import annotations

from pathlib import Path


class CrawlerError(Exception):
    """Base of all declared errors; its text says what happened, to what, and what to do next."""


class SourceError(CrawlerError):
    pass


class FetchError(CrawlerError):
    """`requests` and `transferred` (bytes) tell what the attempt cost."""

    def __init__(self, url: str, reason: str, *, status: int | None = None) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.requests = 0
        self.transferred = 0


class RefusedError(FetchError):
    pass


class DisallowedError(FetchError):
    pass


class RestingError(FetchError):
    pass


class BudgetError(FetchError):
    pass


class StoppedError(CrawlerError):
    pass


class ArchiveError(CrawlerError):
    pass


class NoArchiveError(ArchiveError):
    def __init__(self, root: Path) -> None:
        super().__init__(f"there is no archive in {root}; crawl first")


class WithheldError(ArchiveError):
    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"document {sha256} is withheld: {reason}")
        self.sha256 = sha256
        self.reason = reason


class SourceBusyError(ArchiveError):
    def __init__(self, source: str, holder: str) -> None:
        super().__init__(f"{source} is being crawled already ({holder}); wait until that has ended")
        self.source = source
