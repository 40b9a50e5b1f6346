"""`shingikai crawl` and `shingikai schedule`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json, tell_log
from app.errors import ShingikaiError
from app.ingest import Ingest
from app.registry import Registry
from app.vocabulary.entries import load_vocabulary
from crawler.archive import Archive
from crawler.errors import ArchiveError, CrawlerError, SourceBusyError, StoppedError
from crawler.fetch import Fetcher
from crawler.report import CrawlEvent, CrawlReport
from crawler.run import crawl_source
from crawler.schedule import run_schedule
from crawler.source import Source


def make_crawl_json(reports: list[CrawlReport]) -> dict[str, Any]:
    """What `crawl --json` prints."""
    return {
        "sources": [
            {
                "source": report.source,
                "requests": report.requests,
                "bytes": report.transferred,
                "new": report.new,
                "unchanged": report.unchanged,
                "replaced": report.replaced,
                "passed_over": [{"url": url, "reason": reason} for url, reason in report.passed_over],
                "failed": [{"url": url, "reason": reason} for url, reason in report.failed],
            }
            for report in reports
        ]
    }


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, so that a run ends between two requests; a second one ends it at once."""
    stop = threading.Event()

    def ask(number: int, _: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return stop


@click.command("crawl")
@click.argument("source", nargs=-1)
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES].")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_context
def crawl_command(context: Context, source: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Fetch what is new from each SOURCE (default: all)."""
    sources = context.select_sources(source, folder)
    stop = stop_on_signals()
    reports: list[CrawlReport] = []
    with Fetcher(contact=context.settings.contact, stop=stop) as fetcher, _progress(context) as progress:
        for one in sources:
            if stop.is_set():
                break
            task = progress.add_task(one.name, total=None, what=one.municipality)
            try:
                reports.append(_crawl(context, one, fetcher, _teller(progress, task)))
            except SourceBusyError as error:  # a schedule is at it; the others can be crawled
                reports.append(CrawlReport(one.name, 0, 0, 0, 0, 0, (), ((one.start[0], str(error)),), complete=False))
            progress.update(task, total=1, completed=1, what=_summary(reports[-1]))
    if as_json:
        print_json(make_crawl_json(reports))
    else:
        click.echo(make_crawl_table(reports))
    if stop.is_set():
        raise KeyboardInterrupt
    if reports and all(r.failed and not (r.new or r.unchanged or r.replaced) for r in reports):
        raise ArchiveError("nothing could be fetched from any source; the reasons are listed above")


def _crawl(
    context: Context, source: Source, fetcher: Fetcher, progress: Callable[[CrawlEvent], None] | None
) -> CrawlReport:
    return crawl_source(source, context.settings.archive, fetcher, now=lambda: datetime.now(UTC), progress=progress)


def _progress(context: Context) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[what]}", markup=False),
        console=context.err,
    )


def _teller(progress: Progress, task: TaskID) -> Callable[[CrawlEvent], None]:
    def tell(event: CrawlEvent) -> None:
        progress.update(
            task, total=event.requests + event.waiting, completed=event.requests, what=f"{event.kind} {event.url[-60:]}"
        )

    return tell


def _summary(report: CrawlReport) -> str:
    return (
        f"{report.requests} requests, {report.transferred:,} bytes, {report.new} new, {report.replaced} replaced, "
        f"{report.unchanged} unchanged, {len(report.passed_over)} passed over, {len(report.failed)} failed"
    )


_COLUMNS = ("requests", "bytes", "new", "replaced", "unchanged", "passed over", "failed")


def make_crawl_table(reports: list[CrawlReport]) -> str:
    """One line a source, then one line for each failure; as wide as need be, so that it can be cut with tools."""
    width = max([len(report.source) for report in reports], default=6)
    lines = [f"{'source':<{width}}" + "".join(f"{name:>13}" for name in _COLUMNS)]
    for r in reports:
        numbers = (r.requests, r.transferred, r.new, r.replaced, r.unchanged, len(r.passed_over), len(r.failed))
        lines.append(f"{r.source:<{width}}" + "".join(f"{number:>13,}" for number in numbers))
    lines += [f"failed: {r.source}: {url}: {reason}" for r in reports for url, reason in r.failed]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A schedule that runs until `stop` is set: crawls what is due and ingests what came."""

    context: Context
    sources: tuple[Source, ...]
    stop: threading.Event

    def run(self) -> None:
        context = self.context
        with Archive.open(context.settings.archive) as archive:
            last_runs = archive.last_runs()
        try:
            self._ingest()  # what was crawled before the last run was stopped
        except (ShingikaiError, CrawlerError) as error:  # tried again after the next crawl
            self._tell(f"nothing was ingested: {error}")
        with Fetcher(contact=context.settings.contact, stop=self.stop) as fetcher:
            run_schedule(
                self.sources,
                crawl_one=lambda source: _crawl(context, source, fetcher, None),
                last_runs=last_runs,
                on_crawled=self._finish,
                on_failed=self._tell_failure,
                stop=self.stop,
            )

    def _finish(self, report: CrawlReport) -> None:
        self._tell(f"{report.source}: {_summary(report)}")
        self._ingest()

    def _tell_failure(self, name: str, error: BaseException) -> None:
        declared = isinstance(error, (ShingikaiError, CrawlerError, OSError))
        self._tell(f"{name}: {error if declared else repr(error)}; tried again in an hour")

    def _tell(self, text: str) -> None:
        self.context.err.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}")

    def _check(self, *_: object) -> None:
        """Called after each document, so that an ingest ends soon; nothing of it is kept, and the next one does it."""
        if self.stop.is_set():
            raise StoppedError("stopped as asked")

    def _ingest(self) -> None:
        if self.stop.is_set():
            return
        context = self.context
        analyzer = Analyzer()
        with (
            Archive.open(context.settings.archive) as archive,
            Registry.open(context.settings.registry) as registry,
            context.open_engine(analyzer) as engine,
        ):
            if not archive.documents():
                return
            try:
                vocabulary = load_vocabulary()
                corrections = context.load_corrections(vocabulary)
                done = Ingest(
                    archive, registry, engine, analyzer, vocabulary, ocr=context.settings.ocr, corrections=corrections
                ).run(progress=self._check)
            except StoppedError:
                return
            if done.read:
                self._tell(f"read {done.read} documents; the index holds {done.meetings} meetings, {done.items} items")


@click.command("schedule")
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES].")
@pass_context
def schedule_command(context: Context, folder: Path | None) -> None:
    """Crawl each source at its cadence and ingest what came, until stopped."""
    sources = context.load_sources(folder)
    tell_log()
    stop = stop_on_signals()
    context.err.print(f"scheduling {len(sources)} sources; stop with Ctrl-C")
    Scheduled(context, sources, stop).run()
