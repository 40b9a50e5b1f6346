"""The archive → how each source's crawls go, and everything that was not collected, with its reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.errors import ArchiveUnreadableError
from app.health_rules import count_failures, find_level, judge_crawls
from app.search.health import ChangeOut, HealthDetailOut, HealthOut, ReasonOut, RunOut, SourceName
from crawler.archive import Archive
from crawler.due import Due, build_plan
from crawler.errors import ArchiveError
from crawler.findings import Findings
from crawler.records import ArchivedDocument, ChangeRow, Pause, RunRow, SourceSnapshot
from crawler.source import Source

_RUNS_SHOWN = 10
# Seconds. To ask all of a thousand sources with fifty documents each takes most of one; a crawl takes longer than a
# minute, and the page of one source is read anew each time.
_KEPT = 60.0


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the archive holds of one source; `runs` are those that were not stopped, newest first."""

    runs: tuple[RunRow, ...]
    findings: Findings
    changes: tuple[ChangeRow, ...]
    documents: tuple[ArchivedDocument, ...]


class ArchiveHealth:
    """Opens the archive read-only for each question, so that it can be asked from any thread. `sources` are those of
    the folder, where it is known: only they tell when the next crawl is due."""

    def __init__(
        self, root: Path, sources: Sequence[Source] = (), *, now: Callable[[], datetime] | None = None
    ) -> None:
        self._root = root
        self._sources = sources
        self._now = now or (lambda: datetime.now(UTC))
        self._kept: tuple[float, Mapping[str, HealthOut]] | None = None

    def read_names(self) -> tuple[SourceName, ...]:
        """All that were ever crawled, and those of the folder that are still to be, by name."""
        with self._open() as archive:
            crawled = archive.sources() if archive is not None else ()
        names = {source.name: _make_name(source) for source in self._sources}
        names |= {snapshot.name: _make_name(snapshot) for snapshot in crawled}
        return tuple(names[name] for name in sorted(names))

    def read_all(self) -> Mapping[str, HealthOut]:
        """As of now, or of a minute ago."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < _KEPT:
            return kept[1]
        found = self._read_all()
        self._kept = (time.monotonic(), found)  # one assignment: threads may both read, neither sees half
        return found

    def _read_all(self) -> Mapping[str, HealthOut]:
        with self._open() as archive:
            if archive is None:
                due = self._find_due(None)
                return {source.name: self._make(_NOTHING, None, due.get(source.name)) for source in self._sources}
            documents: dict[str, list[ArchivedDocument]] = {}
            for document in archive.documents():
                documents.setdefault(document.source, []).append(document)
            pauses, due = archive.pauses(), self._find_due(archive)
            names = [*(snapshot.name for snapshot in archive.sources()), *(source.name for source in self._sources)]
            facts = {name: _collect(archive, name, documents.get(name, ())) for name in names}
            return {name: self._make(own, pauses.get(name), due.get(name)) for name, own in facts.items()}

    def read(self, name: str) -> HealthDetailOut | None:
        if name not in {known.name for known in self.read_names()}:
            return None
        with self._open() as archive:
            if archive is None:
                return _add_detail(self._make(_NOTHING, None, self._find_due(None).get(name)), _NOTHING, (), ())
            facts = _collect(archive, name, archive.documents(name))
            verdicts = archive.last_verdicts(name)
            judged = [(d, verdicts[d.sha256]) for d in facts.documents if d.current and d.sha256 in verdicts]
            health = self._make(facts, archive.pauses().get(name), self._find_due(archive).get(name))
            return _add_detail(
                health,
                facts,
                [_make_reason(d, v.reason) for d, v in judged if v.verdict == "not_minutes"],
                [_make_reason(d, v.reason) for d, v in judged if v.verdict == "failed"],
            )

    @contextmanager
    def _open(self) -> Iterator[Archive | None]:
        """None before the first crawl."""
        if not (self._root / "manifest.sqlite").exists():
            yield None
            return
        try:
            with Archive.open(self._root, read_only=True) as archive:
                yield archive
        except ArchiveError as error:
            raise ArchiveUnreadableError(str(error)) from error

    def _find_due(self, archive: Archive | None) -> dict[str, Due]:
        if not self._sources:
            return {}
        histories, pauses = (archive.histories(), archive.pauses()) if archive is not None else ({}, {})
        plan = build_plan(self._sources, histories, pauses, self._now())
        return {due.source.name: due for due in plan}

    def _explain_next(self, due: Due | None, pause: Pause | None) -> str | None:
        if pause is not None:
            return "paused"
        if due is not None:
            return due.reason
        return "its file is not in the folder of sources" if self._sources else None

    def _make(self, facts: _Facts, pause: Pause | None, due: Due | None) -> HealthOut:
        runs = facts.runs
        warnings = judge_crawls(
            runs, facts.findings.alarms, now=self._now(), due=due.at if due else None, paused=pause is not None
        )
        last = _changes_of(facts, runs[0]) if runs else ()
        current = {document.url for document in facts.documents if document.current}
        return HealthOut(
            level=find_level(warnings),
            warnings=warnings,
            last_crawl=runs[0].finished_at if runs else None,
            last_success=next((run.finished_at for run in runs if run.outcome != "nothing"), None),
            outcome=runs[0].outcome if runs else None,
            failures=count_failures(runs),
            paused=pause.reason if pause is not None else None,
            next_crawl=due.at.astimezone(UTC).isoformat(timespec="minutes") if due is not None else None,
            next_why=self._explain_next(due, pause),
            new=sum(change.kind == "new" for change in last),
            replaced=sum(change.kind == "replaced" for change in last),
            withdrawn=sum(change.kind == "withdrawn" for change in last),
            documents=sum(document.current for document in facts.documents),
            versions_replaced=sum(change.reason == "replaced" for change in facts.changes),
            vanished=len({document.url for document in facts.documents} - current),
            passed_over=len(facts.findings.passed),
            failed=len(facts.findings.failed),
            held=len(facts.findings.held),
        )


_NOTHING = _Facts((), Findings(), (), ())


def _collect(archive: Archive, name: str, documents: Iterable[ArchivedDocument]) -> _Facts:
    runs = tuple(run for run in archive.runs(name) if run.complete)
    findings = archive.last_findings(name) or Findings()
    return _Facts(runs, findings, archive.changes(name, "", "9"), tuple(documents))


def _changes_of(facts: _Facts, run: RunRow) -> tuple[ChangeOut, ...]:
    """What one run changed, each address once: bytes that take others' place are a replacement."""
    rows = [row for row in facts.changes if run.started_at <= row.at <= run.finished_at]
    replaced = {row.url for row in rows if row.reason == "replaced"}
    kinds = {row.url: ("new" if row.current else "withdrawn", row) for row in rows}
    return tuple(
        ChangeOut(kind="replaced" if url in replaced else kind, url=url, reason=row.reason, at=row.at)
        for url, (kind, row) in kinds.items()
    )


def _add_detail(
    health: HealthOut, facts: _Facts, not_minutes: Sequence[ReasonOut], unread: Sequence[ReasonOut]
) -> HealthDetailOut:
    findings = facts.findings
    titles = {document.url: document.link_text for document in facts.documents}
    return HealthDetailOut(
        **health.model_dump(),
        alarms=findings.alarms,
        changes=_changes_of(facts, facts.runs[0]) if facts.runs else (),
        passed_over_list=tuple(ReasonOut(url=url, title="", reason=reason) for url, reason in findings.passed),
        failed_list=tuple(ReasonOut(url=f.url, title=f.text, reason=f.reason) for f in findings.failed),
        not_minutes=tuple(not_minutes),
        unread=tuple(unread),
        held_list=tuple(
            ReasonOut(url=url, title=titles.get(url, ""), reason=f"no page leads to it since {since[:10]}")
            for url, since in findings.held.items()
        ),
        runs=tuple(
            RunOut(
                started=run.started_at,
                finished=run.finished_at,
                outcome=run.outcome,
                requests=run.requests,
                bytes=run.transferred,
                new=run.new,
                replaced=run.replaced,
                failed=run.failed,
            )
            for run in facts.runs[:_RUNS_SHOWN]
        ),
    )


def _make_reason(document: ArchivedDocument, reason: str) -> ReasonOut:
    return ReasonOut(url=document.url, title=document.link_text, reason=reason)


def _make_name(source: Source | SourceSnapshot) -> SourceName:
    return SourceName(
        name=source.name,
        code=source.code,
        municipality=source.municipality,
        prefecture=source.prefecture,
        council=source.council,
    )
