"""Crawls each source when it is due, until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from crawler.cadence import compute_due, make_trigger
from crawler.report import CrawlReport
from crawler.source import Source

_WORKERS = 4  # crawls at once; a crawl mostly waits between requests, and the archive has one writer at a time
_AGAIN = timedelta(hours=1)  # after a crawl that failed as a whole (disk full, source busy)


class _Workers(BasePoolExecutor):  # type: ignore[misc]  # APScheduler has no types
    """A pool that can be waited for after the scheduler has let go of its locks: a job that fails while the scheduler
    shuts down waits for those locks, and the scheduler for the job."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="crawl")
        super().__init__(self.pool)


@dataclass(frozen=True, slots=True)
class Due:
    source: str
    at: datetime


def build_schedule(sources: Iterable[Source], last_runs: Mapping[str, datetime], now: datetime) -> tuple[Due, ...]:
    """When each source is next due (aware times, in `now`'s zone; at or before `now` means at once), soonest first.

    `last_runs` as `Archive.last_runs` gives them.
    """
    due = (
        Due(source.name, compute_due(source.cadence, source.name, last_runs.get(source.name), now))
        for source in sources
    )
    return tuple(sorted(due, key=lambda entry: (entry.at, entry.source)))


def run_schedule(
    sources: Iterable[Source],
    *,
    crawl_one: Callable[[Source], CrawlReport],
    last_runs: Mapping[str, datetime],
    on_crawled: Callable[[CrawlReport], None],
    on_failed: Callable[[str, BaseException], None],
    stop: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Blocks until `stop` is set and the crawls under way have ended.

    `crawl_one` runs in a worker thread (up to four at once, never two of one source): it opens what it needs, such as
    `crawl_source` with a Fetcher shared by all and made with the same `stop`, which then ends it between two requests.
    `on_crawled` is called after each crawl, one at a time; `on_failed` with the source's name when `crawl_one` or
    `on_crawled` raised, and the source is tried again after an hour.
    """
    by_name = {source.name: source for source in sources}
    finishing = threading.Lock()

    def crawl_and_tell(name: str) -> None:
        if stop.is_set():
            return
        report = crawl_one(by_name[name])
        with finishing:
            on_crawled(report)

    workers = _Workers()
    scheduler = BackgroundScheduler(
        executors={"default": workers},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
    )

    def handle_error(event: JobExecutionEvent) -> None:
        name = event.job_id.partition(":")[0]
        on_failed(name, event.exception)
        if not stop.is_set():
            scheduler.add_job(crawl_and_tell, "date", run_date=now() + _AGAIN, args=[name], id=_retry_id(name, now()))

    scheduler.add_listener(handle_error, EVENT_JOB_ERROR)
    for due in build_schedule(by_name.values(), last_runs, now()):
        trigger = make_trigger(by_name[due.source].cadence, due.source)
        first = max(due.at, now())
        scheduler.add_job(crawl_and_tell, trigger, args=[due.source], id=due.source, next_run_time=first)
    scheduler.start()
    try:
        stop.wait()
    finally:
        stop.set()
        scheduler.shutdown(wait=False)
        workers.pool.shutdown(wait=True)


def _retry_id(name: str, at: datetime) -> str:
    return f"{name}:{at.isoformat()}"  # a source's name has no colon
