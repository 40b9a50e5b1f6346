"""The shell around the stages: archive → text → parse → classify → engine, a source at a time.

Each document is read, parsed and classified in a child process (`ingest_child.py`); what a person has corrected and
each referral's life are added when the ids are known (`revision.py`).

What was read is remembered by (bytes, source, reader's version); how far the archive was read is remembered beside the
ids. Interrupted anywhere and run again, the result is the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.analyze.sudachi import Analyzer
from app.archived import (
    UNREAD,
    make_failure,
    make_rendition,
    make_tombstones,
    place_withheld,
    refused_of,
    with_listed_date,
)
from app.correction_files import LoadedCorrections
from app.corrections import Refusal
from app.coverage.build import load_collected, make_collected
from app.coverage.store import CoverageStore
from app.coverage.values import Passed
from app.documents import DOCUMENTS_VERSION, Registered, build_documents
from app.engine.base import Engine, Writer
from app.errors import EngineUnavailableError, NotMinutesError, ReadingError
from app.ingest_child import MinutesProcess
from app.model import Municipality
from app.parse.meeting import READER_VERSION, Expected
from app.readings import KeptReader, Readings
from app.registry import Registry, Sighting
from app.renditions import Reading, group_readings, merge_readings
from app.revision import CorrectionReport, revise_source
from app.tally import Tally, Written
from app.text.ocr import find_tesseract
from app.vocabulary.entries import Vocabulary
from crawler.archive import Archive
from crawler.errors import WithheldError
from crawler.records import ArchivedDocument, SourceSnapshot, Verdict


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts of what the index holds now, and every current document that is not in it, with its reason."""

    meetings: int
    items: int
    renditions: int
    not_minutes: tuple[Passed, ...]
    failed: tuple[Passed, ...]
    read: int  # documents read in this run; 0: nothing was new
    corrections: CorrectionReport | None = None  # None: there are none
    known: int = 0  # documents of changed sources whose reading was kept from an earlier run


@dataclass(frozen=True, slots=True)
class _Source:
    """What one source's documents came to."""

    snapshot: SourceSnapshot
    meetings: tuple[Registered, ...]
    not_minutes: tuple[Passed, ...]
    failed: tuple[Passed, ...]
    renditions: int
    read: int
    known: int
    corrections: CorrectionReport
    tombstones: tuple[dict[str, Any], ...]  # of meetings whose documents are all withheld


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
        corrections: LoadedCorrections | None = None,
        readings: Readings | None = None,
    ) -> None:
        self._archive = archive
        self._registry = registry
        self._engine = engine
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._coverage = CoverageStore(archive, registry, engine)
        self._ocr = ocr
        self._readings = readings
        self._corrections = corrections or LoadedCorrections()

    def run(
        self, *, rebuild: bool = False, progress: Progress | None = None, written: Written | None = None
    ) -> IngestReport:
        """Reads what changed since the last run (`rebuild`: everything, into a new generation). EngineError or
        ArchiveError if a store fails; what is wrong with a document is in the report."""
        documents = self._archive.documents()
        snapshots = {s.name: s for s in self._archive.sources()}
        fresh = rebuild or self._must_rebuild()
        changed = self._find_changed(documents, snapshots, -1 if fresh else self._sequence())
        results: list[_Source] = []
        said = (set(snapshots) if fresh else self._coverage.find_outdated(snapshots)) - changed
        if changed or said or fresh:
            tally = Tally(written)
            with ExitStack() as stack:
                process = stack.enter_context(MinutesProcess(ocr=self._ocr))
                reader = KeptReader(process, self._readings, ocr=self._ocr, anew=rebuild)
                writer = stack.enter_context(self._engine.rebuild() if fresh else self._engine.update())
                for name in sorted(changed):
                    own = [d for d in documents if d.source == name]
                    result = self._read_source(snapshots[name], own, reader, progress)
                    tally.start()
                    if not fresh:
                        self._delete_stored(writer, name)
                    self._write(writer, result, tally)
                    tally.stop()
                    results.append(result)
                for name in sorted(said):
                    if fresh:  # nothing is archived of it, and the old index may not be readable
                        self._coverage.write(writer, snapshots[name], (), ())
                    else:
                        self._coverage.rewrite(writer, snapshots[name])
                tally.start()
            tally.stop()  # after the writer's end: the commit counts
            self._remember(documents, results, changed | said)
        self._forget_withheld()
        return self._report(documents, snapshots, results)

    def _must_rebuild(self) -> bool:
        """Whether the index cannot be gone on from: missing, outdated, damaged, put there by somebody else (a backup),
        or made by another version of the reader, or of what is stored."""
        state = self._engine.state()
        if state.unavailable:  # what it holds is not known: nothing to build anew for
            raise EngineUnavailableError(f"{state.reason}; nothing was read")
        known = {name: self._registry.progress(name) for name in ("reader", "documents", "generation")}
        sound = state.ready and state.reason is None
        made_by = {"reader": READER_VERSION, "documents": DOCUMENTS_VERSION, "generation": state.generation}
        return not sound or known != made_by

    def _forget_withheld(self) -> None:
        """Earlier generations still have the text of what was withheld since; they are deleted once."""
        withheld = ",".join(sorted(one.sha256 for one in self._archive.withheld()))
        if withheld != (self._registry.progress("withheld") or ""):
            self._engine.prune()
            if self._readings is not None:
                self._readings.forget(withheld.split(","))
            with self._registry.transaction():
                self._registry.set_progress("withheld", withheld)

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
            or self._remembered_corrections(d.source)["fingerprint"] != self._fingerprint(snapshots[d.source].code)
            or self._can_be_recognised_now(d)
        }

    def _can_be_recognised_now(self, document: ArchivedDocument) -> bool:
        """A scan that was left unread, and OCR has been installed since."""
        verdict = self._archive.verdict(document.sha256, document.source, READER_VERSION)
        unread = verdict is not None and verdict.verdict == "failed" and verdict.reason.startswith(UNREAD)
        return unread and self._ocr and find_tesseract() is not None

    def _fingerprint(self, code: str) -> str:
        """Of a municipality's corrections; "" where there are none."""
        entries = self._corrections.of_municipality(code)
        return hashlib.sha256(repr(entries).encode()).hexdigest() if entries else ""

    def _remembered_corrections(self, source: str) -> dict[str, Any]:
        """What the corrections of a source came to when it was last read."""
        remembered = self._registry.progress(f"corrections:{source}")
        found: dict[str, Any] = (
            json.loads(remembered) if remembered else {"fingerprint": "", "applied": 0, "refused": []}
        )
        return found

    def _remember(self, documents: Iterable[ArchivedDocument], read: Iterable[_Source], covered: Iterable[str]) -> None:
        with self._registry.transaction():
            self._coverage.remember(covered)
            self._registry.set_progress("sequence", str(max((d.sequence for d in documents), default=0)))
            self._registry.set_progress("reader", READER_VERSION)
            self._registry.set_progress("documents", DOCUMENTS_VERSION)
            self._registry.set_progress("generation", self._engine.state().generation or "")
            for result in read:
                snapshot = result.snapshot
                self._registry.set_progress(f"source:{snapshot.name}", _describe(snapshot))
                told = {
                    "fingerprint": self._fingerprint(snapshot.code),
                    "applied": result.corrections.applied,
                    "refused": [[refusal.where, refusal.reason] for refusal in result.corrections.refused],
                }
                self._registry.set_progress(f"corrections:{snapshot.name}", json.dumps(told, ensure_ascii=False))

    def _read_source(
        self,
        snapshot: SourceSnapshot,
        documents: list[ArchivedDocument],
        reader: KeptReader,
        progress: Progress | None,
    ) -> _Source:
        readings: list[Reading] = []
        not_minutes: list[Passed] = []
        failed: list[Passed] = []
        expected = Expected(Municipality(snapshot.code, snapshot.municipality, snapshot.prefecture), snapshot.council)
        withheld: list[ArchivedDocument] = []
        same = self._registry.progress(f"source:{snapshot.name}") == _describe(snapshot)
        refused = refused_of(self._archive, documents, READER_VERSION) if same else {}
        known = reader.known
        for done, document in enumerate(documents, start=1):
            try:
                readings.append(self._read_document(document, expected, reader, refused))
                self._judge(document, "minutes", "")
            except WithheldError as error:
                withheld.append(replace(document, withheld=error.reason))
            except NotMinutesError as error:
                self._judge(document, "not_minutes", str(error))
                if document.current:
                    not_minutes.append(Passed(document.source, document.url, str(error), document.link_text))
            except ReadingError as error:
                passed = make_failure(document, error)
                self._judge(document, "failed", passed.reason)
                if document.current:
                    failed.append(passed)
            if progress is not None:
                progress(snapshot.name, done, len(documents))
        with self._registry.transaction():
            meetings = self._register(snapshot, group_readings(readings))
            meetings, alone = place_withheld(meetings, withheld, self._registry)
        entries = self._corrections.of_municipality(snapshot.code)
        revised = revise_source(snapshot.name, meetings, entries, self._registry, self._vocabulary)
        current = sum(1 for r in readings if r.rendition.current)
        return _Source(
            snapshot,
            revised.meetings,
            tuple(not_minutes),
            tuple(failed),
            current,
            sum(document.sha256 not in refused for document in documents) - (reader.known - known),
            reader.known - known,
            revised.corrections,
            make_tombstones(snapshot, alone),
        )

    def _read_document(
        self, document: ArchivedDocument, expected: Expected, reader: KeptReader, refused: Mapping[str, str]
    ) -> Reading:
        if document.sha256 in refused:
            raise NotMinutesError(refused[document.sha256])
        read = reader.read(self._archive.read(document.sha256), expected)
        meeting = read.meeting
        if read.unread_pages and "text" not in meeting.needs_review:
            meeting = replace(meeting, needs_review=(*meeting.needs_review, "text"))
        if meeting.date is None:
            meeting = with_listed_date(meeting, document)
        return Reading(make_rendition(document, read), meeting)

    def _judge(self, document: ArchivedDocument, verdict: str, reason: str) -> None:
        known = self._archive.verdict(document.sha256, document.source, READER_VERSION)
        if known is None or (known.verdict, known.reason) != (verdict, reason):
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._archive.record_verdict(
                Verdict(document.sha256, document.source, READER_VERSION, verdict, reason, now)  # type: ignore[arg-type]
            )

    def _register(self, snapshot: SourceSnapshot, groups: Iterable[tuple[Reading, ...]]) -> tuple[Registered, ...]:
        groups = tuple(groups)
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
                days=self._registry.registered_on(identifier),
                texts={r.rendition.text_sha256: r.meeting.utterances for r in group},
            )
            for identifier, (meeting, renditions, url, disagreements), group in zip(ids, merged, groups, strict=True)
        )

    def _write(self, writer: Writer, result: _Source, tally: Tally) -> None:
        for registered in result.meetings:
            meeting, items = build_documents(registered, self._analyzer)
            meeting["source"]["source"] = result.snapshot.name
            writer.put("meetings", meeting)
            for item in items:
                writer.put("items", item)
            tally.add(sum(item["scope"] == "item" for item in items))
        for tombstone in result.tombstones:
            writer.put("meetings", tombstone)
        collected = [*map(make_collected, result.meetings), *(load_collected(t["source"]) for t in result.tombstones)]
        self._coverage.write(writer, result.snapshot, collected, result.failed)

    def _delete_stored(self, writer: Writer, source: str) -> None:
        """All that the index holds of a source: what the new reading still has is put again."""
        stored = [m for m in self._engine.iterate("meetings") if m.get("source") == source]
        for meeting in stored:
            writer.delete("items", [*(item["id"] for item in meeting["items"]), f"{meeting['id']}-x"])
        writer.delete("meetings", [meeting["id"] for meeting in stored])
        self._coverage.delete(writer, source)

    def _report_corrections(self, snapshots: Mapping[str, SourceSnapshot]) -> CorrectionReport | None:
        """Of all sources, whether they were read now or before."""
        if not self._corrections.entries and not self._corrections.refused:
            return None
        remembered = [self._remembered_corrections(name) for name in snapshots]
        refused = [
            *self._corrections.refused,
            *(Refusal(where, reason) for one in remembered for where, reason in one["refused"]),
            *(
                Refusal(entry.where, f"there is no {entry.target}")
                for entry in self._corrections.entries
                if not self._registry.sources_of(entry.target)
            ),
        ]
        return CorrectionReport(sum(one["applied"] for one in remembered), tuple(dict.fromkeys(refused)))

    def _report(
        self, documents: Iterable[ArchivedDocument], snapshots: Mapping[str, SourceSnapshot], results: list[_Source]
    ) -> IngestReport:
        not_minutes: list[Passed] = []
        failed: list[Passed] = []
        renditions = 0
        for document in documents:
            if not document.current or document.withheld:
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
        meetings = [m for m in self._engine.iterate("meetings") if not m.get("withheld")]
        items = sum(len(m["items"]) for m in meetings)
        read = sum(r.read for r in results)
        return IngestReport(
            len(meetings),
            items,
            renditions,
            tuple(not_minutes),
            tuple(failed),
            read,
            self._report_corrections(snapshots),
            sum(r.known for r in results),
        )


def _describe(snapshot: SourceSnapshot) -> str:
    """What a source says of itself that a reading depends on."""
    return "|".join((snapshot.municipality, snapshot.code, snapshot.prefecture, snapshot.council))
