"""What a fetch came to, as a row of the manifest."""

from __future__ import annotations

from dataclasses import replace

from crawler.errors import FetchError
from crawler.fetch import Fetched
from crawler.records import FetchRow
from crawler.sniff import MediaType


def make_fetch_row(
    source: str,
    fetched: Fetched,
    at: str,
    media_type: MediaType | None,
    sha256: str | None,
    last: FetchRow | None,
) -> FetchRow:
    """An answer; `last` is the last one with a body, which 304 confirms."""
    row = FetchRow(
        source=source,
        url=fetched.url,
        final_url=fetched.final_url,
        fetched_at=at,
        status=fetched.status,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        content_type=fetched.content_type,
        media_type=media_type,
        sha256=sha256,
        size=None if fetched.body is None else len(fetched.body),
        requests=fetched.requests,
    )
    if fetched.status != 304 or last is None:
        return row
    # it may leave out what the last answer said; that still holds
    return replace(
        row,
        etag=row.etag or last.etag,
        last_modified=row.last_modified or last.last_modified,
        content_type=row.content_type or last.content_type,
        size=last.size,
    )


def make_failed_row(source: str, url: str, error: FetchError, at: str) -> FetchRow:
    """No answer that is of use, with its reason."""
    return FetchRow(
        source=source,
        url=url,
        final_url=url,
        fetched_at=at,
        status=error.status,
        etag=None,
        last_modified=None,
        content_type=None,
        media_type=None,
        sha256=None,
        size=None,
        requests=error.requests,
        error=error.reason,
    )
