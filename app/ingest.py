"""The shell around the stages: archive → text → parse → classify → engine, a source at a time.

What was read is remembered by (bytes, source, reader's version); how far the archive was read is remembered beside the
ids. Interrupted anywhere and run again, the result is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.analyze.sudachi import Analyzer
from app.classify import classify_meeting
from app.documents import Registered, build_documents
from app.engine.base import Engine, Writer
from app.errors import NotMinutesError, ReadingError, UnreadScanError
from app.model import Meeting, Municipality, Rendition, make_fiscal_year
from app.normalize import squeeze
from app.parse.dates import find_dates
from app.parse.meeting import READER_VERSION, Expected, parse_minutes
from app.registry import Registry, Sighting
from app.renditions import Reading, group_readings, merge_readings
from app.text.child import ReaderProcess
from app.text.ocr import OCR_COMMAND, find_tesseract
from app.vocabulary.entries import Vocabulary
from crawler.archive import Archive
from crawler.records import ArchivedDocument, SourceSnapshot, Verdict

_UNREAD = "未読取"


@dataclass(frozen=True, slots=True)
class Passed:
    """A document that did not become part of a meeting, and why."""

    source: str
    url: str
    reason: str
    link_text: str = ""
    unread_scan: bool = False
    date: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts of what the index holds now, and every current document that is not in it, with its reason."""

    meetings: int
    items: int
    renditions: int
    not_minutes: tuple[Passed, ...]
    failed: tuple[Passed, ...]
    read: int  # documents read in this run; 0: nothing was new


@dataclass(frozen=True, slots=True)
class _Source:
    """What one source's documents came to."""

    snapshot: SourceSnapshot
    meetings: tuple[Registered, ...]
    not_minutes: tuple[Passed, ...]
    failed: tuple[Passed, ...]
    renditions: int
    read: int


Progress = Callable[[str, int, int], None]  # source, documents done, documents in all


class Ingest:
    """Everything an ingest needs, opened by the roots and passed in."""

    def __init__(
        self,
        archive: Archive,
        registry: Registry,
        engine: Engine,
        analyzer: Analyzer,
        vocabulary: Vocabulary,
        *,
        ocr: bool = True,
    ) -> None:
        self._archive = archive
        self._registry = registry
        self._engine = engine
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._ocr = ocr

    def run(self, *, rebuild: bool = False, progress: Progress | None = None) -> IngestReport:
        """Reads what changed since the last run (`rebuild`: everything, into a new generation). EngineError or
        ArchiveError if a store fails; what is wrong with a document is in the report."""
        documents = self._archive.documents()
        snapshots = {s.name: s for s in self._archive.sources()}
        fresh = rebuild or self._must_rebuild()
        changed = self._find_changed(documents, snapshots, -1 if fresh else self._sequence())
        results: list[_Source] = []
        if changed or fresh:
            with ExitStack() as stack:
                reader = stack.enter_context(ReaderProcess(ocr=self._ocr))
                writer = stack.enter_context(self._engine.rebuild() if fresh else self._engine.update())
                for name in sorted(changed):
                    own = [d for d in documents if d.source == name]
                    result = self._read_source(snapshots[name], own, reader, progress)
                    if not fresh:
                        self._delete_stored(writer, name)
                    self._write(writer, result)
                    results.append(result)
            self._remember(documents, [snapshots[name] for name in changed])
        return self._report(documents, results)

    def _must_rebuild(self) -> bool:
        """Whether the index cannot be gone on from: missing, outdated, damaged, put there by somebody else (a backup),
        or made by another version of the reader."""
        state = self._engine.state()
        known = {name: self._registry.progress(name) for name in ("reader", "generation")}
        sound = state.ready and state.reason is None
        return not sound or known != {"reader": READER_VERSION, "generation": state.generation}

    def _sequence(self) -> int:
        return int(self._registry.progress("sequence") or -1)

    def _find_changed(
        self, documents: Iterable[ArchivedDocument], snapshots: Mapping[str, SourceSnapshot], since: int
    ) -> set[str]:
        """The sources with a document that changed after `since`, or that say something else of themselves now."""
        return {
            d.source
            for d in documents
            if d.sequence > since
            or self._registry.progress(f"source:{d.source}") != _describe(snapshots[d.source])
            or self._can_be_recognised_now(d)
        }

    def _can_be_recognised_now(self, document: ArchivedDocument) -> bool:
        """A scan that was left unread, and OCR has been installed since."""
        verdict = self._archive.verdict(document.sha256, document.source, READER_VERSION)
        unread = verdict is not None and verdict.verdict == "failed" and verdict.reason.startswith(_UNREAD)
        return unread and self._ocr and find_tesseract() is not None

    def _remember(self, documents: Iterable[ArchivedDocument], read: Iterable[SourceSnapshot]) -> None:
        with self._registry.transaction():
            self._registry.set_progress("sequence", str(max((d.sequence for d in documents), default=0)))
            self._registry.set_progress("reader", READER_VERSION)
            self._registry.set_progress("generation", self._engine.state().generation or "")
            for snapshot in read:
                self._registry.set_progress(f"source:{snapshot.name}", _describe(snapshot))

    def _read_source(
        self,
        snapshot: SourceSnapshot,
        documents: list[ArchivedDocument],
        reader: ReaderProcess,
        progress: Progress | None,
    ) -> _Source:
        readings: list[Reading] = []
        not_minutes: list[Passed] = []
        failed: list[Passed] = []
        expected = Expected(Municipality(snapshot.code, snapshot.municipality, snapshot.prefecture), snapshot.council)
        for done, document in enumerate(documents, start=1):
            try:
                readings.append(self._read_document(document, expected, reader))
                self._judge(document, "minutes", "")
            except NotMinutesError as error:
                self._judge(document, "not_minutes", str(error))
                if document.current:
                    not_minutes.append(Passed(document.source, document.url, str(error), document.link_text))
            except ReadingError as error:
                passed = _make_failure(document, error)
                self._judge(document, "failed", passed.reason)
                if document.current:
                    failed.append(passed)
            if progress is not None:
                progress(snapshot.name, done, len(documents))
        with self._registry.transaction():
            meetings = self._register(snapshot, group_readings(readings))
        current = sum(1 for r in readings if r.rendition.current)
        return _Source(snapshot, meetings, tuple(not_minutes), tuple(failed), current, len(documents))

    def _read_document(self, document: ArchivedDocument, expected: Expected, reader: ReaderProcess) -> Reading:
        read = reader.read(self._archive.read(document.sha256))
        meeting = classify_meeting(parse_minutes(read, self._vocabulary, expected), self._vocabulary)
        if meeting.date is None:
            meeting = _with_listed_date(meeting, document)
        rendition = Rendition(
            sha256=document.sha256,
            url=document.url,
            media_type=read.media_type,
            first_seen=document.first_seen,
            last_seen=document.last_seen,
            current=document.current,
            pages=read.pages,
            ocr=read.ocr,
            confidence=read.confidence,
            text_sha256=read.text_sha256(),
        )
        return Reading(rendition, meeting)

    def _judge(self, document: ArchivedDocument, verdict: str, reason: str) -> None:
        known = self._archive.verdict(document.sha256, document.source, READER_VERSION)
        if known is None or (known.verdict, known.reason) != (verdict, reason):
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._archive.record_verdict(
                Verdict(document.sha256, document.source, READER_VERSION, verdict, reason, now)  # type: ignore[arg-type]
            )

    def _register(self, snapshot: SourceSnapshot, groups: Iterable[tuple[Reading, ...]]) -> tuple[Registered, ...]:
        merged = [merge_readings(group) for group in groups]
        sightings = [
            Sighting(
                meeting.council or snapshot.council,
                meeting.date or "undated",
                meeting.session,
                tuple(dict.fromkeys(r.sha256 for r in renditions)),
            )
            for meeting, renditions, _, _ in merged
        ]
        ids = self._registry.register_meetings(snapshot.code, snapshot.name, sightings)
        return tuple(
            Registered(
                meeting,
                identifier,
                self._registry.register_items(identifier, [(i.title, i.kind.code) for i in meeting.items]),
                renditions,
                url,
                disagreements,
            )
            for identifier, (meeting, renditions, url, disagreements) in zip(ids, merged, strict=True)
        )

    def _write(self, writer: Writer, result: _Source) -> None:
        for registered in result.meetings:
            meeting, items = build_documents(registered, self._analyzer)
            meeting["source"]["source"] = result.snapshot.name
            writer.put("meetings", meeting)
            for item in items:
                writer.put("items", item)
        for coverage in _build_coverage(result):
            writer.put("coverage", coverage)

    def _delete_stored(self, writer: Writer, source: str) -> None:
        """All that the index holds of a source: what the new reading still has is put again."""
        stored = [m for m in self._engine.iterate("meetings") if m.get("source") == source]
        for meeting in stored:
            writer.delete("items", [*(item["id"] for item in meeting["items"]), f"{meeting['id']}-x"])
        writer.delete("meetings", [meeting["id"] for meeting in stored])
        years = re.compile(rf"{re.escape(source)}-(?:[0-9]{{4}}|undated)")
        writer.delete("coverage", [i for i in self._engine.list_ids("coverage") if years.fullmatch(i)])

    def _report(self, documents: Iterable[ArchivedDocument], results: list[_Source]) -> IngestReport:
        state = self._engine.state()
        not_minutes: list[Passed] = []
        failed: list[Passed] = []
        renditions = 0
        for document in documents:
            if not document.current:
                continue
            verdict = self._archive.verdict(document.sha256, document.source, READER_VERSION)
            if verdict is None:
                continue
            passed = Passed(document.source, document.url, verdict.reason, document.link_text)
            renditions += verdict.verdict == "minutes"
            if verdict.verdict == "not_minutes":
                not_minutes.append(passed)
            elif verdict.verdict == "failed":
                failed.append(passed)
        items = sum(len(m["items"]) for m in self._engine.iterate("meetings"))
        read = sum(r.read for r in results)
        return IngestReport(state.meetings, items, renditions, tuple(not_minutes), tuple(failed), read)


def _describe(snapshot: SourceSnapshot) -> str:
    """What a source says of itself that a reading depends on."""
    return "|".join((snapshot.municipality, snapshot.code, snapshot.prefecture, snapshot.council))


def _make_failure(document: ArchivedDocument, error: ReadingError) -> Passed:
    scan = isinstance(error, UnreadScanError)
    reason = f"{_UNREAD}: {error}; to read it: {OCR_COMMAND}" if scan else str(error)
    return Passed(document.source, document.url, reason, document.link_text, scan, _listed_date(document))


def _listed_date(document: ArchivedDocument) -> str | None:
    """The meeting's date as the link to the document tells it."""
    for text in (document.link_text, document.context):
        dates = find_dates(squeeze(text))
        if dates:
            return dates[0].iso
    return None


def _with_listed_date(meeting: Meeting, document: ArchivedDocument) -> Meeting:
    date = _listed_date(document)
    if date is None:
        return meeting
    return replace(meeting, date=date, fiscal_year=make_fiscal_year(date))  # `date` stays in needs_review


def _build_coverage(result: _Source) -> list[dict[str, Any]]:
    """For each fiscal year of a council what is known: collected meetings, and documents that could not be read."""
    years: dict[str, dict[str, Any]] = {}

    def year_of(date: str | None) -> str:
        return str(make_fiscal_year(date)) if date and re.match(r"\d{4}-\d{2}", date) else ""

    def entry(year: str) -> dict[str, Any]:
        return years.setdefault(year, {"meetings": 0, "unread": []})

    for registered in result.meetings:
        entry(year_of(registered.meeting.date))["meetings"] += 1
    for passed in result.failed:
        entry(year_of(passed.date))["unread"].append(
            {
                "url": passed.url,
                "title": passed.link_text,
                "date": passed.date,
                "reason": passed.reason,
                "scan": passed.unread_scan,
            }
        )
    snapshot = result.snapshot
    documents = []
    for year, known in sorted(years.items()):
        identifier = f"{snapshot.name}-{year or 'undated'}"
        state = "collected" if known["meetings"] else "unread"
        source = {
            "id": identifier,
            "code": snapshot.code,
            "municipality": snapshot.municipality,
            "prefecture": snapshot.prefecture,
            "council": snapshot.council,
            "year": year,
            "state": state,
            **known,
        }
        documents.append({"id": identifier, "code": snapshot.code, "year": year, "state": state, "source": source})
    return documents
