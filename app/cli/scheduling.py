"""`shingikai schedule`: crawls what is due and reads what came, until it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, tell_log
from app.cli.crawling import make_summary
from app.cli.fetching import open_fetcher
from app.cli.stopping import stop_on_signals
from app.errors import ScheduleSilentError, ShingikaiError
from app.ingest import Ingest
from app.readings import Readings
from app.registry import Registry
from app.vocabulary.entries import load_vocabulary
from crawler.archive import Archive
from crawler.due import Due, build_plan
from crawler.errors import CrawlerError, StoppedError
from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.schedule import Work, crawl_if_due, run_schedule
from crawler.source import Source

_SILENT = timedelta(minutes=3)  # it looks each minute; with a thousand sources that takes seconds


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A schedule that runs until `stop` is set. `folder` of sources, if not that of the settings."""

    context: Context
    folder: Path | None
    stop: threading.Event

    def run(self) -> None:
        with open_fetcher(self.context.settings, self.stop) as fetcher:
            work = Work(
                plan=self._plan,
                crawl=lambda source: self._crawl(source, fetcher),
                read=self._read,
                on_crawled=lambda report: self._tell(f"{report.source}: {make_summary(report)}"),
                on_failed=self._tell_failure,
            )
            run_schedule(work, self.stop)

    def _plan(self) -> Sequence[Due]:
        """As the files and the manifest are now."""
        sources = self.context.load_sources(self.folder)
        with Archive.open(self.context.settings.archive) as archive:
            plan = build_plan(sources, archive.histories(), archive.pauses(), datetime.now(UTC))
        self.context.settings.heartbeat.touch()
        return plan

    def _crawl(self, source: Source, fetcher: Fetcher) -> CrawlReport | None:
        return crawl_if_due(source, self.context.settings.archive, fetcher, now=lambda: datetime.now(UTC))

    def _read(self) -> None:
        """Reads what is new in the archive. StoppedError if it was stopped: nothing of it is kept then, and the next
        one does it."""
        context = self.context
        analyzer = Analyzer()
        with (
            Archive.open(context.settings.archive) as archive,
            Registry.open(context.settings.registry) as registry,
            Readings.open(context.settings.readings) as readings,
            context.open_engine(analyzer) as engine,
        ):
            if not archive.sources():
                return
            vocabulary = load_vocabulary()
            corrections = context.load_corrections(vocabulary)
            done = Ingest(
                archive,
                registry,
                engine,
                analyzer,
                vocabulary,
                ocr=context.settings.ocr,
                corrections=corrections,
                readings=readings,
            ).run(progress=self._check)
        if done.read or done.known:
            counts = f"{done.meetings} meetings, {done.items} items"
            self._tell(f"read {done.read} documents ({done.known} were known); the index holds {counts}")

    def _check(self, *_: object) -> None:
        """Called after each document, so that a reading ends soon."""
        if self.stop.is_set():
            raise StoppedError("stopped as asked")

    def _tell_failure(self, what: str, error: Exception, again: datetime) -> None:
        declared = isinstance(error, (ShingikaiError, CrawlerError, OSError))
        self._tell(f"{what}: {error if declared else repr(error)}; tried again at {again:%Y-%m-%d %H:%M} UTC")

    def _tell(self, text: str) -> None:
        self.context.err.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}")


@click.command("schedule")
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES].")
@click.option("--check", is_flag=True, help="Only say whether one is running; end with 0 (it is) or 1.")
@pass_context
def schedule_command(context: Context, folder: Path | None, check: bool) -> None:
    """Crawl each source at its cadence and ingest what came, until stopped."""
    if check:
        _check_alive(context.settings.heartbeat, datetime.now(UTC))
        return
    sources = context.load_sources(folder)
    tell_log()
    stop = stop_on_signals()
    context.err.print(f"scheduling {len(sources)} sources; stop with Ctrl-C")
    Scheduled(context, folder, stop).run()


def _check_alive(heartbeat: Path, now: datetime) -> None:
    """What a schedule does goes on in other threads: `status --check` tells whether sources are overdue."""
    try:
        last = datetime.fromtimestamp(heartbeat.stat().st_mtime, UTC)
    except FileNotFoundError:
        raise ScheduleSilentError(
            f"no schedule has run over {heartbeat.parent} yet; start `shingikai schedule`"
        ) from None
    if now - last > _SILENT:
        raise ScheduleSilentError(
            f"no schedule has looked at the sources since {last:%Y-%m-%d %H:%M:%S} UTC: it has ended or hangs, or its "
            "log says what fails; start `shingikai schedule` again"
        )
    click.echo(f"a schedule is running; it looked at the sources at {last:%Y-%m-%d %H:%M:%S} UTC")
