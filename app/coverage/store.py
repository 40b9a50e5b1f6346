"""Coverage in the index: written anew when a source's documents were read, or when its pages say something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.coverage.build import build_coverage, load_collected, load_unread
from app.coverage.values import Collected, Listed, Passed
from app.engine.base import Engine, Writer
from app.model import make_fiscal_year
from app.normalize import squeeze
from app.parse.dates import find_dates, find_fiscal_years
from app.registry import Registry
from crawler.archive import Archive
from crawler.findings import Failure
from crawler.records import SourceSnapshot


class CoverageStore:
    """Over the three stores of an ingest, which opens and closes them."""

    def __init__(self, archive: Archive, registry: Registry, engine: Engine) -> None:
        self._archive = archive
        self._registry = registry
        self._engine = engine

    def find_outdated(self, names: Iterable[str]) -> set[str]:
        """The sources whose last crawl saw other things than the coverage in the index was made from."""
        return {name for name in names if self._registry.progress(_key(name)) != self._fingerprint(name)}

    def write(
        self, writer: Writer, snapshot: SourceSnapshot, meetings: Iterable[Collected], failed: Iterable[Passed]
    ) -> None:
        header = {name: getattr(snapshot, name) for name in ("code", "municipality", "prefecture", "council")}
        for document in build_coverage(snapshot.name, header, meetings, failed, self._load_listed(snapshot.name)):
            writer.put("coverage", document)

    def rewrite(self, writer: Writer, snapshot: SourceSnapshot) -> None:
        """From the meetings and the unread documents that the index holds of the source: nothing is read again."""
        meetings = [load_collected(m) for m in self._engine.iterate("meetings") if m.get("source") == snapshot.name]
        stored = [c for c in self._engine.iterate("coverage") if c.get("of") == snapshot.name]
        unread = [passed for coverage in stored for passed in load_unread(snapshot.name, coverage)]
        self.delete(writer, snapshot.name)
        self.write(writer, snapshot, meetings, unread)

    def delete(self, writer: Writer, source: str) -> None:
        years = re.compile(rf"{re.escape(source)}-(?:[0-9]{{4}}|undated)")
        writer.delete("coverage", [i for i in self._engine.list_ids("coverage") if years.fullmatch(i)])

    def remember(self, names: Iterable[str]) -> None:
        """Within the registry's transaction, once the index has it."""
        for name in names:
            self._registry.set_progress(_key(name), self._fingerprint(name))

    def _fingerprint(self, name: str) -> str:
        """Of what the last crawl saw, and of the fiscal year that it was in: a year that has ended since is judged."""
        runs = [run for run in self._archive.runs(name) if run.complete]
        return f"{runs[0].findings}/{make_fiscal_year(runs[0].finished_at)}" if runs else ""

    def _load_listed(self, name: str) -> Listed:
        runs = [run for run in self._archive.runs(name) if run.complete]
        findings = self._archive.last_findings(name)
        if not runs or findings is None:
            return Listed(as_of=runs[0].finished_at[:10] if runs else None)
        unfetched = tuple(_make_passed(name, failure) for failure in findings.failed if failure.document)
        return Listed(findings.notices, unfetched, runs[0].finished_at[:10])


def _key(source: str) -> str:
    return f"coverage:{source}"


def _make_passed(source: str, failure: Failure) -> Passed:
    """Which meeting's minutes they would be, as the link's words or those around it tell."""
    texts = [squeeze(text) for text in (failure.text, failure.context)]
    date = next((dates[0].iso for text in texts if (dates := find_dates(text))), None)
    year = next((years[0] for text in texts if (years := find_fiscal_years(text))), None)
    return Passed(source, failure.url, failure.reason, failure.text, date=date, fiscal_year=year)
