"""What the archive tells of a document, as the shell needs it: its rendition, the date of its link, why it failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.coverage.values import Passed
from app.documents import Registered, build_tombstone
from app.errors import ReadingError, UnreadScanError
from app.ingest_child import ReadMinutes
from app.model import Meeting, Rendition, make_fiscal_year
from app.normalize import squeeze
from app.parse.dates import find_dates
from app.registry import KnownMeeting, Registry
from app.text.ocr import OCR_COMMAND
from crawler.archive import Archive
from crawler.records import REPLACED, ArchivedDocument, SourceSnapshot

UNREAD = "未読取"


def make_rendition(document: ArchivedDocument, read: ReadMinutes) -> Rendition:
    return replace(
        _make_unread_rendition(document),
        media_type=read.media_type,
        pages=read.pages,
        ocr=read.ocr,
        confidence=read.confidence,
        text_sha256=read.text_sha256,
        unread_pages=read.unread_pages,
    )


def _make_unread_rendition(document: ArchivedDocument) -> Rendition:
    ended = "replaced" if document.ended_reason == REPLACED else "removed"
    return Rendition(
        sha256=document.sha256,
        url=document.url,
        media_type=document.media_type,
        first_seen=document.first_seen,
        last_seen=document.last_seen,
        current=document.current,
        ended=None if document.current else ended,
        ended_at=document.ended_at,
        withheld=document.withheld,
    )


def place_withheld(
    meetings: Iterable[Registered], withheld: Iterable[ArchivedDocument], registry: Registry
) -> tuple[tuple[Registered, ...], dict[KnownMeeting, tuple[Rendition, ...]]]:
    """A source's meetings, and its documents that are withheld → (the meetings, each with what is withheld of it;
    what is withheld of meetings that nothing else tells of). A document that was never read before it was withheld
    belongs to no meeting: it is told by `archive withheld` alone."""
    known = {registered.id: registered for registered in meetings}
    alone: dict[KnownMeeting, tuple[Rendition, ...]] = {}
    for document in withheld:
        found = registry.read_as(document.sha256, document.source)
        if found is None:
            continue
        rendition = _make_unread_rendition(document)
        if found.id in known:
            registered = known[found.id]
            known[found.id] = replace(registered, renditions=(*registered.renditions, rendition))
        else:
            alone[found] = (*alone.get(found, ()), rendition)
    return tuple(known.values()), alone


def make_tombstones(
    snapshot: SourceSnapshot, alone: Mapping[KnownMeeting, tuple[Rendition, ...]]
) -> tuple[dict[str, Any], ...]:
    """The documents that the engine stores for meetings of which everything is withheld."""
    names = ("code", "municipality", "prefecture", "council")
    header = {"source": snapshot.name, **{name: getattr(snapshot, name) for name in names}}
    return tuple(build_tombstone(meeting, header, found) for meeting, found in alone.items())


def refused_of(archive: Archive, documents: Iterable[ArchivedDocument], reader_version: str) -> dict[str, str]:
    """SHA-256 → reason of what this version of the reader has found to be no minutes: not to be read again by it."""
    verdicts = (archive.verdict(d.sha256, d.source, reader_version) for d in documents if d.withheld is None)
    return {v.sha256: v.reason for v in verdicts if v is not None and v.verdict == "not_minutes"}


def make_failure(document: ArchivedDocument, error: ReadingError) -> Passed:
    scan = isinstance(error, UnreadScanError)
    reason = f"{UNREAD}: {error}; to read it: {OCR_COMMAND}" if scan else str(error)
    return Passed(document.source, document.url, reason, document.link_text, scan, _listed_date(document))


def with_listed_date(meeting: Meeting, document: ArchivedDocument) -> Meeting:
    """A meeting whose document tells no date, with that of the link to it, if it has one."""
    date = _listed_date(document)
    if date is None:
        return meeting
    return replace(meeting, date=date, fiscal_year=make_fiscal_year(date))  # `date` stays in needs_review


def _listed_date(document: ArchivedDocument) -> str | None:
    """The meeting's date as the link to the document tells it."""
    for text in (document.link_text, document.context):
        dates = find_dates(squeeze(text))
        if dates:
            return dates[0].iso
    return None
