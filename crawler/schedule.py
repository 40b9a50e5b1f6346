"""Crawls each source when it is due and reads what came, until it is told to stop.

APScheduler keeps the clock: one job for each source, at the moment that the plan gives it. The plan is made anew each
minute from the files and the manifest, so that a source that was added, paused, resumed or crawled by hand counts
without a restart. Reading is a job of its own: when it fails it is tried again by itself, and nothing is crawled twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from crawler.archive import Archive
from crawler.due import Due, build_plan, select_due
from crawler.errors import SourceBusyError, StoppedError
from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.run import crawl_leased
from crawler.source import Source

_WORKERS = 4  # crawls at once; a crawl mostly waits between requests, and the archive has one writer at a time
_LOOK = timedelta(minutes=1)  # between two looks at the files and the manifest
_CRAWL_AGAIN = timedelta(hours=1)  # after a crawl that could not be made (disk full), then twice as long each time
_BUSY = timedelta(minutes=10)  # another process crawls the source
_READ_AGAIN = timedelta(minutes=1)  # after a reading that failed (engine away, disk full), then twice as long each time
_LONGEST_WAIT = timedelta(hours=8)
_PLAN, _READ = "the plan", "the reading"  # jobs that are no source's; a source's name has no space


@dataclass(frozen=True, slots=True)
class Work:
    """What a schedule does, given by whoever runs it; each may raise, and is then told of and tried again.

    `plan` gives the sources that are to be crawled and when. `crawl` makes one crawl, in one of four threads (never two
    of one source); None if it turned out not to be due any more. `read` reads and indexes what is new in the archive.
    `on_crawled` hears of each crawl that ended, `on_failed` of what failed (a source's name, or what else), why, and
    when it is tried again.
    """

    plan: Callable[[], Sequence[Due]]
    crawl: Callable[[Source], CrawlReport | None]
    read: Callable[[], None]
    on_crawled: Callable[[CrawlReport], None]
    on_failed: Callable[[str, Exception, datetime], None]


def run_schedule(work: Work, stop: threading.Event, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Blocks until `stop` is set and what was under way has ended. `now` gives an aware time."""
    _Schedule(work, stop, now).run()


def crawl_if_due(source: Source, root: Path, fetcher: Fetcher, *, now: Callable[[], datetime]) -> CrawlReport | None:
    """One crawl of a source, or None if it is not due any more: another process may have crawled it meanwhile, or an
    operator paused it. Asked while the source's lease is held, so that two schedules over one archive never crawl it
    twice."""
    with Archive.open(root) as archive, archive.lease(source.name):
        moment = now()
        if not select_due(build_plan([source], archive.histories(), archive.pauses(), moment), moment):
            return None
        return crawl_leased(source, fetcher, archive, now=now)


class _Workers(BasePoolExecutor):  # type: ignore[misc]  # APScheduler has no types
    """A pool that can be waited for after the scheduler has let go of its locks: a job that fails while the scheduler
    shuts down waits for those locks, and the scheduler for the job."""

    def __init__(self, count: int, name: str) -> None:
        self.pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        super().__init__(self.pool)


@dataclass(slots=True)
class _Trouble:
    """What failed and how often in a row; nothing is tried before `until`."""

    times: int = 0
    until: datetime | None = None

    def add(self, first: timedelta, now: datetime) -> datetime:
        self.until = now + min(first * 2 ** min(self.times, 10), _LONGEST_WAIT)
        self.times += 1
        return self.until


@dataclass(slots=True)
class _Placed:
    """Sources with a job that waits, or that a thread has taken."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    names: set[str] = field(default_factory=set)


class _Schedule:
    def __init__(self, work: Work, stop: threading.Event, now: Callable[[], datetime]) -> None:
        self._work = work
        self._stop = stop
        self._now = now
        self._placed = _Placed()
        self._troubles: dict[str, _Trouble] = {}
        self._crawlers = _Workers(_WORKERS, "crawl")
        self._readers = _Workers(1, "read")  # the index has one writer
        self._scheduler = BackgroundScheduler(
            executors={"default": self._crawlers, "reading": self._readers},
            # instances 2: of the reading, one may run and one wait, since more may have come meanwhile
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
            timezone=UTC,
        )

    def run(self) -> None:
        self._ask_reading(self._now())  # what was crawled before the last run was stopped
        self._look()
        self._scheduler.start()
        try:
            while not self._stop.wait(_LOOK.total_seconds()):
                self._look()
        finally:
            self._stop.set()
            # APScheduler looks a job up in the wrong place if it is stopped while it hands jobs out: no more rounds,
            # then wait for the one under way (`get_jobs` needs the lock that it holds).
            self._scheduler.pause()
            self._scheduler.get_jobs()
            self._scheduler.shutdown(wait=False)
            for workers in (self._crawlers, self._readers):
                workers.pool.shutdown(wait=True)

    def _look(self) -> None:
        """Gives each source of the plan its job, and takes those away that are not in it any more."""
        try:
            plan = self._work.plan()
        except Exception as error:  # noqa: BLE001 - whatever it was, the jobs that wait still stand
            self._work.on_failed(_PLAN, error, self._now() + _LOOK)
            return
        for due in plan:
            self._place(due)
        with self._placed.lock:
            for name in self._placed.names - {due.source.name for due in plan}:
                with suppress(JobLookupError):  # a thread has just taken it
                    self._scheduler.remove_job(name)
                    self._placed.names.discard(name)

    def _place(self, due: Due) -> None:
        name = due.source.name
        trouble = self._troubles.get(name)
        at = max(due.at, self._now(), trouble.until if trouble and trouble.until else due.at)
        with self._placed.lock:
            if name in self._placed.names and self._scheduler.get_job(name) is None:
                return  # it is being crawled, or is next
            self._placed.names.add(name)
            self._scheduler.add_job(self._crawl, "date", run_date=at, args=[due.source], id=name, replace_existing=True)

    def _crawl(self, source: Source) -> None:
        try:
            report = None if self._stop.is_set() else self._work.crawl(source)
            self._troubles.pop(source.name, None)
            if report is not None:
                self._work.on_crawled(report)
                self._ask_reading(self._now())
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - one source's trouble is told, and must not end the schedule
            first = _BUSY if isinstance(error, SourceBusyError) else _CRAWL_AGAIN
            again = self._troubles.setdefault(source.name, _Trouble()).add(first, self._now())
            self._work.on_failed(source.name, error, again)
        finally:
            with self._placed.lock:
                self._placed.names.discard(source.name)

    def _ask_reading(self, at: datetime) -> None:
        if not self._stop.is_set():
            self._scheduler.add_job(
                self._read, "date", run_date=at, id=_READ, executor="reading", replace_existing=True
            )

    def _read(self) -> None:
        try:
            if not self._stop.is_set():
                self._work.read()
            self._troubles.pop(_READ, None)
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - as above
            again = self._troubles.setdefault(_READ, _Trouble()).add(_READ_AGAIN, self._now())
            self._work.on_failed(_READ, error, again)
            self._ask_reading(again)
