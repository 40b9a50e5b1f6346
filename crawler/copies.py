"""A copy of a document for somebody who asks: only what was read as minutes, never what is withheld."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler import withholding
from crawler.errors import WithheldError
from crawler.manifest import declared, open_manifest
from crawler.objects import ObjectStore
from crawler.sniff import MediaType

# The archive also holds the pages that led to the minutes, and papers that turned out to be others': not ours to show.
_MINUTES = """
    SELECT c.media_type, c.url, c.first_seen FROM candidates c
    WHERE c.sha256 = ?1 AND EXISTS (SELECT 1 FROM verdicts v WHERE v.sha256 = ?1 AND v.verdict = 'minutes')
    ORDER BY c.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """`url` is where the city published it; `first_seen` an ISO time, UTC."""

    body: bytes
    media_type: MediaType
    url: str
    first_seen: str


def fetch_copy(root: Path, sha256: str) -> ArchivedCopy | None:
    """None if no minutes have that SHA-256; WithheldError, ArchiveError. May be called from any thread."""
    with declared(root):
        connection = open_manifest(root / "manifest.sqlite", read_only=True)
        try:
            row = connection.execute(_MINUTES, (sha256,)).fetchone()
            reason = withholding.find_reason(connection, sha256)
        finally:
            connection.close()
        if row is None:
            return None
        if reason is not None:
            raise WithheldError(sha256, reason)
        return ArchivedCopy(ObjectStore(root).read(sha256), *row)
