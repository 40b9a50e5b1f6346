"""The longer questions that the archive asks its manifest."""

from __future__ import annotations

from typing import Any

from crawler.records import ArchivedDocument

DOCUMENTS = """
    SELECT c.source, c.url, c.sha256, c.media_type, c.link_text, c.context,
           min(c.first_seen, COALESCE((SELECT min(f.fetched_at) FROM fetches f
                     WHERE f.source = c.source AND f.final_url = c.url AND f.sha256 = c.sha256), c.first_seen)),
           COALESCE((SELECT max(f.fetched_at) FROM fetches f
                     WHERE f.source = c.source AND f.final_url = c.url AND f.sha256 = c.sha256), c.first_seen),
           s.current, s.id, CASE s.current WHEN 0 THEN s.at END, CASE s.current WHEN 0 THEN s.reason END, w.reason
    FROM candidates c
    JOIN states s ON s.id = (SELECT max(id) FROM states WHERE candidate = c.id)
    LEFT JOIN withholdings w ON w.action = 'withhold' AND w.id = (SELECT max(id) FROM withholdings
                                                                  WHERE sha256 = c.sha256)
    ORDER BY c.id
"""
DOCUMENTS_OF = DOCUMENTS.replace("ORDER BY", "WHERE c.source = ? ORDER BY")  # of one source: (source,)
CURRENT = """
    SELECT c.id, c.url, c.sha256 FROM candidates c
    JOIN states s ON s.id = (SELECT max(id) FROM states WHERE candidate = c.id)
    WHERE c.source = ? AND s.current = 1
"""
# A run that had failures and no document got nothing; those after the last one that got something are in a row.
HISTORIES = """
    WITH ended AS (
      SELECT id, source, finished_at, failed > 0 AND new + replaced + unchanged = 0 AS in_vain
      FROM runs WHERE complete = 1
    )
    SELECT source, max(finished_at),
           sum(in_vain AND id > COALESCE(
             (SELECT max(id) FROM ended good WHERE good.source = ended.source AND NOT good.in_vain), 0))
    FROM ended GROUP BY source ORDER BY source
"""
FETCH = (
    "source, url, final_url, fetched_at, status, etag, last_modified, content_type, "
    "media_type, sha256, size, requests, error"
)


def make_document(row: tuple[Any, ...]) -> ArchivedDocument:
    values = (*row[:8], bool(row[8]), *row[9:])
    return ArchivedDocument(*values)
