"""robots.txt kept in the archive, so that an unchanged one is not sent again at the next crawl."""

from __future__ import annotations

from collections.abc import Callable

from crawler.archive import Archive
from crawler.gate import KeptRobots
from crawler.records import FetchRow
from crawler.wire import Answer


class ArchiveShelf:
    """Of one source; `stamp` gives the time as the manifest writes it."""

    def __init__(self, archive: Archive, source: str, stamp: Callable[[], str]) -> None:
        self._archive = archive
        self._source = source
        self._stamp = stamp

    def recall(self, url: str) -> KeptRobots | None:
        last = self._find_last(url)
        if last is None or last.sha256 is None:
            return None
        return KeptRobots(self._archive.read(last.sha256), last.etag, last.last_modified)

    def keep(self, url: str, answer: Answer) -> None:
        """Both 200 and 304 are recorded; 304 confirms the bytes of the last time."""
        last = self._find_last(url)
        confirmed = answer.status == 304 and last is not None
        row = FetchRow(
            source=self._source,
            url=url,
            final_url=url,
            fetched_at=self._stamp(),
            status=answer.status,
            etag=answer.etag or (last.etag if confirmed and last is not None else None),
            last_modified=answer.last_modified or (last.last_modified if confirmed and last is not None else None),
            content_type=answer.content_type,
            media_type="text",
            sha256=last.sha256 if confirmed and last is not None else self._archive.store(answer.body),
            size=len(answer.body) if answer.status == 200 else None,
            requests=1,
        )
        self._archive.record_fetch(row)

    def _find_last(self, url: str) -> FetchRow | None:
        last = self._archive.last_answer(self._source, url)
        held = last is not None and last.sha256 is not None and self._archive.holds(last.sha256)
        return last if held else None
